-- Proves: what an index of the owner's calls runs as the owner, whoever looks at the index first.

\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
BEGIN;
SELECT plan(5);

CREATE ROLE regress_userstore_owner;
CREATE ROLE regress_userstore_script;
CREATE SCHEMA regress_userstore AUTHORIZATION regress_userstore_owner;
SET ROLE regress_userstore_owner;
CREATE FUNCTION regress_userstore.mark(n int) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
	IF current_user <> 'regress_userstore_owner' THEN
		RAISE EXCEPTION 'runs as %', current_user;
	END IF;
	RETURN n::text;
END
$$;
CREATE TABLE regress_userstore.people (id int PRIMARY KEY, email text UNIQUE, username text, hash text);
-- Nothing in it depends on a row, so the planner would call it.
CREATE UNIQUE INDEX ON regress_userstore.people ((regress_userstore.mark(1) || username));
CREATE UNIQUE INDEX ON regress_userstore.people (lower(email)) WHERE regress_userstore.mark(2) = '2';
RESET ROLE;

SELECT throws_ok('SELECT FROM regress_userstore.people WHERE username = $$x$$', 'P0001', 'runs as ' || current_user,
	'the planner calls it as whoever plans');
SELECT lives_ok($$SELECT userstore.attach('people', 'regress_userstore.people',
	'{"user_id": "id", "email": "email", "username": {"column": "username", "match": "mark(1) || username = mark(1) || $"}, "verifier": "hash"}',
	'{"scheme": "bcrypt", "cost": 4, "set": {"create": {"id": "1"}}}')$$, 'attach, by a superuser');
SELECT is(userstore.create('{"email": "Jane@example.com", "username": "jane", "password": "correct horse"}', 'people') ->> 'user_id', '1', 'create');
SELECT is(userstore.get_user('jane', 'people') ->> 'user_id', '1', 'get_user');
SELECT is(userstore.delete('1', 'people'), true, 'delete');

SELECT * FROM finish();
ROLLBACK;
