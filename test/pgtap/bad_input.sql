-- Proves that no bad input does harm, is taken for another, or comes back in an error.
\ir helpers.psql
SELECT plan(101);

SELECT add('jane@example.com') AS jane \gset
UPDATE users SET username = 'kate', phone_number = '+4915112345678' WHERE user_id = :'jane';
INSERT INTO users (email, username) VALUES ('irma@example.com', 'straße'), ('é@example.com', 'ñandú');
SET LOCAL ROLE regress_userstore_script;

-- NULL: every required argument, and each that is not
SELECT is(answer(statement), '22004', 'NULL: ' || statement)
FROM unnest(ARRAY[
	$$SELECT userstore.login(NULL, 'correct horse')$$,
	$$SELECT userstore.login('jane@example.com', NULL)$$,
	$$SELECT userstore.get_user(NULL)$$,
	$$SELECT userstore.create(NULL)$$,
	$$SELECT userstore.verify(NULL)$$,
	$$SELECT userstore.change_password(NULL, 'long enough')$$,
	$$SELECT userstore.change_password('jane@example.com', NULL)$$,
	$$SELECT userstore.change_email(NULL, 'j@example.com', true)$$,
	$$SELECT userstore.change_email('jane@example.com', NULL, true)$$,
	$$SELECT userstore.change_email('jane@example.com', 'j@example.com', NULL)$$,
	$$SELECT userstore.delete(NULL)$$,
	$$SELECT userstore.create('{"password": "long enough"}')$$,
	$$SELECT userstore.create('{"email": null, "username": null, "password": "long enough"}')$$,
	$$SELECT userstore.create('{"email": "new@example.com"}')$$,
	$$SELECT userstore.create('{"email": "new@example.com", "password": null}')$$,
	$$SELECT userstore.create('{}')$$]) AS statement;
SELECT isnt(answer($$SELECT userstore.get_user('jane@example.com', NULL, NULL)$$), 'NULL', 'store and context may be NULL');
SELECT isnt(answer($$SELECT userstore.get_user('jane@example.com', NULL, 'null')$$), 'NULL', '... and JSON''s null');

-- Every spelling that is not the user's
CREATE TEMP TABLE spellings (typed text) ON COMMIT DROP;
INSERT INTO spellings VALUES (''), (' '), (E'\t'), (E'\n'), ('@'), ('%'), ('_'), ('j%'), ('jane@example.co_'), ('%@%'),
	(' jane@example.com'), ('jane@example.com '), (E'jane@example.com\n'), ('jane@example.com' || chr(160)),
	('jane@example.com''--'), ('jane@example.com" OR true'), (''' OR ''''='''), ('\'), ('$1'), ('%s'), ('jane\@example.com'),
	('jane@example.com' || chr(8203)), ('ja' || chr(173) || 'ne@example.com'), (chr(65279) || 'jane@example.com'),
	(chr(8238) || 'jane@example.com'), (chr(65354) || 'ane@example.com'), ('jane' || chr(65312) || 'example.com'),
	('jane@example' || chr(65294) || 'com'), (chr(7730) || 'ate'), ('k' || chr(1072) || 'te'),
	(chr(304) || 'rma@example.com'), (chr(305) || 'rma@example.com'), ('i' || chr(775) || 'rma@example.com'),
	('strasse'), ('STRASSE'), ('e@example.com'), ('nandu'), ('4915112345678'), ('+49 15112345678'), ('+4915112345678 '),
	(chr(65291) || '4915112345678'), ('+491511234567' || chr(1632)), (:'jane'), (repeat('x', 320)), (repeat(chr(128512), 80));
GRANT SELECT ON spellings TO PUBLIC;
SELECT is(array_agg(DISTINCT answer(format('SELECT userstore.get_user(%L)', typed))), '{"NULL"}',
	'get_user: none of the spellings is found') FROM spellings;
SELECT is(array_agg(DISTINCT answer(format('SELECT userstore.verify(%L)', typed))), '{"NULL"}',
	'verify: none of the spellings is found') FROM spellings;
SELECT is(array_agg(DISTINCT answer(format('SELECT userstore.login(%L, %L)', typed, 'correct horse'))), '{"NULL"}',
	'login: none of the spellings is found') FROM spellings;
SELECT is(array_agg(DISTINCT answer(format('SELECT userstore.change_password(%L, %L)', typed, 'long enough'))), '{false}',
	'change_password: none of the spellings is found') FROM spellings;
SELECT is(array_agg(DISTINCT answer(format('SELECT userstore.change_email(%L, %L, true)', typed, 'j@example.com'))), '{false}',
	'change_email: none of the spellings is found') FROM spellings;
SELECT is(array_agg(DISTINCT answer(format('SELECT userstore.delete(%L)', typed))), '{false}',
	'delete: none of the spellings is found') FROM spellings WHERE typed <> :'jane';
SELECT is(answer(format('SELECT userstore.get_user(%L) IS NOT NULL', typed)), 'true', 'get_user: found as ' || typed)
FROM unnest(ARRAY['JANE@Example.COM', 'KATE', '+4915112345678', 'É@example.com', 'e' || chr(769) || '@example.com',
	'E' || chr(769) || '@EXAMPLE.com', 'STRAßE', 'ÑANDÚ']) AS typed;

SELECT is(answer(format('SELECT userstore.get_user(%L)', chr(8490) || 'ate')), 'NULL',
	'get_user: KELVIN SIGN is not k, although its NFC is K');

-- Sizes, before any work
SELECT is(answer(format('SELECT userstore.%s', replace(call, '?', quote_literal(repeat(c.character, c.length))))), '22023',
	call || ' with ' || c.length || ' of ' || c.character)
FROM (VALUES ('login(?, ''x'')', 'x', 321), ('login(?, ''x'')', 'é', 161), ('login(?, ''x'')', 'x', 1048576), ('login(''x'', ?)', 'x', 4097),
	('login(''x'', ?)', 'x', 1048576), ('get_user(?)', 'x', 1048576), ('verify(?)', 'x', 1048576),
	('change_password(?, ''long enough'')', 'x', 1048576), ('change_password(''x'', ?)', 'x', 4097),
	('change_password(''x'', ?)', '𝒳', 1025), ('change_email(?, ''j@example.com'', true)', 'x', 1048576),
	('change_email(''x'', ?, true)', 'x', 1048576), ('delete(?)', 'x', 1048576), ('get_user(''x'', ?)', 'x', 64),
	('hash_password(?)', 'x', 1048576)) AS c (call, character, length)
WHERE c.call NOT LIKE 'hash%';
SELECT is(answer(format('SELECT userstore.create(%L)', json_build_object('email', 'new@example.com', 'password', repeat('x', 4097)))),
	'23U20 invalid_password', 'create: a password of 4,097 bytes');
SELECT is(answer(format('SELECT userstore.create(%L)', json_build_object('email', 'new@example.com', 'password', repeat('x', 1048576)))),
	'22023', 'create: an argument over 1 MiB');
SELECT is(answer(format('SELECT userstore.create(%L) IS NOT NULL', json_build_object('email', 'long@example.com', 'password', repeat('x', 4096)))),
	'true', 'create: a password of 4,096 bytes is taken');
SELECT is(answer(format('SELECT userstore.login(%L, %L)->>''email''', 'long@example.com', repeat('x', 4096))),
	'long@example.com', '... and logs in');
SELECT is(answer(format('SELECT userstore.login(%L, %L)->>''email''', 'long@example.com', repeat('x', 4095))),
	'NULL', '... all of it counts');
SELECT is(answer(format('SELECT userstore.get_user(%L, NULL, %L)', 'x', c.context)), c.expected, 'context: ' || left(c.context, 20))
FROM (VALUES ('[]', '22023'), ('"x"', '22023'), ('1', '22023'), ('{}', 'NULL'), ('{"identifierType": 1}', 'NULL'),
	(json_build_object('x', repeat('x', 17000))::text, '22023')) AS c (context, expected);
SELECT is(answer(format($$SELECT userstore.get_user(%L, NULL, '{"identifierType": "user_id"}')->>'username'$$, :'jane')),
	'kate', 'context: the identifier is a user_id');

-- What new_user may look like
SELECT is(answer(format('SELECT userstore.create(%L)', new_user)), '22023', 'create: ' || left(new_user, 60))
FROM unnest(ARRAY['[]', '"x"', '1', 'null', 'true', '[{"email": "a@b", "password": "long enough"}]',
	'{"email": "new@example.com", "password": 12345678}', '{"email": "new@example.com", "password": ["long enough"]}',
	'{"email": {"a": "b"}, "password": "long enough"}', '{"email": 1, "password": "long enough"}',
	'{"email": "new@example.com", "email": "x@example.com", "password": "long enough"}',
	'{"email": "new@example.com", "password": "long enough", "pass\u0077ord": "other password"}',
	'{"email": "new@example.com", "password": "long enough", "user_metadata": "x"}',
	'{"email": "new@example.com", "password": "long enough", "app_metadata": []}',
	'{"email": "new\u0000@example.com", "password": "long enough"}',
	'{"email": "new\ud800@example.com", "password": "long enough"}',
	'{"email": "new@example.com", "password": "long enough", "x\u0000": "y"}',
	'{"email": "new@example.com", "password": "long enough", "x": "\u0000"}',
	'{"email": "new@example.com", "password": "long enough", "user_metadata": {"x": "\udc00"}}',
	'{"email": "new@example.com", "password": "long enough", "user_metadata": {"x": 1e999999}}']) AS new_user;

-- No error shows a part of a password
CREATE TEMP VIEW canaries AS SELECT told(statement) FROM unnest(ARRAY[
	$$SELECT userstore.create('{"email": "n@example.com", "password": "caNary\u0000caNary"}')$$,
	$$SELECT userstore.create('{"email": "n@example.com", "password": "caNary\ud83d"}')$$,
	$$SELECT userstore.create('{"email": "n@example.com", "password": "\ude00caNary"}')$$,
	$$SELECT userstore.create('{"email": "n@example.com", "password": "caNary\ud83d\ud83d\ude00"}')$$,
	$$SELECT userstore.create('{"email": "n@example.com", "password": "caNary"}')$$,
	$$SELECT userstore.create('{"email": "n@example.com", "password": ["caNary"]}')$$,
	$$SELECT userstore.create('{"email": "n", "password": "caNary caNary"}')$$,
	$$SELECT userstore.create('{"email": "jane@example.com", "password": "caNary caNary"}')$$,
	$$SELECT userstore.create('{"email": ["x"], "password": "caNary caNary"}')$$,
	$$SELECT userstore.create('{"password": "caNary caNary"}')$$,
	$$SELECT userstore.create('{"email": "n@example.com", "password": "caNary caNary", "x": "\u0000"}')$$,
	$$SELECT userstore.create('{"email": "n@example.com", "password": "caNary caNary", "password": "caNary caNary"}')$$,
	$$SELECT userstore.create('["caNary caNary"]')$$,
	$$SELECT userstore.create('"caNary caNary"')$$,
	$$SELECT userstore.create('{"email": "n@example.com", "password": "caNary caNary"}', 'missing')$$,
	$$SELECT userstore.create('{"email": "n@example.com", "password": "caNary caNary"}', NULL, '[]')$$,
	$$SELECT userstore.login('jane@example.com', 'caNary caNary', 'missing')$$,
	$$SELECT userstore.login('jane@example.com', repeat('caNary', 1000))$$,
	$$SELECT userstore.login('jane@example.com', 'caNary caNary', NULL, '1')$$,
	$$SELECT userstore.change_password('jane@example.com', 'caNary')$$,
	$$SELECT userstore.change_password('jane@example.com', repeat('caNary', 1000))$$]) AS statement;
SELECT is((SELECT count(*) FROM canaries WHERE told IS NULL), 0::bigint, 'each of these calls is an error');
SELECT is((SELECT array_agg(told) FROM canaries WHERE told ~* 'canary'), NULL, '... and none shows the password');
SELECT is(answer($$SELECT userstore.create('{"email": "n@example.com", "password": "long\u0000 enough"}')$$),
	'23U20 invalid_password', 'U+0000 in a password is a refusal');
SELECT is(answer($$SELECT userstore.create('{"email": "n@example.com", "password": "long\ud800 enough"}')$$),
	'23U20 invalid_password', 'a lone surrogate in a password is a refusal');

-- What the caller may not set
RESET ROLE;
SELECT is(answer_as('regress_userstore_script', $$SELECT userstore.create('{"email": "sly@example.com", "password": "long enough",
	"user_id": "mine", "blocked": true, "email_verified": true, "phone_verified": true, "password_change_required": true,
	"verifier": "caNary", "password_hash": "caNary", "created_at": "1999-01-01", "logins_count": 7, "attributes": {"user_id": "mine"},
	"metadata": {"admin": true}, "client_id": "x", "tenant": "x", "connection": "x", "note": "kept"}')->>'note'$$),
	'kept', 'create: unknown fields are kept as attributes');
SELECT is((SELECT format('%s %s %s %s %s %s %s %s', user_id = 'mine', blocked, email_verified, phone_verified IS NULL,
		password_change_required, verifier LIKE '$argon2id$%', logins_count, attributes::text) FROM users WHERE email = 'sly@example.com'),
	'f f f t f t 0 {"note": "kept", "created_at": "1999-01-01", "logins_count": 7}',
	'... and what is not the caller''s to set is not set');
SELECT is((SELECT array_agg(c.key) FROM users, jsonb_each(userstore.get_user('sly@example.com', 'regress_userstore')) c
		WHERE email = 'sly@example.com' AND c.value::text ~ 'caNary|mine|true'),
	NULL, '... nor shown');

-- Metadata of 1 MB, nested
SELECT is(answer_as('regress_userstore_script', format('SELECT octet_length((userstore.create(%L)->%L)::text)',
		json_build_object('email', 'big@example.com', 'password', 'long enough', 'user_metadata',
			json_build_object('a', repeat('x', 900000), 'b', (repeat('[', 500) || repeat(']', 500))::json)), 'user_metadata')),
	'901016', 'create: nested metadata of almost 1 MiB');

-- Passwords are bytes: what is typed is what counts
CREATE FUNCTION round_trip(password text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM userstore.change_password('jane@example.com', password, 'regress_userstore');
	RETURN (userstore.login('jane@example.com', password, 'regress_userstore') IS NOT NULL)::text || ' ' ||
		coalesce(nullif((userstore.login('jane@example.com', regexp_replace(password, '.$', ''), 'regress_userstore') IS NOT NULL)::text, 'false'), '-');
END
$$;
SELECT is(round_trip(password), 'true -', 'password: ' || to_json(password))
FROM unnest(ARRAY['''" \ % $1 -- /*', E'line\nline\r\n\t', 'пароль-пароль', repeat(chr(128512), 8), chr(8206) || '12345678',
	repeat(chr(65533), 8), '        ', '\u0041\u0042\u0043']) AS password;

-- However loosely a mapping looks up, an id is as it is written
SAVEPOINT loose;
UPDATE userstore.mappings SET columns = columns || '{"user_id": {"column": "user_id", "match": "user_id = pg_catalog.lower(pg_catalog.btrim($))"}}'
WHERE store = 'regress_userstore';
SELECT is(array_agg(id) FILTER (WHERE userstore.delete(id, 'regress_userstore')), NULL, 'delete: no other spelling, whatever the mapping finds')
FROM unnest(ARRAY[' ' || :'jane', :'jane' || ' ', upper(:'jane') || ' ']) AS id;
CREATE TABLE numbered (user_id bigint PRIMARY KEY, email text UNIQUE);
INSERT INTO numbered VALUES (2, 'two@example.com');
ALTER TABLE numbered OWNER TO regress_userstore_owner;
SELECT userstore.grant_access('regress_userstore_script', 'regress_userstore') \gset ignored_
UPDATE userstore.mappings SET relation = 'numbered', columns = '{"user_id": "user_id", "email": "email"}', options = '{}' WHERE store = 'regress_userstore';
SELECT is(userstore.get_user('two@example.com', 'regress_userstore')->'user_id', '"2"', 'a number is an id as text');
SELECT is(array_agg(id) FILTER (WHERE userstore.delete(id, 'regress_userstore')), '{2}', 'delete: of all spellings of a number the one that is printed')
FROM unnest(ARRAY[' 2', '2 ', '+2', '02', '2.0', '2e0', '0x2', '-2', '٢', '', 'x', '99999999999999999999999', '2', '2']) AS id;
ROLLBACK TO loose;

-- Delete takes an id as it is written, and no other spelling
CREATE FUNCTION deleted(id text) RETURNS boolean LANGUAGE sql AS $$ SELECT userstore.delete(id, 'regress_userstore') $$;
SELECT is(array_agg(id) FILTER (WHERE deleted(id)), NULL, 'delete: no other spelling of an id')
FROM unnest(ARRAY['', ' ', ' ' || :'jane', :'jane' || ' ', upper(:'jane'), left(:'jane', 35), :'jane' || '0', '{' || :'jane' || '}',
	replace(:'jane', '-', ''), 'urn:uuid:' || :'jane', :'jane' || '%', '%', E'\t' || :'jane', :'jane' || E'\n', 'auth0|' || :'jane',
	'jane@example.com', 'kate', '+4915112345678', translate(:'jane', '0123456789', '０１２３４５６７８９') || 'x']) AS id;
SELECT ok(deleted(:'jane'), 'delete: the id itself');
SELECT ok(NOT deleted(:'jane'), 'delete: a second time there is nothing');

SELECT * FROM finish();
ROLLBACK;
