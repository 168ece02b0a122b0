-- How long the server takes to refuse a guess: nine rounds of a thousand, as
-- samples for storm_table.sql.  What PL/pgSQL takes to catch the error is in it.

CREATE FUNCTION pg_temp.guess() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN userstore.login('refused@example.com', 'a guess that nobody made before', 'storm');
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END
$$;
CREATE FUNCTION pg_temp.refusal() RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
	start timestamptz := clock_timestamp();
BEGIN
	IF pg_temp.guess() IS DISTINCT FROM '28U01' THEN
		RAISE EXCEPTION 'the guess was not refused';
	END IF;
	RETURN 1e6 * extract(epoch FROM clock_timestamp() - start);
END
$$;

-- Twenty that count, and what is let pass of repeats.
SELECT userstore.login('refused@example.com', 'wrong ' || i, 'storm') FROM generate_series(1, 20) AS i \g /dev/null
SELECT 'refusal', round, 'server', 'refused', pg_temp.refusal()
FROM generate_series(1, 9) AS round, generate_series(1, 1000);
