-- What secrecy is measured on: stores of :users users each whose verifiers are
-- MD5 digests, so that the rest of a login is seen, and databases with and
-- without the extension.
--
-- plain, sealed, plain_control	the same, one of them to be sealed (secrecy.sh)
-- quiet, events, quiet_control	without events, with, and without again
-- cheap						one in which a failure takes a millisecond

CREATE SCHEMA bench_secrecy;
GRANT USAGE ON SCHEMA bench_secrecy TO bench_owner, bench_script;

CREATE FUNCTION pg_temp.fill(store text, users int, verifiers text, more jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE TABLE bench_secrecy.%I (id int PRIMARY KEY, email text NOT NULL, pw text)', store);
	EXECUTE format('CREATE UNIQUE INDEX ON bench_secrecy.%I (lower(email))', store);
	EXECUTE format('ALTER TABLE bench_secrecy.%I OWNER TO bench_owner', store);
	EXECUTE format('INSERT INTO bench_secrecy.%I SELECT n, ''user'' || n || ''@example.com'', md5(''password '' || n)
		FROM generate_series(1, %s) AS n ORDER BY hashint4(n)', store, users);
	PERFORM userstore.attach(store, format('bench_secrecy.%I', store)::regclass,
		'{"user_id": "id", "email": "email", "verifier": "pw"}', jsonb_build_object('scheme', 'hex-md5',
			'verifiers', verifiers, 'user_id_prefix', store || '|') || more);
	PERFORM userstore.grant_access('bench_script', store);
END
$$;

SELECT pg_temp.fill(store, :users, 'exclusive', '{"events": "off"}')
	FROM unnest('{plain,sealed,plain_control}'::text[]) AS store \g /dev/null
SELECT pg_temp.fill(store, :users, 'keep', '{"events": "off"}')
	FROM unnest('{quiet,quiet_control}'::text[]) AS store \g /dev/null
SELECT pg_temp.fill('events', :users, 'keep', '{"events": "all"}') \g /dev/null
SELECT pg_temp.fill('cheap', 0, 'keep', '{"scheme": "bcrypt", "cost": 4}') \g /dev/null
SELECT userstore.prepare_events() \g /dev/null
VACUUM (FREEZE, ANALYZE);

-- pgbench ends at an error.
CREATE FUNCTION bench_secrecy.guess(identifier text, password text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN userstore.login(identifier, password, 'cheap');
EXCEPTION WHEN SQLSTATE '28U01' THEN
	RETURN 'refused';
END
$$;

-- The same table in three databases.
CREATE ROLE bench_other LOGIN;
CREATE DATABASE bench_without;
\c bench_without
CREATE SCHEMA bench_secrecy;
GRANT USAGE ON SCHEMA bench_secrecy TO bench_other;
CREATE TABLE bench_secrecy.things (id int PRIMARY KEY, content text NOT NULL);
INSERT INTO bench_secrecy.things
	SELECT n, md5(n::text) FROM generate_series(1, :users) AS n ORDER BY hashint4(n);
GRANT SELECT ON bench_secrecy.things TO bench_other;
VACUUM (FREEZE, ANALYZE);
\c postgres
CREATE DATABASE bench_control TEMPLATE bench_without;
CREATE DATABASE bench_with TEMPLATE bench_without;
\c bench_with
CREATE EXTENSION userstore;
