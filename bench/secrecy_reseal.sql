-- Store "reseal", of :users users, whose verifiers are argon2id's.

SELECT userstore.create_store('reseal', 'bench_secrecy.reseal', 'bench_owner') \g /dev/null
SELECT userstore.hash_password('correct horse battery staple') AS verifier \gset
INSERT INTO bench_secrecy.reseal (email, verifier)
	SELECT 'user' || n || '@example.com', :'verifier' FROM generate_series(1, :users) AS n;
VACUUM (FREEZE, ANALYZE) bench_secrecy.reseal;
