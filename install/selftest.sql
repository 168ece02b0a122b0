--
-- For administrators: does this build compute what it should?
--

CREATE FUNCTION userstore.sqlstate_of(statement text) RETURNS text
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	result text;
BEGIN
	EXECUTE statement INTO result;
	RETURN coalesce(result, 'null');
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END
$$;
REVOKE ALL ON FUNCTION userstore.sqlstate_of(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.sqlstate_of(text) IS
	'the first value that a statement gives, or its SQLSTATE; used by selftest';

CREATE FUNCTION userstore.known_schemes() RETURNS SETOF text
	LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'us_sql_known_schemes';
REVOKE ALL ON FUNCTION userstore.known_schemes() FROM PUBLIC;
COMMENT ON FUNCTION userstore.known_schemes() IS
	'the schemes in which this build can verify passwords';

CREATE FUNCTION userstore.probe(store text) RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_probe';
REVOKE ALL ON FUNCTION userstore.probe(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.probe(text) IS
	'looks up whom no store has, without counting it; used by selftest';

-- Each row takes a hash slot after the other, and nothing is counted for a store.
CREATE FUNCTION userstore.selftest(OUT "check" text, OUT status text, OUT detail text)
	RETURNS SETOF record LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	WITH answers (name, statement, expected) AS (VALUES
		('argon2id: known answer', $$SELECT userstore.check_password('correct horse',
			'$argon2id$v=19$m=1024,t=2,p=1$LUQh6zPuCl2kUyw3WGRBig$RrEBD1QvOXCAuipLuUwsVuKsR/fQFe/Hb8R5oAfBqWg')$$, 'true'),
		('argon2i: known answer', $$SELECT userstore.check_password('correct horse',
			'$argon2i$v=19$m=1024,t=3,p=1$PWeWnZ9NTEjm+7SMrAmWUg$LtGLWQ8xA4KrwG2ejGoCi62sBsiJfH2I5HKqiuScNY0')$$, 'true'),
		('bounds: 4 GiB refused', $$SELECT userstore.check_password('correct horse',
			'$argon2id$v=19$m=4194304,t=2,p=1$LUQh6zPuCl2kUyw3WGRBig$RrEBD1QvOXCAuipLuUwsVuKsR/fQFe/Hb8R5oAfBqWg')$$, '22023'),
		('malformed verifier refused', $$SELECT userstore.check_password('correct horse', '$argon2id$v=19$m=1024')$$, '22023'),
		('NULL refused', $$SELECT userstore.check_password(NULL, NULL)$$, '22004'),
		('new verifier: round trip', $$SELECT userstore.check_password('correct horse',
			userstore.hash_password('correct horse'))$$, 'true'),
		('fold: ASCII in any locale', $$SELECT userstore.fold('MIKE@Example.ORG')$$, 'mike@example.org'),
		('login: missing store refused', $$SELECT userstore.login('nobody', 'correct horse', 'no such store')$$, '42501')
	), outcomes (name, expected, actual) AS (
		SELECT a.name, a.expected, userstore.sqlstate_of(a.statement) FROM answers a
		UNION ALL
		SELECT format('scheme "%s": right and wrong password', k.scheme), 'true false', userstore.sqlstate_of(format(
			'SELECT userstore.check_password(%1$L, %3$L, %4$L, %5$L, %6$L) || '' '''
			' || userstore.check_password(%2$L, %3$L, %4$L, %5$L, %6$L)',
			k.password, initcap(k.password), k.verifier, k.declared, k.salt, k.username))
		FROM userstore.known_answers() k
		UNION ALL
		SELECT 'every scheme has a known answer', 'none', userstore.sqlstate_of(
			$$SELECT coalesce(string_agg(s, ', '), 'none') FROM userstore.known_schemes() AS s
			WHERE s NOT IN (SELECT k.scheme FROM userstore.known_answers() k)$$)
		UNION ALL
		SELECT format('store "%s": look-up', m.store), 'false', userstore.sqlstate_of(format(
			'SELECT userstore.probe(%L)', m.store))
		FROM userstore.mappings m
		UNION ALL
		SELECT 'seven actions are there', '7', count(*)::text FROM pg_proc p
		WHERE p.pronamespace = 'userstore'::regnamespace AND p.provolatile = 'v' AND p.proparallel = 'u'
			AND NOT p.proisstrict AND NOT p.prosecdef AND p.oid::regprocedure::text IN (
			'userstore.login(text,text,text,jsonb)', 'userstore.get_user(text,text,jsonb)',
			'userstore."create"(json,text,jsonb)', 'userstore.create(json,text,jsonb)',
			'userstore.verify(text,text,jsonb)', 'userstore.change_password(text,text,text,jsonb)',
			'userstore.change_email(text,text,boolean,text)', 'userstore.delete(text,text,jsonb)')
		UNION ALL
		SELECT 'PUBLIC may run nothing', '0', count(*)::text FROM pg_proc p,
			aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS acl
		WHERE p.pronamespace = 'userstore'::regnamespace AND acl.grantee = 0
		UNION ALL
		SELECT 'changes of the configuration are announced', '4', count(*)::text FROM pg_trigger t
		WHERE t.tgname = 'configuration_changed' AND t.tgenabled = 'A'
			AND t.tgrelid IN ('userstore.mappings'::regclass, 'userstore.grants'::regclass,
				'userstore.costs'::regclass, 'userstore.keys'::regclass)
	)
	SELECT o.name, CASE WHEN o.actual = o.expected THEN 'ok' ELSE 'fail' END,
		CASE WHEN o.actual = o.expected THEN NULL
			ELSE format('expected %s, got %s', o.expected, o.actual) END
	FROM outcomes o;
END;
REVOKE ALL ON FUNCTION userstore.selftest() FROM PUBLIC;
COMMENT ON FUNCTION userstore.selftest() IS
	'read-only checks with known answers, safe on a live server; each row should be ok';
