/* userstore--1.0.sql */

-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION userstore" to load this file. \quit

CREATE SCHEMA userstore;
COMMENT ON SCHEMA userstore IS 'a user store as an identity back end';

--
-- Configuration: which relations are stores, and who may do what on them.
-- src/catalog.c knows the order of the first columns.
--

CREATE TABLE userstore.mappings (
	store text COLLATE "C" PRIMARY KEY
		CHECK (store <> '' AND octet_length(store) < 64 AND store !~ '[[:cntrl:]]'),
	id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
	relation regclass NOT NULL,
	columns jsonb NOT NULL CHECK (jsonb_typeof(columns) = 'object'),
	options jsonb NOT NULL CHECK (jsonb_typeof(options) = 'object'),
	created_at timestamptz NOT NULL DEFAULT now()
);
SELECT pg_catalog.pg_extension_config_dump('userstore.mappings',
	'WHERE relation::oid IN (SELECT oid FROM pg_catalog.pg_class)');
REVOKE ALL ON userstore.mappings FROM PUBLIC;
COMMENT ON TABLE userstore.mappings IS
	'the stores: relation, columns of the fields, options';

CREATE TABLE userstore.grants (
	grantee regrole NOT NULL,
	store text COLLATE "C" NOT NULL
		REFERENCES userstore.mappings ON UPDATE CASCADE ON DELETE CASCADE,
	actions text[] NOT NULL
		CHECK (cardinality(actions) > 0 AND actions <@ ARRAY['login', 'create',
			'verify', 'change_password', 'get_user', 'delete', 'change_email']),
	connection_limit_before int,
	PRIMARY KEY (grantee, store)
);
SELECT pg_catalog.pg_extension_config_dump('userstore.grants',
	'WHERE grantee::oid IN (SELECT oid FROM pg_catalog.pg_roles)'
	' AND store IN (SELECT store FROM userstore.mappings'
	' WHERE relation::oid IN (SELECT oid FROM pg_catalog.pg_class))');
REVOKE ALL ON userstore.grants FROM PUBLIC;
COMMENT ON TABLE userstore.grants IS
	'the roles that may call actions, by store; looked up in every call';

CREATE FUNCTION userstore.configuration_changed() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'us_sql_configuration_changed';
REVOKE ALL ON FUNCTION userstore.configuration_changed() FROM PUBLIC;
COMMENT ON FUNCTION userstore.configuration_changed() IS
	'tells running sessions that a configuration table changed';

CREATE TRIGGER configuration_changed
	AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON userstore.mappings
	FOR EACH STATEMENT EXECUTE FUNCTION userstore.configuration_changed();
ALTER TABLE userstore.mappings ENABLE ALWAYS TRIGGER configuration_changed;
CREATE TRIGGER configuration_changed
	AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON userstore.grants
	FOR EACH STATEMENT EXECUTE FUNCTION userstore.configuration_changed();
ALTER TABLE userstore.grants ENABLE ALWAYS TRIGGER configuration_changed;

CREATE VIEW userstore.stores AS
	SELECT m.store, m.relation, pg_catalog.pg_get_userbyid(c.relowner) AS owner,
		m.columns, m.options, m.created_at
	FROM userstore.mappings m
	LEFT JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) m.relation;
REVOKE ALL ON userstore.stores FROM PUBLIC;
COMMENT ON VIEW userstore.stores IS
	'the stores; a store whose relation is gone has no owner';

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

--
-- For administrators: verifiers and the fold.
--

CREATE FUNCTION userstore.hash_password(password text) RETURNS text
	LANGUAGE c VOLATILE PARALLEL UNSAFE COST 1000000 AS 'MODULE_PATHNAME', 'us_sql_hash_password';
REVOKE ALL ON FUNCTION userstore.hash_password(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.hash_password(text) IS
	'a new verifier at the current settings';

CREATE FUNCTION userstore.check_password(password text, verifier text,
		scheme text DEFAULT NULL) RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE COST 1000000 AS 'MODULE_PATHNAME', 'us_sql_check_password';
REVOKE ALL ON FUNCTION userstore.check_password(text, text, text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.check_password(text, text, text) IS
	'does the password match the verifier; an error if the verifier can''t be used';

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

--
-- For administrators: stores.
--

CREATE FUNCTION userstore.register_store(store text, relation regclass,
		columns jsonb, options jsonb) RETURNS void
	LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_register_store';
REVOKE ALL ON FUNCTION userstore.register_store(text, regclass, jsonb, jsonb) FROM PUBLIC;
COMMENT ON FUNCTION userstore.register_store(text, regclass, jsonb, jsonb) IS
	'writes the mapping of a relation that the caller owns; used by create_store';

CREATE FUNCTION userstore.fold_definition(function_name text) RETURNS text
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	letters record;
	body text := 'lower(identifier COLLATE "C")';
BEGIN
	SELECT * INTO letters FROM userstore.fold_letters();
	IF letters.upper <> '' THEN
		-- what fold.c says: shield, NFC, lower, NFC, unshield
		body := format('CASE WHEN octet_length(identifier) = char_length(identifier) THEN %1$s'
			' ELSE translate(normalize(translate(lower(normalize(translate(identifier, %2$L, %3$L), NFC)'
			' COLLATE "C"), %4$L, %5$L), NFC), %3$L, %2$L) END', body,
			chr(8490) || chr(894) || chr(8175), chr(64976) || chr(64977) || chr(64978), letters.upper, letters.lower);
	END IF;
	RETURN format('CREATE FUNCTION %s(identifier text) RETURNS text'
		' LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN %s', function_name, body);
END
$$;
REVOKE ALL ON FUNCTION userstore.fold_definition(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.fold_definition(text) IS
	'the statement that makes the fold as a function without the extension; used by create_store';

CREATE FUNCTION userstore.create_table(table_name text, tab text, fold text,
		role name, store text) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	identifier text;
BEGIN
	EXECUTE userstore.fold_definition(fold);
	EXECUTE format('COMMENT ON FUNCTION %s(text) IS %L', fold,
		'the form in which two spellings of one identifier are equal');
	EXECUTE format($ddl$
		CREATE TABLE %1$s (
			user_id text COLLATE "C" PRIMARY KEY DEFAULT gen_random_uuid()::text,
			email text, username text, phone_number text,
			verifier text,
			email_verified boolean NOT NULL DEFAULT false,
			phone_verified boolean,
			name text, nickname text, given_name text, family_name text, picture text,
			attributes jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(attributes) = 'object'),
			user_metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(user_metadata) = 'object'),
			app_metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(app_metadata) = 'object'),
			blocked boolean NOT NULL DEFAULT false,
			password_change_required boolean NOT NULL DEFAULT false,
			created_at timestamptz NOT NULL DEFAULT now(),
			updated_at timestamptz NOT NULL DEFAULT now(),
			last_login timestamptz,
			logins_count bigint NOT NULL DEFAULT 0,
			last_password_change timestamptz,
			CONSTRAINT %3$I CHECK (num_nonnulls(email, username, phone_number) > 0),
			CONSTRAINT %4$I CHECK (phone_number ~ '^\+[1-9][0-9]{1,14}$')
		) WITH (fillfactor = 85)$ddl$,
		tab, fold, table_name || '_identifier_check', table_name || '_phone_number_check');
	FOREACH identifier IN ARRAY ARRAY['email', 'username', 'phone_number'] LOOP
		EXECUTE format('CREATE UNIQUE INDEX %I ON %s (%s(%I))',
			table_name || '_' || identifier || '_key', tab, fold, identifier);
	END LOOP;
	EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', tab);
	EXECUTE format('COMMENT ON TABLE %s IS %L', tab, format('users of the userstore "%s"', store));
	EXECUTE format('ALTER TABLE %s OWNER TO %I', tab, role);
	EXECUTE format('ALTER FUNCTION %s(text) OWNER TO %I', fold, role);
END
$$;
REVOKE ALL ON FUNCTION userstore.create_table(text, text, text, name, text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.create_table(text, text, text, name, text) IS
	'makes the table of a store; used by create_store';

CREATE FUNCTION userstore.create_store(store text DEFAULT 'default',
		relation text DEFAULT 'public.users', owner name DEFAULT NULL)
	RETURNS regclass LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	names text[] := parse_ident(relation);
	tab text;
	fold text;
	role name := coalesce(owner, current_user);
	superuser boolean;
	adopt boolean;
	fields text[] := ARRAY['user_id', 'verifier', 'email_verified', 'phone_verified',
		'name', 'nickname', 'given_name', 'family_name', 'picture', 'attributes',
		'user_metadata', 'app_metadata', 'blocked', 'password_change_required'];
	columns jsonb := jsonb_object(fields, fields);
	identifier text;
	options jsonb := '{"verifiers": "exclusive", "set": {
		"create": {"last_password_change": "pg_catalog.now()"},
		"login": {"last_login": "pg_catalog.now()",
			"logins_count": "logins_count OPERATOR(pg_catalog.+) 1"},
		"verify": {"updated_at": "pg_catalog.now()"},
		"change_email": {"updated_at": "pg_catalog.now()"},
		"change_password": {"updated_at": "pg_catalog.now()",
			"last_password_change": "pg_catalog.now()"}}}';
BEGIN
	IF store IS NULL OR relation IS NULL THEN
		RAISE null_value_not_allowed USING MESSAGE = 'store and relation must not be null';
	END IF;
	IF store = '' OR octet_length(store) > 63 OR store ~ '[[:cntrl:]]' THEN
		RAISE invalid_parameter_value USING MESSAGE = 'invalid store name', DETAIL = 'It has 1 to 63 bytes and no control characters.';
	END IF;
	IF cardinality(names) <> 2 OR octet_length(names[2]) > 40 THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('invalid relation "%s"', relation),
			DETAIL = 'It is not of the form schema.table, with at most 40 bytes for the table.';
	END IF;
	tab := format('%I.%I', names[1], names[2]);
	fold := format('%I.%I', names[1], names[2] || '_fold');
	-- a table that create_store made for the same owner and that outlived DROP EXTENSION
	adopt := EXISTS (SELECT FROM pg_class c JOIN pg_proc p ON p.proowner = c.relowner
			WHERE c.oid = to_regclass(tab) AND p.oid = to_regprocedure(fold || '(text)')
				AND c.relowner = to_regrole(quote_ident(role)))
		AND NOT EXISTS (SELECT FROM userstore.mappings m WHERE m.relation = to_regclass(tab));
	IF to_regnamespace(quote_ident(names[1])) IS NULL THEN
		RAISE invalid_schema_name USING MESSAGE = format('schema "%s" does not exist', names[1]);
	ELSIF adopt THEN
		RAISE NOTICE 'table % exists and is taken as it is', tab;
	ELSIF to_regclass(tab) IS NOT NULL THEN
		RAISE duplicate_table USING MESSAGE = format('relation %s already exists', tab),
			HINT = 'Only a table that create_store made for the same owner, and that no store has, is taken as it is.';
	ELSE
		PERFORM userstore.create_table(names[2], tab, fold, role, store);
	END IF;
	FOREACH identifier IN ARRAY ARRAY['email', 'username', 'phone_number'] LOOP
		columns := columns || jsonb_build_object(identifier, jsonb_build_object(
			'column', identifier, 'match',
			format('%1$I(%2$I) OPERATOR(pg_catalog.=) %1$I($)', names[2] || '_fold', identifier)));
	END LOOP;
	SELECT r.rolsuper INTO superuser FROM pg_roles r WHERE r.rolname = role;
	IF superuser THEN
		RAISE NOTICE USING
			MESSAGE = format('table %s is owned by a superuser', tab),
			HINT = 'Its triggers run with a superuser''s rights. Name another owner: create_store(owner => ...).';
	ELSIF NOT has_schema_privilege(role, names[1], 'USAGE') THEN
		RAISE insufficient_privilege USING
			MESSAGE = format('role %I may not use schema %I', role, names[1]),
			DETAIL = 'The actions run as the owner of the table.',
			HINT = format('GRANT USAGE ON SCHEMA %I TO %I', names[1], role);
	END IF;
	PERFORM userstore.register_store(store, tab::regclass, columns,
		options || jsonb_build_object('allow_superuser_owner', superuser));
	RETURN tab::regclass;
END
$$;
REVOKE ALL ON FUNCTION userstore.create_store(text, text, name) FROM PUBLIC;
COMMENT ON FUNCTION userstore.create_store(text, text, name) IS
	'makes an ordinary table for users and attaches it as a store';

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
END
$$;
REVOKE ALL ON FUNCTION userstore.revoke_access(regrole, text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.revoke_access(regrole, text) IS
	'takes a role''s access to a store away';

--
-- For administrators: is this installation sound?
--

CREATE FUNCTION userstore.sqlstate_of(statement text) RETURNS text
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	result text;
BEGIN
	EXECUTE statement INTO result;
	RETURN coalesce(result, 'null');
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END
$$;
REVOKE ALL ON FUNCTION userstore.sqlstate_of(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.sqlstate_of(text) IS
	'the first value that a statement gives, or its SQLSTATE; used by selftest';

CREATE FUNCTION userstore.selftest(OUT "check" text, OUT status text, OUT detail text)
	RETURNS SETOF record LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	WITH answers (name, statement, expected) AS (VALUES
		('argon2id: known answer', $$SELECT userstore.check_password('correct horse',
			'$argon2id$v=19$m=1024,t=2,p=1$LUQh6zPuCl2kUyw3WGRBig$RrEBD1QvOXCAuipLuUwsVuKsR/fQFe/Hb8R5oAfBqWg')$$, 'true'),
		('argon2id: wrong password', $$SELECT userstore.check_password('correct horsf',
			'$argon2id$v=19$m=1024,t=2,p=1$LUQh6zPuCl2kUyw3WGRBig$RrEBD1QvOXCAuipLuUwsVuKsR/fQFe/Hb8R5oAfBqWg')$$, 'false'),
		('argon2i: known answer', $$SELECT userstore.check_password('correct horse',
			'$argon2i$v=19$m=1024,t=3,p=1$PWeWnZ9NTEjm+7SMrAmWUg$LtGLWQ8xA4KrwG2ejGoCi62sBsiJfH2I5HKqiuScNY0')$$, 'true'),
		('bounds: 4 GiB refused', $$SELECT userstore.check_password('correct horse',
			'$argon2id$v=19$m=4194304,t=2,p=1$LUQh6zPuCl2kUyw3WGRBig$RrEBD1QvOXCAuipLuUwsVuKsR/fQFe/Hb8R5oAfBqWg')$$, '22023'),
		('malformed verifier refused', $$SELECT userstore.check_password('correct horse', '$argon2id$v=19$m=1024')$$, '22023'),
		('new verifier: round trip', $$SELECT userstore.check_password('correct horse',
			userstore.hash_password('correct horse'))$$, 'true'),
		('fold: ASCII in any locale', $$SELECT userstore.fold('MIKE@Example.ORG')$$, 'mike@example.org'),
		('create: NULL refused', $$SELECT userstore.create(NULL, (SELECT min(m.store) FROM userstore.mappings m))$$,
			CASE WHEN current_setting('transaction_read_only')::boolean THEN '25006'
				WHEN EXISTS (SELECT FROM userstore.mappings) THEN '22004' ELSE '42501' END),
		('login: missing store refused', $$SELECT userstore.login('nobody', 'correct horse', 'no such store')$$, '42501')
	), outcomes (name, expected, actual) AS (
		SELECT a.name, a.expected, userstore.sqlstate_of(a.statement) FROM answers a
		UNION ALL
		SELECT format('store "%s": look-up', m.store), 'null', userstore.sqlstate_of(format(
			'SELECT userstore.get_user(%L, %L)', 'selftest@userstore.invalid', m.store))
		FROM userstore.mappings m
		UNION ALL
		SELECT 'seven actions are there', '7', count(*)::text FROM pg_proc p
		WHERE p.pronamespace = 'userstore'::regnamespace AND p.provolatile = 'v' AND p.proparallel = 'u'
			AND NOT p.proisstrict AND NOT p.prosecdef AND p.oid::regprocedure::text IN (
			'userstore.login(text,text,text,jsonb)', 'userstore.get_user(text,text,jsonb)',
			'userstore."create"(json,text,jsonb)', 'userstore.create(json,text,jsonb)',
			'userstore.verify(text,text,jsonb)', 'userstore.change_password(text,text,text,jsonb)',
			'userstore.change_email(text,text,boolean,text)', 'userstore.delete(text,text,jsonb)')
		UNION ALL
		SELECT 'PUBLIC may run nothing', '0', count(*)::text FROM pg_proc p,
			aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS acl
		WHERE p.pronamespace = 'userstore'::regnamespace AND acl.grantee = 0
		UNION ALL
		SELECT 'changes of the configuration are announced', '2', count(*)::text FROM pg_trigger t
		WHERE t.tgname = 'configuration_changed' AND t.tgenabled = 'A'
			AND t.tgrelid IN ('userstore.mappings'::regclass, 'userstore.grants'::regclass)
	)
	SELECT o.name, CASE WHEN o.actual = o.expected THEN 'ok' ELSE 'fail' END,
		CASE WHEN o.actual = o.expected THEN NULL
			ELSE format('expected %s, got %s', o.expected, o.actual) END
	FROM outcomes o;
END;
REVOKE ALL ON FUNCTION userstore.selftest() FROM PUBLIC;
COMMENT ON FUNCTION userstore.selftest() IS
	'read-only checks with known answers, safe on a live server; each row should be ok';
