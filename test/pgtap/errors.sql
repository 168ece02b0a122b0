-- Proves that an error of the table's own shows no value of a row, and that deferred keys speak inside the call.
\ir helpers.psql
SELECT plan(34);

-- Every row's verifier is a canary, and each statement that fails must not sing.
\set canary '$argon2id$v=19$m=1024,t=2,p=1$caNaryCaNaryCaNaryAAAA$caNaryCaNaryCaNaryCaNaryCaNaryCaNaryCaNaryAA'
SELECT add('jane@example.com', :'canary') AS jane, add('john@example.com', :'canary') AS john \gset
CREATE TABLE calls (action text, statement text);
INSERT INTO calls VALUES
	('create', $$SELECT userstore.create('{"email": "new@example.com", "password": "caNary long enough", "username": "caNary"}', 'regress_userstore')$$),
	('verify', $$SELECT userstore.verify('jane@example.com', 'regress_userstore')$$),
	('change_password', $$SELECT userstore.change_password('jane@example.com', 'caNary long enough', 'regress_userstore')$$),
	('change_email', $$SELECT userstore.change_email('jane@example.com', 'caNary@example.com', true, 'regress_userstore')$$),
	('delete', format($$SELECT userstore.delete(%L, 'regress_userstore')$$, :'jane')),
	('login', $$SELECT userstore.login('john@example.com', 'caNary', 'regress_userstore')$$);

-- What the actions answer, and 'TELLS' for each that shows something it must not.
CREATE FUNCTION answers(VARIADIC actions text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	call record;
	o regress_userstore.outcome;
	error text;
	result text;
BEGIN
	FOR call IN SELECT * FROM regress_userstore.calls c WHERE c.action = ANY (actions)
			ORDER BY array_position(actions, c.action) LOOP
		o := regress_userstore.attempt(call.statement);
		error := regress_userstore.words(o, call.statement);
		result := concat_ws(', ', result, regress_userstore.short(o),
			CASE WHEN error ~* 'canary|argon2|jane|john|secret' THEN 'TELLS ' || error END);
	END LOOP;
	RETURN result;
END
$$;

CREATE FUNCTION raise_all() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	secret text := 'SECRET ' || coalesce(NEW.verifier, OLD.verifier);
BEGIN
	RAISE SQLSTATE 'UX001' USING MESSAGE = secret, DETAIL = secret, HINT = secret, CONSTRAINT = substr(secret, 8, 40),
		COLUMN = secret, TABLE = secret, SCHEMA = secret, DATATYPE = secret;
END
$$;

SAVEPOINT a;
ALTER TABLE users ADD must text, ADD CONSTRAINT must_be CHECK (must IS NOT NULL) NOT VALID;
SELECT is(answers('create', 'verify', 'change_password', 'change_email'),
	'23514 must_be, 23514 must_be, 23514 must_be, 23514 must_be', 'CHECK');
ROLLBACK TO a;
ALTER TABLE users ADD must text NOT NULL DEFAULT '';
UPDATE userstore.mappings SET options = jsonb_set(options, '{set,create,must}', '"NULL"') WHERE store = 'regress_userstore';
SELECT is(answers('create'), '23502', 'NOT NULL');
ROLLBACK TO a;
CREATE UNIQUE INDEX one_start ON users (left(verifier, 1), (email IS NULL)) WHERE email <> 'jane@example.com' AND email <> 'john@example.com';
INSERT INTO users (email, verifier) VALUES ('other@example.com', :'canary');
SELECT is(answers('create', 'change_email'), '23505 one_start, 23505 one_start', 'UNIQUE on the verifier');
ROLLBACK TO a;
ALTER TABLE users ADD CONSTRAINT one_name EXCLUDE USING btree (left(username, 1) WITH =);
INSERT INTO users (username, verifier) VALUES ('c', :'canary');
SELECT is(answers('create'), '23P01 one_name', 'exclusion');
ROLLBACK TO a;
CREATE TABLE verifiers (verifier text PRIMARY KEY);
INSERT INTO verifiers VALUES (:'canary');
GRANT SELECT ON verifiers TO regress_userstore_owner;
ALTER TABLE users ADD CONSTRAINT known_verifier FOREIGN KEY (verifier) REFERENCES verifiers;
SELECT is(answers('create', 'change_password'), '23503 known_verifier, 23503 known_verifier', 'a foreign key of the users');
ROLLBACK TO a;
CREATE TABLE orders (email text CONSTRAINT of_user REFERENCES users);
ALTER TABLE orders OWNER TO regress_userstore_owner;
INSERT INTO orders VALUES (:'jane');
SELECT is(answers('delete'), '23503 of_user', 'a foreign key to the users');
ROLLBACK TO a;
ALTER TABLE users ADD copy varchar(90);
UPDATE userstore.mappings SET options = jsonb_set(jsonb_set(options, '{set,create,copy}', '"new.verifier"'), '{set,change_password,copy}', '"new.verifier"')
WHERE store = 'regress_userstore';
SELECT is(answers('create', 'change_password'), '22001, 22001', 'a column that is too narrow');
ROLLBACK TO a;
CREATE INDEX ON users ((verifier::int)) WHERE email <> 'jane@example.com' AND email <> 'john@example.com';
SELECT is(answers('create', 'change_email'), '22P02, 22P02', 'an expression that fails and shows its value');
ROLLBACK TO a;

CREATE TRIGGER raise_all BEFORE INSERT OR UPDATE OR DELETE ON users FOR EACH ROW EXECUTE FUNCTION raise_all();
SELECT is(answers('create', 'verify', 'change_password', 'change_email', 'delete'), 'UX001, UX001, UX001, UX001, UX001', 'RAISE in a BEFORE trigger');
DROP TRIGGER raise_all ON users;
CREATE CONSTRAINT TRIGGER raise_all AFTER INSERT OR UPDATE OR DELETE ON users DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION raise_all();
SELECT is(answers('create', 'verify', 'change_password', 'change_email', 'delete'), 'UX001, UX001, UX001, UX001, UX001', 'RAISE in a deferred trigger');
ROLLBACK TO a;
CREATE FUNCTION named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE SQLSTATE 'UX002' USING CONSTRAINT = 'my_rule';
END
$$;
CREATE TRIGGER named BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION named();
SELECT is(answers('verify'), 'UX002 my_rule', 'the application''s own SQLSTATE and constraint name arrive');
SELECT alike(told('SELECT userstore.verify(''jane@example.com'', ''regress_userstore'')'),
	'%the relation of store "regress_userstore" raised an error%', '... with our message');
ROLLBACK TO a;
CREATE FUNCTION fail_on_read(v text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'SECRET %', v; END $$;
CREATE VIEW secrets AS SELECT user_id, email, username, phone_number, fail_on_read(verifier) AS verifier FROM users;
ALTER VIEW secrets OWNER TO regress_userstore_owner;
UPDATE userstore.mappings SET relation = 'secrets', columns = columns - '{email_verified,phone_verified,name,nickname,given_name,family_name,picture,attributes,user_metadata,app_metadata,blocked,password_change_required}'::text[]
, options = '{}'
WHERE store = 'regress_userstore';
SELECT is(answers('login'), 'P0001', 'an error while a verifier is read');
ROLLBACK TO a;
UPDATE userstore.mappings SET columns = columns || '{"email": {"column": "email", "match": "users_fold(email) = users_fold($) AND verifier::int = 1"}}' WHERE store = 'regress_userstore';
SELECT is(answers('login', 'verify'), '22P02, 22P02', 'a condition of the mapping that fails');
ROLLBACK TO a;

-- An error of what a login writes is not the login's

UPDATE users SET verifier = DEFAULT;
SELECT add('good@example.com') \gset ignored_
CREATE FUNCTION good_login() RETURNS text LANGUAGE sql AS $$
	SELECT answer($q$SELECT userstore.login('good@example.com', 'correct horse', 'regress_userstore')->>'email'$q$)
$$;
SAVEPOINT b;
CREATE TRIGGER raise_all BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION raise_all();
SELECT is(good_login(), 'good@example.com', 'a trigger that fails does not fail the login');
SELECT is((SELECT logins_count FROM users WHERE email = 'good@example.com'), 0::bigint, '... which is then not counted');
ROLLBACK TO b;
CREATE CONSTRAINT TRIGGER raise_all AFTER UPDATE ON users DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_all();
SELECT is(good_login(), 'good@example.com', '... nor does a deferred one');
-- NB: not inside attempt(): PostgreSQL would keep the setting after ROLLBACK TO.
SET CONSTRAINTS ALL IMMEDIATE;
SELECT pass('... and nothing is left to fail at commit');
ROLLBACK TO b;
ALTER TABLE users ALTER verifier TYPE varchar(96);
SELECT is(good_login(), 'good@example.com', '... nor does a column that is too narrow for the new verifier');
ROLLBACK TO a;

-- Deferred keys speak in the call

CREATE TABLE orders (id int, user_id text CONSTRAINT of_user REFERENCES users DEFERRABLE INITIALLY DEFERRED);
ALTER TABLE orders OWNER TO regress_userstore_owner;
INSERT INTO orders VALUES (1, :'jane');
SELECT is(answers('delete'), '23503 of_user', 'INITIALLY DEFERRED: delete');
SELECT is((SELECT count(*) FROM users WHERE user_id = :'jane'), 1::bigint, '... and the user is still there');
SELECT is(answer(format('SELECT userstore.delete(%L, %L)', :'john', 'regress_userstore')), 'true', '... a user without orders goes');
SELECT is(answer('INSERT INTO regress_userstore.orders VALUES (2, ''nobody'')'), 'NULL', '... the session''s own use is deferred as before');
SELECT is(answer('SET CONSTRAINTS ALL IMMEDIATE'), '23503 of_user', '... until it is over');
DELETE FROM orders WHERE id = 2;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE orders ALTER CONSTRAINT of_user DEFERRABLE INITIALLY IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
SELECT is(answers('delete'), '23503 of_user', 'SET CONSTRAINTS ALL DEFERRED by the caller: delete');
DELETE FROM orders;
SELECT is(answers('delete'), 'true', '... without a row that refers to the user');
ROLLBACK TO a;
ALTER TABLE users ADD CONSTRAINT one_mail UNIQUE (email) DEFERRABLE INITIALLY DEFERRED;
SELECT is(answer($$SELECT userstore.change_email('jane@example.com', 'john@example.com', true, 'regress_userstore')$$),
	'23U01 user_exists', 'a deferrable unique key: taken');
SELECT is(answers('change_email'), 'true', '... and not taken');
SET CONSTRAINTS ALL IMMEDIATE;
SELECT pass('... nothing is left to fail at commit');
ROLLBACK TO a;

-- Two constraints of one name, one of them not deferrable
CREATE TABLE orders (id int, user_id text CONSTRAINT of_user REFERENCES users DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE bills (id int, user_id text CONSTRAINT of_user REFERENCES users);
ALTER TABLE orders OWNER TO regress_userstore_owner;
ALTER TABLE bills OWNER TO regress_userstore_owner;
INSERT INTO orders VALUES (1, :'jane');
SELECT is(answers('delete'), '23503 of_user', 'two keys of one name: delete');
DELETE FROM orders;
INSERT INTO bills VALUES (1, :'jane');
SELECT is(answers('delete'), '23503 of_user', '... the other one');
DELETE FROM bills;
SELECT is(answers('delete'), 'true', '... and neither');
ROLLBACK TO a;

-- What a trigger does to a row is what the caller gets
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER nothing BEFORE INSERT OR UPDATE OR DELETE ON users FOR EACH ROW EXECUTE FUNCTION nothing();
SELECT is(answers('create', 'verify', 'change_password', 'change_email', 'delete'), '27000, NULL, false, false, false',
	'a trigger that drops the row: nothing is claimed to be done');
ROLLBACK TO a;
CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.email := lower(NEW.email); NEW.user_id := 'mine'; RETURN NEW; END $$;
CREATE TRIGGER other BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION other();
SELECT is(answer($$SELECT (p->>'user_id') || ' ' || (p->>'email') FROM userstore.create('{"email": "NEW@example.com", "password": "long enough"}', 'regress_userstore') AS p$$),
	'mine new@example.com', 'a trigger that changes the new row: the profile is of the row');

SELECT * FROM finish();
ROLLBACK;
