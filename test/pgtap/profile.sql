-- Proves that login and get_user give one profile, whatever the session's settings.
\ir helpers.psql
SELECT plan(34);

-- What a DBA may add, each type with an output that depends on some setting
ALTER TABLE users ADD seen timestamptz, ADD noted timestamp, ADD born date, ADD at timetz, ADD span interval,
	ADD ratio float8, ADD small float4, ADD raw bytea, ADD period daterange, ADD valid tstzrange, ADD amount numeric,
	ADD price money, ADD tags text[], ADD seens timestamptz[], ADD doc json, ADD refers regclass, ADD empty text;
UPDATE userstore.mappings SET columns = columns || '{"seen": "seen", "noted": "noted", "born": "born", "at": "at", "span": "span",
	"ratio": "ratio", "small": "small", "raw": "raw", "period": "period", "valid": "valid", "amount": "amount", "price": "price",
	"tags": "tags", "seens": "seens", "doc": "doc", "refers": "refers", "empty": "empty"}'
WHERE store = 'regress_userstore';

SELECT add('jane@example.com') AS jane \gset
UPDATE users SET username = 'jane', phone_number = '+4915112345678', phone_verified = true, name = 'Jane "J" Doe\', nickname = '',
	given_name = 'Jané', family_name = chr(128512), picture = 'https://example.com/?a=1&b=<2>',
	attributes = '{"plan": "gold", "n": 1.50, "deep": {"null": null, "list": [1, null, {"x": null}]}, "user_id": "forged", "email": "forged",
		"email_verified": true, "blocked": true, "metadata": "forged", "user_metadata": "forged", "attributes": "forged", "picture": null}',
	user_metadata = '{"colour": "red", "none": null, "": {"": []}}', app_metadata = '{"roles": ["admin"], "none": null}',
	seen = '2026-03-29 01:30:00+00', noted = '2026-03-29 01:30:00.123', born = '1999-12-31', at = '10:00+05:30',
	span = '1 year 2 months 3 days 04:05:06.7', ratio = 0.1::float8 + 0.2, small = 0.1, raw = '\x00ff27', period = '[2026-01-01,2026-02-01)',
	valid = '[2026-03-29 01:30+00,)', amount = 1.10, price = 12.34, tags = ARRAY['a', NULL, 'b"c'], seens = ARRAY['2026-03-29 01:30+00'::timestamptz],
	doc = '{"b": 1, "a": [1, 2 ]}', refers = 'pg_catalog.pg_class'
WHERE user_id = :'jane';

CREATE FUNCTION by_login() RETURNS text LANGUAGE sql AS $$
	SELECT userstore.login('jane@example.com', 'correct horse', 'regress_userstore')::text
$$;
CREATE FUNCTION by_get_user() RETURNS text LANGUAGE sql AS $$
	SELECT userstore.get_user('jane@example.com', 'regress_userstore')::text
$$;
SELECT by_get_user() AS profile \gset

-- Under settings that change the output of some type

CREATE FUNCTION under(VARIADIC settings text[]) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
	result text[];
BEGIN
	FOR i IN 1 .. cardinality(settings) BY 2 LOOP
		PERFORM set_config(settings[i], settings[i + 1], true);
	END LOOP;
	result := ARRAY[regress_userstore.by_login(), regress_userstore.by_get_user()];
	RAISE EXCEPTION USING ERRCODE = 'UX000', MESSAGE = result::text;
EXCEPTION WHEN SQLSTATE 'UX000' THEN
	RETURN SQLERRM::text[];
END
$$;
SELECT is(under(name, value), ARRAY[:'profile', :'profile'], format('%s = %s', name, value))
FROM (VALUES ('TimeZone', 'UTC'), ('TimeZone', 'Asia/Kolkata'), ('TimeZone', 'America/New_York'), ('TimeZone', 'Europe/Berlin'),
	('DateStyle', 'German, DMY'), ('DateStyle', 'SQL, DMY'), ('DateStyle', 'Postgres, MDY'),
	('IntervalStyle', 'sql_standard'), ('IntervalStyle', 'postgres_verbose'), ('IntervalStyle', 'postgres'),
	('extra_float_digits', '-15'), ('extra_float_digits', '3'), ('bytea_output', 'escape'), ('bytea_output', 'hex'),
	('search_path', 'pg_temp'), ('search_path', ''), ('quote_all_identifiers', 'on'), ('array_nulls', 'off'),
	('standard_conforming_strings', 'off'), ('lc_monetary', 'POSIX'), ('plan_cache_mode', 'force_custom_plan')) AS v (name, value);
SELECT is(under('TimeZone', 'Pacific/Auckland', 'DateStyle', 'SQL, DMY', 'IntervalStyle', 'sql_standard', 'extra_float_digits', '-10',
	'bytea_output', 'escape'), ARRAY[:'profile', :'profile'], 'all at once');
SELECT is(current_setting('TimeZone') || current_setting('bytea_output'), (SELECT current_setting('TimeZone') || reset_val FROM pg_settings
	WHERE name = 'bytea_output'), 'the session''s settings are as they were');

-- What is in it

SELECT is((SELECT array_agg(k ORDER BY k COLLATE "C") FROM jsonb_object_keys(:'profile'::jsonb) AS k),
	'{amount,at,blocked,born,deep,doc,email,email_verified,family_name,given_name,metadata,n,name,nickname,noted,period,'
	'phone_number,phone_verified,picture,plan,price,ratio,raw,refers,seen,seens,small,span,tags,user_id,user_metadata,username,valid}',
	'the fields, the attributes, the columns that were added; no verifier, no NULL');
SELECT is(p::text, format('{"user_id": "%s", "email": "jane@example.com", "email_verified": false, "username": "jane", "phone_number": "+4915112345678",
		"phone_verified": true, "name": "Jane \"J\" Doe\\", "nickname": "", "given_name": "Jané", "picture": "https://example.com/?a=1&b=<2>",
		"blocked": false, "family_name": "%s"}', :'jane', chr(128512))::jsonb::text, 'the fields are the columns; no attribute takes the place of one')
FROM (SELECT jsonb_object_agg(key, value) FROM jsonb_each(:'profile'::jsonb) WHERE key IN ('user_id', 'email', 'email_verified', 'username',
	'phone_number', 'phone_verified', 'name', 'nickname', 'given_name', 'family_name', 'picture', 'blocked')) AS f (p);
SELECT is((:'profile'::jsonb->'metadata')::text, '{"none": null, "roles": ["admin"]}', 'app_metadata is metadata, its nulls kept');
SELECT is((:'profile'::jsonb->'user_metadata')::text, '{"": {"": []}, "none": null, "colour": "red"}', 'user_metadata, its nulls kept');
SELECT is((:'profile'::jsonb->>'deep') || (:'profile'::jsonb->>'n'), '{"list": [1, null, {"x": null}], "null": null}1.50',
	'attributes, their nulls and digits kept');
SELECT is(format('%s %s %s %s %s', p->>'seen', p->>'noted', p->>'span', p->>'raw', p->>'ratio'),
	'2026-03-29T01:30:00+00:00 2026-03-29T01:30:00.123 P1Y2M3DT4H5M6.7S \x00ff27 0.30000000000000004', 'UTC, ISO 8601, hex, all digits')
FROM (SELECT :'profile'::jsonb) AS s (p);
SELECT unalike(:'profile'::text, '%argon2%', 'no verifier');

-- A store without added columns, too, and the other actions that give a profile
UPDATE userstore.mappings SET columns = columns - '{seen,noted,born,at,span,ratio,small,raw,period,valid,amount,price,tags,seens,doc,refers,empty}'::text[]
WHERE store = 'regress_userstore';
SELECT is(under('TimeZone', 'Pacific/Auckland', 'DateStyle', 'SQL, DMY'), ARRAY[by_get_user(), by_get_user()], 'login and get_user, without added columns');
UPDATE userstore.mappings SET columns = columns || '{"nickname": "seen", "name": "span", "picture": "ratio", "given_name": "raw"}'
WHERE store = 'regress_userstore';
SELECT by_get_user() AS profile \gset
SELECT is(under('TimeZone', 'Pacific/Auckland', 'DateStyle', 'SQL, DMY', 'IntervalStyle', 'sql_standard', 'extra_float_digits', '-10',
	'bytea_output', 'escape'), ARRAY[:'profile', :'profile'], 'columns of other types that hold a field');
SELECT is(userstore.verify('jane@example.com', 'regress_userstore')::text, by_get_user(), 'verify gives the profile');
SELECT is((userstore.create('{"email": "new@example.com", "password": "long enough", "plan": null}', 'regress_userstore'))::text,
	userstore.get_user('new@example.com', 'regress_userstore')::text, 'create gives the profile');

SELECT * FROM finish();
ROLLBACK;
