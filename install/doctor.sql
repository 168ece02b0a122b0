--
-- For administrators: is this installation sound?
--
-- The parts give findings: what should be so, how bad it is if not, what is
-- wrong or null, and what would cure it.  They read, and count nothing; what
-- raises an error becomes a finding, and the rest is looked at.
--

CREATE FUNCTION userstore.library_version() RETURNS text
	LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'us_sql_library_version';
REVOKE ALL ON FUNCTION userstore.library_version() FROM PUBLIC;
COMMENT ON FUNCTION userstore.library_version() IS
	'the version of the library that this session has loaded';

CREATE FUNCTION userstore.outcome_of(statement text, OUT result text,
		OUT problem text, OUT hint text)
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	detail text;
BEGIN
	EXECUTE statement INTO result;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	problem := concat_ws(' ', format('%s: %s.', SQLSTATE, SQLERRM), nullif(detail, ''));
	hint := nullif(hint, '');
END
$$;
REVOKE ALL ON FUNCTION userstore.outcome_of(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.outcome_of(text) IS
	'the first value that a statement gives, or its error in words; used by doctor';

CREATE FUNCTION userstore.examine(claim text, statement text, store text, exact boolean,
		OUT claimed text, OUT severity text, OUT problem text, OUT cure text)
	RETURNS SETOF record
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	detail text;
BEGIN
	RETURN QUERY EXECUTE statement USING store, exact;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, cure = PG_EXCEPTION_HINT;
	claimed := claim;
	severity := 'fail';
	problem := concat_ws(' ', format('%s: %s.', SQLSTATE, SQLERRM), nullif(detail, ''));
	cure := nullif(cure, '');
	RETURN NEXT;
END
$$;
REVOKE ALL ON FUNCTION userstore.examine(text, text, text, boolean) FROM PUBLIC;
COMMENT ON FUNCTION userstore.examine(text, text, text, boolean) IS
	'the findings of a statement, or its error as one; used by doctor';

-- Of the server and the extension itself.
CREATE FUNCTION userstore.doctor_installation(
		OUT claimed text, OUT severity text, OUT problem text, OUT cure text)
	RETURNS SETOF record
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
	WITH library AS (
		SELECT e.extversion AS version, o.* FROM pg_extension e,
			userstore.outcome_of('SELECT userstore.library_version()') AS o
		WHERE e.extname = 'userstore'
	), triggers (relation, name) AS (VALUES
		('mappings', 'configuration_changed'), ('grants', 'configuration_changed'),
		('costs', 'configuration_changed'), ('keys', 'configuration_changed'), ('mappings', 'mappings_changed'),
		('mappings', 'mappings_emptied')
	), disabled AS (
		SELECT format('ALTER TABLE userstore.%s ENABLE ALWAYS TRIGGER %s', d.relation, d.name) AS cure,
			format('%s of userstore.%s', d.name, d.relation) AS what
		FROM triggers d
		WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgname = d.name AND t.tgenabled = 'A'
			AND t.tgrelid = to_regclass('userstore.' || d.relation))
	), public AS (
		SELECT format('FUNCTION %s', p.oid::regprocedure) AS what FROM pg_proc p,
			aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
		WHERE p.pronamespace = 'userstore'::regnamespace AND a.grantee = 0
		UNION
		SELECT format('TABLE %s', c.oid::regclass) FROM pg_class c, aclexplode(c.relacl) AS a
		WHERE c.relnamespace = 'userstore'::regnamespace AND a.grantee = 0
		UNION
		SELECT 'SCHEMA userstore' FROM pg_namespace n, aclexplode(n.nspacl) AS a
		WHERE n.nspname = 'userstore' AND a.grantee = 0
	), published AS (
		SELECT DISTINCT t.pubname FROM pg_publication_tables t WHERE t.schemaname = 'userstore'
	)
	SELECT 'the library loads on this node', 'fail', l.problem,
		format('Install the package of version %s for PostgreSQL %s on this node.', l.version,
			current_setting('server_version_num')::int / 10000)
	FROM library l
	UNION ALL
	SELECT 'the library is of the version of the SQL objects', 'fail',
		CASE WHEN l.result <> l.version THEN
			format('The library is of version %s, the SQL objects are of %s.', l.result, l.version) END,
		CASE WHEN string_to_array(l.result, '.')::int[] > string_to_array(l.version, '.')::int[] THEN
			format('ALTER EXTENSION userstore UPDATE TO %L', l.result)
			ELSE format('Install the package of version %s on this node, and let older sessions end.', l.version) END
	FROM library l
	UNION ALL
	SELECT 'the guard has its shared memory', 'fail', o.problem,
		'Restart the server when it can have the memory: without it nothing is hashed.'
	FROM userstore.outcome_of('SELECT slots FROM userstore.gauges()') AS o
	UNION ALL
	SELECT 'shared_preload_libraries does not name the library', 'warn',
		CASE WHEN EXISTS (SELECT FROM userstore.listed_libraries(current_setting('shared_preload_libraries')) AS l
			WHERE l.library ~ '(^|/)userstore(\.[a-z]+)?$') THEN
			'A session is then known to be of a granted role from its first call on, and what it says before may be logged.' END,
		'Take userstore out of shared_preload_libraries, and restart; grant_access() preloads it for those sessions that need it.'
	UNION ALL
	SELECT 'triggers of the configuration fire always', 'fail',
		(SELECT format('Missing, or not always: %s.', string_agg(d.what, ', ' ORDER BY d.what)) FROM disabled d HAVING count(*) > 0),
		(SELECT string_agg(d.cure, '; ' ORDER BY d.what) FROM disabled d)
	UNION ALL
	SELECT 'PUBLIC has no right to anything', 'fail',
		(SELECT format('It has some on %s.', string_agg(p.what, ', ' ORDER BY p.what)) FROM public p HAVING count(*) > 0),
		(SELECT string_agg(format('REVOKE ALL ON %s FROM PUBLIC', p.what), '; ' ORDER BY p.what) FROM public p)
	UNION ALL
	SELECT 'the configuration is not published', 'warn',
		(SELECT format('Logical replication carries it: %s. A subscriber without the extension stops at the first change.',
			string_agg(format('publication %I', p.pubname), ', ' ORDER BY p.pubname)) FROM published p HAVING count(*) > 0),
		'Publish the tables that are meant by name, or by schema.'
$$;
REVOKE ALL ON FUNCTION userstore.doctor_installation() FROM PUBLIC;
COMMENT ON FUNCTION userstore.doctor_installation() IS
	'what doctor finds about the extension itself';

CREATE FUNCTION userstore.doctor(exact boolean DEFAULT false,
		OUT "check" text, OUT status text, OUT detail text, OUT cure text)
	RETURNS SETOF record LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
	SET client_min_messages = warning AS $$
	WITH parts (claim, statement, store) AS (
		SELECT v.* FROM (VALUES
			('the installation can be looked at', 'SELECT * FROM userstore.doctor_installation()', NULL),
			('the roles can be looked at', 'SELECT * FROM userstore.doctor_roles()', NULL),
			('the logs can be looked at', 'SELECT * FROM userstore.doctor_logs()', NULL),
			('the keys can be looked at', 'SELECT * FROM userstore.doctor_keys()', NULL),
			('the audit can be looked at', 'SELECT * FROM userstore.doctor_audit()', NULL)) AS v
		UNION ALL
		SELECT format('store "%s": ', m.store) || s.claim, s.statement, m.store
		FROM userstore.mappings m, (VALUES
			('it can be looked at', 'SELECT * FROM userstore.doctor_store($1)'),
			('its mapping can be looked at', 'SELECT * FROM userstore.doctor_mapping($1)'),
			('its verifiers can be looked at', 'SELECT * FROM userstore.doctor_verifiers($1, $2)')) AS s (claim, statement)
		WHERE s.statement LIKE '%doctor_store(%'
			OR EXISTS (SELECT FROM pg_class c WHERE c.oid = m.relation)
	)
	SELECT f.claimed, CASE WHEN f.problem IS NULL THEN 'ok' ELSE f.severity END, f.problem,
		CASE WHEN f.problem IS NOT NULL AND f.severity <> 'ok' THEN f.cure END
	FROM parts p, userstore.examine(p.claim, p.statement, p.store, coalesce(exact, false)) AS f
$$;
REVOKE ALL ON FUNCTION userstore.doctor(boolean) FROM PUBLIC;
COMMENT ON FUNCTION userstore.doctor(boolean) IS
	'what is sound and what is not, with cures; reads samples of the stores, or all of them if exact';
