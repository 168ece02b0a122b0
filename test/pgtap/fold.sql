-- Proves that the C fold, the fold of create_store and the unique indexes agree.
\ir helpers.psql
SELECT plan(30);

SELECT is((SELECT array_agg(to_hex(i)) FROM generate_series(1, 1114111) AS i
		WHERE i NOT BETWEEN 55296 AND 57343
			AND userstore.fold(chr(i)) COLLATE "C" IS DISTINCT FROM users_fold(chr(i)) COLLATE "C"),
	NULL, 'the two folds are equal for every code point');
CREATE TEMP TABLE cased ON COMMIT DROP AS SELECT i FROM generate_series(1, 1114111) AS i
	WHERE i NOT BETWEEN 55296 AND 57343 AND userstore.fold(chr(i)) <> chr(i);
SELECT is((SELECT array_agg(to_hex(i)) FROM (SELECT i FROM cased UNION SELECT generate_series(1, 12799)) AS c
		WHERE userstore.fold('A' || chr(i) || 'B') COLLATE "C" IS DISTINCT FROM users_fold('A' || chr(i) || 'B') COLLATE "C"),
	NULL, '... and between ASCII letters');
SELECT is((SELECT array_agg(to_hex(i) || ' ' || to_hex(ascii(m))) FROM cased,
		regexp_split_to_table(U&'\0300\0301\0302\0303\0304\0306\0307\0308\0309\030A\030B\030C\030F\0311\0313\0314\031B'
			'\0323\0324\0325\0326\0327\0328\032D\032E\0330\0331\0338\0342\0345', '') AS m
		WHERE userstore.fold(chr(i) || m) COLLATE "C" IS DISTINCT FROM users_fold(chr(i) || m) COLLATE "C"),
	NULL, '... and with every combining mark that composes');
SELECT is((SELECT array_agg(to_hex(i)) FROM generate_series(128, 1114111) AS i
		WHERE i NOT BETWEEN 55296 AND 57343 AND octet_length(userstore.fold(chr(i))) = 1),
	NULL, 'nothing outside ASCII folds to a character of ASCII');
SELECT is((SELECT array_agg(to_hex(i)) FROM generate_series(1, 1114111) AS i
		WHERE i NOT BETWEEN 55296 AND 57343
			AND userstore.fold(userstore.fold(chr(i))) <> userstore.fold(chr(i))),
	NULL, 'folding twice changes nothing');
SELECT is((SELECT array_agg(to_hex(i)) FROM generate_series(128, 1114111) AS i
		WHERE i NOT BETWEEN 55296 AND 57343 AND i NOT IN (894, 8175, 8490)
			AND userstore.fold(chr(i)) <> userstore.fold(normalize(chr(i), NFD))),
	NULL, 'a character and its decomposition fold alike');

SELECT is(userstore.fold(given), expected, 'fold: ' || given || ' is ' || expected)
FROM (VALUES ('MIKE@Example.ORG', 'mike@example.org'), ('ÀÉÎÕÜ', 'àéîõü'), ('E' || chr(769), 'é'),
	('ЖУК', 'жук'), ('Iİıi', 'iİıi'), ('ßẞ', 'ßß'), (chr(8490), chr(8490)), ('[\]^_`{|}~', '[\]^_`{|}~')) AS v (given, expected);
SELECT is(userstore.fold('Σ'), 'σ', 'fold: a sigma alone, wherever it stands');
SELECT is(answer('SELECT userstore.fold(NULL)'), 'NULL', 'fold: NULL');

-- The database enforces it, whoever writes

INSERT INTO users (email, username) VALUES ('Jané@Example.com', 'Жук');
SELECT is(answer(format('INSERT INTO users (%I) VALUES (%L)', c, v)), '23505 users_' || c || '_key', c || ': ' || v || ' is taken')
FROM (VALUES ('email', 'jané@example.com'), ('email', 'JANÉ@EXAMPLE.COM'), ('email', 'Jane' || chr(769) || '@example.com'),
	('username', 'жук')) AS spelling (c, v);
SELECT is(answer(format('INSERT INTO users (%I) VALUES (%L) RETURNING 1', c, v)), '1', c || ': ' || v || ' is another')
FROM (VALUES ('email', 'jane@example.com'), ('username', 'Жук ')) AS spelling (c, v);

-- Rows that are there are taken as they are, whatever create() would say

INSERT INTO users (email, username) VALUES ('not an address', ' x@y '), (' SPACE@example.com', 'E' || chr(769));
SELECT is((SELECT array_agg(userstore.get_user(typed, 'regress_userstore')->>'username') FROM
		unnest(ARRAY['NOT an address', ' X@Y ', ' space@EXAMPLE.com', 'é']) AS typed),
	ARRAY[NULL, ' x@y ', 'E' || chr(769), 'E' || chr(769)], 'a stored identifier is found by its fold, a username even with an @');

-- However loosely a mapping looks up, the fold decides

SAVEPOINT loose;
CREATE FUNCTION alike(pattern text) RETURNS text[] STABLE LANGUAGE plpgsql AS $$
BEGIN
	RETURN ARRAY(SELECT u.user_id FROM regress_userstore.users u WHERE u.email ILIKE pattern);
END
$$;
UPDATE userstore.mappings SET columns = columns || '{"email": {"column": "email", "match": "user_id = ANY (regress_userstore.alike($))"}}' WHERE store = 'regress_userstore';
SELECT is((SELECT array_agg(userstore.get_user(typed, 'regress_userstore')) FROM unnest('{%@%,jan_@example.com,jane@%,%}'::text[]) AS typed),
	ARRAY[NULL, NULL, NULL, NULL]::jsonb[], 'match by ILIKE: a pattern finds nobody');
SELECT isnt(userstore.get_user('JANE@example.com', 'regress_userstore'), NULL, '... an address finds its user');
UPDATE userstore.mappings SET columns = columns || '{"email": {"column": "email", "match": "true OR $ IS NULL"}}' WHERE store = 'regress_userstore';
SELECT is(userstore.get_user('nobody@example.com', 'regress_userstore'), NULL, 'match by anything: nobody is found by another''s address');
DROP INDEX users_email_key;
INSERT INTO users (email) VALUES ('JANE@EXAMPLE.COM');
UPDATE userstore.mappings SET columns = columns || '{"email": {"column": "email", "match": "pg_catalog.lower(email) = pg_catalog.lower($)"}}'
WHERE store = 'regress_userstore';
SELECT is(userstore.get_user('jane@example.com', 'regress_userstore'), NULL, 'two users with one address: neither is found by it');
ROLLBACK TO loose;

-- The look-up of a mapping uses its index

INSERT INTO users (email, username, phone_number)
SELECT 'user' || i || '@example.com', 'user' || i, '+49' || (1000000 + i) FROM generate_series(1, 10000) AS i;
ANALYZE users;
CREATE FUNCTION plan_of(field text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	condition text;
	line text;
	result text := '';
BEGIN
	SELECT replace(m.columns->field->>'match', '$', '$1') INTO condition
	FROM userstore.mappings m WHERE m.store = 'regress_userstore';
	SET LOCAL plan_cache_mode = force_generic_plan;
	EXECUTE 'PREPARE looked_up (text) AS SELECT user_id FROM regress_userstore.users WHERE ' || condition;
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) EXECUTE looked_up (''x'')' LOOP
		result := result || line;
	END LOOP;
	DEALLOCATE looked_up;
	RETURN result;
END
$$;
SELECT alike(plan_of(field), 'Index Scan using users_' || field || '_key on users%', 'by index: ' || field)
FROM unnest(ARRAY['email', 'username', 'phone_number']) AS field;

SELECT * FROM finish();
ROLLBACK;
