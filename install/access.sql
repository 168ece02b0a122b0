--
-- For administrators: who may.
--

CREATE FUNCTION userstore.set_execute(role regrole) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	granted text[] := ARRAY(SELECT DISTINCT unnest(g.actions)
		FROM userstore.grants g WHERE g.grantee = role);
	action record;
BEGIN
	FOR action IN
		SELECT p.oid::regprocedure AS signature, p.proname = ANY (granted) AS may
		FROM pg_proc p
		WHERE p.pronamespace = 'userstore'::regnamespace AND p.proname IN ('login', 'create',
			'verify', 'change_password', 'get_user', 'delete', 'change_email')
	LOOP
		IF action.may THEN
			EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', action.signature, role);
		ELSE
			EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM %s', action.signature, role);
		END IF;
	END LOOP;
	IF cardinality(granted) > 0 THEN
		EXECUTE format('GRANT USAGE ON SCHEMA userstore TO %s', role);
	ELSE
		EXECUTE format('REVOKE USAGE ON SCHEMA userstore FROM %s', role);
	END IF;
END
$$;
REVOKE ALL ON FUNCTION userstore.set_execute(regrole) FROM PUBLIC;
COMMENT ON FUNCTION userstore.set_execute(regrole) IS
	'gives a role EXECUTE on what userstore.grants says; used by grant_access and revoke_access';

CREATE FUNCTION userstore.grant_access(role regrole, store text DEFAULT 'default',
		actions text[] DEFAULT '{login,create,verify,change_password,get_user,delete,change_email}',
		connection_limit int DEFAULT NULL) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	target pg_roles;
	unknown text;
BEGIN
	IF NOT (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = current_user) THEN
		RAISE insufficient_privilege USING MESSAGE = 'only a superuser may grant access to a store';
	END IF;
	IF grant_access.role IS NULL OR grant_access.store IS NULL
		OR grant_access.actions IS NULL THEN
		RAISE null_value_not_allowed USING MESSAGE = 'role, store and actions must not be null';
	END IF;
	SELECT * INTO target FROM pg_roles r WHERE r.oid = grant_access.role;
	IF target.rolsuper OR NOT target.rolcanlogin THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('role %s can''t be granted access', grant_access.role),
			DETAIL = CASE WHEN target.rolsuper THEN 'It is a superuser.'
				ELSE 'It can''t log in, and its members would get nothing.' END,
			HINT = 'Make a role for the scripts: CREATE ROLE ... LOGIN.';
	END IF;
	SELECT a INTO unknown FROM unnest(grant_access.actions) AS a
		WHERE a IS NULL OR a <> ALL (ARRAY['login', 'create', 'verify', 'change_password',
			'get_user', 'delete', 'change_email']);
	IF FOUND OR cardinality(grant_access.actions) = 0 THEN
		RAISE invalid_parameter_value USING
			MESSAGE = CASE WHEN unknown IS NULL THEN 'no action is named'
				ELSE format('there is no action "%s"', unknown) END,
			HINT = 'The actions are login, create, verify, change_password, get_user, delete and change_email.';
	END IF;
	IF grant_access.connection_limit < 1 THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('invalid connection limit %s', grant_access.connection_limit),
			DETAIL = 'It is the number of connections that the role may have, at least 1.';
	END IF;
	IF NOT EXISTS (SELECT FROM userstore.mappings m WHERE m.store = grant_access.store) THEN
		RAISE undefined_object USING MESSAGE = format('store "%s" does not exist', grant_access.store);
	END IF;

	INSERT INTO userstore.grants (grantee, store, actions, connection_limit_before)
	VALUES (grant_access.role, grant_access.store, grant_access.actions,
		CASE WHEN grant_access.connection_limit IS NOT NULL THEN
			coalesce((SELECT min(g.connection_limit_before) FROM userstore.grants g
				WHERE g.grantee = grant_access.role), target.rolconnlimit) END)
	ON CONFLICT (grantee, store) DO UPDATE SET actions = excluded.actions,
		connection_limit_before =
			coalesce(grants.connection_limit_before, excluded.connection_limit_before);
	IF grant_access.connection_limit IS NOT NULL THEN
		EXECUTE format('ALTER ROLE %s CONNECTION LIMIT %s',
			grant_access.role, grant_access.connection_limit);
	END IF;
	PERFORM userstore.set_execute(grant_access.role);
	PERFORM userstore.set_role_settings(grant_access.role);
	PERFORM userstore.prepare_events();
END
$$;
REVOKE ALL ON FUNCTION userstore.grant_access(regrole, text, text[], int) FROM PUBLIC;
COMMENT ON FUNCTION userstore.grant_access(regrole, text, text[], int) IS
	'lets a role call actions on a store, those and no others';

CREATE FUNCTION userstore.revoke_access(role regrole, store text DEFAULT 'default')
	RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	limit_before int;
BEGIN
	IF NOT (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = current_user) THEN
		RAISE insufficient_privilege USING MESSAGE = 'only a superuser may revoke access to a store';
	END IF;
	DELETE FROM userstore.grants g
		WHERE g.grantee = revoke_access.role AND g.store = revoke_access.store
		RETURNING g.connection_limit_before INTO limit_before;
	IF NOT FOUND THEN
		RAISE undefined_object USING
			MESSAGE = format('role %s has no access to store "%s"',
				revoke_access.role, revoke_access.store);
	END IF;
	IF limit_before IS NOT NULL AND NOT EXISTS (SELECT FROM userstore.grants g
			WHERE g.grantee = revoke_access.role AND g.connection_limit_before IS NOT NULL) THEN
		EXECUTE format('ALTER ROLE %s CONNECTION LIMIT %s', revoke_access.role, limit_before);
	END IF;
	PERFORM userstore.set_execute(revoke_access.role);
	IF NOT EXISTS (SELECT FROM userstore.grants g WHERE g.grantee = revoke_access.role) THEN
		PERFORM userstore.restore_role_settings(revoke_access.role);
	END IF;
END
$$;
REVOKE ALL ON FUNCTION userstore.revoke_access(regrole, text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.revoke_access(regrole, text) IS
	'takes a role''s access to a store away';
