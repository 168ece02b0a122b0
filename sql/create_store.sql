-- Proves what create_store makes, from its arguments, and what it refuses.
\set SHOW_CONTEXT never
CREATE EXTENSION userstore;
CREATE ROLE regress_userstore_owner;

SELECT userstore.create_store();
SELECT a.attname AS "column", format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS not_null,
	c.collname AS collation, pg_get_expr(d.adbin, d.adrelid) AS "default"
FROM pg_attribute a
	LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
	LEFT JOIN pg_collation c ON c.oid = a.attcollation AND c.collname <> 'default'
WHERE a.attrelid = 'users'::regclass AND a.attnum > 0 ORDER BY a.attnum;
SELECT conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint
WHERE conrelid = 'users'::regclass AND contype <> 'n' ORDER BY conname COLLATE "C";
SELECT pg_get_indexdef(indexrelid) AS index FROM pg_index
WHERE indrelid = 'users'::regclass ORDER BY pg_get_indexdef(indexrelid) COLLATE "C";
SELECT reloptions, obj_description(oid) AS comment,
	obj_description('users_fold(text)'::regprocedure) AS comment_of_fold
FROM pg_class WHERE oid = 'users'::regclass;

-- The table belongs to nobody's extension.
SELECT count(*) AS members FROM pg_depend
WHERE deptype = 'e' AND objid IN ('users'::regclass::oid, 'users_fold(text)'::regprocedure::oid);

-- Names of all kinds, another owner, stores side by side
CREATE SCHEMA "Weird ""Schema""";
GRANT USAGE ON SCHEMA "Weird ""Schema""" TO regress_userstore_owner;
SELECT userstore.create_store('crew', '"Weird ""Schema""".people', 'regress_userstore_owner');
SELECT userstore.create_store(store => 'Ünïcode %s', relation => 'public."The ''Users''"', owner => 'regress_userstore_owner');
SELECT userstore.create_store('folded', 'PUBLIC.Folded_Name', owner => 'regress_userstore_owner');
SELECT store, relation, nullif(owner, current_user) AS other_owner, options - 'set' AS options FROM userstore.stores ORDER BY store COLLATE "C";
SELECT key AS field, value AS "column" FROM userstore.stores, jsonb_each(columns) WHERE store = 'crew' ORDER BY key COLLATE "C";
SELECT action.key AS action, item.key AS "column", item.value AS expression
FROM userstore.stores, jsonb_each(options->'set') AS action, jsonb_each_text(action.value) AS item
WHERE store = 'crew' ORDER BY action.key COLLATE "C", item.key COLLATE "C";
SELECT relname, relowner::regrole, relacl IS NULL OR NOT relacl::text ~ '[{,]=' AS not_for_public
FROM pg_class WHERE relname IN ('people', 'The ''Users''') ORDER BY relname COLLATE "C";

-- Two stores don't see each other's users.
SELECT userstore.create('{"email": "jane@example.com", "password": "correct horse"}', 'crew') - 'user_id' AS created;
SELECT userstore.get_user('jane@example.com', 'crew') IS NOT NULL AS in_crew,
	userstore.get_user('jane@example.com', 'Ünïcode %s') IS NOT NULL AS in_unicode,
	userstore.get_user('jane@example.com') IS NOT NULL AS in_default;

-- What is refused
SELECT userstore.create_store();
SELECT userstore.create_store('another');
SELECT userstore.create_store('crew', 'public.crew2', 'regress_userstore_owner');
SELECT userstore.create_store(NULL);
SELECT userstore.create_store('another', NULL);
-- (terse: the detail would show a row that differs from run to run)
\set VERBOSITY terse
SELECT userstore.create_store('', 'public.another', 'regress_userstore_owner');
SELECT userstore.create_store(repeat('x', 64), 'public.another', 'regress_userstore_owner');
SELECT userstore.create_store(E'line\nbreak', 'public.another', 'regress_userstore_owner');
\set VERBOSITY default
CREATE SCHEMA closed;
SELECT userstore.create_store('another', 'closed.another', 'regress_userstore_owner');
DROP SCHEMA closed;
CREATE TABLE mine (email text);
SELECT userstore.create_store('another', 'public.mine');
SELECT count(*) AS fold_left_behind FROM pg_proc WHERE proname = 'mine_fold';
SELECT userstore.create_store('another', 'another');
SELECT userstore.create_store('another', 'a.b.c');
SELECT userstore.create_store('another', '');
SELECT userstore.create_store('another', 'public.another; DROP TABLE users');
SELECT userstore.create_store('another', 'public.' || repeat('x', 41));
SELECT userstore.create_store('another', 'nonesuch.another');
SELECT userstore.create_store('another', 'public.another', 'regress_userstore_nonesuch');
SELECT userstore.create_store('another', 'public.another', 'public');
SELECT count(*) AS half_made FROM pg_class WHERE relname LIKE 'another%';

-- A mapping must fit, and its relation be one's own.
SELECT userstore.attach('another', 'users', '{"email": "email"}', '{}');
SELECT userstore.attach('another', 'users', '{"user_id": "nonesuch"}', '{}');
SELECT userstore.attach('another', 'users', '{"user_id": 1}', '{}');
SELECT userstore.attach('another', 'users', '[]', '{}');
SELECT userstore.attach('another', 'nonesuch', '{}', '{}');
SELECT userstore.create_store('folded', 'public.another', 'regress_userstore_owner');

-- The constraints of the table
\set VERBOSITY terse
INSERT INTO users DEFAULT VALUES;
INSERT INTO users (phone_number) VALUES ('0123');
INSERT INTO users (email, attributes) VALUES ('x', '[]');
\set VERBOSITY default

-- A store whose table is gone
DROP TABLE folded_name;
SELECT store, owner FROM userstore.stores WHERE store = 'folded';
SELECT userstore.get_user('jane@example.com', 'folded');

-- A superuser's table is refused unless the options say so.
UPDATE userstore.mappings SET options = options - 'allow_superuser_owner' WHERE store = 'default';
SELECT userstore.get_user('jane@example.com');

DROP EXTENSION userstore;
DROP TABLE users, mine, "The 'Users'";
DROP FUNCTION users_fold, "The 'Users'_fold", folded_name_fold;
DROP TABLE "Weird ""Schema""".people;
DROP FUNCTION "Weird ""Schema""".people_fold;
DROP SCHEMA "Weird ""Schema""";
DROP ROLE regress_userstore_owner;
