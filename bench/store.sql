-- Makes store :store of :users users, one transaction, and gives the role of
-- the benchmark the rights that both sides of it need.

SELECT 'public.' || :'store' || '_users' AS relation \gset

BEGIN;
SELECT userstore.create_store(:'store', :'relation', 'bench_owner') \g /dev/null

INSERT INTO :relation (email, username, phone_number, verifier, email_verified,
	name, nickname, given_name, family_name, picture, attributes, user_metadata,
	app_metadata, created_at, last_password_change)
SELECT
	lower(translate(given, 'é', 'e')) || '.' || lower(family) || n || '@mail' || n % 97 || '.example.com',
	CASE WHEN n % 2 = 0 THEN lower(translate(given, 'é', 'e')) || '_' || n END,
	CASE WHEN n % 3 = 0 THEN '+4915' || lpad(n::text, 9, '0') END,
	verifier,
	n % 10 <> 0,
	given || ' ' || family,
	lower(given),
	given,
	family,
	'https://images.example.com/avatars/' || md5(n::text) || '.png',
	CASE WHEN n % 4 = 0 THEN jsonb_build_object('department', 'sales', 'locale', 'de-DE')
		ELSE '{}' END,
	jsonb_build_object('theme', 'dark', 'newsletter', n % 2 = 0,
		'address', jsonb_build_object('city', 'Berlin', 'country', 'DE')),
	jsonb_build_object('plan', 'pro', 'roles', jsonb_build_array('member', 'editor'),
		'customer', n),
	now() - n % 1000 * interval '1 day',
	now() - n % 100 * interval '1 day'
FROM generate_series(1, :users) AS n
CROSS JOIN LATERAL (SELECT
	(ARRAY['Anna', 'Ben', 'Chloé', 'David', 'Elif', 'Finn', 'Greta'])[1 + n % 7] AS given,
	(ARRAY['Adams', 'Brandt', 'Costa', 'Dubois', 'Evans'])[1 + n % 5] AS family) AS names
CROSS JOIN public.bench_verifier
ORDER BY hashint4(n);

-- Both sides of the benchmark run as one role; a real one has no SELECT.
SELECT userstore.grant_access('bench_script', :'store') \g /dev/null
GRANT SELECT ON :relation TO bench_script;
COMMIT;

VACUUM (FREEZE, ANALYZE) :relation;
