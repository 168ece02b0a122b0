--
-- For administrators: doctor's part about what log and views may show, and the wire.
--

CREATE FUNCTION userstore.doctor_logs(
		OUT claimed text, OUT severity text, OUT problem text, OUT cure text)
	RETURNS SETOF record
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
	WITH granted AS (
		SELECT DISTINCT g.grantee FROM userstore.grants g JOIN pg_roles r ON r.oid = g.grantee
	), in_effect AS (
		SELECT g.grantee, s.name, coalesce(userstore.setting_here(g.grantee, s.name),
			userstore.setting_without_us(g.grantee, s.name)) AS value
		FROM granted g, (VALUES ('track_activities'), ('log_min_messages'), ('session_preload_libraries'),
			('local_preload_libraries')) AS s (name)
	), keepers AS (
		SELECT DISTINCT l.library FROM (
			SELECT current_setting('shared_preload_libraries') UNION ALL
			SELECT e.value FROM in_effect e WHERE e.name LIKE '%\_preload\_libraries') AS lists (list),
			userstore.listed_libraries(lists.list) AS l
		WHERE regexp_replace(l.library, '^.*/|\.[a-z]+$', '', 'g') IN ('pg_stat_monitor', 'pg_store_plans',
			'pg_qualstats', 'pgsentinel', 'pg_query_state', 'pg_show_plans', 'pg_log_userqueries', 'set_user')
	), addresses AS (
		SELECT btrim(a) AS address FROM unnest(string_to_array(current_setting('listen_addresses'), ',')) AS a
	)
	SELECT format('role %s: pg_stat_activity does not show its statements', e.grantee), 'warn',
		CASE WHEN e.value::boolean THEN 'Until the statement has come to our function it shows the text, with'
			' its literals if the scripts don''t pass parameters.' END,
		format('ALTER ROLE %s IN DATABASE %I SET track_activities = off', e.grantee, current_database())
	FROM in_effect e WHERE e.name = 'track_activities'
	UNION ALL
	SELECT format('role %s: its errors pass the log hook', e.grantee), 'warn',
		CASE WHEN e.value IN ('log', 'fatal', 'panic') THEN
			format('log_min_messages is %s: an error that the log does not take reaches the client as it is.', e.value) END,
		format('ALTER ROLE %s IN DATABASE %I SET log_min_messages = warning', e.grantee, current_database())
	FROM in_effect e WHERE e.name = 'log_min_messages'
	UNION ALL
	SELECT 'no other library keeps statements', 'warn',
		(SELECT format('These may, and grant_access() does not switch them off: %s.', string_agg(k.library, ', ' ORDER BY k.library))
			FROM keepers k HAVING count(*) > 0),
		'Switch it off for the granted roles, or do without it; let the scripts pass parameters.'
	UNION ALL
	SELECT 'passwords come over TLS', 'warn',
		CASE WHEN NOT current_setting('ssl')::boolean THEN
			(SELECT format('ssl is off, and the server listens on %s.', string_agg(a.address, ', ')) FROM addresses a
				WHERE a.address NOT IN ('', 'localhost', '::1') AND a.address !~ '^127\.' HAVING count(*) > 0) END,
		'ALTER SYSTEM SET ssl = on'
$$;
REVOKE ALL ON FUNCTION userstore.doctor_logs() FROM PUBLIC;
COMMENT ON FUNCTION userstore.doctor_logs() IS
	'what doctor finds about logs and views that may show statements';
