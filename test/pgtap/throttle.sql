-- Proves what the throttle lets pass, step by step and in a simulated day, and that it is the same for everybody and nobody.
-- What a commit forgets, and what is counted of many at once, is t/020_throttle.pl's.
\ir helpers.psql
SELECT plan(47);

CREATE FUNCTION regress_advance(interval) RETURNS void LANGUAGE c
	AS '$libdir/userstore', 'us_sql_test_clock';
CREATE SEQUENCE wrong_passwords;

CREATE FUNCTION call(identifier text, password text) RETURNS text LANGUAGE sql AS $$
	SELECT format('SELECT userstore.login(%L, %L, %L)->>%L', identifier, password, 'regress_userstore', 'email')
$$;
CREATE FUNCTION try(identifier text, password text DEFAULT 'correct horse') RETURNS text LANGUAGE sql AS $$
	SELECT answer(call(identifier, password))
$$;
-- A password that nobody tried before; every word of the answer but how many seconds.
CREATE FUNCTION guess(identifier text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	statement text := call(identifier, 'wrong ' || nextval('wrong_passwords'));
BEGIN
	RETURN coalesce(rtrim(regexp_replace(told(statement), '\d+ s\.', 'n s.'), '| '), 'NULL');
END
$$;
-- Refusals look like this.
\set refused '28U01 | too_many_attempts | too many wrong passwords | The next attempt is possible in n s.'

-- What n guesses gave, as "<answer> <how often in a row>, ...".
CREATE FUNCTION guesses(identifier text, n int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	this text;
	last text;
	times int := 0;
	result text;
BEGIN
	FOR i IN 1 .. n LOOP
		this := guess(identifier);
		IF this <> last THEN
			result := concat(result, last, ' ', times, ', ');
			times := 0;
		END IF;
		last := this;
		times := times + 1;
	END LOOP;
	RETURN concat(result, last, ' ', times);
END
$$;
-- NB: time goes on meanwhile, so a delay is told as the next longer one there is.
CREATE FUNCTION count_of(identifier text) RETURNS text LANGUAGE sql AS $$
	SELECT t.failures || coalesce(', ' || (SELECT min(d) FROM unnest('{30,60,120,240,480,900}'::int[]) AS d
			WHERE d >= extract(epoch FROM t.refused_for)) || ' s', '')
	FROM userstore.throttled(identifier, 'regress_userstore') AS t
$$;
CREATE FUNCTION later(pause interval) RETURNS text LANGUAGE sql AS $$
	SELECT regress_advance(pause);
	SELECT 'later'
$$;

SELECT add('jane@example.com') AS jane, add('broken@example.com', '$2b$10$abc') AS broken,
	add('administrator@example.com') AS admin, add('kim@example.com') AS kim, add('lee@example.com') AS lee \gset
UPDATE users SET username = 'jane', phone_number = '+491701234567' WHERE user_id = :'jane';
UPDATE users SET username = 'admin', phone_number = '+491707654321' WHERE user_id = :'admin';

-- The same for everybody and nobody

CREATE FUNCTION steps(identifier text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(E'\n', count_of(identifier),
		guesses(identifier, 22), count_of(identifier),
		later('15 s'), guess(identifier), try(identifier), count_of(identifier),
		later('15 s'), guesses(identifier, 2), count_of(identifier),
		later('30 s'), guess(identifier),
		later('30 s'), try(identifier, 'wrong ' || currval('wrong_passwords') - 2), count_of(identifier),
		guesses(identifier, 2), count_of(identifier),
		later('15 min'), count_of(identifier),
		later('5 h'), count_of(identifier),
		later('15 min'), count_of(identifier))
$$;
SELECT is(steps('jane@example.com'), concat_ws(E'\n', '0',
	'NULL 20, ' || :'refused' || ' 2', '20, 30 s',
	'later', :'refused', '28U01 too_many_attempts', '20, 30 s',
	'later', 'NULL 1, ' || :'refused' || ' 1', '21, 60 s',
	'later', :'refused',
	'later', 'NULL', '21',
	'NULL 1, ' || :'refused' || ' 1', '22, 120 s',
	'later', '21',
	'later', '1',
	'later', '0'), 'twenty guesses, then delays that refused tries make no longer; all is forgiven');
SELECT is(steps(identifier), steps(other), name)
FROM (VALUES ('jane', 'nobody', 'a username of the same user: a count of its own, as that of nobody'),
	('+491701234567', '+491700000000', 'his phone number, and one of nobody'),
	('nobody@example.com', 'broken@example.com', 'an e-mail address of nobody, and of one whose verifier can''t be used')) AS v (identifier, other, name);

-- A day, however it is spelled

CREATE FUNCTION spelling(i int) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(CASE WHEN i >> (n - 1)::int & 1 = 1 THEN upper(c) ELSE c END, '' ORDER BY n)
	FROM unnest(string_to_array('administrator@example.com', NULL)) WITH ORDINALITY AS letters (c, n)
$$;
CREATE TABLE day (spelled int, admitted int, refused int, delays text, in_day int);
DO $$
DECLARE
	passed interval := '0';
	wait interval;
	passes int := 0;
	refusals int := 0;
	seen int[] := '{}';
	answer text;
BEGIN
	FOR i IN 1 .. 1000 LOOP
		answer := guess(spelling(i));
		passes := passes + (answer = 'NULL')::int;
		refusals := refusals + (answer ~ '^28U01')::int;
	END LOOP;
	INSERT INTO day VALUES ((SELECT count(DISTINCT spelling(i)) FROM generate_series(1, 1000) AS i), passes, refusals);
	LOOP
		SELECT t.refused_for INTO wait FROM userstore.throttled('administrator@example.com', 'regress_userstore') AS t;
		passed := passed + wait;
		EXIT WHEN passed > '24 h';
		seen := seen || substring(count_of('administrator@example.com') FROM ', (\d+) s')::int;
		PERFORM regress_advance(wait);
		passes := passes + (guess(spelling(passes)) = 'NULL')::int;
	END LOOP;
	UPDATE day SET in_day = passes, delays = array_to_string(seen[1:9], ' ');
END
$$;
SELECT is(spelled, 1000, 'a thousand spellings of one e-mail address') FROM day;
SELECT is(admitted, 20, '... are twenty guesses') FROM day;
SELECT is(refused, 980, '... the others are refused') FROM day;
SELECT is(delays, '30 60 120 240 480 480 900 900 900', '... then the delays double, up to 15 minutes') FROM day;
SELECT ok(in_day BETWEEN 110 AND 122, format('... in a day they are %s', in_day)) FROM day;

SELECT is(try('administrator@example.com'), '28U01 too_many_attempts', 'the right password is refused in a delay');
SELECT is(try('Admin'), 'administrator@example.com', '... not that of another identifier of the user');
SELECT is(try('+491707654321'), 'administrator@example.com', '... whichever that is');
SELECT is(count_of('admin') || ' ' || count_of('+491707654321'), '0 0', '... they have no failures');
SELECT regress_advance('15 min') \gset ignored_
SELECT is(try('administrator@example.com'), 'administrator@example.com', '... and 15 minutes after the last guess it is right');
SELECT is(count_of('administrator@example.com'), '24', '... which forgets no failure before it commits');
SELECT is(try('administrator@example.com'), 'administrator@example.com', '... nor is it one');

-- Repeats

CREATE FUNCTION repeat_wrong(n int, password text DEFAULT 'old password') RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(DISTINCT try('lee@example.com', password), ' ') FROM generate_series(1, n)
$$;
SELECT is(repeat_wrong(19), 'NULL', 'the same wrong password nineteen times');
SELECT is(try('lee@example.com'), 'lee@example.com', '... then the right one');
SELECT is(count_of('lee@example.com'), '1', '... one failure');
SELECT is(repeat_wrong(2) || ' ' || count_of('lee@example.com'), 'NULL 1', 'twenty repeats are free');
SELECT is(repeat_wrong(1) || ' ' || count_of('lee@example.com'), 'NULL 2', '... the next one counts');
SELECT is(repeat_wrong(20) || ' ' || count_of('lee@example.com'), 'NULL 2', '... and twenty more are free');
SELECT is(repeat_wrong(1) || ' ' || count_of('lee@example.com'), 'NULL 3', '... and the next one counts');
SELECT is(guesses('lee@example.com', 4) || ', ' || repeat_wrong(1) || ' ' || count_of('lee@example.com'), 'NULL 4, NULL 7',
	'four others and that again: four');
SELECT is(guesses('lee@example.com', 1) || ', ' || repeat_wrong(1) || ' ' || count_of('lee@example.com'), 'NULL 1, NULL 9',
	'a fifth, which displaces it: two');
SELECT is(repeat_wrong(1, 'old passwore') || ' ' || count_of('lee@example.com'), 'NULL 10', 'one letter makes another password');
SELECT is(guesses('lee@example.com', 10) || ' ' || repeat_wrong(1), 'NULL 10 28U01 too_many_attempts', 'a repeat is refused in a delay');

-- What is rolled back counts

SAVEPOINT a;
SELECT is(guesses('gone@example.com', 2), 'NULL 2', 'two guesses in a subtransaction');
ROLLBACK TO a;
SELECT is(count_of('gone@example.com'), '2', '... that is rolled back count');

-- Another store

SELECT userstore.create_store('regress_userstore_b', 'regress_userstore.others', 'regress_userstore_owner') \gset ignored_
SELECT is(failures, 0, 'another store has counts of its own')
FROM userstore.throttled('lee@example.com', 'regress_userstore_b');

-- clear_throttle()

SELECT is(answer($$SELECT userstore.clear_throttle('lee@example.com', 'regress_userstore')$$), 'true', 'clear_throttle() finds failures to forget');
SELECT is(try('lee@example.com'), '28U01 too_many_attempts', '... but does not forget before it commits');
SELECT is(answer($$SELECT userstore.clear_throttle('fresh@example.com', 'regress_userstore')$$), 'false', '... and none where none are');
SELECT is(answer($$SELECT userstore.clear_throttle('LEE@example.com', 'regress_userstore')$$), 'true', '... however it is spelled');
SELECT is(answer_as('regress_userstore_script', $$SELECT userstore.clear_throttle('lee@example.com', 'regress_userstore')$$), '42501', 'scripts may not');
SELECT is(answer_as('regress_userstore_script', $$SELECT userstore.throttled('lee@example.com', 'regress_userstore')$$), '42501', '... nor ask what counts');

-- A user has a count besides those of his identifiers

-- Guesses at an address that he has until it is rolled back.
CREATE FUNCTION guess_at_moved(user_email text, moved text, n int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	PERFORM userstore.change_email(user_email, moved, true, 'regress_userstore');
	result := guesses(moved, n);
	RAISE division_by_zero;
EXCEPTION WHEN division_by_zero THEN
	RETURN result;
END
$$;
SELECT is(guess_at_moved('kim@example.com', 'kim' || i || '@example.com', n), 'NULL ' || n, 'address ' || i || ': ' || n || ' guesses')
FROM (VALUES (1, 20), (2, 20), (3, 20), (4, 14)) AS v (i, n);
SELECT is(try('kim@example.com'), 'kim@example.com', '74 guesses: the right password is right');
SELECT is(guess_at_moved('kim@example.com', 'kim4@example.com', 1), 'NULL 1', 'one more');
SELECT is(guess_at_moved('kim@example.com', 'kim5@example.com', 2), 'NULL 2', '... after which guesses go on');
SELECT is(try('kim@example.com'), 'NULL', '... but not even the right password is right');
SELECT is(count_of('kim@example.com'), '1', '... it counts as wrong');
SELECT regress_advance('150 s') \gset ignored_
SELECT is(guess_at_moved('kim@example.com', 'kim6@example.com', 2), 'NULL 2', '... and more guesses, which nothing was compared with,');
SELECT regress_advance('150 s') \gset ignored_
SELECT is(try('kim@example.com'), 'kim@example.com', '... make it no longer than 5 minutes');

SELECT * FROM finish();
ROLLBACK;
