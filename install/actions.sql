--
-- The seven actions.
--

CREATE FUNCTION userstore.login(identifier text, password text,
		store text DEFAULT NULL, context jsonb DEFAULT NULL) RETURNS jsonb
	LANGUAGE c VOLATILE PARALLEL UNSAFE COST 1000000 AS 'MODULE_PATHNAME', 'us_sql_login';
REVOKE ALL ON FUNCTION userstore.login(text, text, text, jsonb) FROM PUBLIC;
COMMENT ON FUNCTION userstore.login(text, text, text, jsonb) IS
	'the profile for the right password, else NULL';

CREATE FUNCTION userstore.get_user(identifier text,
		store text DEFAULT NULL, context jsonb DEFAULT NULL) RETURNS jsonb
	LANGUAGE c VOLATILE PARALLEL UNSAFE COST 100 AS 'MODULE_PATHNAME', 'us_sql_get_user';
REVOKE ALL ON FUNCTION userstore.get_user(text, text, jsonb) FROM PUBLIC;
COMMENT ON FUNCTION userstore.get_user(text, text, jsonb) IS
	'the profile of a user, as login gives it, or NULL';

CREATE FUNCTION userstore.create(new_user json,
		store text DEFAULT NULL, context jsonb DEFAULT NULL) RETURNS jsonb
	LANGUAGE c VOLATILE PARALLEL UNSAFE COST 1000000 AS 'MODULE_PATHNAME', 'us_sql_create';
REVOKE ALL ON FUNCTION userstore.create(json, text, jsonb) FROM PUBLIC;
COMMENT ON FUNCTION userstore.create(json, text, jsonb) IS
	'makes a user from Auth0''s user object; gives the profile';

CREATE FUNCTION userstore.verify(email text,
		store text DEFAULT NULL, context jsonb DEFAULT NULL) RETURNS jsonb
	LANGUAGE c VOLATILE PARALLEL UNSAFE COST 1000 AS 'MODULE_PATHNAME', 'us_sql_verify';
REVOKE ALL ON FUNCTION userstore.verify(text, text, jsonb) FROM PUBLIC;
COMMENT ON FUNCTION userstore.verify(text, text, jsonb) IS
	'marks an e-mail address as verified; gives the profile, or NULL';

CREATE FUNCTION userstore.change_password(identifier text, new_password text,
		store text DEFAULT NULL, context jsonb DEFAULT NULL) RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE COST 1000000 AS 'MODULE_PATHNAME', 'us_sql_change_password';
REVOKE ALL ON FUNCTION userstore.change_password(text, text, text, jsonb) FROM PUBLIC;
COMMENT ON FUNCTION userstore.change_password(text, text, text, jsonb) IS
	'sets a user''s password; false if there is no such user';

CREATE FUNCTION userstore.change_email(email text, new_email text,
		verified boolean, store text DEFAULT NULL) RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE COST 1000 AS 'MODULE_PATHNAME', 'us_sql_change_email';
REVOKE ALL ON FUNCTION userstore.change_email(text, text, boolean, text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.change_email(text, text, boolean, text) IS
	'gives a user another e-mail address; false if there is no such user';

CREATE FUNCTION userstore.delete(user_id text,
		store text DEFAULT NULL, context jsonb DEFAULT NULL) RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE COST 1000 AS 'MODULE_PATHNAME', 'us_sql_delete';
REVOKE ALL ON FUNCTION userstore.delete(text, text, jsonb) FROM PUBLIC;
COMMENT ON FUNCTION userstore.delete(text, text, jsonb) IS
	'removes a user by user_id; false if there is no such user';
