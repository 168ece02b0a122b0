-- Proves what a login writes, when nothing is written, and that a session sees changes at once.
\ir helpers.psql
SELECT plan(47);

CREATE FUNCTION login(password text DEFAULT 'correct horse') RETURNS jsonb LANGUAGE sql AS $$
	SELECT userstore.login('jane@example.com', password, 'regress_userstore')
$$;
CREATE FUNCTION get_user() RETURNS jsonb LANGUAGE sql AS $$
	SELECT userstore.get_user('jane@example.com', 'regress_userstore')
$$;
CREATE FUNCTION written() RETURNS text LANGUAGE sql VOLATILE AS $$
	SELECT format('inserted %s updated %s hot %s deleted %s',
		pg_stat_get_xact_tuples_inserted(c), pg_stat_get_xact_tuples_updated(c),
		pg_stat_get_xact_tuples_hot_updated(c), pg_stat_get_xact_tuples_deleted(c))
	FROM (SELECT 'regress_userstore.users'::regclass) AS r (c)
$$;
SELECT add('jane@example.com') AS jane \gset
SELECT is(written(), 'inserted 1 updated 0 hot 0 deleted 0', 'one user');

-- A login

SELECT is(answer('SELECT login() IS NOT NULL'), 'true', 'login');
SELECT is((SELECT format('%s %s', logins_count, last_login = now()) FROM users), '1 t', 'a login is counted and dated');
SELECT is(written(), 'inserted 1 updated 1 hot 1 deleted 0', 'one update for the login and the new verifier, and it is HOT');
SELECT is(answer('SELECT login() IS NOT NULL'), 'true', 'login again');
SELECT is(written(), 'inserted 1 updated 2 hot 2 deleted 0', 'one update, and it is HOT');
SELECT is((SELECT logins_count FROM users), 2::bigint, 'counted again');
SELECT is(login('wrong horse'), NULL, 'a failing login');
SELECT is(userstore.login('nobody@example.com', 'correct horse', 'regress_userstore'), NULL, 'a login of nobody');
SELECT isnt(get_user(), NULL, 'get_user');
SELECT is(written(), 'inserted 1 updated 2 hot 2 deleted 0', '... write nothing');
UPDATE users SET blocked = true;
SELECT is(answer('SELECT login()'), '28U02 blocked_user', 'a login of a blocked user');
SELECT is((SELECT logins_count FROM users), 2::bigint, '... is not counted');
UPDATE users SET blocked = false;

-- Read-only

SAVEPOINT read_only;
SET LOCAL transaction_read_only = on;
SELECT isnt(login(), NULL, 'login in a read-only transaction');
SELECT isnt(get_user(), NULL, 'get_user in a read-only transaction');
ROLLBACK TO read_only;
SELECT is((SELECT logins_count FROM users), 2::bigint, 'nothing was written');

-- The other actions

UPDATE users SET updated_at = '2000-01-01', last_password_change = '2000-01-01';
SELECT isnt(userstore.verify('jane@example.com', 'regress_userstore'), NULL, 'verify');
SELECT is((SELECT format('%s %s', email_verified, updated_at = now()) FROM users), 't t', 'verify: verified and updated');
UPDATE users SET updated_at = '2000-01-01';
SELECT written() AS before \gset
SELECT isnt(userstore.verify('jane@example.com', 'regress_userstore'), NULL, 'verify again');
SELECT is(written(), :'before', 'verify: a second call writes nothing');
SELECT ok(userstore.change_email('jane@example.com', 'doe@example.com', false, 'regress_userstore'), 'change_email');
SELECT is((SELECT format('%s %s %s', email, email_verified, updated_at = now()) FROM users), 'doe@example.com f t', 'change_email: not verified any more, updated');
SELECT ok(userstore.change_email('doe@example.com', 'jane@example.com', true, 'regress_userstore'), 'change_email back');
SELECT is((SELECT email_verified FROM users), true, 'change_email: verified if it says so');
UPDATE users SET updated_at = '2000-01-01', password_change_required = true;
SELECT ok(userstore.change_password('jane@example.com', 'another horse', 'regress_userstore'), 'change_password');
SELECT is((SELECT format('%s %s %s', updated_at = now(), last_password_change = now(), password_change_required) FROM users), 't t f',
	'change_password: updated, dated, no change required any more');
SELECT ok(login() IS NULL AND login('another horse') IS NOT NULL, 'change_password: the new one counts, the old one does not');
SELECT is((SELECT format('%s %s %s %s %s', logins_count, last_login IS NULL, created_at = now(), updated_at = now(), last_password_change = now())
	FROM users WHERE user_id = userstore.create('{"email": "new@example.com", "password": "long enough"}', 'regress_userstore')->>'user_id'), NULL,
	'create: the statement that calls it does not see its row');
SELECT is((SELECT format('%s %s %s %s %s', logins_count, last_login IS NULL, created_at = now(), updated_at = now(), last_password_change = now())
	FROM users WHERE email = 'new@example.com'), '0 t t t t', 'create: dated, no login yet');

-- A session that used the store sees each change of configuration at once

SET LOCAL ROLE regress_userstore_script;
SELECT isnt(get_user(), NULL, 'used');
RESET ROLE;
UPDATE userstore.mappings SET columns = columns || '{"note": "note"}' WHERE store = 'regress_userstore';
SELECT is(answer('SELECT get_user()'), '42703', 'a mapping to a column that is not there');
ALTER TABLE users ADD note text DEFAULT 'noted';
SELECT is(get_user()->>'note', 'noted', 'ADD COLUMN');
ALTER TABLE users ALTER note DROP DEFAULT, ALTER note TYPE jsonb USING '{"a": 1}';
SELECT is(get_user()->'note'->>'a', '1', 'ALTER TYPE');
UPDATE userstore.mappings SET columns = columns - 'note' WHERE store = 'regress_userstore';
SELECT ok(NOT get_user() ? 'note', 'UPDATE of the mapping');
ALTER TABLE users RENAME TO people;
SELECT isnt(get_user(), NULL, 'ALTER TABLE RENAME');
ALTER TABLE people RENAME email TO mail;
SELECT is(answer('SELECT get_user()'), '42703', 'RENAME COLUMN: a clear error');
ALTER TABLE people RENAME mail TO email;
SELECT isnt(get_user(), NULL, '... and back');
ALTER SCHEMA regress_userstore RENAME TO regress_userstore_renamed;
SELECT isnt(userstore.get_user('jane@example.com', 'regress_userstore'), NULL, 'ALTER SCHEMA RENAME')
FROM (SELECT set_config('search_path', replace(current_setting('search_path'), 'regress_userstore', 'regress_userstore_renamed'), true)) AS s;
ALTER SCHEMA regress_userstore_renamed RENAME TO regress_userstore;
SELECT set_config('search_path', replace(current_setting('search_path'), 'regress_userstore_renamed', 'regress_userstore'), true) \gset ignored_

CREATE FUNCTION note_owner() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := current_user; RETURN NEW; END $$;
CREATE TRIGGER note_owner BEFORE UPDATE ON people FOR EACH ROW EXECUTE FUNCTION note_owner();
SELECT is(login('another horse')->>'name', 'regress_userstore_owner', 'CREATE TRIGGER: runs as the owner');
CREATE ROLE regress_userstore_heir;
ALTER TABLE people OWNER TO regress_userstore_heir;
ALTER FUNCTION users_fold OWNER TO regress_userstore_heir;
SELECT is(login('another horse')->>'name', 'regress_userstore_heir', 'OWNER TO: runs as the new owner');
ALTER TABLE people OWNER TO CURRENT_USER;
SELECT is(answer('SELECT get_user()'), '55000', 'OWNER TO a superuser: refused');
UPDATE userstore.mappings SET options = options || '{"allow_superuser_owner": true}' WHERE store = 'regress_userstore';
SELECT isnt(get_user(), NULL, '... unless the options allow it');

UPDATE userstore.grants SET actions = '{login}' WHERE grantee = 'regress_userstore_script'::regrole;
SELECT is(answer_as('regress_userstore_script', 'SELECT get_user()'), '42501', 'UPDATE of a grant');
DELETE FROM userstore.grants WHERE grantee = 'regress_userstore_script'::regrole;
SELECT is(answer_as('regress_userstore_script', 'SELECT login()'), '42501', 'DELETE of a grant');
UPDATE userstore.mappings SET store = 'regress_userstore_2' WHERE store = 'regress_userstore';
SELECT is(answer('SELECT get_user()'), '42501', 'a store that was renamed');
UPDATE userstore.mappings SET store = 'regress_userstore' WHERE store = 'regress_userstore_2';
DROP TABLE people;
SELECT alike(told('SELECT get_user()'), '42P01 |  | the relation of store "regress_userstore" does not exist%', 'DROP TABLE: a clear error');
DELETE FROM userstore.mappings WHERE store = 'regress_userstore';
SELECT is(answer('SELECT get_user()'), '42501', 'DELETE of the mapping');

SELECT * FROM finish();
ROLLBACK;
