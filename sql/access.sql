-- Proves what grant_access and revoke_access do and refuse.
\set SHOW_CONTEXT never
CREATE EXTENSION userstore;
CREATE ROLE regress_userstore_owner;
CREATE ROLE regress_userstore_a LOGIN;
CREATE ROLE "regress_userstore B" LOGIN CONNECTION LIMIT 7;
CREATE ROLE regress_userstore_group;
CREATE ROLE regress_userstore_boss LOGIN SUPERUSER;
SELECT userstore.create_store(owner => 'regress_userstore_owner');
SELECT userstore.create_store('crew', 'public.crew', 'regress_userstore_owner');
CREATE VIEW rights AS
	SELECT r.rolname, has_schema_privilege(r.oid, 'userstore', 'USAGE') AS usage,
		array(SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'userstore'::regnamespace
			AND has_function_privilege(r.oid, p.oid, 'EXECUTE') ORDER BY p.proname) AS may_execute,
		r.rolconnlimit
	FROM pg_roles r WHERE r.rolname IN ('regress_userstore_a', 'regress_userstore B')
	ORDER BY r.rolname COLLATE "C";
TABLE rights;

SELECT userstore.grant_access('regress_userstore_a');
SELECT userstore.grant_access('"regress_userstore B"', 'crew', '{login,get_user}', 3);
TABLE rights;
SELECT grantee, store, actions FROM userstore.grants ORDER BY grantee::text COLLATE "C", store;

-- Again: what is granted is what was said last.
SELECT userstore.grant_access('regress_userstore_a', 'default', '{delete}');
SELECT userstore.grant_access('"regress_userstore B"', 'default', '{verify}', 5);
TABLE rights;

-- What each may do
SET ROLE regress_userstore_a;
SELECT userstore.delete('nobody');
SELECT userstore.login('jane@example.com', 'correct horse');
RESET ROLE;
SET ROLE "regress_userstore B";
SELECT userstore.get_user('jane@example.com', 'crew');
SELECT userstore.get_user('jane@example.com', 'default');
SELECT userstore.get_user('jane@example.com', 'nonesuch');
SELECT userstore.verify('jane@example.com');
SELECT * FROM crew;
RESET ROLE;

-- Refused
SELECT userstore.grant_access('regress_userstore_nonesuch');
SELECT userstore.grant_access('regress_userstore_group');
SELECT userstore.grant_access('regress_userstore_boss');
SELECT userstore.grant_access('regress_userstore_a', 'nonesuch');
SELECT userstore.grant_access('regress_userstore_a', 'default', '{login,fly}');
SELECT userstore.grant_access('regress_userstore_a', 'default', '{login,NULL}');
SELECT userstore.grant_access('regress_userstore_a', 'default', '{}');
SELECT userstore.grant_access('regress_userstore_a', 'default', '{login}', 0);
SELECT userstore.grant_access(NULL);
SELECT userstore.grant_access('regress_userstore_a', NULL);
SELECT userstore.grant_access('regress_userstore_a', 'default', NULL);
SELECT userstore.revoke_access('regress_userstore_a', 'crew');
SELECT userstore.revoke_access('regress_userstore_nonesuch');
TABLE rights;

-- Only a superuser, even if somebody else may execute it
GRANT USAGE ON SCHEMA userstore TO regress_userstore_owner;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA userstore TO regress_userstore_owner;
SET ROLE regress_userstore_owner;
SELECT userstore.grant_access('regress_userstore_a', 'default', '{login}');
SELECT userstore.revoke_access('regress_userstore_a');
RESET ROLE;

-- Taken away; the connection limit comes back with the last grant that set it.
SELECT userstore.revoke_access('regress_userstore_a');
SELECT userstore.revoke_access('"regress_userstore B"', 'crew');
TABLE rights;
SELECT userstore.revoke_access('"regress_userstore B"');
TABLE rights;
SELECT count(*) AS grants_left FROM userstore.grants;
SET ROLE regress_userstore_a;
SELECT userstore.delete('nobody');
RESET ROLE;

-- A store that goes takes its grants with it.
SELECT userstore.grant_access('regress_userstore_a', 'crew');
DELETE FROM userstore.mappings WHERE store = 'crew';
SELECT count(*) AS grants_left FROM userstore.grants;

DROP VIEW rights;
DROP EXTENSION userstore;
DROP TABLE users, crew;
DROP FUNCTION users_fold, crew_fold;
DROP ROLE regress_userstore_owner, regress_userstore_a, "regress_userstore B", regress_userstore_group, regress_userstore_boss;
