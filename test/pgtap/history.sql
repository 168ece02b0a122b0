-- Proves that a user can't take one of his last passwords, of any scheme; how many are kept; and that comparing is guessing.
\ir helpers.psql
SELECT plan(64);
SET LOCAL client_min_messages = error;

CREATE FUNCTION regress_advance(interval) RETURNS void LANGUAGE c
	AS '$libdir/userstore', 'us_sql_test_clock';
CREATE FUNCTION keep(history int, store text DEFAULT 'regress_userstore') RETURNS text LANGUAGE sql AS $$
	SELECT answer(format('SELECT count(*) > 0 FROM userstore.attach(%L, %L, %L, %L)', m.store, m.relation::regclass, m.columns,
		m.options || jsonb_build_object('policy', jsonb_build_object('history', history))))
	FROM userstore.mappings m WHERE m.store = $2
$$;
CREATE FUNCTION change(who text, password text, store text DEFAULT 'regress_userstore') RETURNS text LANGUAGE sql AS $$
	SELECT answer_as('regress_userstore_script', format('SELECT userstore.change_password(%L, %L, %L)',
		who || '@example.com', password, store))
$$;
CREATE FUNCTION login(who text, password text, store text DEFAULT 'regress_userstore') RETURNS text LANGUAGE sql AS $$
	SELECT answer_as('regress_userstore_script', format('SELECT userstore.login(%L, %L, %L) IS NOT NULL',
		who || '@example.com', password, store))
$$;
-- A change that is rolled back; the answer, and how many hashes it took.
CREATE FUNCTION try(who text, password text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	hashes bigint := (SELECT s.hashes FROM userstore.stats s WHERE s.store = 'regress_userstore');
	result text;
BEGIN
	BEGIN
		result := change(who, password);
		RAISE division_by_zero;
	EXCEPTION WHEN division_by_zero THEN NULL;
	END;
	RETURN result || ' ' || (SELECT s.hashes FROM userstore.stats s WHERE s.store = 'regress_userstore') - hashes;
END
$$;
CREATE FUNCTION tries(who text, n int, password text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(a || ' x ' || c, ', ' ORDER BY a) FROM (SELECT a, count(*) AS c FROM (
		SELECT try(who, coalesce(password, 'wrong horse ' || i)) AS a FROM generate_series(1, n) AS i) AS t GROUP BY a) AS u
$$;
CREATE FUNCTION kept(who text) RETURNS text LANGUAGE sql AS $$
	SELECT coalesce(string_agg(h.number::text, ' ' ORDER BY h.number), '') FROM userstore.history h
	JOIN users u ON u.user_id = h.user_id WHERE u.email = who || '@example.com'
$$;
SELECT count(add(who || '@example.com')) FROM unnest(ARRAY['ann', 'bob', 'cyd', 'dan', 'eve', 'fay', 'gus']) AS who \gset ignored_

-- Without a history

SELECT is(change('ann', 'correct horse'), 'true', 'without a history the same password may be taken again');
SELECT is(kept('ann'), '', '... and nothing is kept');

-- How many are kept

SELECT is(keep(2), 'true', 'a history of two');
SELECT is(change('ann', 'correct horse'), '23U23 password_history_error', 'the password that he has');
SELECT is(change('ann', U&'correct hors\00E9'), 'true', 'another');
SELECT is(change('ann', U&'correct horse\0301'), '23U23 password_history_error', 'the one that he has, in another form');
SELECT is(change('ann', 'correct horse'), '23U23 password_history_error', 'the one before');
SELECT is(change('ann', 'horse 2'), '23U20 invalid_password', 'what is too short is refused before');
SELECT is(change('ann', 'new horse 2'), 'true', 'a third');
SELECT is(kept('ann'), '1 2', 'two are kept');
SELECT is(change('ann', 'correct horse'), '23U23 password_history_error', 'the one before the last');
SELECT is(change('ann', 'new horse 3'), 'true', 'a fourth');
SELECT is(kept('ann'), '2 3', 'two are kept');
SELECT is(change('ann', 'correct horse'), 'true', 'one that is older than that');
SELECT is(login('ann', 'correct horse'), 'true', '... is his');
SELECT is(keep(4), 'true', 'a longer history');
SELECT is(change('ann', 'new horse 4'), 'true', 'a fifth');
SELECT is(kept('ann'), '3 4 5', 'more are kept from then on');
-- NB: nothing is cleared before this transaction's end.
SELECT regress_advance('5 h') \gset ignored_
SELECT is(keep(1), 'true', 'a shorter one');
SELECT is(change('ann', 'new horse 2'), 'true', 'no more is compared');
SELECT is(kept('ann'), '6', '... and the next change forgets');
SELECT is(told($$SELECT userstore.change_password('ann@example.com', 'new horse 2', 'regress_userstore')$$),
	'23U23 | password_history_error | the password was used before |  |  |  |  |  |  | ', 'no value is told, nor which it was');

-- With whom it goes

SELECT is(change('bob', 'new horse 1'), 'true', 'another user');
SELECT is(kept('bob'), '1', '... has his own');
SELECT user_id AS bob FROM users WHERE email = 'bob@example.com' \gset
SELECT is(answer_as('regress_userstore_script', format('SELECT userstore.delete(%L, ''regress_userstore'')', :'bob')), 'true', 'he goes');
SELECT is((SELECT count(*) FROM userstore.history WHERE user_id = :'bob'), 0::bigint, '... and what is kept of him');
SELECT is(kept('ann'), '6', '... but not of others');
SELECT id AS store_id FROM userstore.stores WHERE store = 'regress_userstore' \gset
UPDATE userstore.mappings SET store = 'regress_userstore_renamed' WHERE store = 'regress_userstore';
SELECT is(change('ann', 'new horse 4', 'regress_userstore_renamed'), '23U23 password_history_error', 'a store that is renamed keeps it');
UPDATE userstore.mappings SET store = 'regress_userstore' WHERE store = 'regress_userstore_renamed';
SELECT is(keep(0), 'true', 'no history any more');
SELECT is((SELECT count(*) FROM userstore.history WHERE store_id = :'store_id'), 0::bigint, '... forgets all');
SELECT is(keep(3), 'true', 'a history again');
SELECT is(change('ann', 'new horse 4'), 'true', '... which begins anew');
SELECT userstore.create_store('regress_userstore_b', 'regress_userstore.others', 'regress_userstore_owner') \gset ignored_
SELECT userstore.grant_access('regress_userstore_script', 'regress_userstore_b') \gset ignored_
INSERT INTO others SELECT * FROM users WHERE email = 'cyd@example.com';
SELECT is(keep(3, 'regress_userstore_b'), 'true', 'another store');
SELECT is(change('cyd', 'new horse 1', 'regress_userstore_b'), 'true', '... with a user of the same user_id');
SELECT is(change('cyd', 'new horse 1'), 'true', '... has another history');
SELECT userstore.detach('regress_userstore_b') \gset ignored_
SELECT is((SELECT string_agg(DISTINCT store_id::text, ' ') FROM userstore.history), :'store_id', '... which goes with it');

-- Of any scheme

CREATE TABLE answers AS SELECT row_number() OVER () AS n, * FROM userstore.known_answers();
SELECT count(add(n || '@example.com', verifier)) FROM answers WHERE declared IS NULL AND salt IS NULL AND username IS NULL \gset ignored_
SELECT is(string_agg(n || ' ' || scheme, ', '), NULL, 'a verifier of any scheme that describes itself is compared') FROM answers
	WHERE declared IS NULL AND salt IS NULL AND username IS NULL AND change(n::text, password) <> '23U23 password_history_error';
SELECT is(string_agg(n || ' ' || scheme, ', '), NULL, '... and kept') FROM answers
	WHERE declared IS NULL AND salt IS NULL AND username IS NULL
	AND (change(n::text, 'wrong horse') <> 'true' OR change(n::text, password) <> '23U23 password_history_error');
SELECT cmp_ok((SELECT count(*) FROM answers WHERE declared IS NULL AND salt IS NULL AND username IS NULL), '>', 20::bigint, '... more than twenty');

CREATE TABLE salted (id text PRIMARY KEY, email text UNIQUE, username text UNIQUE, hash text, salt text);
ALTER TABLE salted OWNER TO regress_userstore_owner;
INSERT INTO salted SELECT n, n || '@example.com', coalesce(username, 'user' || n), verifier, salt FROM answers
	WHERE declared IS NOT NULL AND declared !~ '^\{';
CREATE FUNCTION attach_salted(scheme text) RETURNS text LANGUAGE sql AS $$
	SELECT answer(format('SELECT count(*) > 0 FROM userstore.attach(%L, %L, %L, %L)', 'regress_userstore_c', 'regress_userstore.salted',
		'{"user_id": "id", "email": "email", "username": "username", "verifier": "hash", "salt": "salt"}',
		jsonb_build_object('scheme', scheme, 'verifiers', '{"write": "argon2"}'::jsonb, 'policy', '{"history": 2}'::jsonb)))
$$;
SELECT attach_salted('hex-md5') \gset ignored_
SELECT userstore.grant_access('regress_userstore_script', 'regress_userstore_c') \gset ignored_
CREATE TABLE seen AS SELECT n, scheme, attach_salted(declared) || ' ' || change(n::text, password, 'regress_userstore_c') || ' '
		|| change(n::text, 'wrong horse', 'regress_userstore_c') || ' ' || attach_salted('hex-md5') || ' '
		|| change(n::text, password, 'regress_userstore_c') AS gave
	FROM answers WHERE declared IS NOT NULL AND declared !~ '^\{';
SELECT is(string_agg(n || ' ' || scheme || ' ' || gave, ', '), NULL, 'what is declared, with salt and username, stays known')
	FROM seen WHERE gave <> 'true 23U23 password_history_error true true 23U23 password_history_error';
SELECT cmp_ok((SELECT count(*) FROM seen), '>', 10::bigint, '... more than ten');

-- A verifier that is another whenever it is read, and none to compare with

CREATE TABLE restless (id text PRIMARY KEY, email text UNIQUE);
INSERT INTO restless VALUES ('1', 'hal@example.com');
CREATE VIEW restless_view AS SELECT id, email, '!' || random() AS verifier FROM restless;
CREATE FUNCTION ignore() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER ignore INSTEAD OF INSERT OR UPDATE OR DELETE ON restless_view FOR EACH ROW EXECUTE FUNCTION ignore();
ALTER TABLE restless OWNER TO regress_userstore_owner;
ALTER VIEW restless_view OWNER TO regress_userstore_owner;
SELECT is(answer($$SELECT count(*) > 0 FROM userstore.attach('regress_userstore_d', 'regress_userstore.restless_view',
	'{"user_id": "id", "email": "email", "verifier": "verifier"}', '{"verifiers": "exclusive", "policy": {"history": 1}}')$$), 'true', 'a view whose verifiers never stay');
SELECT userstore.grant_access('regress_userstore_script', 'regress_userstore_d') \gset ignored_
SELECT is(change('hal', 'new horse 1', 'regress_userstore_d'), '40001', '... has an error in the end');

-- Comparing is guessing

SELECT coalesce(sum(failures), 0) AS failures FROM userstore.stats WHERE store = 'regress_userstore' \gset
SELECT is(try('dan', 'correct horse'), '23U23 password_history_error 1', 'a right guess');
SELECT is(tries('dan', 30), '28U01 too_many_attempts 0 x 11, true 2 x 19', 'wrong ones, rolled back: as many comparisons as wrong logins');
SELECT is(change('dan', 'new horse 1'), '28U01 too_many_attempts', '... and then no change');
SELECT is(told($$SELECT userstore.change_password('dan@example.com', 'new horse 1', 'regress_userstore')$$),
	'28U01 | too_many_attempts | too many wrong passwords | The next attempt is possible in 30 s. |  |  |  |  |  | ', '... for a while');
SELECT is(login('dan', 'correct horse'), 'true', '... but he can log in');
SELECT is(change('dan', 'new horse 1'), '28U01 too_many_attempts', '... which changes nothing of that');
SELECT regress_advance('30 s') \gset ignored_
SELECT is(tries('dan', 3), '28U01 too_many_attempts 0 x 2, true 2 x 1', 'afterwards there is one');
SELECT is((SELECT failures FROM userstore.stats WHERE store = 'regress_userstore'), :failures::bigint, 'none of these is a failed login');
SELECT is(userstore.clear_throttle('dan@example.com', 'regress_userstore'), true, 'the count can be cleared');

SELECT is(tries('eve', 30, 'the same horse'), '28U01 too_many_attempts 0 x 10, true 2 x 20', 'the same password counts each time');
SELECT is(tries('nobody', 30), 'false 0 x 30', 'nobody is not hashed for');

SELECT is(change('fay', 'new horse ' || i), 'true', format('change %s', i)) FROM generate_series(1, 3) AS i;
SELECT is(tries('fay', 10), '28U01 too_many_attempts 0 x 7, true 5 x 3', 'all that are kept count');
SELECT regress_advance('14 min 58 s') \gset ignored_
SELECT is(tries('fay', 3), '28U01 too_many_attempts 0 x 3', 'there is no change unless all comparisons are left');

-- Guesses by all of a user's identifiers

UPDATE users SET username = 'gus', phone_number = '+4366012345' WHERE email = 'gus@example.com';
INSERT INTO userstore.history (store_id, user_id, number, verifier)
	SELECT :'store_id', user_id, i, verifier FROM users, generate_series(1, 3) AS i WHERE email = 'gus@example.com';
CREATE SEQUENCE typed;
CREATE FUNCTION guess(n int) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(DISTINCT answer_as('regress_userstore_script', format('SELECT userstore.login(%L, %L, %L)',
		who, 'wrong horse ' || nextval('typed'), 'regress_userstore')), ' ')
	FROM unnest(ARRAY['gus@example.com', 'gus', '+4366012345']) AS who, generate_series(1, n)
$$;
SELECT is(guess(20), 'NULL', 'as many wrong logins as are free, by each');
SELECT is(change('gus', 'correct horse'), '23U23 password_history_error', '... keep nobody from comparing');
SELECT is(string_agg(DISTINCT regress_advance(delay::interval)::text || guess(1), ' '), 'NULL', 'as many as there can be')
	FROM unnest(ARRAY['30 s', '1 min', '2 min', '4 min', '8 min']) AS delay;
SELECT is(try('gus', 'correct horse'), '28U01 too_many_attempts 0', '... refuse the change: nothing passes uncompared');
SELECT regress_advance('20 min') \gset ignored_
SELECT is(try('gus', 'correct horse'), '23U23 password_history_error 1', '... until enough is forgiven');
SELECT * FROM finish();
ROLLBACK;
