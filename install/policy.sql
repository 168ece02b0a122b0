--
-- What a new password must not be.  src/history.c knows the columns of
-- userstore.history; src/catalog.c the first of userstore.blocklist.
--

CREATE TABLE userstore.blocklist (
	password text COLLATE "C" PRIMARY KEY
		CHECK (password <> '' AND password = userstore.fold(password)),
	shipped boolean NOT NULL DEFAULT false
);
SELECT pg_catalog.pg_extension_config_dump('userstore.blocklist', 'WHERE NOT shipped');
REVOKE ALL ON userstore.blocklist FROM PUBLIC;
COMMENT ON TABLE userstore.blocklist IS
	'passwords that are guessed first, folded; refused where a store''s policy says so';

CREATE FUNCTION userstore.load_blocklist(passwords text[]) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	added bigint;
BEGIN
	IF NOT (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = current_user) THEN
		RAISE insufficient_privilege USING MESSAGE = 'only a superuser may load the blocklist';
	END IF;
	IF passwords IS NULL THEN
		RAISE null_value_not_allowed USING MESSAGE = 'argument "passwords" must not be null';
	END IF;
	INSERT INTO userstore.blocklist (password)
		SELECT userstore.fold(p) FROM unnest(passwords) AS p WHERE p <> ''
		ON CONFLICT DO NOTHING;
	GET DIAGNOSTICS added = ROW_COUNT;
	RETURN added;
END
$$;
REVOKE ALL ON FUNCTION userstore.load_blocklist(text[]) FROM PUBLIC;
COMMENT ON FUNCTION userstore.load_blocklist(text[]) IS
	'puts passwords into the blocklist, folded; how many of them were new';

CREATE TABLE userstore.history (
	store_id uuid NOT NULL,
	user_id text COLLATE "C" NOT NULL,
	number int NOT NULL,
	at timestamptz NOT NULL DEFAULT now(),
	verifier text NOT NULL,
	salt text,
	username text,
	declared text,
	PRIMARY KEY (store_id, user_id, number)
);
SELECT pg_catalog.pg_extension_config_dump('userstore.history', '');
REVOKE ALL ON userstore.history FROM PUBLIC;
COMMENT ON TABLE userstore.history IS
	'the verifiers that changes of a password replaced, sealed where the store seals';
