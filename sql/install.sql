-- Proves what CREATE EXTENSION makes, and what it refuses.
\set SHOW_CONTEXT never

-- A schema that was planted is not adopted.
CREATE SCHEMA userstore;
CREATE EXTENSION userstore;
DROP SCHEMA userstore;

-- There is one place for it, and one owner.
CREATE SCHEMA elsewhere;
CREATE EXTENSION userstore SCHEMA elsewhere;
DROP SCHEMA elsewhere;
CREATE ROLE regress_userstore_nobody;
SET ROLE regress_userstore_nobody;
CREATE EXTENSION userstore;
RESET ROLE;

CREATE EXTENSION userstore;
CREATE EXTENSION userstore;
ALTER EXTENSION userstore SET SCHEMA public;

-- What is in it
SELECT pg_describe_object(d.classid, d.objid, 0) AS object
FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND e.extname = 'userstore'
	AND pg_describe_object(d.classid, d.objid, 0) !~ '^type|^trigger'
ORDER BY pg_describe_object(d.classid, d.objid, 0) COLLATE "C";
SELECT name, unit, min_val, max_val, boot_val, context
FROM pg_settings WHERE name LIKE 'userstore.%' ORDER BY name COLLATE "C";

-- The configuration is dumped, but for what would not restore.
SELECT unnest(extconfig)::regclass AS "table", unnest(extcondition) <> '' AS with_condition
FROM pg_extension WHERE extname = 'userstore';

-- Settings are the server's; nobody sets one for a session, or invents one.
SET userstore.argon2_memory = '1GB';
SET userstore.nonsense = 1;
ALTER ROLE regress_userstore_nobody SET userstore.argon2_memory = '1GB';

-- For whom there is nothing
SET ROLE regress_userstore_nobody;
SELECT userstore.login('jane@example.com', 'correct horse');
SELECT userstore.hash_password('correct horse');
SELECT userstore.create_store();
TABLE userstore.mappings;
TABLE userstore.stores;
RESET ROLE;

-- Without a store the answer is that of a store that is not there.
SELECT userstore.login('jane@example.com', 'correct horse');
SELECT userstore.get_user('jane@example.com', 'nonesuch');
SELECT userstore.configuration_changed();
SELECT * FROM userstore.stores;

DROP EXTENSION userstore;
DROP ROLE regress_userstore_nobody;
SELECT count(*) AS left_behind FROM pg_namespace WHERE nspname = 'userstore';
