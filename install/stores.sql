--
-- For administrators: a store with a table of its own.
--

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
	options jsonb := '{"verifiers": "exclusive", "policy": {"blocklist": true}, "set": {
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
	IF EXISTS (SELECT FROM userstore.mappings m WHERE m.store = create_store.store) THEN
		RAISE duplicate_object USING MESSAGE = format('store "%s" already exists', store);
	END IF;
	PERFORM userstore.attach(store, tab::regclass, columns,
		options || jsonb_build_object('allow_superuser_owner', superuser));
	RETURN tab::regclass;
END
$$;
REVOKE ALL ON FUNCTION userstore.create_store(text, text, name) FROM PUBLIC;
COMMENT ON FUNCTION userstore.create_store(text, text, name) IS
	'makes an ordinary table for users and attaches it as a store';
