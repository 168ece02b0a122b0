-- One verifier for every user, made once.

-- client.c has the same password.
CREATE TABLE public.bench_verifier AS
	SELECT userstore.hash_password('correct horse battery staple') AS verifier;
