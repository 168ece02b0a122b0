# Proves: on a streaming standby, and where nothing may be written, logins are
# guarded as elsewhere, and not recorded, which the log tells; after promotion
# they are.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More tests => 33;
use TestGuard;
use TestSession;
use TestStore;

use constant ANN => 'ann1@example.com';
use constant WEAK => 'weak1@example.com';

my $node = new_server('primary', HOLDERS, 'userstore.hash_slots = 2');
make_roles($node);
make_store($node, 'postgres');
add_users($node, 'ann', 1);
add_users($node, 'weak', 1, WEAK_VERIFIER);
add_holders($node, 2);
my $admin = superuser($node);

# Lines of a server's log that say a right login was not recorded.
sub not_recorded
{
	my ($server) = @_;
	return scalar(() = slurp_file($server->logfile) =~ /LOG: .*not recorded/g);
}

# What is recorded of a user: the logins, and the memory of his verifier.
sub recorded
{
	my ($session, $who) = @_;
	return $session->value(q{SELECT concat_ws(' ', logins_count, substring(verifier, 'm=\d+')) FROM users WHERE email = $1}, $who);
}

# Where nothing may be written.
for my $how ('a read-only transaction', 'default_transaction_read_only')
{
	my $session = $how =~ /default/ ? script($node, default_transaction_read_only => 'on') : script($node);
	my $log = not_recorded($node);

	$session->run('BEGIN READ ONLY') if $how !~ /default/;
	is(login($session, ANN, wrong()), 'null', "$how: a wrong login");
	is(failures($admin, ANN), 1, '... counts');
	is(login($session, ANN, PASSWORD), 'in', '... a right one gets in');
	$session->run('COMMIT') if $how !~ /default/;
	is(failures($admin, ANN), 0, '... and clears');
	is(recorded($admin, ANN), '0 m=19456', '... and is not recorded');
	is(not_recorded($node) - $log, 1, '... which the log tells');
	$session->close;
}

# A standby.
$node->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'base', has_streaming => 1);
$standby->start;
my $script = script($standby);
my $watch = superuser($standby);
my $log = not_recorded($standby);

is(login($script, ANN, PASSWORD), 'in', 'a right login on the standby');
is(login($script, WEAK, PASSWORD), 'in', '... also with a weak verifier');
is(not_recorded($standby) - $log, 2, '... a line in the log for each');
is(login($script, ANN, wrong()), 'null', 'a wrong one');
is(login($script, 'nobody@example.com', wrong()), 'null', 'nobody');
is(failures($watch, ANN), 1, 'wrong ones count');
is(failures($admin, ANN), 0, '... not on the primary');
like($script->value(q{SELECT userstore.get_user('ann1@example.com')}), qr/ann1\@example\.com/, 'get_user');

# The throttle.
login($script, ANN, wrong()) for 2 .. 20;
is(login($script, ANN, PASSWORD), '28U01', 'too many wrong ones are refused');
is(not_recorded($standby) - $log, 2, '... without a line');
{
	my $elsewhere = script($node);
	is(login($elsewhere, ANN, PASSWORD), 'in', '... not on the primary');
	$elsewhere->close;
}
is($watch->value(q{SELECT userstore.clear_throttle('ann1@example.com')}), 't', 'clear_throttle');
is(login($script, ANN, PASSWORD), 'in', '... lets in');

# Slots.
my @holders = hold($standby, $watch, 2);
my $session = script($standby);
send_login($session, ANN, PASSWORD);
wait_for_gauges($watch, '2 2 1', 'slots', 'slots_busy', 'waiting');
let_go($watch, @holders);
is(outcome($session->answer), 'in', 'who waits for a slot gets in');
is(gauges($watch, 'slots_busy', 'waiting', 'tries_in_flight'), '0 0 0', '... and all are free');
$session->close;
unlike(slurp_file($standby->logfile), qr/could not record|cannot execute|PANIC|TRAP/, 'nothing was tried that a standby refuses');

# Promoted.
login($script, ANN, wrong()) for 1 .. 3;
is(recorded($watch, WEAK), '0 m=8192', 'the weak verifier is still there');
$standby->promote;
$standby->poll_query_until('postgres', 'SELECT NOT pg_is_in_recovery()') or die 'no promotion';
$log = not_recorded($standby);
is(failures($watch, ANN), 3, 'promoted: what was counted is counted');
is(login($script, WEAK, PASSWORD), 'in', '... a right login');
is(recorded($watch, WEAK), '1 m=19456', '... is recorded, and upgrades the verifier');
is(not_recorded($standby), $log, '... without a line');

$_->close for ($script, $watch, $admin);
$standby->stop;
$node->stop;
