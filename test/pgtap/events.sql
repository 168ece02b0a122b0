-- Proves what userstore.events has of each action, who can change that (nobody), and what erase_user() and the partitions do.
-- Locks, dumps, prune_events() and the wait for the disk are t/028_events.pl's.
\ir helpers.psql
SELECT plan(54);

SELECT add('jane@example.com') AS jane, add('joe@example.com') AS joe \gset
SELECT id AS store_id FROM userstore.mappings WHERE store = 'regress_userstore' \gset

-- What was recorded since the last look, "<event> <user_id>, ...".
CREATE FUNCTION recorded() RETURNS text LANGUAGE sql AS $$
	WITH gone AS (DELETE FROM userstore.events WHERE store LIKE 'regress\_userstore%' RETURNING at, event, user_id)
	SELECT string_agg(event || ' ' || user_id, ', ' ORDER BY at) FROM gone
$$;
CREATE FUNCTION act(call text) RETURNS text LANGUAGE sql AS $$
	SELECT answer_as('regress_userstore_script', 'SELECT userstore.' || replace(call, ')@', ', ''regress_userstore'')'))
$$;
CREATE FUNCTION want(events text) RETURNS void LANGUAGE sql AS $$
	UPDATE userstore.mappings SET options = options || jsonb_build_object('events', events) WHERE store = 'regress_userstore'
$$;
SELECT recorded() \gset ignored_

-- Each action

SELECT act($$create('{"email": "new@example.com", "password": "correct horse"}')@ ->> 'user_id'$$) AS new \gset
SELECT is(recorded(), 'create ' || :'new', 'create is recorded');
SELECT is(act($$login('new@example.com', 'correct horse')@ IS NULL$$), 'false', 'login');
SELECT is((SELECT ROW(event, store, store_id, user_id, role, session_role, client_addr IS NOT DISTINCT FROM inet_client_addr())::text FROM userstore.events
		WHERE store = 'regress_userstore'), format('(login,regress_userstore,%s,%s,regress_userstore_script,%s,t)', :'store_id', :'new', session_user), '... has who did it, on which store, from where');
SELECT is((SELECT at BETWEEN now() AND clock_timestamp() AND at > now() FROM userstore.events WHERE store = 'regress_userstore'), true, '... and when, by the clock');
SELECT is(recorded(), 'login ' || :'new', '... once');
SELECT is(act($$verify('new@example.com')@ IS NULL$$), 'false', 'verify');
SELECT is(recorded(), 'verify ' || :'new', '... is recorded');
SELECT is(act($$change_password('new@example.com', 'battery staple')@$$), 'true', 'change_password');
SELECT is(recorded(), 'change_password ' || :'new', '... is recorded');
SELECT is(act($$change_email('new@example.com', 'newer@example.com', true)@$$), 'true', 'change_email');
SELECT is(recorded(), 'change_email ' || :'new', '... is recorded');
SELECT is(act(format('delete(%L)@', :'new')), 'true', 'delete');
SELECT is(recorded(), 'delete ' || :'new', '... is recorded');
SELECT is(act($$get_user('jane@example.com')@ IS NULL$$), 'false', 'get_user');
SELECT is(recorded(), NULL, '... is not');

-- What fails

SELECT is(act($$login('jane@example.com', 'wrong horse')@$$), 'NULL', 'a failed login');
SELECT is(act($$create('{"email": "jane@example.com", "password": "correct horse"}')@$$), '23U01 user_exists', 'a failed create');
SELECT is(act($$delete('nobody')@$$), 'false', 'a delete of nobody');
SELECT is(recorded(), NULL, '... are no events');
SAVEPOINT rolled_back;
SELECT is(act($$login('jane@example.com', 'correct horse')@ IS NULL$$), 'false', 'a login');
SELECT is((SELECT count(*) FROM userstore.events WHERE store = 'regress_userstore'), 1::bigint, '... is recorded');
ROLLBACK TO rolled_back;
SELECT is(recorded(), NULL, '... until that is rolled back');

-- Options

SELECT want('changes') \gset ignored_
SELECT is(act($$login('jane@example.com', 'correct horse')@ IS NULL$$) || act($$change_password('jane@example.com', 'battery staple')@$$), 'falsetrue', 'events: changes');
SELECT is(recorded(), 'change_password ' || :'jane', '... has no logins');
SELECT want('off') \gset ignored_
SELECT is(act($$login('jane@example.com', 'battery staple')@ IS NULL$$) || act($$change_password('jane@example.com', 'correct horse')@$$), 'falsetrue', 'events: off');
SELECT is(recorded(), NULL, '... has none');
SELECT want('all') \gset ignored_
UPDATE userstore.mappings SET options = options || '{"mode": "read"}' WHERE store = 'regress_userstore';
SELECT is(act($$login('jane@example.com', 'correct horse')@ IS NULL$$), 'false', 'mode: read');
SELECT is(recorded(), NULL, '... writes nothing');
UPDATE userstore.mappings SET options = options - 'mode' WHERE store = 'regress_userstore';

-- Whose the rows are

CREATE ROLE regress_userstore_watch IN ROLE pg_monitor, pg_read_all_settings;
GRANT USAGE ON SCHEMA userstore TO regress_userstore_owner;
SELECT is(answer_as('regress_userstore_' || r, statement), '42501', format('%s can''t: %s', r, statement))
FROM unnest(ARRAY['script', 'owner', 'watch']) AS r,
	unnest(ARRAY['TABLE userstore.events', 'DELETE FROM userstore.events_default', $$UPDATE userstore.events SET user_id = 'x'$$]) AS statement;
SELECT is((SELECT string_agg(DISTINCT c.relname, ' ') FROM pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
		WHERE c.relnamespace = 'userstore'::regnamespace AND (c.relname ~ '^events' OR c.relname = 'maintenance') AND a.grantee <> c.relowner), NULL,
	'nobody but the owner has rights on a partition');

-- A trigger of the owner's on the users, and settings of the caller's.
CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM userstore.events;
	RETURN new;
EXCEPTION WHEN insufficient_privilege THEN
	RETURN new;
END
$$;
CREATE TRIGGER spoil AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION spoil();
CREATE FUNCTION pg_temp.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$SELECT 'epoch'::timestamptz$$;
SET LOCAL search_path = pg_temp, regress_userstore, public;
SELECT is(act($$verify('joe@example.com')@ IS NULL$$) || act($$login('jane@example.com', 'correct horse')@ IS NULL$$), 'falsefalse', 'a trigger of the application');
SELECT is((SELECT min(at) > now() FROM userstore.events WHERE store = 'regress_userstore'), true, '... or a function of the caller''s change nothing');
SELECT is(recorded(), format('verify %s, login %s', :'joe', :'jane'), '... of what is recorded');
DROP TRIGGER spoil ON users;
SET LOCAL search_path = regress_userstore, public;

-- Partitions

CREATE FUNCTION days() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg((day - (clock_timestamp() AT TIME ZONE 'UTC')::date)::text, ' ' ORDER BY day) FROM userstore.event_days()
$$;
SELECT count(userstore.drop_event_day(day)) FROM userstore.event_days() \gset ignored_
SELECT is(act($$login('jane@example.com', 'correct horse')@ IS NULL$$), 'false', 'a login on a day without a partition');
SELECT is((SELECT string_agg(tableoid::regclass::text, ' ') FROM userstore.events WHERE store = 'regress_userstore'), 'userstore.events_default', '... is in the default one');
SELECT is(userstore.prepare_events(3), 2, 'prepare_events() leaves a day that the default has rows of');
SELECT is(days(), '1 2', '... and makes the next ones');
SELECT is(userstore.prepare_events(3), 0, '... once');
SELECT userstore.delete_events('infinity', 2000000000) \gset ignored_
SELECT is(userstore.prepare_events(3)::text || ': ' || days(), '1: 0 1 2', '... the other one when they are gone');
SELECT is((SELECT count(*) FROM pg_constraint WHERE conrelid = 'userstore.events_default'::regclass AND contype = 'c'), 0::bigint, '... and leaves nothing else behind');
CREATE ROLE regress_userstore_root SUPERUSER;
SET LOCAL ROLE regress_userstore_root;
SELECT is(userstore.prepare_events(4), 1, 'another superuser may do that too');
RESET ROLE;
SELECT is((SELECT count(DISTINCT relowner) FROM pg_class WHERE relnamespace = 'userstore'::regnamespace AND relname ~ '^events'), 1::bigint, '... all partitions have one owner');
-- There IST is the time of Israel, in PostgreSQL 15 to 17.
SET LOCAL timezone = 'Asia/Kolkata';
SET LOCAL datestyle = 'SQL, DMY';
SELECT userstore.prepare_events(5) \gset ignored_
RESET timezone;
RESET datestyle;
SELECT is(pg_get_expr(c.relpartbound, c.oid), format('FOR VALUES FROM (%L) TO (%L)', e.day::timestamp AT TIME ZONE 'UTC', (e.day + 1)::timestamp AT TIME ZONE 'UTC'), 'a day is one of UTC, whatever the session says of time')
FROM userstore.event_days() e JOIN pg_class c ON c.oid = e.partition ORDER BY e.day DESC LIMIT 1;
SELECT is(answer('SELECT userstore.prepare_events(0)'), '22023', 'no days are too few');

-- Erasure

SELECT act($$login('jane@example.com', 'correct horse')@$$), act($$verify('joe@example.com')@$$), act($$verify('jane@example.com')@$$) \gset ignored_
INSERT INTO userstore.events SELECT now(), 'login', 'regress_userstore_b', gen_random_uuid(), :'jane', 'x', 'x', NULL;
SELECT is((SELECT events FROM userstore.erase_user('regress_userstore', :'jane')), 2::bigint, 'erase_user() finds the events of a user');
SELECT is(regexp_replace(recorded(), 'erased-[0-9a-f]{16}', 'erased', 'g'), format('login %s, login erased, verify erased', :'jane'), '... and takes the user_id out of them, on that store');

SELECT * FROM finish();
ROLLBACK;
