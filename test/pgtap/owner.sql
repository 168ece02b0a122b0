-- Proves that code of the table's owner runs as the owner, whoever calls, and gets no further.
\ir helpers.psql
SELECT plan(31);

GRANT CREATE, USAGE ON SCHEMA regress_userstore TO regress_userstore_owner;
SELECT add('jane@example.com') AS jane \gset
SELECT set_config('regress.superuser', current_user, true) \gset ignored_

-- What the owner wrote

SET LOCAL ROLE regress_userstore_owner;
CREATE TABLE spied (place text, who name, got text);

CREATE FUNCTION attack(place text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	statement text;
BEGIN
	INSERT INTO regress_userstore.spied VALUES (place, current_user, 'was there');
	FOREACH statement IN ARRAY ARRAY[
		'ALTER ROLE regress_userstore_owner SUPERUSER',
		'ALTER ROLE regress_userstore_owner CREATEROLE BYPASSRLS',
		'CREATE ROLE regress_userstore_evil SUPERUSER',
		'GRANT pg_execute_server_program TO regress_userstore_owner',
		format('GRANT %I TO regress_userstore_owner', current_setting('regress.superuser')),
		format('SET ROLE %I', current_setting('regress.superuser')),
		format('SET LOCAL ROLE %I', current_setting('regress.superuser')),
		format('SELECT set_config(''role'', %L, true)', current_setting('regress.superuser')),
		'SET ROLE regress_userstore_script', 'RESET ROLE', 'SET ROLE NONE',
		format('SET SESSION AUTHORIZATION %I', current_setting('regress.superuser')),
		'RESET SESSION AUTHORIZATION', 'DISCARD ALL',
		'CREATE TABLE userstore.evil ()', 'CREATE SCHEMA regress_userstore_evil',
		'CREATE FUNCTION pg_temp.evil() RETURNS void LANGUAGE c AS ''evil''',
		'TABLE userstore.mappings', 'TABLE userstore.grants', 'DELETE FROM userstore.grants',
		'SELECT userstore.hash_password(''x'')', 'TABLE pg_authid', 'COPY regress_userstore.spied TO PROGRAM ''true''',
		'SELECT pg_read_file(''PG_VERSION'')', 'ALTER EXTENSION userstore DROP VIEW userstore.stores', 'COMMIT', 'ROLLBACK']
	LOOP
		BEGIN
			EXECUTE statement;
			INSERT INTO regress_userstore.spied VALUES (place, current_user, statement);
		EXCEPTION WHEN OTHERS THEN
			NULL;
		END;
	END LOOP;
	PERFORM set_config('search_path', 'regress_userstore_evil', false), set_config('regress.left', 'behind', false);
END
$$;
CREATE FUNCTION attack_trigger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM regress_userstore.attack(TG_NAME);
	RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE FUNCTION attack_value(place text, value boolean) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	PERFORM regress_userstore.attack(place);
	RETURN value;
END
$$;
CREATE FUNCTION attack_immutable(value text) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
	PERFORM regress_userstore.attack('index');
	RETURN true;
END
$$;
RESET ROLE;
ALTER TABLE users ADD defaulted boolean DEFAULT NULL;
SET LOCAL ROLE regress_userstore_owner;
CREATE TRIGGER before_row BEFORE INSERT OR UPDATE OR DELETE ON users FOR EACH ROW EXECUTE FUNCTION attack_trigger();
CREATE TRIGGER after_row AFTER INSERT OR UPDATE OR DELETE ON users FOR EACH ROW EXECUTE FUNCTION attack_trigger();
CREATE TRIGGER after_statement AFTER INSERT OR UPDATE OR DELETE ON users EXECUTE FUNCTION attack_trigger();
CREATE CONSTRAINT TRIGGER deferred AFTER INSERT OR UPDATE OR DELETE ON users
	DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION attack_trigger();
CREATE CONSTRAINT TRIGGER at_will AFTER INSERT OR UPDATE OR DELETE ON users
	DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION attack_trigger();
ALTER TABLE users ALTER defaulted SET DEFAULT attack_value('default', true);
ALTER TABLE users ADD CONSTRAINT checked CHECK (attack_value('check', true)) NOT VALID;
CREATE INDEX ON users (attack_immutable(email)) WHERE false;
CREATE INDEX ON users ((attack_immutable(verifier)));
RESET ROLE;
DELETE FROM spied;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;

-- The calls, by a script's role and by a superuser

CREATE FUNCTION seen(place text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(DISTINCT who::text, ' ') FROM regress_userstore.spied s WHERE s.place = seen.place
$$;
CREATE FUNCTION run_all(caller name) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text := '';
	statement text;
BEGIN
	DELETE FROM regress_userstore.spied;
	EXECUTE format('SET LOCAL ROLE %I', caller);
	FOREACH statement IN ARRAY ARRAY[
		$q$SELECT userstore.login('jane@example.com', 'correct horse', 'regress_userstore')->>'blocked'$q$,
		$q$SELECT userstore.get_user('jane@example.com', 'regress_userstore')->>'blocked'$q$,
		$q$SELECT userstore.create('{"email": "new@example.com", "password": "long enough"}', 'regress_userstore')->>'email'$q$,
		$q$SELECT userstore.verify('jane@example.com', 'regress_userstore')->>'email_verified'$q$,
		$q$SELECT userstore.change_password('jane@example.com', 'correct horse', 'regress_userstore')$q$,
		$q$SELECT userstore.change_email('jane@example.com', 'Jane@example.com', false, 'regress_userstore')$q$,
		$q$SELECT userstore.delete(userstore.get_user('new@example.com', 'regress_userstore')->>'user_id', 'regress_userstore')$q$]
	LOOP
		result := concat_ws(' ', result, regress_userstore.answer(statement));
		IF current_user <> caller OR current_setting('search_path') ~ 'evil' OR current_setting('regress.left', true) = 'behind' THEN
			result := result || ' something is left';
		END IF;
	END LOOP;
	RESET ROLE;
	RETURN result;
END
$$;

SELECT is(run_all(caller), ' false false new@example.com true true true true',
	'every action works, called by ' || label)
	FROM (VALUES ('regress_userstore_script'::name, 'a script''s role')) AS v (caller, label);
SELECT is(seen(place), 'regress_userstore_owner', 'called by a script''s role, as the owner: ' || place)
FROM unnest('{before_row,after_row,after_statement,deferred,at_will,default,check,index}'::text[]) AS place;
SELECT is((SELECT array_agg(DISTINCT got) FROM spied WHERE got <> 'was there'), NULL, '... and none of the attacks worked');
SELECT is((SELECT count(*) FROM spied WHERE place = 'deferred' AND got = 'was there'),
	(SELECT count(*) FROM spied WHERE place = 'after_row' AND got = 'was there'), 'deferred triggers fired inside the calls');
CREATE TEMP TABLE before ON COMMIT DROP AS SELECT count(*) AS n FROM spied;
SET CONSTRAINTS ALL IMMEDIATE;
SELECT is((SELECT count(*) FROM spied), (SELECT n FROM before), '... and nothing is left to fire at commit');
SET CONSTRAINTS ALL DEFERRED;

SELECT is(run_all(caller), ' false false new@example.com true true true true',
	'every action works, called by ' || label)
	FROM (VALUES (current_user, 'a superuser')) AS v (caller, label);
SELECT is(seen(place), 'regress_userstore_owner', 'called by a superuser, as the owner: ' || place)
FROM unnest('{before_row,after_row,after_statement,deferred,at_will,default,check,index}'::text[]) AS place;
SELECT is((SELECT array_agg(DISTINCT got) FROM spied WHERE got <> 'was there'), NULL, '... and none of the attacks worked');
DROP TABLE before;
CREATE TEMP TABLE before ON COMMIT DROP AS SELECT count(*) AS n FROM spied;
SET CONSTRAINTS ALL IMMEDIATE;
SELECT is((SELECT count(*) FROM spied), (SELECT n FROM before), '... and nothing is left to fire at commit');
SET CONSTRAINTS ALL DEFERRED;

-- A view, its functions, its INSTEAD OF trigger

SET LOCAL ROLE regress_userstore_owner;
CREATE VIEW people AS SELECT * FROM users WHERE attack_value('view', true);
CREATE TRIGGER instead INSTEAD OF INSERT OR UPDATE OR DELETE ON people FOR EACH ROW EXECUTE FUNCTION attack_trigger();
RESET ROLE;
UPDATE userstore.mappings SET relation = 'regress_userstore.people' WHERE store = 'regress_userstore';
CREATE FUNCTION view_seen(caller name) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	DELETE FROM regress_userstore.spied;
	result := regress_userstore.answer_as(caller, $q$SELECT userstore.get_user('jane@example.com', 'regress_userstore')->>'email'$q$)
		|| ' ' || regress_userstore.answer_as(caller, $q$SELECT userstore.delete(userstore.get_user('jane@example.com', 'regress_userstore')->>'user_id', 'regress_userstore')$q$);
	RETURN concat_ws(' ', result, regress_userstore.seen('view'), regress_userstore.seen('instead'),
		(SELECT string_agg(got, ', ') FROM regress_userstore.spied WHERE got <> 'was there'));
END
$$;
SELECT is(view_seen(caller), 'Jane@example.com true regress_userstore_owner regress_userstore_owner', 'a view''s function and trigger run as the owner')
FROM (VALUES ('regress_userstore_script'::name), (current_user)) AS v (caller);
UPDATE userstore.mappings SET relation = 'regress_userstore.users' WHERE store = 'regress_userstore';

-- What a superuser's session must not be made to do

CREATE OR REPLACE FUNCTION attack(place text) RETURNS void LANGUAGE sql AS $$ SELECT NULL::void $$;
DROP TRIGGER deferred ON users;
SET LOCAL ROLE regress_userstore_owner;
CREATE FUNCTION restricted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO regress_userstore.spied VALUES ('restricted', current_user,
		coalesce((regress_userstore.attempt(NEW.name)).sqlstate, 'done'));
	RETURN NEW;
END
$$;
DROP TRIGGER before_row ON users;
CREATE TRIGGER before_row BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION restricted();
RESET ROLE;
CREATE FUNCTION restricted_answer(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	ALTER TABLE regress_userstore.users DISABLE TRIGGER before_row;
	UPDATE regress_userstore.users SET name = statement;
	ALTER TABLE regress_userstore.users ENABLE TRIGGER before_row;
	DELETE FROM regress_userstore.spied;
	PERFORM userstore.login('jane@example.com', 'correct horse', 'regress_userstore');
	SELECT got INTO result FROM regress_userstore.spied WHERE place = 'restricted';
	RETURN result;
END
$$;
SET CONSTRAINTS ALL IMMEDIATE;
SELECT is(restricted_answer(statement), '42501', 'a superuser''s session: ' || statement)
FROM unnest(ARRAY['CREATE TEMP TABLE evil ()', 'PREPARE evil AS SELECT 1', 'LISTEN evil',
	'SET ROLE regress_userstore_script']) AS statement;

-- Recursion: the owner's trigger calls an action as the owner, who has no access
SELECT is(restricted_answer($$SELECT userstore.get_user('jane@example.com', 'regress_userstore')$$), '42501',
	'the owner of the table has no access to the functions');
SELECT is((SELECT rolsuper OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname = 'regress_userstore_owner'), false,
	'the owner is what he was');

SELECT * FROM finish();
ROLLBACK;
