-- Proves that users spread over three tables are a store through a view with INSTEAD OF triggers, as the README shows it.
\ir helpers.psql
SELECT plan(39);

SELECT userstore.detach('regress_userstore') \gset ignored_
GRANT CREATE ON SCHEMA regress_userstore TO regress_userstore_owner;
GRANT USAGE ON SCHEMA userstore TO regress_userstore_owner;
GRANT EXECUTE ON FUNCTION userstore.attach(text, regclass, jsonb, jsonb) TO regress_userstore_owner;
SET LOCAL client_min_messages = error;	-- another store of this database may have such user_ids
SET LOCAL ROLE regress_userstore_owner;
\o /dev/null
\ir several_tables.psql
\o
RESET ROLE;
SELECT userstore.grant_access('regress_userstore_script', 'keycloak') \gset ignored_

CREATE FUNCTION call(statement text) RETURNS text LANGUAGE sql AS $$
	SELECT answer_as('regress_userstore_script', statement)
$$;
CREATE FUNCTION refusal(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	o outcome;
BEGIN
	SET LOCAL ROLE regress_userstore_script;
	o := attempt(statement);
	RESET ROLE;
	RETURN concat_ws(' | ', o.sqlstate, o.detail);
END
$$;
CREATE VIEW shown AS SELECT * FROM userstore.capabilities('keycloak');
CREATE VIEW usable AS SELECT array_agg(name) AS names FROM shown WHERE kind = 'capability' AND usable;
\set create_ann '$$SELECT userstore.create(\'{"email": "ann@example.com", "password": "correct horse"}\') ->> \'email\'$$'

-- What attach says, with and without indexes and triggers.  The tables are
-- empty: an index made after an update of its row would not serve this
-- transaction.

SELECT is((SELECT names FROM usable), '{login,create,verify,change_password,get_user,delete,change_email,stamp}',
	'a view can do all seven actions');
SELECT results_eq('SELECT name, reason FROM shown WHERE NOT usable OR cure IS NOT NULL',
	$$VALUES ('upgrade', 'The option "verifiers" is "keep".')$$, '... and lacks nothing but what its option says');
SELECT is((SELECT array_agg(name) FROM shown WHERE name IN ('user_id', 'email', 'username') AND reason LIKE '%unique%'),
	NULL, 'the tables'' unique indexes are seen, by lower() and through the join');

SAVEPOINT a;
DROP INDEX user_entity_email;
SELECT is((SELECT array_agg(name || ': ' || cure) FROM shown WHERE NOT usable AND name IN ('email', 'create')),
	'{"email: CREATE UNIQUE INDEX CONCURRENTLY ON regress_userstore.user_entity (lower(email))",
	"create: CREATE UNIQUE INDEX CONCURRENTLY ON regress_userstore.user_entity (lower(email))"}',
	'without an index the cure names the table');
SELECT matches(refusal(:create_ann), '^0A000 . No index finds a user by "email": "[a-z_]+" would be read as a whole\.$',
	'... create says why it can''t');
SELECT is((SELECT names FROM usable), '{login,change_password,get_user,delete,stamp}', '... and what needs no address is left');
CREATE INDEX ON user_entity (lower(email));
SELECT is(refusal(:create_ann), '0A000 | No unique index keeps "email" unique.', 'an index that is not unique is not enough');
SELECT replace(cure, 'CONCURRENTLY', '') AS cure FROM shown WHERE name = 'create' \gset
:cure;
SELECT is(call(:create_ann), 'ann@example.com', 'the cure works at once');
ROLLBACK TO a;

DROP TRIGGER write ON keycloak_users;
SELECT is((SELECT array_agg(name) FROM shown WHERE reason LIKE 'The view can''t be written to%'),
	'{create,verify,change_password,delete,change_email,stamp}', 'without the triggers a view only reads');
SELECT is(refusal(:create_ann), '0A000 | The view can''t be written to: it wants an INSTEAD OF trigger.', '... create says so');
ROLLBACK TO a;

-- The seven actions

SELECT is(call($$SELECT userstore.create('{"email": "Ann@example.com", "username": "ann", "password": "correct horse",
		"user_metadata": {"theme": "dark", "floor": "3"}}') - 'user_id'$$)::jsonb,
	'{"email": "Ann@example.com", "username": "ann", "blocked": false, "email_verified": false,
		"user_metadata": {"theme": "dark", "floor": "3"}}', 'create gives the profile');
SELECT id AS ann FROM user_entity \gset
SELECT is((SELECT array_agg(user_id) FROM credential WHERE secret LIKE '$argon2id$%'), ARRAY[:'ann'],
	'... and writes the second table');
SELECT is((SELECT jsonb_object_agg(name, value) FROM user_attribute WHERE user_id = :'ann'),
	'{"theme": "dark", "floor": "3"}', '... and the third');
SELECT is(call($$SELECT userstore.create('{"email": "ann@EXAMPLE.com", "password": "correct horse"}')$$),
	'23U01 user_exists', 'create: the e-mail address is taken');
SELECT is(call($$SELECT userstore.create('{"email": "b@example.com", "username": "ANN", "password": "correct horse"}')$$),
	'23U02 username_exists', 'create: the username is taken');
SELECT is(call($$SELECT userstore.create('{"email": "bob@example.com", "username": "bob", "password": "correct horse"}') ->> 'email'$$),
	'bob@example.com', 'create without attributes');

SELECT is(call($$SELECT userstore.login('ANN', 'wrong horse')$$), 'NULL', 'login with a wrong password');
SELECT is((SELECT count(used_at) FROM credential), 0::bigint, '... stamps nothing');
SELECT is(call($$SELECT userstore.login('ann@example.com', 'correct horse') -> 'user_metadata' ->> 'theme'$$), 'dark', 'login');
SELECT is((SELECT array_agg(user_id) FROM credential WHERE used_at = now()), ARRAY[:'ann'], '... stamps the second table');
SELECT is(call($$SELECT userstore.get_user('Ann') = userstore.login('ann', 'correct horse')$$),
	'true', 'get_user gives the same profile');
SELECT is(call(format($$SELECT userstore.get_user(%L, NULL, '{"identifierType": "user_id"}') ->> 'username'$$, :'ann')),
	'ann', '... by user_id as well');

SELECT is(call($$SELECT userstore.verify('ann@example.com') ->> 'email_verified'$$), 'true', 'verify');
SELECT is(call($$SELECT userstore.verify('ann@example.com') ->> 'email_verified'$$), 'true', '... again');
SELECT is((SELECT array_agg(id) FROM user_entity WHERE email_verified), ARRAY[:'ann'], '... marks one user');
SELECT is(call($$SELECT userstore.change_password('ann@example.com', 'battery staple')$$), 'true', 'change_password');
SELECT is(call($$SELECT userstore.login('ann', 'correct horse') IS NULL AND userstore.login('ann', 'battery staple') IS NOT NULL$$),
	'true', '... replaces the old one');
SELECT is(call($$SELECT userstore.change_email('ann@example.com', 'bob@EXAMPLE.com', true)$$),
	'23U01 user_exists', 'change_email: the address is taken');
SELECT is(call($$SELECT userstore.change_email('ann@example.com', 'anna@example.com', false)$$), 'true', 'change_email');
SELECT is((SELECT (email, email_verified)::text FROM user_entity WHERE id = :'ann'), '(anna@example.com,f)', '... writes both');
UPDATE user_entity SET enabled = false WHERE email = 'bob@example.com';
SELECT is(call($$SELECT userstore.login('bob', 'correct horse')$$), '28U02 blocked_user', 'a blocked user');

-- An application's deferred key on a table below the view
SAVEPOINT a;
CREATE TABLE sessions (user_id text CONSTRAINT of_user REFERENCES user_entity DEFERRABLE INITIALLY DEFERRED);
ALTER TABLE sessions OWNER TO regress_userstore_owner;
INSERT INTO sessions VALUES (:'ann');
SELECT is(call(format('SELECT userstore.delete(%L)', :'ann')), '23503 of_user',
	'delete: a deferred key of a table below speaks inside the call');
ROLLBACK TO a;
SELECT is(call(format('SELECT userstore.delete(%L)', :'ann')), 'true', 'delete');
SELECT is((SELECT count(*) FILTER (WHERE id = :'ann') FROM (SELECT id FROM user_entity UNION ALL
	SELECT user_id FROM credential UNION ALL SELECT user_id FROM user_attribute) AS ids), 0::bigint,
	'... empties the three tables');
SELECT is(call(format('SELECT userstore.delete(%L)', :'ann')), 'false', '... once');

-- Who has no password is no user of the view, but holds an address.
DELETE FROM credential;
SELECT is(call($$SELECT userstore.create('{"email": "bob@example.com", "password": "correct horse"}')$$),
	'23505 user_entity_email', 'create: an address that only the table knows');

-- A login that upgrades a verifier

SELECT call(:create_ann) \gset ignored_
SELECT add('weak@example.com') \gset ignored_
CREATE FUNCTION after_login(options jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	first text;
BEGIN
	UPDATE credential SET used_at = NULL, secret = (SELECT verifier FROM users);
	PERFORM userstore.attach('keycloak', 'keycloak_users', s.columns, s.options || after_login.options)
		FROM userstore.stores s WHERE s.store = 'keycloak';
	first := call('SELECT userstore.login(''ann@example.com'', ''correct horse'') ->> ''email''');
	RETURN (SELECT concat_ws(', ', first, CASE WHEN c.secret = u.verifier THEN 'kept' ELSE 'upgraded' END,
			CASE WHEN c.used_at = now() THEN 'stamped' END,
			call('SELECT userstore.login(''ann@example.com'', ''correct horse'') ->> ''email'''))
		FROM credential c, users u);
END
$$;
SELECT is(after_login('{"verifiers": "keep"}'), 'ann@example.com, kept, stamped, ann@example.com', 'keep rewrites no verifier');
SELECT is(after_login('{"verifiers": {"write": "argon2"}}'), 'ann@example.com, upgraded, stamped, ann@example.com',
	'write upgrades it through the view');
SELECT is(after_login('{"verifiers": "exclusive"}'), 'ann@example.com, upgraded, stamped, ann@example.com', 'so does exclusive');

SELECT * FROM finish();
ROLLBACK;
