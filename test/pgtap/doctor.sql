-- Proves that doctor() reads only, says ok when all is well, finds each thing that is broken, and what cures it.
\set QUIET on

-- In a transaction of its own, which never writes.
START TRANSACTION READ ONLY;
SELECT count(*) AS rows, coalesce(string_agg(t.check || ': ' || t.detail, ', ') FILTER (WHERE status = 'fail'), '') AS failing
FROM userstore.doctor() AS t \gset
SELECT count(*) AS exact_rows FROM userstore.doctor(exact => true) \gset
SELECT pg_current_xact_id_if_assigned() IS NULL AS no_xid,
	(SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND mode NOT IN ('AccessShareLock', 'ExclusiveLock')) AS locks \gset
COMMIT;

\ir helpers.psql
SET LOCAL client_min_messages = error;
\set role 'role regress_userstore_script: '
\set store 'store "regress_userstore": '
SELECT plan(87);
SELECT is(:'failing', ''::text, 'in a read-only transaction nothing fails');
SELECT is(:exact_rows, :rows, '... nor if it looks at all');
SELECT ok(:'no_xid', 'no transaction id was assigned');
SELECT is(:locks, 0, 'no lock but the weakest was taken');

CREATE FUNCTION status_of(claim text, exact boolean DEFAULT false) RETURNS text LANGUAGE sql AS $$
	SELECT coalesce((SELECT string_agg(d.status, ',') FROM userstore.doctor(exact) AS d WHERE d.check = claim), 'none')
$$;
-- What doctor says of a claim before a statement, after it, and after what it says cures it.
CREATE FUNCTION broken(claim text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	said text[] := ARRAY[status_of(claim)];
	cure text;
	status text;
BEGIN
	EXECUTE statement;
	SELECT d.status, d.cure INTO status, cure FROM userstore.doctor() AS d WHERE d.check = claim;
	said := said || coalesce(status, 'none');
	IF cure ~ '^CALL|^ALTER EXTENSION|CONCURRENTLY|\.\.\.|, or |, daily' OR cure !~ '^[A-Z]+ ' OR cure IS NULL THEN
		said := said || 'not tried'::text;
	ELSE
		EXECUTE cure;
		said := said || status_of(claim);
	END IF;
	RAISE SQLSTATE 'RR000';
EXCEPTION WHEN SQLSTATE 'RR000' THEN
	RETURN array_to_string(said, ', ');
END
$$;
CREATE FUNCTION detail_of(claim text) RETURNS text LANGUAGE sql AS $$
	SELECT d.detail FROM userstore.doctor() AS d WHERE d.check = claim
$$;

-- A role with all that should be, and a store that is sound
SELECT format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()) \gexec
ALTER ROLE regress_userstore_script CONNECTION LIMIT 20;
SELECT format('ALTER ROLE regress_userstore_script IN DATABASE %I SET track_activities = off', current_database()) \gexec
SELECT userstore.note_maintenance('prune_events', '90 days') \gset ignored_
SELECT add('jane@example.com', userstore.hash_password('correct horse')) \gset ignored_
SELECT is((SELECT string_agg(d.check || ': ' || d.detail, E'\n') FROM userstore.doctor() AS d WHERE d.status <> 'ok'), NULL, 'all is well');
SELECT is((SELECT string_agg(d.check, ', ') FROM userstore.doctor() AS d WHERE d.cure IS NOT NULL), NULL, 'what is well has no cure');
SELECT is((SELECT string_agg(d.check, ', ') FROM (SELECT t.check FROM userstore.doctor() AS t GROUP BY 1 HAVING count(*) > 1) AS d), NULL, 'a row a check');
SELECT cmp_ok((SELECT count(*) FROM userstore.doctor()), '>=', 36::bigint, 'there are some');

-- The installation
SELECT is(broken('the library loads on this node', $$UPDATE pg_proc SET probin = '$libdir/no_such_library' WHERE probin ~ '/userstore$'$$),
	'ok, fail, not tried', 'no library');
SAVEPOINT a;
UPDATE pg_proc SET probin = '$libdir/no_such_library' WHERE probin ~ '/userstore$';
SELECT alike(detail_of('the library loads on this node'), '58P01: %', '... says so');
SELECT is(status_of(:'store' || 'its owner is no superuser'), 'ok', '... and the rest is looked at');
SELECT is(status_of(:'store' || 'its mapping can be looked at'), 'fail', '... as far as it can be');
ROLLBACK TO a;
UPDATE pg_extension SET extversion = '0.9' WHERE extname = 'userstore';
SELECT is(status_of('the library is of the version of the SQL objects'), 'fail', 'a library of another version');
SELECT is((SELECT d.cure FROM userstore.doctor() AS d WHERE d.check = 'the library is of the version of the SQL objects'),
	'ALTER EXTENSION userstore UPDATE TO ''1.0''', '... a newer one: the update');
ROLLBACK TO a;
CREATE OR REPLACE FUNCTION userstore.library_version() RETURNS text LANGUAGE sql AS $$ SELECT '0.9' $$;
SELECT alike((SELECT d.cure FROM userstore.doctor() AS d WHERE d.check = 'the library is of the version of the SQL objects'),
	'Install %', '... an older one: the package');
ROLLBACK TO a;
SELECT is(broken('triggers of the configuration fire always', format('ALTER TABLE userstore.%I %s', t, what)), 'ok, fail, ok', 'triggers: ' || t)
FROM (VALUES ('mappings', 'DISABLE TRIGGER mappings_changed'), ('grants', 'ENABLE TRIGGER configuration_changed'),
	('costs', 'ENABLE REPLICA TRIGGER configuration_changed')) AS v (t, what);
SELECT is(broken('PUBLIC has no right to anything', statement), 'ok, fail, ok', 'PUBLIC: ' || statement)
FROM unnest(ARRAY['GRANT EXECUTE ON FUNCTION userstore.get_user TO PUBLIC', 'GRANT SELECT ON userstore.grants TO PUBLIC',
	'GRANT USAGE ON SCHEMA userstore TO PUBLIC']) AS statement;
SELECT is(broken('the configuration is not published', 'CREATE PUBLICATION regress_userstore FOR ALL TABLES'), 'ok, warn, not tried', 'publication');

-- Roles
SELECT is(broken(:'role' || claim, statement), expected, claim || ': ' || statement) FROM (VALUES
	('it is no superuser', 'ALTER ROLE regress_userstore_script SUPERUSER', 'ok, fail, ok'),
	('it can log in, and has no attribute besides', 'ALTER ROLE regress_userstore_script NOLOGIN', 'ok, warn, ok'),
	('it can log in, and has no attribute besides', 'ALTER ROLE regress_userstore_script CREATEROLE', 'ok, warn, ok'),
	('it can log in, and has no attribute besides', 'ALTER ROLE regress_userstore_script BYPASSRLS REPLICATION', 'ok, warn, ok'),
	('it has a connection limit', 'ALTER ROLE regress_userstore_script CONNECTION LIMIT -1', 'ok, warn, ok'),
	('it may execute what it was granted', 'REVOKE EXECUTE ON FUNCTION userstore.login FROM regress_userstore_script', 'ok, fail, ok'),
	('it may execute what it was granted', 'REVOKE USAGE ON SCHEMA userstore FROM regress_userstore_script', 'ok, fail, ok'),
	('its settings are as grant_access() made them', format('ALTER ROLE regress_userstore_script IN DATABASE %I RESET ALL', current_database()), 'ok, fail, ok'),
	('its settings are as grant_access() made them', format('ALTER ROLE regress_userstore_script IN DATABASE %I SET log_statement = ''all''', current_database()), 'ok, fail, ok'),
	('its settings are as grant_access() made them', format('ALTER ROLE regress_userstore_script IN DATABASE %I RESET session_preload_libraries', current_database()), 'ok, fail, ok'),
	('its settings are as grant_access() made them', format('ALTER ROLE regress_userstore_script IN DATABASE %I SET statement_timeout = ''3s''', current_database()), 'ok, ok, not tried'),
	('nobody is a member of it', 'CREATE ROLE regress_userstore_member; GRANT regress_userstore_script TO regress_userstore_member', 'ok, warn, ok'),
	('it may make no temporary tables', format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database()), 'ok, warn, ok'),
	('it may make no temporary tables', format('GRANT TEMPORARY ON DATABASE %I TO regress_userstore_script', current_database()), 'ok, warn, ok'),
	('pg_stat_activity does not show its statements', format('ALTER ROLE regress_userstore_script IN DATABASE %I RESET track_activities', current_database()), 'ok, warn, ok'),
	('its errors pass the log hook', 'ALTER ROLE regress_userstore_script SET log_min_messages = panic', 'ok, warn, ok'),
	('its errors pass the log hook', 'ALTER ROLE regress_userstore_script SET log_min_messages = error', 'ok, ok, not tried')
) AS v (claim, statement, expected);
CREATE ROLE regress_userstore_other;
SELECT is(broken(:'role' || 'nobody is a member of it', 'ALTER ROLE regress_userstore_other SUPERUSER; GRANT regress_userstore_script TO regress_userstore_other'),
	'ok, ok, not tried', 'a superuser may be a member');
SELECT is(broken('role 4294967001: it exists', $$INSERT INTO userstore.grants VALUES ('4294967001', 'regress_userstore', '{login}')$$),
	'none, warn, none', 'a role that was dropped');
SELECT is(broken('access is to stores that exist', $$INSERT INTO userstore.grants VALUES ('regress_userstore_script', 'gone', '{login}')$$),
	'ok, warn, ok', 'access to no store');
SELECT is(broken('only roles with access may execute actions', statement), expected, statement) FROM (VALUES
	('GRANT EXECUTE ON FUNCTION userstore.get_user TO regress_userstore_other', 'ok, warn, ok'),
	('GRANT USAGE ON SCHEMA userstore TO regress_userstore_other', 'ok, warn, ok'),
	('GRANT USAGE ON SCHEMA userstore TO regress_userstore_other; GRANT EXECUTE ON FUNCTION userstore.suspend TO regress_userstore_other', 'ok, ok, not tried')
) AS v (statement, expected);
SELECT is(broken('no other library keeps statements', format('ALTER ROLE regress_userstore_script IN DATABASE %I SET local_preload_libraries = %s', current_database(), l)),
	expected, 'local_preload_libraries: ' || l) FROM (VALUES ('pg_qualstats', 'ok, warn, not tried'), ('pg_wait_sampling', 'ok, ok, not tried')) AS v (l, expected);

-- Stores
SELECT is(broken(:'store' || claim, statement), expected, claim || ': ' || statement) FROM (VALUES
	('its relation is there', 'DROP TABLE users CASCADE', 'ok, fail, none'),
	('it is in service', $$SELECT userstore.suspend('regress_userstore')$$, 'ok, warn, ok'),
	('its owner is no superuser', format('ALTER TABLE users OWNER TO %I', current_user), 'ok, warn, not tried'),
	('row-level security is not forced on its owner', 'ALTER TABLE users FORCE ROW LEVEL SECURITY', 'ok, warn, not tried'),
	('its mapping holds no secret', $$UPDATE userstore.mappings SET options = options || '{"scheme": {"scheme": "bcrypt-pepper-suffix", "pepper": "x"}}'$$, 'none, warn, not tried'),
	('its mapping holds no secret', $$UPDATE userstore.mappings SET options = options || '{"scheme": {"scheme": "node-scrypt-colon", "n": 16}}'$$, 'none, ok, not tried'),
	('its mapping can be looked at', 'ALTER TABLE users RENAME username TO handle', 'none, fail, not tried'),
	('a look-up works', 'REVOKE ALL ON users FROM regress_userstore_owner', 'ok, fail, not tried'),
	('its mapping can be looked at', 'REVOKE ALL ON SCHEMA regress_userstore FROM PUBLIC', 'none, fail, not tried'),
	('it can login', $$UPDATE userstore.mappings SET columns = columns - 'verifier'$$, 'ok, fail, not tried'),
	('it can create', 'ALTER TABLE users ADD COLUMN wanted int; UPDATE users SET wanted = 1; ALTER TABLE users ALTER COLUMN wanted SET NOT NULL', 'ok, warn, not tried'),
	('it can verify', $$UPDATE userstore.mappings SET columns = columns - 'email_verified'$$, 'ok, ok, not tried'),
	('it can create', $$UPDATE userstore.mappings SET options = options || '{"mode": "read"}'$$, 'ok, ok, not tried'),
	('only its owner may create objects in the schemas it searches', 'GRANT CREATE ON SCHEMA regress_userstore TO regress_userstore_other', 'ok, fail, not tried'),
	('no role with access has rights on its relation', 'GRANT SELECT (email) ON users TO regress_userstore_script', 'ok, fail, ok'),
	('no role with access has rights on its relation', 'GRANT SELECT ON users TO PUBLIC', 'ok, fail, ok'),
	('no role with access has rights on its relation', 'GRANT regress_userstore_owner TO regress_userstore_script', 'ok, fail, ok'),
	('no verifier is weak', $$SELECT add('weak@example.com', '$1$MeXpprMJ$JT6yD3g6EIw0MIymtM.xo0')$$, 'ok, warn, not tried'),
	('every verifier can be used', $$SELECT add('unusable@example.com', '$argon2id$v=19$m=1024')$$, 'ok, warn, warn'),
	('every verifier can be used', $$SELECT add('locked@example.com', '!')$$, 'ok, ok, not tried'),
	('every verifier can be used', $$SELECT add('none@example.com', NULL)$$, 'ok, ok, not tried'),
	('every verifier is sealed if it should be, and for its user', $$SELECT add('sealed@example.com', '$us-seal$v=1,k=k1,s=argon2$' || repeat('A', 100))$$, 'ok, fail, not tried'),
	('no digest without salt is merely wrapped', $$SELECT add('wrapped@example.com', '$us-wrap$v=1,s=hex-md5,p=')$$, 'ok, warn, not tried'),
	('no digest without salt is merely wrapped', $$SELECT add('wrapped@example.com', '$us-wrap$v=1,s=phpass,p=')$$, 'ok, ok, not tried')
) AS v (claim, statement, expected);
CREATE TABLE members (id int PRIMARY KEY, email text UNIQUE, password text);
CREATE TABLE subscribers (id int PRIMARY KEY, email text UNIQUE, password text);
ALTER TABLE members OWNER TO regress_userstore_owner;
ALTER TABLE subscribers OWNER TO regress_userstore_owner;
SELECT count(*) AS rows FROM userstore.attach('regress_userstore_members', 'members', '{"user_id": "id", "email": "email", "verifier": "password"}',
	'{"user_id_prefix": "members|"}') \gset ignored_
SELECT is(status_of('store "regress_userstore_members": no other store gives its user_ids'), 'ok', 'integers with a prefix');
SELECT count(*) AS rows FROM userstore.attach('regress_userstore_subscribers', 'subscribers', '{"user_id": "id", "email": "email", "verifier": "password"}') \gset ignored_
SELECT is(status_of('store "regress_userstore_subscribers": no other store gives its user_ids'), 'warn', '... and without');
INSERT INTO members VALUES (1, 'ann@example.com', '$1$MeXpprMJ$JT6yD3g6EIw0MIymtM.xo0');
SELECT is(status_of('store "regress_userstore_members": no verifier is weak'), 'ok', 'weak verifiers of an application are its own');
SELECT alike(detail_of('store "regress_userstore_members": no verifier is weak'), '100.0 %', '... and said');
DROP TABLE members CASCADE;
SELECT is(status_of('store "regress_userstore_members": its relation is there'), 'fail', 'a broken store');
SELECT is(status_of('store "regress_userstore": a look-up works'), 'ok', '... does not keep others from being looked at');

-- Events
ROLLBACK TO a;
SELECT is(broken(claim, statement), expected, claim || ': ' || statement) FROM (VALUES
	(:'store' || 'its events are recorded', $$UPDATE userstore.mappings SET options = options || '{"events": "off"}'$$, 'ok, ok, not tried'),
	('tomorrow''s events have a partition', format('DROP TABLE userstore.%I', 'events_' || to_char((clock_timestamp() AT TIME ZONE 'UTC')::date + 1, 'YYYYMMDD')), 'ok, warn, ok'),
	('no events of today are in the default partition', $$INSERT INTO userstore.events VALUES (now() + '1 year', 'login', 's', gen_random_uuid(), 'u', 'r', 'r')$$, 'ok, warn, not tried'),
	('no events of today are in the default partition', $$INSERT INTO userstore.events VALUES (now() - interval '30 days', 'login', 's', gen_random_uuid(), 'u', 'r', 'r')$$, 'ok, ok, not tried'),
	('prune_events() runs daily', 'DELETE FROM userstore.maintenance', 'ok, warn, not tried'),
	('prune_events() runs daily', $$UPDATE userstore.maintenance SET ran_at = ran_at - interval '50 hours'$$, 'ok, warn, not tried'),
	('no event is kept for longer than it should be', $$INSERT INTO userstore.events VALUES (now() - interval '100 days', 'login', 's', gen_random_uuid(), 'u', 'r', 'r')$$, 'ok, fail, not tried'),
	('no event is kept for longer than it should be', $$SELECT userstore.make_event_day(current_date - 100)$$, 'ok, fail, not tried'),
	('no event is kept for longer than it should be', $$SELECT userstore.make_event_day(current_date - 100); UPDATE userstore.maintenance SET keep = '1 year'$$, 'ok, ok, not tried')
) AS v (claim, statement, expected);
SELECT is(answer_as('regress_userstore_script', 'SELECT count(*) FROM userstore.doctor()'), '42501', 'a script may not run it');

SELECT * FROM finish();
ROLLBACK;
