-- Which cost of bcrypt takes as long as a hash of ours: prints it, and both
-- times in milliseconds, the medians of 7.

CREATE FUNCTION pg_temp.ms(statement text) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
	times float8[];
	start timestamptz;
BEGIN
	FOR i IN 1 .. 7 LOOP
		start := clock_timestamp();
		EXECUTE statement;
		times := times || 1000 * extract(epoch FROM clock_timestamp() - start)::float8;
	END LOOP;
	RETURN (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY t) FROM unnest(times) AS t);
END
$$;
CREATE FUNCTION pg_temp.crypt_ms(cost int) RETURNS float8 LANGUAGE sql
	RETURN pg_temp.ms(format('SELECT public.crypt(%L, public.gen_salt(''bf'', %s))',
		'correct horse battery staple', cost));

-- One more doubles it.
WITH ours AS MATERIALIZED (
	SELECT pg_temp.ms('SELECT userstore.hash_password(''correct horse battery staple'')') AS ms
), chosen AS MATERIALIZED (
	SELECT ms, greatest(4, 8 + round(log(2, (ms / pg_temp.crypt_ms(8))::numeric))::int) AS cost
	FROM ours
)
SELECT cost, round(ms::numeric, 1), round(pg_temp.crypt_ms(cost)::numeric, 1) FROM chosen;
