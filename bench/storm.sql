-- What the storm is about: store "storm" of 20,000 users; as many users of a
-- function as most write it today, with pgcrypto, at bcrypt cost :cost; and a
-- table that has nothing to do with either.

CREATE ROLE bench_other LOGIN;
CREATE SCHEMA bench_storm;
GRANT USAGE ON SCHEMA bench_storm TO bench_owner, bench_script, bench_other;

-- probe.c looks up these.
CREATE TABLE bench_storm.things (id int PRIMARY KEY, content text NOT NULL);
INSERT INTO bench_storm.things
	SELECT n, md5(n::text) FROM generate_series(1, 100000) AS n ORDER BY hashint4(n);
GRANT SELECT ON bench_storm.things TO bench_script;

-- One verifier for every user, made once.
BEGIN;
SET LOCAL client_min_messages = error;	-- the stores' users do have one user_id
SELECT userstore.create_store('storm', 'bench_storm.users', 'bench_owner') \g /dev/null
SELECT userstore.hash_password('correct horse battery staple') AS verifier \gset
INSERT INTO bench_storm.users (email, verifier)
	SELECT 'user' || n || '@example.com', :'verifier' FROM generate_series(1, 20000) AS n;
SELECT userstore.grant_access(role::regrole, 'storm')
	FROM unnest('{bench_script,bench_other}'::text[]) AS role \g /dev/null
COMMIT;

CREATE TABLE bench_storm.crypt_users (
	id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
	email text NOT NULL,
	verifier text NOT NULL);
CREATE UNIQUE INDEX ON bench_storm.crypt_users (lower(email));
INSERT INTO bench_storm.crypt_users (email, verifier)
	SELECT email, crypt.verifier FROM bench_storm.users, crypt(
		'correct horse battery staple', gen_salt('bf', :cost)) AS crypt(verifier);
CREATE FUNCTION bench_storm.login(email text, password text) RETURNS jsonb
	LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT jsonb_build_object('user_id', u.id, 'email', u.email)
	FROM bench_storm.crypt_users u
	WHERE lower(u.email) = lower($1) AND u.verifier = public.crypt($2, u.verifier)
$$;

VACUUM (FREEZE, ANALYZE) bench_storm.things, bench_storm.users, bench_storm.crypt_users;
