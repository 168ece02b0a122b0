-- Proves what a person sees of the seven actions, with every refusal's message.
\set SHOW_CONTEXT never
CREATE EXTENSION userstore;
CREATE ROLE regress_userstore_owner;
CREATE ROLE regress_userstore_script LOGIN;
SELECT userstore.create_store(owner => 'regress_userstore_owner');
SELECT userstore.grant_access('regress_userstore_script');

-- The refusal of a statement as a script sees it
CREATE FUNCTION refusal(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	code text;
	detail text;
	hint text;
BEGIN
	EXECUTE statement;
	RETURN 'none';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS code = CONSTRAINT_NAME, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' ', SQLSTATE, nullif(code, '')) || ': ' || SQLERRM
		|| coalesce(E'\nDETAIL: ' || nullif(detail, ''), '') || coalesce(E'\nHINT: ' || nullif(hint, ''), '');
END
$$;
-- A profile without what differs from run to run
CREATE FUNCTION masked(profile jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT jsonb_pretty(CASE WHEN profile->>'user_id' ~ '^[0-9a-f-]{36}$'
		THEN profile || '{"user_id": "(uuid)"}' ELSE profile END)
$$;
SET ROLE regress_userstore_script;

-- Jane signs up.
SELECT masked(userstore.get_user('jane@example.com'));
SELECT masked(userstore.create('{
	"client_id": "abc", "tenant": "acme", "connection": "users",
	"email": "Jane@Example.com", "password": "correct horse", "username": "jane",
	"phone_number": "+4915112345678", "given_name": "Jane", "plan": "gold",
	"user_metadata": {"colour": "red", "none": null}, "app_metadata": {"roles": ["admin"]},
	"email_verified": true, "user_id": "mine", "blocked": true, "verifier": "x", "metadata": {"a": 1}}'));
SELECT masked(userstore.get_user('jane@example.com')) = masked(userstore.get_user('JANE')) AS same_by_username,
	userstore.get_user('jane@example.com')::text = userstore.get_user('+4915112345678')::text AS same_by_phone;

-- A second Jane does not.
SELECT refusal($$SELECT userstore.create('{"email": "JANE@example.com", "password": "correct horse"}')$$);
SELECT refusal($$SELECT userstore.create('{"username": "Jane", "password": "correct horse"}')$$);
SELECT refusal($$SELECT userstore.create('{"phone_number": "+4915112345678", "password": "correct horse"}')$$);

-- What is malformed
SELECT refusal($$SELECT userstore.create('{"email": "jane", "password": "correct horse"}')$$);
SELECT refusal($$SELECT userstore.create('{"email": "a b@example.com", "password": "correct horse"}')$$);
SELECT refusal($$SELECT userstore.create('{"email": "a@b..c", "password": "correct horse"}')$$);
SELECT refusal($$SELECT userstore.create('{"email": "e\u0301@example.com", "password": "correct horse"}')$$);
SELECT refusal($$SELECT userstore.create('{"email": "x\u200b@example.com", "password": "correct horse"}')$$);
SELECT refusal($$SELECT userstore.create('{"username": "", "password": "correct horse"}')$$);
SELECT refusal($$SELECT userstore.create('{"username": "a@b", "password": "correct horse"}')$$);
SELECT refusal($$SELECT userstore.create('{"username": "+4915112345678", "password": "correct horse"}')$$);
SELECT refusal($$SELECT userstore.create('{"username": "x ", "password": "correct horse"}')$$);
SELECT refusal($$SELECT userstore.create('{"phone_number": "0151 12345678", "password": "correct horse"}')$$);
SELECT refusal($$SELECT userstore.create('{"email": "new@example.com", "password": "7 chars"}')$$);
SELECT refusal($$SELECT userstore.create('{"email": "new@example.com", "password": "\u0000 is not a character"}')$$);
SELECT refusal($$SELECT userstore.create('{"email": "new@example.com"}')$$);
SELECT refusal($$SELECT userstore.create('{"password": "correct horse"}')$$);
SELECT refusal($$SELECT userstore.create('{"email": 1, "password": "correct horse"}')$$);
SELECT refusal($$SELECT userstore.create('{"email": "a@b", "email": "a@b", "password": "correct horse"}')$$);
SELECT refusal($$SELECT userstore.create('{"email": "a@b", "password": "correct horse", "user_metadata": 1}')$$);
SELECT refusal($$SELECT userstore.create('{"email": "a@b", "password": "correct horse", "x": "\u0000"}')$$);
SELECT refusal($$SELECT userstore.create('[]')$$);
SELECT refusal($$SELECT userstore.create(NULL)$$);

-- She verifies her address, twice.
SELECT userstore.verify('jane@example.com')->'email_verified' AS verified;
SELECT userstore.verify('jane@example.com')->'email_verified' AS verified;
SELECT userstore.verify('nobody@example.com');

-- She logs in.
SELECT masked(userstore.login('jane@example.com', 'correct horse'));
SELECT userstore.login('jane@example.com', 'correct horse')::text = userstore.get_user('jane')::text AS same_profile;
SELECT userstore.login('jane@example.com', 'Correct horse') AS wrong_password;
SELECT userstore.login('nobody@example.com', 'correct horse') AS nobody;
SELECT refusal($$SELECT userstore.login('jane@example.com', NULL)$$);
SELECT refusal($$SELECT userstore.login(repeat('x', 321), 'correct horse')$$);
SELECT refusal($$SELECT userstore.login('jane@example.com', repeat('x', 4097))$$);
SELECT refusal($$SELECT userstore.login('jane@example.com', 'correct horse', NULL, '[]')$$);
SELECT refusal($$SELECT userstore.login('jane@example.com', 'correct horse', 'nonesuch')$$);

-- She changes her password and her address.
SELECT userstore.change_password('jane@example.com', 'battery staple') AS jane,
	userstore.change_password('nobody@example.com', 'battery staple') AS nobody;
SELECT userstore.login('jane', 'correct horse') IS NOT NULL AS old_password,
	userstore.login('jane', 'battery staple') IS NOT NULL AS new_password;
SELECT refusal($$SELECT userstore.change_password('jane', 'short')$$);
SELECT userstore.change_email('jane@example.com', 'jane@example.org', false) AS jane,
	userstore.change_email('jane@example.com', 'jane@example.net', false) AS nobody;
SELECT userstore.get_user('jane')->>'email' AS email, userstore.get_user('jane')->'email_verified' AS verified;
SELECT refusal($$SELECT userstore.change_email('jane@example.org', 'jane', false)$$);

-- She is blocked, and then told to change her password.
RESET ROLE;
UPDATE users SET blocked = true;
SET ROLE regress_userstore_script;
SELECT refusal($$SELECT userstore.login('jane', 'battery staple')$$);
SELECT userstore.login('jane', 'wrong password') AS not_told;
RESET ROLE;
UPDATE users SET blocked = false, password_change_required = true;
SET ROLE regress_userstore_script;
SELECT refusal($$SELECT userstore.login('jane', 'battery staple')$$);
SELECT userstore.change_password('jane', 'third password');
SELECT userstore.login('jane', 'third password') IS NOT NULL AS logged_in;

-- What the administrator sees
RESET ROLE;
SELECT email, username, verifier LIKE '$argon2id$v=19$%' AS hashed, logins_count, last_login IS NOT NULL AS seen,
	last_password_change IS NOT NULL AS changed, attributes, app_metadata
FROM users;
SET ROLE regress_userstore_script;

-- Nothing is written in a read-only transaction.
BEGIN READ ONLY;
SELECT userstore.login('jane', 'third password') IS NOT NULL AS logged_in;
SELECT refusal($$SELECT userstore.verify('jane@example.org')$$);
COMMIT;
-- Nor by a store that can't.
RESET ROLE;
UPDATE userstore.mappings SET columns = columns - 'email_verified';
SET ROLE regress_userstore_script;
SELECT refusal($$SELECT userstore.verify('jane@example.org')$$);

-- She is deleted.
SELECT userstore.delete('nobody') AS nobody, userstore.delete('jane') AS by_username,
	userstore.delete(upper(userstore.get_user('jane')->>'user_id')) AS in_capitals;
SELECT userstore.delete(userstore.get_user('jane')->>'user_id') AS by_id;
SELECT userstore.get_user('jane') IS NULL AS gone;

RESET ROLE;
DROP EXTENSION userstore;
DROP FUNCTION refusal, masked;
DROP TABLE users;
DROP FUNCTION users_fold;
DROP ROLE regress_userstore_owner, regress_userstore_script;
