-- The roles of the benchmark: who owns the stores, and who calls.

CREATE EXTENSION userstore;
CREATE ROLE bench_owner;
CREATE ROLE bench_script LOGIN;
