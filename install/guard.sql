--
-- For administrators: the guard.  What it counts is in shared memory, and is
-- gone when the server stops.
--

CREATE FUNCTION userstore.throttled(identifier text, store text DEFAULT 'default',
		OUT failures int, OUT refused_for interval, OUT in_flight int)
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_throttled';
REVOKE ALL ON FUNCTION userstore.throttled(text, text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.throttled(text, text) IS
	'the failed logins that count against an identifier, and for how long others are refused';

CREATE FUNCTION userstore.clear_throttle(identifier text, store text DEFAULT 'default')
	RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_clear_throttle';
REVOKE ALL ON FUNCTION userstore.clear_throttle(text, text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.clear_throttle(text, text) IS
	'forgets the failed logins of an identifier and of the user who has it, at commit';

CREATE FUNCTION userstore.set_quota(role regrole, store text DEFAULT 'default',
		lookups int DEFAULT NULL, changes int DEFAULT NULL, deletes int DEFAULT NULL)
	RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	IF NOT (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = current_user) THEN
		RAISE insufficient_privilege USING MESSAGE = 'only a superuser may set a quota';
	END IF;
	IF set_quota.role IS NULL OR set_quota.store IS NULL THEN
		RAISE null_value_not_allowed USING MESSAGE = 'role and store must not be null';
	END IF;
	IF least(set_quota.lookups, set_quota.changes, set_quota.deletes) < 1 THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('invalid quota %s',
				least(set_quota.lookups, set_quota.changes, set_quota.deletes)),
			DETAIL = 'It is a number of calls per hour, at least 1; null is no limit.',
			HINT = 'userstore.grant_access() says which actions a role may call at all.';
	END IF;
	UPDATE userstore.grants g SET lookups_per_hour = set_quota.lookups,
		changes_per_hour = set_quota.changes, deletes_per_hour = set_quota.deletes
		WHERE g.grantee = set_quota.role AND g.store = set_quota.store;
	IF NOT FOUND THEN
		RAISE undefined_object USING
			MESSAGE = format('role %s has no access to store "%s"',
				set_quota.role, set_quota.store),
			HINT = 'Give it access with userstore.grant_access() first.';
	END IF;
END
$$;
REVOKE ALL ON FUNCTION userstore.set_quota(regrole, text, int, int, int) FROM PUBLIC;
COMMENT ON FUNCTION userstore.set_quota(regrole, text, int, int, int) IS
	'how many look-ups, changes and deletes a role may do on a store in an hour';

--
-- For monitoring: readable by pg_monitor.  A function in a view runs as the
-- user who asks, so he needs EXECUTE as well.
--

GRANT USAGE ON SCHEMA userstore TO pg_monitor;

CREATE FUNCTION userstore.usage(OUT role regrole, OUT store text,
		OUT logins bigint, OUT failures bigint, OUT unknown bigint, OUT unusable bigint,
		OUT tampered bigint, OUT repeated bigint, OUT blocked bigint, OUT throttled bigint, OUT busy bigint,
		OUT over_quota bigint, OUT upgrades bigint, OUT upgrades_skipped bigint,
		OUT lookups bigint, OUT created bigint, OUT verified bigint,
		OUT passwords_changed bigint, OUT emails_changed bigint, OUT deleted bigint,
		OUT hashes bigint, OUT hash_microseconds bigint, OUT wait_microseconds bigint,
		OUT waits_1_ms bigint, OUT waits_10_ms bigint, OUT waits_100_ms bigint,
		OUT waits_1_s bigint, OUT waits_5_s bigint, OUT waits_longer bigint,
		OUT lookups_taken bigint, OUT changes_taken bigint, OUT deletes_taken bigint,
		OUT since timestamptz)
	RETURNS SETOF record
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_usage';
REVOKE ALL ON FUNCTION userstore.usage() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION userstore.usage() TO pg_monitor;
COMMENT ON FUNCTION userstore.usage() IS
	'what each role did on each store; used by userstore.stats and userstore.quotas';

-- What belongs to no store is in the row whose store is null.
CREATE VIEW userstore.stats AS
	SELECT m.store,
		coalesce(sum(u.logins), 0)::bigint AS logins,
		coalesce(sum(u.failures), 0)::bigint AS failures,
		coalesce(sum(u.unknown), 0)::bigint AS unknown,
		coalesce(sum(u.unusable), 0)::bigint AS unusable,
		coalesce(sum(u.tampered), 0)::bigint AS tampered,
		coalesce(sum(u.repeated), 0)::bigint AS repeated,
		coalesce(sum(u.blocked), 0)::bigint AS blocked,
		coalesce(sum(u.throttled), 0)::bigint AS throttled,
		coalesce(sum(u.busy), 0)::bigint AS busy,
		coalesce(sum(u.over_quota), 0)::bigint AS over_quota,
		coalesce(sum(u.upgrades), 0)::bigint AS upgrades,
		coalesce(sum(u.upgrades_skipped), 0)::bigint AS upgrades_skipped,
		coalesce(sum(u.lookups), 0)::bigint AS lookups,
		coalesce(sum(u.created), 0)::bigint AS created,
		coalesce(sum(u.verified), 0)::bigint AS verified,
		coalesce(sum(u.passwords_changed), 0)::bigint AS passwords_changed,
		coalesce(sum(u.emails_changed), 0)::bigint AS emails_changed,
		coalesce(sum(u.deleted), 0)::bigint AS deleted,
		coalesce(sum(u.hashes), 0)::bigint AS hashes,
		coalesce(sum(u.hash_microseconds), 0)::float8 / 1000 AS hash_ms,
		coalesce(sum(u.wait_microseconds), 0)::float8 / 1000 AS wait_ms,
		coalesce(sum(u.waits_1_ms), 0)::bigint AS waits_1_ms,
		coalesce(sum(u.waits_10_ms), 0)::bigint AS waits_10_ms,
		coalesce(sum(u.waits_100_ms), 0)::bigint AS waits_100_ms,
		coalesce(sum(u.waits_1_s), 0)::bigint AS waits_1_s,
		coalesce(sum(u.waits_5_s), 0)::bigint AS waits_5_s,
		coalesce(sum(u.waits_longer), 0)::bigint AS waits_longer,
		max(max(u.since)) OVER () AS since
	FROM userstore.mappings m FULL JOIN userstore.usage() u ON u.store COLLATE "C" = m.store
	GROUP BY m.store;
REVOKE ALL ON userstore.stats FROM PUBLIC;
GRANT SELECT ON userstore.stats TO pg_monitor;
COMMENT ON VIEW userstore.stats IS
	'what was done on each store of this database, rolled back or not; without a store: what belongs to none';

CREATE VIEW userstore.quotas AS
	SELECT g.grantee AS role, g.store, q.quota, q.per_hour, coalesce(q.taken, 0) AS taken
	FROM userstore.grants g
	LEFT JOIN userstore.usage() u ON u.role = g.grantee AND u.store COLLATE "C" = g.store
	CROSS JOIN LATERAL (VALUES ('lookups', g.lookups_per_hour, u.lookups_taken),
		('changes', g.changes_per_hour, u.changes_taken),
		('deletes', g.deletes_per_hour, u.deletes_taken)) AS q (quota, per_hour, taken);
REVOKE ALL ON userstore.quotas FROM PUBLIC;
GRANT SELECT ON userstore.quotas TO pg_monitor;
COMMENT ON VIEW userstore.quotas IS
	'the quotas of each role on each store, and what it took of them in the last hour';

CREATE FUNCTION userstore.gauges(OUT slots int, OUT slots_busy int, OUT hashing int,
		OUT waiting int, OUT longest_wait_ms float8, OUT expected_wait_ms float8,
		OUT hash_ms float8, OUT tries_in_flight int, OUT tries_waiting int,
		OUT subjects_max int, OUT subjects int, OUT subjects_throttled int,
		OUT shared_counts int, OUT spilled bigint, OUT memory_bytes bigint,
		OUT since timestamptz)
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_gauges';
REVOKE ALL ON FUNCTION userstore.gauges() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION userstore.gauges() TO pg_monitor;
COMMENT ON FUNCTION userstore.gauges() IS
	'the state of the guard now, of the whole server; used by userstore.guard';

CREATE VIEW userstore.guard AS SELECT * FROM userstore.gauges();
REVOKE ALL ON userstore.guard FROM PUBLIC;
GRANT SELECT ON userstore.guard TO pg_monitor;
COMMENT ON VIEW userstore.guard IS
	'the state of the guard now, of the whole server: hash slots, tries in flight, throttle';
