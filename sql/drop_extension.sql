-- Proves that DROP EXTENSION leaves the users, and that a new one takes them up again.
\set SHOW_CONTEXT never
CREATE EXTENSION userstore;
CREATE ROLE regress_userstore_owner;
CREATE ROLE regress_userstore_script LOGIN;
SELECT userstore.create_store(owner => 'regress_userstore_owner');
SELECT userstore.grant_access('regress_userstore_script');
SELECT userstore.create('{"email": "Jané@example.com", "password": "correct horse"}') - 'user_id' AS created;

-- Without CASCADE: nothing of the users depends on it.
DROP EXTENSION userstore;
SELECT email, verifier LIKE '$argon2id$%' AS hashed FROM users;
SELECT nspname FROM pg_namespace WHERE nspname = 'userstore';

-- The fold and the keys are the table's own.
INSERT INTO users (email) VALUES ('JANÉ@EXAMPLE.COM');
INSERT INTO users (username) VALUES ('later') RETURNING username, blocked;
SELECT users_fold('JANÉ');
-- The rights of the role went with the functions: it can be dropped.
DROP ROLE regress_userstore_script;

-- A new extension does not take the table by itself, but when it is told to.
CREATE EXTENSION userstore;
SELECT userstore.login('jané@example.com', 'correct horse');
SELECT userstore.create_store(owner => 'regress_userstore_owner');
SELECT userstore.create_store(owner => 'regress_userstore_owner');
SELECT userstore.login('jané@example.com', 'correct horse')->>'email' AS email;
SELECT userstore.login('jané@example.com', 'wrong horse')->>'email' AS email;
SELECT userstore.get_user('LATER')->>'username' AS username;

-- In the same session, once more
DROP EXTENSION userstore;
CREATE EXTENSION userstore;
SELECT userstore.get_user('LATER');
SELECT userstore.create_store('second', 'public.people', 'regress_userstore_owner');
SELECT userstore.create('{"email": "john@example.com", "password": "correct horse"}', 'second')->>'email' AS email;

DROP EXTENSION userstore;
DROP TABLE users, people;
DROP FUNCTION users_fold, people_fold;
DROP ROLE regress_userstore_owner;
