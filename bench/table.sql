-- Prints the table of the benchmark from the measurements in file :samples.

\pset footer off
\pset null ''

CREATE TEMP TABLE samples (side text, store text, round int, us float8,
	PRIMARY KEY (side, store, round));
COPY samples FROM :'samples';

-- A line of the table compares side b with side a; what is asked of b, if
-- anything, is a ratio at most, and so many microseconds more.
CREATE TEMP TABLE lines (line serial, comparison text, a text, a_store text,
	b text, b_store text, ratio_max float8, more_max float8);
INSERT INTO lines (comparison, a, a_store, b, b_store, ratio_max, more_max) VALUES
	('login, synchronous_commit off : bare hash', 'hash_off', 'small', 'login_off', 'small', 1.03, 1000),
	('login, synchronous_commit off : bare hash', 'hash_off', 'large', 'login_off', 'large', 1.03, 1000),
	('login, synchronous_commit off : the hash inside it', 'inside_off', 'small', 'login_off', 'small', 1.03, 1000),
	('login, synchronous_commit off : the hash inside it', 'inside_off', 'large', 'login_off', 'large', 1.03, 1000),
	('login, synchronous_commit on : bare hash', 'hash_on', 'small', 'login_on', 'small', 1.03, 1000),
	('login, synchronous_commit on : bare hash', 'hash_on', 'large', 'login_on', 'large', 1.03, 1000),
	('login, synchronous_commit on : the hash inside it', 'inside_on', 'small', 'login_on', 'small', 1.03, 1000),
	('login, synchronous_commit on : the hash inside it', 'inside_on', 'large', 'login_on', 'large', 1.03, 1000),
	('get_user : bare SELECT of the same jsonb', 'bare', 'small', 'get_user', 'small', 1.25, NULL),
	('get_user : bare SELECT of the same jsonb', 'bare', 'large', 'get_user', 'large', 1.25, NULL),
	('get_user, attached table : create_store''s', 'get_user', 'small', 'attached', 'small', 1.1, NULL),
	('get_user, attached table : create_store''s', 'get_user', 'large', 'attached', 'large', 1.1, NULL),
	('get_user, attached table of Django : create_store''s', 'get_user', 'small', 'django', 'small', 1.1, NULL),
	('get_user, attached table of Django : create_store''s', 'get_user', 'large', 'django', 'large', 1.1, NULL),
	('login, large store : small store', 'login_off', 'small', 'login_off', 'large', 1.2, NULL),
	('get_user, large store : small store', 'get_user', 'small', 'get_user', 'large', 1.2, NULL),
	('For comparison:', NULL, NULL, NULL, NULL, NULL, NULL),
	('bare SELECT, large store : small store', 'bare', 'small', 'bare', 'large', NULL, NULL),
	('get_user : SELECT of the plain columns', 'columns', 'small', 'get_user', 'small', NULL, NULL),
	('get_user : SELECT of the plain columns', 'columns', 'large', 'get_user', 'large', NULL, NULL),
	('bare commit, awaited : not awaited', 'commit_off', 'large', 'commit_on', 'large', NULL, NULL),
	('the hash inside a login : bare hash', 'hash_off', 'small', 'inside_off', 'small', NULL, NULL),
	('the hash inside a login : bare hash', 'hash_off', 'large', 'inside_off', 'large', NULL, NULL),
	('control, bare hash : itself', 'hash_off', 'small', 'hash_off', 'large', NULL, NULL),
	('control, bare SELECT : itself', 'bare', 'small', 'control', 'small', NULL, NULL),
	('control, bare SELECT : itself', 'bare', 'large', 'control', 'large', NULL, NULL);

-- Medians over the rounds. How far the median of n values may be off is taken
-- from their quartiles, as the notches of box plots are (McGill, Tukey and
-- Larsen 1978): 1.57 times their distance, by the root of n.
CREATE TEMP TABLE medians AS
SELECT line, count(*) AS rounds,
	percentile_cont(0.5) WITHIN GROUP (ORDER BY a.us) AS a_us,
	percentile_cont(0.5) WITHIN GROUP (ORDER BY b.us) AS b_us,
	percentile_cont('{0.25,0.5,0.75}'::float8[]) WITHIN GROUP (ORDER BY b.us / a.us) AS ratio,
	percentile_cont('{0.25,0.5,0.75}'::float8[]) WITHIN GROUP (ORDER BY b.us - a.us) AS more
FROM lines
JOIN samples a ON a.side = lines.a AND a.store = lines.a_store
JOIN samples b ON b.side = lines.b AND b.store = lines.b_store AND b.round = a.round
GROUP BY line;

CREATE FUNCTION pg_temp.error(quartiles float8[], n bigint) RETURNS float8
	LANGUAGE sql RETURN 1.57 * (quartiles[3] - quartiles[1]) / sqrt(n);

CREATE FUNCTION pg_temp.verdict(quartiles float8[], n bigint, most float8) RETURNS text
	LANGUAGE sql RETURN CASE
		WHEN quartiles[2] + pg_temp.error(quartiles, n) <= most THEN 'met'
		WHEN quartiles[2] - pg_temp.error(quartiles, n) > most THEN 'MISSED'
		WHEN quartiles[2] IS NOT NULL AND most IS NOT NULL THEN 'unclear' END;

CREATE FUNCTION pg_temp.users(store text, small text, large text) RETURNS text
	LANGUAGE sql RETURN to_char((CASE store WHEN 'small' THEN small ELSE large END)::int,
		'FM9,999,999');

SELECT lines.comparison,
	CASE WHEN a_store = b_store THEN pg_temp.users(a_store, :'small', :'large') END AS users,
	to_char(a_us, 'FM9,999,990.0') AS "against, µs",
	to_char(b_us, 'FM9,999,990.0') AS "measured, µs",
	to_char(ratio[2], 'FM990.000') || ' ± ' || to_char(pg_temp.error(ratio, rounds), 'FM90.000') AS ratio,
	to_char(more[2], 'FM999,990.0') || ' ± ' || to_char(pg_temp.error(more, rounds), 'FM999,990.0') AS "more, µs",
	'≤ ' || to_char(ratio_max, 'FM90.00') || coalesce(', ≤ ' || more_max || ' µs', '') AS target,
	(SELECT CASE WHEN 'MISSED' = ANY (v) THEN 'MISSED' WHEN 'unclear' = ANY (v) THEN 'unclear'
			WHEN 'met' = ANY (v) THEN 'met' END
		FROM (SELECT ARRAY[pg_temp.verdict(ratio, rounds, ratio_max),
			pg_temp.verdict(more, rounds, more_max)] AS v) AS verdicts) AS verdict
FROM lines LEFT JOIN medians USING (line)
ORDER BY line;
