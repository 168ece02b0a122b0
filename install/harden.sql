--
-- For administrators: which schemes a store has, and its weak verifiers.
--

CREATE FUNCTION userstore.schemes(store text DEFAULT 'default',
		exact boolean DEFAULT false,
		OUT scheme text, OUT cost text, OUT users bigint,
		OUT share double precision, OUT weak boolean, OUT problem text)
	RETURNS SETOF record
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_schemes';
REVOKE ALL ON FUNCTION userstore.schemes(text, boolean) FROM PUBLIC;
COMMENT ON FUNCTION userstore.schemes(text, boolean) IS
	'the verifiers of a store by scheme and cost, sampled unless exact';

CREATE FUNCTION userstore.harden_list(store text, batch_size int,
		dry_run boolean) RETURNS SETOF text[]
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_harden_list';
REVOKE ALL ON FUNCTION userstore.harden_list(text, int, boolean) FROM PUBLIC;
COMMENT ON FUNCTION userstore.harden_list(text, int, boolean) IS
	'the users with weak verifiers, in batches; used by harden';

CREATE FUNCTION userstore.harden_batch(store text, ids text[]) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_harden_batch';
REVOKE ALL ON FUNCTION userstore.harden_batch(text, text[]) FROM PUBLIC;
COMMENT ON FUNCTION userstore.harden_batch(text, text[]) IS
	'wraps the weak verifiers of some users; used by harden';

CREATE FUNCTION userstore.harden_is_done(store text) RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_harden_is_done';
REVOKE ALL ON FUNCTION userstore.harden_is_done(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.harden_is_done(text) IS
	'ends a round through a store and tells whether it was the last; used by harden';

-- It commits behind each batch, so it is neither SECURITY DEFINER nor SET; and
-- it has no operator and no bare type, because the caller's search_path would
-- choose them.  In a transaction block the first COMMIT fails, before any work.
CREATE PROCEDURE userstore.harden(store text DEFAULT 'default',
		batch_size int DEFAULT 20, dry_run boolean DEFAULT false)
	LANGUAGE plpgsql AS $$
DECLARE
	ids pg_catalog.text[];
BEGIN
	LOOP
		IF NOT dry_run THEN
			COMMIT;
			SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
		END IF;
		FOR ids IN SELECT userstore.harden_list(store, batch_size, dry_run) LOOP
			PERFORM userstore.harden_batch(store, ids);
			COMMIT;
			SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
		END LOOP;
		EXIT WHEN userstore.harden_is_done(store);
	END LOOP;
END
$$;
REVOKE ALL ON PROCEDURE userstore.harden(text, int, boolean) FROM PUBLIC;
COMMENT ON PROCEDURE userstore.harden(text, int, boolean) IS
	'wraps the weak verifiers of a store that is ours alone, without waiting for logins';
