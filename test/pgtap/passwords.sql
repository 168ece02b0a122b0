-- Proves which passwords match which verifiers, and what login does to a verifier.
\ir helpers.psql
SELECT plan(48);

-- Known answers, computed by the reference implementation of argon2
\set correct '$argon2id$v=19$m=1024,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tCGweEmNNiMdfjqoFl9ZKRl/bO0NJTtJMmax1Il43Gc'
\set correct_i '$argon2i$v=19$m=1024,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tc94zP9wL3U/kLc7NxdlOxtsR3uXXSx+QMMknSfgHgY'
\set strong '$argon2id$v=19$m=65536,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$klmcZ/I/HZ3Om28M+1qbGM4RAzbeAHmZR0ckZe3Z5Jo'
\set lanes '$argon2id$v=19$m=1024,t=2,p=17$MDEyMzQ1Njc4OWFiY2RlZg$gyAB513YsKkumS8py9dwwMvzgLeFFFEb+oaTMHycsgU'
\set empty '$argon2id$v=19$m=1024,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$VzxR22pjP5Mbb/xx+94Q4ztoi4i8+kljgD6PWchKmx4'
-- "crème brûlée", composed and decomposed
\set nfc '$argon2id$v=19$m=1024,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$VxJjpB/SGN72bAIIK7FwufE0IiGRDjpaRcrMi5aK57Y'
\set nfd '$argon2id$v=19$m=1024,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$sYVBKou0rUzRvyCIJULuUUUmr8kATFm2mVoliZYDwq4'
CREATE FUNCTION composed() RETURNS text LANGUAGE sql AS $$ SELECT normalize('crème brûlée', NFC) $$;
CREATE FUNCTION decomposed() RETURNS text LANGUAGE sql AS $$ SELECT normalize('crème brûlée', NFD) $$;
CREATE FUNCTION verifier_of(email text) RETURNS text LANGUAGE sql AS $$
	SELECT verifier FROM users u WHERE u.email = verifier_of.email
$$;
CREATE FUNCTION logs_in(email text, password text) RETURNS boolean LANGUAGE sql AS $$
	SELECT userstore.login(email, password, 'regress_userstore') IS NOT NULL
$$;

-- check_password

SELECT ok(userstore.check_password('correct horse', :'correct'), 'argon2id: right');
SELECT ok(NOT userstore.check_password('correct horsf', :'correct'), 'argon2id: wrong');
SELECT ok(NOT userstore.check_password('', :'correct'), 'argon2id: empty');
SELECT ok(NOT userstore.check_password('Correct horse', :'correct'), 'argon2id: another case');
SELECT ok(NOT userstore.check_password('correct horse ', :'correct'), 'argon2id: a space more');
SELECT ok(userstore.check_password('correct horse', :'correct_i'), 'argon2i: right');
SELECT ok(userstore.check_password('correct horse', :'strong'), 'argon2id of 64 MiB: right');
SELECT ok(userstore.check_password('', :'empty'), 'the empty password has a verifier too');
SELECT ok(userstore.check_password(composed(), :'nfc'), 'composed, composed verifier');
SELECT ok(userstore.check_password(decomposed(), :'nfc'), 'decomposed, composed verifier: the NFC is tried');
SELECT ok(userstore.check_password(decomposed(), :'nfd'), 'decomposed, decomposed verifier: as given');
SELECT ok(NOT userstore.check_password(composed(), :'nfd'), 'composed, decomposed verifier: no third form is tried');
SELECT ok(NOT userstore.check_password('creme brulee', :'nfc'), 'accents count');

SELECT is((o).sqlstate || CASE WHEN (o).detail <> '' THEN ' with a reason' END, '22023 with a reason', 'unusable: ' || left(v, 40))
FROM unnest(ARRAY['', '!', '*', 'x', 'correct horse', '$argon2id$', '$2b$', left(:'correct', -1), :'correct' || '==', :'correct' || ' ',
	replace(:'correct', 'v=19', 'v=18'), replace(:'correct', 'argon2id', 'argon2x'), replace(:'correct', 'm=1024', 'm=4194304'),
	replace(:'correct', 't=2', 't=1048577'), replace(:'correct', 'm=1024', 'm=-1'), :'lanes']) AS v,
	attempt(format('SELECT userstore.check_password(%L, %L)', 'correct horse', v)) AS o;
SELECT is(answer(format('SELECT userstore.check_password(%L, %L, %L)', 'correct horse', :'correct', 'argon2')), 'true', 'scheme: its name');
SELECT is(answer(format('SELECT userstore.check_password(%L, %L, %L)', 'correct horse', :'correct', 'rot13')), '22023', 'scheme: unknown');
SELECT is(answer(format('SELECT userstore.check_password(%L, %L)', 'correct horse', NULL)), '22004', 'verifier: NULL');
SELECT is(answer('SELECT userstore.hash_password(NULL)'), '22004', 'hash_password: NULL');
SELECT matches(userstore.hash_password('x'), format('^\$argon2id\$v=19\$m=%s,t=%s,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$',
	(SELECT setting FROM pg_settings WHERE name = 'userstore.argon2_memory'), current_setting('userstore.argon2_iterations')),
	'hash_password: argon2id at the settings');
SELECT isnt(userstore.hash_password('x'), userstore.hash_password('x'), 'hash_password: another salt each time');
SELECT ok(userstore.check_password(composed(), userstore.hash_password(decomposed())), 'hash_password: hashes the NFC');

-- Minimum length: 8 code points of the NFC
SELECT is(answer(format('SELECT userstore.create(%L, %L) IS NOT NULL', json_build_object('email', 'len' || n || '@example.com', 'password', p), 'regress_userstore')),
	expected, 'length: ' || label)
FROM (VALUES (1, repeat(chr(128512), 7), '23U20 invalid_password', '7 emoji'), (2, repeat(chr(128512), 8), 'true', '8 emoji'),
	(3, repeat('e' || chr(769), 7), '23U20 invalid_password', '7 letters with accents, decomposed'),
	(4, '', '23U20 invalid_password', 'nothing')) AS v (n, p, expected, label);

-- Login: a weak verifier is replaced, a stronger one is kept

SELECT add('weak@example.com', :'correct'), add('i@example.com', :'correct_i'), add('nfd@example.com', :'nfd'),
	add('strong@example.com', :'strong'), add('wrong@example.com', :'correct') \gset ignored_
SELECT ok(logs_in('weak@example.com', 'correct horse') AND verifier_of('weak@example.com') <> :'correct'
	AND logs_in('weak@example.com', 'correct horse') AND NOT logs_in('weak@example.com', 'wrong horse'),
	'weak: replaced by one of the same password');
SELECT is(split_part(verifier_of('weak@example.com'), '$', 4), split_part(userstore.hash_password('x'), '$', 4), 'weak: at the settings now');
SELECT ok(logs_in('i@example.com', 'correct horse') AND verifier_of('i@example.com') LIKE '$argon2id$%', 'argon2i: replaced');
SELECT ok(NOT logs_in('wrong@example.com', 'wrong horse') AND verifier_of('wrong@example.com') = :'correct', 'wrong password: nothing is replaced');
SELECT ok(logs_in('nfd@example.com', decomposed()) AND logs_in('nfd@example.com', composed()), 'a decomposed verifier is replaced by one of the NFC');
SELECT verifier_of('weak@example.com') AS current \gset
SELECT ok(logs_in('weak@example.com', 'correct horse') AND verifier_of('weak@example.com') = :'current', 'at the settings: kept');
SELECT is(logs_in('strong@example.com', 'correct horse') AND verifier_of('strong@example.com') = :'strong', true, 'stronger than the settings: kept');

-- Login: no usable verifier is no login, and no error

SELECT is((SELECT array_agg(answer(format('SELECT userstore.login(%L, %L, %L)', e, 'correct horse', 'regress_userstore'))) FROM
		(SELECT 'unusable' || n || '@example.com' AS e, add('unusable' || n || '@example.com', v) FROM unnest(ARRAY[NULL, '', '!', '*',
			'correct horse', left(:'correct', -1), :'lanes', replace(:'correct', 'm=1024', 'm=4194304'), repeat('$', 5000)]) WITH ORDINALITY AS v (v, n)) u),
	array_fill('NULL'::text, ARRAY[9]), 'no unusable verifier matches or raises');

SELECT * FROM finish();
ROLLBACK;
