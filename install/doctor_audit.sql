--
-- For administrators: doctor's part about the audit trail.
--

CREATE FUNCTION userstore.doctor_audit(
		OUT claimed text, OUT severity text, OUT problem text, OUT cure text)
	RETURNS SETOF record
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
	WITH today AS (
		SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date AS day
	), recorded AS (
		SELECT EXISTS (SELECT FROM userstore.mappings m WHERE m.options ->> 'events' IS DISTINCT FROM 'off') AS any
	), pruned AS (
		SELECT max(p.ran_at) AS ran_at, coalesce(max(p.keep), '90 days') AS keep
		FROM userstore.maintenance p WHERE p.task = 'prune_events'
	), oldest AS (
		SELECT least((SELECT min(e.day) FROM userstore.event_days() e),
			(SELECT (min(d.at) AT TIME ZONE 'UTC')::date FROM userstore.events_default d)) AS day
	)
	SELECT format('store "%s": its events are recorded', m.store), 'ok',
		CASE m.options ->> 'events' WHEN 'off' THEN 'No: option "events" is "off".'
			WHEN 'changes' THEN 'Changes are, logins are not: option "events" is "changes".' END, NULL
	FROM userstore.mappings m
	UNION ALL
	SELECT 'tomorrow''s events have a partition', 'warn',
		CASE WHEN r.any AND NOT EXISTS (SELECT FROM userstore.event_days() e WHERE e.day = t.day + 1) THEN
			'They would go to the default partition, where they are deleted row by row.' END,
		'SELECT userstore.prepare_events()'
	FROM today t, recorded r
	UNION ALL
	SELECT 'no events of today are in the default partition', 'warn',
		CASE WHEN EXISTS (SELECT FROM userstore.events_default d WHERE d.at >= t.day::timestamp AT TIME ZONE 'UTC') THEN
			'Some are: the day had no partition when they were recorded.' END,
		'SELECT userstore.prepare_events(), daily; a day that has such rows gets no partition.'
	FROM today t
	UNION ALL
	SELECT 'prune_events() runs daily', 'warn',
		CASE WHEN r.any AND p.ran_at IS NULL THEN 'It never did here.'
			WHEN r.any AND p.ran_at < clock_timestamp() - interval '2 days' THEN format('It ran last at %s.', p.ran_at) END,
		'CALL userstore.prune_events(), once a day, by cron.'
	FROM recorded r, pruned p
	UNION ALL
	SELECT 'no event is kept for longer than it should be', 'fail',
		CASE WHEN o.day < (clock_timestamp() AT TIME ZONE 'UTC' - p.keep)::date - 1 THEN
			format('There are some of %s; they were to be kept for %s.', o.day, p.keep) END,
		format('CALL userstore.prune_events(%L)', p.keep)
	FROM oldest o, pruned p
$$;
REVOKE ALL ON FUNCTION userstore.doctor_audit() FROM PUBLIC;
COMMENT ON FUNCTION userstore.doctor_audit() IS
	'what doctor finds about the events';
