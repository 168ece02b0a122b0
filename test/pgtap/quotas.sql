-- Proves that quotas hold in any hour, per role, store and kind of action, whatever is rolled back.
\ir helpers.psql
SELECT plan(57);

CREATE FUNCTION regress_advance(interval) RETURNS void LANGUAGE c
	AS '$libdir/userstore', 'us_sql_test_clock';
SELECT add('jane@example.com') \gset ignored_

CREATE ROLE regress_userstore_other LOGIN;
SELECT userstore.grant_access('regress_userstore_other', 'regress_userstore') \gset ignored_
SELECT userstore.create_store('regress_userstore_b', 'regress_userstore.others', 'regress_userstore_owner') \gset ignored_
SELECT userstore.grant_access('regress_userstore_script', 'regress_userstore_b') \gset ignored_

-- What n calls in a row gave, as "<answer> <how often>, ..."
CREATE FUNCTION calls(n int, action text DEFAULT 'get_user', role text DEFAULT 'regress_userstore_script',
	store text DEFAULT 'regress_userstore') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answers text[] := '{}';
BEGIN
	FOR i IN 1 .. n LOOP
		answers := answers || answer_as(role, CASE action
			WHEN 'get_user' THEN format('SELECT userstore.get_user(%L, %L) IS NULL', 'jane@example.com', store)
			WHEN 'verify' THEN format('SELECT userstore.verify(%L, %L)', 'nobody@example.com', store)
			WHEN 'change_password' THEN format('SELECT userstore.change_password(%L, %L, %L)', 'nobody@example.com', 'long enough', store)
			WHEN 'change_email' THEN format('SELECT userstore.change_email(%L, %L, true, %L)', 'no', 'nobody@example.com', store)
			WHEN 'create' THEN format('SELECT userstore.create(%L, %L)', '{"email": "jane@example.com", "password": "long enough"}', store)
			WHEN 'login' THEN format('SELECT userstore.login(%L, %L, %L) IS NULL', 'jane@example.com', 'correct horse', store)
			WHEN 'delete' THEN format('SELECT userstore.delete(%L, %L)', 'no', store) END);
	END LOOP;
	RETURN (SELECT string_agg(a || ' ' || c, ', ' ORDER BY a) FROM (SELECT a, count(*) c FROM unnest(answers) a GROUP BY a) x);
END
$$;
CREATE FUNCTION taken(quota text, role text DEFAULT 'regress_userstore_script',
	store text DEFAULT 'regress_userstore') RETURNS text LANGUAGE sql AS $$
	SELECT concat(q.taken, ' of ', q.per_hour) FROM userstore.quotas q
	WHERE q.role = $2::regrole AND q.store = $3 AND q.quota = $1
$$;
CREATE FUNCTION limits(role text DEFAULT 'regress_userstore_script', store text DEFAULT 'regress_userstore')
	RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', coalesce(lookups_per_hour, 0), coalesce(changes_per_hour, 0), coalesce(deletes_per_hour, 0))
	FROM userstore.grants g WHERE g.grantee = $1::regrole AND g.store = $2
$$;

-- Without a quota

SELECT is(calls(4), 'false 4', 'without a quota there is no limit');
SELECT is(taken('lookups'), '4 of ', '... but what is done is counted');
SELECT userstore.set_quota('regress_userstore_script', 'regress_userstore', lookups => 5) \gset ignored_
SELECT is(calls(2), '53U01 too_many_requests 1, false 1', '... against a quota that comes then');

-- In any hour

SELECT regress_advance('66 min') \gset ignored_
SELECT userstore.set_quota('regress_userstore_script', 'regress_userstore', lookups => 3) \gset ignored_
SELECT is(calls(5), '53U01 too_many_requests 2, false 3', 'as many as the quota, and no more');
SELECT is(taken('lookups'), '3 of 3', '... and the view tells');
SELECT regress_advance('20 min') \gset ignored_
SELECT is(calls(100), '53U01 too_many_requests 100', '... nor later in the hour');
SELECT is(taken('lookups'), '3 of 3', 'what is refused takes nothing');
SELECT regress_advance('39 min 50 s') \gset ignored_
SELECT is(calls(1), '53U01 too_many_requests 1', 'nor within 60 minutes');
SELECT regress_advance('6 min') \gset ignored_
SELECT is(calls(5), '53U01 too_many_requests 2, false 3', 'after 65 minutes again as many');

SELECT regress_advance('66 min') \gset ignored_
SELECT is(calls(1), 'false 1', 'one now');
SELECT regress_advance('30 min') \gset ignored_
SELECT is(calls(3), '53U01 too_many_requests 1, false 2', 'two half an hour later');
SELECT regress_advance('36 min') \gset ignored_
SELECT is(calls(2), '53U01 too_many_requests 1, false 1', 'the one is given back after its hour');
SELECT regress_advance('30 min') \gset ignored_
SELECT is(calls(3), '53U01 too_many_requests 1, false 2', '... the two after theirs');
SELECT regress_advance('3 days') \gset ignored_
SELECT is(calls(4), '53U01 too_many_requests 1, false 3', 'days without a call save nothing up');

-- What a refusal tells

CREATE FUNCTION told_as(role name, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', role);
	result := told(statement);
	RESET ROLE;
	RETURN result;
END
$$;
SELECT alike(told_as('regress_userstore_script', $$SELECT userstore.get_user('jane@example.com', 'regress_userstore')$$),
	'53U01 | too_many_requests | %The quota of look-ups per hour is used up.%', 'the refusal names the quota');
SELECT unalike(told_as('regress_userstore_script', $$SELECT userstore.get_user('jane@example.com', 'regress_userstore')$$),
	'%jane%', '... and nothing that was asked for');

-- Rolled back

SELECT regress_advance('66 min') \gset ignored_
SAVEPOINT rolled_back;
SELECT calls(2) AS before \gset
ROLLBACK TO rolled_back;
SELECT is(:'before'::text, 'false 2', 'in a savepoint that is rolled back');
SELECT is(calls(2), '53U01 too_many_requests 1, false 1', '... what is taken stays taken');
SAVEPOINT refused;
SELECT calls(1) AS before \gset
ROLLBACK TO refused;
SELECT is(:'before'::text, '53U01 too_many_requests 1', '... and is refused in another');

-- Nobody else's, and nothing else

SELECT is(calls(4, role => 'regress_userstore_other'), 'false 4', 'another role is not affected');
SELECT is(calls(4, store => 'regress_userstore_b'), 'true 4', 'nor the role on another store');
SELECT is(calls(4, 'verify'), 'NULL 4', 'nor are changes');
SELECT is(calls(4, 'delete'), 'false 4', 'nor deletes');
SELECT is(calls(4, 'login'), 'false 4', 'nor logins');
SELECT is(calls(4, role => current_user), 'false 4', 'nor is a superuser');
SELECT userstore.set_quota('regress_userstore_other', 'regress_userstore', lookups => 6) \gset ignored_
SELECT is(calls(4, role => 'regress_userstore_other'), '53U01 too_many_requests 2, false 2', 'each has his own');
SELECT is(taken('lookups', 'regress_userstore_other'), '6 of 6', '... and what he took of it');
SELECT is(taken('lookups', store => 'regress_userstore_b'), '4 of ', '... on each store');

-- Who calls through somebody's function uses up his quota

CREATE FUNCTION wrapper() RETURNS boolean LANGUAGE sql SECURITY DEFINER AS $$
	SELECT userstore.get_user('jane@example.com', 'regress_userstore') IS NULL
$$;
ALTER FUNCTION wrapper() OWNER TO regress_userstore_other;
SELECT is(answer('SELECT regress_userstore.wrapper()'), '53U01 too_many_requests', 'a SECURITY DEFINER function counts as its owner');

-- The kinds

SELECT regress_advance('66 min') \gset ignored_
SELECT userstore.set_quota('regress_userstore_script', 'regress_userstore', 1000, 4, 2) \gset ignored_
SELECT is(calls(1, 'verify'), 'NULL 1', 'verify takes a change');
SELECT is(calls(1, 'change_password'), 'false 1', 'change_password takes one');
SELECT is(calls(1, 'change_email'), 'false 1', 'change_email takes one');
SELECT is(calls(1, 'create'), '23U01 user_exists 1', 'create takes one, even if it fails');
SELECT is(calls(1, action), '53U01 too_many_requests 1', 'no change is left for ' || action)
FROM unnest(ARRAY['verify', 'change_password', 'change_email', 'create']) AS action;
SELECT is(calls(3, 'delete'), '53U01 too_many_requests 1, false 2', 'deletes have their own quota');
SELECT is(calls(4, 'login'), 'false 4', 'a login has none');
SELECT is(taken('lookups') || ', ' || taken('changes') || ', ' || taken('deletes'), '0 of 1000, 4 of 4, 2 of 2',
	'the view tells them apart');

-- Set, kept and removed

SELECT userstore.grant_access('regress_userstore_script', 'regress_userstore') \gset ignored_
SELECT is(limits(), '1000 4 2', 'grant_access keeps the quotas');
UPDATE userstore.mappings SET store = 'regress_userstore_c' WHERE store = 'regress_userstore_b';
SELECT userstore.set_quota('regress_userstore_script', 'regress_userstore_c', lookups => 7) \gset ignored_
UPDATE userstore.mappings SET store = 'regress_userstore_b' WHERE store = 'regress_userstore_c';
SELECT is(limits(store => 'regress_userstore_b'), '7 0 0', 'they follow a store that is renamed');
SELECT userstore.set_quota('regress_userstore_script', 'regress_userstore', deletes => 2) \gset ignored_
SELECT is(limits(), '0 0 2', 'null removes one');
SELECT is(calls(1, 'verify'), 'NULL 1', '... at once');
SELECT userstore.set_quota('regress_userstore_script', 'regress_userstore') \gset ignored_
SELECT is(calls(1, 'delete'), 'false 1', 'without numbers there is none');
SELECT userstore.set_quota('regress_userstore_script', 'regress_userstore', 1, 1, 1),
	userstore.revoke_access('regress_userstore_script', 'regress_userstore'),
	userstore.grant_access('regress_userstore_script', 'regress_userstore') \gset ignored_
SELECT is(limits(), '0 0 0', 'access that is taken away takes the quotas along');

-- What set_quota refuses

GRANT USAGE ON SCHEMA userstore TO regress_userstore_owner;
GRANT EXECUTE ON FUNCTION userstore.set_quota TO regress_userstore_owner;
SELECT is(answer_as('regress_userstore_owner', $$SELECT userstore.set_quota('regress_userstore_script', 'regress_userstore', 1)$$),
	'42501', 'only a superuser may set a quota');
SELECT is(answer($$SELECT userstore.set_quota('regress_userstore_script', 'regress_userstore', $$ || arguments || ')'), '22023',
	'refused: ' || arguments)
FROM unnest(ARRAY['0', '5, -1', 'lookups => 5, deletes => 0']) AS arguments;
SELECT is(answer('SELECT userstore.set_quota(' || arguments || ')'), '22004', 'refused: ' || arguments)
FROM unnest(ARRAY['NULL', '''regress_userstore_script'', NULL']) AS arguments;
SELECT is(answer($$SELECT userstore.set_quota('regress_userstore_owner', 'regress_userstore', 1)$$), '42704', 'refused: a role without access');
SELECT is(answer($$SELECT userstore.set_quota('regress_userstore_script', 'missing', 1)$$), '42704', 'refused: a store that is not there');
SELECT is(answer('UPDATE userstore.grants SET ' || quota || '_per_hour = 0'), '23514 grants_' || quota || '_per_hour_check', 'the table refuses too: ' || quota)
FROM unnest(ARRAY['lookups', 'changes', 'deletes']) AS quota;

SELECT * FROM finish();
ROLLBACK;
