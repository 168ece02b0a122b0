# Proves: a transaction that only stamps logins does not wait for its commit to
# be safe; whatever else is written beside a login does.
#
# A commit that waits is seen without a clock: it waits for a standby that
# does not exist.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More tests => 18;
use TestStore;

my $node = new_server('primary');
make_roles($node);
make_store($node, 'postgres');
my $login = q{SELECT userstore.login('ann@example.com', 'correct horse')};
my $failed_login = q{SELECT userstore.login('ann@example.com', 'battery staple')};
my $admin = superuser($node, synchronous_commit => 'local');

$admin->value(q{SELECT userstore.create('{"email": "ann@example.com", "password": "correct horse"}')});
$admin->run('CREATE TABLE notes (note text); GRANT INSERT ON notes TO PUBLIC');
$admin->run('CREATE TABLE visits (user_id text REFERENCES users)');
# Or the query below would prune it, which writes.
$admin->run('VACUUM pg_class');
$node->append_conf('postgresql.conf', "synchronous_standby_names = 'nobody'");
$node->reload;
my $script = script($node);
ok($node->poll_query_until('postgres', q{SELECT current_setting('synchronous_standby_names') = 'nobody'}),
	'commits wait for a standby that is not there');

# Runs statements, of which the last commits; does it wait?
sub waits
{
	my (@statements) = @_;
	my $last = pop @statements;
	my $pid = $script->pid;
	my $waiting = "SELECT wait_event = 'SyncRep' FROM pg_stat_activity WHERE pid = $pid";

	$script->run($_) for @statements;
	$script->send($last);
	$node->poll_query_until('postgres',
		"SELECT coalesce(wait_event, '') = 'SyncRep' OR query_start IS NOT NULL AND state = 'idle'"
		  . " FROM pg_stat_activity WHERE pid = $pid");
	my $waits = $admin->value($waiting);
	$admin->value("SELECT pg_cancel_backend($pid)") if defined $waits && $waits eq 't';
	my $answer = $script->answer;
	die $answer->{error}{M} if $answer->{error};
	return defined $waits && $waits eq 't' ? 'waits' : 'does not wait';
}

my $insert = q{INSERT INTO notes VALUES ('mine')};
my $create = q{SELECT userstore.create('{"email": "%s@example.com", "password": "correct horse"}')};

is(waits($insert), 'waits', 'an insert');
is(waits($login), 'does not wait', 'a login');
is(waits($failed_login), 'does not wait', 'a failed login');
is(waits('BEGIN', $login, $login, 'COMMIT'), 'does not wait', 'two logins');
is(waits('BEGIN', $login, 'SELECT * FROM pg_class', 'COMMIT'), 'does not wait', 'a login and a query');
is(waits('BEGIN', $login, $insert, 'COMMIT'), 'waits', 'a login, then an insert');
is(waits('BEGIN', $insert, $login, 'COMMIT'), 'waits', 'an insert, then a login');
is(waits('BEGIN', $login, $insert, $login, 'COMMIT'), 'waits', 'an insert between two logins');
is(waits('BEGIN', $insert, $failed_login, 'COMMIT'), 'waits', 'an insert and a failed login');
is(waits("DO \$\$ BEGIN PERFORM userstore.login('ann\@example.com', 'correct horse'); INSERT INTO notes VALUES ('mine'); END \$\$"),
	'waits', 'both in one statement');
is(waits(sprintf($create, 'bob')), 'waits', 'create');
is(waits(q{SELECT userstore.change_password('bob@example.com', 'battery staple')}), 'waits', 'change_password');
is(waits('BEGIN', $login, 'ROLLBACK', 'BEGIN', $insert, 'COMMIT'), 'waits', 'a login rolled back, then an insert');

$admin->run('UPDATE users SET verifier = $1', WEAK_VERIFIER);
is(waits($login), 'does not wait', 'a login that upgrades the verifier');

# A rule or a trigger of the application may write what must be safe.
$admin->run(q{CREATE RULE audit AS ON UPDATE TO users DO ALSO INSERT INTO notes VALUES ('a login')});
$admin->run('GRANT INSERT ON notes TO regress_userstore_owner');
is(waits($login), 'waits', 'a login that runs a rule of the application');
$admin->run('DROP RULE audit ON users');
$admin->run('CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$');
$admin->run('CREATE TRIGGER audit BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION audit()');
is(waits($login), 'waits', 'a login that runs a trigger of the application');
is($script->value('SHOW synchronous_commit'), 'on', 'the setting is as it was');

$script->close;
$admin->close;
$node->stop;
