-- Proves that a table which can't do everything is attached for what it can, says what is lacking and how to cure it, and does it once cured.
\ir attach_helpers.psql
SELECT plan(92);

\set fields '{"user_id": "id", "email": "email", "email_verified": "verified", "verifier": "hash"}'

-- Executes what the report gives as a cure; CONCURRENTLY does not go with a transaction.
CREATE FUNCTION apply(cure text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	SET LOCAL ROLE regress_userstore_owner;
	EXECUTE replace(cure, ' CONCURRENTLY', '');
	RESET ROLE;
END
$$;
CREATE FUNCTION lacks_now() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM regress_userstore.report;
	SET LOCAL ROLE regress_userstore_owner;
	INSERT INTO regress_userstore.report SELECT * FROM userstore.capabilities('attached');
	RESET ROLE;
	RETURN regress_userstore.lacks();
END
$$;

-- A narrow column for the verifier, and views on it

CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text UNIQUE, verified boolean, hash varchar(60) NOT NULL, "Odd name" int);
CREATE INDEX ON people (lower(email));
CREATE VIEW shown AS SELECT id, hash FROM people;
CREATE VIEW "Shown again" AS SELECT upper(hash) FROM people;
CREATE VIEW other AS SELECT id FROM people;
INSERT INTO people (email, hash) VALUES ('jane@example.com', '!');
SELECT is(attach('people', :'fields'), 'create change_password change_email', 'a narrow column, an index that is not unique');
SELECT is(said('change_password'), 'Column "hash" has 60 characters, a new verifier needs 97. To be dropped first and made again: view regress_userstore.shown, regress_userstore."Shown again".', 'a narrow column: how narrow, and which views use it');
SELECT is(cure('change_password'), 'ALTER TABLE regress_userstore.people ALTER COLUMN hash TYPE text', 'a narrow column: the cure');
SELECT is(act('change_password', 'jane@example.com', 'correct horse'), '0A000', 'a narrow column: change_password');
SELECT is(act('change_password', 'nobody@example.com', 'correct horse'), '0A000', '... of nobody, too');
SELECT alike(told(format('SELECT userstore.change_password(%L, %L, %L)', 'jane@example.com', 'correct horse', 'attached')), '0A000 |%| Column "hash" has 60 characters, a new verifier needs 97.%', '... says why');
DROP VIEW shown, "Shown again";
SELECT apply(cure('change_password')) \gset ignored_
SELECT is(act('change_password', 'jane@example.com', 'correct horse'), 'true', 'a narrow column: cured, at once');
SELECT is(act('login', 'jane@example.com', 'correct horse') LIKE '{%', true, '... and login');
SELECT is(lacks_now(), 'create change_email', '... and capabilities()');
DROP TABLE people CASCADE;
CREATE DOMAIN short AS varchar(20);
CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text UNIQUE, verified boolean, hash char(97), hash2 char(96), hash3 short);
SELECT is(attach('people', :'fields'), '', 'exactly wide enough');
SELECT is(life(), 'well', '... is enough');
SELECT is(attach('people', :'fields'::jsonb || '{"verifier": "hash2"}'), 'create change_password', 'one too few is too few');
SELECT is(attach('people', :'fields'::jsonb || '{"verifier": "hash3"}'), 'create change_password', 'a domain that is too narrow');
SELECT is(attach('people', :'fields'::jsonb || '{"verifier": "hash2"}', '{"scheme": "bcrypt-2y", "cost": 4}'), '', 'wide enough for another format');
SELECT is(life(), 'well', '... and a whole life');
DROP TABLE people;

-- An index that is not unique, duplicate addresses

CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text, verified boolean, hash text);
CREATE INDEX ON people (lower(email));
INSERT INTO people (email, hash) VALUES ('jane@example.com', userstore.hash_password('correct horse')), ('twice@example.com', '!'), ('Twice@example.com', '!'), (NULL, '!'), (NULL, '!');
SELECT is(attach('people', :'fields'), 'create change_email', 'an index that is not unique');
SELECT is(said('email'), 'No unique index keeps it unique, and none could: 1 value stands more than once; nobody is found by them.', '... and duplicates: counted');
SELECT is(cure('email'), 'SELECT lower(email), count(*) FROM regress_userstore.people WHERE true AND (lower(email)) IS NOT NULL GROUP BY lower(email) HAVING count(*) > 1', '... and a query that shows them');
SELECT is(said('create'), 'No unique index keeps "email" unique.', '... create says it needs one');
SELECT is(act('login', 'jane@example.com', 'correct horse') LIKE '{%', true, 'login works');
SELECT is(act('verify', 'jane@example.com') LIKE '{%', true, 'verify works');
SELECT is(act('create', '{"email": "new@example.com", "password": "correct horse"}') || act('change_email', 'jane@example.com', 'doe@example.com', 'true'), '0A0000A000', 'create and change_email do not');
UPDATE people SET email = 'thrice@example.com' WHERE email = 'Twice@example.com';
SELECT is(lacks_now(), 'create change_email', 'without duplicates');
SELECT is(said('email') || ' ' || cure('email'), 'No unique index keeps it unique. CREATE UNIQUE INDEX CONCURRENTLY ON regress_userstore.people (lower(email))', '... the cure is an index');
SELECT apply(cure('email')) \gset ignored_
SELECT is(life(), 'well', '... and with that everything works, without attaching again');
SELECT is(lacks_now(), '', '... and capabilities() says so');
DROP INDEX people_lower_idx1;
SELECT is(act('create', '{"email": "new@example.com", "password": "correct horse"}'), '0A000', 'without it again, it does not');
SELECT is(attach('people', :'fields', '{"unique_asserted": true}'), '', 'unique_asserted: nothing is lacking');
SELECT is(said('email'), 'That it is unique is asserted by option "unique_asserted".', '... because that was said');
SELECT is(life(), 'well', '... and everything works');
DROP TABLE people;

-- No index on one identifier of two

CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text UNIQUE, nick text, verified boolean, hash text, tenant int NOT NULL DEFAULT 1);
INSERT INTO people (email, nick, hash) VALUES ('jane@example.com', 'jane', '!');
SELECT is(attach('people', :'fields'::jsonb || '{"username": "nick"}', '{"where": "tenant = 1"}'), 'create', 'no index on the username');
SELECT is((SELECT usable::text || ' ' || reason FROM report WHERE kind = 'field' AND name = 'username'), 'false No index: nobody is found by it, because "people" would be read as a whole.', '... says so');
SELECT is(cure('username'), 'CREATE UNIQUE INDEX CONCURRENTLY ON regress_userstore.people (lower(nick)) WHERE (tenant = 1)', '... and the cure is a partial index');
SELECT is(act('get_user', 'jane'), 'NULL', 'nobody is found by it');
SELECT is(profile('jane@example.com')->>'username', 'jane', 'it is shown');
SELECT apply(cure('username')) \gset ignored_
SELECT is(profile('jane')->>'username', 'jane', 'cured: found by it');
SELECT is(life('{"username": "john"}'), 'well', 'cured: a whole life');
DROP TABLE people;

-- An index that does not serve: of another class of operators, invalid, for other rows, of another collation

CREATE TABLE people (id int PRIMARY KEY, email text COLLATE "C", verified boolean, hash text);
CREATE UNIQUE INDEX ON people (email COLLATE "POSIX");
SELECT alike(refused('people', :'fields'), '55000 |%| No index finds a user by e-mail address, username or phone number. | CREATE UNIQUE INDEX CONCURRENTLY ON regress_userstore.people (email)%', 'an index of another collation');
CREATE UNIQUE INDEX ON people (email) WHERE verified;
SELECT alike(refused('people', :'fields'), '55000 %', 'an index of some rows');
CREATE INDEX people_brin ON people USING brin (email);
SELECT alike(refused('people', :'fields'), '55000 %', 'a BRIN index, which leaves most of the table to be read');
DROP INDEX people_brin;
CREATE UNIQUE INDEX people_good ON people (email);
SELECT is(attach('people', :'fields'), 'create', 'the right one');
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'people_good'::regclass;
SELECT userstore.detach('attached') \gset ignored_
SELECT alike(refused('people', :'fields'), '55000 %', 'the same while it is invalid');
DROP TABLE people;
CREATE TABLE people (id int PRIMARY KEY, email text, verified boolean, hash text);
CREATE INDEX ON people USING hash (email);
SELECT is(attach('people', :'fields'), 'create change_email', 'a hash index finds, but is not unique');
CREATE UNIQUE INDEX ON people (email text_pattern_ops);
SELECT is(lacks_now(), 'create', 'one with text_pattern_ops does both');
DROP TABLE people;
CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text, verified boolean, hash text, EXCLUDE (email WITH =));
SELECT is(attach('people', :'fields'), 'create change_email', 'an exclusion constraint finds, and is not known to be unique');
DROP TABLE people;
CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text UNIQUE DEFERRABLE INITIALLY DEFERRED, verified boolean, hash text);
SELECT is(attach('people', :'fields'), '', 'a deferrable constraint');
SELECT is(life(), 'well', '... is as good');
DROP TABLE people;

-- Columns that create can't fill

CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE, verified boolean, hash text, locale text NOT NULL, gen int GENERATED ALWAYS AS (id + 1) STORED NOT NULL);
SELECT is(attach('people', :'fields'), 'create', 'a column that nothing fills');
SELECT is(said('create'), 'NOT NULL without a default, and filled neither by a field nor by "set"."create": locale.', '... is named');
SELECT is(cure('create'), 'ALTER TABLE regress_userstore.people ALTER COLUMN locale SET DEFAULT ...', '... with what could be done');
SELECT is(act('create', '{"email": "new@example.com", "password": "correct horse"}'), '0A000', 'create');
SELECT apply(replace(cure('create'), '...', '''en''')) \gset ignored_
SELECT is(life(), 'well', 'cured: a whole life');
ALTER TABLE people ALTER locale DROP DEFAULT, ADD "Odd name" int NOT NULL;
SELECT is(lacks_now(), 'create', 'two columns');
SELECT is(said('create'), 'NOT NULL without a default, and filled neither by a field nor by "set"."create": locale, "Odd name".', '... are named');
SELECT is(attach('people', :'fields'::jsonb || '{"locale": "locale", "name": "Odd name"}', '{}'), '', 'columns that fields fill');
SELECT is(said('create'), 'A new user must be given what these columns hold: email, locale, "Odd name".', '... if they are given');
SELECT is(act('create', '{"email": "new@example.com", "password": "correct horse"}'), '23502', 'if not, the column speaks');
SELECT is(life('{"locale": "de", "name": "1"}'), 'well', 'if so, a whole life');
DROP TABLE people;
CREATE TABLE people (id int PRIMARY KEY, email text UNIQUE, verified boolean, hash text);
SELECT is(attach('people', :'fields'), 'create', 'an id that nothing makes');
SELECT is(said('create'), 'NOT NULL without a default, and filled neither by a field nor by "set"."create": id.', '... is named');
DROP TABLE people;

-- A scheme that was not declared

CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text UNIQUE, verified boolean, hash text);
INSERT INTO people (email, hash) VALUES ('jane@example.com', userstore.hash_password('correct horse'));
ALTER TABLE people OWNER TO regress_userstore_owner;
SELECT is((SELECT string_agg(name, ' ') FROM userstore.attach('attached', 'people', :'fields') WHERE kind = 'capability' AND NOT usable), 'create change_password upgrade', 'a scheme that was not declared');
SELECT userstore.grant_access('regress_userstore_script', 'attached') \gset ignored_
SELECT is(act('login', 'jane@example.com', 'correct horse') LIKE '{%', true, '... login works');
SELECT alike(told('SELECT userstore.change_password(''jane@example.com'', ''another horse'', ''attached'')'), '0A000 %"scheme"%', '... change_password does not, and says why');
SELECT is((SELECT string_agg(name, ' ') FROM userstore.attach('attached', 'people', :'fields', '{"scheme": "bcrypt", "cost": 4}') WHERE kind = 'capability' AND NOT usable), 'upgrade', 'declared');
SELECT is(act('change_password', 'jane@example.com', 'another horse'), 'true', '... it works');
SELECT is((SELECT left(hash, 7) FROM people), '$2b$04$', '... and writes it');

-- keep, write, exclusive: which verifier ends up in the column

-- What a login leaves of the verifier, then what change_password writes
CREATE FUNCTION shape(verifier text) RETURNS text LANGUAGE sql AS $$
	SELECT CASE WHEN verifier LIKE '$2%' THEN left(verifier, 7) ELSE left(verifier, 30) END
$$;
CREATE FUNCTION ends_up(options jsonb, verifier text DEFAULT '$argon2id$v=19$m=1024,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tCGweEmNNiMdfjqoFl9ZKRl/bO0NJTtJMmax1Il43Gc') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text[];
BEGIN
	UPDATE people SET hash = verifier;
	PERFORM * FROM userstore.attach('attached', 'people', '{"user_id": "id", "email": "email", "email_verified": "verified", "verifier": "hash"}', options);
	result := result || left(act('login', 'jane@example.com', 'correct horse'), 5);
	result := result || (SELECT CASE WHEN hash = verifier THEN 'kept' ELSE shape(hash) END FROM people);
	result := result || left(act('login', 'jane@example.com', 'correct horse'), 5);
	result := result || act('change_password', 'jane@example.com', 'correct horse');
	result := result || (SELECT CASE WHEN hash = verifier THEN 'kept' ELSE shape(hash) END FROM people);
	result := result || left(act('login', 'jane@example.com', 'correct horse'), 5);
	RETURN replace(array_to_string(result, ' '), '{"ema', 'in');
END
$$;
SELECT is(ends_up('{}'), 'in kept in 0A000 kept in', 'keep is the default');
SELECT format('$argon2id$v=19$m=%s,t=%s,p=1', pg_size_bytes(current_setting('userstore.argon2_memory')) / 1024,
	current_setting('userstore.argon2_iterations')) AS newest \gset
SELECT is(ends_up('{"verifiers": "keep", "scheme": "argon2"}'), replace('in kept in true NEWEST in', 'NEWEST', :'newest'), 'keep: a login leaves the weakest as it is');
SELECT is(ends_up('{"verifiers": "keep", "scheme": "bcrypt-2y", "cost": 4}'), 'in kept in true $2y$04$ in', 'keep, with a scheme');
SELECT is(ends_up('{"verifiers": "exclusive"}'), replace('in NEWEST in true NEWEST in', 'NEWEST', :'newest'), 'exclusive');
SELECT is(ends_up('{"verifiers": "exclusive", "scheme": "bcrypt"}'), replace('in NEWEST in true NEWEST in', 'NEWEST', :'newest'), 'exclusive: whatever scheme is declared');
SELECT is(ends_up('{"verifiers": {"write": "argon2"}}'), replace('in NEWEST in true NEWEST in', 'NEWEST', :'newest'), 'write argon2');
SELECT is(ends_up('{"scheme": "bcrypt", "cost": 4}'), 'in kept in true $2b$04$ in', 'a weak bcrypt');
SELECT hash AS weak FROM people \gset
SELECT is(ends_up('{"verifiers": {"write": "bcrypt-2a"}, "cost": 5}', :'weak'), 'in $2a$05$ in true $2a$05$ in', 'write bcrypt: from a weaker one');
SELECT is(ends_up('{"verifiers": {"write": "bcrypt-2a"}, "scheme": "argon2", "cost": 4}', :'weak'), 'in kept in true $2a$04$ in', 'write bcrypt: not from one as good, of another letter');
SELECT is(ends_up('{"verifiers": "exclusive"}', :'weak'), replace('in NEWEST in true NEWEST in', 'NEWEST', :'newest'), 'exclusive: from bcrypt');
SELECT is(ends_up('{"verifiers": {"write": "bcrypt"}, "cost": 4}', '!'), 'NULL kept NULL true $2b$04$ in', 'write: an unusable verifier is no weak one');
DROP TABLE people;

-- mode read; suspend and resume

CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text UNIQUE, verified boolean, hash text, logins int NOT NULL DEFAULT 0);
INSERT INTO people (email, hash) VALUES ('jane@example.com', '$argon2id$v=19$m=1024,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tCGweEmNNiMdfjqoFl9ZKRl/bO0NJTtJMmax1Il43Gc');
CREATE FUNCTION seven() RETURNS text[] LANGUAGE sql AS $$
	SELECT ARRAY[left(act('login', 'jane@example.com', 'correct horse'), 5), left(act('create', '{"email": "new@example.com", "password": "correct horse"}'), 5), left(act('verify', 'jane@example.com'), 5),
		act('change_password', 'jane@example.com', 'correct horse'), left(act('get_user', 'jane@example.com'), 5), act('delete', '4711'), act('change_email', 'jane@example.com', 'jane@example.com', 'true')]
$$;
SELECT is(attach('people', :'fields', '{"mode": "read", "verifiers": "exclusive", "set": {"login": {"logins": "logins + 1"}}}'), 'create verify change_password delete change_email upgrade stamp', 'mode read');
SELECT is(said('create') || said('stamp'), 'The store''s mode is "read".The store''s mode is "read".', '... says so');
SELECT xmin AS before FROM people \gset
SELECT is(seven(), '{"{\"ema",0A000,0A000,0A000,"{\"ema",0A000,0A000}', 'mode read: login and get_user only');
SELECT is((SELECT format('%s %s', logins, hash LIKE '%m=1024%') FROM people), '0 t', '... and nothing is written');
SELECT count(*) FROM userstore.attach('attached', 'people', :'fields', '{"mode": "active", "scheme": "argon2", "set": {"login": {"logins": "logins + 1"}}}') \gset ignored_
SELECT is(seven(), '{"{\"ema","{\"ema","{\"ema",true,"{\"ema",false,true}', 'mode active');
SELECT is(answer_as('regress_userstore_owner', 'SELECT userstore.suspend(''attached'')'), '', 'suspend, by the owner of the table');
SELECT is(ARRAY(SELECT left(s, 5) FROM unnest(seven()) AS s), array_fill('55U01'::text, ARRAY[7]), 'suspended: every action');
SELECT is(act('login', 'jane@example.com', 'correct horse') || act('get_user', 'nobody@example.com'), '55U01 store_suspended55U01 store_suspended', 'suspended: for nobody as for somebody');
SELECT is((SELECT suspended::text FROM userstore.stores WHERE store = 'attached'), 'true', 'userstore.stores shows it');
SELECT count(*) FROM userstore.attach('attached', 'people', :'fields', '{"scheme": "argon2"}') \gset ignored_
SELECT is(act('get_user', 'jane@example.com'), '55U01 store_suspended', 'attaching again does not end it');
SELECT is(lacks_now(), '', 'capabilities() tells of the table, not of that');
SELECT is(array_agg(answer_as(role, format('SELECT userstore.%s(''attached'')', what))), '{42501,42501,42501,42501}', 'neither scripts nor owners of other tables suspend, resume, detach or look')
FROM (SELECT 'regress_userstore_script' AS role, unnest('{suspend,resume,detach,capabilities}'::text[]) AS what) AS s;
SELECT is(answer_as('regress_userstore_owner', 'SELECT userstore.resume(''attached'')'), '', 'resume');
SELECT is(act('get_user', 'jane@example.com') LIKE '{%', true, 'resumed');
SELECT is(array_agg(answer(format('SELECT userstore.%s(%s)', what, name))), '{42501,42501,42501,42501,22004,22004,22004,22004}', 'a store that does not exist, NULL')
FROM unnest('{''nonesuch'',"NULL"}'::text[]) AS name, unnest('{suspend,resume,detach,capabilities}'::text[]) AS what;
DROP TABLE people;

SELECT * FROM finish();
ROLLBACK;
