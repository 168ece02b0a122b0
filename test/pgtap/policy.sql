-- Proves what a policy lets pass and refuses, with which SQLSTATE and before what, and what may stand in it.
\ir helpers.psql
SELECT plan(97);

-- All that an error says, without what it leaves empty.
CREATE FUNCTION said(statement text) RETURNS text LANGUAGE sql AS $$
	SELECT rtrim(regexp_replace(told(statement), '( \|  ?)+(?=\|)', ' ', 'g'), ' |')
$$;
CREATE FUNCTION with_options(extra jsonb) RETURNS jsonb LANGUAGE sql AS $$
	SELECT options - 'policy' - 'events' || extra FROM userstore.stores WHERE store = 'regress_userstore'
$$;
CREATE FUNCTION set_options(extra jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT said(format('SELECT count(*) FROM userstore.attach(%L, %L, %L, %L)', 'regress_userstore',
		'regress_userstore.users', (SELECT columns FROM userstore.stores WHERE store = 'regress_userstore'), with_options(extra)))
$$;
CREATE FUNCTION set_policy(policy jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT set_options(jsonb_build_object('policy', policy))
$$;
CREATE FUNCTION change(password text, identifier text DEFAULT 'ann.miller@example.com') RETURNS text LANGUAGE sql AS $$
	SELECT answer_as('regress_userstore_script', format('SELECT userstore.change_password(%L, %L, %L)',
		identifier, password, 'regress_userstore'))
$$;
CREATE FUNCTION make(new_user jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT answer_as('regress_userstore_script', format('SELECT userstore.create(%L, %L) IS NOT NULL',
		new_user, 'regress_userstore'))
$$;
SELECT add('ann.miller@example.com') AS ann \gset
UPDATE users SET name = 'Ann-Lou Miller O''Hara', nickname = 'Zoë', username = 'Miles', phone_number = '+4915112345678'
	WHERE user_id = :'ann';

-- What may stand in the options

SELECT is(set_options(extra), '22023 | ' || wanted, format('refused: %s', extra)) FROM (VALUES
	(jsonb '{"policy": true}', 'invalid option "policy" of store "regress_userstore" | It is not an object.'),
	('{"policy": [8]}', 'invalid option "policy" of store "regress_userstore" | It is not an object.'),
	('{"policy": {"minlength": 8}}', '"minlength" is not known in option "policy" of store "regress_userstore" | Perhaps you meant "min_length".'),
	('{"policy": {"x": 8}}', '"x" is not known in option "policy" of store "regress_userstore" | There are min_length, max_length, blocklist, no_personal_data, history.'),
	('{"policy": {"min_length": 7}}', 'invalid option "policy.min_length" of store "regress_userstore" | It is from 8 to 64.'),
	('{"policy": {"min_length": 65}}', 'invalid option "policy.min_length" of store "regress_userstore" | It is from 8 to 64.'),
	('{"policy": {"min_length": 8.5}}', 'invalid option "policy.min_length" of store "regress_userstore" | It is not a whole number.'),
	('{"policy": {"min_length": "8"}}', 'invalid option "policy.min_length" of store "regress_userstore" | It is not a number.'),
	('{"policy": {"min_length": null}}', 'invalid option "policy.min_length" of store "regress_userstore" | It is not a number.'),
	('{"policy": {"min_length": {}}}', 'invalid option "policy.min_length" of store "regress_userstore" | It is not a number.'),
	('{"policy": {"min_length": 1e400}}', 'invalid option "policy.min_length" of store "regress_userstore" | It is from 8 to 64.'),
	('{"policy": {"max_length": 63}}', 'invalid option "policy.max_length" of store "regress_userstore" | It is from 64 to 4096.'),
	('{"policy": {"max_length": 4097}}', 'invalid option "policy.max_length" of store "regress_userstore" | It is from 64 to 4096.'),
	('{"policy": {"blocklist": 1}}', 'invalid option "policy.blocklist" of store "regress_userstore" | It is neither true nor false.'),
	('{"policy": {"no_personal_data": "true"}}', 'invalid option "policy.no_personal_data" of store "regress_userstore" | It is neither true nor false.'),
	('{"policy": {"history": -1}}', 'invalid option "policy.history" of store "regress_userstore" | It is from 0 to 10.'),
	('{"policy": {"history": 11}}', 'invalid option "policy.history" of store "regress_userstore" | It is from 0 to 10.'),
	('{"policy": {"history": 0.5}}', 'invalid option "policy.history" of store "regress_userstore" | It is not a whole number.'),
	('{"events": true}', 'invalid option "events" of store "regress_userstore" | It is not a string.'),
	('{"events": "change"}', '"change" is not known in option "events" of store "regress_userstore" | Perhaps you meant "changes".'),
	('{"events": "none"}', '"none" is not known in option "events" of store "regress_userstore" | There are all, changes, off.')) AS t (extra, wanted);
SELECT is(set_options(extra), NULL, format('taken: %s', extra)) FROM (VALUES
	(jsonb '{"policy": {}}'),
	('{"policy": {"min_length": 15, "max_length": 64, "blocklist": true, "no_personal_data": true, "history": 10}}'),
	('{"policy": {"min_length": 64, "max_length": 4096, "blocklist": false, "no_personal_data": false, "history": 0}}'),
	('{"events": "all"}'), ('{"events": "changes"}'), ('{"events": "off"}')) AS t (extra);
SELECT is((SELECT options -> 'events' FROM userstore.stores WHERE store = 'regress_userstore'), '"off"', 'the view of stores shows it');

-- By itself

SELECT userstore.create_store('regress_userstore_b', 'regress_userstore.others', 'regress_userstore_owner') \gset ignored_
SELECT is((SELECT options -> 'policy' FROM userstore.stores WHERE store = 'regress_userstore_b'), '{"blocklist": true}', 'a store of ours has the blocklist');
SELECT is(set_options('{}'), NULL, 'a store without a policy');
SELECT is(change('1234567'), '23U20 invalid_password', '... still wants 8 characters');
SELECT is(change(repeat('é', 7)), '23U20 invalid_password', '... not bytes');
SELECT is(change(repeat(U&'e\0301', 7)), '23U20 invalid_password', '... of the NFC');
SELECT is(change('password'), 'true', '... and nothing else');
SELECT is(change('ann.miller@example.com'), 'true', '... of any password');
SELECT is(change(repeat('x', 4096)), 'true', '... as long as there are');

-- Lengths

SELECT is(set_policy('{"min_length": 15, "max_length": 64}'), NULL, 'lengths');
SELECT is(change(repeat('x', 14)), '23U20 invalid_password', 'one character too few');
SELECT is(change(repeat('x', 15)), 'true', 'as many as there have to be');
SELECT is(change(repeat('é', 64)), 'true', 'as many as there may be, not bytes');
SELECT is(change(repeat('x', 65)), '23U20 invalid_password', 'one too many');
SELECT is(said($$SELECT userstore.change_password('ann.miller@example.com', 'too short', 'regress_userstore')$$),
	'23U20 | invalid_password | the password is not acceptable | It is shorter than 15 characters.', 'the length is told');
SELECT is(said(format($$SELECT userstore.change_password('ann.miller@example.com', %L, 'regress_userstore')$$, repeat('x', 65))),
	'23U20 | invalid_password | the password is not acceptable | It is longer than 64 characters.', 'that one too');
SELECT is(make('{"email": "new@example.com", "password": "too short"}'), '23U20 invalid_password', 'create has the same rules');
SELECT is(change('too short', 'nobody@example.com'), '23U20 invalid_password', 'before anybody is looked up');

-- The blocklist

SELECT is((SELECT count(*) FROM userstore.blocklist), 1000::bigint, 'so many are shipped');
SELECT is((SELECT count(*) FROM userstore.blocklist WHERE NOT shipped OR char_length(password) < 8
	OR password <> userstore.fold(password)), 0::bigint, '... all folded, none too short anyway');
SELECT is(set_policy('{"blocklist": true}'), NULL, 'with the blocklist');
SELECT is(change('password'), '23U21 password_dictionary_error', 'one that is guessed first');
SELECT is(change('PassWord'), '23U21 password_dictionary_error', '... in another case');
SELECT is(change('password of mine'), 'true', '... but not what only begins with it');
SELECT is(change('password', 'nobody@example.com'), '23U21 password_dictionary_error', 'before anybody is looked up');
SELECT is(change('a password', 'nobody@example.com'), 'false', '... of whom nothing else is told');
SELECT is(make('{"email": "new@example.com", "password": "trustno1"}'), '23U21 password_dictionary_error', 'create has the same rules');
SELECT is(said($$SELECT userstore.change_password('ann.miller@example.com', 'password', 'regress_userstore')$$),
	'23U21 | password_dictionary_error | the password is one of those that are guessed first', 'no value is told');

SELECT is(userstore.load_blocklist(ARRAY['Acme Rockets', 'ACME rockets', 'password', '', NULL, 'Großmütter', U&'ZOE\0308 in ZOE\0308']), 3::bigint,
	'load_blocklist folds, and counts what is new');
SELECT is(change('acme ROCKETS'), '23U21 password_dictionary_error', '... which counts at once');
SELECT is(change('GROßMÜTTER'), '23U21 password_dictionary_error', '... outside ASCII too');
SELECT is(change(U&'zoe\0308 in zo\00EB'), '23U21 password_dictionary_error', '... in any form');
SELECT is(userstore.load_blocklist(ARRAY['Acme Rockets']), 0::bigint, 'a second time adds none');
SELECT is(answer('SELECT userstore.load_blocklist(NULL)'), '22004', 'no list');
SELECT is(answer('INSERT INTO userstore.blocklist VALUES (''Not Folded'')'), '23514 blocklist_password_check', 'COPY can''t bring in what would never be found');
SELECT is(answer_as(role, statement), '42501', format('%s: %s', role, statement)) FROM (VALUES
	('SELECT userstore.load_blocklist(''{}'')'), ('SELECT FROM userstore.blocklist'), ('SELECT FROM userstore.history')) AS s (statement),
	(VALUES (name 'regress_userstore_script'), ('regress_userstore_owner')) AS r (role);

-- Personal data

SELECT is(set_policy('{"no_personal_data": true}'), NULL, 'without personal data');
SELECT is(change(password), wanted, format('%s: %s', password, note)) FROM (VALUES
	('ann.miller@example.com', '23U22 password_no_user_info_error', 'the e-mail address'),
	('my ANN.MILLER 1', '23U22 password_no_user_info_error', 'its local part'),
	('example.com', '23U22 password_no_user_info_error', 'a part of it'),
	('example.org', 'true', 'like it'),
	('xxxMILLERxxx', '23U22 password_no_user_info_error', 'a word of the name'),
	('o''haraohara', '23U22 password_no_user_info_error', 'another'),
	('ann-lou 1234', '23U22 password_no_user_info_error', 'a compound'),
	('zoë and zoë', 'true', 'shorter than four characters'),
	('sMiLeSmile', '23U22 password_no_user_info_error', 'the username'),
	('+4915112345678', '23U22 password_no_user_info_error', 'the phone number'),
	('4915112345678!', '23U22 password_no_user_info_error', 'its digits'),
	('015112345678', '23U22 password_no_user_info_error', 'its digits at home'),
	('15112345', '23U22 password_no_user_info_error', 'a part of them'),
	('87654321123', 'true', 'other digits'),
	('horse battery', 'true', 'nothing of him')) AS t (password, wanted, note);
UPDATE users SET nickname = 'ÉCLAIRS' WHERE user_id = :'ann';
SELECT is(change(U&'two e\0301clairs'), '23U22 password_no_user_info_error', 'in another case and form');
SELECT is(make(jsonb '{"email": "bob@example.com", "password": "xx bOb@example.com"}'), '23U22 password_no_user_info_error', 'create: the e-mail address');
SELECT is(make(jsonb '{"email": "bob@example.com", "password": "xx MacLeod"}' || extra), wanted, format('create: %s', extra)) FROM (VALUES
	(jsonb '{"family_name": "Macleod"}', '23U22 password_no_user_info_error'), ('{"given_name": "Macleod"}', '23U22 password_no_user_info_error'),
	('{"name": "Bob Macleod"}', '23U22 password_no_user_info_error'), ('{"nickname": "cleo"}', '23U22 password_no_user_info_error'),
	('{"username": "macleod"}', '23U22 password_no_user_info_error'), ('{"name": "Bob Cloud"}', 'true')) AS t (extra, wanted);
SELECT is(make('{"email": "no address", "password": "no address"}'), '23U11 invalid_email', 'what is wrong with an identifier comes first');
SELECT is(change('miller miller', 'nobody@example.com'), 'false', 'nobody has none');
SELECT is(said($$SELECT userstore.change_password('ann.miller@example.com', 'ann.miller 1', 'regress_userstore')$$),
	'23U22 | password_no_user_info_error | the password contains personal data of the user', 'no value is told');
SELECT is(set_policy('{}'), NULL, 'without it again');
SELECT is(change('ann.miller@example.com'), 'true', 'a change of the policy counts at once');

SELECT * FROM finish();
ROLLBACK;
