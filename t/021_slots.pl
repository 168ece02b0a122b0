# Proves: hash slots are given back whatever ends a call, and shared between
# roles; who waits for one can be seen, and cancelled, and is not kept waiting
# for nothing; dear hashes take several, and what can wait leaves one.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use IPC::Run;
use PostgreSQL::Test::Utils;
use Test::More tests => 31;
use TestGuard;
use TestSession;
use TestStore;
use Time::HiRes qw(usleep);

use constant OTHER => 'regress_userstore_other';
use constant ALL_FREE => '0 0 0 0 0';
use constant ALL => qw(slots_busy hashing waiting tries_in_flight tries_waiting);

my $node = new_server('slots', HOLDERS, 'max_connections = 60', 'restart_after_crash = on', 'userstore.hash_slots = 2',
	q{userstore.max_argon2_work = '4GB'});
make_roles($node);
make_store($node, 'postgres');
$node->safe_psql('postgres', 'CREATE ROLE ' . OTHER . q{ LOGIN; SELECT userstore.grant_access('} . OTHER . q{')});
add_users($node, 'ann', 20);
add_holders($node, 4);
my $admin = superuser($node);

sub email { return "$_[0]\@example.com"; }

# Changes a setting, and waits until new sessions have it.
sub set_and_reload
{
	my ($name, $value) = @_;

	$admin->value("LOAD 'userstore'");
	$admin->run("ALTER SYSTEM SET userstore.$name = '$value'");
	$admin->value('SELECT pg_reload_conf()');
	$node->poll_query_until('postgres', "SELECT current_setting('userstore.$name')", $value)
	  or die "userstore.$name does not arrive";
	return;
}

# Users <n>@example.com with verifiers that can be hardened.
sub weaken
{
	my ($n) = @_;

	$node->safe_psql('postgres', qq{INSERT INTO users (user_id, email, verifier) SELECT i, i || '\@example.com',
		'md5\$s' || i || '\$' || md5('s' || i || 'correct horse')
		FROM generate_series(1, $n) AS i ON CONFLICT (user_id) DO UPDATE SET verifier = excluded.verifier});
	return;
}

# Sessions end at random.
{
	my $seed = $ENV{US_SEED} // int(rand(1e6));
	my @sessions = map { script($node) } 1 .. 12;
	my %ended;

	note("US_SEED=$seed");
	srand($seed);
	my $start = sub {
		my ($k, $round) = @_;
		my $right = rand() < 0.5;

		send_login($sessions[$k], email($right ? 'ann' . ($k + 1) : 'nobody' . int($round / 20)), $right ? PASSWORD : wrong());
	};
	$start->($_, 0) for 0 .. $#sessions;
	for my $round (1 .. 250)
	{
		my $k = int(rand(@sessions));
		my $what = (qw(nothing pg_cancel_backend pg_terminate_backend))[ int(rand(3)) ];

		$admin->value("SELECT $what(" . $sessions[$k]->pid . ')') if $what ne 'nothing';
		my $answer = $sessions[$k]->answer;
		$ended{ outcome($answer) }++;
		if ($what eq 'pg_terminate_backend')
		{
			$answer = $sessions[$k]->answer until $answer->{closed};
			$sessions[$k] = script($node);
		}
		$start->($k, $round);
	}
	$ended{ outcome($_->answer) }++ for @sessions;
	$_->close for @sessions;
	note(join(', ', map { "$_ $ended{$_}" } sort keys %ended));
	ok($ended{in} && $ended{57014} && $ended{'57P01'}, 'sessions are cancelled and terminated at random');
	wait_for_gauges($admin, ALL_FREE, ALL);
	is(gauges($admin, ALL), ALL_FREE, '... and all is given back');
}

# What waits: it is seen, and nothing that ends it is a guess.
{
	my @holders = hold($node, $admin, 2);
	my $session = script($node, options => '-c statement_timeout=10min');
	my $event = $node->pg_version >= 17 ? 'UserstoreHashSlot' : 'Extension';

	is(gauges($admin, 'slots', ALL), '2 2 2 0 2 0', 'both slots can be had');
	send_login($session, email('ann20'), wrong());
	wait_for_gauges($admin, '1', 'waiting');
	ok($node->poll_query_until('postgres', q{SELECT wait_event_type || ' ' || wait_event FROM pg_stat_activity WHERE pid = } . $session->pid,
		"Extension $event"), 'who waits for a third is seen in pg_stat_activity');
	$admin->value('SELECT pg_cancel_backend(' . $session->pid . ')');
	is(outcome($session->answer), '57014', '... can be cancelled');
	$session->run('SET statement_timeout = 100');
	is(login($session, email('ann20'), wrong()), '57014', '... by statement_timeout');
	$session->run('RESET statement_timeout');
	send_login($session, email('ann20'), wrong());
	wait_for_gauges($admin, '1', 'waiting');
	$admin->value('SELECT pg_terminate_backend(' . $session->pid . ')');
	is(outcome($session->answer), '57P01', '... or terminated');
	wait_for_gauges($admin, '2 2 0 2 0', ALL);
	$session = script($node);
	set_and_reload(hash_queue_timeout => '100ms');
	send_login($session, email('ann20'), wrong());
	my $error = $session->answer->{error};
	is($error->{C}, '53U01', '... or has waited too long');
	is($error->{n}, 'too_many_requests', '... of which its name tells');
	is(failures($admin, email('ann20')), 0, 'none of that is a guess');
	is(gauges($admin, ALL), '2 2 0 2 0', '... or waits any more');
	set_and_reload(hash_queue_timeout => '5s');
	send_login($session, email('ann20'), PASSWORD);
	wait_for_gauges($admin, '1', 'waiting');
	let_go($admin, @holders);
	is(outcome($session->answer), 'in', 'who waits gets in as soon as a slot is free');
	is(gauges($admin, ALL), ALL_FREE, '... and all are given back');
	$session->close;
}

# Killed: the server starts anew by itself, and all is free.
{
	my @holders = hold($node, $admin, 2);
	my $session = script($node);

	kill 'KILL', $holders[0]->pid;
	$_->answer for @holders;
	$node->poll_query_until('postgres', 'SELECT 1', '1') or die 'the server did not recover';
	$admin = superuser($node);
	$session = script($node);
	is(login($session, email('ann1'), wrong()), 'null', 'a login after a crash');
	is(gauges($admin, 'slots', ALL), '2 ' . ALL_FREE, '... where all slots are free');
	is(failures($admin, email('holder1')), 0, '... and no guess is counted');
	$session->close;
}

# Who would wait in vain is refused at once.  Hashes take two seconds so far.
{
	$node->restart;
	$admin = superuser($node);
	my @holders = hold($node, $admin, 2);
	$admin->value('SELECT pg_sleep(2)');
	let_go($admin, @holders);
	set_and_reload(hash_queue_timeout => '10s');
	@holders = hold($node, $admin, 2);
	my @waiting;
	my $last;

	while (@waiting < 15)
	{
		$last = script($node);
		send_login($last, email('ann' . (@waiting + 1)), PASSWORD);
		usleep(10_000) until $last->is_answered || gauges($admin, 'waiting') > @waiting;
		last if $last->is_answered;
		push @waiting, $last;
	}
	is(outcome($last->answer), '53U01', 'who would wait too long is refused');
	ok(@waiting >= 2 && @waiting < 15, '... if others wait already');
	is(scalar(grep { $_->is_answered } @waiting), 0, '... at once, while they go on waiting');
	let_go($admin, @holders);
	is(scalar(grep { outcome($_->answer) eq 'in' } @waiting), scalar(@waiting), '... and get in');
	$_->close for (@waiting, $last);
}

# One role floods, the other logs in now and then.
{
	my $script_file = $node->basedir . '/flood.sql';
	append_to_file($script_file, q{\set n random(1, 20)
SELECT userstore.login('ann' || :n || '@example.com', '} . PASSWORD . "')\n");
	my $flood = IPC::Run::start(
		[ 'pgbench', '-n', '-c', 20, '-T', 600, '-f', $script_file, '-d', $node->connstr('postgres') . ' user=' . SCRIPT ],
		'>', \my $out, '2>', \my $err);
	my $session = script($node, user => OTHER);
	my $hardening = superuser($node);
	my $superuser = $hardening->value('SELECT current_user');
	my @turns;

	usleep(10_000) until gauges($admin, 'waiting') >= 15;
	for (1 .. 40)
	{
		my $before = hashes_of(SCRIPT);
		die 'no login' if login($session, email('ann1'), PASSWORD) ne 'in';
		push @turns, hashes_of(SCRIPT) - $before;
	}
	@turns = sort { $a <=> $b } @turns;
	note("hashes of others for each of the quiet role: @turns");
	# In the order of arrival there would be twenty. More than its share is
	# counted where this test itself had to wait for a processor.
	cmp_ok($turns[19], '<=', 2 * 2, 'a role that floods is served twice for each slot while another waits');
	cmp_ok($turns[37], '<=', 2 * 2 * 2, '... and seldom more');

	# As one that takes turns it would have as many hashes as the flood.
	weaken(40);
	my ($hashes, $hardened) = map { hashes_of($_) } (SCRIPT, $superuser);
	$hardening->send(q{CALL userstore.harden('default', 1)});
	usleep(10_000) until hashes_of(SCRIPT) >= $hashes + 60;
	my ($more, $wrapped) = (hashes_of(SCRIPT) - $hashes, hashes_of($superuser) - $hardened);
	note("hashes of the flood: $more, of harden: $wrapped");
	cmp_ok($wrapped, '<', $more / 3, 'harden comes behind logins');
	$flood->kill_kill;
	is($hardening->answer->{error}, undef, '... and ends when it may');
	wait_for_gauges($admin, ALL_FREE, ALL);
	$_->close for ($session, $hardening);
}

sub hashes_of
{
	my ($role) = @_;
	return $admin->value('SELECT coalesce(sum(hashes), 0) FROM userstore.usage() WHERE role = $1::regrole', $role);
}

# What can wait leaves a slot to others.
{
	my @hardening = map { superuser($node) } 1 .. 2;
	my %busy;

	weaken(40);
	$_->send(q{CALL userstore.harden('default', 5)}) for @hardening;
	until ($hardening[0]->is_answered && $hardening[1]->is_answered)
	{
		$busy{ gauges($admin, 'slots_busy') }++;
	}
	is_deeply([ map { $_->answer->{error} } @hardening ], [ undef, undef ], 'two sessions harden');
	note(join(', ', map { "busy $_: $busy{$_}" } sort keys %busy));
	ok($busy{1}, '... and hash');
	ok(!$busy{2}, '... on one of two slots');
	$_->close for @hardening;
}

# What takes much memory takes several slots; for a while: 256 MiB.
{
	set_and_reload(hash_slots => 4);
	add_users($node, 'heavy', 2, '$argon2id$v=19$m=262144,t=16,p=1$0gy63HznwkT+/Z+084yIjA$4quH/ZaZTd7a65Clr53ykacLjiTuO8SNuDODDq3TdSA');
	my @sessions = map { script($node, statement_timeout => 0) } 1 .. 2;

	send_login($sessions[0], email('heavy1'), wrong());
	wait_for_gauges($admin, '4 4 1 0', 'slots', 'slots_busy', 'hashing', 'waiting');
	send_login($sessions[1], email('heavy2'), wrong());
	wait_for_gauges($admin, '4 1 1', 'slots_busy', 'hashing', 'waiting');
	is(outcome($_->answer), 'null', 'two that take 256 MiB take turns on four slots') for @sessions;
	$_->close for @sessions;
}
wait_for_gauges($admin, ALL_FREE, ALL);

# A hash that takes longer than a call may wait does not count as a wait: the
# upgrade behind it is made.
{
	add_users($node, 'dear', 1, 'pbkdf2_sha256$300000$saltsalt$RJLcP+7HfzHFxSavSpKtzwAipBmJ12eluLLjjKZ4PkA=');
	set_and_reload(hash_queue_timeout => '10ms');
	my $session = script($node);

	is(login($session, email('dear1'), PASSWORD), 'in', 'a login whose hash takes longer than calls may wait');
	is(verifier_cost($admin, email('dear1')), 'm=19456,t=2,p=1', '... is upgraded');
	$session->close;
}
$admin->close;
$node->stop;
