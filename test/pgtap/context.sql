-- Proves that an error's context does not repeat the statement of a caller's function.
\ir helpers.psql
SELECT plan(17);

SELECT add('jane@example.com') \gset ignored_
SELECT add('blocked@example.com') \gset ignored_
SELECT add('gone@example.com') \gset ignored_
UPDATE users SET blocked = true, verifier = '$argon2id$v=19$m=1024,t=2,p=1$LUQh6zPuCl2kUyw3WGRBig$RrEBD1QvOXCAuipLuUwsVuKsR/fQFe/Hb8R5oAfBqWg'
WHERE email = 'blocked@example.com';
CREATE TABLE visits (user_id text REFERENCES users);
INSERT INTO visits SELECT user_id FROM users WHERE email = 'gone@example.com' RETURNING user_id AS gone \gset

-- The caller's function has the statement as a literal, password and all.
CREATE FUNCTION told_by_function(statement text, role name DEFAULT 'regress_userstore_script') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text;
	context text;
BEGIN
	EXECUTE format('CREATE OR REPLACE FUNCTION caller() RETURNS void LANGUAGE plpgsql AS %L',
		'BEGIN PERFORM ' || statement || '; END');
	EXECUTE format('SET LOCAL ROLE %I', role);
	PERFORM caller();
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, context = PG_EXCEPTION_CONTEXT;
	RETURN state || CASE WHEN context LIKE '%canary%' OR context LIKE '%correct horse%'
		THEN ' tells: ' || context ELSE '' END;
END
$$;

SELECT is(told_by_function(statement), state, state || ': ' || left(statement, 60))
FROM (VALUES
	('42501', $$userstore.login('jane@example.com', 'canary password', 'no such store')$$),
	('22023', $$userstore.login('jane@example.com', 'canary' || repeat('x', 4096))$$),
	('22023', $$userstore.login('jane@example.com', 'canary password', context => '[]')$$),
	('22004', $$userstore.login(NULL, 'canary password')$$),
	('28U02', $$userstore.login('blocked@example.com', 'correct horse')$$),
	('23U20', $$userstore.change_password('jane@example.com', 'canary')$$),
	('23U01', $$userstore.create('{"email": "jane@example.com", "password": "canary password"}')$$),
	('23U11', $$userstore.create('{"email": "jane", "password": "canary password"}')$$),
	('23U12', $$userstore.create('{"username": "@", "password": "canary password"}')$$),
	('23U13', $$userstore.create('{"phone_number": "1", "password": "canary password"}')$$),
	('22023', $$userstore.create('{"email": 1, "password": "canary password"}')$$),
	('22023', $$userstore.create('["canary password"]')$$),
	('22004', $$userstore.create('{"password": "canary password"}')$$),
	('22004', $$userstore.create('{"email": "canary@example.com"}')$$),
	('23503', format($$userstore.delete(%L, context => '{"canary": 1}')$$, :'gone'))
) AS cases (state, statement);

SELECT is(told_by_function($$userstore.check_password('canary password', 'canary verifier')$$, current_user),
	'22023', '22023: check_password');

-- A store's relation that refuses the row
ALTER TABLE users ADD CONSTRAINT no_canary CHECK (nickname <> 'canary');
SELECT is(told_by_function($$userstore.create('{"email": "new@example.com", "nickname": "canary", "password": "canary password"}')$$),
	'23514', '23514: the store''s own constraint');

SELECT * FROM finish();
ROLLBACK;
