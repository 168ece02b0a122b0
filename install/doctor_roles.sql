--
-- For administrators: doctor's part about who may.
--

CREATE FUNCTION userstore.doctor_roles(
		OUT claimed text, OUT severity text, OUT problem text, OUT cure text)
	RETURNS SETOF record
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
	WITH RECURSIVE granted AS (
		SELECT g.grantee::oid AS oid, g.grantee::text AS name, r.rolname, r.rolsuper, r.rolconnlimit,
			array_remove(ARRAY[CASE WHEN NOT r.rolcanlogin THEN 'LOGIN' END, CASE WHEN r.rolcreaterole THEN 'NOCREATEROLE' END,
				CASE WHEN r.rolbypassrls THEN 'NOBYPASSRLS' END, CASE WHEN r.rolreplication THEN 'NOREPLICATION' END], NULL) AS lacks
		FROM (SELECT DISTINCT grantee FROM userstore.grants) AS g LEFT JOIN pg_roles r ON r.oid = g.grantee
	), again AS (
		SELECT g.grantee::oid AS oid, string_agg(format('SELECT userstore.grant_access(%L, %L, %L)',
			g.grantee, g.store, g.actions), '; ' ORDER BY g.store) AS cure
		FROM userstore.grants g GROUP BY g.grantee
	), actions AS (
		SELECT p.oid, p.proname, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner)) AS acl FROM pg_proc p
		WHERE p.pronamespace = 'userstore'::regnamespace AND p.proname IN ('login', 'create',
			'verify', 'change_password', 'get_user', 'delete', 'change_email')
	), members (role, member) AS (
		SELECT m.roleid, m.member FROM pg_auth_members m WHERE m.roleid IN (SELECT g.oid FROM granted g)
			AND coalesce((to_jsonb(m) ->> 'inherit_option')::boolean OR (to_jsonb(m) ->> 'set_option')::boolean, true)
		UNION
		SELECT b.role, m.member FROM members b JOIN pg_auth_members m ON m.roleid = b.member
			AND coalesce((to_jsonb(m) ->> 'inherit_option')::boolean OR (to_jsonb(m) ->> 'set_option')::boolean, true)
	), strangers AS (
		SELECT a.grantee FROM actions f, aclexplode(f.acl) AS a
		WHERE a.grantee NOT IN (0, f.proowner) AND a.grantee NOT IN (SELECT g.oid FROM granted g)
		UNION
		SELECT a.grantee FROM pg_namespace n, aclexplode(n.nspacl) AS a
		WHERE n.nspname = 'userstore' AND a.grantee NOT IN (0, n.nspowner, 'pg_monitor'::regrole)
			AND a.grantee NOT IN (SELECT g.oid FROM granted g)
			AND NOT EXISTS (SELECT FROM pg_proc p, aclexplode(p.proacl) AS o
				WHERE p.pronamespace = n.oid AND o.grantee = a.grantee)
			AND NOT EXISTS (SELECT FROM pg_class c, aclexplode(c.relacl) AS o
				WHERE c.relnamespace = n.oid AND o.grantee = a.grantee)
	)
	SELECT format('role %s: it exists', g.name), 'warn',
		CASE WHEN g.rolname IS NULL THEN 'It was dropped.' END,
		format('DELETE FROM userstore.grants WHERE grantee::oid = %s', g.oid)
	FROM granted g
	UNION ALL
	SELECT format('role %s: it is no superuser', g.name), 'fail',
		CASE WHEN g.rolsuper THEN 'Nothing that it was granted limits it.' END,
		format('ALTER ROLE %s NOSUPERUSER', g.name)
	FROM granted g WHERE g.rolname IS NOT NULL
	UNION ALL
	SELECT format('role %s: it can log in, and has no attribute besides', g.name), 'warn',
		CASE WHEN g.lacks <> '{}' THEN format('It should be %s.', array_to_string(g.lacks, ', ')) END,
		format('ALTER ROLE %s %s', g.name, array_to_string(g.lacks, ' '))
	FROM granted g WHERE g.rolname IS NOT NULL
	UNION ALL
	SELECT format('role %s: it has a connection limit', g.name), 'warn',
		CASE WHEN g.rolconnlimit < 0 THEN 'It may take every connection of the server.' END,
		format('ALTER ROLE %s CONNECTION LIMIT 20', g.name)
	FROM granted g WHERE g.rolname IS NOT NULL
	UNION ALL
	SELECT format('role %s: it may execute what it was granted', g.name), 'fail',
		(SELECT format('It may not: %s.', string_agg(DISTINCT what, ', ')) FROM (
			SELECT f.oid::regprocedure::text AS what FROM userstore.grants t JOIN actions f ON f.proname = ANY (t.actions)
			WHERE t.grantee = g.oid AND NOT has_function_privilege(g.oid, f.oid, 'EXECUTE')
			UNION SELECT 'use schema userstore' WHERE NOT has_schema_privilege(g.oid, 'userstore', 'USAGE')) AS w HAVING count(*) > 0),
		a.cure
	FROM granted g JOIN again a USING (oid) WHERE g.rolname IS NOT NULL
	UNION ALL
	SELECT format('role %s: its settings are as grant_access() made them', g.name), 'fail',
		(SELECT format('Missing or changed in this database: %s.', string_agg(w.name, ', ' ORDER BY w.name))
			FROM userstore.wanted_settings(g.oid) AS w
			WHERE userstore.setting_here(g.oid, w.name) IS DISTINCT FROM w.value HAVING count(*) > 0),
		a.cure
	FROM granted g JOIN again a USING (oid) WHERE g.rolname IS NOT NULL
	UNION ALL
	SELECT format('role %s: nobody is a member of it', g.name), 'warn',
		(SELECT format('Members execute its functions with neither its access nor its settings: %s.',
			string_agg(m.member::regrole::text, ', ' ORDER BY m.member::regrole::text)) FROM members m
			JOIN pg_roles r ON r.oid = m.member AND NOT r.rolsuper WHERE m.role = g.oid HAVING count(*) > 0),
		(SELECT string_agg(format('REVOKE %s FROM %s', m.roleid::regrole, m.member::regrole), '; ')
			FROM pg_auth_members m WHERE m.roleid = g.oid)
	FROM granted g WHERE g.rolname IS NOT NULL
	UNION ALL
	SELECT format('role %s: it may make no temporary tables', g.name), 'warn',
		CASE WHEN has_database_privilege(g.oid, d.oid, 'TEMP') THEN 'It could fill the disk with them.' END,
		CASE WHEN EXISTS (SELECT FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) AS x
			WHERE x.grantee = 0 AND x.privilege_type = 'TEMPORARY')
			THEN format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', d.datname)
			ELSE format('REVOKE TEMPORARY ON DATABASE %I FROM %s', d.datname, g.name) END
	FROM granted g, pg_database d WHERE g.rolname IS NOT NULL AND d.datname = current_database()
	UNION ALL
	SELECT 'access is to stores that exist', 'warn',
		(SELECT format('Not these: %s.', string_agg(DISTINCT format('"%s"', t.store), ', ')) FROM userstore.grants t
			WHERE t.store NOT IN (SELECT m.store FROM userstore.mappings m) HAVING count(*) > 0),
		'DELETE FROM userstore.grants WHERE store NOT IN (SELECT store FROM userstore.mappings)'
	UNION ALL
	SELECT 'only roles with access may execute actions', 'warn',
		(SELECT format('These have rights, and access to no store: %s.',
			string_agg(s.grantee::regrole::text, ', ' ORDER BY s.grantee::regrole::text)) FROM strangers s HAVING count(*) > 0),
		(SELECT string_agg(format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA userstore FROM %1$s; REVOKE ALL ON SCHEMA userstore FROM %1$s',
			s.grantee::regrole), '; ' ORDER BY s.grantee::regrole::text) FROM strangers s)
$$;
REVOKE ALL ON FUNCTION userstore.doctor_roles() FROM PUBLIC;
COMMENT ON FUNCTION userstore.doctor_roles() IS
	'what doctor finds about the roles with access, and those who should have none';
