-- Proves that the tables of frameworks, as their migrations make them, are recognised, and after the cures do all seven actions.
\ir attach_helpers.psql
SELECT plan(95);

-- Takes a relation as its layout says; the cheapest cost in place of the format's.
CREATE FUNCTION take(relation regclass, cost int DEFAULT NULL, options jsonb DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
	SELECT attach(relation, NULL, CASE WHEN cost IS NULL THEN '{}' ELSE jsonb_build_object('cost', cost) END || options)
$$;
-- Executes the cures that the report gives for fields; how many there were.
CREATE FUNCTION heal() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	healed bigint := 0;
	c text;
BEGIN
	FOR c IN SELECT DISTINCT r.cure FROM regress_userstore.report r WHERE r.kind = 'field' AND r.cure LIKE 'CREATE %' AND r.name IN
		(SELECT f.name FROM regress_userstore.report f WHERE NOT f.usable OR f.reason LIKE 'No unique index%') LOOP
		EXECUTE replace(c, ' CONCURRENTLY', '');
		healed := healed + 1;
	END LOOP;
	RETURN healed;
END
$$;
-- A new user with nothing but address and password, as his row has it.  What differs each time is left out.
CREATE FUNCTION newcomer(given jsonb DEFAULT '{}') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN act('create', (jsonb '{"email": "Jane@Example.com", "password": "correct horse"}' || given)::text);
END
$$;
SET LOCAL TimeZone = 'Pacific/Kiritimati';

--
-- Django: auth_user, by sqlmigrate auth
--

CREATE TABLE "auth_user" ("id" serial NOT NULL PRIMARY KEY, "password" varchar(128) NOT NULL, "last_login" timestamp with time zone NULL, "is_superuser" boolean NOT NULL,
	"username" varchar(150) NOT NULL UNIQUE, "first_name" varchar(150) NOT NULL, "last_name" varchar(150) NOT NULL, "email" varchar(254) NOT NULL, "is_staff" boolean NOT NULL,
	"is_active" boolean NOT NULL, "date_joined" timestamp with time zone NOT NULL);
CREATE INDEX "auth_user_username_6821ab7c_like" ON "auth_user" ("username" varchar_pattern_ops);
SELECT is(take('auth_user', 1000), 'create verify change_email', 'Django: what lacks an index on the address, and a column for its verification');
SELECT is((userstore.recognise('auth_user')).layout, 'django', 'Django: recognised');
SELECT is(cure('email'), 'CREATE UNIQUE INDEX CONCURRENTLY ON regress_userstore.auth_user (lower((email)::text)) WHERE ((email)::text <> ''''::text)', 'Django: the cure; users without an address have an empty one');
SELECT is(heal(), 1::bigint, 'Django: one cure');
SELECT is(life(), 'verify: 0A000', 'Django: a life without verification');
SELECT is(life('{"username": "jane"}'), 'verify: 0A000', 'Django: a life with a username');
SELECT is(newcomer('{"username": "jane", "given_name": "Jane"}')::jsonb - 'user_id', '{"email": "Jane@Example.com", "username": "jane", "given_name": "Jane", "family_name": "", "blocked": false}', 'Django: create');
SELECT is((SELECT format('%s %s %s %s %s %s %s %s %s', left(password, 19), last_login IS NULL, is_superuser, username, first_name, last_name, is_staff, is_active, date_joined = now()) FROM auth_user),
	'pbkdf2_sha256$1000$ t f jane Jane  f t t', 'Django: the row as create_user() would leave it');
SELECT is(act('login', 'jane', 'correct horse')::jsonb->>'username', 'jane', 'Django: login by username');
SELECT is((SELECT last_login FROM auth_user), now(), 'Django: last_login');
UPDATE auth_user SET is_active = false;
SELECT is(act('login', 'jane', 'correct horse'), '28U02 blocked_user', 'Django: is_active');
INSERT INTO auth_user (password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
SELECT '!', false, 'without' || n, '', '', '', false, true, now() FROM generate_series(1, 2) AS n;
SELECT is(act('get_user', 'without2') LIKE '{%', true, 'Django: two users without an address');
ALTER TABLE auth_user ADD email_verified boolean NOT NULL DEFAULT false;
SELECT is(take('auth_user', 1000), '', 'Django: with a column for the verification nothing is lacking');
SELECT is(life(), 'well', 'Django: ... and a life goes well');

--
-- Rails: Devise with its modules
--

CREATE TABLE devise (id bigserial PRIMARY KEY, email character varying DEFAULT '' NOT NULL, encrypted_password character varying DEFAULT '' NOT NULL, reset_password_token character varying,
	reset_password_sent_at timestamp(6) without time zone, remember_created_at timestamp(6) without time zone, created_at timestamp(6) without time zone NOT NULL, updated_at timestamp(6) without time zone NOT NULL);
CREATE UNIQUE INDEX index_users_on_email ON devise USING btree (email);
CREATE UNIQUE INDEX index_users_on_reset_password_token ON devise USING btree (reset_password_token);
SELECT is((userstore.recognise('devise')).layout, 'devise', 'Devise: recognised');
SELECT is(take('devise', 4), 'verify', 'Devise: without :confirmable there is no verification');
SELECT is(life(), 'verify: 0A000', 'Devise: a life');
DROP TABLE devise;
CREATE TABLE devise (id bigserial PRIMARY KEY, email character varying DEFAULT '' NOT NULL, encrypted_password character varying DEFAULT '' NOT NULL, reset_password_token character varying,
	reset_password_sent_at timestamp(6) without time zone, remember_created_at timestamp(6) without time zone,
	sign_in_count integer DEFAULT 0 NOT NULL, current_sign_in_at timestamp(6) without time zone, last_sign_in_at timestamp(6) without time zone, current_sign_in_ip character varying, last_sign_in_ip character varying,
	confirmation_token character varying, confirmed_at timestamp(6) without time zone, confirmation_sent_at timestamp(6) without time zone, unconfirmed_email character varying,
	failed_attempts integer DEFAULT 0 NOT NULL, unlock_token character varying, locked_at timestamp(6) without time zone, username character varying,
	created_at timestamp(6) without time zone NOT NULL, updated_at timestamp(6) without time zone NOT NULL);
CREATE UNIQUE INDEX index_users_on_email ON devise USING btree (email);
CREATE UNIQUE INDEX index_users_on_reset_password_token ON devise USING btree (reset_password_token);
CREATE UNIQUE INDEX index_users_on_confirmation_token ON devise USING btree (confirmation_token);
CREATE UNIQUE INDEX index_users_on_unlock_token ON devise USING btree (unlock_token);
CREATE UNIQUE INDEX index_users_on_username ON devise USING btree (username);
SELECT is(take('devise', 4), '', 'Devise: :trackable, :confirmable, :lockable, a username: nothing is lacking');
SELECT is(life('{"username": "jane"}'), 'well', 'Devise: a life goes well');
SELECT is(newcomer()::jsonb->>'email_verified', 'false', 'Devise: create');
SELECT is((SELECT format('%s %s %s %s %s %s %s', email, left(encrypted_password, 7), sign_in_count, confirmed_at IS NULL, created_at = timezone('UTC', now()), updated_at = timezone('UTC', now()), failed_attempts) FROM devise),
	'jane@example.com $2a$04$ 0 t t t 0', 'Devise: the row as it would leave it, the address in lower case, times in UTC');
SELECT is(act('verify', 'jane@example.com')::jsonb->>'email_verified', 'true', 'Devise: verify');
SELECT is((SELECT confirmed_at FROM devise), timezone('UTC', now())::timestamp(6), 'Devise: confirmed_at, in UTC');
UPDATE devise SET current_sign_in_at = '2001-02-03', reset_password_token = 'token', reset_password_sent_at = now(), updated_at = '2001-02-03';
SELECT is(act('login', 'jane@example.com', 'correct horse') LIKE '{%', true, 'Devise: login');
SELECT is((SELECT format('%s %s %s %s', sign_in_count, current_sign_in_at = timezone('UTC', now()), last_sign_in_at, updated_at) FROM devise), '1 t 2001-02-03 00:00:00 2001-02-03 00:00:00', 'Devise: :trackable');
SELECT is(act('change_password', 'jane@example.com', 'another horse'), 'true', 'Devise: change_password');
SELECT is((SELECT format('%s %s', reset_password_token IS NULL AND reset_password_sent_at IS NULL, updated_at = timezone('UTC', now())) FROM devise), 't t', 'Devise: the token to reset the password is void');
SELECT is(act('change_email', 'jane@example.com', 'DOE@Example.com', 'true'), 'true', 'Devise: change_email');
SELECT is((SELECT email FROM devise), 'doe@example.com', 'Devise: ... in lower case, or Devise would not find it');
UPDATE devise SET locked_at = timezone('UTC', now());
SELECT is(act('login', 'doe@example.com', 'another horse'), '28U02 blocked_user', 'Devise: :lockable');
ALTER TABLE devise ADD deleted_at timestamp(6) without time zone;
UPDATE devise SET locked_at = NULL;
SELECT is(take('devise', 4), '', 'Devise: with deleted_at');
SELECT is(act('delete', profile('doe@example.com')->>'user_id'), 'true', 'Devise: delete');
SELECT is((SELECT deleted_at FROM devise), timezone('UTC', now())::timestamp(6), 'Devise: ... softly');
SELECT is(profile('doe@example.com'), NULL, 'Devise: ... and he is gone');

--
-- Laravel: 0001_01_01_000000_create_users_table
--

CREATE TABLE laravel ("id" bigserial NOT NULL PRIMARY KEY, "name" varchar(255) NOT NULL, "email" varchar(255) NOT NULL, "email_verified_at" timestamp(0) without time zone NULL, "password" varchar(255) NOT NULL,
	"remember_token" varchar(100) NULL, "created_at" timestamp(0) without time zone NULL, "updated_at" timestamp(0) without time zone NULL);
ALTER TABLE laravel ADD CONSTRAINT "users_email_unique" UNIQUE ("email");
SELECT is((userstore.recognise('laravel')).layout, 'laravel', 'Laravel: recognised');
SELECT is(take('laravel', 4), '', 'Laravel: nothing is lacking');
SELECT is(life(), 'well', 'Laravel: a life goes well');
SELECT is(newcomer()::jsonb - 'user_id', '{"name": "jane@example.com", "email": "jane@example.com", "email_verified": false}', 'Laravel: create, the address in lower case') ;
SELECT is((SELECT format('%s %s %s', left(password, 7), created_at = timezone('UTC', now())::timestamp(0), updated_at = created_at) FROM laravel), '$2y$04$ t t', 'Laravel: the row, times in UTC');
UPDATE laravel SET remember_token = 'token';
SELECT is(act('change_password', 'jane@example.com', 'another horse') || act('change_password', 'Jane@Example.com', 'another horse'), 'truetrue', 'Laravel: change_password, by either spelling');
SELECT is((SELECT remember_token FROM laravel), NULL, 'Laravel: nobody stays logged in by a cookie');
SELECT is(act('verify', 'Jane@Example.com')::jsonb->>'email_verified', 'true', 'Laravel: verify');
SELECT is((SELECT email_verified_at FROM laravel), timezone('UTC', now())::timestamp(0), 'Laravel: ... in UTC');
ALTER TABLE laravel ADD deleted_at timestamp(0) without time zone NULL;
SELECT is(take('laravel', 4), '', 'Laravel: SoftDeletes');
SELECT is(act('delete', profile('Jane@Example.com')->>'user_id'), 'true', 'Laravel: delete');
SELECT is((SELECT deleted_at FROM laravel), timezone('UTC', now())::timestamp(0), 'Laravel: ... softly');

--
-- ASP.NET Core Identity, by Npgsql's migration
--

CREATE TABLE "AspNetUsers" ("Id" text NOT NULL, "UserName" character varying(256) NULL, "NormalizedUserName" character varying(256) NULL, "Email" character varying(256) NULL,
	"NormalizedEmail" character varying(256) NULL, "EmailConfirmed" boolean NOT NULL, "PasswordHash" text NULL, "SecurityStamp" text NULL, "ConcurrencyStamp" text NULL,
	"PhoneNumber" text NULL, "PhoneNumberConfirmed" boolean NOT NULL, "TwoFactorEnabled" boolean NOT NULL, "LockoutEnd" timestamp with time zone NULL, "LockoutEnabled" boolean NOT NULL,
	"AccessFailedCount" integer NOT NULL, CONSTRAINT "PK_AspNetUsers" PRIMARY KEY ("Id"));
CREATE INDEX "EmailIndex" ON "AspNetUsers" ("NormalizedEmail");
CREATE UNIQUE INDEX "UserNameIndex" ON "AspNetUsers" ("NormalizedUserName");
SELECT is((userstore.recognise('"AspNetUsers"')).layout, 'aspnet', 'ASP.NET: recognised');
SELECT is(take('"AspNetUsers"', 1000), 'create change_email', 'ASP.NET: the index on the address is not unique');
SELECT is(cure('email'), 'CREATE UNIQUE INDEX CONCURRENTLY ON regress_userstore."AspNetUsers" ("NormalizedEmail")', 'ASP.NET: the cure');
SELECT is(heal(), 1::bigint, 'ASP.NET: one cure');
SELECT is(life(), 'well', 'ASP.NET: a life goes well');
SELECT is(life('{"username": "jane"}'), 'well', 'ASP.NET: a life with a username');
SELECT is(newcomer()::jsonb - 'user_id', '{"email": "Jane@Example.com", "username": "Jane@Example.com", "email_verified": false}', 'ASP.NET: create');
SELECT is((SELECT format('%s %s %s %s %s %s %s %s %s %s', "Id" ~ '^[0-9a-f-]{36}$', "NormalizedUserName", "NormalizedEmail", left("PasswordHash", 2), "SecurityStamp" ~ '^[0-9A-F]{32}$', "ConcurrencyStamp" ~ '^[0-9a-f-]{36}$',
		"PhoneNumberConfirmed", "TwoFactorEnabled", "LockoutEnabled", "AccessFailedCount") FROM "AspNetUsers"),
	't JANE@EXAMPLE.COM JANE@EXAMPLE.COM AQ t t f f t 0', 'ASP.NET: the row as UserManager would leave it');
SELECT "SecurityStamp" || "ConcurrencyStamp" AS stamps FROM "AspNetUsers" \gset
SELECT is(act('change_password', 'jane@example.com', 'another horse') || act('change_email', 'jane@example.com', 'Doe@example.com', 'true'), 'truetrue', 'ASP.NET: change_password and change_email');
SELECT is((SELECT format('%s %s %s %s %s', "Email", "NormalizedEmail", "UserName", "NormalizedUserName", "SecurityStamp" || "ConcurrencyStamp" <> :'stamps') FROM "AspNetUsers"),
	'Doe@example.com DOE@EXAMPLE.COM Doe@example.com DOE@EXAMPLE.COM t', 'ASP.NET: the name that was the address follows it, the stamps change');
UPDATE "AspNetUsers" SET "LockoutEnd" = now() + interval '1 minute', "AccessFailedCount" = 3;
SELECT is(act('login', 'doe@example.com', 'another horse'), '28U02 blocked_user', 'ASP.NET: lockout');
UPDATE "AspNetUsers" SET "LockoutEnd" = now() - interval '1 minute';
SELECT is(act('login', 'doe@example.com', 'another horse') LIKE '{%', true, 'ASP.NET: ... is over');

--
-- Supabase: auth.users
--

CREATE TABLE supabase (instance_id uuid NULL, id uuid NOT NULL, aud varchar(255) NULL, "role" varchar(255) NULL, email varchar(255) NULL, encrypted_password varchar(255) NULL, email_confirmed_at timestamptz NULL,
	invited_at timestamptz NULL, confirmation_token varchar(255) NULL, confirmation_sent_at timestamptz NULL, recovery_token varchar(255) NULL, recovery_sent_at timestamptz NULL,
	email_change_token_new varchar(255) NULL, email_change varchar(255) NULL, email_change_sent_at timestamptz NULL, last_sign_in_at timestamptz NULL, raw_app_meta_data jsonb NULL, raw_user_meta_data jsonb NULL,
	is_super_admin bool NULL, created_at timestamptz NULL, updated_at timestamptz NULL, phone text NULL DEFAULT NULL::character varying, phone_confirmed_at timestamptz NULL, phone_change text NULL DEFAULT ''::character varying,
	phone_change_token varchar(255) NULL DEFAULT ''::character varying, phone_change_sent_at timestamptz NULL, confirmed_at timestamptz NULL GENERATED ALWAYS AS (LEAST(email_confirmed_at, phone_confirmed_at)) STORED,
	email_change_token_current varchar(255) NULL DEFAULT ''::character varying, email_change_confirm_status int2 NULL DEFAULT 0, banned_until timestamptz NULL, reauthentication_token varchar(255) NULL DEFAULT ''::character varying,
	reauthentication_sent_at timestamptz NULL, is_sso_user bool NOT NULL DEFAULT false, deleted_at timestamptz NULL, is_anonymous bool NOT NULL DEFAULT false,
	CONSTRAINT users_email_change_confirm_status_check CHECK (((email_change_confirm_status >= 0) AND (email_change_confirm_status <= 2))), CONSTRAINT supabase_phone_key UNIQUE (phone), CONSTRAINT supabase_pkey PRIMARY KEY (id));
CREATE UNIQUE INDEX confirmation_token_idx ON supabase USING btree (confirmation_token) WHERE ((confirmation_token)::text !~ '^[0-9 ]*$'::text);
CREATE UNIQUE INDEX email_change_token_current_idx ON supabase USING btree (email_change_token_current) WHERE ((email_change_token_current)::text !~ '^[0-9 ]*$'::text);
CREATE UNIQUE INDEX email_change_token_new_idx ON supabase USING btree (email_change_token_new) WHERE ((email_change_token_new)::text !~ '^[0-9 ]*$'::text);
CREATE UNIQUE INDEX reauthentication_token_idx ON supabase USING btree (reauthentication_token) WHERE ((reauthentication_token)::text !~ '^[0-9 ]*$'::text);
CREATE UNIQUE INDEX recovery_token_idx ON supabase USING btree (recovery_token) WHERE ((recovery_token)::text !~ '^[0-9 ]*$'::text);
CREATE UNIQUE INDEX users_email_partial_key ON supabase USING btree (email) WHERE (is_sso_user = false);
CREATE INDEX users_instance_id_email_idx ON supabase USING btree (instance_id, lower((email)::text));
CREATE INDEX users_instance_id_idx ON supabase USING btree (instance_id);
CREATE INDEX users_is_anonymous_idx ON supabase USING btree (is_anonymous);
SELECT is((userstore.recognise('supabase')).layout, 'supabase', 'Supabase: recognised');
SELECT is(take('supabase', 4), '', 'Supabase: nothing is lacking, the partial index is the one');
SELECT is(life(), 'well', 'Supabase: a life goes well');
SELECT is(newcomer('{"user_metadata": {"a": 1}, "app_metadata": {"plan": "x"}}')::jsonb - 'user_id', '{"email": "jane@example.com", "email_verified": false, "user_metadata": {"a": 1}, "metadata": {"plan": "x", "provider": "email", "providers": ["email"]}}', 'Supabase: create, the address in lower case');
SELECT is((SELECT format('%s %s %s %s %s %s', instance_id, aud, role, left(encrypted_password, 7), concat(confirmation_token, recovery_token, email_change, email_change_token_new) IS NOT NULL AND confirmation_token = '' AND recovery_token = ''
	AND email_change = '' AND email_change_token_new = '', created_at = now() AND updated_at = now()) FROM supabase),
	'00000000-0000-0000-0000-000000000000 authenticated authenticated $2a$04$ t t', 'Supabase: the row as GoTrue would leave it: no token is NULL');
SELECT is(act('login', 'jane@example.com', 'correct horse') LIKE '{%', true, 'Supabase: login');
SELECT is((SELECT last_sign_in_at FROM supabase), now(), 'Supabase: last_sign_in_at');
SELECT is(act('verify', 'jane@example.com')::jsonb->>'email_verified', 'true', 'Supabase: verify');
SELECT is((SELECT confirmed_at FROM supabase), now(), 'Supabase: email_confirmed_at, and what is generated from it');
UPDATE supabase SET banned_until = now() + interval '1 day';
SELECT is(act('login', 'jane@example.com', 'correct horse'), '28U02 blocked_user', 'Supabase: banned_until');
UPDATE supabase SET banned_until = NULL, is_sso_user = true;
SELECT is(profile('jane@example.com'), NULL, 'Supabase: a user of single sign-on is none of ours');
UPDATE supabase SET is_sso_user = false, deleted_at = now();
SELECT is(profile('jane@example.com'), NULL, 'Supabase: nor one who was deleted');

--
-- Symfony: a table called "user", with and without a sequence as default
--

CREATE TABLE "user" (id INT NOT NULL, email VARCHAR(180) NOT NULL, roles JSON NOT NULL, password VARCHAR(255) NOT NULL, PRIMARY KEY (id));
CREATE UNIQUE INDEX UNIQ_8D93D649E7927C74 ON "user" (email);
CREATE SEQUENCE user_id_seq INCREMENT BY 1 MINVALUE 1 START 1;
ALTER SEQUENCE user_id_seq OWNER TO regress_userstore_owner;
SELECT is((userstore.recognise('"user"')).layout, 'symfony', 'Symfony: recognised');
SELECT is(take('"user"', 4), 'create verify', 'Symfony: nothing makes an id, no column for the verification');
SELECT is(cure('create'), 'ALTER TABLE regress_userstore."user" ALTER COLUMN id SET DEFAULT ...', 'Symfony: the cure of the id');
SELECT is(take('"user"', 4, '{"set": {"create": {"id": "nextval(''user_id_seq'')"}}}'), 'verify', 'Symfony: an option beside those of the layout');
SELECT is(life(), 'verify: 0A000', 'Symfony: a life without verification');
ALTER TABLE "user" ADD is_verified BOOLEAN NOT NULL;
ALTER TABLE "user" ALTER id SET DEFAULT nextval('user_id_seq');
SELECT is(take('"user"', 4), '', 'Symfony: is_verified and a default: nothing is lacking');
SELECT is(life(), 'well', 'Symfony: a life goes well');
SELECT is(newcomer()::jsonb - 'user_id', '{"email": "jane@example.com", "email_verified": false}', 'Symfony: create; roles are not for the profile');
SELECT is((SELECT format('%s %s', roles, left(password, 7)) FROM "user"), '[] $2y$04$', 'Symfony: the row');

--
-- Plain: the table of Auth0's templates
--

CREATE TABLE users_plain (id SERIAL PRIMARY KEY, email VARCHAR(255) UNIQUE NOT NULL, password VARCHAR(255) NOT NULL);
SELECT is((userstore.recognise('users_plain')).layout, 'plain', 'plain: recognised');
SELECT is(take('users_plain', 4), 'verify', 'plain: no column for the verification');
SELECT is(life(), 'verify: 0A000', 'plain: a life without verification');
DROP TABLE users_plain;
CREATE TABLE users_plain (id SERIAL PRIMARY KEY, email VARCHAR(255) UNIQUE NOT NULL, password VARCHAR(255) NOT NULL, nickname text, email_verified boolean, username text UNIQUE, name text, blocked boolean, deleted_at timestamptz);
SELECT is(take('users_plain', 4), '', 'plain: with what else there may be');
SELECT is(life('{"username": "jane", "nickname": "J", "name": "Jane"}'), 'well', 'plain: a life goes well');
SELECT is((SELECT count(*) FROM users_plain WHERE deleted_at = now()), 1::bigint, 'plain: deleted softly');

--
-- What fits none, several, or a row of the administrator's own
--

CREATE TABLE strange (key int PRIMARY KEY, mail text UNIQUE, secret text, id int);
SELECT alike(refused('strange'), '22023 |%| the columns of regress_userstore.strange are not those of a known layout | It has key, mail, secret, id. Nearest is "plain"; missing: email, password. | Say with argument "columns" which column holds which field.%',
	'what fits none: what was seen, what is missing');
CREATE TABLE devilish (id int, username text, password text, email text, first_name text, last_name text, is_active boolean, is_staff boolean, date_joined timestamptz);
SELECT is((userstore.recognise('devilish')).layout, 'plain', 'what nearly fits a large one is a small one');
INSERT INTO userstore.layouts (layout, base, needs, columns, options) VALUES
	('house', true, '{key,mail,secret}', '{"user_id": "key", "email": "mail", "verifier": "secret"}', '{"scheme": "argon2", "set": {"create": {"key": "coalesce((SELECT max(key) FROM strange), 0) + 1"}}}'),
	('house', false, '{id}', '{"number": "id"}', '{}');
SELECT is(take('strange'), 'verify', 'a layout of one''s own');
SELECT is(life(), 'verify: 0A000', '... a life');
SELECT is(newcomer('{"number": 7}')::jsonb, '{"user_id": "1", "email": "jane@example.com", "number": 7}', '... with what a further row brings');
INSERT INTO userstore.layouts (layout, base, needs, columns, options) VALUES ('house plain', true, '{id,email,password}', '{"user_id": "id", "email": "email", "verifier": "password", "source": {"read": "''house''::text"}}', '{"scheme": "argon2"}');
SELECT is((userstore.recognise('users_plain')).layout, 'house plain', 'of two that fit, one''s own is taken');
SELECT is((userstore.recognise('laravel')).layout, 'laravel', 'of two that fit, the one that needs more');
SELECT is(answer_as('regress_userstore_owner', 'SELECT userstore.recognise(''devise'')'), '42501', 'recognise() is attach()''s');
SELECT is(answer_as('regress_userstore_owner', 'SELECT * FROM userstore.layouts'), '42501', '... and so are the layouts');
SELECT is(array_agg(options ORDER BY options::text), '{"{\"a\": {\"b\": 2, \"c\": 1}}"}', 'merge(): down to the leaves, the given one above') FROM (SELECT userstore.merge('{"a": {"b": 1, "c": 1}}', '{"a": {"b": 2}}') AS options) AS s;

SELECT * FROM finish();
ROLLBACK;
