--
-- For administrators: seals the verifiers of a store, rotates the key, unseals.
--

CREATE FUNCTION userstore.reseal_begin(store text, unseal boolean, dry_run boolean)
	RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_reseal_begin';
REVOKE ALL ON FUNCTION userstore.reseal_begin(text, boolean, boolean) FROM PUBLIC;
COMMENT ON FUNCTION userstore.reseal_begin(text, boolean, boolean) IS
	'checks a store and sets how new verifiers are written; used by reseal';

CREATE FUNCTION userstore.reseal_wait(store text, unseal boolean) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_reseal_wait';
REVOKE ALL ON FUNCTION userstore.reseal_wait(text, boolean) FROM PUBLIC;
COMMENT ON FUNCTION userstore.reseal_wait(text, boolean) IS
	'waits for all who write to a store now; used by reseal';

CREATE FUNCTION userstore.reseal_list(store text, unseal boolean, batch_size int)
	RETURNS SETOF text[]
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_reseal_list';
REVOKE ALL ON FUNCTION userstore.reseal_list(text, boolean, int) FROM PUBLIC;
COMMENT ON FUNCTION userstore.reseal_list(text, boolean, int) IS
	'the users whose verifiers are not sealed as wanted, in batches; used by reseal';

CREATE FUNCTION userstore.reseal_batch(store text, unseal boolean, ids text[])
	RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_reseal_batch';
REVOKE ALL ON FUNCTION userstore.reseal_batch(text, boolean, text[]) FROM PUBLIC;
COMMENT ON FUNCTION userstore.reseal_batch(text, boolean, text[]) IS
	'seals the verifiers of some users as wanted; used by reseal';

CREATE FUNCTION userstore.reseal_is_done(store text, unseal boolean) RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_reseal_is_done';
REVOKE ALL ON FUNCTION userstore.reseal_is_done(text, boolean) FROM PUBLIC;
COMMENT ON FUNCTION userstore.reseal_is_done(text, boolean) IS
	'ends a round through a store and tells whether it was the last; used by reseal';

-- It commits behind each batch, so it is neither SECURITY DEFINER nor SET; and
-- it has no operator and no bare type, because the caller's search_path would
-- choose them.  In a transaction block the first COMMIT fails, before any work.
-- What is listed has a snapshot that is younger than the wait.
CREATE PROCEDURE userstore.reseal(store text DEFAULT 'default',
		unseal boolean DEFAULT false, batch_size int DEFAULT 200,
		dry_run boolean DEFAULT false)
	LANGUAGE plpgsql AS $$
DECLARE
	ids pg_catalog.text[];
BEGIN
	IF dry_run THEN
		PERFORM userstore.reseal_begin(store, unseal, true);
		RETURN;
	END IF;
	COMMIT;
	SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	PERFORM userstore.reseal_begin(store, unseal, false);
	COMMIT;
	SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	PERFORM userstore.reseal_wait(store, unseal);
	LOOP
		COMMIT;
		SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
		FOR ids IN SELECT userstore.reseal_list(store, unseal, batch_size) LOOP
			PERFORM userstore.reseal_batch(store, unseal, ids);
			COMMIT;
			SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
		END LOOP;
		EXIT WHEN userstore.reseal_is_done(store, unseal);
	END LOOP;
END
$$;
REVOKE ALL ON PROCEDURE userstore.reseal(text, boolean, int, boolean) FROM PUBLIC;
COMMENT ON PROCEDURE userstore.reseal(text, boolean, int, boolean) IS
	'seals the verifiers of a store with the active key, or unseals them, without waiting for logins';
