--
-- Events: what actions did, a row each, in partitions by day (UTC).  Nobody
-- but the extension's owner has rights on them.
--
-- NB: the partitions of days are no members of the extension, and a dump has
-- them as they are.  So their indexes are their own: those of the parent would
-- be made when a restore attaches them, and once more by the dump.
--

CREATE TABLE userstore.events (
	at timestamptz NOT NULL,
	event text COLLATE "C" NOT NULL,
	store text COLLATE "C" NOT NULL,
	store_id uuid NOT NULL,
	user_id text COLLATE "C" NOT NULL,
	role text COLLATE "C" NOT NULL,
	session_role text COLLATE "C" NOT NULL,
	client_addr inet
) PARTITION BY RANGE (at);
SELECT pg_catalog.pg_extension_config_dump('userstore.events', '');
REVOKE ALL ON userstore.events FROM PUBLIC;
COMMENT ON TABLE userstore.events IS
	'what actions did to which user, by whom, unless it was rolled back';

CREATE TABLE userstore.events_default PARTITION OF userstore.events DEFAULT;
CREATE INDEX events_default_at_idx ON userstore.events_default (at);
CREATE INDEX events_default_user_id_idx ON userstore.events_default (user_id, at);
SELECT pg_catalog.pg_extension_config_dump('userstore.events_default', '');
REVOKE ALL ON userstore.events_default FROM PUBLIC;
COMMENT ON TABLE userstore.events_default IS
	'events of days that have no partition';

-- No dump has it: on another server nothing has run yet.
CREATE TABLE userstore.maintenance (
	task text COLLATE "C" PRIMARY KEY,
	ran_at timestamptz NOT NULL,
	keep interval
);
REVOKE ALL ON userstore.maintenance FROM PUBLIC;
COMMENT ON TABLE userstore.maintenance IS
	'when tasks for cron ran last';

CREATE FUNCTION userstore.event_days(OUT day date, OUT partition regclass)
	RETURNS SETOF record LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT pg_catalog.to_date(pg_catalog.right(c.relname::text, 8), 'YYYYMMDD'), c.oid::regclass
	FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
	WHERE i.inhparent = 'userstore.events'::regclass AND c.relname ~ '^events_[0-9]{8}$'
	ORDER BY c.relname;
END;
REVOKE ALL ON FUNCTION userstore.event_days() FROM PUBLIC;
COMMENT ON FUNCTION userstore.event_days() IS
	'the days whose events have a partition of their own';

-- NB: a date style may write a time with the name of its zone, which is read as
-- that of another.
CREATE FUNCTION userstore.make_event_day(day date) RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD'
	SET default_tablespace = '' SET default_table_access_method = heap AS $$
DECLARE
	name text := 'events_' || to_char(day, 'YYYYMMDD');
	owner name := (SELECT pg_get_userbyid(c.relowner) FROM pg_class c
		WHERE c.oid = 'userstore.events'::regclass);
	grantee text;
BEGIN
	EXECUTE format('CREATE TABLE userstore.%I (LIKE userstore.events)', name);
	EXECUTE format('ALTER TABLE userstore.%I OWNER TO %I', name, owner);
	EXECUTE format('COMMENT ON TABLE userstore.%I IS %L', name, format('events of %s (UTC)', day));
	-- whatever default privileges somebody gave to whom
	FOR grantee IN
		SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
		FROM pg_class c, aclexplode(c.relacl) AS a
		WHERE c.oid = format('userstore.%I', name)::regclass AND a.grantee <> c.relowner
	LOOP
		EXECUTE format('REVOKE ALL ON userstore.%I FROM %s', name, grantee);
	END LOOP;
	EXECUTE format('CREATE INDEX ON userstore.%I (at)', name);
	EXECUTE format('CREATE INDEX ON userstore.%I (user_id, at)', name);
	EXECUTE format('ALTER TABLE userstore.events ATTACH PARTITION userstore.%I FOR VALUES FROM (%L) TO (%L)',
		name, day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
END
$$;
REVOKE ALL ON FUNCTION userstore.make_event_day(date) FROM PUBLIC;
COMMENT ON FUNCTION userstore.make_event_day(date) IS
	'makes the partition of a day''s events; used by prepare_events';

-- The locks are those for which no login waits: it has a line in the log then.
CREATE FUNCTION userstore.prepare_events(days int DEFAULT 8) RETURNS int
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' SET lock_timeout = '1s' AS $$
DECLARE
	today date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
	missing date[];
	latest timestamptz;
	new_day date;
	made int := 0;
BEGIN
	IF prepare_events.days IS NULL OR prepare_events.days NOT BETWEEN 1 AND 366 THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('invalid number of days: %s', prepare_events.days),
			DETAIL = 'It is from 1, which is today, to 366.';
	END IF;
	missing := ARRAY(SELECT today + n FROM generate_series(0, prepare_events.days - 1) AS n
		EXCEPT SELECT e.day FROM userstore.event_days() e ORDER BY 1);
	IF cardinality(missing) = 0 THEN
		RETURN 0;
	END IF;
	LOCK TABLE userstore.events IN SHARE UPDATE EXCLUSIVE MODE;
	LOCK TABLE userstore.events_default IN ACCESS EXCLUSIVE MODE;
	SELECT max(at) INTO latest FROM userstore.events_default;
	IF latest IS NOT NULL THEN
		-- or each new partition would have the rows looked through anew
		EXECUTE format('ALTER TABLE userstore.events_default ADD CONSTRAINT before_new_days CHECK (at <= %L)', latest);
	END IF;
	FOREACH new_day IN ARRAY missing LOOP
		CONTINUE WHEN new_day::timestamp AT TIME ZONE 'UTC' <= latest
			OR EXISTS (SELECT FROM userstore.event_days() e WHERE e.day = new_day);
		PERFORM userstore.make_event_day(new_day);
		made := made + 1;
	END LOOP;
	IF latest IS NOT NULL THEN
		ALTER TABLE userstore.events_default DROP CONSTRAINT before_new_days;
	END IF;
	RETURN made;
EXCEPTION WHEN lock_not_available THEN
	RAISE WARNING 'no partitions were made for the events of the next days'
		USING DETAIL = 'Somebody holds a lock on userstore.events or its default partition.',
		HINT = 'Call userstore.prepare_events() again.';
	RETURN 0;
END
$$;
REVOKE ALL ON FUNCTION userstore.prepare_events(int) FROM PUBLIC;
COMMENT ON FUNCTION userstore.prepare_events(int) IS
	'makes the partitions of events of today and the next days; how many it made';

CREATE FUNCTION userstore.drop_event_day(day date) RETURNS boolean
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms' AS $$
BEGIN
	EXECUTE format('DROP TABLE userstore.%I', 'events_' || to_char(day, 'YYYYMMDD'));
	RETURN true;
EXCEPTION WHEN lock_not_available THEN
	RETURN false;
END
$$;
REVOKE ALL ON FUNCTION userstore.drop_event_day(date) FROM PUBLIC;
COMMENT ON FUNCTION userstore.drop_event_day(date) IS
	'drops the partition of a day''s events if nobody holds it for long; used by prune_events';

CREATE FUNCTION userstore.delete_events(before timestamptz, most int) RETURNS int
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	n int;
BEGIN
	DELETE FROM userstore.events_default e WHERE e.ctid = ANY (ARRAY(
		SELECT d.ctid FROM userstore.events_default d WHERE d.at < before
		ORDER BY d.at LIMIT most));
	GET DIAGNOSTICS n = ROW_COUNT;
	RETURN n;
END
$$;
REVOKE ALL ON FUNCTION userstore.delete_events(timestamptz, int) FROM PUBLIC;
COMMENT ON FUNCTION userstore.delete_events(timestamptz, int) IS
	'deletes some old events of the default partition; used by prune_events';

CREATE FUNCTION userstore.note_maintenance(task text, keep interval) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	INSERT INTO userstore.maintenance AS m (task, ran_at, keep)
		VALUES (note_maintenance.task, clock_timestamp(), note_maintenance.keep)
	ON CONFLICT ON CONSTRAINT maintenance_pkey
		DO UPDATE SET ran_at = excluded.ran_at, keep = excluded.keep;
END
$$;
REVOKE ALL ON FUNCTION userstore.note_maintenance(text, interval) FROM PUBLIC;
COMMENT ON FUNCTION userstore.note_maintenance(text, interval) IS
	'writes down that a task for cron ran; used by prune_events';

-- No search_path of its own: a procedure that has one can't commit.
CREATE PROCEDURE userstore.prune_events(keep interval DEFAULT '90 days',
		INOUT days_dropped int DEFAULT 0, INOUT days_left int DEFAULT 0,
		INOUT rows_deleted bigint DEFAULT 0, INOUT days_made int DEFAULT 0)
	LANGUAGE plpgsql AS $$
DECLARE
	first pg_catalog.date;
	day pg_catalog.date;
	done pg_catalog.bool;
	n pg_catalog.int4;
BEGIN
	IF keep IS NULL OR keep OPERATOR(pg_catalog.<) '0'::pg_catalog.interval THEN
		RAISE invalid_parameter_value USING
			MESSAGE = pg_catalog.format('invalid time to keep events: %s', keep),
			DETAIL = 'It is an interval of days, such as ''90 days''.';
	END IF;
	first := ((pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) keep)
		AT TIME ZONE 'UTC')::pg_catalog.date;
	days_dropped := 0;
	days_left := 0;
	rows_deleted := 0;
	COMMIT;
	FOR day IN SELECT e.day FROM userstore.event_days() e
		WHERE e.day OPERATOR(pg_catalog.<) first
	LOOP
		FOR try IN 1 .. 3 LOOP
			done := userstore.drop_event_day(day);
			COMMIT;
			EXIT WHEN done;
		END LOOP;
		IF done THEN
			days_dropped := days_dropped OPERATOR(pg_catalog.+) 1;
		ELSE
			days_left := days_left OPERATOR(pg_catalog.+) 1;
		END IF;
	END LOOP;
	LOOP
		n := userstore.delete_events(first::pg_catalog.timestamp AT TIME ZONE 'UTC', 10000);
		COMMIT;
		rows_deleted := rows_deleted OPERATOR(pg_catalog.+) n;
		EXIT WHEN n OPERATOR(pg_catalog.<) 10000;
	END LOOP;
	days_made := userstore.prepare_events();
	COMMIT;
	PERFORM userstore.note_maintenance('prune_events', keep);
	COMMIT;
END
$$;
REVOKE ALL ON PROCEDURE userstore.prune_events(interval, int, int, bigint, int) FROM PUBLIC;
COMMENT ON PROCEDURE userstore.prune_events(interval, int, int, bigint, int) IS
	'drops events that are older, makes the partitions of the next days; for cron, once a day';

CREATE FUNCTION userstore.erase_user(store text, user_id text,
		OUT events bigint, OUT history bigint)
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	pseudonym text := 'erased-' || left(replace(gen_random_uuid()::text, '-', ''), 12)
		|| right(gen_random_uuid()::text, 4);
	the_id uuid;
BEGIN
	IF erase_user.store IS NULL OR erase_user.user_id IS NULL THEN
		RAISE null_value_not_allowed USING MESSAGE = 'store and user_id must not be null';
	END IF;
	SELECT m.id INTO the_id FROM userstore.mappings m WHERE m.store = erase_user.store;
	IF NOT FOUND AND NOT EXISTS (SELECT FROM userstore.events e
			WHERE e.user_id = erase_user.user_id AND e.store = erase_user.store) THEN
		RAISE undefined_object USING
			MESSAGE = format('store "%s" does not exist', erase_user.store);
	END IF;
	UPDATE userstore.events e SET user_id = pseudonym
		WHERE e.user_id = erase_user.user_id AND CASE WHEN the_id IS NULL
			THEN e.store = erase_user.store ELSE e.store_id = the_id END;
	GET DIAGNOSTICS events = ROW_COUNT;
	DELETE FROM userstore.history h
		WHERE h.user_id = erase_user.user_id AND h.store_id = the_id;
	GET DIAGNOSTICS history = ROW_COUNT;
END
$$;
REVOKE ALL ON FUNCTION userstore.erase_user(text, text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.erase_user(text, text) IS
	'takes a user_id out of the events, and forgets the user''s former passwords';

--
-- Failures have no rows: they are counted in shared memory, for an hour.
--

CREATE FUNCTION userstore.failures(OUT minute timestamptz, OUT store text,
		OUT unknown int, OUT wrong_password int, OUT tampered int, OUT blocked int,
		OUT throttled int, OUT busy int)
	RETURNS SETOF record
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_failures';
REVOKE ALL ON FUNCTION userstore.failures() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION userstore.failures() TO pg_monitor;
COMMENT ON FUNCTION userstore.failures() IS
	'failed logins of the last hour on this server, by minute and store; without a store: of whatever database';
