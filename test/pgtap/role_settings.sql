-- Proves what settings grant_access gives a role in this database, and that revoke_access takes back just those.
\ir helpers.psql
SELECT plan(40);

CREATE ROLE regress_userstore_one LOGIN;
CREATE ROLE regress_userstore_two LOGIN;
SELECT userstore.create_store('regress_userstore_2', 'regress_userstore.users2', 'regress_userstore_owner') \gset ignored_
CREATE FUNCTION setting(name text, role text DEFAULT 'regress_userstore_one') RETURNS text LANGUAGE sql AS $$
	SELECT substr(s, strpos(s, '=') + 1) FROM pg_db_role_setting, unnest(setconfig) AS s
	WHERE setrole = role::regrole AND setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND split_part(s, '=', 1) = name
$$;
CREATE FUNCTION set_here(words text, role text DEFAULT 'regress_userstore_one') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('ALTER ROLE %s IN DATABASE %I %s', role::regrole, current_database(), words);
END
$$;
CREATE FUNCTION granted() RETURNS void LANGUAGE sql AS $$
	SELECT userstore.grant_access('regress_userstore_one', 'regress_userstore')
$$;
CREATE FUNCTION revoked() RETURNS void LANGUAGE sql AS $$
	SELECT userstore.revoke_access('regress_userstore_one', 'regress_userstore')
$$;

-- Given

SELECT granted() \gset ignored_
SELECT is(setting(name), value, name) FROM (VALUES
	('session_preload_libraries', 'userstore'), ('log_statement', 'none'), ('log_min_duration_statement', '-1'),
	('log_min_duration_sample', '-1'), ('log_transaction_sample_rate', '0'), ('log_min_error_statement', 'panic'),
	('log_parameter_max_length', '0'), ('log_parameter_max_length_on_error', '0'), ('debug_print_parse', 'off'),
	('debug_print_rewritten', 'off'), ('debug_print_plan', 'off'), ('pg_stat_statements.track', 'none'),
	('auto_explain.log_min_duration', '-1'), ('pgaudit.log', 'none'), ('statement_timeout', '10s'),
	('lock_timeout', '5s'), ('idle_in_transaction_session_timeout', '10s')) AS v (name, value);
SELECT is((SELECT count(*)::int FROM pg_db_role_setting, unnest(setconfig) WHERE setrole = 'regress_userstore_one'::regrole),
	17, 'and nothing else, anywhere');
SELECT bag_eq($$SELECT name, value FROM userstore.wanted_settings('regress_userstore_one')$$,
	$$SELECT name COLLATE "default", given FROM userstore.role_settings WHERE grantee = 'regress_userstore_one'::regrole$$,
	'they are those that are wanted, and remembered');

-- Taken back

SELECT userstore.grant_access('regress_userstore_one', 'regress_userstore_2') \gset ignored_
SELECT revoked() \gset ignored_
SELECT is(setting('log_statement'), 'none', 'they stay while there is another store');
SELECT userstore.revoke_access('regress_userstore_one', 'regress_userstore_2') \gset ignored_
SELECT is((SELECT count(*)::int FROM pg_db_role_setting WHERE setrole = 'regress_userstore_one'::regrole),
	0, 'they go with the last one');
SELECT is((SELECT count(*)::int FROM userstore.role_settings WHERE grantee = 'regress_userstore_one'::regrole), 0,
	'... and are forgotten');

-- What was there before

SELECT set_here($$SET log_statement = 'ddl'$$), set_here($$SET statement_timeout = '3s'$$), set_here($$SET lock_timeout = '1min'$$),
	set_here($$SET session_preload_libraries = 'one', 'a "quoted, one'$$) \gset ignored_
ALTER ROLE regress_userstore_one SET idle_in_transaction_session_timeout = 2000;
SELECT granted() \gset ignored_
SELECT is(setting('session_preload_libraries'), 'one, "a ""quoted, one", userstore', 'the library is added to a list');
SELECT is(setting('statement_timeout'), '3s', 'a stricter timeout stays');
SELECT is(setting('lock_timeout'), '5s', 'a longer one does not');
SELECT is(setting('idle_in_transaction_session_timeout'), '2000', 'one set for the role in all databases counts');
SELECT granted() \gset ignored_
SELECT revoked() \gset ignored_
SELECT is(ARRAY[setting('log_statement'), setting('statement_timeout'), setting('lock_timeout'), setting('idle_in_transaction_session_timeout')],
	'{ddl,3s,1min,NULL}', 'granted twice and revoked: as it was at first');
SELECT is(setting('session_preload_libraries'), 'one, "a ""quoted, one"', 'the list too');

-- What was changed meanwhile

SELECT granted() \gset ignored_
SELECT set_here($$SET log_statement = 'mod'$$), set_here('RESET lock_timeout'),
	set_here($$SET session_preload_libraries = 'userstore', 'a "quoted, one', 'three'$$) \gset ignored_
SELECT is((SELECT string_agg(w.name, ' ' ORDER BY w.name) FROM userstore.wanted_settings('regress_userstore_one') w
	WHERE w.value IS DISTINCT FROM setting(w.name)), 'lock_timeout log_statement', 'what is not as wanted can be asked');
SELECT granted() \gset ignored_
SELECT is((SELECT count(*)::int FROM userstore.wanted_settings('regress_userstore_one') w WHERE w.value IS DISTINCT FROM setting(w.name)),
	0, 'grant_access mends it');
SELECT is(setting('session_preload_libraries'), 'userstore, "a ""quoted, one", three', 'a list with the library in it stays');
SELECT set_here($$SET log_statement = 'mod'$$), set_here($$SET session_preload_libraries = 'four', 'userstore', 'a "quoted, one'$$) \gset ignored_
SELECT revoked() \gset ignored_
SELECT is(setting('log_statement'), 'mod', 'revoke_access leaves what somebody else set');
SELECT is(setting('session_preload_libraries'), 'four, "a ""quoted, one"', '... but takes the library out of the list');
SELECT is(setting('lock_timeout'), '1min', '... and restores the rest');

-- Beside that

SELECT granted() \gset ignored_
SELECT set_here('RESET ALL') \gset ignored_
SELECT lives_ok('SELECT revoked()', 'all settings may be gone');
SELECT userstore.grant_access('regress_userstore_two', 'regress_userstore') \gset ignored_
SELECT userstore.revoke_access('regress_userstore_two', 'regress_userstore') \gset ignored_
SELECT userstore.grant_access('regress_userstore_two', 'regress_userstore') \gset ignored_
DROP OWNED BY regress_userstore_two;
DROP ROLE regress_userstore_two;
SELECT granted() \gset ignored_
SELECT is((SELECT count(*)::int FROM userstore.role_settings s WHERE s.grantee::oid NOT IN (SELECT oid FROM pg_roles)), 0,
	'the settings of a role that is gone are forgotten at the next occasion');
SELECT is(list, written, 'a list of libraries, read and written: ' || written) FROM (
	SELECT string_agg(l.library, '|' ORDER BY l.place), v.written FROM (VALUES
		(' a ,b', 'a|b'), ('"a,b" , c', 'a,b|c'), ('"a""b",$libdir/c d', 'a"b|$libdir/c d')) AS v (list, written),
		userstore.listed_libraries(v.list) AS l GROUP BY v.list, v.written) AS lists (list, written);
SELECT is(ARRAY(SELECT userstore.with_library(list) FROM unnest(ARRAY['', 'a', '"userstore"', '$libdir/userstore', 'userstores']) AS list),
	'{userstore,"a, userstore","\"userstore\"","$libdir/userstore","userstores, userstore"}', 'the library is added if it is not there');

SELECT * FROM finish();
ROLLBACK;
