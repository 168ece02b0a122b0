# Proves: a call that is cancelled, terminated, killed or out of memory in the
# middle of a hash leaves nothing half done, and out of memory is an error and
# never a wrong password.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More tests => 48;
use TestStore;

# A hash that takes long enough to be met.
my $node = new_server('cancel', "userstore.argon2_memory = '256MB'", 'userstore.argon2_iterations = 2',
	'restart_after_crash = on');
make_roles($node);
make_store($node, 'postgres');
$node->safe_psql('postgres', q{INSERT INTO users (user_id, email, verifier) VALUES
	('1', 'ann@example.com', userstore.hash_password('correct horse')), ('2', 'weak@example.com', '} . WEAK_VERIFIER . q{')});

my $rows = q{SELECT string_agg(concat_ws(' ', user_id, logins_count, md5(verifier)), ', ' ORDER BY user_id) FROM users};
my $before = $node->safe_psql('postgres', $rows);
my $create = q{SELECT userstore.create('{"email": "bob@example.com", "password": "battery staple"}')};
my $change = q{SELECT userstore.change_password('ann@example.com', 'battery staple')};
my $login = q{SELECT userstore.login('ann@example.com', 'correct horse') ->> 'user_id'};
my $wrong = q{SELECT userstore.login('ann@example.com', 'battery staple') ->> 'user_id'};
my $nobody = q{SELECT userstore.login('nobody@example.com', 'battery staple') ->> 'user_id'};
my $upgrade = q{SELECT userstore.login('weak@example.com', 'correct horse') ->> 'user_id'};
my %calls = (create => $create, change_password => $change, login => $login,
	'wrong login' => $wrong, 'unknown login' => $nobody);

# Sends a call and waits until it runs.
sub start_call
{
	my ($session, $call) = @_;
	my $pid = $session->pid;

	$session->send($call);
	$node->poll_query_until('postgres',
		"SELECT state = 'active' AND query = '<userstore call>' FROM pg_stat_activity WHERE pid = $pid")
	  or die 'the call does not run';
	return $pid;
}

for my $what (sort keys %calls)
{
	my $session = script($node);
	my $pid = start_call($session, $calls{$what});

	$node->safe_psql('postgres', "SELECT pg_cancel_backend($pid)");
	my $error = $session->answer->{error};
	is($error && $error->{C}, '57014', "$what: cancelled");
	is($session->value('SELECT 1'), '1', "$what: the session goes on");
	$session->run('SET statement_timeout = 50');
	is($session->sqlstate($calls{$what}), '57014', "$what: statement_timeout");
	$session->close;
}
is($node->safe_psql('postgres', $rows), $before, 'nothing was changed');

# In a transaction: a savepoint saves what was done before.
{
	my $session = script($node);

	$session->run('BEGIN');
	$session->run($create);
	$session->run('SAVEPOINT s');
	my $pid = start_call($session, $change);
	$node->safe_psql('postgres', "SELECT pg_cancel_backend($pid)");
	is($session->answer->{error}{C}, '57014', 'cancelled in a transaction');
	is($session->sqlstate('SELECT 1'), '25P02', 'which is aborted');
	is($session->sqlstate('ROLLBACK TO s'), '00000', 'back to the savepoint');
	is($session->value(q{SELECT userstore.get_user('bob@example.com') ->> 'email'}), 'bob@example.com', 'where the new user is');
	is($session->value('SELECT current_user'), SCRIPT, 'and the role is ours');
	$session->run('ROLLBACK');
	$session->close;
}
is($node->safe_psql('postgres', $rows), $before, 'nothing was changed');

# Terminated.
{
	my $session = script($node);
	my $pid = start_call($session, $create);
	$node->safe_psql('postgres', "SELECT pg_terminate_backend($pid)");
	my $answer = $session->answer;
	is($answer->{error} && $answer->{error}{C}, '57P01', 'terminated');
	ok($answer->{closed}, 'the connection is gone');
}
is($node->safe_psql('postgres', $rows), $before, 'nothing was changed');

# Out of memory: the backend may grow by 64 MiB.
SKIP:
{
	skip 'no prlimit', 19 if system('prlimit --version >/dev/null 2>&1') != 0;
	my $session = script($node);
	my $pid = $session->pid;
	$session->value(q{SELECT userstore.get_user('ann@example.com') ->> 'user_id'});
	my ($size) = slurp_file("/proc/$pid/status") =~ /^VmSize:\s+(\d+) kB/m;

	system_or_bail('prlimit', "--pid=$pid", '--as=' . ($size + 65536) * 1024 . ':');
	for my $what (sort keys %calls)
	{
		my $answer = $session->run($calls{$what});
		is($answer->{error} && $answer->{error}{C}, '53200', "$what: out of memory");
		is($session->value('SELECT 1'), '1', "$what: the session goes on");
		is($session->value('SELECT current_user'), SCRIPT, "$what: as its role");
	}
	is($node->safe_psql('postgres', $rows), $before, 'nothing was changed');

	# A weak verifier fits into the memory, the one to replace it does not.
	is($session->run($upgrade)->{rows}[0][0], '2', 'a login whose upgrade is out of memory succeeds');
	is($node->safe_psql('postgres', q{SELECT verifier FROM users WHERE user_id = '2'}), WEAK_VERIFIER, 'and is not upgraded');

	system_or_bail('prlimit', "--pid=$pid", '--as=unlimited:');
	is($session->value($login), '1', 'with memory again');
	$session->close;
}

# Killed: the server starts anew by itself.
{
	my $session = script($node);
	# A login does not wait for its stamp to be on the disk.
	$node->safe_psql('postgres', 'CHECKPOINT');
	$before = $node->safe_psql('postgres', $rows);
	kill 'KILL', start_call($session, $create);
	ok($session->answer->{closed}, 'killed');
	$node->poll_query_until('postgres', 'SELECT 1', '1') or die 'the server did not recover';
}
is($node->safe_psql('postgres', $rows), $before, 'nothing was changed');
{
	my $session = script($node);
	is($session->value($login), '1', 'a login after recovery');
	is($session->sqlstate($create), '00000', 'and a create');
	$session->close;
}
$node->stop;
