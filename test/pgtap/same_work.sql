-- Proves which kinds of work the failed logins of a store learn to do, from whom, and until when.
-- That all do the same then is test/unit/test_load.c's.
\ir helpers.psql
SELECT plan(29);

CREATE TABLE people (id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, email text NOT NULL, hash text);
CREATE UNIQUE INDEX ON people (lower(email));
ALTER TABLE people OWNER TO regress_userstore_owner;
INSERT INTO people (email, hash) VALUES
	('bcrypt@example.com', '$2b$05$abcdefghijklmnopqrstuuO9n6cI.uZ0hGvX1cZQGZzV3ZC1d5v7W'),
	('dearer@example.com', '$2b$06$abcdefghijklmnopqrstuuO9n6cI.uZ0hGvX1cZQGZzV3ZC1d5v7W'),
	('md5@example.com', md5('correct horse')),
	('missing@example.com', NULL),
	('none@example.com', '!'),
	('corrupt@example.com', '$2b$10$abc'),
	('huge@example.com', '$argon2id$v=19$m=4194304,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tCGweEmNNiMdfjqoFl9ZKRl/bO0NJTtJMmax1Il43Gc');

CREATE FUNCTION attach_people(options jsonb DEFAULT '{"scheme": "hex-md5"}') RETURNS bigint LANGUAGE sql AS $$
	SELECT count(*) FROM userstore.attach('people', 'people',
		'{"user_id": "id", "email": "email", "verifier": "hash"}', options)
$$;
CREATE FUNCTION costs(store text DEFAULT 'people') RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', primitive, nullif(shape, 0), amount), ', '
		ORDER BY primitive, shape, amount)
	FROM userstore.costs c WHERE c.store = costs.store
$$;
CREATE FUNCTION try(email text, password text DEFAULT 'wrong horse') RETURNS text LANGUAGE sql AS $$
	SELECT coalesce(userstore.login(email, password, 'people')->>'email', 'NULL')
$$;
CREATE FUNCTION add_person(email text, hash text) RETURNS void LANGUAGE sql AS $$
	INSERT INTO people (email, hash) VALUES (email, hash)
$$;
\set m1024 $argon2id$v=19$m=1024,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tCGweEmNNiMdfjqoFl9ZKRl/bO0NJTtJMmax1Il43Gc
\set m1024t1 $argon2id$v=19$m=1024,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tCGweEmNNiMdfjqoFl9ZKRl/bO0NJTtJMmax1Il43Gc
\set django pbkdf2_sha256$1000$salt$tCGweEmNNiMdfjqoFl9ZKRl/bO0NJTtJMmax1Il43Gc=

-- What attaching finds: the dearest of each kind that adds up, nothing of what no login computes.
SELECT is(costs(), NULL, 'no store, no costs');
SELECT attach_people() \gset ignored_
SELECT is(costs(), 'bcrypt 64', 'attach learns the dearest of a kind; what can''t be used has none');

-- Who meets what nobody knew of.
SELECT add_person('argon@example.com', :'m1024') \gset ignored_
SELECT is(try('nobody@example.com'), 'NULL', 'nobody logs in');
SELECT is(try(name || '@example.com'), 'NULL', name || ' does not')
FROM unnest('{bcrypt,md5,missing,none,corrupt,huge}'::text[]) AS name;
SELECT is(costs(), 'bcrypt 64', '... which teaches nothing');
SELECT is(try('argon@example.com'), 'NULL', 'a wrong password for a verifier of a new kind');
SELECT is(costs(), 'argon2id 1024 2, bcrypt 64', '... teaches it');

SELECT add_person('fewer@example.com', :'m1024t1') \gset ignored_
SELECT try('fewer@example.com') \gset ignored_
SELECT is(costs(), 'argon2id 1024 1, argon2id 1024 2, bcrypt 64', 'other passes of argon2 are another kind');

SELECT add_person('cheaper@example.com', '$2b$04$abcdefghijklmnopqrstuuO9n6cI.uZ0hGvX1cZQGZzV3ZC1d5v7W') \gset ignored_
SELECT try('cheaper@example.com') \gset ignored_
SELECT is(costs(), 'argon2id 1024 1, argon2id 1024 2, bcrypt 64', 'fewer rounds of bcrypt are not');

UPDATE people SET hash = NULL WHERE email IN ('argon@example.com', 'fewer@example.com');
DELETE FROM userstore.costs WHERE store = 'people' AND primitive = 'argon2id';
SELECT add_person('right@example.com', :'m1024') \gset ignored_
SELECT is(try('right@example.com', 'correct horse'), 'right@example.com', 'the right password for a verifier of a new kind');
SELECT is(costs(), 'argon2id 1024 2, bcrypt 64', '... teaches it too');

-- What was learned in a subtransaction that is rolled back is learned again.
SELECT add_person('django@example.com', :'django') \gset ignored_
SAVEPOINT before;
SELECT try('django@example.com') \gset ignored_
SELECT is(costs(), 'argon2id 1024 2, bcrypt 64, pbkdf2 4 1000', 'PBKDF2 is learned');
ROLLBACK TO before;
SELECT is(costs(), 'argon2id 1024 2, bcrypt 64', '... and rolled back');
SELECT try('django@example.com') \gset ignored_
SELECT is(costs(), 'argon2id 1024 2, bcrypt 64, pbkdf2 4 1000', '... and learned by the next login');

-- A transaction that can't write.
DELETE FROM userstore.costs WHERE store = 'people' AND primitive = 'pbkdf2';
SAVEPOINT before;
SET LOCAL transaction_read_only = on;
SELECT is(try('django@example.com'), 'NULL', 'a failed login of a new kind in a read-only transaction');
SELECT is(costs(), 'argon2id 1024 2, bcrypt 64', '... writes nothing');
ROLLBACK TO before;
SELECT try('django@example.com') \gset ignored_
SELECT is(costs(), 'argon2id 1024 2, bcrypt 64, pbkdf2 4 1000', '... and the next one that may does');

-- Who counts.
DELETE FROM people WHERE email IN ('django@example.com', 'dearer@example.com');
SELECT count(*) FROM userstore.schemes('people') \gset ignored_
SELECT is(costs(), 'argon2id 1024 2, bcrypt 64, pbkdf2 4 1000', 'a look at a sample forgets nothing');
SELECT count(*) FROM userstore.schemes('people', exact => true) \gset ignored_
SELECT is(costs(), 'argon2id 1024 2, bcrypt 32', 'who counts them all leaves what there is');

-- Costs follow their store.
UPDATE userstore.mappings SET store = 'renamed' WHERE store = 'people';
SELECT is(costs('renamed'), 'argon2id 1024 2, bcrypt 32', 'a store that is renamed keeps them');
SELECT is(costs(), NULL, '... and leaves none behind');
UPDATE userstore.mappings SET store = 'people' WHERE store = 'renamed';
UPDATE people SET hash = NULL WHERE email = 'right@example.com';
SELECT attach_people() \gset ignored_
SELECT is(costs(), 'bcrypt 32', 'attaching again looks again');
SELECT userstore.detach('people') \gset ignored_
SELECT is(costs(), NULL, 'a store that goes takes them along');

SELECT is(has_table_privilege('regress_userstore_script', 'userstore.costs', 'SELECT'), false, 'no script reads them');

SELECT * FROM finish();
ROLLBACK;
