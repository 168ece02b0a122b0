# Proves: a committed login is one HOT update that is counted; a streaming
# standby answers login and get_user and refuses what writes with 25006.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More tests => 26;
use TestStore;

my $node = new_server('primary');
make_roles($node);
make_store($node, 'postgres');
my $login = q{SELECT userstore.login('ann@example.com', 'correct horse')};
my $get_user = q{SELECT userstore.get_user('ann@example.com')};
my $stats = q{SELECT n_tup_upd || ' ' || n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'users'};
my $admin = superuser($node);
my $script = script($node);

$script->value(q{SELECT userstore.create('{"email": "ann@example.com", "password": "correct horse"}')});

# Bookkeeping.
for (1 .. 3)
{
	like($script->value($login), qr/ann\@example\.com/, 'login');
}
is($script->value(q{SELECT userstore.login('ann@example.com', 'battery staple')}), undef, 'a wrong password');
is($script->value(q{SELECT userstore.login('bob@example.com', 'battery staple')}), undef, 'nobody');
$script->run('BEGIN');
$script->run($login);
$script->run('ROLLBACK');
is($admin->value(q{SELECT logins_count FROM users}), '3', 'committed logins with the right password are counted');
ok($admin->value(q{SELECT last_login > created_at FROM users}), 'and their time kept');
$script->close;
ok($node->poll_query_until('postgres', $stats, '4 4'), 'each is one HOT update');

# Upgrading a verifier is the same one update.
$script = script($node);
$admin->run('UPDATE users SET verifier = $1', WEAK_VERIFIER);
like($script->value($login), qr/ann\@example\.com/, 'login with a weak verifier');
is(verifier_cost($admin, 'ann@example.com'), 'm=19456,t=2,p=1', 'it is upgraded');
is($admin->value(q{SELECT logins_count FROM users}), '4', 'and the login counted');
$script->close;
ok($node->poll_query_until('postgres', $stats, '6 6'), 'in one HOT update');

# A read-only transaction.
$script = script($node, default_transaction_read_only => 'on');
like($script->value($login), qr/ann\@example\.com/, 'login in a read-only transaction');
$script->close;
is($admin->value(q{SELECT logins_count FROM users}), '4', 'is not counted');
$admin->close;

# The standby.
$node->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'base', has_streaming => 1);
$standby->start;
$node->safe_psql('postgres', 'UPDATE users SET verifier = $verifier$' . WEAK_VERIFIER . '$verifier$');
$node->wait_for_catchup($standby, 'replay');

$script = script($standby);
my $profile = $script->value($login);
like($profile, qr/ann\@example\.com/, 'login on the standby');
is($script->value($get_user), $profile, 'get_user gives the same');
is($script->value(q{SELECT userstore.login('ann@example.com', 'battery staple')}), undef, 'a wrong password');
is($script->value(q{SELECT userstore.login('bob@example.com', 'battery staple')}), undef, 'nobody');
for (
	q{userstore.create('{"email": "bob@example.com", "password": "correct horse"}')},
	q{userstore.verify('ann@example.com')},
	q{userstore.change_password('ann@example.com', 'battery staple')},
	q{userstore.change_email('ann@example.com', 'bob@example.com', true)},
	q{userstore.delete('1')})
{
	is($script->sqlstate("SELECT $_"), '25006', (split /\(/)[0] . ' is refused');
}
$script->close;

# A revocation arrives with replication.
$script = script($standby);
$script->value($get_user);
$node->safe_psql('postgres', "SELECT userstore.revoke_access('" . SCRIPT . "')");
$node->wait_for_catchup($standby, 'replay');
is($script->sqlstate($get_user), '42501', 'a revocation arrives in a running session');
$script->close;

unlike(slurp_file($standby->logfile), qr/could not record a login/, 'the standby tried to write nothing');
is($node->safe_psql('postgres', 'SELECT split_part(verifier, chr(36), 4) FROM users'),
	'm=8192,t=2,p=1', 'the weak verifier is still there');
$standby->stop;
$node->stop;
