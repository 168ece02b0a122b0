--
-- For operators: the keys that verifiers are sealed with.  They are in the file
-- that userstore.key_file names, and never here.  src/catalog.c knows the order
-- of the first columns.
--

CREATE TABLE userstore.keys (
	id text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[a-z0-9_-]{1,32}$'),
	canary text NOT NULL,
	escrowed_at timestamptz NOT NULL DEFAULT now(),
	created_at timestamptz NOT NULL DEFAULT now()
);
SELECT pg_catalog.pg_extension_config_dump('userstore.keys', '');
REVOKE ALL ON userstore.keys FROM PUBLIC;
COMMENT ON TABLE userstore.keys IS
	'the keys that verifiers may be sealed with, each with a text that shows whether the server has it';

CREATE TRIGGER configuration_changed
	AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON userstore.keys
	FOR EACH STATEMENT EXECUTE FUNCTION userstore.configuration_changed();
ALTER TABLE userstore.keys ENABLE ALWAYS TRIGGER configuration_changed;

-- The line is in the result alone, so that it reaches no log: append it to the
-- file with psql -XAtc "SELECT userstore.new_key('...')" >>file.
CREATE FUNCTION userstore.new_key(
		key_id text DEFAULT 'k' || to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD'))
	RETURNS text LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_new_key';
REVOKE ALL ON FUNCTION userstore.new_key(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.new_key(text) IS
	'a line with a new key for the key file; it is kept nowhere';

CREATE FUNCTION userstore.key_file_problem() RETURNS text
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_key_file_problem';
REVOKE ALL ON FUNCTION userstore.key_file_problem() FROM PUBLIC;
COMMENT ON FUNCTION userstore.key_file_problem() IS
	'why this server reads no key from userstore.key_file; null if it does';

CREATE FUNCTION userstore.key_file_keys(OUT id text, OUT active boolean, OUT confirmed boolean)
	RETURNS SETOF record
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_key_file_keys';
REVOKE ALL ON FUNCTION userstore.key_file_keys() FROM PUBLIC;
COMMENT ON FUNCTION userstore.key_file_keys() IS
	'the keys of this server''s key file; used by userstore.key_status';

CREATE VIEW userstore.key_status AS
	SELECT coalesce(k.id, f.id) AS id, f.id IS NOT NULL AS in_file,
		coalesce(f.active, false) AS active,
		CASE WHEN k.id IS NOT NULL AND f.id IS NOT NULL THEN f.confirmed END AS canary_ok,
		k.escrowed_at, k.created_at,
		ARRAY(SELECT m.store FROM userstore.mappings m
			WHERE m.sealing <> 'off' AND m.sealed_with = coalesce(k.id, f.id)
			ORDER BY m.store) AS stores
	FROM userstore.keys k FULL JOIN userstore.key_file_keys() f ON f.id COLLATE "C" = k.id;
REVOKE ALL ON userstore.key_status FROM PUBLIC;
COMMENT ON VIEW userstore.key_status IS
	'each key: is it in this server''s file, the right one, active, and which stores are sealed with it';

CREATE FUNCTION userstore.key_canary(key_id text) RETURNS text
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_key_canary';
REVOKE ALL ON FUNCTION userstore.key_canary(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.key_canary(text) IS
	'a text that a key of the key file opens alone; used by confirm_escrow';

CREATE FUNCTION userstore.confirm_escrow(key_id text) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	canary text := userstore.key_canary(key_id);
BEGIN
	IF EXISTS (SELECT FROM userstore.key_status s WHERE s.id = key_id AND NOT s.canary_ok) THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('key "%s" of the key file is another than the one in userstore.keys', key_id),
			HINT = 'Put the right key into the file, or give the new one an id of its own.';
	END IF;
	INSERT INTO userstore.keys (id, canary) VALUES (key_id, canary)
		ON CONFLICT (id) DO UPDATE SET escrowed_at = now();
END
$$;
REVOKE ALL ON FUNCTION userstore.confirm_escrow(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.confirm_escrow(text) IS
	'says that a key is kept where it will be found if this server is lost; only then verifiers are sealed with it';

CREATE FUNCTION userstore.sealed_with(store text, key_id text) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_sealed_with';
REVOKE ALL ON FUNCTION userstore.sealed_with(text, text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.sealed_with(text, text) IS
	'how many verifiers of a store are sealed with a key; looks at all of them';

CREATE FUNCTION userstore.retire_key(key_id text, lost boolean DEFAULT false) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	sealed record;
BEGIN
	IF NOT EXISTS (SELECT FROM userstore.keys k WHERE k.id = key_id) THEN
		RAISE undefined_object USING
			MESSAGE = format('key "%s" is not in userstore.keys', key_id);
	END IF;
	FOR sealed IN SELECT m.store, m.id, m.sealing, m.sealed_with FROM userstore.mappings m
		WHERE m.sealing <> 'off' AND lost IS NOT TRUE ORDER BY m.store
	LOOP
		IF sealed.sealing = 'migrating' OR sealed.sealed_with IS NULL
			OR sealed.sealed_with = key_id
			OR EXISTS (SELECT FROM userstore.key_status s WHERE s.id = key_id AND s.active)
			OR userstore.sealed_with(sealed.store, key_id) > 0
			OR EXISTS (SELECT FROM userstore.history h WHERE h.store_id = sealed.id
				AND starts_with(h.verifier, '$us-seal$v=1,k=' || key_id || ','))
		THEN
			RAISE object_not_in_prerequisite_state USING
				MESSAGE = format('verifiers of store "%s" may be sealed with key "%s"',
					sealed.store, key_id),
				HINT = 'Make another key active and CALL userstore.reseal() for each store that seals.';
		END IF;
	END LOOP;
	DELETE FROM userstore.keys k WHERE k.id = key_id;
END
$$;
REVOKE ALL ON FUNCTION userstore.retire_key(text, boolean) FROM PUBLIC;
COMMENT ON FUNCTION userstore.retire_key(text, boolean) IS
	'ends the use of a key that no verifier is sealed with; if it is lost, of one that some are, which then nobody can use';
