--
-- For administrators: tables that exist become stores.
--

CREATE FUNCTION userstore.attach(store text, relation regclass,
		columns jsonb DEFAULT NULL, options jsonb DEFAULT '{}',
		OUT kind text, OUT name text, OUT usable boolean, OUT definition text,
		OUT reason text, OUT cure text)
	RETURNS SETOF record
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_attach';
REVOKE ALL ON FUNCTION userstore.attach(text, regclass, jsonb, jsonb) FROM PUBLIC;
COMMENT ON FUNCTION userstore.attach(text, regclass, jsonb, jsonb) IS
	'makes a relation that the caller owns a store, or changes its mapping; a row for each expression, field and capability';

CREATE FUNCTION userstore.capabilities(store text,
		OUT kind text, OUT name text, OUT usable boolean, OUT definition text,
		OUT reason text, OUT cure text)
	RETURNS SETOF record
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_capabilities';
REVOKE ALL ON FUNCTION userstore.capabilities(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.capabilities(text) IS
	'what a store can do now, as attach shows it';

CREATE FUNCTION userstore.detach(store text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_detach';
REVOKE ALL ON FUNCTION userstore.detach(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.detach(text) IS
	'forgets a store, and touches no user';

CREATE FUNCTION userstore.suspend(store text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_suspend';
REVOKE ALL ON FUNCTION userstore.suspend(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.suspend(text) IS
	'makes every action on a store answer store_suspended';

CREATE FUNCTION userstore.resume(store text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_resume';
REVOKE ALL ON FUNCTION userstore.resume(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.resume(text) IS
	'ends what suspend began';

CREATE FUNCTION userstore.forget_store(store text, may_revoke boolean) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	target userstore.grants;
BEGIN
	FOR target IN SELECT * FROM userstore.grants g WHERE g.store = forget_store.store LOOP
		IF NOT may_revoke THEN
			RAISE dependent_objects_still_exist USING
				MESSAGE = format('store "%s" can''t be detached', store),
				DETAIL = format('Role %s has access to it.', target.grantee),
				HINT = 'A superuser takes it away with userstore.revoke_access().';
		END IF;
		PERFORM userstore.revoke_access(target.grantee, store);
	END LOOP;
	DELETE FROM userstore.mappings m WHERE m.store = forget_store.store;
END
$$;
REVOKE ALL ON FUNCTION userstore.forget_store(text, boolean) FROM PUBLIC;
COMMENT ON FUNCTION userstore.forget_store(text, boolean) IS
	'removes a store and the access to it; used by detach';
