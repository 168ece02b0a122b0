-- :events events of the last nine days, in no order, of as many users as there
-- are in a hundred of them.

SELECT userstore.make_event_day(current_date - n) FROM generate_series(1, 9) AS n \g /dev/null
INSERT INTO userstore.events
	SELECT current_date - '9 days'::interval * random(), 'login', 'events', m.id,
		'user' || (random() * :events / 100)::int, 'bench_script', 'bench_script', '192.0.2.1'
	FROM userstore.mappings m, generate_series(1, :events) WHERE m.store = 'events';
VACUUM (FREEZE, ANALYZE) userstore.events;
