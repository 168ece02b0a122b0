-- Proves that a hostile search_path, temporary objects and shadowing change nothing and run nothing.
\ir helpers.psql
SELECT plan(21);

SELECT add('jane@example.com') AS jane \gset
UPDATE users SET username = 'jane' WHERE user_id = :'jane';

-- A schema in which everything is made to lie, by the script's role

CREATE SCHEMA regress_userstore_evil AUTHORIZATION regress_userstore_script;
GRANT USAGE ON SCHEMA regress_userstore_evil TO PUBLIC;
SET LOCAL ROLE regress_userstore_script;
CREATE TABLE regress_userstore_evil.ran (who name, what text);
GRANT INSERT, SELECT ON regress_userstore_evil.ran TO PUBLIC;
CREATE FUNCTION regress_userstore_evil.note(what text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO regress_userstore_evil.ran SELECT pg_catalog.current_user(), what;
	RETURN true;
EXCEPTION WHEN OTHERS THEN
	RETURN true;
END
$$;
CREATE FUNCTION regress_userstore_evil.yes(oid, oid) RETURNS boolean LANGUAGE sql AS $$ SELECT regress_userstore_evil.note('operator') $$;
CREATE FUNCTION regress_userstore_evil.yes(name, name) RETURNS boolean LANGUAGE sql AS $$ SELECT regress_userstore_evil.note('operator') $$;
CREATE FUNCTION regress_userstore_evil.yes(boolean, boolean) RETURNS boolean LANGUAGE sql AS $$ SELECT regress_userstore_evil.note('operator') $$;
CREATE FUNCTION regress_userstore_evil.yes(text, text) RETURNS boolean LANGUAGE sql AS $$ SELECT regress_userstore_evil.note('operator') $$;
CREATE FUNCTION regress_userstore_evil.plus(bigint, integer) RETURNS bigint LANGUAGE sql AS $$ SELECT 1000 + regress_userstore_evil.note('plus')::int::bigint $$;
CREATE OPERATOR regress_userstore_evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = regress_userstore_evil.yes);
CREATE OPERATOR regress_userstore_evil.<> (LEFTARG = text, RIGHTARG = text, FUNCTION = regress_userstore_evil.yes);
CREATE OPERATOR regress_userstore_evil.= (LEFTARG = oid, RIGHTARG = oid, FUNCTION = regress_userstore_evil.yes);
CREATE OPERATOR regress_userstore_evil.= (LEFTARG = name, RIGHTARG = name, FUNCTION = regress_userstore_evil.yes);
CREATE OPERATOR regress_userstore_evil.= (LEFTARG = boolean, RIGHTARG = boolean, FUNCTION = regress_userstore_evil.yes);
CREATE OPERATOR regress_userstore_evil.+ (LEFTARG = bigint, RIGHTARG = integer, FUNCTION = regress_userstore_evil.plus);
CREATE FUNCTION regress_userstore_evil.now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT '1999-01-01'::timestamptz WHERE regress_userstore_evil.note('now') $$;
CREATE FUNCTION regress_userstore_evil.lower(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'x' WHERE regress_userstore_evil.note('lower') $$;
CREATE FUNCTION regress_userstore_evil.format(text, VARIADIC text[]) RETURNS text LANGUAGE sql AS $$ SELECT 'x' WHERE regress_userstore_evil.note('format') $$;
CREATE FUNCTION regress_userstore_evil.parse_ident(text) RETURNS text[] LANGUAGE sql AS $$ SELECT ARRAY['x', 'y'] WHERE regress_userstore_evil.note('parse_ident') $$;
CREATE FUNCTION regress_userstore_evil.to_jsonb(anyelement) RETURNS jsonb LANGUAGE sql AS $$ SELECT '"x"'::jsonb WHERE regress_userstore_evil.note('to_jsonb') $$;
CREATE FUNCTION regress_userstore_evil.users_fold(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'x' WHERE regress_userstore_evil.note('users_fold') $$;
CREATE DOMAIN regress_userstore_evil.text AS pg_catalog.text CHECK (regress_userstore_evil.note('text'));
CREATE DOMAIN regress_userstore_evil.bool AS pg_catalog.bool CHECK (regress_userstore_evil.note('bool'));
CREATE DOMAIN regress_userstore_evil.jsonb AS pg_catalog.jsonb CHECK (regress_userstore_evil.note('jsonb'));
CREATE TABLE regress_userstore_evil.users (user_id text, email text, verifier text);
CREATE TABLE regress_userstore_evil.mappings (store text);
CREATE TABLE regress_userstore_evil.grants (grantee regrole);
CREATE TABLE regress_userstore_evil.pg_roles (rolname name, rolsuper boolean);
INSERT INTO regress_userstore_evil.pg_roles VALUES ('regress_userstore_script', true);
-- The same names as temporary tables
CREATE TEMP TABLE users (user_id text, email text) ON COMMIT DROP;
INSERT INTO users VALUES ('evil', 'jane@example.com');
CREATE TEMP TABLE mappings (store text) ON COMMIT DROP;
CREATE TEMP TABLE grants (grantee text) ON COMMIT DROP;
CREATE TEMP TABLE pg_class (oid oid) ON COMMIT DROP;
CREATE TEMP TABLE pg_proc (oid oid) ON COMMIT DROP;
CREATE FUNCTION pg_temp.users_fold(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'x' WHERE regress_userstore_evil.note('pg_temp') $$;
RESET ROLE;
GRANT SELECT ON pg_temp.users, pg_temp.mappings, pg_temp.grants TO PUBLIC;

-- What the application wrote without qualifying anything
GRANT CREATE ON SCHEMA regress_userstore TO regress_userstore_owner;
SET LOCAL ROLE regress_userstore_owner;
CREATE TABLE noted (what pg_catalog.text, at timestamptz);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO noted SELECT lower(TG_OP::text), now() WHERE 'a'::text = 'a'::text;
	RETURN CASE WHEN 'a'::text = 'b'::text THEN NULL WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER note BEFORE INSERT OR UPDATE OR DELETE ON regress_userstore.users FOR EACH ROW EXECUTE FUNCTION note();
RESET ROLE;

-- Runs a statement as a role with a hostile path.
CREATE FUNCTION hostile(role name, path text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
	before text := current_setting('search_path');
BEGIN
	EXECUTE pg_catalog.format('SET LOCAL ROLE %I', role);
	PERFORM set_config('search_path', path, true);
	BEGIN
		EXECUTE statement INTO result;
	EXCEPTION WHEN OTHERS THEN
		result := SQLSTATE;
	END;
	PERFORM set_config('search_path', before, true);
	RESET ROLE;
	RETURN result;
END
$$;
CREATE TEMP TABLE paths (path text) ON COMMIT DROP;
INSERT INTO paths VALUES ('regress_userstore_evil, pg_catalog'), ('pg_temp, regress_userstore_evil, pg_catalog, regress_userstore');

CREATE FUNCTION story(role name, path text) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
	result pg_catalog.text[] := '{}';
	statement pg_catalog.text;
BEGIN
	FOREACH statement IN ARRAY ARRAY[
		$q$SELECT userstore.login('jane@example.com', 'correct horse', 'regress_userstore')->>'username'$q$,
		$q$SELECT userstore.login('jane@example.com', 'wrong horse', 'regress_userstore')$q$,
		$q$SELECT userstore.get_user('JANE', 'regress_userstore')->>'email'$q$,
		$q$SELECT userstore.get_user('x', 'regress_userstore')$q$,
		$q$SELECT userstore.create('{"email": "new@example.com", "password": "long enough"}', 'regress_userstore')->>'email'$q$,
		$q$SELECT userstore.create('{"email": "NEW@example.com", "password": "long enough"}', 'regress_userstore')$q$,
		$q$SELECT userstore.verify('new@example.com', 'regress_userstore')->>'email_verified'$q$,
		$q$SELECT userstore.change_password('new@example.com', 'another one', 'regress_userstore')$q$,
		$q$SELECT userstore.change_email('new@example.com', 'newer@example.com', true, 'regress_userstore')$q$,
		$q$SELECT userstore.delete('evil', 'regress_userstore')$q$,
		$q$SELECT userstore.delete(userstore.get_user('newer@example.com', 'regress_userstore')->>'user_id', 'regress_userstore')$q$,
		$q$SELECT userstore.get_user('jane@example.com', 'regress_userstore_missing')$q$]
	LOOP
		result := result || hostile(role, path, statement);
	END LOOP;
	RETURN result;
END
$$;
SELECT is(story(role, path), ARRAY['jane', NULL, 'jane@example.com', NULL, 'new@example.com', '23U01', 'true', 'true', 'true', 'false', 'true', '42501'],
	'the story, as ' || label || ', with search_path ' || path)
FROM paths, (VALUES ('regress_userstore_script'::name, 'a script'), (current_user, 'a superuser')) AS r (role, label);
SELECT is((SELECT array_agg(DISTINCT who || ' ' || what) FROM regress_userstore_evil.ran), NULL, 'nothing of the hostile schema ran');
SELECT is((SELECT format('%s %s', logins_count, last_login = pg_catalog.now()) FROM regress_userstore.users WHERE user_id = :'jane'), '4 t',
	'the logins are counted and dated by PostgreSQL''s own');

SELECT is((SELECT string_agg(DISTINCT what, ' ' ORDER BY what) FROM noted WHERE at = pg_catalog.now()), 'delete insert update',
	'a trigger with names that are not qualified finds what its author meant');

-- What a superuser runs must not run it either
CREATE ROLE regress_userstore_other LOGIN;
SELECT is(hostile(current_user, path, statement), '', 'a superuser: ' || statement)
FROM (SELECT path FROM paths LIMIT 1) AS p, unnest(ARRAY[
	$$SELECT userstore.grant_access('regress_userstore_other', 'regress_userstore', '{login}')$$,
	$$SELECT userstore.grant_access('regress_userstore_other', 'regress_userstore', '{login,delete}', 3)$$,
	$$SELECT userstore.revoke_access('regress_userstore_other', 'regress_userstore')$$]) AS statement;
SELECT is(hostile(current_user, path, $$SELECT userstore.create_store('regress_userstore_new', 'regress_userstore.news', 'regress_userstore_owner')$$),
	'regress_userstore.news', 'a superuser: create_store') FROM (SELECT path FROM paths LIMIT 1) AS p;
SELECT is(hostile(current_user, path, $$SELECT string_agg(t.check, ', ') FROM userstore.selftest() AS t WHERE NOT t.status IN ('ok')$$),
	NULL, 'a superuser: selftest') FROM (SELECT 'pg_temp, pg_catalog, regress_userstore_evil' AS path) AS p;
SELECT isnt(hostile(current_user, path, $$SELECT userstore.create('{"email": "new@example.com", "password": "long enough"}', 'regress_userstore_new')$$),
	NULL, 'a superuser: the new store works') FROM (SELECT path FROM paths LIMIT 1) AS p;
SELECT is((SELECT array_agg(DISTINCT who || ' ' || what) FROM regress_userstore_evil.ran), NULL, 'nothing of the hostile schema ran');
SELECT is((SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = 'regress_userstore_script'), false, 'the script is what it was');

-- A table that somebody planted is not taken for the one that create_store would make.
CREATE TABLE regress_userstore_evil.accounts (LIKE regress_userstore.users INCLUDING ALL);
CREATE FUNCTION regress_userstore_evil.accounts_fold(pg_catalog.text) RETURNS pg_catalog.text LANGUAGE sql IMMUTABLE AS $$ SELECT $1 $$;
ALTER TABLE regress_userstore_evil.accounts OWNER TO regress_userstore_script;
ALTER FUNCTION regress_userstore_evil.accounts_fold OWNER TO regress_userstore_script;
GRANT USAGE ON SCHEMA regress_userstore_evil TO regress_userstore_owner;
SAVEPOINT planted;
SELECT matches(answer($$SELECT userstore.create_store('planted', 'regress_userstore_evil.accounts')$$),
	'^[0-9A-Z]{5}$', 'a planted table: not for the current user');
ROLLBACK TO planted;
SELECT matches(answer($$SELECT userstore.create_store('planted', 'regress_userstore_evil.accounts', 'regress_userstore_owner')$$),
	'^[0-9A-Z]{5}$', 'a planted table: not for the owner that was named');
ROLLBACK TO planted;

-- A script can't pass for a superuser, nor for another role
SELECT is(hostile('regress_userstore_script', path, statement), '42501', 'a script: ' || statement)
FROM (SELECT path FROM paths LIMIT 1) AS p, unnest(ARRAY[
	$$SELECT userstore.grant_access('regress_userstore_script', 'regress_userstore_new')$$,
	$$SELECT userstore.get_user('new@example.com', 'regress_userstore_new')$$]) AS statement;

-- The lie works where it is asked: what was tested was there
SELECT is(hostile('regress_userstore_script', 'regress_userstore_evil, pg_catalog', $$SELECT 'a'::pg_catalog.text = 'b'::pg_catalog.text$$), 'true',
	'the hostile operator answers to who asks for it');
SELECT is((SELECT array_agg(DISTINCT who || ' ' || what) FROM regress_userstore_evil.ran), '{"regress_userstore_script operator"}', '... and was noted');

SELECT * FROM finish();
ROLLBACK;
