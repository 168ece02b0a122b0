-- How long the events of a minute, an hour and a user take to be read, each
-- twenty times of others, in ms, as samples for secrecy_table.sql.

CREATE FUNCTION pg_temp.taken(statement text, at timestamptz, who text) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
	start timestamptz := clock_timestamp();
	found bigint;
BEGIN
	EXECUTE statement INTO found USING at, who;
	RETURN 1e3 * extract(epoch FROM clock_timestamp() - start);
END
$$;

SELECT 'ranges', round, what, pg_temp.taken('SELECT count(DISTINCT user_id) FROM userstore.events WHERE ' || condition,
	date_trunc('day', now()) - '8 days'::interval * random(), 'user' || 1000 + round)
FROM generate_series(1, 20) AS round, (VALUES
	('minute', 'at >= $1 AND at < $1 + ''1 min''::interval'),
	('hour', 'at >= $1 AND at < $1 + ''1 hour''::interval'),
	('user', 'user_id = $2')) AS ranges (what, condition);

SELECT 'ranges', 0, 'size', sum(pg_total_relation_size(inhrelid)) / 1048576 FROM pg_inherits WHERE inhparent = 'userstore.events'::regclass;
