--
-- For administrators: the settings of granted roles, in this database alone.
-- They keep statements out of logs and views, load the library when a session
-- starts (src/redact.c), and end what hangs.
--

CREATE TABLE userstore.role_settings (
	grantee regrole NOT NULL,
	name text COLLATE "C" NOT NULL,
	before text,
	given text NOT NULL,
	PRIMARY KEY (grantee, name)
);
SELECT pg_catalog.pg_extension_config_dump('userstore.role_settings',
	'WHERE grantee::oid IN (SELECT oid FROM pg_catalog.pg_roles)');
REVOKE ALL ON userstore.role_settings FROM PUBLIC;
COMMENT ON TABLE userstore.role_settings IS
	'what grant_access set for a role in this database, and what was set there before, if anything';

CREATE FUNCTION userstore.setting_of(role oid, database oid, name text) RETURNS text
	LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
	SELECT substr(entry, strpos(entry, '=') + 1)
	FROM pg_db_role_setting s, unnest(s.setconfig) AS entry
	WHERE s.setrole = setting_of.role AND s.setdatabase = setting_of.database
		AND lower(split_part(entry, '=', 1)) = setting_of.name
$$;
REVOKE ALL ON FUNCTION userstore.setting_of(oid, oid, text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.setting_of(oid, oid, text) IS
	'what ALTER ROLE or ALTER DATABASE has set, or NULL; role or database 0 is all of them';

CREATE FUNCTION userstore.setting_here(role oid, name text) RETURNS text
	LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
	SELECT userstore.setting_of(setting_here.role, d.oid, setting_here.name)
	FROM pg_database d WHERE d.datname = current_database()
$$;
REVOKE ALL ON FUNCTION userstore.setting_here(oid, text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.setting_here(oid, text) IS
	'what is set for a role in this database, or NULL';

-- A session's own value hides what the server's configuration says.
CREATE FUNCTION userstore.setting_without_us(role oid, name text) RETURNS text
	LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
	SELECT coalesce(
		CASE WHEN ours.given IS NULL OR here.value <> ours.given THEN here.value END,
		ours.before,
		userstore.setting_of(setting_without_us.role, 0, setting_without_us.name),
		userstore.setting_of(0, d.oid, setting_without_us.name),
		userstore.setting_of(0, 0, setting_without_us.name),
		(SELECT s.setting FROM pg_settings s WHERE s.name = setting_without_us.name
			AND s.source IN ('default', 'environment variable', 'configuration file',
				'command line', 'override')),
		(SELECT f.setting FROM pg_file_settings f
			WHERE lower(f.name) = setting_without_us.name AND f.applied
			ORDER BY f.seqno DESC LIMIT 1),
		(SELECT s.boot_val FROM pg_settings s WHERE s.name = setting_without_us.name))
	FROM pg_database d
	CROSS JOIN userstore.setting_here(setting_without_us.role, setting_without_us.name)
		AS here (value)
	LEFT JOIN userstore.role_settings ours
		ON ours.grantee = setting_without_us.role AND ours.name = setting_without_us.name
	WHERE d.datname = current_database()
$$;
REVOKE ALL ON FUNCTION userstore.setting_without_us(oid, text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.setting_without_us(oid, text) IS
	'what would be in effect for a role in this database if grant_access had set nothing';

CREATE FUNCTION userstore.listed_libraries(list text)
	RETURNS TABLE (place bigint, library text, written text)
	LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
	SELECT m.place,
		CASE WHEN m.found[1] LIKE '"%' THEN replace(substr(m.found[1], 2, length(m.found[1]) - 2), '""', '"')
			ELSE m.found[1] END,
		m.found[1]
	FROM regexp_matches(listed_libraries.list,
		'("(?:[^"]|"")*"|[^\s",](?:[^",]*[^\s",])?)\s*(?:,|$)', 'g')
		WITH ORDINALITY AS m (found, place)
$$;
REVOKE ALL ON FUNCTION userstore.listed_libraries(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.listed_libraries(text) IS
	'the libraries of a list such as session_preload_libraries, by name and as they are written in it';

CREATE FUNCTION userstore.with_library(list text) RETURNS text
	LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
	SELECT CASE
		WHEN EXISTS (SELECT FROM userstore.listed_libraries(with_library.list) l
			WHERE l.library ~ '(^|/)userstore(\.[a-z]+)?$') THEN with_library.list
		ELSE concat_ws(', ', nullif(btrim(with_library.list), ''), 'userstore') END
$$;
REVOKE ALL ON FUNCTION userstore.with_library(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.with_library(text) IS
	'a list of libraries with userstore in it';

CREATE FUNCTION userstore.without_library(list text) RETURNS text
	LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
	SELECT CASE WHEN bool_or(l.library = 'userstore')
		THEN coalesce(string_agg(l.written, ', ' ORDER BY l.place)
			FILTER (WHERE l.library <> 'userstore'), '')
		ELSE without_library.list END
	FROM userstore.listed_libraries(without_library.list) l
$$;
REVOKE ALL ON FUNCTION userstore.without_library(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.without_library(text) IS
	'a list of libraries without userstore, as it is if that is not in it';

CREATE FUNCTION userstore.stricter_timeout(value text, most interval) RETURNS text
	LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
	SELECT CASE WHEN CASE
			WHEN stricter_timeout.value ~ '^\s*[0-9]{1,9}\s*(us|ms|s|min|h|d)?\s*$'
			THEN regexp_replace(stricter_timeout.value, '([0-9])\s*$', '\1 ms')::interval
				BETWEEN interval '1 ms' AND most END
		THEN stricter_timeout.value
		ELSE extract(epoch FROM most)::int || 's' END
$$;
REVOKE ALL ON FUNCTION userstore.stricter_timeout(text, interval) FROM PUBLIC;
COMMENT ON FUNCTION userstore.stricter_timeout(text, interval) IS
	'a timeout as it is if it is one and no longer than that, else that';

CREATE FUNCTION userstore.wanted_settings(role regrole) RETURNS TABLE (name text, value text)
	LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
	SELECT 'session_preload_libraries', userstore.with_library(
		userstore.setting_without_us(wanted_settings.role, 'session_preload_libraries'))
	UNION ALL
	VALUES ('log_statement', 'none'),
		('log_min_duration_statement', '-1'),
		('log_min_duration_sample', '-1'),
		('log_transaction_sample_rate', '0'),
		('log_min_error_statement', 'panic'),
		('log_parameter_max_length', '0'),
		('log_parameter_max_length_on_error', '0'),
		('debug_print_parse', 'off'),
		('debug_print_rewritten', 'off'),
		('debug_print_plan', 'off'),
		('pg_stat_statements.track', 'none'),
		('auto_explain.log_min_duration', '-1'),
		('pgaudit.log', 'none')
	UNION ALL
	SELECT t.name, userstore.stricter_timeout(
		userstore.setting_without_us(wanted_settings.role, t.name), t.most)
	FROM (VALUES ('statement_timeout', interval '10 s'), ('lock_timeout', interval '5 s'),
		('idle_in_transaction_session_timeout', interval '10 s')) AS t (name, most)
$$;
REVOKE ALL ON FUNCTION userstore.wanted_settings(regrole) FROM PUBLIC;
COMMENT ON FUNCTION userstore.wanted_settings(regrole) IS
	'the settings that a granted role should have in this database; superusers only';

-- NB: the value of a list is one text here, which ALTER ROLE ... SET would take
-- for one element; it takes the text as it is from the session.
CREATE FUNCTION userstore.set_here(role regrole, name text, value text) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	quoted text := (SELECT string_agg(quote_ident(part), '.' ORDER BY place)
		FROM string_to_table(set_here.name, '.') WITH ORDINALITY AS p (part, place));
	what text := CASE
		WHEN set_here.value IS NULL THEN 'RESET ' || quoted
		WHEN set_here.name = 'session_preload_libraries' THEN format('SET %s FROM CURRENT', quoted)
		ELSE format('SET %s TO %L', quoted, set_here.value) END;
BEGIN
	IF set_here.value IS NOT NULL AND set_here.name = 'session_preload_libraries' THEN
		PERFORM set_config(set_here.name, set_here.value, true);
	END IF;
	EXECUTE format('ALTER ROLE %s IN DATABASE %I %s', set_here.role, current_database(), what);
END
$$;
REVOKE ALL ON FUNCTION userstore.set_here(regrole, text, text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.set_here(regrole, text, text) IS
	'sets something for a role in this database, or resets it if the value is NULL';

-- What somebody else has set since, and that will do, stays his: revoke_access
-- restores nothing there.
CREATE FUNCTION userstore.set_role_settings(role regrole) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	wanted record;
	here text;
BEGIN
	DELETE FROM userstore.role_settings s
		WHERE s.grantee::oid NOT IN (SELECT r.oid FROM pg_roles r);
	FOR wanted IN SELECT w.name, w.value FROM userstore.wanted_settings(set_role_settings.role) w LOOP
		here := userstore.setting_here(set_role_settings.role, wanted.name);
		INSERT INTO userstore.role_settings (grantee, name, before, given)
		VALUES (set_role_settings.role, wanted.name, here, wanted.value)
		ON CONFLICT DO NOTHING;
		IF here IS DISTINCT FROM wanted.value THEN
			UPDATE userstore.role_settings s SET given = wanted.value
				WHERE s.grantee = set_role_settings.role AND s.name = wanted.name;
			PERFORM userstore.set_here(set_role_settings.role, wanted.name, wanted.value);
		END IF;
	END LOOP;
END
$$;
REVOKE ALL ON FUNCTION userstore.set_role_settings(regrole) FROM PUBLIC;
COMMENT ON FUNCTION userstore.set_role_settings(regrole) IS
	'gives a role its settings in this database; used by grant_access';

CREATE FUNCTION userstore.restore_role_settings(role regrole) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	ours record;
	here text;
BEGIN
	FOR ours IN
		DELETE FROM userstore.role_settings s WHERE s.grantee = restore_role_settings.role
		RETURNING s.name, s.before, s.given
	LOOP
		here := userstore.setting_here(restore_role_settings.role, ours.name);
		IF here = ours.given THEN
			PERFORM userstore.set_here(restore_role_settings.role, ours.name, ours.before);
		ELSIF ours.name = 'session_preload_libraries'
				AND userstore.without_library(here) <> here
				AND userstore.without_library(ours.before) IS NOT DISTINCT FROM ours.before THEN
			PERFORM userstore.set_here(restore_role_settings.role, ours.name,
				nullif(userstore.without_library(here), ''));
		END IF;
	END LOOP;
END
$$;
REVOKE ALL ON FUNCTION userstore.restore_role_settings(regrole) FROM PUBLIC;
COMMENT ON FUNCTION userstore.restore_role_settings(regrole) IS
	'takes a role''s settings in this database back, where they are still those given; used by revoke_access';
