-- Proves that the seven actions do the same in any encoding and under any locale.
\encoding UTF8
\ir ../pgtap/helpers.psql
SELECT plan(43);
SET LOCAL ROLE regress_userstore_script;

-- The client speaks UTF-8, whatever the database does.

SELECT is(answer($$SELECT userstore.get_user('andré@example.com')$$), 'NULL', 'nobody yet');
SELECT is(answer($$SELECT userstore.create('{"email": "andré@example.com", "password": "café 1234", "username": "m\u00fcller",
	"name": "Zoë \u00e4", "user_metadata": {"país": "España"}, "città": "Forlì"}')->>'email'$$), 'andré@example.com', 'create');
SELECT is(answer(format('SELECT userstore.get_user(%L)->>%L', 'andré@example.com', field)), value, 'get_user: ' || field)
FROM (VALUES ('username', 'müller'), ('name', 'Zoë ä'), ('user_metadata', '{"país": "España"}'), ('città', 'Forlì')) AS v (field, value);
SELECT is(answer(format('SELECT userstore.get_user(%L)->>%L', typed, 'username')), 'müller', 'get_user: found as ' || typed)
FROM unnest(ARRAY['ANDRé@Example.COM', 'MüLLER', 'andré@EXAMPLE.com']) AS typed;
SELECT is(answer(format('SELECT userstore.get_user(%L)', typed)), 'NULL', 'get_user: not found as ' || typed)
FROM unnest(ARRAY['andre@example.com', 'muller', 'mueller', 'andr@example.com', 'andré@example.co', ' müller']) AS typed;
SELECT is(answer($$SELECT userstore.login('andré@example.com', 'café 1234')->>'username'$$), 'müller', 'login: right');
SELECT is(answer($$SELECT userstore.login('müller', 'café 1234')::text = userstore.get_user('müller')::text$$), 'true', 'login and get_user agree');
SELECT is(answer(format('SELECT userstore.login(%L, %L)', 'müller', password)), 'NULL', 'login: not with ' || password)
FROM unnest(ARRAY['cafe 1234', 'cafÉ 1234', 'café 123', 'caf 1234', 'café 1234 ']) AS password;
SELECT is(answer($$SELECT userstore.create('{"email": "ANDRé@EXAMPLE.COM", "password": "long enough"}')$$), '23U01 user_exists', 'create: taken');
SELECT is(answer($$SELECT userstore.verify('andré@example.com')->>'email_verified'$$), 'true', 'verify');
SELECT is(answer($$SELECT userstore.change_password('müller', 'crème brûlée')$$), 'true', 'change_password');
SELECT is(answer($$SELECT userstore.login('müller', 'crème brûlée') IS NOT NULL$$), 'true', 'login with the new one');
SELECT is(answer($$SELECT userstore.change_email('andré@example.com', 'andrè@example.com', true)$$), 'true', 'change_email');
SELECT is(answer($$SELECT userstore.get_user('müller')->>'email'$$), 'andrè@example.com', '... to another accent');
SELECT is(answer($$SELECT userstore.delete(userstore.get_user('müller')->>'user_id')$$), 'true', 'delete');
RESET ROLE;

-- A verifier is of UTF-8: this one was made of "café 1234" elsewhere.

\set utf8 '$argon2id$v=19$m=1024,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$LJr4o1d0VaRReS+0qLUfBwWrA+dRsiSVtkSGEAmiZsA'
\set latin1 '$argon2id$v=19$m=1024,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$TCRa9yA512lb3sjxP9851RL7ZlXsv1KBAr/by94lBg8'
SELECT ok(userstore.check_password('café 1234', :'utf8'), 'a verifier made elsewhere');
SELECT ok(NOT userstore.check_password('café 1234', :'latin1'), 'one of the LATIN1 bytes is of another password');
SELECT add('elsewhere@example.com', :'utf8') \gset ignored_
SELECT isnt(userstore.login('elsewhere@example.com', 'café 1234', 'regress_userstore'), NULL, 'login with a verifier made elsewhere');

-- The fold is of ASCII everywhere, under Turkish rules too.

SELECT is(userstore.fold('TITLE-I@EXAMPLE.INFO'), 'title-i@example.info', 'fold: the C function');
SELECT is(users_fold('TITLE-I@EXAMPLE.INFO'), 'title-i@example.info', 'fold: the function of create_store');
SELECT is((SELECT array_agg(i) FROM generate_series(1, 127) AS i WHERE userstore.fold(chr(i)) <> users_fold(chr(i))
		OR userstore.fold(chr(i)) COLLATE "C" <> lower(chr(i) COLLATE "C")), NULL, 'both folds, every character of ASCII');
SELECT is(userstore.fold(v) COLLATE "C" = users_fold(v) COLLATE "C", true, 'both folds: ' || v)
FROM unnest(ARRAY['ÀÉÎÕÜ àéîõü', 'Straße', 'ÿ Ý þ Þ']) AS v;
INSERT INTO users (email, username) VALUES ('Ivi@Info.info', 'IRIS');
SELECT is(userstore.get_user(typed, 'regress_userstore')->>'username', 'IRIS', 'I and i: found as ' || typed)
FROM unnest(ARRAY['ivi@info.info', 'IVI@INFO.INFO', 'iris', 'Iris']) AS typed;
SELECT is(answer($$INSERT INTO users (username) VALUES ('iris')$$), '23505 users_username_key', 'I and i: the key agrees');

SELECT * FROM finish();
ROLLBACK;
