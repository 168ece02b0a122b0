-- Proves that a failed login takes at least about as long for nobody, and for a
-- verifier that can't match, as for a wrong password: ratios of the least of several, no limits.
\ir helpers.psql
SELECT plan(13);

SELECT add('jane@example.com', userstore.hash_password('correct horse')) \gset ignored_
SELECT count(add(name || '@example.com', verifier)) FROM (VALUES
	('null', NULL), ('none', '!'), ('empty', ''), ('corrupt', '$argon2id$v=19$m=65536,t=2,p=1$x$y'),
	('foreign', '$2b$10$abcdefghijklmnopqrstuuO9n6cI.uZ0hGvX1cZQGZzV3ZC1d5v7W'),
	('huge', '$argon2id$v=19$m=4194304,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tCGweEmNNiMdfjqoFl9ZKRl/bO0NJTtJMmax1Il43Gc'),
	('weak', '$argon2id$v=19$m=1024,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tCGweEmNNiMdfjqoFl9ZKRl/bO0NJTtJMmax1Il43Gc')
) AS users (name, verifier) \gset ignored_

-- The least of four calls, in milliseconds: other load only adds.
CREATE FUNCTION cost(identifier text, password text) RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
	started timestamptz;
	costs double precision[] = '{}';
BEGIN
	FOR i IN 1 .. 4 LOOP
		started := clock_timestamp();
		PERFORM userstore.login(identifier, password, 'regress_userstore');
		costs := costs || extract(epoch FROM clock_timestamp() - started) * 1000;
	END LOOP;
	RETURN (SELECT min(c) FROM unnest(costs) AS c);
END
$$;
SELECT cost('jane@example.com', 'wrong horse') AS wrong \gset
SELECT cost('jane@example.com', U&'wrong hors\0065\0301') AS wrong_nfd \gset

SELECT cmp_ok(cost(identifier, 'wrong horse') / :wrong, '>', 0.5::double precision, identifier || ': the same work')
FROM (VALUES ('nobody@example.com'), ('nobody'), ('+15550100'), ('null@example.com'), ('none@example.com'),
	('empty@example.com'), ('corrupt@example.com'), ('foreign@example.com'), ('huge@example.com'),
	('weak@example.com')) AS cases (identifier);

-- A password that is not in NFC is tried twice, whoever it is for.
SELECT cmp_ok((:wrong_nfd / :wrong)::double precision, '>', 1.3::double precision, 'a password that is not in NFC: twice');
SELECT cmp_ok(cost('nobody@example.com', U&'wrong hors\0065\0301') / :wrong_nfd, '>', 0.65::double precision, '... for nobody too');

-- The measure itself: what takes no hash is told apart.
CREATE FUNCTION cost_of_look_up() RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
	started timestamptz := clock_timestamp();
BEGIN
	PERFORM userstore.get_user('nobody@example.com', 'regress_userstore');
	RETURN extract(epoch FROM clock_timestamp() - started) * 1000;
END
$$;
SELECT cmp_ok(cost_of_look_up() / :wrong, '<', 0.5::double precision, 'a look-up takes less');

SELECT * FROM finish();
ROLLBACK;
