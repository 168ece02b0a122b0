# Proves: a store survives dump and restore with what its DBA added to the
# table; one whose table is gone is bound to no other; DROP EXTENSION leaves
# the users.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More;
use TestStore;

my $checks_per_copy = 17;
my $node = new_server('dump');
my $dir = PostgreSQL::Test::Utils::tempdir;
make_roles($node);
$node->safe_psql('postgres', 'CREATE DATABASE shop');
make_store($node, 'shop');

my $script = script($node, database => 'shop');
my $user_id = $script->value(q{SELECT userstore.create('{"email": "Ärger@example.com", "username": "ann",
	"phone_number": "+4366012345", "password": "correct horse", "user_metadata": {"a": [1]}, "plan": "gold"}') ->> 'user_id'});
$script->close;

# What the DBA did since: a column with an index, a trigger, another role with
# a part of the actions, a second store, and one whose table is gone.
$node->safe_psql('shop', q{
	ALTER TABLE public.users ADD COLUMN department text;
	UPDATE public.users SET department = 'sales';
	CREATE INDEX users_department_idx ON public.users (department);
	CREATE TABLE public.audit (email text, who name);
	GRANT INSERT ON public.audit TO regress_userstore_owner;
	CREATE FUNCTION public.audit() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN INSERT INTO audit VALUES (new.email, current_user); RETURN new; END $$;
	CREATE TRIGGER audit AFTER INSERT ON public.users FOR EACH ROW EXECUTE FUNCTION public.audit();
	UPDATE userstore.mappings SET columns = columns || '{"department": "department"}';

	CREATE ROLE regress_userstore_reader LOGIN;
	SELECT userstore.grant_access('regress_userstore_reader', actions => '{login,get_user}', connection_limit => 7);
	SELECT userstore.set_quota('regress_userstore_reader', lookups => 100, deletes => 1);

	CREATE SCHEMA "Other Shop";
	GRANT USAGE ON SCHEMA "Other Shop" TO regress_userstore_owner;
	SELECT userstore.create_store('other', '"Other Shop"."My Users"', 'regress_userstore_owner');
	SELECT userstore.grant_access('regress_userstore_script', 'other');

	SELECT userstore.create_store('gone', 'public.gone', 'regress_userstore_owner');
	SELECT userstore.grant_access('regress_userstore_script', 'gone');
	DROP TABLE public.gone;
});
my $row = 'SELECT users::text FROM public.users';
my $row_before = $node->safe_psql('shop', $row);
my $access = q{SELECT grantee, store, actions, connection_limit_before, lookups_per_hour, changes_per_hour, deletes_per_hour FROM userstore.grants
	WHERE store <> 'gone' ORDER BY grantee::text, store};
my $access_before = $node->safe_psql('shop', $access);
my $rights = q{SELECT p.oid::regprocedure, r.rolname FROM pg_proc p, pg_roles r
	WHERE p.pronamespace = 'userstore'::regnamespace AND r.rolname LIKE 'regress\_userstore\_%'
	AND has_function_privilege(r.oid, p.oid, 'EXECUTE') ORDER BY p.oid::regprocedure::text, r.rolname};
my $rights_before = $node->safe_psql('shop', $rights);

sub check_copy
{
	my ($server, $database, $what) = @_;
	my $admin = superuser($server, database => $database);
	my $session = script($server, database => $database);
	my $reader = script($server, database => $database, user => 'regress_userstore_reader');
	my $find = sub { $session->value('SELECT userstore.get_user($1) ->> $2', @_) };

	is($admin->value($row), $row_before, "$what: the row, byte for byte");
	is($server->safe_psql($database, $access), $access_before, "$what: the grants");
	is($server->safe_psql($database, $rights), $rights_before, "$what: EXECUTE on the functions");
	is($admin->value('SELECT string_agg(store, $1 ORDER BY store) FROM userstore.stores WHERE relation IN (SELECT oid FROM pg_class)', ' '),
		'default other', "$what: the stores");
	is($admin->value(q{SELECT count(*) FROM userstore.mappings}), '2', "$what: none without a table");

	is($session->value(q{SELECT userstore.login('äRGER@example.com', $1, 'default') ->> 'user_id'}, PASSWORD),
		$user_id, "$what: login");
	is($session->value(q{SELECT userstore.get_user('ann', 'default') ->> 'department'}), 'sales', "$what: the DBA's column");
	is($session->value(q{SELECT userstore.get_user('+4366012345', 'default') ->> 'plan'}), 'gold', "$what: a custom attribute");
	is($session->sqlstate(q{SELECT userstore.create('{"email": "new@example.com", "password": "correct horse"}', 'default')}),
		'00000', "$what: create");
	is($admin->value(q{SELECT who FROM public.audit WHERE email = 'new@example.com'}), OWNER, "$what: the DBA's trigger");
	is($session->sqlstate(q{SELECT userstore.create('{"email": "ÄRGER@example.com", "password": "correct horse"}', 'default')}),
		'23U01', "$what: an e-mail in another spelling is taken");
	is($admin->sqlstate(q{INSERT INTO public.users (email) VALUES ('ÄRGER@EXAMPLE.com')}), '23505',
		"$what: by the database's own index");
	is($admin->value(q{SELECT count(*) FROM pg_indexes WHERE indexname = 'users_department_idx'}), '1',
		"$what: the DBA's index");
	is($session->sqlstate(q{SELECT userstore.create('{"email": "x@example.com", "password": "correct horse"}', 'other')}),
		'00000', "$what: the second store");
	is($session->sqlstate(q{SELECT userstore.get_user('x@example.com', 'gone')}), '42501', "$what: not the one without a table");
	is($reader->sqlstate(q{SELECT userstore.get_user('ann')}), '00000', "$what: the reader reads");
	is($reader->sqlstate(q{SELECT userstore.delete('1')}), '42501', "$what: and may not delete");

	$_->close for $admin, $session, $reader;
	return;
}

# Into new databases of the same server: plain, custom, with --create.
$node->command_ok([ 'pg_dump', '-f', "$dir/plain.sql", 'shop' ], 'pg_dump, plain');
$node->safe_psql('postgres', 'CREATE DATABASE plain TEMPLATE template0');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', 'plain', '-f', "$dir/plain.sql" ], 'psql');
check_copy($node, 'plain', 'plain');

$node->command_ok([ 'pg_dump', '-Fc', '-f', "$dir/custom.dump", 'shop' ], 'pg_dump, custom');
$node->safe_psql('postgres', 'CREATE DATABASE custom TEMPLATE template0');
$node->command_ok([ 'pg_restore', '--exit-on-error', '-d', 'custom', "$dir/custom.dump" ], 'pg_restore');
check_copy($node, 'custom', 'custom');

$node->safe_psql('postgres', 'CREATE DATABASE parallel TEMPLATE template0');
$node->command_ok([ 'pg_restore', '--exit-on-error', '-j', '2', '-d', 'parallel', "$dir/custom.dump" ], 'pg_restore, parallel');
check_copy($node, 'parallel', 'parallel');

# A dump of the copy is as good.
$node->command_ok([ 'pg_dump', '-Fc', '-f', "$dir/again.dump", 'custom' ], 'pg_dump of the copy');

# Into a new cluster, whose OIDs are others: the number of the table that is
# gone is another table's there, and must not become a store.
my $gone = $node->safe_psql('shop', q{SELECT relation::oid FROM userstore.mappings WHERE store = 'gone'});
like($gone, qr/^\d+$/, 'the table that is gone has left a number');
$node->command_ok([ 'pg_dumpall', '--no-sync', '-f', "$dir/all.sql" ], 'pg_dumpall');
unlike(slurp_file("$dir/plain.sql"), qr/^gone\t/m, 'the dump does not have it');
my $other = new_server('other');
# The superuser of both has one name; "already exists" is the only error.
my ($out, $err) = run_command([ 'psql', '-X', '-q', '-d', $other->connstr('postgres'), '-f', "$dir/all.sql" ]);
is(join("\n", grep { /ERROR/ && !/role ".*" already exists/ } split /\n/, $err), '', 'pg_dumpall restores without errors');
check_copy($other, 'shop', 'pg_dumpall');
is($other->safe_psql('postgres', q{SELECT rolconnlimit FROM pg_roles WHERE rolname = 'regress_userstore_reader'}),
	'7', 'pg_dumpall: the connection limit');
$other->stop;

# DROP EXTENSION leaves the users and what protects them.
my $count = 'SELECT count(*) FROM public.users';
my $before = $node->safe_psql('shop', $count);
my $admin = superuser($node, database => 'shop');
my $mapping = $admin->run(q{SELECT columns, options FROM userstore.mappings WHERE store = 'default'})->{rows}[0];
is($admin->sqlstate('DROP EXTENSION userstore'), '00000', 'DROP EXTENSION without CASCADE');
is($admin->value($count), $before, 'leaves the users');
my $duplicate = $admin->run(q{INSERT INTO public.users (email) VALUES ('ÄRGER@EXAMPLE.com')});
is($duplicate->{error}{n}, 'users_email_key', 'and their unique index');

# Installed anew and attached, the store goes on.
$admin->run('CREATE EXTENSION userstore');
$admin->run(q{SELECT userstore.attach('default', 'public.users', $1, $2)}, @$mapping);
$admin->run("SELECT userstore.grant_access('" . SCRIPT . "')");
$admin->close;
$script = script($node, database => 'shop');
is($script->value(q{SELECT userstore.login('ann', 'correct horse') ->> 'user_id'}), $user_id, 'a login after that');
$script->close;
$node->stop;

done_testing(4 * $checks_per_copy + 15);
