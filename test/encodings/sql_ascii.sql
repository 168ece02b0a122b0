-- Proves that bytes without meaning are taken as they are and shown by no error.
\encoding UTF8
SELECT getdatabaseencoding() <> 'SQL_ASCII' AS elsewhere \gset
\if :elsewhere
\echo 1..0 # SKIP the database is not SQL_ASCII
\quit
\endif
\ir ../pgtap/helpers.psql
SELECT plan(21);
SET LOCAL ROLE regress_userstore_script;

CREATE FUNCTION pg_temp.new_user(email text, password text) RETURNS text LANGUAGE sql AS $$
	SELECT '{"email": "' || email || '", "password": "' || password || '"}'
$$;
SELECT is(answer(format('SELECT userstore.create(%L) IS NOT NULL', pg_temp.new_user(n || '@example.com', p))), 'true', 'create: password ' || n)
FROM (VALUES ('latin1', E'caf\xe9 1234'), ('invalid', E'\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8'), ('cut', E'12345678\xc3'), ('lone', E'12345678\xed\xa0\x80')) AS v (n, p);
SELECT is(answer(format('SELECT userstore.login(%L, %L) IS NOT NULL', n || '@example.com', p)), 'true', 'login: password ' || n)
FROM (VALUES ('latin1', E'caf\xe9 1234'), ('invalid', E'\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8'), ('cut', E'12345678\xc3'), ('lone', E'12345678\xed\xa0\x80')) AS v (n, p);
SELECT is(answer($$SELECT userstore.login('latin1@example.com', 'café 1234')$$), 'NULL', 'login: other bytes are another password');
SELECT is(answer(format('SELECT userstore.login(%L, %L)', 'invalid@example.com', E'\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf7')), 'NULL', 'login: the last byte counts');
SELECT is(answer($$SELECT userstore.create('{"email": "escape@example.com", "password": "caf\u00e9 1234"}') IS NOT NULL$$), 'true', 'create: an escape');
SELECT is(answer($$SELECT userstore.login('escape@example.com', 'café 1234') IS NOT NULL$$), 'true', '... is UTF-8');

-- Identifiers
SELECT is(answer(format('SELECT userstore.create(%L) IS NOT NULL', pg_temp.new_user(E'\xff\xfe@example.com', 'long enough'))), 'true', 'create: an address of such bytes');
SELECT is(answer(format('SELECT userstore.get_user(%L) IS NOT NULL', E'\xff\xfe@EXAMPLE.com')), 'true', '... is found');
SELECT is(answer(format('SELECT userstore.get_user(%L) IS NOT NULL', E'\xff\xfd@EXAMPLE.com')), 'false', '... by its bytes');
SELECT is(answer(format('SELECT userstore.create(%L)', pg_temp.new_user(E'\xff\xfe@Example.com', 'long enough'))), '23U01 user_exists', '... once');

-- Errors
SELECT is(answer(statement), expected, 'refused: ' || expected)
FROM (VALUES (format('SELECT userstore.create(%L)', pg_temp.new_user('n@example.com', E'\xff\xfe')), '23U20 invalid_password'),
	(format('SELECT userstore.create(%L)', pg_temp.new_user(E'\xff\xfe', 'long enough')), '23U11 invalid_email'),
	(format('SELECT userstore.create(%L)', '{"email": "n@example.com", "password": "long enough", "x": "\u00e9"}'), '22023')) AS v (statement, expected);
SELECT is((SELECT count(*) FROM unnest(ARRAY[format('SELECT userstore.create(%L)', pg_temp.new_user('n@example.com', E'\xff\xfe')),
		format('SELECT userstore.create(%L)', pg_temp.new_user(E'\xff\xfe', 'long enough')),
		format('SELECT userstore.login(%L, %L)', E'\xff\xfe', repeat(E'\xff\xfe', 4000)),
		format('SELECT userstore.get_user(%L, %L)', E'\xff\xfe', 'missing')]) AS statement
	WHERE position(E'\xff' IN told(statement)) > 0), 0::bigint, 'no error shows such a byte');

-- The fold leaves such bytes alone.
RESET ROLE;
SELECT is((SELECT count(*) FROM generate_series(128, 255) AS i, convert_from(set_byte('\x00', 0, i), 'SQL_ASCII') AS c
	WHERE userstore.fold('A' || c) <> 'a' || c OR users_fold('A' || c) <> 'a' || c), 0::bigint, 'both folds, every byte over 127');

SELECT * FROM finish();
ROLLBACK;
