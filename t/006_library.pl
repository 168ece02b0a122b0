# Proves: the library works however it is loaded, settings take effect in
# running sessions within their bounds, and sessions survive the extension's
# removal and return.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More tests => 58;
use TestStore;

my $node = new_server('library', 'max_prepared_transactions = 5');
make_roles($node);
make_store($node, 'postgres');
my $login = q{SELECT userstore.login('ann@example.com', 'correct horse') ->> 'email'};
my $get_user = q{SELECT userstore.get_user('ann@example.com') ->> 'email'};
my $create = q{SELECT userstore.create('{"email": "ann@example.com", "password": "correct horse"}') ->> 'email'};

# However it is loaded.
my $admin = superuser($node);
my $script = script($node);
is($script->value($create), 'ann@example.com', 'create, loaded by itself');
is($script->value($login), 'ann@example.com', 'login, loaded by itself');
for ("LOAD 'userstore'", 'DISCARD ALL', 'DISCARD PLANS', 'RESET ALL')
{
	$script->run($_);
	is($script->value($login), 'ann@example.com', "login after $_");
}
$script->close;
for my $setting (qw(session_preload_libraries shared_preload_libraries))
{
	$node->append_conf('postgresql.conf', "$setting = 'userstore'");
	$node->restart;
	$script = script($node);
	is($script->value($login), 'ann@example.com', "login, loaded by $setting");
	is($script->sqlstate($create), '23U01', "create, loaded by $setting");
	$script->close;
}
$node->append_conf('postgresql.conf', "session_preload_libraries = ''\nshared_preload_libraries = ''");
$node->restart;

# Settings, in a running session.
$admin = superuser($node);
$script = script($node);
$script->value($login);
is(verifier_cost($admin, 'ann@example.com'), 'm=19456,t=2,p=1', 'the cost at first');
$admin->run("LOAD 'userstore'");

sub set_and_reload
{
	my (%values) = @_;

	for my $name (keys %values)
	{
		my $answer = $admin->run("ALTER SYSTEM SET userstore.$name = '$values{$name}'");
		die $answer->{error}{M} if $answer->{error};
	}
	$admin->value('SELECT pg_reload_conf()');
	# A session reads the file when it is idle.
	for my $session ($script, $admin)
	{
		for my $name (keys %values)
		{
			for (1 .. 1000)
			{
				last if $session->value("SELECT current_setting('userstore.$name') FROM pg_sleep(0.01)") eq $values{$name};
				die "userstore.$name does not arrive" if $_ == 1000;
			}
		}
	}
	return;
}

set_and_reload(argon2_memory => '24MB');
is($script->value($login), 'ann@example.com', 'a login at a higher cost');
is(verifier_cost($admin, 'ann@example.com'), 'm=24576,t=2,p=1', 'upgrades the verifier');
is($script->value($login), 'ann@example.com', 'which is good');
set_and_reload(argon2_memory => '19MB');
is($script->value($login), 'ann@example.com', 'a login at a lower cost');
is(verifier_cost($admin, 'ann@example.com'), 'm=24576,t=2,p=1', 'keeps the stronger verifier');
set_and_reload(argon2_iterations => '3');
is($script->value($login), 'ann@example.com', 'a login with more passes');
is($script->value(q{SELECT userstore.change_password('ann@example.com', 'correct horse')}), 't', 'a new password');
is(verifier_cost($admin, 'ann@example.com'), 'm=19456,t=3,p=1', 'is hashed at the settings');

# Bounds.
my %refused = (
	argon2_memory => [ '18MB', '19455kB', '257MB', '0', '-1', '1TB', 'x', '' ],
	argon2_iterations => [ '1', '0', '-1', '1000', '2.7MB', '' ]);
for my $name (sort keys %refused)
{
	for my $value (@{ $refused{$name} })
	{
		is($admin->sqlstate("ALTER SYSTEM SET userstore.$name = '$value'"), '22023', "$name = '$value' is refused");
	}
}
isnt($admin->sqlstate('ALTER SYSTEM SET userstore.no_such = 1'), '00000', 'an unknown setting is refused');
isnt($admin->sqlstate("SET userstore.argon2_memory = '32MB'"), '00000', 'SET is refused, for a superuser too');
isnt($admin->sqlstate("ALTER ROLE " . SCRIPT . " SET userstore.argon2_memory = '32MB'"), '00000', 'so is ALTER ROLE');

# The most that the settings allow is no more than what a login accepts.
set_and_reload(argon2_memory => '256MB', argon2_iterations => '53');
is($script->value(q{SELECT userstore.change_password('ann@example.com', 'correct horse')}), 't', 'the dearest hash');
is(verifier_cost($admin, 'ann@example.com'), 'm=262144,t=4,p=1', 'is held to 1 GiB in all');
is($script->value($login), 'ann@example.com', 'and accepted');
set_and_reload(argon2_memory => '19MB', argon2_iterations => '2');

# Two databases have nothing in common.
$node->safe_psql('postgres', 'CREATE DATABASE second');
$node->safe_psql('second', 'CREATE EXTENSION userstore;'
	  . "SELECT userstore.create_store(owner => '" . OWNER . "')");
my $second = script($node, database => 'second');
is($second->sqlstate($login), '42501', 'access in one database is none in another');
$node->safe_psql('second', "SELECT userstore.grant_access('" . SCRIPT . "')");
is($second->value($login), undef, 'nor are there its users');
is($second->value($create), 'ann@example.com', 'one e-mail, one user in each');
$second->close;

# Prepared transactions, with a store whose statements changed on the way.
$script->run('BEGIN');
is($script->value($get_user), 'ann@example.com', 'in a transaction');
$admin->value(q{UPDATE userstore.mappings SET columns = columns - 'nickname' || '{"name": "nickname"}'});
is($script->value($login), 'ann@example.com', 'with another mapping');
is($script->sqlstate("PREPARE TRANSACTION 'p'"), '00000', 'PREPARE TRANSACTION');
is($script->value($login), 'ann@example.com', 'a login beside it');
is($script->sqlstate("COMMIT PREPARED 'p'"), '00000', 'COMMIT PREPARED');

# A trigger of the application calls us and makes what we use of the store stale.
$node->safe_psql('postgres', q{
	SELECT userstore.grant_access('regress_userstore_owner');
	CREATE TABLE seen (email text);
	GRANT INSERT ON seen TO regress_userstore_owner;
	CREATE FUNCTION touch_mapping() RETURNS void LANGUAGE sql SECURITY DEFINER
		AS $$ UPDATE userstore.mappings SET options = options $$;
	CREATE FUNCTION call_us() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
		PERFORM touch_mapping();
		INSERT INTO seen VALUES (userstore.get_user(new.email) ->> 'email');
		PERFORM touch_mapping();
		IF new.email = 'one@example.com' THEN
			PERFORM userstore.create('{"email": "two@example.com", "password": "correct horse"}');
		END IF;
		RETURN new;
	END $$;
	CREATE CONSTRAINT TRIGGER call_us AFTER INSERT OR UPDATE ON users DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION call_us()});
is($script->value(q{SELECT userstore.create('{"email": "one@example.com", "password": "correct horse"}') ->> 'email'}),
	'one@example.com', 'a trigger calls the action that it is called by');
is($script->value(q{SELECT userstore.login('two@example.com', 'correct horse') ->> 'email'}), 'two@example.com', 'and a login');
is($admin->value(q{SELECT string_agg(email, ' ') FROM seen}), 'one@example.com two@example.com two@example.com', 'which is the owner\'s');
is($script->value('SELECT current_user'), SCRIPT, 'and the session the script\'s');
$node->safe_psql('postgres', 'DROP TRIGGER call_us ON users; DROP TABLE seen; DROP FUNCTION call_us(), touch_mapping()');

# The extension goes and comes back while a session holds what it knew of it.
$script->run("PREPARE get_user AS $get_user");
is($script->value('EXECUTE get_user'), 'ann@example.com', 'a prepared statement');
is($admin->sqlstate('DROP EXTENSION userstore'), '00000', 'DROP EXTENSION');
like($script->sqlstate($get_user), qr/^(42883|3F000)$/, 'the function is gone');
is($admin->sqlstate('CREATE EXTENSION userstore'), '00000', 'CREATE EXTENSION');
is($script->sqlstate($get_user), '42501', 'the role has no access');
is($admin->sqlstate($get_user), '42501', 'and there is no store');
$admin->run("ALTER TABLE users RENAME TO old_users; DROP FUNCTION users_fold(text) CASCADE");
$admin->value("SELECT userstore.create_store(relation => 'public.people', owner => '" . OWNER . "')");
$admin->value("SELECT userstore.grant_access('" . SCRIPT . "')");
is($script->value($create), 'ann@example.com', 'a new store works in the old session');
$script->close;
$admin->close;
$node->stop;
