# What an owner plants: relations of every kind that can be attached, and in them
# functions that note who they were and what they got.

package TestPlanted;

use strict;
use warnings;

use Exporter 'import';
use TestAttached;

our @EXPORT = qw(plant);

# What is planted: it notes who it was and what it got.  app.take() stays in a
# read-only look-up what it is, so it may stand in an index.
my $functions = q{
	CREATE TABLE app.seen (place text, who name, superuser bool, got text);
	CREATE TABLE app.later (x int);
	CREATE PROCEDURE app.commit() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;
	CREATE FUNCTION app.try(statement text) RETURNS text LANGUAGE plpgsql AS $$
	BEGIN
		EXECUTE statement;
		RETURN 'done: ' || statement;
	EXCEPTION WHEN OTHERS THEN
		RETURN NULL;
	END $$;
	CREATE FUNCTION app.note(place text) RETURNS boolean LANGUAGE plpgsql AS $$
	BEGIN
		INSERT INTO app.seen SELECT place, current_user, rolsuper, (SELECT string_agg(app.try(statement), '; ')
			FROM unnest(ARRAY[
				'ALTER ROLE regress_userstore_owner SUPERUSER',
				'GRANT $superuser TO regress_userstore_owner',
				'INSERT INTO public.treasure VALUES (current_user)',
				'INSERT INTO userstore.grants VALUES (''regress_userstore_owner'', ''table'', ''{login}'')',
				'UPDATE userstore.mappings SET options = options || ''{"allow_superuser_owner": true}''',
				'SELECT userstore.grant_access(''regress_userstore_owner'', ''table'')',
				'SELECT userstore.detach(''theirs'')',
				'SELECT userstore.login(''theirs@example.com'', ''x'', ''theirs'')',
				'SET ROLE regress_userstore_script',
				'SET LOCAL ROLE NONE',
				'RESET ROLE',
				'RESET SESSION AUTHORIZATION',
				'SET log_statement = ''all''',
				'COPY app.seen TO PROGRAM ''cat''',
				'CALL app.commit()']
				/* What would stay in the session of a superuser. */
				|| CASE WHEN place <> 'another table' AND (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) THEN ARRAY[
					'PREPARE planted AS SELECT 1',
					'CREATE TEMP TABLE planted (x int)',
					'LISTEN planted',
					'SET CONSTRAINTS ALL DEFERRED; INSERT INTO app.later VALUES (1)']
				ELSE '{}' END) AS statement)
		FROM pg_roles WHERE rolname = current_user;
		PERFORM set_config(name, value, false) FROM (VALUES ('timezone', 'Africa/Cairo'), ('search_path', 'app'),
			('client_min_messages', 'debug5'), ('row_security', 'off'), ('app.planted', 'x')) AS s (name, value);
		RETURN true;
	END $$;
	CREATE FUNCTION app.take(place text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
	BEGIN
		RETURN app.note(place);
	END $$;
	CREATE FUNCTION app.take(place text, value text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
	BEGIN
		PERFORM app.note(place);
		RETURN lower(value);
	END $$;
	CREATE FUNCTION app.take_trigger() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
		PERFORM app.note(tg_argv[0]);
		RETURN coalesce(new, old);
	END $$;
	CREATE CONSTRAINT TRIGGER later AFTER INSERT ON app.later DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION app.take_trigger('another table');
};

# The relations, with it wherever code can stand in them.
my $relations = q{
	CREATE SEQUENCE app.ids;

	/* A table with all that a table can have. */
	CREATE TABLE app.people (
		id int PRIMARY KEY DEFAULT nextval('app.ids'), email text NOT NULL, password text, verified bool,
		filled text DEFAULT app.note('default')::text,
		generated text GENERATED ALWAYS AS (app.take('generated', email)) STORED,
		stamped text, kept bool DEFAULT true,
		CONSTRAINT planted CHECK (app.note('check')));
	CREATE UNIQUE INDEX ON app.people (app.take('index', email));
	CREATE TRIGGER before BEFORE INSERT OR UPDATE OR DELETE ON app.people
		FOR EACH ROW EXECUTE FUNCTION app.take_trigger('before');
	CREATE TRIGGER after AFTER INSERT OR UPDATE OR DELETE ON app.people
		FOR EACH ROW EXECUTE FUNCTION app.take_trigger('after');
	CREATE TRIGGER statement AFTER INSERT OR UPDATE OR DELETE ON app.people
		FOR EACH STATEMENT EXECUTE FUNCTION app.take_trigger('statement');
	CREATE CONSTRAINT TRIGGER deferred AFTER INSERT OR UPDATE OR DELETE ON app.people DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION app.take_trigger('deferred');
	CREATE CONSTRAINT TRIGGER may_defer AFTER INSERT OR UPDATE OR DELETE ON app.people DEFERRABLE INITIALLY IMMEDIATE
		FOR EACH ROW EXECUTE FUNCTION app.take_trigger('deferrable');

	/* One whose rule writes elsewhere. */
	CREATE TABLE app.ruled (id int PRIMARY KEY, email text UNIQUE, password text, verified bool);
	CREATE RULE planted AS ON UPDATE TO app.ruled DO ALSO SELECT app.note('rule');

	/* Partitions, the trigger on one of them. */
	CREATE TABLE app.parts (id int DEFAULT nextval('app.ids'), email text, password text, verified bool,
		PRIMARY KEY (id), UNIQUE (id, email)) PARTITION BY RANGE (id);
	CREATE TABLE app.parts_1 PARTITION OF app.parts DEFAULT;
	CREATE UNIQUE INDEX ON app.parts_1 (lower(email));
	CREATE TRIGGER before BEFORE INSERT OR UPDATE OR DELETE ON app.parts_1
		FOR EACH ROW EXECUTE FUNCTION app.take_trigger('partition');
	CREATE CONSTRAINT TRIGGER deferred AFTER INSERT OR UPDATE OR DELETE ON app.parts_1 DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION app.take_trigger('deferred of a partition');

	/* Views that can be written to by themselves. */
	CREATE TABLE app.base (id int PRIMARY KEY DEFAULT nextval('app.ids'), email text UNIQUE, password text, verified bool);
	CREATE CONSTRAINT TRIGGER deferred AFTER INSERT OR UPDATE OR DELETE ON app.base DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION app.take_trigger('deferred of a base table');
	CREATE VIEW app.shown AS SELECT *, app.note('view') AS planted FROM app.base;
	CREATE VIEW app.invoked WITH (security_invoker) AS SELECT *, app.note('security_invoker') AS planted FROM app.base;
	CREATE VIEW app.fenced WITH (security_barrier) AS SELECT * FROM app.base WHERE app.note('security_barrier');

	/* One with INSTEAD OF triggers over a table with a deferred one. */
	CREATE TABLE app.below (id int PRIMARY KEY DEFAULT nextval('app.ids'), email text UNIQUE, password text, verified bool);
	CREATE CONSTRAINT TRIGGER deferred AFTER INSERT OR UPDATE OR DELETE ON app.below DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION app.take_trigger('deferred below');
	CREATE VIEW app.instead AS SELECT id, email, password, verified FROM app.below, (SELECT 1) AS one;
	CREATE FUNCTION app.write_below() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
		PERFORM app.note('instead of');
		IF tg_op = 'INSERT' THEN
			INSERT INTO app.below (email, password, verified) VALUES (new.email, new.password, new.verified) RETURNING id INTO new.id;
		ELSIF tg_op = 'UPDATE' THEN
			UPDATE app.below SET email = new.email, password = new.password, verified = new.verified WHERE id = old.id;
		ELSE
			DELETE FROM app.below WHERE id = old.id;
		END IF;
		RETURN coalesce(new, old);
	END $$;
	CREATE TRIGGER instead INSTEAD OF INSERT OR UPDATE OR DELETE ON app.instead
		FOR EACH ROW EXECUTE FUNCTION app.write_below();

	/* One with a policy that binds its owner. */
	CREATE TABLE app.policed (LIKE app.base INCLUDING ALL);
	CREATE POLICY planted ON app.policed USING (app.note('policy'));
	ALTER TABLE app.policed ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
};

# Plants all of it in the owner's schema, which make_owners() made.
sub plant
{
	my ($admin) = @_;
	my $superuser = $admin->value('SELECT quote_ident(current_user)');

	setup_as_owner($admin, $functions =~ s/\$superuser/$superuser/gr . $relations);
	return;
}

1;
