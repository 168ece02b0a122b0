-- Prints how well the time of failed logins, in file :samples, tells who exists.

\pset footer off
\pset null ''

CREATE TEMP TABLE samples (name text, domain text, number int, exists int, us float8);
COPY samples FROM :'samples';

-- What is ranked: each login or, of several of one identifier, their means; of
-- "worst" lines those of one domain, the one that shows most.
CREATE TEMP TABLE lines (line serial, stores text, name text, worst boolean DEFAULT false,
	target boolean DEFAULT true);
INSERT INTO lines (stores, name, worst, target) VALUES
	('bcrypt, PBKDF2, md5 and argon2id', 'mixed', false, true),
	('... the domain that shows most', 'mixed', true, true),
	('... means of 20 for each identifier', 'means', false, true),
	('... after a restart', 'restart', false, true),
	('the same four, half of them upgraded', 'upgrades', false, true),
	('... the domain that shows most', 'upgrades', true, true),
	('bcrypt', 'bcrypt', false, true),
	('PBKDF2', 'pbkdf2', false, true),
	('md5', 'md5', false, true),
	('argon2id', 'argon2', false, true),
	('verifiers that can''t be used', 'corrupt', false, true),
	('... the kind that shows most', 'corrupt', true, true),
	('For comparison, logins in plain SQL:', NULL, false, false),
	('compares if there is somebody', 'naive', false, false),
	('compares with argon2id if there is nobody', 'dummy', false, false),
	('... the domain that shows most', 'dummy', true, false);

CREATE TEMP TABLE ranked AS
WITH times AS (
	SELECT name, domain, exists, avg(us) AS us FROM samples GROUP BY name, domain, number, exists
), parts AS (
	SELECT name, NULL AS part, exists, us FROM times
	UNION ALL
	SELECT name, domain, exists, us FROM times
)
SELECT name, part, exists, us, rank() OVER (PARTITION BY name, part ORDER BY us) AS rank
FROM parts;

-- The area is that of Mann and Whitney: the share of the pairs in which the one
-- who exists took longer. Which of the two takes longer is all the same to who
-- guesses. The error is the standard error of equal times; since so many areas
-- are looked at, one has missed its target by two errors or more.
CREATE TEMP TABLE areas AS
WITH counted AS (
	SELECT name, part, count(*) FILTER (WHERE exists = 1) AS known,
		count(*) FILTER (WHERE exists = 0) AS unknown,
		sum(rank) FILTER (WHERE exists = 1) AS ranks,
		percentile_cont(0.5) WITHIN GROUP (ORDER BY us) FILTER (WHERE exists = 1) AS known_us,
		percentile_cont(0.5) WITHIN GROUP (ORDER BY us) FILTER (WHERE exists = 0) AS unknown_us
	FROM ranked GROUP BY name, part
), measured AS (
	SELECT *, ((ranks - known * (known + 1) / 2) / (known * unknown))::float8 AS share,
		sqrt((known + unknown + 1)::float8 / (12 * known * unknown)) AS error
	FROM counted
)
SELECT *, greatest(share, 1 - share) AS area,
	row_number() OVER (PARTITION BY name, part IS NULL ORDER BY abs(share - 0.5) DESC) AS place
FROM measured;

SELECT lines.stores || coalesce(' (' || split_part(part, '.', 1) || ')', '') AS "failed logins, verifiers of",
	to_char((SELECT count(*) FROM samples s WHERE s.name = lines.name AND s.domain = coalesce(part, s.domain)),
		'FM99,999') AS logins,
	to_char(unknown_us / 1000, 'FM9,990.00') AS "nobody, ms",
	to_char((known_us - unknown_us) / 1000, 'FMS9,990.000') AS "somebody, ms",
	to_char(area, 'FM0.000') || ' ± ' || to_char(error, 'FM0.000') AS area,
	CASE WHEN target THEN '≤ 0.55' END AS target,
	CASE WHEN NOT target OR area IS NULL THEN NULL WHEN area + error <= 0.55 THEN 'met'
		WHEN area - 2 * error > 0.55 THEN 'MISSED' ELSE 'unclear' END AS verdict
FROM lines LEFT JOIN areas ON areas.name = lines.name AND (part IS NOT NULL) = worst AND place = 1
ORDER BY line;
