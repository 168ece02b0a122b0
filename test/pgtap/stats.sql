-- Proves that each counter goes up by what was done, rolled back or not; who may read what; throttled() and clear_throttle().
\ir helpers.psql
SELECT plan(63);

SELECT userstore.create_store('regress_userstore_b', 'regress_userstore.others', 'regress_userstore_owner') \gset ignored_

SELECT add('jane@example.com') AS jane, add('joe@example.com') AS joe, add('ann@example.com') AS ann,
	add('bob@example.com', '$argon2id$v=19$m=1024') AS bob \gset

-- What changed in the row of a store since the last look, "<counter> <by what>, ..."; but times and waits.
CREATE TEMP TABLE seen (store text, counters jsonb);
CREATE FUNCTION changes(store text DEFAULT 'regress_userstore') RETURNS text LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
	now jsonb := (SELECT to_jsonb(s) - '{store,since,hash_ms,wait_ms,waits_1_ms,waits_10_ms,waits_100_ms,waits_1_s,waits_5_s,waits_longer}'::text[] FROM userstore.stats s
		WHERE s.store IS NOT DISTINCT FROM changes.store);
	before jsonb := (SELECT counters FROM seen s WHERE s.store = coalesce(changes.store, ''));
BEGIN
	DELETE FROM seen s WHERE s.store = coalesce(changes.store, '');
	INSERT INTO seen VALUES (coalesce(store, ''), now);
	RETURN (SELECT string_agg(key || ' ' || value::bigint - (before ->> key)::bigint, ', ' ORDER BY key COLLATE "C")
		FROM jsonb_each_text(now) WHERE value::bigint <> (before ->> key)::bigint);
END
$$;
CREATE FUNCTION login(identifier text, password text DEFAULT 'correct horse') RETURNS text LANGUAGE sql AS $$
	SELECT answer_as('regress_userstore_script',
		format('SELECT userstore.login(%L, %L, %L) ->> %L', identifier, password, 'regress_userstore', 'email'))
$$;
CREATE FUNCTION act(call text) RETURNS text LANGUAGE sql AS $$
	SELECT answer_as('regress_userstore_script', 'SELECT userstore.' || call)
$$;
SELECT changes(), changes('regress_userstore_b'), changes(NULL) \gset ignored_

-- Logins

SELECT is(login('jane@example.com'), 'jane@example.com', 'a login with a weak verifier');
SELECT is(changes(), 'hashes 2, logins 1, upgrades 1', '... is one, and an upgrade');
SELECT is(login('jane@example.com'), 'jane@example.com', 'another');
SELECT is(changes(), 'hashes 1, logins 1', '... is one');
SELECT is(login('jane@example.com', 'wrong'), 'NULL', 'a wrong password');
SELECT is(changes(), 'failures 1, hashes 1', '... is a failure');
SELECT is(login('jane@example.com', 'wrong'), 'NULL', 'the same again');
SELECT is(changes(), 'failures 1, hashes 1, repeated 1', '... is a repeat');
SELECT is(login('nobody@example.com', 'wrong'), 'NULL', 'nobody''s identifier');
SELECT is(changes(), 'failures 1, hashes 1, unknown 1', '... is an unknown one');
SELECT is(login('bob@example.com', 'wrong'), 'NULL', 'a malformed verifier');
SELECT is(changes(), 'failures 1, hashes 1, unusable 1', '... is an unusable one');
UPDATE users SET blocked = true WHERE user_id = :'joe';
SELECT is(login('joe@example.com'), '28U02 blocked_user', 'a user who is blocked');
SELECT is(changes(), 'blocked 1, hashes 1', '... with the right password is a blocked one');
SELECT is(login('joe@example.com', 'wrong'), 'NULL', 'with a wrong one');
SELECT is(changes(), 'failures 1, hashes 1', '... he is a failure');

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER refuse BEFORE UPDATE OF verifier ON users FOR EACH ROW EXECUTE FUNCTION refuse();
SELECT is(login('ann@example.com'), 'ann@example.com', 'a verifier that can''t be replaced');
SELECT is(changes(), 'hashes 2, logins 1, upgrades_skipped 1', '... is an upgrade that was skipped');
DROP TRIGGER refuse ON users;

-- The other actions

SELECT is(act($$get_user('jane@example.com', 'regress_userstore') IS NULL$$), 'false', 'get_user');
SELECT is(changes(), 'lookups 1', '... is a look-up');
SELECT is(act($$get_user('nobody@example.com', 'regress_userstore')$$), 'NULL', 'get_user of nobody');
SELECT is(changes(), 'lookups 1', '... too');
SELECT is(act($$create('{"email": "new@example.com", "password": "long enough"}', 'regress_userstore') IS NULL$$), 'false', 'create');
SELECT is(changes(), 'created 1, hashes 1', '... is a user created');
SELECT is(act($$create('{"email": "new@example.com", "password": "long enough"}', 'regress_userstore')$$), '23U01 user_exists', 'create of one who exists');
SELECT is(changes(), NULL, '... is none');
SELECT is(act($$verify('new@example.com', 'regress_userstore') IS NULL$$), 'false', 'verify');
SELECT is(changes(), 'verified 1', '... is an address verified');
SELECT is(act($$change_password('new@example.com', 'long enough too', 'regress_userstore')$$), 'true', 'change_password');
SELECT is(changes(), 'hashes 1, passwords_changed 1', '... is a password changed');
SELECT is(act(format('change_email(%L, %L, true, %L)', 'ann@example.com', 'anna@example.com', 'regress_userstore')), 'true', 'change_email');
SELECT is(changes(), 'emails_changed 1', '... is an address changed');
SELECT is(act(format('delete(%L, %L)', :'ann', 'regress_userstore')), 'true', 'delete');
SELECT is(changes(), 'deleted 1', '... is a user deleted');
SELECT is(act(format('delete(%L, %L)', :'ann', 'regress_userstore')), 'false', 'delete of nobody');
SELECT is(changes(), NULL, '... is none');

-- Whatever becomes of it

SAVEPOINT rolled_back;
SELECT login('jane@example.com', 'wrong too') || act(format('delete(%L, %L)', :'bob', 'regress_userstore')) AS done \gset
ROLLBACK TO rolled_back;
SELECT is(:'done'::text, 'NULLtrue', 'what is rolled back');
SELECT is(changes(), 'deleted 1, failures 1, hashes 1', '... is counted');
SELECT userstore.set_quota('regress_userstore_script', 'regress_userstore', lookups => 1) \gset ignored_
SELECT is(act($$get_user('nobody@example.com', 'regress_userstore')$$), '53U01 too_many_requests', 'a quota that is used up');
SELECT is(changes(), 'over_quota 1', '... is counted');
SELECT is(answer($$SELECT userstore.get_user('jane@example.com', 'regress_userstore') IS NULL$$), 'false', 'what another role does');
SELECT is(changes(), 'lookups 1', '... is added');
SELECT is(changes('regress_userstore_b'), NULL, 'another store has none of that');
SELECT is(changes(NULL), NULL, 'nor has the row without a store');
SELECT userstore.hash_password('correct horse') \gset ignored_
SELECT is(changes(NULL), 'hashes 1', '... which has what is hashed for none');

-- The throttle as an administrator sees it

CREATE FUNCTION throttled(identifier text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(', ', failures, CASE WHEN refused_for BETWEEN '1 ms' AND '30 s' THEN 'refused' ELSE refused_for::text END, in_flight)
	FROM userstore.throttled(identifier, 'regress_userstore')
$$;
SELECT is(throttled('max@example.com'), '0, 0', 'nothing has failed');
SELECT count(login('max@example.com', 'wrong ' || i)) FROM generate_series(1, 20) AS i \gset ignored_
SELECT changes() \gset ignored_
SELECT is(throttled('max@example.com'), '20, refused, 0', 'what has failed, and for how long it is refused');
SELECT is(throttled('MAX@Example.COM'), '20, refused, 0', '... in whatever spelling');
SELECT is(login('max@example.com', 'wrong'), '28U01 too_many_attempts', 'what is refused');
SELECT is(changes(), 'throttled 1', '... is counted');
SELECT is((SELECT subjects_throttled >= 1 AND subjects >= 2 FROM userstore.guard), true, '... and a gauge');
SELECT is((SELECT array_agg(userstore.clear_throttle(i, 'regress_userstore')) FROM
		unnest(ARRAY['max@example.com', 'jane@example.com', 'nobody2@example.com']) AS i), '{t,t,f}', 'clear_throttle tells whether there is something');
SELECT is(throttled('max@example.com'), '20, refused, 0', '... and clears nothing before the commit');

-- Who may

GRANT USAGE ON SCHEMA userstore TO regress_userstore_owner, regress_userstore_script;
GRANT EXECUTE ON FUNCTION userstore.throttled, userstore.clear_throttle TO regress_userstore_owner, regress_userstore_script;
SELECT is((SELECT array_agg(answer_as(role, format('SELECT %s FROM userstore.%s(%L, %L)',
			CASE f WHEN 'throttled' THEN 'failures' ELSE '*' END, f, 'ann@example.com', store)) ORDER BY f, role, store)
		FROM unnest(ARRAY['throttled', 'clear_throttle']) AS f, unnest(ARRAY['owner', 'script']) AS r,
			concat('regress_userstore_', r) AS role, unnest(ARRAY['regress_userstore', 'missing']) AS store),
	'{42501,false,42501,42501,42501,0,42501,42501}', 'the store''s owner may, others not, and no store that is not there');

CREATE ROLE regress_userstore_watch IN ROLE pg_monitor;
SELECT is((SELECT array_agg(answer_as(role, 'SELECT count(*) >= 0 FROM userstore.' || what) ORDER BY role, what)
		FROM unnest(ARRAY['guard', 'quotas', 'stats', 'gauges()', 'usage()']) AS what,
			unnest(ARRAY['regress_userstore_watch', 'regress_userstore_script']) AS role),
	'{42501,42501,42501,42501,42501,true,true,true,true,true}', 'pg_monitor reads the views, a granted role does not');
SELECT is(answer_as('regress_userstore_watch', statement), '42501', 'pg_monitor may no more: ' || statement)
FROM unnest(ARRAY['TABLE userstore.mappings', 'TABLE userstore.grants', 'TABLE userstore.stores',
	$$SELECT userstore.throttled('jane@example.com', 'regress_userstore')$$,
	$$SELECT userstore.clear_throttle('jane@example.com', 'regress_userstore')$$,
	$$SELECT userstore.get_user('jane@example.com', 'regress_userstore')$$]) AS statement;

-- Times and waits

SELECT is((SELECT hash_ms > 0 AND wait_ms >= 0 AND since <= clock_timestamp() FROM userstore.stats WHERE store = 'regress_userstore'), true,
	'hashes take time, since the memory was made');
SELECT is((SELECT waits_1_ms + waits_10_ms + waits_100_ms + waits_1_s + waits_5_s + waits_longer - hashes
		FROM userstore.stats WHERE store = 'regress_userstore'), 0::bigint, 'each hash had its wait, if for no time');

SELECT * FROM finish();
ROLLBACK;
