-- Proves what operators see and may do of the keys: new ones, their ids, what is asked of them before anything is sealed; that without a key a store that seals serves nobody, whoever he is.
\ir helpers.psql
SELECT plan(47);

-- New keys

SELECT matches(userstore.new_key('k-1_a'), '^k-1_a [A-Za-z0-9+/]{43}=$', 'a new key is a line of the file');
SELECT is(octet_length(decode(split_part(userstore.new_key('a'), ' ', 2), 'base64')), 32, '... of 32 bytes');
SELECT is((SELECT count(DISTINCT userstore.new_key('a')) FROM generate_series(1, 100)), 100::bigint,
	'... never the same');
SELECT is(split_part(userstore.new_key(), ' ', 1), 'k' || to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD'),
	'... named by the day if nobody says how');
SELECT is((attempt(format('SELECT userstore.new_key(%L)', bad))).sqlstate, '22023', format('no id: "%s"', bad))
	FROM unnest(ARRAY['', 'K1', 'k 1', 'k.1', 'é', repeat('k', 33)]) bad;
SELECT matches(userstore.new_key(repeat('k', 32)), '^k{32} ', 'an id has up to 32 characters');
SELECT is((attempt('SELECT userstore.new_key(NULL)')).sqlstate, '22004', 'null is none');

-- The server has no file

SELECT is(userstore.key_file_problem(), 'The setting userstore.key_file is empty.', 'there is no key file');
SELECT is_empty('SELECT * FROM userstore.key_file_keys()', '... and no key');
SELECT is((attempt($$SELECT userstore.confirm_escrow('k1')$$)).message,
	'key "k1" is not in the key file of this server', 'no key can be confirmed');
SELECT is((attempt($$SELECT userstore.confirm_escrow('k1')$$)).detail,
	'The setting userstore.key_file is empty.', '... and why');
SELECT is((attempt($$SELECT userstore.confirm_escrow('k1')$$)).sqlstate, '55000', '... as a state that is not');
SELECT is((attempt($$SELECT userstore.confirm_escrow('K')$$)).sqlstate, '22023', '... nor what no key is called');
SELECT is((attempt($$SELECT userstore.retire_key('k1')$$)).sqlstate, '42704', 'no key can be retired');

-- The table

INSERT INTO userstore.keys (id, canary) VALUES ('k1', '$us-seal$');
SELECT results_eq('SELECT id, in_file, active, canary_ok, stores FROM userstore.key_status',
	$$VALUES ('k1'::text COLLATE "C", false, false, NULL::boolean, '{}'::text[])$$,
	'a key that is not in the file is shown');
SELECT is((attempt(format('INSERT INTO userstore.keys (id, canary) VALUES (%L, %L)', bad, ''))).sqlstate, '23514',
	format('no key of the table: "%s"', bad)) FROM unnest(ARRAY['', 'K1', 'k 1', repeat('k', 33)]) bad;
SELECT is((attempt($$SELECT userstore.retire_key('k1')$$)).sqlstate, NULL, 'what no store has can be retired');
SELECT is_empty('SELECT * FROM userstore.keys', '... and is gone');

-- Which stores have a key

INSERT INTO userstore.keys (id, canary) VALUES ('k1', '$us-seal$'), ('k2', '$us-seal$');
SELECT add('ann@example.com') AS ann \gset
UPDATE userstore.mappings SET sealing = 'required', sealed_with = 'k1' WHERE store = 'regress_userstore';
SELECT is((SELECT stores FROM userstore.key_status WHERE id = 'k1'), ARRAY['regress_userstore'],
	'the stores of a key are shown');
SELECT is((attempt($$SELECT userstore.retire_key('k1')$$)).sqlstate, '55000', '... which is not retired');
UPDATE userstore.mappings SET sealed_with = 'k2' WHERE store = 'regress_userstore';
UPDATE users SET verifier = '$us-seal$v=1,k=k1,s=argon2$' || repeat('A', 55);
SELECT is(userstore.sealed_with('regress_userstore', 'k1'), 1::bigint, 'the verifiers of a key are counted');
SELECT is(userstore.sealed_with('regress_userstore', 'k2'), 0::bigint, '... and of no other');
SELECT is((attempt($$SELECT userstore.retire_key('k1')$$)).sqlstate, '55000', 'a key is not retired while one verifier has it');
UPDATE users SET verifier = '$us-seal$v=1,k=k2,s=argon2$' || repeat('A', 55);
INSERT INTO userstore.history (store_id, user_id, number, verifier)
	SELECT id, :'ann', 1, '$us-seal$v=1,k=k1,s=argon2$' || repeat('A', 55)
	FROM userstore.mappings WHERE store = 'regress_userstore';
SELECT is((attempt($$SELECT userstore.retire_key('k1')$$)).sqlstate, '55000', '... nor while an older one has');
UPDATE userstore.history SET verifier = '$us-seal$v=1,k=k2,s=argon2$' || repeat('A', 55);
UPDATE userstore.mappings SET sealing = 'migrating' WHERE store = 'regress_userstore';
SELECT is((attempt($$SELECT userstore.retire_key('k1')$$)).sqlstate, '55000', '... nor while a store migrates');
SELECT is((attempt($$SELECT userstore.retire_key('k2', lost => true)$$)).sqlstate, NULL, 'a key that is lost is');
UPDATE userstore.mappings SET sealing = 'required' WHERE store = 'regress_userstore';
SELECT is((attempt($$SELECT userstore.retire_key('k1')$$)).sqlstate, NULL, 'what nothing is sealed with is retired');

-- A store that seals, and no key

SELECT is((answer_as('regress_userstore_script', format('SELECT userstore.%s', call))), '55U02 key_missing',
	format('without keys: %s', call))
	FROM unnest(ARRAY[$$login('ann@example.com', 'correct horse', 'regress_userstore')$$,
		$$login('nobody@example.com', 'correct horse', 'regress_userstore')$$,
		$$change_password('ann@example.com', 'battery staple', 'regress_userstore')$$,
		$$create('{"email": "new@example.com", "password": "correct horse"}', 'regress_userstore')$$]) call;
SELECT is((answer_as('regress_userstore_script',
		$$SELECT userstore.get_user('ann@example.com', 'regress_userstore') ->> 'email'$$)),
	'ann@example.com', '... but what needs no verifier is done');

SELECT is(detail, 'The server''s key file can''t be used, or is without a key that userstore.keys has.',
	'a client learns a constant')
	FROM attempt($$SELECT userstore.login('ann@example.com', 'x', 'regress_userstore')$$);

-- Who may

SET LOCAL ROLE regress_userstore_script;
SELECT is((attempt(statement)).sqlstate, '42501', format('no script: %s', statement))
	FROM unnest(ARRAY['SELECT userstore.new_key()', $$SELECT userstore.confirm_escrow('k')$$,
		'SELECT userstore.key_file_problem()', 'SELECT userstore.key_file_keys()',
		'SELECT FROM userstore.keys', 'SELECT FROM userstore.key_status']) statement;
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
