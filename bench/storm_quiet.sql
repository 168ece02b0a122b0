-- Store "quiet": the users of "storm" once more, without events.  The tree
-- without the guard has none, and no policy either.

SET client_min_messages = error;	-- the stores' users do have one user_id
SELECT userstore.create_store('quiet', 'bench_storm.quiet', 'bench_owner') \g /dev/null
INSERT INTO bench_storm.quiet SELECT * FROM bench_storm.users;
UPDATE userstore.mappings SET options = options - 'policy';
UPDATE userstore.mappings SET options = options || '{"events": "off"}' WHERE store = 'quiet';
SELECT userstore.grant_access('bench_script', 'quiet') \g /dev/null
SELECT userstore.prepare_events() \g /dev/null
VACUUM (FREEZE, ANALYZE) bench_storm.quiet;

-- Who loads the library without the guard must not have the other one.
ALTER ROLE bench_script IN DATABASE postgres RESET session_preload_libraries;
