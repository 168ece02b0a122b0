-- The roles of the benchmark, and one verifier for every user, made once.

CREATE EXTENSION userstore;
CREATE ROLE bench_owner;
CREATE ROLE bench_script LOGIN;

-- client.c has the same password.
CREATE TABLE public.bench_verifier AS
	SELECT userstore.hash_password('correct horse battery staple') AS verifier;
