-- What an administrator sees who attaches a table: its rows, its messages, and the view of all stores.
\set VERBOSITY default
CREATE EXTENSION userstore;
CREATE ROLE regress_userstore_owner;
CREATE ROLE regress_userstore_other;
CREATE SCHEMA shop AUTHORIZATION regress_userstore_owner;
GRANT USAGE ON SCHEMA userstore TO regress_userstore_owner, regress_userstore_other;
GRANT EXECUTE ON FUNCTION userstore.attach, userstore.capabilities, userstore.detach, userstore.suspend, userstore.resume
	TO regress_userstore_owner, regress_userstore_other;
SET ROLE regress_userstore_owner;
CREATE TABLE shop.customers (
	customer_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	mail text NOT NULL,
	confirmed_at timestamp,
	pw varchar(60) NOT NULL,
	full_name text,
	locale text NOT NULL,
	disabled boolean NOT NULL DEFAULT false,
	deleted_at timestamptz
);
CREATE VIEW shop.latest AS SELECT customer_id, pw FROM shop.customers;

-- Nothing is said, and no framework makes such a table.
\set SHOW_CONTEXT never
SELECT * FROM userstore.attach('shop', 'shop.customers');
\set SHOW_CONTEXT errors

-- A slip of the pen
SELECT * FROM userstore.attach('shop', 'shop.customers', '{"user_id": "custmer_id", "email": "mail"}');
SELECT * FROM userstore.attach('shop', 'shop.customers', '{"user_id": "customer_id", "email": "mail", "username": "mail"}');
SELECT * FROM userstore.attach('shop', 'shop.customers', '{"user_id": "customer_id", "email": {"column": "mail", "mach": "mail = $"}}');
SELECT * FROM userstore.attach('shop', 'shop.customers', '{"user_id": "customer_id", "email": "mail"}', '{"shceme": "bcrypt"}');
SELECT * FROM userstore.attach('shop', 'shop.customers', '{"user_id": "customer_id", "email": "mail"}', '{"scheme": "bycrypt"}');
SELECT * FROM userstore.attach('shop', 'shop.customers', '{"user_id": "customer_id", "email": "mail"}', '{"where": "deleted_at IS NUL"}');
SELECT * FROM userstore.attach('shop', 'shop.customers', '{"user_id": "customer_id", "email": "mail"}', '{"where": "removed_at IS NULL"}');
SELECT * FROM userstore.attach('shop', 'shop.customers', '{"user_id": "customer_id", "email": "mail"}', '{"where": "deleted_at"}');
SELECT * FROM userstore.attach('shop', 'shop.customers', '{"user_id": "customer_id", "email": "mail"}', '{"set": {"create": {"locale": "new.locale"}}}');
SELECT * FROM userstore.attach('shop', 'shop.customers', '{"user_id": "customer_id", "email": "mail"}', '{"where": "true; DROP TABLE shop.customers"}');

-- No index finds anybody.
SELECT * FROM userstore.attach('shop', 'shop.customers', '{"user_id": "customer_id", "email": "mail"}');
CREATE INDEX ON shop.customers (lower(mail));

-- What it can do, what it can't, and the cures
\x on
SELECT * FROM userstore.attach('shop', 'shop.customers',
	'{"user_id": "customer_id", "email": "mail", "email_verified": "confirmed_at", "verifier": "pw", "name": "full_name",
		"blocked": "disabled", "initials": {"read": "left(full_name, 1)"}}',
	'{"scheme": "argon2", "where": "deleted_at IS NULL", "set": {"delete": {"deleted_at": "now()"}}}');
\x off
CREATE UNIQUE INDEX CONCURRENTLY ON shop.customers (lower(mail)) WHERE (deleted_at IS NULL);
DROP VIEW shop.latest;
ALTER TABLE shop.customers ALTER COLUMN pw TYPE text;
ALTER TABLE shop.customers ALTER COLUMN locale SET DEFAULT 'en';
SELECT name, usable, reason, cure FROM userstore.capabilities('shop') WHERE kind = 'capability';

-- Duplicates stand in the way of the index: they are counted, and can be listed.
DROP INDEX shop.customers_lower_idx1;
INSERT INTO shop.customers (mail, pw) VALUES ('jane@example.com', '!'), ('Jane@example.com', '!');
SELECT name, usable, reason, cure FROM userstore.capabilities('shop') WHERE name IN ('email', 'create', 'change_email');

-- Whose it is
RESET ROLE;
SET ROLE regress_userstore_other;
CREATE TEMP TABLE mine (id int PRIMARY KEY, email text UNIQUE);
SELECT * FROM userstore.attach('shop', 'mine', '{"user_id": "id", "email": "email"}');
SELECT * FROM userstore.capabilities('shop');
SELECT userstore.detach('shop');
SELECT userstore.suspend('nonesuch');
RESET ROLE;
CREATE TABLE supers (id int PRIMARY KEY, email text UNIQUE, verified boolean, hash text);
SELECT * FROM userstore.attach('supers', 'supers', '{"user_id": "id", "email": "email"}');
CREATE SEQUENCE shop.numbers;
ALTER SEQUENCE shop.numbers OWNER TO regress_userstore_owner;
SELECT * FROM userstore.attach('shop', 'shop.numbers', '{"user_id": "id"}');

-- The warnings: one id for two users, row-level security that a caller might steer, a schema that others may write to
SET ROLE regress_userstore_owner;
CREATE TABLE shop.staff (id int PRIMARY KEY, email text UNIQUE);
ALTER TABLE shop.staff ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT count(*) FROM userstore.attach('staff', 'shop.staff', '{"user_id": "id", "email": "email"}');
SELECT count(*) FROM userstore.attach('staff', 'shop.staff', '{"user_id": "id", "email": "email"}', '{"user_id_prefix": "staff|"}');
GRANT CREATE ON SCHEMA shop TO regress_userstore_other;
SELECT count(*) FROM userstore.attach('staff', 'shop.staff', '{"user_id": "id", "email": "email"}');
REVOKE CREATE ON SCHEMA shop FROM regress_userstore_other;

-- All stores; one is suspended, and one loses its relation.
SELECT userstore.suspend('shop');
DROP TABLE shop.staff;
RESET ROLE;
SELECT store, CASE WHEN owner IS NOT NULL THEN relation END AS relation, owner, options->>'user_id_prefix' AS prefix, suspended FROM userstore.stores ORDER BY store;
CREATE ROLE regress_userstore_script LOGIN;
SELECT userstore.grant_access('regress_userstore_script', 'shop');
SET ROLE regress_userstore_script;
SELECT userstore.get_user('jane@example.com');
RESET ROLE;
SET ROLE regress_userstore_owner;
SELECT userstore.resume('shop');
\set SHOW_CONTEXT never
SELECT userstore.detach('shop');
RESET ROLE;
SELECT userstore.detach('shop');
SELECT userstore.detach('staff');
SELECT count(*) AS customers FROM shop.customers;
SELECT store FROM userstore.stores;

DROP EXTENSION userstore;
DROP TABLE supers, mine;
DROP SCHEMA shop CASCADE;
DROP ROLE regress_userstore_owner, regress_userstore_other, regress_userstore_script;
