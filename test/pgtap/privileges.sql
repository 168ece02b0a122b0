-- Proves from the catalog that PUBLIC has nothing and a granted role just its actions.
\ir helpers.psql
SELECT plan(42);

CREATE TEMP VIEW functions AS
	SELECT p.oid, p.oid::regprocedure::text AS name, p.proname, p.proacl, p.proowner
	FROM pg_proc p WHERE p.pronamespace = 'userstore'::regnamespace
		OR EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
			WHERE e.extname = 'userstore' AND d.deptype = 'e' AND d.refclassid = 'pg_extension'::regclass
				AND d.classid = 'pg_proc'::regclass AND d.objid = p.oid);
CREATE TEMP VIEW relations AS
	SELECT c.oid, c.oid::regclass::text AS name, c.relkind, c.relacl, c.relowner
	FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND (
		c.relnamespace = 'userstore'::regnamespace
		OR EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
			WHERE e.extname = 'userstore' AND d.deptype = 'e' AND d.refclassid = 'pg_extension'::regclass
				AND d.classid = 'pg_class'::regclass AND d.objid = c.oid));

-- PUBLIC

SELECT is((SELECT array_agg(f.name) FROM functions f,
		aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a WHERE a.grantee = 0),
	NULL, 'PUBLIC may execute no function');
SELECT is((SELECT array_agg(r.name) FROM relations r,
		aclexplode(coalesce(r.relacl, acldefault('r', r.relowner))) a WHERE a.grantee = 0),
	NULL, 'PUBLIC has no right on a relation');
SELECT is((SELECT array_agg(r.name || '.' || t.attname) FROM relations r
		JOIN pg_attribute t ON t.attrelid = r.oid WHERE t.attacl IS NOT NULL),
	NULL, 'nobody has a right on a column');
SELECT is((SELECT array_agg(a.privilege_type) FROM pg_namespace n,
		aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
		WHERE n.nspname = 'userstore' AND a.grantee = 0),
	NULL, 'PUBLIC has no right on the schema');
SELECT is((SELECT array_agg(format('%s %s %s', a.grantee::regrole, a.privilege_type, o.name) ORDER BY o.name COLLATE "C") FROM (
			SELECT name, proacl, proowner FROM functions
			UNION ALL SELECT name, relacl, relowner FROM relations
			UNION ALL SELECT nspname, nspacl, nspowner FROM pg_namespace WHERE nspname = 'userstore') AS o (name, acl, owner),
		aclexplode(o.acl) a WHERE a.grantee <> o.owner AND a.grantee <> ALL ('{regress_userstore_script,regress_userstore_owner}'::regrole[])),
	'{"pg_monitor USAGE userstore","pg_monitor EXECUTE userstore.failures()","pg_monitor EXECUTE userstore.gauges()","pg_monitor SELECT userstore.guard",'
	'"pg_monitor SELECT userstore.quotas","pg_monitor SELECT userstore.stats","pg_monitor EXECUTE userstore.usage()"}',
	'pg_monitor may read what is there to be watched, and nobody else has anything');
SELECT cmp_ok((SELECT count(*) FROM functions), '>=', 15::bigint, 'the list of functions is not empty');
SELECT cmp_ok((SELECT count(*) FROM relations), '>=', 3::bigint, 'the list of relations is not empty');
SELECT is((SELECT array_agg(a.grantee::regrole) FROM pg_class c, aclexplode(c.relacl) a
		WHERE c.oid = 'regress_userstore.users'::regclass AND a.grantee <> c.relowner),
	NULL, 'nobody but its owner has a right on a table of create_store');

-- Comments and membership

SELECT is((SELECT array_agg(f.name) FROM functions f
		WHERE obj_description(f.oid, 'pg_proc') IS NULL),
	NULL, 'every function has a comment');
SELECT is((SELECT array_agg(r.name) FROM relations r
		WHERE obj_description(r.oid, 'pg_class') IS NULL),
	NULL, 'every table and view has a comment');
SELECT isnt(obj_description('userstore'::regnamespace, 'pg_namespace'), NULL, 'the schema has a comment');

-- A granted role, by catalog

CREATE ROLE regress_userstore_one LOGIN;
CREATE FUNCTION executable(role name) RETURNS text[] LANGUAGE sql AS $$
	SELECT coalesce(array_agg(f.proname::text ORDER BY f.proname), '{}') FROM functions f
	WHERE has_function_privilege(role, f.oid, 'EXECUTE')
$$;
SELECT is(executable('regress_userstore_one'), '{}', 'a role without a grant may execute nothing');
SELECT is(executable('regress_userstore_script'),
	'{change_email,change_password,create,delete,get_user,login,verify}',
	'a role granted everything may execute the seven actions');

CREATE FUNCTION executable_after(action text) RETURNS text[] LANGUAGE plpgsql AS $$
BEGIN
	PERFORM userstore.grant_access('regress_userstore_one', 'regress_userstore', ARRAY[action]);
	RETURN executable('regress_userstore_one');
END
$$;
SELECT is(executable_after(action), ARRAY[action], 'granted: ' || action || ' alone')
FROM unnest(ARRAY['login', 'create', 'verify', 'change_password', 'get_user', 'delete', 'change_email']) AS action;

SELECT is((SELECT array_agg(r.name) FROM (SELECT oid, name, relkind FROM relations
			UNION ALL SELECT 'regress_userstore.users'::regclass, 'users', 'r') r,
		unnest(ARRAY['regress_userstore_script', 'regress_userstore_one']) AS role
		WHERE r.relkind <> 'S' AND (has_any_column_privilege(role, r.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
			OR has_table_privilege(role, r.oid, 'DELETE, TRUNCATE, TRIGGER'))),
	NULL, 'a granted role has no right on a relation');
SELECT is((SELECT array_agg(a.privilege_type) FROM functions f, aclexplode(f.proacl) a
		WHERE a.is_grantable AND a.grantee <> f.proowner),
	NULL, 'nobody may pass EXECUTE on');
SELECT ok(NOT has_schema_privilege('regress_userstore_script', 'userstore', 'CREATE'),
	'a granted role may make nothing in the schema');
SELECT is(answer_as('regress_userstore_script', 'TABLE userstore.' || relname), '42501',
	'a granted role can''t read ' || relname)
FROM unnest(ARRAY['mappings', 'grants', 'stores', 'stats', 'quotas', 'guard']) AS relname;

-- A granted role, by what calls do

SELECT add('jane@example.com') \gset ignored_
SELECT is(answer_as('regress_userstore_script', $$SELECT userstore.get_user('jane@example.com')->>'email'$$),
	'jane@example.com', 'a granted role gets a profile');

CREATE ROLE regress_userstore_member LOGIN INHERIT IN ROLE regress_userstore_script;
SELECT is(answer_as('regress_userstore_member', $$SELECT userstore.get_user('jane@example.com', 'regress_userstore')$$),
	'42501', 'a member of a granted role gets nothing');

-- Rights that did not come from grant_access()
CREATE ROLE regress_userstore_by_hand LOGIN;
GRANT USAGE ON SCHEMA userstore TO regress_userstore_by_hand;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA userstore TO regress_userstore_by_hand;
CREATE TEMP TABLE calls (action text, statement text) ON COMMIT DROP;
INSERT INTO calls VALUES
	('login', $$SELECT userstore.login('jane@example.com', 'correct horse', 'regress_userstore')$$),
	('get_user', $$SELECT userstore.get_user('jane@example.com', 'regress_userstore')$$),
	('create', $$SELECT userstore.create('{"email": "j@example.com", "password": "long enough"}', 'regress_userstore')$$),
	('verify', $$SELECT userstore.verify('jane@example.com', 'regress_userstore')$$),
	('change_password', $$SELECT userstore.change_password('jane@example.com', 'long enough', 'regress_userstore')$$),
	('change_email', $$SELECT userstore.change_email('jane@example.com', 'j@example.com', true, 'regress_userstore')$$),
	('delete', $$SELECT userstore.delete((SELECT 'x'), 'regress_userstore')$$);
SELECT is((SELECT array_agg(DISTINCT answer_as('regress_userstore_by_hand', statement)) FROM calls),
	'{42501}', 'EXECUTE given by hand is refused by every action');
SELECT is((SELECT array_agg(DISTINCT answer_as('regress_userstore_by_hand', statement)) FROM
		unnest(ARRAY[$$SELECT userstore.grant_access('regress_userstore_by_hand', 'regress_userstore')$$,
			$$SELECT userstore.revoke_access('regress_userstore_script', 'regress_userstore')$$,
			$$SELECT userstore.set_execute('regress_userstore_script')$$,
			$$SELECT userstore.attach('x', 'regress_userstore.users', '{"user_id": "user_id"}')$$,
			$$SELECT userstore.capabilities('regress_userstore')$$, $$SELECT userstore.detach('regress_userstore')$$,
			$$SELECT userstore.suspend('regress_userstore')$$, $$SELECT userstore.resume('regress_userstore')$$,
			$$SELECT userstore.forget_store('regress_userstore', true)$$,
			$$SELECT userstore.set_quota('regress_userstore_script', 'regress_userstore')$$,
			$$SELECT userstore.throttled('jane@example.com', 'regress_userstore')$$,
			$$SELECT userstore.clear_throttle('jane@example.com', 'regress_userstore')$$]) AS statement),
	'{42501}', '... and by what administers rights and stores');

-- One action, one store
SELECT userstore.create_store('regress_userstore_b', 'regress_userstore.others', 'regress_userstore_owner') \gset ignored_
SELECT userstore.grant_access('regress_userstore_one', 'regress_userstore', '{login}') \gset ignored_
SELECT userstore.grant_access('regress_userstore_one', 'regress_userstore_b', '{get_user}') \gset ignored_
SELECT is(answer_as('regress_userstore_one', $$SELECT userstore.login('nobody@example.com', 'x', 'regress_userstore')$$),
	'NULL', 'the action granted on a store works');
SELECT is(answer_as('regress_userstore_one', $$SELECT userstore.get_user('jane@example.com', 'regress_userstore')$$),
	'42501', 'an action granted on another store does not');
SELECT is(answer_as('regress_userstore_one', $$SELECT userstore.get_user('jane@example.com')$$),
	'42501', 'with two stores NULL is the default store, not one of them');

-- Missing and not granted tell the same
CREATE FUNCTION refusal_text(role name, store text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', role);
	result := replace(told(format('SELECT userstore.get_user(%L, %L)', 'jane@example.com', store)), store, 'STORE');
	RESET ROLE;
	RETURN result;
END
$$;
SELECT is(refusal_text('regress_userstore_script', 'regress_userstore_b'),
	refusal_text('regress_userstore_script', 'regress_userstore_missing'),
	'a store not granted and a store that is not there give one error');
SELECT alike(refusal_text('regress_userstore_script', 'regress_userstore_b'), '42501%STORE%', 'it is the refusal');

-- Taken away
SELECT userstore.revoke_access('regress_userstore_one', 'regress_userstore') \gset ignored_
SELECT is(executable('regress_userstore_one'), '{get_user}', 'revoke_access leaves what other grants give');
SELECT userstore.revoke_access('regress_userstore_one', 'regress_userstore_b') \gset ignored_
SELECT ok(executable('regress_userstore_one') = '{}' AND
	NOT has_schema_privilege('regress_userstore_one', 'userstore', 'USAGE'),
	'revoke_access of the last store takes everything');

-- An owner who may attach his table can't prepare for its being given to a superuser.
GRANT USAGE ON SCHEMA userstore TO regress_userstore_owner;
GRANT EXECUTE ON FUNCTION userstore.attach TO regress_userstore_owner;
SELECT is(answer_as('regress_userstore_owner', $$SELECT userstore.attach('mine', 'regress_userstore.users',
	'{"user_id": "user_id", "email": {"column": "email", "match": "users_fold(email) = users_fold($)"}}', '{"allow_superuser_owner": true}')$$), '42501', 'allow_superuser_owner: superusers only');
SELECT is(answer_as('regress_userstore_owner', $$SELECT 'attached' FROM userstore.attach('mine', 'regress_userstore.users',
	'{"user_id": "user_id", "email": {"column": "email", "match": "users_fold(email) = users_fold($)"}}', '{"user_id_prefix": "mine|"}')$$), 'attached', '... without it the owner may');

SELECT * FROM finish();
ROLLBACK;
