--
-- For administrators: verifiers and the fold.
--

CREATE FUNCTION userstore.hash_password(password text) RETURNS text
	LANGUAGE c VOLATILE PARALLEL UNSAFE COST 1000000 AS 'MODULE_PATHNAME', 'us_sql_hash_password';
REVOKE ALL ON FUNCTION userstore.hash_password(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.hash_password(text) IS
	'a new verifier at the current settings';

CREATE FUNCTION userstore.check_password(password text, verifier text,
		scheme text DEFAULT NULL, salt text DEFAULT NULL, username text DEFAULT NULL)
	RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE COST 1000000 AS 'MODULE_PATHNAME', 'us_sql_check_password';
REVOKE ALL ON FUNCTION userstore.check_password(text, text, text, text, text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.check_password(text, text, text, text, text) IS
	'does the password match the verifier; an error if the verifier can''t be used';

CREATE FUNCTION userstore.scheme_of(verifier text) RETURNS text
	LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'us_sql_scheme_of';
REVOKE ALL ON FUNCTION userstore.scheme_of(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.scheme_of(text) IS
	'the name of the scheme that a verifier describes, or null';

CREATE FUNCTION userstore.fold(identifier text) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'us_sql_fold';
REVOKE ALL ON FUNCTION userstore.fold(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.fold(text) IS
	'the form in which two spellings of one identifier are equal';

CREATE FUNCTION userstore.fold_letters(OUT upper text, OUT lower text)
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'us_sql_fold_letters';
REVOKE ALL ON FUNCTION userstore.fold_letters() FROM PUBLIC;
COMMENT ON FUNCTION userstore.fold_letters() IS
	'the letters outside ASCII that the fold lowers, n-th to n-th';
