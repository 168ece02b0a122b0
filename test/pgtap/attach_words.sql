-- Proves what the words of a mapping do: where, set, match and read, each in the actions that it is for; and which are refused.
\ir attach_helpers.psql
SELECT plan(200);

-- where, set.delete: soft delete by deleted_at

CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL, verified boolean NOT NULL DEFAULT false, hash text NOT NULL,
	created_at timestamp NOT NULL, updated_at timestamptz NOT NULL, deleted_at timestamptz, deleted_by text);
CREATE UNIQUE INDEX ON people (lower(email)) WHERE deleted_at IS NULL;
\set fields '{"user_id": "id", "email": "email", "email_verified": "verified", "verifier": "hash"}'
SELECT is(attach('people', :'fields', '{"where": "deleted_at IS NULL", "set": {
	"create": {"created_at": "timezone(''UTC'', now())"}, "delete": {"deleted_at": "now()", "deleted_by": "current_user"}, "any": {"updated_at": "now()"}}}'),
	'', 'soft delete: nothing is lacking, the partial index is the one');
SELECT is(life(), 'well', 'soft delete: a whole life');
SELECT is((SELECT array_agg(format('%s %s %s %s', email, deleted_at = now(), deleted_by, hash LIKE '$argon2%')) FROM people),
	'{"other.new@example.com t regress_userstore_owner t"}', 'soft delete: the row is still there');
SELECT is(life(), 'well', 'soft delete: the address is free for another life');
SELECT is((SELECT count(*) FROM people WHERE deleted_at IS NOT NULL), 2::bigint, 'soft delete: two rows');
INSERT INTO people (email, hash, created_at, updated_at) VALUES ('jane@example.com', userstore.hash_password('correct horse'), '2001-01-01', '2001-01-01');
SELECT profile('jane@example.com')->>'user_id' AS jane \gset
UPDATE people SET deleted_at = '2002-02-02' WHERE id = :jane;
SELECT is(profile('jane@example.com'), NULL, 'where: get_user');
SELECT is(act('login', 'jane@example.com', 'correct horse'), 'NULL', 'where: login');
SELECT is(act('verify', 'jane@example.com'), 'NULL', 'where: verify');
SELECT is(act('change_password', 'jane@example.com', 'another horse'), 'false', 'where: change_password');
SELECT is(act('change_email', 'jane@example.com', 'doe@example.com', 'true'), 'false', 'where: change_email');
SELECT is(act('delete', :'jane'), 'false', 'where: delete');
SELECT is((SELECT format('%s %s %s', email, updated_at, deleted_at) FROM people WHERE id = :jane)::text,
	format('jane@example.com %s %s', '2001-01-01'::timestamptz, '2002-02-02'::timestamptz), 'where: the row is as it was');
SELECT is(means('where'), '(deleted_at IS NULL)', 'where, as SQL');
DROP TABLE people;

-- where: a tenant, whose users have a composite unique key

CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant_id int NOT NULL, email text NOT NULL, username text, verified boolean NOT NULL DEFAULT false, hash text NOT NULL,
	UNIQUE (tenant_id, email), UNIQUE (username, tenant_id));
SELECT is(attach('people', :'fields'::jsonb || '{"username": "username"}', '{"where": "tenant_id = 1", "set": {"create": {"tenant_id": "1"}}}'), '', 'a tenant: the composite keys are enough');
SELECT is(attach('people', :'fields'::jsonb || '{"username": "username"}', '{"where": "tenant_id = 2", "user_id_prefix": "2:", "set": {"create": {"tenant_id": "2"}}}', 'second'), '', 'another tenant of the table');
SELECT is(life('{"username": "jane"}'), 'well', 'a tenant: a whole life');
SELECT is(act('create', '{"email": "jane@example.com", "password": "correct horse"}') LIKE '{%', true, 'a tenant: a user');
SELECT is(life('{"username": "jane"}', 'second', 'jane@example.com'), 'well', 'the other tenant may have the same address');
SELECT is(answer_as('regress_userstore_script', 'SELECT userstore.login(''jane@example.com'', ''correct horse'', ''second'')'), 'NULL', 'a user of one tenant is none of the other''s');
SELECT is(answer_as('regress_userstore_script', format('SELECT userstore.delete(''2:%s'', ''second'')', profile('jane@example.com')->>'user_id')), 'false', '... and not deleted there');
SELECT is((SELECT array_agg(tenant_id || email) FROM people), '{1jane@example.com}', 'a tenant: the row is in its place');
SELECT is(attach('people', :'fields', '{"set": {"create": {"tenant_id": "1"}}}'), 'create change_email', 'without the tenant the key is not enough');
SELECT is(cure('email'), 'CREATE UNIQUE INDEX CONCURRENTLY ON regress_userstore.people (email)', '... and the cure is a unique index without it');
SELECT is(attach('people', :'fields', '{"where": "tenant_id IN (1, 2)", "set": {"create": {"tenant_id": "1"}}}'), 'create change_email', 'nor with several tenants');
SELECT is(attach('people', :'fields', '{"where": "tenant_id = 1 OR tenant_id = 1", "set": {"create": {"tenant_id": "1"}}}'), '', 'a condition with OR stays in its parentheses');
SELECT userstore.detach('second') \gset ignored_
DROP TABLE people;

-- where: states

CREATE TYPE state AS ENUM ('invited', 'active', 'gone');
CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE, verified boolean NOT NULL DEFAULT false, hash text, state state NOT NULL, kind text NOT NULL);
SELECT is(attach('people', :'fields', '{"where": "state <> ''gone'' AND kind = ''person''", "set": {"create": {"state": "''active''", "kind": "''person''"}, "verify": {"state": "''active''"}, "delete": {"state": "''gone''", "email": "email || ''.gone.'' || id"}}}'),
	'', 'states: nothing is lacking');
SELECT is(life(), 'well', 'states: a whole life');
SELECT is((SELECT state || email FROM people), 'goneother.new@example.com.gone.1', 'states: set.delete may use columns, which have their old values');
INSERT INTO people (email, state, kind) VALUES ('robot@example.com', 'active', 'robot'), ('jane@example.com', 'invited', 'person'), ('gone@example.com', 'gone', 'person');
SELECT is(profile('robot@example.com') IS NULL AND profile('gone@example.com') IS NULL AND profile('jane@example.com') IS NOT NULL, true, 'states: who is found');
SELECT is(act('create', '{"email": "robot@example.com", "password": "correct horse"}'), '23505 people_email_key',
	'an address that somebody has who is no user of the store: the constraint speaks, not the store');
SELECT is(act('verify', 'jane@example.com')::jsonb->>'email_verified', 'true', 'states: verify');
SELECT is((SELECT state::text FROM people WHERE email = 'jane@example.com'), 'active', 'set.verify');
DROP TABLE people;

-- set: every action's own and "any", NOT NULL columns without defaults

CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE, verified boolean NOT NULL, hash text NOT NULL, display_name text NOT NULL, locale text NOT NULL,
	nick text, phone text UNIQUE, meta jsonb, by_create text NOT NULL, by_login text NOT NULL DEFAULT '-', by_verify text NOT NULL DEFAULT '-', by_change_password text NOT NULL DEFAULT '-',
	by_change_email text NOT NULL DEFAULT '-', by_delete text NOT NULL DEFAULT '-', by_any int NOT NULL);
CREATE FUNCTION did() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	SELECT concat_ws(' ', by_create, by_login, by_verify, by_change_password, by_change_email, by_delete, by_any) INTO result FROM people;
	UPDATE people SET by_create = '-', by_login = '-', by_verify = '-', by_change_password = '-', by_change_email = '-', by_delete = '-', by_any = 0;
	RETURN result;
END
$$;
SELECT is(attach('people', :'fields', '{"set": {"create": {"display_name": "coalesce(new.name, new.nickname, split_part(new.email, ''@'', 1))",
		"by_create": "concat_ws('','', new.email, new.username, new.phone_number, new.name, new.nickname, new.given_name, new.family_name, new.picture, new.user_metadata, new.app_metadata, left(new.verifier, 7))",
		"locale": "coalesce(new.user_metadata->>''locale'', ''en'')", "by_any": "1"},
	"login": {"by_login": "by_login || ''l''"}, "verify": {"by_verify": "''v''"},
	"change_password": {"by_change_password": "left(new.verifier, 7)"}, "change_email": {"by_change_email": "email || '' '' || new.email || '' '' || new.email_verified"},
	"delete": {"by_delete": "''d''"}, "any": {"by_any": "by_any + 10"}}}'), '', 'set: nothing is lacking');
SELECT is(act('create', '{"email": "jane@example.com", "password": "correct horse"}') LIKE '{%', true, 'set.create: an e-mail address only');
SELECT is((SELECT display_name || ' ' || locale || ' ' || did() FROM people), 'jane en jane@example.com,$argon2 - - - - - 1', 'set.create: fields not given are NULL; its own column wins over any');
DELETE FROM people;
SELECT is(act('create', '{"email": "jane@example.com", "password": "correct horse", "phone_number": "+4915112345678", "name": "Jane O''Neill", "nickname": "J", "given_name": "G", "family_name": "F", "picture": "P",
	"user_metadata": {"locale": "de"}, "app_metadata": {"a": 1}}') LIKE '{%', true, 'set.create: all that can be given, in columns that no field has');
SELECT is((SELECT display_name || ' ' || locale || ' ' || did() FROM people), 'Jane O''Neill de jane@example.com,+4915112345678,Jane O''Neill,J,G,F,P,{"locale": "de"},{"a": 1},$argon2 - - - - - 1', 'set.create: new.<field>');
SELECT is(act('login', 'jane@example.com', 'correct horse') LIKE '{%', true, 'login');
SELECT is(did(), '- -l - - - - 0', 'set.login, and not any');
SELECT is(act('login', 'jane@example.com', 'wrong horse'), 'NULL', 'a failed login');
SELECT is(did(), '- - - - - - 0', 'sets nothing');
SELECT is(act('verify', 'jane@example.com') LIKE '{%', true, 'verify');
SELECT is(did(), '- - v - - - 10', 'set.verify and any');
SELECT is(act('verify', 'jane@example.com') LIKE '{%', true, 'verify again');
SELECT is(did(), '- - - - - - 0', 'sets nothing');
SELECT is(act('change_password', 'jane@example.com', 'another horse'), 'true', 'change_password');
SELECT is(did(), '- - - $argon2 - - 10', 'set.change_password and any');
SELECT is(act('change_email', 'jane@example.com', 'doe@example.com', 'true'), 'true', 'change_email');
SELECT is(did(), '- - - - jane@example.com doe@example.com true - 10', 'set.change_email and any; columns have their old values');
SELECT is(act('change_password', 'nobody@example.com', 'another horse') || act('delete', '0') || act('change_email', 'nobody@example.com', 'x@example.com', 'true') || act('verify', 'nobody@example.com'), 'falsefalsefalseNULL', 'nobody');
SELECT is(did(), '- - - - - - 0', 'sets nothing');
SELECT is(act('delete', profile('doe@example.com')->>'user_id'), 'true', 'delete');
SELECT is(did(), '- - - - - d 10', 'set.delete and any');
SELECT is(act('get_user', 'doe@example.com') LIKE '{%', true, 'without a where who is deleted softly is still found');
SELECT is(array_agg(name || ': ' || definition ORDER BY name COLLATE "C"), ARRAY['set.any.by_any: (by_any + 10)', 'set.change_email.by_change_email: ((((email || '' ''::text) || new.email) || '' ''::text) || new.email_verified)',
	'set.change_password.by_change_password: "left"(new.verifier, 7)', 'set.create.by_any: 1'], 'the expressions, shown as SQL')
FROM report WHERE kind = 'expression' AND name ~ 'any|change';
DROP TABLE people;

-- any with an upgrade: then it is more than a stamp
CREATE TABLE people (id int PRIMARY KEY, email text UNIQUE, verified boolean, hash text, by_login int NOT NULL DEFAULT 0, by_any int NOT NULL DEFAULT 0);
INSERT INTO people VALUES (1, 'jane@example.com', true, '$argon2id$v=19$m=1024,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tCGweEmNNiMdfjqoFl9ZKRl/bO0NJTtJMmax1Il43Gc');
SELECT is(attach('people', :'fields', '{"verifiers": "exclusive", "set": {"login": {"by_login": "by_login + 1"}, "any": {"by_any": "by_any + 1"}}}'), 'create', 'verifiers are ours');
SELECT is(act('login', 'jane@example.com', 'correct horse') LIKE '{%', true, 'a login with a weak verifier');
SELECT is((SELECT by_login || ' ' || by_any FROM people), '1 1', '... writes the stamp and any');
SELECT is(act('login', 'jane@example.com', 'correct horse') LIKE '{%', true, 'the next one');
SELECT is((SELECT by_login || ' ' || by_any FROM people), '2 1', '... writes the stamp alone');
DROP TABLE people;

-- set may write a field's own column
CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text UNIQUE, verified boolean, hash text);
SELECT is(attach('people', :'fields', '{"set": {"create": {"email": "lower(new.email)", "verified": "new.email LIKE ''%@example.com''"}, "change_email": {"email": "lower(new.email)", "verified": "false"}}}'), '', 'set of columns that fields have');
SELECT is(act('create', '{"email": "JANE@example.com", "password": "correct horse"}')::jsonb - 'user_id', '{"email": "jane@example.com", "email_verified": true}', 'set.create wins over the field');
SELECT is(act('change_email', 'JANE@example.com', 'DOE@example.com', 'true'), 'true', 'change_email');
SELECT is(profile('doe@example.com') - 'user_id', '{"email": "doe@example.com", "email_verified": false}', 'set.change_email wins over the field');
DROP TABLE people;

-- match, set: a normalised e-mail column

CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL, canonical text NOT NULL UNIQUE, verified boolean NOT NULL DEFAULT false, hash text);
SELECT is(attach('people', :'fields'::jsonb || '{"email": {"column": "email", "match": "canonical = upper($)"}}',
	'{"set": {"create": {"canonical": "upper(new.email)"}, "change_email": {"canonical": "upper(new.email)"}}}'), '', 'a normalised column: nothing is lacking');
SELECT is(life(), 'well', 'a normalised column: a whole life');
INSERT INTO people (email, canonical) VALUES ('Jane@Example.com', 'JANE@EXAMPLE.COM'), ('other@example.com', 'DOE@EXAMPLE.COM');
SELECT is(profile('jane@EXAMPLE.com')->>'email', 'Jane@Example.com', 'a normalised column: any spelling finds the one as stored');
SELECT is(profile('doe@example.com'), NULL, 'match is not believed: the address itself has to agree');
SELECT is(act('change_email', 'JANE@example.com', 'Doe@example.com', 'true'), '23505 people_canonical_key', 'a column that lies: its constraint speaks');
SELECT is(means('match.email'), '(canonical = upper($))', 'match, as SQL');
DROP TABLE people;

-- match with placeholders several times, in subqueries, beside strings that hold $
CREATE TABLE people (id int PRIMARY KEY, email text UNIQUE, verified boolean, hash text, "a$b" text UNIQUE);
INSERT INTO people VALUES (1, 'jane@example.com', true, '!', '$jane@example.com$');
SELECT alike(attach('people', :'fields'::jsonb || jsonb_build_object('email', jsonb_build_object('column', 'email', 'match', expression))) || ' ' || (profile('jane@example.com')->>'user_id'), 'create% 1', 'match: ' || replace(expression, E'\n', ' '))
FROM unnest(ARRAY['email=$', 'email = ($)', 'email = $::text', 'email=lower($)AND $<>''''', '"a$b" = ''$'' || $ || ''$''', '"a$b" = $$$$ || ''$'' || $ || $d$$$d$', '"a$b" = E''\''$'' || $ || ''$'' OR "a$b" = E''$'' || $ || ''$''',
	'people."a$b" = ''$'' || $ || ''$'' -- $ and new.email', 'email = $ /* $ /* $ */ ''$ */', 'email = (SELECT $)', 'email = ANY (ARRAY[$, upper($)])', 'email = replace($, ''$'', '''')', 'email
=
$', 'email = U&''\006A'' || substr($, 2)', 'email = concat($, substr(''$1'', 3))', 'email = $ AND position(chr(36) IN $) = 0']) AS expression;
DROP TABLE people;

-- match on a column and read of it: encrypted, found by a blind index

SELECT count(*) > 0 AS has_pgcrypto FROM pg_available_extensions WHERE name = 'pgcrypto' \gset
\if :has_pgcrypto
CREATE EXTENSION pgcrypto SCHEMA public;
CREATE FUNCTION encrypt(value text) RETURNS bytea LANGUAGE sql AS $$ SELECT public.pgp_sym_encrypt(value, 'key', 's2k-mode=0') $$;
CREATE FUNCTION decrypt(value bytea) RETURNS text LANGUAGE sql STABLE AS $$ SELECT public.pgp_sym_decrypt(value, 'key') $$;
CREATE FUNCTION blind(value text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$ SELECT public.hmac(lower(value), 'key', 'sha256') $$;
\else
CREATE FUNCTION encrypt(value text) RETURNS bytea LANGUAGE sql AS $$ SELECT convert_to(reverse(value), 'UTF8') $$;
CREATE FUNCTION decrypt(value bytea) RETURNS text LANGUAGE sql STABLE AS $$ SELECT reverse(convert_from(value, 'UTF8')) $$;
CREATE FUNCTION blind(value text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$ SELECT sha256(convert_to('key' || lower(value), 'UTF8')) $$;
\endif
CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email bytea NOT NULL, email_index bytea NOT NULL UNIQUE, verified boolean NOT NULL DEFAULT false, hash text);
SELECT is(attach('people', :'fields'::jsonb || '{"email": {"read": "decrypt(email)", "match": "email_index = blind($)"}}',
	'{"set": {"create": {"email": "encrypt(new.email)", "email_index": "blind(new.email)"}, "change_email": {"email": "encrypt(new.email)", "email_index": "blind(new.email)"}}}'), '', 'encrypted: nothing is lacking');
SELECT is(life(), 'well', 'encrypted: a whole life');
SELECT is(act('create', '{"email": "Jane@example.com", "password": "correct horse"}')::jsonb->>'email', 'Jane@example.com', 'encrypted: create');
SELECT is((SELECT decrypt(email) FROM people WHERE position('ane@'::bytea IN email) = 0), 'Jane@example.com', 'encrypted: the row has no plain address');
SELECT is(profile('JANE@example.com')->>'email', 'Jane@example.com', 'encrypted: any spelling finds it');
SELECT is(attach('people', :'fields'::jsonb || '{"email": {"column": "email", "read": "decrypt(email)", "match": "email_index = blind($)"}}'), 'create change_email', 'encrypted: what is read otherwise is not written by itself');
SELECT alike(said('change_email'), 'The e-mail address is not in a column of the relation%', '... and the row says so');
SELECT is(act('change_email', 'jane@example.com', 'doe@example.com', 'true'), '0A000', '... and the action');
SELECT is(act('verify', 'jane@example.com')::jsonb->>'email_verified', 'true', '... while the others work');
DROP TABLE people;

-- read: the e-mail address in another table; several of them

CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, hash text, roles text, emails text[]);
CREATE INDEX ON people USING gin (emails);
CREATE TABLE addresses (person int NOT NULL REFERENCES people ON DELETE CASCADE, address text NOT NULL UNIQUE, rank int NOT NULL, verified boolean NOT NULL DEFAULT false);
CREATE INDEX ON addresses (person);
ALTER TABLE addresses OWNER TO regress_userstore_owner;
INSERT INTO people (hash) SELECT userstore.hash_password('correct horse') FROM generate_series(1, 3);
INSERT INTO addresses VALUES (1, 'jane@example.com', 1, true), (2, 'two@example.com', 2, false), (2, 'One@example.com', 1, false), (2, 'three@example.com', 3, false);
SELECT is(attach('people', '{"user_id": "id", "verifier": "hash", "email": {"read": "(SELECT a.address FROM addresses a WHERE a.person = people.id ORDER BY a.rank LIMIT 1)",
	"match": "id = (SELECT a.person FROM addresses a WHERE a.address = $)"}, "email_verified": {"read": "(SELECT a.verified FROM addresses a WHERE a.person = people.id ORDER BY a.rank LIMIT 1)"}}'),
	'create verify change_email', 'an address in another table: what a statement on one table can''t do is lacking');
SELECT is(profile('jane@example.com'), '{"user_id": "1", "email": "jane@example.com", "email_verified": true}', 'an address in another table: get_user');
SELECT is(act('login', 'jane@example.com', 'correct horse')::jsonb->>'user_id', '1', 'an address in another table: login');
SELECT is(act('change_password', 'jane@example.com', 'another horse') || act('change_email', 'jane@example.com', 'x@example.com', 'true'), 'true0A000', 'an address in another table: change_password, no change_email');
SELECT is(profile('two@example.com'), NULL, 'an address that the profile would not show finds nobody');
SELECT is(attach('people', '{"user_id": "id", "verifier": "hash", "email": {"read": "ARRAY(SELECT a.address FROM addresses a WHERE a.person = people.id ORDER BY a.rank)",
	"match": "id = (SELECT a.person FROM addresses a WHERE a.address = $)"}, "email_verified": {"read": "EXISTS (SELECT FROM addresses a WHERE a.person = people.id AND a.verified)"}}',
	'{"set": {"verify": {"roles": "''verified''"}}}'), 'create change_email', 'several addresses');
SELECT is(array_agg(profile(typed)->>'email'), '{One@example.com,One@example.com,One@example.com,jane@example.com,NULL}', 'several addresses: each finds the user, the first is shown')
FROM unnest('{two@example.com,One@example.com,three@example.com,jane@example.com,four@example.com}'::text[]) AS typed;
SELECT is(act('login', 'three@example.com', 'correct horse')::jsonb->>'email', 'One@example.com', 'several addresses: login by the last');
SELECT is(act('login', 'three@example.com', 'wrong horse'), 'NULL', 'several addresses: a wrong password');
SELECT is(act('verify', 'three@example.com'), '0A000', 'several addresses: verify of another than the first');
SELECT is((SELECT roles FROM people WHERE id = 2), NULL, '... wrote nothing');
SELECT is(act('delete', '2'), 'true', 'several addresses: delete');
SELECT is((SELECT count(*) FROM addresses), 1::bigint, '... and what hangs on it');
SELECT is(profile('two@example.com'), NULL, '... by none of them');
SELECT is(act('get_user', 'nobody@example.com'), 'NULL', 'nobody');
-- an array in the table itself
UPDATE people SET emails = '{jane@example.com,doe@example.com}' WHERE id = 1;
SELECT is(attach('people', '{"user_id": "id", "verifier": "hash", "email": {"read": "emails", "match": "emails @> ARRAY[$]"}}', '{"set": {"create": {"emails": "ARRAY[new.email]"}}, "unique_asserted": true}'),
	'verify change_email', 'an array of addresses');
SELECT is(profile('doe@example.com')->>'email', 'jane@example.com', 'an array of addresses: the second finds the user');
SELECT is(act('create', '{"email": "DOE@example.com", "password": "correct horse"}')::jsonb->>'email', 'DOE@example.com', 'an array of addresses compared byte for byte: only the same spelling is taken');
SELECT is(act('create', '{"email": "doe@example.com", "password": "correct horse"}'), '23U01 user_exists', '... that one');

-- read: roles from a join, custom fields of expressions

CREATE TABLE roles (person int REFERENCES people ON DELETE CASCADE, role text);
ALTER TABLE roles OWNER TO regress_userstore_owner;
INSERT INTO roles VALUES (1, 'admin'), (1, 'editor');
SELECT is(attach('people', '{"user_id": "id", "verifier": "hash", "email": {"read": "emails", "match": "emails @> ARRAY[$]"},
	"roles": {"read": "ARRAY(SELECT r.role FROM roles r WHERE r.person = people.id ORDER BY r.role)"},
	"name": {"read": "initcap(split_part(emails[1], ''@'', 1))"}, "app_metadata": {"read": "jsonb_build_object(''id'', id, ''roles'', (SELECT jsonb_agg(role ORDER BY role) FROM roles WHERE person = id))"},
	"user_metadata": {"read": "json_build_object(''n'', null)"}, "n": {"read": "id * 1.5"}, "none": {"read": "NULL::text"}, "who": {"read": "current_user"}, "row": {"read": "people"}}'), 'create verify change_email', 'roles');
SELECT is(profile('jane@example.com') - 'row', '{"user_id": "1", "email": "jane@example.com", "name": "Jane", "roles": ["admin", "editor"], "metadata": {"id": 1, "roles": ["admin", "editor"]}, "user_metadata": {"n": null}, "n": 1.5,
	"who": "regress_userstore_owner"}', 'read: roles, fields and custom fields of expressions; as the owner');
SELECT is(act('login', 'jane@example.com', 'another horse')::jsonb, profile('jane@example.com'), 'login gives the same');
SELECT is(means('read.roles'), 'ARRAY(SELECT r.role FROM roles r WHERE (r.person = people.id) ORDER BY r.role)', 'read, as SQL');
SELECT is(means('read.name'), 'initcap(split_part(emails[1], ''@''::text, 1))', 'read, as SQL');
DROP TABLE roles, addresses, people;

-- What is refused, and how it is told

SELECT userstore.detach('attached') \gset ignored_
CREATE TABLE people (id int PRIMARY KEY, email text UNIQUE, verified boolean, hash text, seen timestamptz, logins int);
CREATE FUNCTION told_of(word text, expression text) RETURNS text LANGUAGE sql AS $$
	SELECT regexp_replace(refused('people', jsonb '{"user_id": "id", "email_verified": "verified", "verifier": "hash", "email": "email"}'
		|| CASE WHEN word LIKE 'match.%' THEN jsonb_build_object(substr(word, 7), jsonb_build_object('column', 'email', 'match', expression))
			WHEN word LIKE 'read.%' THEN jsonb_build_object(substr(word, 6), jsonb_build_object('read', expression)) ELSE '{}' END,
		CASE WHEN word = 'where' THEN jsonb_build_object('where', expression)
			WHEN word LIKE 'set.%' THEN jsonb_build_object('set', jsonb_build_object(split_part(word, '.', 2), jsonb_build_object(split_part(word, '.', 3), expression)))
			ELSE '{}' END), '^(\w+) \|  \| (.*?) \| (.*)$', '\1 \2 | \3')
$$;
SELECT alike(told_of(word, expression), wanted, format('%s: %s', word, expression)) FROM (VALUES
	('where', 'true, true', '42601 "true, true" is not one SQL expression%'),
	('where', 'true; DROP TABLE people', '42601 "true; DROP TABLE people" is not one SQL expression%'),
	('where', 'true FROM people', '42601 % is not one SQL expression%'), ('where', 'true AS x', '42601 % is not one SQL expression%'), ('where', 'true UNION SELECT true', '42601 % is not one SQL expression%'),
	('where', 'true LIMIT 1', '42601 % is not one SQL expression%'), ('where', 'true ORDER BY 1', '42601 % is not one SQL expression%'), ('where', 'true FOR UPDATE', '42601 % is not one SQL expression%'),
	('where', '', '42601 "" is not one SQL expression%'), ('where', '  ', '42601 % is not one SQL expression%'), ('where', '-- true', '42601 % is not one SQL expression%'), ('where', '/* true */', '42601 % is not one SQL expression%'),
	('where', 'true) OR (true', '42601 syntax error at or near ")"%'), ('where', 'true)', '42601 syntax error at or near ")"%'), ('where', '(true', '42601 syntax error at end of input%'),
	('where', 'true) -- ', '42601 syntax error at or near ")"%'), ('where', 'true /* ', '42601 unterminated /* comment%'), ('where', '''true', '42601 unterminated quoted string%'), ('where', '$$true', '42601 unterminated dollar-quoted string%'),
	('where', 'verified WHERE true', '42601 % is not one SQL expression%'), ('where', '*', '42601 %'), ('where', 'people.*', '42804 %'),
	('where', 'id', '42804 expression "where" is of type integer, not boolean%'), ('where', '''true''', '42804 expression "where" is of type unknown, not boolean%'), ('where', 'NULL', '42804 %'),
	('where', 'nonesuch(id)', '42883 function nonesuch(integer) does not exist%expression "where" of the store%'), ('where', 'nonesuch = 1', '42703 column "nonesuch" does not exist%expression "where" of the store%'),
	('where', 'id = $', '22023 "$" has no meaning in this expression | %expression "where" of the store%'), ('where', 'id = $1', '22023 "$1" has no meaning%'), ('where', 'id = new.email', '22023 "new.email" has no meaning%'),
	('where', 'count(*) > 0', '42803 aggregate functions are not allowed%'), ('where', 'row_number() OVER () = 1', '42P20 window functions are not allowed%'), ('where', 'generate_series(1, 2) = 1', '0A000 set-returning functions are not allowed%'),
	('read.other', 'count(*)', '42803 %expression "read.other" of the store%'), ('set.login.logins', 'count(*)', '42803 aggregate functions are not allowed%'), ('read.name', 'unnest(ARRAY[email, hash])', '0A000 set-returning functions are not allowed%'),
	('match.email', 'email', '42804 expression "match.email" is of type text, not boolean%'), ('match.email', 'email = $2', '22023 "$2" has no meaning%'), ('match.email', 'email = new.email', '22023 "new.email" has no meaning%'),
	('match.email', 'id = $', '42883 operator does not exist: integer = text%expression "match.email" of the store%'), ('match.name', 'email = $', '22023 %Field "name" is not one that a user is found by.%'),
	('read.blocked', 'id', '42804 expression "read.blocked" is of type integer, not boolean%'), ('read.user_metadata', 'email', '42804 expression "read.user_metadata" is of type text, not json or jsonb%'),
	('read.name', '$', '22023 "$" has no meaning%'), ('read.name', 'email, hash', '42601 "email, hash" is not one SQL expression%'), ('read.other', 'nonesuch', '42703 %expression "read.other" of the store%'),
	('set.create.seen', '$', '22023 "$" has no meaning%'), ('set.create.seen', 'new.seen', '22023 "new.seen" has no meaning%expression "set.create.seen" of the store%'), ('set.create.logins', 'logins + 1', '42703 column "logins" does not exist%'),
	('set.create.logins', 'now()', '42804 expression "set.create.logins" is of type timestamp with time zone, not integer%'), ('set.login.logins', '''x'' || logins', '42804 %'), ('set.login.seen', 'new.email', '22023 "new.email" has no meaning%'),
	('set.change_password.seen', 'new.email', '22023 "new.email" has no meaning%'), ('set.change_email.seen', 'new.verifier', '22023 "new.verifier" has no meaning%'), ('set.any.hash', 'new.verifier', '22023 "new.verifier" has no meaning%'),
	('set.login.logins', 'logins + 1, seen = now()', '42601 % is not one SQL expression%'), ('set.login.logins', 'DEFAULT', '42601 %'),
	('set.login.nonesuch', '1', '42703 %There is no column "nonesuch".%'), ('set.login.login', '1', '42703 %Perhaps you meant "logins".%'), ('set.login.ctid', 'ctid', '42703 %'),
	('set.logins.seen', 'now()', '22023 "logins" is not known in option "set" of store "attached" |%| Perhaps you meant "login".%')) AS t (word, expression, wanted);

SELECT alike(refused('people', '{"user_id": "id", "email": "email", "password": "hash"}'), '22023 |%"password"%verifier%', 'a field "password" would show the verifier in each profile');

-- What was refused left nothing behind, and what may stand in an expression does
SELECT is((SELECT count(*) FROM userstore.stores WHERE store = 'attached'), 0::bigint, 'nothing is attached');
SELECT is(told_of(word, expression), 'attached', format('%s: %s', word, expression)) FROM (VALUES
	('where', 'true -- $ new.email'), ('where', '/* $ /* new.email */ */ id <> 0'), ('where', 'email <> ''$'' AND email <> ''new.email'''), ('where', '"verified" IS NOT NULL -- "'), ('where', 'email <> $x$ $ $1 new.email $y$ $x$'),
	('where', 'email <> E''\''$'''), ('where', 'email <> ''it''''s $'''), ('where', '((id > 0))'), ('where', 'people.id > 0'), ('where', 'EXISTS (SELECT FROM people AS other WHERE other.id = people.id)'), ('where', 'id>0'),
	('set.create.seen', 'NEW.Email::timestamptz'), ('set.login.seen', 'NULL'), ('set.login.seen', '''2001-01-01'''), ('set.any.logins', 'CASE WHEN true THEN 1 END'), ('read.other', '''$ new.email'''), ('read.other', 'ROW(id, email)'),
	('set.create.logins', '(SELECT count(*) FROM people)')) AS t (word, expression);

SELECT * FROM finish();
ROLLBACK;
