-- Proves that a LATIN1 database says clearly what it can't hold, and takes any password.
\encoding UTF8
SELECT getdatabaseencoding() <> 'LATIN1' AS elsewhere \gset
\if :elsewhere
\echo 1..0 # SKIP the database is not LATIN1
\quit
\endif
\ir ../pgtap/helpers.psql
SELECT plan(19);
SET LOCAL ROLE regress_userstore_script;

SELECT is(answer(format('SELECT userstore.create(%L)', new_user)), '22023', 'create: ' || new_user)
FROM unnest(ARRAY['{"email": "a\u20ac@example.com", "password": "caNary caNary"}', '{"username": "a\u20ac", "password": "caNary caNary"}',
	'{"username": "a", "name": "\ud83d\ude00", "password": "caNary caNary"}', '{"username": "a", "user_metadata": {"x": "\u20ac"}, "password": "caNary caNary"}',
	'{"username": "a", "app_metadata": {"\u20ac": 1}, "password": "caNary caNary"}', '{"username": "a", "x": "\u20ac", "password": "caNary caNary"}',
	'{"username": "a", "\u20ac": "x", "password": "caNary caNary"}']) AS new_user;
SELECT is(told($$SELECT userstore.create('{"email": "a\u20ac@example.com", "password": "caNary caNary"}')$$) ~ 'caNary|0x', false,
	'the error shows no bytes');
SELECT alike(told($$SELECT userstore.create('{"email": "a\u20ac@example.com", "password": "caNary caNary"}')$$), '%"email"%encoding%',
	'the error names the field and the reason');
SELECT is(answer($$SELECT userstore.get_user('a')$$), 'NULL', 'none of them was made');

-- A password is UTF-8, so that it may hold what the database can't.
SELECT is(answer($$SELECT userstore.create('{"username": "euro", "password": "\u20ac12345678"}')->>'username'$$), 'euro', 'create: a password with a euro sign');
SELECT is(answer($$SELECT userstore.create('{"username": "emoji", "password": "\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00"}')->>'username'$$),
	'emoji', 'create: 8 emoji are 8 characters');
SELECT is(answer($$SELECT userstore.create('{"username": "seven", "password": "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"}')$$),
	'23U20 invalid_password', 'create: 7 letters are 7 characters, as an escape');
SELECT is(answer($$SELECT userstore.create('{"username": "seven", "password": "ééééééé"}')$$),
	'23U20 invalid_password', 'create: 7 letters are 7 characters, as they are');
SELECT is(answer($$SELECT userstore.login('euro', '?12345678')$$), 'NULL', 'login: a substitute is not the euro sign');
SELECT is(answer($$SELECT userstore.create('{"username": "mix", "password": "é\u00e9 1234 é\u00e9"}')->>'username'$$), 'mix', 'create: letters and escapes mixed');
SELECT is(answer($$SELECT userstore.login('mix', 'éé 1234 éé')->>'username'$$), 'mix', '... are one password');
-- e and a combining acute, composed to what LATIN1 has
SELECT is(answer($$SELECT userstore.create('{"username": "combined", "password": "cafe\u0301 1234"}')->>'username'$$), 'combined', 'create: a decomposed password');
SELECT is(answer($$SELECT userstore.login('combined', 'café 1234')->>'username'$$), 'combined', '... is its NFC');

SELECT * FROM finish();
ROLLBACK;
