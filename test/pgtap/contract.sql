-- Proves that the seven actions have exactly the signatures that scripts rely on.
\ir helpers.psql
SELECT plan(16);

CREATE TEMP TABLE expected (name name, arguments text, result text) ON COMMIT DROP;
INSERT INTO expected VALUES
	('login', 'identifier text, password text, store text DEFAULT NULL::text, context jsonb DEFAULT NULL::jsonb', 'jsonb'),
	('get_user', 'identifier text, store text DEFAULT NULL::text, context jsonb DEFAULT NULL::jsonb', 'jsonb'),
	('create', 'new_user json, store text DEFAULT NULL::text, context jsonb DEFAULT NULL::jsonb', 'jsonb'),
	('verify', 'email text, store text DEFAULT NULL::text, context jsonb DEFAULT NULL::jsonb', 'jsonb'),
	('change_password', 'identifier text, new_password text, store text DEFAULT NULL::text, context jsonb DEFAULT NULL::jsonb', 'boolean'),
	('change_email', 'email text, new_email text, verified boolean, store text DEFAULT NULL::text', 'boolean'),
	('delete', 'user_id text, store text DEFAULT NULL::text, context jsonb DEFAULT NULL::jsonb', 'boolean');

-- One row for each function of that name, so that an overload fails too.
SELECT is(
	(SELECT array_agg(pg_get_function_arguments(p.oid) || ' -> ' || pg_get_function_result(p.oid))
		FROM pg_proc p
		WHERE p.pronamespace = 'userstore'::regnamespace AND p.proname = e.name),
	ARRAY[e.arguments || ' -> ' || e.result],
	e.name || ': arguments, defaults, result')
FROM expected e ORDER BY e.name;

SELECT is(
	(SELECT format('%s %s strict=%s definer=%s set=%s kind=%s', p.provolatile, p.proparallel,
			p.proisstrict, p.prosecdef, p.proretset, p.prokind)
		FROM pg_proc p
		WHERE p.pronamespace = 'userstore'::regnamespace AND p.proname = e.name),
	'v u strict=f definer=f set=f kind=f',
	e.name || ': volatile, parallel unsafe, not strict, invoker''s rights')
FROM expected e ORDER BY e.name;

SELECT is(
	(SELECT array_agg(p.oid::regprocedure::text ORDER BY 1) FROM pg_proc p
		WHERE p.pronamespace = 'userstore'::regnamespace AND p.prosecdef),
	NULL, 'no function of the extension is a security definer');
SELECT is(
	(SELECT array_agg(p.oid::regprocedure::text ORDER BY 1) FROM pg_proc p
		JOIN pg_language l ON l.oid = p.prolang
		WHERE p.pronamespace = 'userstore'::regnamespace AND l.lanname <> 'c'
			AND p.prokind <> 'p'	-- a procedure that commits can't; it has no operators
			AND NOT coalesce(p.proconfig @> ARRAY['search_path=pg_catalog, pg_temp'], false)),
	NULL, 'every function that is not C pins its search_path');

SELECT * FROM finish();
ROLLBACK;
