-- Proves that selftest() is read-only, leaves no trace, says ok when all is well and fail when not.
\set QUIET on

-- In a transaction of its own, which never writes.  NB: the extension is
-- there before the tests, as test/run and a staging server have it.
START TRANSACTION READ ONLY;
SELECT count(*) AS locks FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() \gset before_
SELECT extract(epoch FROM clock_timestamp()) AS start \gset
SELECT count(*) AS rows, count(*) FILTER (WHERE status = 'ok') AS ok,
	coalesce(string_agg(t.check || ': ' || t.detail, ', ') FILTER (WHERE status <> 'ok'), '') AS failing
FROM userstore.selftest() AS t \gset
SELECT extract(epoch FROM clock_timestamp()) - :start AS seconds,
	pg_current_xact_id_if_assigned() IS NULL AS no_xid,
	(SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND mode NOT IN ('AccessShareLock', 'ExclusiveLock')) AS locks,
	(SELECT count(*) FROM pg_prepared_statements) + (SELECT count(*) FROM pg_cursors WHERE name <> '') AS kept \gset
COMMIT;

\ir helpers.psql
SELECT plan(28);
SELECT is(:'failing', ''::text, 'in a read-only transaction every row is ok');
SELECT is(:ok, :rows, '... all of them');
SELECT cmp_ok(:rows, '>=', 10, '... and there are some');
SELECT ok(:'no_xid', 'no transaction id was assigned');
SELECT is(:locks, 0, 'no lock but the weakest was taken');
SELECT is(:kept, 0, 'nothing prepared, nothing open');
SELECT cmp_ok(:seconds::numeric, '<', 10::numeric, 'under 10 seconds');

CREATE FUNCTION failing() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(t.check, ', ') FROM userstore.selftest() AS t WHERE t.status <> 'ok'
$$;
SELECT add('jane@example.com') \gset ignored_
CREATE TEMP VIEW traces AS SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) AS n FROM pg_stat_xact_user_tables
	WHERE relid IN ('users'::regclass, 'userstore.mappings'::regclass, 'userstore.grants'::regclass);
SELECT n::int AS traces FROM traces \gset
SELECT is(failing(), NULL, 'every row is ok, in a transaction that may write');
SELECT is((SELECT t.status FROM userstore.selftest() AS t WHERE t.check LIKE '%"regress_userstore"%'), 'ok', 'a store is looked at');
SELECT is((SELECT n::int FROM traces), :traces, '... and nothing is written');
SELECT is((SELECT array_agg(DISTINCT t.status) FROM userstore.selftest() AS t), '{ok}', 'there is one word for it');

-- Nothing is counted, refused or recorded for a store.
CREATE TEMP VIEW counted AS SELECT (SELECT jsonb_agg(to_jsonb(u) ORDER BY u.role::oid) FROM userstore.usage() AS u WHERE u.store = 'regress_userstore') AS usage,
	(SELECT jsonb_agg(to_jsonb(t)) FROM unnest('{nobody,jane@example.com,selftest@userstore.invalid}'::text[]) AS i,
		userstore.throttled(i, 'regress_userstore') AS t) AS throttled,
	(SELECT count(*) FROM userstore.events) AS events, (SELECT count(*) FROM userstore.costs) AS costs;
SELECT answer_as('regress_userstore_script', $$SELECT userstore.login('jane@example.com', 'wrong')$$) AS login,
	answer_as('regress_userstore_script', $$SELECT userstore.get_user('jane@example.com')$$) AS get_user \gset ignored_
SELECT counted::text AS before FROM counted \gset
SELECT isnt(:'before'::text, '', 'a login and a look-up are counted');
SELECT is(failing(), NULL, 'selftest');
SELECT is((SELECT counted::text FROM counted), :'before'::text, '... is not');

-- Every scheme has its known answer.
SELECT is((SELECT count(*) FROM userstore.selftest() AS t WHERE t.check ~ '^scheme ".*": right and wrong password$'),
	(SELECT count(*) FROM userstore.known_schemes()), 'a row for each scheme');
SELECT cmp_ok((SELECT count(*) FROM userstore.known_schemes()), '>=', 66::bigint, '... which are many');
SELECT bag_eq('SELECT s FROM userstore.known_schemes() AS s', 'SELECT scheme FROM userstore.known_answers()', 'the answers are those of the schemes');
SELECT is_empty($$SELECT a.scheme FROM userstore.known_answers() a WHERE coalesce(
	a.declared::text LIKE '%' || a.scheme || '%', userstore.scheme_of(a.verifier) = a.scheme, false) IS NOT TRUE
	AND a.scheme NOT IN ('spring', 'django')$$, '... each a verifier of its scheme');

SAVEPOINT a;
DROP TABLE users CASCADE;
SELECT alike(failing(), '%"regress_userstore"%', 'a store whose table is gone');
ROLLBACK TO a;
ALTER TABLE users RENAME username TO login;
SELECT alike(failing(), '%"regress_userstore"%', 'a store whose mapping does not fit');
ROLLBACK TO a;
GRANT EXECUTE ON FUNCTION userstore.get_user TO PUBLIC;
SELECT alike(failing(), '%PUBLIC%', 'PUBLIC may call an action');
ROLLBACK TO a;
ALTER FUNCTION userstore.login STRICT;
SELECT alike(failing(), '%seven actions%', 'a function was altered');
ROLLBACK TO a;
ALTER TABLE userstore.grants DISABLE TRIGGER configuration_changed;
SELECT alike(failing(), '%configuration%', 'changes are not announced');
ROLLBACK TO a;
SELECT userstore.suspend('regress_userstore') \gset ignored_
SELECT is(failing(), NULL, 'a store that is suspended is looked at');
ROLLBACK TO a;
CREATE TEMP TABLE answers AS SELECT * FROM userstore.known_answers();
CREATE OR REPLACE FUNCTION userstore.known_answers(OUT scheme text, OUT password text, OUT verifier text, OUT declared text,
	OUT salt text, OUT username text) RETURNS SETOF record LANGUAGE sql AS $$ SELECT * FROM pg_temp.answers $$;
SELECT is(failing(), NULL, 'the same answers');
DELETE FROM answers WHERE scheme = 'apr1';
SELECT is(failing(), 'every scheme has a known answer', 'a scheme without an answer');
UPDATE answers SET password = 'Correct horse' WHERE scheme = 'bcrypt';
UPDATE answers SET verifier = left(verifier, 10) WHERE scheme = 'pbkdf2-phc';
SELECT alike(failing(), '%scheme "bcrypt": %scheme "pbkdf2-phc": %', 'what is computed differs, or nothing is');
ROLLBACK TO a;
SELECT is(answer_as('regress_userstore_script', 'SELECT count(*) FROM userstore.selftest()'), '42501', 'a script may not run it');

SELECT * FROM finish();
ROLLBACK;
