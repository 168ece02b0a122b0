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
SELECT plan(17);
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
SELECT is(answer_as('regress_userstore_script', 'SELECT count(*) FROM userstore.selftest()'), '42501', 'a script may not run it');

SELECT * FROM finish();
ROLLBACK;
