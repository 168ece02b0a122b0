-- Proves the SQLSTATE and the constraint name of every refusal, and when it comes.
\ir helpers.psql
SELECT plan(58);

SELECT add('jane@example.com') \gset ignored_
SELECT add('blocked@example.com') \gset ignored_
SELECT add('must-change@example.com') \gset ignored_
UPDATE users SET username = 'jane', phone_number = '+4915112345678' WHERE email = 'jane@example.com';
UPDATE users SET blocked = true WHERE email = 'blocked@example.com';
UPDATE users SET password_change_required = true WHERE email = 'must-change@example.com';
CREATE FUNCTION create_answer(fields text) RETURNS text LANGUAGE sql AS $$
	SELECT answer(format('SELECT userstore.create(%L)', fields))
$$;
SET LOCAL ROLE regress_userstore_script;

-- 23U01 to 23U03: taken, in any spelling
SELECT is(create_answer('{"email": "JANE@Example.com", "password": "long enough"}'),
	'23U01 user_exists', 'create: the e-mail address is taken');
SELECT is(create_answer('{"username": "Jane", "password": "long enough"}'),
	'23U02 username_exists', 'create: the username is taken');
SELECT is(create_answer('{"phone_number": "+4915112345678", "password": "long enough"}'),
	'23U03 phone_number_exists', 'create: the phone number is taken');
SELECT is(create_answer('{"email": "new@example.com", "username": "JANE", "password": "long enough"}'),
	'23U02 username_exists', 'create: one of two identifiers is taken');
SELECT is(answer($$SELECT userstore.change_email('blocked@example.com', 'Jane@EXAMPLE.com', true)$$),
	'23U01 user_exists', 'change_email: the address is taken');
SELECT is(answer($$SELECT userstore.change_email('jane@example.com', 'JANE@example.com', true)$$),
	'true', 'change_email: another spelling of the user''s own is not');
SELECT is(answer($$SELECT userstore.change_email('nobody@example.com', 'jane@example.com', true)$$),
	'false', 'change_email: nobody''s address is just not found');

-- 23U11 to 23U13: malformed
SELECT is(create_answer(format('{"email": %s, "password": "long enough"}', to_json(v))),
	'23U11 invalid_email', 'create: e-mail address ' || to_json(left(v, 20)))
FROM unnest(ARRAY['', ' ', '@', 'jane', 'jane@', '@example.com', 'a@b@c', 'a b@example.com', 'a@.b', 'a@b.',
	'a@b..c', 'a@b' || chr(8203), 'e' || chr(769) || '@example.com', 'a' || chr(10) || '@b', repeat('a', 250) || '@b.org']) AS v;
SELECT is(answer(format('SELECT userstore.change_email(%L, %L, true)', 'jane@example.com', v)),
	'23U11 invalid_email', 'change_email: to ' || v)
FROM unnest(ARRAY['', 'jane', 'a b@example.com']) AS v;
SELECT is(create_answer(format('{"username": %s, "password": "long enough"}', to_json(v))),
	'23U12 invalid_username', 'create: username ' || to_json(left(v, 20)))
FROM unnest(ARRAY['', ' ', ' x', 'x ', 'a@b', '+4915112345678', 'x' || chr(8206), 'e' || chr(769), E'x\ty', repeat('x', 129)]) AS v;
SELECT is(create_answer(format('{"phone_number": %s, "password": "long enough"}', to_json(v))),
	'23U13 invalid_phone_number', 'create: phone number ' || v)
FROM unnest(ARRAY['', '4915112345678', '+0123', '+49 151', '+1234567890123456', '+1']) AS v;

-- 23U20
SELECT is(create_answer('{"email": "new@example.com", "password": "7 chars"}'),
	'23U20 invalid_password', 'create: password too short');
SELECT is(answer($$SELECT userstore.change_password('jane@example.com', '7 chars')$$),
	'23U20 invalid_password', 'change_password: password too short');
SELECT is(answer($$SELECT userstore.change_password('nobody@example.com', '7 chars')$$),
	'23U20 invalid_password', '... for nobody too');

-- 28U02 and 28U03: only after the right password
SELECT is(answer($$SELECT userstore.login('blocked@example.com', 'correct horse')$$),
	'28U02 blocked_user', 'login: blocked');
SELECT is(answer($$SELECT userstore.login('blocked@example.com', 'wrong horse')$$),
	'NULL', 'login: blocked is not told with a wrong password');
SELECT is(answer($$SELECT userstore.login('must-change@example.com', 'correct horse')$$),
	'28U03 password_change_required', 'login: must change the password');
SELECT is(answer($$SELECT userstore.login('must-change@example.com', 'wrong horse')$$),
	'NULL', 'login: ... is not told with a wrong password');
SELECT is(answer($$SELECT userstore.change_password('must-change@example.com', 'another horse')$$),
	'true', 'change_password: is what was asked for');
SELECT is(answer($$SELECT userstore.login('must-change@example.com', 'another horse')->>'email'$$),
	'must-change@example.com', '... and then login works');

-- Each error names nothing but the refusal
SELECT is(told($$SELECT userstore.create('{"email": "jane@example.com", "password": "long enough"}')$$) ~ 'jane|long', false,
	'a refusal shows neither the address nor the password');

-- 25006: in a read-only transaction, before any other work
SAVEPOINT read_only;
SET LOCAL transaction_read_only = on;
SELECT is(array_agg(DISTINCT answer(statement)), '{25006}', 'what writes is refused in a read-only transaction')
FROM (VALUES ($$SELECT userstore.create('{"email": "new@example.com", "password": "long enough"}')$$),
	($$SELECT userstore.verify('jane@example.com')$$),
	($$SELECT userstore.change_password('jane@example.com', 'long enough')$$),
	($$SELECT userstore.change_email('jane@example.com', 'j@example.com', true)$$),
	($$SELECT userstore.delete('x')$$)) AS v (statement);
SELECT is(answer($$SELECT userstore.login('jane@example.com', 'correct horse')->>'username'$$), 'jane',
	'... login is not');
ROLLBACK TO read_only;

-- 0A000: a store whose mapping lacks what an action needs
RESET ROLE;
UPDATE userstore.mappings SET columns = columns - 'verifier' WHERE store = 'regress_userstore';
SET LOCAL ROLE regress_userstore_script;
SELECT is(array_agg(DISTINCT answer(statement)), '{0A000}', 'without a verifier: no login, create, change_password')
FROM (VALUES ($$SELECT userstore.login('jane@example.com', 'correct horse')$$),
	($$SELECT userstore.create('{"email": "new@example.com", "password": "long enough"}')$$),
	($$SELECT userstore.change_password('jane@example.com', 'long enough')$$)) AS v (statement);
SELECT alike(told($$SELECT userstore.login('jane@example.com', 'correct horse')$$), '%login%verifier%',
	'the error says which action and what is missing');
SELECT is(answer($$SELECT userstore.get_user('jane@example.com')->>'username'$$), 'jane', '... but get_user');
RESET ROLE;
UPDATE userstore.mappings SET columns = columns - 'email_verified' WHERE store = 'regress_userstore';
SET LOCAL ROLE regress_userstore_script;
SELECT is(answer($$SELECT userstore.verify('jane@example.com')$$), '0A000', 'without email_verified: no verify');
SELECT is(answer($$SELECT userstore.change_email('jane@example.com', 'j@example.com', true)$$), 'true', '... but change_email');

SELECT * FROM finish();
ROLLBACK;
