-- Prints the tables of secrecy from the measurements in file :samples, with
-- :events events.

\pset footer off
\pset null ''

CREATE TEMP TABLE samples (topic text, round int, side text, value float8);
COPY samples FROM :'samples';
CREATE TEMP TABLE rounds AS
SELECT topic, round, side, percentile_cont(0.5) WITHIN GROUP (ORDER BY value) AS value
	FROM samples GROUP BY topic, round, side;

-- A line of the first table compares side b with side a; what is asked is a
-- ratio at most, or so many microseconds more.
CREATE TEMP TABLE lines (line serial, what text, topic text, a text, b text,
	ratio_max float8, more_max float8);
INSERT INTO lines (what, topic, a, b, ratio_max, more_max) VALUES
	('login, MD5, sealed : not sealed', 'sealing', 'plain', 'sealed', NULL, 20),
	('control : itself', 'sealing', 'plain', 'plain_control', NULL, NULL),
	('login, MD5, with its event : without', 'events', 'quiet', 'events', NULL, NULL),
	('control : itself', 'events', 'quiet', 'quiet_control', NULL, NULL),
	('SELECT in a database with the extension : without', 'presence', 'without', 'with', 1.05, NULL),
	('control : itself', 'presence', 'without', 'control', NULL, NULL),
	('SELECT that is logged, library loaded : not', 'logged', 'without', 'with', NULL, NULL),
	('control : itself', 'logged', 'without', 'control', NULL, NULL);

-- How far the medians may be off is reckoned as in table.sql.
CREATE TEMP TABLE medians AS
SELECT line, count(*) AS n,
	percentile_cont(0.5) WITHIN GROUP (ORDER BY a.value) AS a_us,
	percentile_cont(0.5) WITHIN GROUP (ORDER BY b.value) AS b_us,
	percentile_cont('{0.25,0.5,0.75}'::float8[]) WITHIN GROUP (ORDER BY b.value / a.value) AS ratio,
	percentile_cont('{0.25,0.5,0.75}'::float8[]) WITHIN GROUP (ORDER BY b.value - a.value) AS more
FROM lines
JOIN rounds a ON a.topic = lines.topic AND a.side = lines.a
JOIN rounds b ON b.topic = lines.topic AND b.side = lines.b AND b.round = a.round
GROUP BY line;

CREATE FUNCTION pg_temp.error(quartiles float8[], n bigint) RETURNS float8
	LANGUAGE sql RETURN 1.57 * (quartiles[3] - quartiles[1]) / sqrt(n);
CREATE FUNCTION pg_temp.verdict(value float8, error float8, most float8) RETURNS text
	LANGUAGE sql RETURN CASE WHEN value + error <= most THEN 'met'
		WHEN value - error > most THEN 'MISSED'
		WHEN most IS NOT NULL THEN 'unclear' END;

SELECT what AS "measured : against",
	to_char(a_us, 'FM9,999,990') AS "against, µs",
	to_char(b_us, 'FM9,999,990') AS "measured, µs",
	to_char(ratio[2], 'FM990.000') || ' ± ' || to_char(pg_temp.error(ratio, n), 'FM90.000') AS ratio,
	to_char(more[2], 'FM999,990.0') || ' ± ' || to_char(pg_temp.error(more, n), 'FM999,990.0') AS "more, µs",
	coalesce('≤ ' || to_char(ratio_max, 'FM90.00'), '≤ ' || more_max || ' µs') AS target,
	coalesce(pg_temp.verdict(ratio[2], pg_temp.error(ratio, n), ratio_max),
		pg_temp.verdict(more[2], pg_temp.error(more, n), more_max)) AS verdict
FROM lines LEFT JOIN medians USING (line)
ORDER BY line;

-- Those of the second stand alone.
SELECT f.what AS "other figures", to_char(percentile_cont(0.5) WITHIN GROUP (ORDER BY s.value), f.format) || ' ' || f.unit AS median,
	CASE WHEN count(*) > 1 THEN to_char(max(s.value), f.format) || ' ' || f.unit END AS most, f.target
FROM samples s JOIN (VALUES
	(1, 'failed logins', 'flood', 'rate', 'FM99,990', '/s', ''),
	(2, '... what they write: log', 'flood', 'log', 'FM99,990', 'kB', ''),
	(3, '... WAL', 'flood', 'wal', 'FM99,990', 'kB', ''),
	(4, '... tables', 'flood', 'tables', 'FM99,990', 'kB', 'in all < 1,024 kB'),
	(5, 'reseal: seals', 'reseal', 'seal', 'FM99,990', '/s', ''),
	(6, '... rotates', 'reseal', 'rotate', 'FM99,990', '/s', ''),
	(7, '... unseals', 'reseal', 'unseal', 'FM99,990', '/s', ''),
	(8, to_char(:events, 'FM99,999,990') || ' events, read by one minute', 'ranges', 'minute', 'FM9,990.0', 'ms', ''),
	(9, '... one hour', 'ranges', 'hour', 'FM9,990.0', 'ms', ''),
	(10, '... one user', 'ranges', 'user', 'FM9,990.0', 'ms', ''),
	(11, '... with indexes', 'ranges', 'size', 'FM99,990', 'MiB', '')
) AS f (line, what, topic, side, format, unit, target) USING (topic, side)
GROUP BY f.line, f.what, f.format, f.unit, f.target
ORDER BY f.line;
