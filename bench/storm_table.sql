-- Prints the table of the storm from the measurements in file :samples, on
-- :slots hash slots.

\pset footer off
\pset null ''

CREATE TEMP TABLE samples (phase text, round int, who text, what text, value float8);
COPY samples FROM :'samples';

-- The figures of each phase of each round, in milliseconds, MiB and numbers.
-- What may not happen once, too much memory or a hash too many, has only one
-- round: its worst.
CREATE TEMP TABLE figures AS
SELECT phase, round, who || ' ' || name AS figure, value / 1000 AS value
	FROM (SELECT phase, round, CASE WHEN what = 'refused' THEN what ELSE who END AS who,
			percentile_cont('{0.5,0.95,0.99}'::float8[]) WITHIN GROUP (ORDER BY value) AS times
		FROM samples WHERE what IN ('query', 'right', 'wrong', 'refused')
		GROUP BY 1, 2, 3) AS timed,
	unnest('{median,p95,p99}'::text[], times) AS named (name, value)
UNION ALL
SELECT phase, 0, 'memory', max(value) / 1024 FROM samples WHERE what = 'KiB' GROUP BY phase
UNION ALL
SELECT phase, 0, 'hashes', max(value) FROM samples WHERE what = 'hashes' GROUP BY phase
UNION ALL
SELECT phase, round, 'rate', value FROM samples WHERE what = 'rate'
UNION ALL
SELECT phase || ' ' || who, round, 'login', value / 1000 FROM samples WHERE what = 'login'
UNION ALL
SELECT phase, round, 'rate', :slots * 1e6 / avg(value) FROM samples WHERE what = 'hash'
	GROUP BY phase, round
UNION ALL
SELECT phase, round, 'answers', count(*) FROM samples
	WHERE what IN ('right', 'wrong', 'refused', 'busy') GROUP BY phase, round
UNION ALL
SELECT phase, round, 'busy', count(*) FILTER (WHERE what = 'busy') FROM samples
	WHERE who = 'clients' GROUP BY phase, round
UNION ALL
SELECT 'limits', 0, 'hashes', 20
UNION ALL
SELECT 'limits', n, 'refused median', 0.1 FROM generate_series(1, 9) AS n;

-- With two groups in turn each has half of the slots. Alone, two clients take
-- the time of one hash on two slots or more, and of two on one; on half of the
-- slots, of 4 / slots, but of one at least.
INSERT INTO figures
SELECT 'share of slots', round, figure, value * greatest(1, 4.0 / :slots) / greatest(1, 2.0 / :slots)
FROM figures WHERE phase = 'share alone' AND figure = 'quiet p95';

-- A line compares phase b with phase a; what is asked is a ratio, at most or at
-- least, or how much more it may be.
CREATE TEMP TABLE lines (line serial, what text, unit text, figure text, a text, b text,
	ratio_max float8, ratio_min float8, more_max float8);
INSERT INTO lines (what, unit, figure, a, b, ratio_max, ratio_min, more_max) VALUES
	('48 clients log in, half of them with wrong passwords : idle', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('unrelated query, median', 'ms', 'probe median', 'storm idle', 'storm', 3, NULL, NULL),
	('unrelated query, p95', 'ms', 'probe p95', 'storm idle', 'storm', 3, NULL, NULL),
	('unrelated query, p99', 'ms', 'probe p99', 'storm idle', 'storm', NULL, NULL, NULL),
	('memory of the 48 backends, peak', 'MiB', 'memory', 'storm idle', 'storm', NULL, NULL, :slots * 64 * 1.15),
	('logins : hashes of bare processes, as many as slots', '/s', 'rate', 'storm bare', 'storm', NULL, 0.95, NULL),
	('a login takes, median', 'ms', 'clients median', NULL, 'storm', NULL, NULL, NULL),
	('logins turned away', '', 'busy', NULL, 'storm', NULL, NULL, NULL),
	('... with pgcrypto', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('unrelated query, median', 'ms', 'probe median', 'storm idle', 'storm crypt', NULL, NULL, NULL),
	('unrelated query, p95', 'ms', 'probe p95', 'storm idle', 'storm crypt', NULL, NULL, NULL),
	('unrelated query, p99', 'ms', 'probe p99', 'storm idle', 'storm crypt', NULL, NULL, NULL),
	('memory of the 48 backends, peak', 'MiB', 'memory', 'storm idle', 'storm crypt', NULL, NULL, NULL),
	('logins, on all processors', '/s', 'rate', NULL, 'storm crypt', NULL, NULL, NULL),
	('a login takes, median', 'ms', 'clients median', NULL, 'storm crypt', NULL, NULL, NULL),
	('48 clients guess at one user, 480 times a second : idle', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('hashes : budget', '', 'hashes', 'limits', 'guess', 1, NULL, NULL),
	('unrelated query, median', 'ms', 'probe median', 'guess idle', 'guess', 1.2, NULL, NULL),
	('unrelated query, p95', 'ms', 'probe p95', 'guess idle', 'guess', 1.2, NULL, NULL),
	('unrelated query, p99', 'ms', 'probe p99', 'guess idle', 'guess', NULL, NULL, NULL),
	('a refusal takes, in the server : 0.1 ms', 'ms', 'refused median', 'limits', 'refusal', 1, NULL, NULL),
	('a refusal takes, there and back', 'ms', 'refused median', NULL, 'guess', NULL, NULL, NULL),
	('... without a pause', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('hashes : budget', '', 'hashes', 'limits', 'guess loop', NULL, NULL, NULL),
	('guesses answered', '', 'answers', NULL, 'guess loop', NULL, NULL, NULL),
	('unrelated query, median', 'ms', 'probe median', 'guess idle', 'guess loop', NULL, NULL, NULL),
	('unrelated query, p95', 'ms', 'probe p95', 'guess idle', 'guess loop', NULL, NULL, NULL),
	('... with pgcrypto, 480 times a second', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('guesses compared', '/s', 'rate', NULL, 'guess crypt', NULL, NULL, NULL),
	('unrelated query, median', 'ms', 'probe median', 'guess idle', 'guess crypt', NULL, NULL, NULL),
	('unrelated query, p95', 'ms', 'probe p95', 'guess idle', 'guess crypt', NULL, NULL, NULL),
	('unrelated query, p99', 'ms', 'probe p99', 'guess idle', 'guess crypt', NULL, NULL, NULL),
	('2 clients of a role log in beside 40 of another : 2 alone', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('a login takes, p95 : its share', 'ms', 'quiet p95', 'share of slots', 'share', 2, NULL, NULL),
	('a login takes, p95 : alone on all slots', 'ms', 'quiet p95', 'share alone', 'share', NULL, NULL, NULL),
	('with pgcrypto, p95 : alone', 'ms', 'quiet p95', 'share crypt alone', 'share crypt', NULL, NULL, NULL),
	('A login alone, without its hash : before there was the guard', 'ms', 'login', 'cost guardless', 'cost guard', NULL, NULL, 0.02),
	('... with its event : without', 'ms', 'login', 'cost guard', 'cost events', NULL, NULL, NULL),
	('control : itself', 'ms', 'login', 'cost guardless', 'cost control', NULL, NULL, NULL);

-- Medians over the rounds, and how far they may be off, as in table.sql.
CREATE TEMP TABLE medians AS
SELECT line, count(*) AS rounds,
	percentile_cont(0.5) WITHIN GROUP (ORDER BY a.value) AS a_value,
	percentile_cont(0.5) WITHIN GROUP (ORDER BY b.value) AS b_value,
	percentile_cont('{0.25,0.5,0.75}'::float8[]) WITHIN GROUP (ORDER BY b.value / a.value) AS ratio,
	percentile_cont('{0.25,0.5,0.75}'::float8[]) WITHIN GROUP (ORDER BY b.value - a.value) AS more
FROM lines
JOIN figures b ON b.phase = lines.b AND b.figure = lines.figure
LEFT JOIN figures a ON a.phase = lines.a AND a.figure = lines.figure AND a.round = b.round
GROUP BY line;

-- Of a single round there is no error, unless it is the worst of all.
CREATE FUNCTION pg_temp.error(quartiles float8[], n bigint, figure text) RETURNS float8
	LANGUAGE sql RETURN CASE WHEN figure IN ('memory', 'hashes') THEN 0
		WHEN n > 1 THEN 1.57 * (quartiles[3] - quartiles[1]) / sqrt(n) END;

CREATE FUNCTION pg_temp.amount(value float8, unit text) RETURNS text
	LANGUAGE sql RETURN to_char(value, CASE WHEN unit = '' THEN 'FM9,999,990'
		WHEN unit = 'ms' AND value < 10 THEN 'FM0.000' ELSE 'FM9,990.0' END)
		|| CASE WHEN unit IN ('', '/s') THEN unit ELSE ' ' || unit END;

CREATE TEMP TABLE compared AS
SELECT line, a_value, b_value, ratio[2] AS ratio, more[2] AS more,
	pg_temp.error(ratio, rounds, figure) AS ratio_error,
	pg_temp.error(more, rounds, figure) AS more_error
FROM medians JOIN lines USING (line);

SELECT what AS "measured : against",
	pg_temp.amount(a_value, unit) AS against,
	pg_temp.amount(b_value, unit) AS measured,
	CASE WHEN figure IN ('memory', 'login')
		THEN CASE WHEN more >= 0 THEN '+' ELSE '' END || pg_temp.amount(more, unit) || coalesce(' ± ' || pg_temp.amount(nullif(more_error, 0), unit), '')
		ELSE to_char(ratio, 'FM9990.00') || coalesce(' ± ' || to_char(nullif(ratio_error, 0), 'FM990.00'), '')
	END AS "ratio or more",
	coalesce('≤ ' || to_char(ratio_max, 'FM90.00'), '≥ ' || to_char(ratio_min, 'FM90.00'),
		'≤ +' || pg_temp.amount(more_max, unit)) AS target,
	CASE WHEN ratio + ratio_error <= ratio_max OR ratio - ratio_error >= ratio_min
			OR more + more_error <= more_max THEN 'met'
		WHEN ratio - ratio_error > ratio_max OR ratio + ratio_error < ratio_min
			OR more - more_error > more_max THEN 'MISSED'
		WHEN ratio IS NOT NULL AND coalesce(ratio_max, ratio_min, more_max) IS NOT NULL THEN 'unclear'
	END AS verdict
FROM lines LEFT JOIN compared USING (line)
ORDER BY line;
