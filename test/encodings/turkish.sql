-- Proves that a Turkish database does not fold identifiers by Turkish rules.
\encoding UTF8
SELECT datcollate NOT LIKE 'tr%' AS elsewhere FROM pg_database WHERE datname = current_database() \gset
\if :elsewhere
\echo 1..0 # SKIP the database is not Turkish
\quit
\endif
\ir ../pgtap/helpers.psql
SELECT plan(16);

SELECT is(lower('I') || upper('i'), 'ıİ', 'this database has Turkish rules');
SELECT is(userstore.fold(given), expected, 'fold: ' || given)
FROM (VALUES ('I', 'i'), ('i', 'i'), ('İ', 'İ'), ('ı', 'ı'), ('ÇĞÖŞÜ', 'çğöşü')) AS v (given, expected);
SELECT is((SELECT array_agg(to_hex(i)) FROM generate_series(1, 12287) AS i
		WHERE userstore.fold(chr(i)) COLLATE "C" IS DISTINCT FROM users_fold(chr(i)) COLLATE "C"),
	NULL, 'both folds agree');
INSERT INTO users (email, username) VALUES ('IRMAK@example.com', 'İpek');
SET LOCAL ROLE regress_userstore_script;
SELECT is(answer(format('SELECT userstore.get_user(%L)->>%L', typed, 'username')), expected, 'found or not: ' || typed)
FROM (VALUES ('irmak@EXAMPLE.COM', 'İpek'), ('Irmak@example.com', 'İpek'), ('ırmak@example.com', 'NULL'), ('İrmak@example.com', 'NULL'),
	('İPEK', 'İpek'), ('ipek', 'NULL'), ('IPEK', 'NULL')) AS v (typed, expected);
SELECT is(answer($$SELECT userstore.create('{"email": "irmak@example.com", "password": "long enough"}')$$), '23U01 user_exists', 'create: taken');
SELECT is(answer($$SELECT userstore.create('{"email": "ırmak@example.com", "password": "ILIK ılık"}')->>'email'$$), 'ırmak@example.com', 'create: another address');

SELECT * FROM finish();
ROLLBACK;
