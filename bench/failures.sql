-- The stores whose failed logins are timed, with :users users in each domain.
--
-- Every user of a domain has the same verifier, but for those that are corrupt.
-- The costs are low, so that noise hides little: each takes 4 to 20 ms.

CREATE SCHEMA bench_failures;
GRANT USAGE ON SCHEMA bench_failures TO bench_script;
CREATE TABLE bench_failures.known (store text, email text, PRIMARY KEY (store, email));
GRANT SELECT ON bench_failures.known TO bench_script;

CREATE TABLE bench_failures.verifiers (scheme text, verifier text);
INSERT INTO bench_failures.verifiers VALUES
	('md5', md5('correct horse battery staple')),
	('small-argon2', '$argon2id$v=19$m=4096,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tCGweEmNNiMdfjqoFl9ZKRl/bO0NJTtJMmax1Il43Gc'),
	('missing', NULL),
	('marked', '!'),
	('broken', '$2b$07$abcdefghijklmnopqrst'),
	('out-of-bounds', '$argon2id$v=19$m=4194304,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tCGweEmNNiMdfjqoFl9ZKRl/bO0NJTtJMmax1Il43Gc');

-- Makes a store of one domain for each of these schemes.
CREATE FUNCTION bench_failures.make_store(store text, schemes text[], options jsonb, users int)
	RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	relation text := format('bench_failures.%I', store);
BEGIN
	EXECUTE format('CREATE TABLE %s (id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
		email text NOT NULL, password text)', relation);
	EXECUTE format('CREATE UNIQUE INDEX ON %s (lower(email))', relation);
	EXECUTE format('INSERT INTO %s (email, password)
		SELECT substr(md5(random()::text), 1, 16) || ''@'' || scheme || ''.example.com'', verifier
		FROM bench_failures.verifiers, generate_series(1, $1) AS n
		WHERE scheme = ANY ($2) ORDER BY random()', relation) USING users, schemes;
	EXECUTE format('INSERT INTO bench_failures.known SELECT $1, email FROM %s', relation) USING store;
	EXECUTE format('ALTER TABLE %s OWNER TO bench_owner', relation);
	PERFORM userstore.attach(store, relation::regclass,
		'{"user_id": "id", "email": "email", "verifier": "password"}', options);
	PERFORM userstore.grant_access('bench_script', store);
END
$$;

-- Verifiers as the extension makes them.
CREATE FUNCTION bench_failures.make_verifier(scheme text, options jsonb) RETURNS void
	LANGUAGE plpgsql AS $$
BEGIN
	PERFORM bench_failures.make_store('maker-' || scheme, '{}', options, 0);
	PERFORM userstore.create(
		'{"email": "maker@example.com", "password": "correct horse battery staple"}', 'maker-' || scheme);
	EXECUTE format('INSERT INTO bench_failures.verifiers SELECT $1, password FROM bench_failures.%I',
		'maker-' || scheme) USING scheme;
END
$$;

BEGIN;
SET LOCAL client_min_messages = error;	-- the stores' users do have one user_id
GRANT USAGE, CREATE ON SCHEMA bench_failures TO bench_owner;
SELECT bench_failures.make_verifier('bcrypt', '{"scheme": "bcrypt", "cost": 7}'),
	bench_failures.make_verifier('pbkdf2', '{"scheme": "django", "cost": 25000}'),
	bench_failures.make_verifier('argon2', '{"scheme": "argon2"}') \g /dev/null
REVOKE CREATE ON SCHEMA bench_failures FROM bench_owner;

-- What the application writes, bcrypt, is no dearer than the rest.
SELECT bench_failures.make_store('mixed', '{bcrypt,pbkdf2,md5,small-argon2}',
		'{"scheme": "hex-md5", "verifiers": {"write": "bcrypt"}, "cost": 7}', :users / 2),
	bench_failures.make_store('exclusive', '{bcrypt,pbkdf2,md5,argon2}',
		'{"scheme": "hex-md5", "verifiers": "exclusive"}', :users / 4),
	bench_failures.make_store('bcrypt', '{bcrypt}', '{"scheme": "bcrypt", "cost": 7}', :users),
	bench_failures.make_store('pbkdf2', '{pbkdf2}', '{"scheme": "django", "cost": 25000}', :users),
	bench_failures.make_store('md5', '{md5}', '{"scheme": "hex-md5"}', :users),
	bench_failures.make_store('argon2', '{argon2}', '{"scheme": "argon2"}', :users),
	bench_failures.make_store('corrupt', '{missing,marked,broken,out-of-bounds}',
		'{"scheme": "argon2"}', :users / 4) \g /dev/null
COMMIT;

-- Half of the users of the exclusive store log in: their verifiers are ours.
CREATE FUNCTION bench_failures.upgrade() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM userstore.login(email, 'correct horse battery staple', 'exclusive')
	FROM bench_failures.exclusive WHERE id % 2 = 0;
	ASSERT (SELECT count(*) FROM bench_failures.exclusive WHERE id % 2 = 0)
		= (SELECT count(*) FROM bench_failures.exclusive
			WHERE id % 2 = 0 AND password LIKE '$argon2id$v=19$m=19456,t=2,p=1$%');
END
$$;

-- What the measurement has to tell apart: a login that compares only if there
-- is somebody, and one that compares with an argon2id verifier if nobody is.
CREATE FUNCTION bench_failures.compare(password text, verifier text) RETURNS boolean
	LANGUAGE sql AS $$
	SELECT userstore.check_password(password, verifier,
		CASE WHEN length(verifier) = 32 THEN 'hex-md5' END)
$$;
CREATE FUNCTION bench_failures.naive(email text, password text, store text) RETURNS jsonb
	LANGUAGE sql SECURITY DEFINER AS $$
	SELECT to_jsonb(u.email) FROM bench_failures.mixed u
	WHERE lower(u.email) = lower($1) AND bench_failures.compare($2, u.password)
$$;
CREATE FUNCTION bench_failures.dummy(email text, password text, store text) RETURNS jsonb
	LANGUAGE sql SECURITY DEFINER AS $$
	SELECT to_jsonb($1) FROM bench_failures.verifiers dummy
	LEFT JOIN bench_failures.mixed u ON lower(u.email) = lower($1)
	WHERE dummy.scheme = 'argon2'
		AND bench_failures.compare($2, coalesce(u.password, dummy.verifier))
$$;
