--
-- For administrators: doctor's part about a store.
--

CREATE FUNCTION userstore.verdicts(store text, OUT capability text, OUT able boolean,
		OUT reason text, OUT cure text)
	RETURNS SETOF record
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_verdicts';
REVOKE ALL ON FUNCTION userstore.verdicts(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.verdicts(text) IS
	'what a store can do, as capabilities() has it, without reading its relation; used by doctor';

CREATE FUNCTION userstore.relations_of(store text) RETURNS SETOF regclass
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_relations_of';
REVOKE ALL ON FUNCTION userstore.relations_of(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.relations_of(text) IS
	'the relation of a store, and those that it is made of; used by doctor';

CREATE FUNCTION userstore.check_schemas(store text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_check_schemas';
REVOKE ALL ON FUNCTION userstore.check_schemas(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.check_schemas(text) IS
	'refuses what attach() does: a searched schema in which others may create; used by doctor';

CREATE FUNCTION userstore.clash_of(store text) RETURNS text
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_clash_of';
REVOKE ALL ON FUNCTION userstore.clash_of(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.clash_of(text) IS
	'another store that could give the same user_id, or null; used by doctor';

CREATE FUNCTION userstore.shuckable(store text, exact boolean) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'us_sql_shuckable';
REVOKE ALL ON FUNCTION userstore.shuckable(text, boolean) FROM PUBLIC;
COMMENT ON FUNCTION userstore.shuckable(text, boolean) IS
	'how many verifiers wrap a digest without salt, of 10,000 users unless exact; used by doctor';

-- What the catalogs tell, of a store that may be broken.
CREATE FUNCTION userstore.doctor_store(store text,
		OUT claimed text, OUT severity text, OUT problem text, OUT cure text)
	RETURNS SETOF record
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
	WITH it AS (
		SELECT m.*, format('store "%s": ', m.store) AS named, c.relforcerowsecurity, r.rolname, r.rolsuper
		FROM userstore.mappings m LEFT JOIN pg_class c ON c.oid = m.relation
		LEFT JOIN pg_roles r ON r.oid = c.relowner
		WHERE m.store = doctor_store.store
	)
	SELECT i.named || 'its relation is there', 'fail',
		CASE WHEN i.rolname IS NULL THEN format('There is no relation %s.', i.relation) END,
		format('SELECT userstore.detach(%L)', i.store)
	FROM it i
	UNION ALL
	SELECT i.named || 'it is in service', 'warn',
		CASE WHEN i.suspended THEN 'It is suspended: every action answers store_suspended.' END,
		format('SELECT userstore.resume(%L)', i.store)
	FROM it i
	UNION ALL
	SELECT i.named || 'its owner is no superuser', 'warn',
		CASE WHEN i.rolsuper THEN format('%s is: whoever may put a trigger on the relation gets a superuser''s rights.', i.rolname) END,
		format('ALTER TABLE %s OWNER TO ...', i.relation)
	FROM it i WHERE i.rolname IS NOT NULL
	UNION ALL
	SELECT i.named || 'row-level security is not forced on its owner', 'warn',
		CASE WHEN i.relforcerowsecurity THEN 'A policy that depends on the caller''s settings is no isolation: the caller sets them.' END,
		'Say which rows belong to the store with option "where".'
	FROM it i WHERE i.rolname IS NOT NULL
	UNION ALL
	SELECT i.named || 'its mapping holds no secret', 'warn',
		(SELECT format('%s of its scheme stands in userstore.mappings, and so in every dump.', string_agg(initcap(k), ' and ' ORDER BY k))
			FROM jsonb_object_keys(i.options -> 'scheme') AS k
			WHERE k IN ('pepper', 'secret') HAVING count(*) > 0),
		'Keep dumps as secret as the application''s configuration, and let users be upgraded.'
	FROM it i WHERE jsonb_typeof(i.options -> 'scheme') = 'object'
$$;
REVOKE ALL ON FUNCTION userstore.doctor_store(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.doctor_store(text) IS
	'what doctor finds about a store in the catalogs';

-- What needs a mapping that fits.
CREATE FUNCTION userstore.doctor_mapping(store text,
		OUT claimed text, OUT severity text, OUT problem text, OUT cure text)
	RETURNS SETOF record
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
	WITH it AS (
		SELECT m.*, format('store "%s": ', m.store) AS named
		FROM userstore.mappings m WHERE m.store = doctor_mapping.store
	), rights AS (
		SELECT DISTINCT g.grantee, r.relation
		FROM userstore.relations_of(doctor_mapping.store) AS r (relation),
			(SELECT DISTINCT t.grantee FROM userstore.grants t) AS g
			JOIN pg_roles u ON u.oid = g.grantee AND NOT u.rolsuper
		WHERE has_table_privilege(g.grantee, r.relation, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
			OR has_any_column_privilege(g.grantee, r.relation, 'SELECT, INSERT, UPDATE, REFERENCES')
			OR pg_has_role(g.grantee, (SELECT c.relowner FROM pg_class c WHERE c.oid = r.relation), 'MEMBER')
	)
	SELECT i.named || 'it can ' || v.capability,
		CASE WHEN v.capability IN ('login', 'get_user') THEN 'fail'
			WHEN v.reason IN ('The option "verifiers" is "keep".', 'The store''s mode is "read".')
				OR v.reason ~ '^(Its mapping has no column|Field ".*" has no column)' THEN 'ok'
			ELSE 'warn' END,
		CASE WHEN NOT v.able THEN v.reason END, v.cure
	FROM it i, userstore.verdicts(doctor_mapping.store) AS v
	UNION ALL
	SELECT i.named || 'a look-up works', 'fail', o.problem,
		coalesce(o.hint, 'Give the owner of the relation what the message says he lacks.')
	FROM it i, userstore.outcome_of(format('SELECT userstore.probe(%L)', i.store)) AS o
	UNION ALL
	SELECT i.named || 'only its owner may create objects in the schemas it searches', 'fail', o.problem, o.hint
	FROM it i, userstore.outcome_of(format('SELECT userstore.check_schemas(%L)', i.store)) AS o
	UNION ALL
	SELECT i.named || 'no role with access has rights on its relation', 'fail',
		(SELECT format('It could read or write verifiers: %s.', string_agg(format('%s on %s', r.grantee, r.relation), ', '
			ORDER BY r.grantee::text, r.relation::text)) FROM rights r HAVING count(*) > 0),
		(SELECT string_agg(format('REVOKE ALL ON %s FROM %s, PUBLIC', r.relation, r.grantee)
				|| CASE WHEN pg_has_role(r.grantee, c.relowner, 'MEMBER')
					THEN format('; REVOKE %s FROM %s', c.relowner::regrole, r.grantee) ELSE '' END,
			'; ' ORDER BY r.grantee::text, r.relation::text) FROM rights r JOIN pg_class c ON c.oid = r.relation)
	FROM it i
	UNION ALL
	SELECT i.named || 'no other store gives its user_ids', 'warn',
		CASE WHEN c.other IS NOT NULL THEN format('Store "%s" could: one user_id, two users.', c.other) END,
		'Attach one of them again with option "user_id_prefix", before it is used.'
	FROM it i, userstore.clash_of(i.store) AS c (other)
$$;
REVOKE ALL ON FUNCTION userstore.doctor_mapping(text) FROM PUBLIC;
COMMENT ON FUNCTION userstore.doctor_mapping(text) IS
	'what doctor finds about what a store can do, and who may besides';

CREATE FUNCTION userstore.doctor_verifiers(store text, exact boolean,
		OUT claimed text, OUT severity text, OUT problem text, OUT cure text)
	RETURNS SETOF record
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
	WITH it AS (
		SELECT m.*, format('store "%s": ', m.store) AS named
		FROM userstore.mappings m WHERE m.store = doctor_verifiers.store
	), census AS (
		SELECT s.scheme, s.users, s.share, s.weak, s.problem FROM userstore.schemes(doctor_verifiers.store, exact) AS s
	)
	SELECT i.named || 'no verifier is weak',
		CASE WHEN i.options ->> 'verifiers' = 'exclusive' THEN 'warn' ELSE 'ok' END,
		(SELECT format('%s %% are%s, by schemes: %s.', round((100 * sum(c.share))::numeric, 1),
			CASE WHEN i.options ->> 'verifiers' = 'exclusive' THEN '' ELSE ', as the application has it' END,
			string_agg(DISTINCT c.scheme, ', ')) FROM census c WHERE c.weak HAVING count(*) > 0),
		format('CALL userstore.harden(%L)', i.store)
	FROM it i
	UNION ALL
	SELECT i.named || 'every verifier can be used', 'warn',
		(SELECT format('%s users can''t log in: %s', sum(c.users), string_agg(DISTINCT c.problem, ' ')) FROM census c
			WHERE c.problem NOT IN ('There is no verifier.', 'The verifier is empty.', 'The verifier is marked as unusable.')
				AND c.problem !~ '^It (is|was) (not )?sealed' HAVING count(*) > 0),
		format('SELECT * FROM userstore.schemes(%L, exact => true)', i.store)
	FROM it i
	UNION ALL
	SELECT i.named || 'every verifier is sealed if it should be, and for its user', 'fail',
		(SELECT format('%s are not, and let nobody in: somebody may have put them there. %s', sum(c.users),
			string_agg(DISTINCT c.problem, ' ')) FROM census c
			WHERE c.problem ~ '^It (is|was) (not )?sealed' HAVING count(*) > 0),
		'The log names the users who try to log in; give them new passwords once it is known who wrote there.'
	FROM it i
	UNION ALL
	SELECT i.named || 'no digest without salt is merely wrapped', 'warn',
		CASE WHEN s.users > 0 THEN format('%s%s are: whoever has another leak can test its digests in place of passwords.',
			s.users, CASE WHEN NOT exact THEN ' of the first 10,000' END) END,
		format('CALL userstore.reseal(%L)', i.store)
	FROM it i, userstore.shuckable(i.store, exact) AS s (users) WHERE i.sealing = 'off'
$$;
REVOKE ALL ON FUNCTION userstore.doctor_verifiers(text, boolean) FROM PUBLIC;
COMMENT ON FUNCTION userstore.doctor_verifiers(text, boolean) IS
	'what doctor finds about the verifiers of a store, from a sample unless exact';
