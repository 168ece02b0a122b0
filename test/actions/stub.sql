-- A stand-in for the extension: the same seven functions, which do what the
-- first argument (create: the e-mail) says, so that a test gets any outcome:
--
--   nobody            NULL or false
--   raise STATE CODE  an error with this SQLSTATE; CODE is its constraint name
--   quote STATE       an error whose message quotes what nobody should see
--   sleep             no answer for a minute
--   die               the connection ends before the answer
--   anything else     success
--
-- A call that returns leaves a row in stub.calls; a context is there as text,
-- so that NULL and the JSON null differ.

CREATE SCHEMA userstore;
CREATE SCHEMA stub;

CREATE TABLE stub.calls (
	call bigint GENERATED ALWAYS AS IDENTITY,
	action text NOT NULL,
	arguments jsonb NOT NULL,
	pid int NOT NULL,
	tls boolean NOT NULL,
	settings jsonb NOT NULL
);

-- Carries out the command; false for "nobody".
CREATE FUNCTION stub.carry_out(action text, command text, arguments jsonb) RETURNS boolean
	LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	words text[] := regexp_split_to_array(command, ' ');
BEGIN
	CASE words[1]
		WHEN 'raise' THEN
			RAISE EXCEPTION USING ERRCODE = words[2], MESSAGE = 'refused by the stub',
				CONSTRAINT = coalesce(words[3], '');
		WHEN 'quote' THEN
			RAISE EXCEPTION USING ERRCODE = words[2], MESSAGE = format('quoting %s to %s', arguments, session_user);
		WHEN 'sleep' THEN
			PERFORM pg_sleep(60);
		WHEN 'die' THEN
			PERFORM pg_terminate_backend(pg_backend_pid());
		ELSE
			NULL;
	END CASE;

	INSERT INTO stub.calls (action, arguments, pid, tls, settings)
		SELECT action, arguments, s.pid, s.ssl,
			(SELECT jsonb_object_agg(p.name, p.setting) FROM pg_settings p WHERE p.source = 'client')
		FROM pg_stat_ssl s WHERE s.pid = pg_backend_pid();
	RETURN command IS DISTINCT FROM 'nobody';
END
$$;

-- What a function that gives a profile answers.
CREATE FUNCTION stub.answer(action text, command text, arguments jsonb) RETURNS jsonb
	LANGUAGE sql VOLATILE
RETURN CASE WHEN stub.carry_out(action, command, arguments)
	THEN jsonb_build_object('user_id', 'stub|1', 'email', command, 'metadata', '{"plan": "gold"}'::jsonb) END;

CREATE FUNCTION userstore.login(identifier text, password text,
		store text DEFAULT NULL, context jsonb DEFAULT NULL) RETURNS jsonb LANGUAGE sql VOLATILE
RETURN stub.answer('login', $1, jsonb_build_array($1, $2, $3, $4::text));

CREATE FUNCTION userstore.get_user(identifier text,
		store text DEFAULT NULL, context jsonb DEFAULT NULL) RETURNS jsonb LANGUAGE sql VOLATILE
RETURN stub.answer('get_user', $1, jsonb_build_array($1, $2, $3::text));

CREATE FUNCTION userstore.create(new_user json,
		store text DEFAULT NULL, context jsonb DEFAULT NULL) RETURNS jsonb LANGUAGE sql VOLATILE
RETURN stub.answer('create', $1 ->> 'email', jsonb_build_array($1, $2, $3::text));

CREATE FUNCTION userstore.verify(email text,
		store text DEFAULT NULL, context jsonb DEFAULT NULL) RETURNS jsonb LANGUAGE sql VOLATILE
RETURN stub.answer('verify', $1, jsonb_build_array($1, $2, $3::text));

CREATE FUNCTION userstore.change_password(identifier text, new_password text,
		store text DEFAULT NULL, context jsonb DEFAULT NULL) RETURNS boolean LANGUAGE sql VOLATILE
RETURN stub.carry_out('change_password', $1, jsonb_build_array($1, $2, $3, $4::text));

CREATE FUNCTION userstore.change_email(email text, new_email text,
		verified boolean, store text DEFAULT NULL) RETURNS boolean LANGUAGE sql VOLATILE
RETURN stub.carry_out('change_email', $1, jsonb_build_array($1, $2, $3, $4));

CREATE FUNCTION userstore.delete(user_id text,
		store text DEFAULT NULL, context jsonb DEFAULT NULL) RETURNS boolean LANGUAGE sql VOLATILE
RETURN stub.carry_out('delete', $1, jsonb_build_array($1, $2, $3::text));

GRANT USAGE ON SCHEMA userstore, stub TO PUBLIC;
