--
-- Layouts: what attach takes a relation for of which no columns are named.
-- A base row makes a layout; it applies to a relation that has the columns it
-- needs.  The other rows add what more columns bring.
--

CREATE TABLE userstore.layouts (
	layout text NOT NULL,
	base boolean NOT NULL DEFAULT false,
	needs text[] NOT NULL CHECK (cardinality(needs) > 0),
	columns jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(columns) = 'object'),
	options jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(options) = 'object'),
	shipped boolean NOT NULL DEFAULT false,
	PRIMARY KEY (layout, needs)
);
SELECT pg_catalog.pg_extension_config_dump('userstore.layouts', 'WHERE NOT shipped');
REVOKE ALL ON userstore.layouts FROM PUBLIC;
COMMENT ON TABLE userstore.layouts IS
	'tables of users as frameworks make them, in the words of attach';

INSERT INTO userstore.layouts (shipped, layout, base, needs, columns, options) VALUES

(true, 'django', true,
'{id,username,password,email,first_name,last_name,is_active,is_staff,is_superuser,date_joined}',
$${"user_id": "id", "username": "username", "verifier": "password",
	"email": {"column": "email", "match": "lower(email) = lower($) AND email <> ''"},
	"given_name": "first_name", "family_name": "last_name",
	"blocked": {"read": "NOT is_active"}}$$,
$${"scheme": "django", "set": {"create": {
	"username": "coalesce(new.username, new.email)", "email": "coalesce(new.email, '')",
	"first_name": "coalesce(new.given_name, '')", "last_name": "coalesce(new.family_name, '')",
	"is_active": "true", "is_staff": "false", "is_superuser": "false", "date_joined": "now()"},
	"change_email": {"username": "CASE WHEN username = email THEN new.email ELSE username END"}}}$$),
(true, 'django', false, '{email_verified}', $${"email_verified": "email_verified"}$$, '{}'),
(true, 'django', false, '{last_login}', '{}', $${"set": {"login": {"last_login": "now()"}}}$$),

(true, 'devise', true, '{id,email,encrypted_password,created_at,updated_at}',
$${"user_id": "id", "email": "email", "verifier": "encrypted_password"}$$,
$${"scheme": "bcrypt-2a", "set": {
	"create": {"email": "lower(new.email)", "created_at": "now()"},
	"change_email": {"email": "lower(new.email)"}, "any": {"updated_at": "now()"}}}$$),
(true, 'devise', false, '{username}', $${"username": "username"}$$, '{}'),
(true, 'devise', false, '{confirmed_at}', $${"email_verified": "confirmed_at"}$$, '{}'),
(true, 'devise', false, '{locked_at}', $${"blocked": {"read": "locked_at IS NOT NULL"}}$$, '{}'),
(true, 'devise', false, '{reset_password_token,reset_password_sent_at}', '{}',
$${"set": {"change_password": {"reset_password_token": "NULL", "reset_password_sent_at": "NULL"}}}$$),
(true, 'devise', false, '{sign_in_count,current_sign_in_at,last_sign_in_at}', '{}',
$${"set": {"login": {"sign_in_count": "sign_in_count + 1", "current_sign_in_at": "now()",
	"last_sign_in_at": "current_sign_in_at"}}}$$),
(true, 'devise', false, '{deleted_at}', '{}',
$${"where": "deleted_at IS NULL", "set": {"delete": {"deleted_at": "now()"}}}$$),

(true, 'laravel', true, '{id,name,email,password,remember_token,created_at,updated_at}',
$${"user_id": "id", "email": "email", "verifier": "password", "name": "name"}$$,
$${"scheme": "bcrypt-2y", "set": {
	"create": {"name": "coalesce(new.name, new.nickname, new.email)", "created_at": "now()"},
	"change_password": {"remember_token": "NULL"}, "any": {"updated_at": "now()"}}}$$),
(true, 'laravel', false, '{email_verified_at}', $${"email_verified": "email_verified_at"}$$, '{}'),
(true, 'laravel', false, '{deleted_at}', '{}',
$${"where": "deleted_at IS NULL", "set": {"delete": {"deleted_at": "now()"}}}$$),

(true, 'aspnet', true,
'{Id,UserName,NormalizedUserName,Email,NormalizedEmail,EmailConfirmed,PasswordHash,SecurityStamp,ConcurrencyStamp,PhoneNumberConfirmed,TwoFactorEnabled,LockoutEnd,LockoutEnabled,AccessFailedCount}',
$${"user_id": "Id", "verifier": "PasswordHash", "email_verified": "EmailConfirmed",
	"username": {"column": "UserName", "match": "\"NormalizedUserName\" = upper($)"},
	"email": {"column": "Email", "match": "\"NormalizedEmail\" = upper($)"},
	"blocked": {"read": "\"LockoutEnabled\" AND \"LockoutEnd\" > now()"}}$$,
$${"scheme": "aspnet-identity", "set": {
	"create": {"Id": "gen_random_uuid()::text",
		"UserName": "coalesce(new.username, new.email)",
		"NormalizedUserName": "upper(coalesce(new.username, new.email))",
		"NormalizedEmail": "upper(new.email)",
		"SecurityStamp": "upper(replace(gen_random_uuid()::text, '-', ''))",
		"PhoneNumberConfirmed": "false", "TwoFactorEnabled": "false",
		"LockoutEnabled": "true", "AccessFailedCount": "0"},
	"change_password": {"SecurityStamp": "upper(replace(gen_random_uuid()::text, '-', ''))"},
	"change_email": {"NormalizedEmail": "upper(new.email)",
		"UserName": "CASE WHEN \"UserName\" = \"Email\" THEN new.email ELSE \"UserName\" END",
		"NormalizedUserName": "CASE WHEN \"UserName\" = \"Email\" THEN upper(new.email) ELSE \"NormalizedUserName\" END",
		"SecurityStamp": "upper(replace(gen_random_uuid()::text, '-', ''))"},
	"any": {"ConcurrencyStamp": "gen_random_uuid()::text"}}}$$),

(true, 'supabase', true,
'{id,instance_id,aud,role,email,encrypted_password,email_confirmed_at,raw_app_meta_data,raw_user_meta_data,created_at,updated_at}',
$${"user_id": "id", "email": "email", "verifier": "encrypted_password",
	"email_verified": "email_confirmed_at", "user_metadata": "raw_user_meta_data",
	"app_metadata": "raw_app_meta_data"}$$,
$${"scheme": "bcrypt-2a", "set": {
	"change_email": {"email": "lower(new.email)"},
	"create": {"id": "gen_random_uuid()", "email": "lower(new.email)", "instance_id": "'00000000-0000-0000-0000-000000000000'",
		"aud": "'authenticated'", "role": "'authenticated'", "created_at": "now()",
		"raw_app_meta_data": "'{\"provider\": \"email\", \"providers\": [\"email\"]}'::jsonb || coalesce(new.app_metadata, '{}')",
		"raw_user_meta_data": "coalesce(new.user_metadata, '{}')"},
	"any": {"updated_at": "now()"}}}$$),
(true, 'supabase', false, '{is_sso_user}', '{}', $${"where": "is_sso_user = false"}$$),
(true, 'supabase', false, '{deleted_at}', '{}', $${"where": "deleted_at IS NULL"}$$),
(true, 'supabase', false, '{banned_until}', $${"blocked": {"read": "banned_until > now()"}}$$, '{}'),
(true, 'supabase', false, '{last_sign_in_at}', '{}',
$${"set": {"login": {"last_sign_in_at": "now()"}}}$$),
(true, 'supabase', false,
'{confirmation_token,recovery_token,email_change,email_change_token_new}', '{}',
$${"set": {"create": {"confirmation_token": "''", "recovery_token": "''", "email_change": "''",
	"email_change_token_new": "''"}, "change_password": {"recovery_token": "''"}}}$$),

(true, 'symfony', true, '{id,email,roles,password}',
$${"user_id": "id", "email": "email", "verifier": "password"}$$,
$${"scheme": "bcrypt-2y", "set": {"create": {"roles": "'[]'"}}}$$),
(true, 'symfony', false, '{is_verified}', $${"email_verified": "is_verified"}$$, '{}'),

(true, 'plain', true, '{id,email,password}',
$${"user_id": "id", "email": "email", "verifier": "password"}$$, $${"scheme": "bcrypt"}$$),
(true, 'plain', false, '{username}', $${"username": "username"}$$, '{}'),
(true, 'plain', false, '{nickname}', $${"nickname": "nickname"}$$, '{}'),
(true, 'plain', false, '{name}', $${"name": "name"}$$, '{}'),
(true, 'plain', false, '{email_verified}', $${"email_verified": "email_verified"}$$, '{}'),
(true, 'plain', false, '{blocked}', $${"blocked": "blocked"}$$, '{}'),
(true, 'plain', false, '{deleted_at}', '{}',
$${"where": "deleted_at IS NULL", "set": {"delete": {"deleted_at": "now()"}}}$$);

CREATE FUNCTION userstore.merge(below jsonb, above jsonb) RETURNS jsonb
	LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
	SELECT CASE WHEN jsonb_typeof(below) = 'object' AND jsonb_typeof(above) = 'object' THEN
		(SELECT coalesce(jsonb_object_agg(key, CASE
				WHEN a.value IS NULL THEN b.value
				WHEN b.value IS NULL THEN a.value
				ELSE userstore.merge(b.value, a.value) END), '{}')
			FROM jsonb_each(below) AS b FULL JOIN jsonb_each(above) AS a USING (key))
		ELSE above END
$$;
REVOKE ALL ON FUNCTION userstore.merge(jsonb, jsonb) FROM PUBLIC;
COMMENT ON FUNCTION userstore.merge(jsonb, jsonb) IS
	'two objects as one, down to the leaves; where both have a leaf, the one of above';

CREATE FUNCTION userstore.recognise(relation regclass, given jsonb DEFAULT '{}',
		OUT layout text, OUT columns jsonb, OUT options jsonb)
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	present text[] := ARRAY(SELECT a.attname::text FROM pg_attribute a
		WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
		ORDER BY a.attnum);
	part record;
	nearest record;
BEGIN
	SELECT l.layout INTO recognise.layout FROM userstore.layouts l
		WHERE l.base AND l.needs <@ present
		ORDER BY cardinality(l.needs) DESC, l.shipped, l.layout LIMIT 1;
	IF NOT FOUND THEN
		SELECT l.layout, array_to_string(ARRAY(SELECT unnest(l.needs) EXCEPT SELECT unnest(present)
			ORDER BY 1), ', ') AS missing INTO nearest
		FROM userstore.layouts l WHERE l.base
		ORDER BY cardinality(ARRAY(SELECT unnest(l.needs) EXCEPT SELECT unnest(present))),
			cardinality(l.needs) DESC, l.layout LIMIT 1;
		RAISE invalid_parameter_value USING
			MESSAGE = format('the columns of %s are not those of a known layout', relation),
			DETAIL = format('It has %s. Nearest is "%s"; missing: %s.',
				array_to_string(present, ', '), nearest.layout, nearest.missing),
			HINT = 'Say with argument "columns" which column holds which field.';
	END IF;
	columns := '{}';
	options := '{}';
	FOR part IN SELECT * FROM userstore.layouts l
		WHERE l.layout = recognise.layout AND l.needs <@ present
		ORDER BY l.base DESC, l.needs
	LOOP
		columns := columns || part.columns;
		IF options ? 'where' AND part.options ? 'where' THEN
			part.options := part.options || jsonb_build_object('where', format('(%s) AND (%s)',
				options->>'where', part.options->>'where'));
		END IF;
		options := userstore.merge(options, part.options);
	END LOOP;
	options := userstore.merge(options, given);
END
$$;
REVOKE ALL ON FUNCTION userstore.recognise(regclass, jsonb) FROM PUBLIC;
COMMENT ON FUNCTION userstore.recognise(regclass, jsonb) IS
	'the layout of a relation as columns and options for attach, with the options given above those';
