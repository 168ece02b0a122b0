--
-- For administrators: doctor's part about sealing and its keys, on this node.
--

CREATE FUNCTION userstore.doctor_keys(
		OUT claimed text, OUT severity text, OUT problem text, OUT cure text)
	RETURNS SETOF record
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
	WITH sealing AS (
		SELECT m.*, format('store "%s": ', m.store) AS named, now() - m.sealing_since AS age
		FROM userstore.mappings m WHERE m.sealing <> 'off'
	), known AS (
		SELECT k.id FROM userstore.keys k
	), readers AS (
		SELECT r.rolname FROM pg_roles r
		WHERE NOT r.rolsuper AND r.rolname !~ '^pg_'
			AND EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid
				AND m.roleid IN ('pg_read_server_files'::regrole, 'pg_execute_server_program'::regrole))
	)
	SELECT 'the key file can be read', 'fail', o.result || coalesce(' ' || o.problem, ''),
		'Put the file of the keys there, as README says; until then no login to a store that seals.'
	FROM userstore.outcome_of('SELECT userstore.key_file_problem()') AS o
	WHERE EXISTS (SELECT FROM sealing) OR EXISTS (SELECT FROM known)
	UNION ALL
	SELECT format('key "%s": this node has it', s.id), 'fail',
		CASE WHEN NOT s.in_file THEN 'It is not in the key file.'
			WHEN s.canary_ok IS NOT TRUE THEN 'The key file has another key of that name.' END,
		'Add it to the key file.' || CASE WHEN s.stores = '{}'
			THEN format(' If no verifier is sealed with it: SELECT userstore.retire_key(%L)', s.id) ELSE '' END
	FROM userstore.key_status s WHERE s.id IN (SELECT k.id FROM known k)
	UNION ALL
	SELECT 'every key of the key file is escrowed', 'warn',
		(SELECT format('Nobody has said so of %s, and nothing is sealed with it.',
			string_agg(format('"%s"', s.id), ', ' ORDER BY s.id))
			FROM userstore.key_status s WHERE s.in_file AND s.escrowed_at IS NULL HAVING count(*) > 0),
		(SELECT string_agg(format('SELECT userstore.confirm_escrow(%L)', s.id), '; ' ORDER BY s.id)
			FROM userstore.key_status s WHERE s.in_file AND s.escrowed_at IS NULL)
	UNION ALL
	SELECT 'a key is active', 'fail',
		CASE WHEN NOT EXISTS (SELECT FROM userstore.key_status s WHERE s.active) THEN
			format('userstore.active_key is "%s".', current_setting('userstore.active_key')) END,
		'Let userstore.active_key name an escrowed key of the file, or be empty: then the first is active.'
	WHERE EXISTS (SELECT FROM sealing) OR EXISTS (SELECT FROM known)
	UNION ALL
	SELECT s.named || 'sealing or unsealing it is finished', CASE WHEN s.age > interval '30 days' THEN 'fail' ELSE 'warn' END,
		CASE WHEN s.sealing = 'migrating' AND s.age > interval '1 day' THEN
			format('For %s days it has been in between.', extract(day FROM s.age)) END,
		format('CALL userstore.reseal(%L, unseal => %s)', s.store, s.unsealing)
	FROM sealing s
	UNION ALL
	SELECT s.named || 'it is sealed with the active key', 'warn',
		(SELECT format('It is sealed with key "%s"; "%s" is active.', s.sealed_with, k.id)
			FROM userstore.key_status k WHERE k.active AND k.id <> s.sealed_with),
		format('CALL userstore.reseal(%L)', s.store)
	FROM sealing s
	UNION ALL
	SELECT 'nobody but superusers may read the server''s files', 'warn',
		(SELECT format('These may, and so the key file: %s.', string_agg(r.rolname, ', ' ORDER BY r.rolname))
			FROM readers r HAVING count(*) > 0),
		(SELECT string_agg(format('REVOKE pg_read_server_files, pg_execute_server_program FROM %I', r.rolname),
			'; ' ORDER BY r.rolname) FROM readers r)
	WHERE EXISTS (SELECT FROM sealing) OR EXISTS (SELECT FROM known)
$$;
REVOKE ALL ON FUNCTION userstore.doctor_keys() FROM PUBLIC;
COMMENT ON FUNCTION userstore.doctor_keys() IS
	'what doctor finds about sealing and the keys of this node';
