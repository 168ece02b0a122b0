/* userstore--1.0.sql */

-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION userstore" to load this file. \quit

CREATE SCHEMA userstore;
COMMENT ON SCHEMA userstore IS 'a user store as an identity back end';

--
-- Configuration: which relations are stores, and who may do what on them.
-- src/catalog.c knows the order of the first columns.
--

CREATE TABLE userstore.mappings (
	store text COLLATE "C" PRIMARY KEY
		CHECK (store <> '' AND octet_length(store) < 64 AND store !~ '[[:cntrl:]]'),
	id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
	relation regclass NOT NULL,
	columns jsonb NOT NULL CHECK (jsonb_typeof(columns) = 'object'),
	options jsonb NOT NULL CHECK (jsonb_typeof(options) = 'object'),
	suspended boolean NOT NULL DEFAULT false,
	created_at timestamptz NOT NULL DEFAULT now(),
	sealing text COLLATE "C" NOT NULL DEFAULT 'off'
		CHECK (sealing IN ('off', 'migrating', 'required')),
	unsealing boolean NOT NULL DEFAULT false CHECK (NOT unsealing OR sealing = 'migrating'),
	sealing_since timestamptz,
	sealed_with text COLLATE "C"
);
SELECT pg_catalog.pg_extension_config_dump('userstore.mappings',
	'WHERE relation::oid IN (SELECT oid FROM pg_catalog.pg_class)');
REVOKE ALL ON userstore.mappings FROM PUBLIC;
COMMENT ON TABLE userstore.mappings IS
	'the stores: relation, columns of the fields, options';

CREATE TABLE userstore.grants (
	grantee regrole NOT NULL,
	store text COLLATE "C" NOT NULL,
	actions text[] NOT NULL
		CHECK (cardinality(actions) > 0 AND actions <@ ARRAY['login', 'create',
			'verify', 'change_password', 'get_user', 'delete', 'change_email']),
	connection_limit_before int,
	lookups_per_hour int CHECK (lookups_per_hour > 0),
	changes_per_hour int CHECK (changes_per_hour > 0),
	deletes_per_hour int CHECK (deletes_per_hour > 0),
	PRIMARY KEY (grantee, store)
);
SELECT pg_catalog.pg_extension_config_dump('userstore.grants',
	'WHERE grantee::oid IN (SELECT oid FROM pg_catalog.pg_roles)'
	' AND store IN (SELECT store FROM userstore.mappings'
	' WHERE relation::oid IN (SELECT oid FROM pg_catalog.pg_class))');
REVOKE ALL ON userstore.grants FROM PUBLIC;
COMMENT ON TABLE userstore.grants IS
	'the roles that may call actions, by store; looked up in every call';

CREATE TABLE userstore.costs (
	store text COLLATE "C" NOT NULL,
	primitive text COLLATE "C" NOT NULL,
	shape bigint NOT NULL CHECK (shape >= 0),
	amount bigint NOT NULL CHECK (amount > 0),
	PRIMARY KEY (store, primitive, shape, amount)
);
SELECT pg_catalog.pg_extension_config_dump('userstore.costs',
	'WHERE store IN (SELECT store FROM userstore.mappings'
	' WHERE relation::oid IN (SELECT oid FROM pg_catalog.pg_class))');
REVOKE ALL ON userstore.costs FROM PUBLIC;
COMMENT ON TABLE userstore.costs IS
	'the kinds of work that a store''s verifiers take; every failed login does all of them';

CREATE FUNCTION userstore.configuration_changed() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'us_sql_configuration_changed';
REVOKE ALL ON FUNCTION userstore.configuration_changed() FROM PUBLIC;
COMMENT ON FUNCTION userstore.configuration_changed() IS
	'tells running sessions that a configuration table changed';

CREATE TRIGGER configuration_changed
	AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON userstore.mappings
	FOR EACH STATEMENT EXECUTE FUNCTION userstore.configuration_changed();
ALTER TABLE userstore.mappings ENABLE ALWAYS TRIGGER configuration_changed;
CREATE TRIGGER configuration_changed
	AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON userstore.grants
	FOR EACH STATEMENT EXECUTE FUNCTION userstore.configuration_changed();
ALTER TABLE userstore.grants ENABLE ALWAYS TRIGGER configuration_changed;
CREATE TRIGGER configuration_changed
	AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON userstore.costs
	FOR EACH STATEMENT EXECUTE FUNCTION userstore.configuration_changed();
ALTER TABLE userstore.costs ENABLE ALWAYS TRIGGER configuration_changed;

-- No foreign key: pg_restore -j loads the tables in any order.
CREATE FUNCTION userstore.mappings_changed() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF tg_op = 'UPDATE' THEN
		IF new.store <> old.store THEN
			UPDATE userstore.grants g SET store = new.store WHERE g.store = old.store;
			UPDATE userstore.costs c SET store = new.store WHERE c.store = old.store;
		END IF;
		IF coalesce(new.options #> '{policy,history}', '0') = '0' THEN
			DELETE FROM userstore.history h WHERE h.store_id = old.id;
		END IF;
	ELSIF tg_op = 'DELETE' THEN
		DELETE FROM userstore.grants g WHERE g.store = old.store;
		DELETE FROM userstore.costs c WHERE c.store = old.store;
		DELETE FROM userstore.history h WHERE h.store_id = old.id;
	ELSE
		DELETE FROM userstore.grants;
		DELETE FROM userstore.costs;
		DELETE FROM userstore.history;
	END IF;
	RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION userstore.mappings_changed() FROM PUBLIC;
COMMENT ON FUNCTION userstore.mappings_changed() IS
	'access and costs follow a store that is renamed, and go with one that goes; so does the history, and with the policy that asks for it';

CREATE TRIGGER mappings_changed AFTER DELETE OR UPDATE OF store, options ON userstore.mappings
	FOR EACH ROW EXECUTE FUNCTION userstore.mappings_changed();
ALTER TABLE userstore.mappings ENABLE ALWAYS TRIGGER mappings_changed;
CREATE TRIGGER mappings_emptied AFTER TRUNCATE ON userstore.mappings
	FOR EACH STATEMENT EXECUTE FUNCTION userstore.mappings_changed();
ALTER TABLE userstore.mappings ENABLE ALWAYS TRIGGER mappings_emptied;

CREATE VIEW userstore.stores AS
	SELECT m.store, m.relation, pg_catalog.pg_get_userbyid(c.relowner) AS owner,
		m.columns, m.options, m.suspended, m.created_at, m.id, m.sealing, m.unsealing,
		m.sealing_since, m.sealed_with
	FROM userstore.mappings m
	LEFT JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) m.relation;
REVOKE ALL ON userstore.stores FROM PUBLIC;
COMMENT ON VIEW userstore.stores IS
	'the stores; a store whose relation is gone has no owner';
