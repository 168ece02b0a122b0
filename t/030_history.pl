# Proves: what a change compares counts whatever becomes of its transaction, and
# is forgotten by what commits only; two changes at once are one after the
# other; history and blocklist survive dump and restore; nothing of a password
# is told by plans.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More tests => 73;
use TestGuard;
use TestSealing;
use TestSession;
use TestStore;
use Time::HiRes qw(usleep);

my $node = new_server('history', 'max_connections = 40', 'userstore.hash_slots = 2', q{userstore.hash_queue_timeout = '60s'});
make_roles($node);
make_store($node, 'postgres');
add_users($node, 'ann', 12);
my $admin = superuser($node);
my $script = script($node);

sub set_policy
{
	my ($policy) = @_;
	$admin->value(qq{SELECT count(*) FROM userstore.attach('default', 'public.users', (SELECT columns FROM userstore.stores),
		(SELECT options || '{"policy": $policy}' FROM userstore.stores))});
	return;
}

sub email { return "$_[0]\@example.com"; }

sub change_call { return sprintf q{SELECT userstore.change_password('%s', '%s')}, email($_[0]), $_[1]; }

# "t", "f", the SQLSTATE of an error, or "closed".
sub outcome_of
{
	my ($answer) = @_;

	return $answer->{error}{C} if $answer->{error};
	return $answer->{closed} ? 'closed' : $answer->{rows}[0][0];
}

sub change
{
	my ($who, $password, $session) = @_;
	return outcome_of(($session // $script)->run(change_call($who, $password)));
}

# Changes that are rolled back, in one session; how many of each outcome.
sub tries
{
	my ($who, $n) = @_;
	my %count;

	for (1 .. $n)
	{
		$script->run('BEGIN');
		$count{ change($who, wrong()) }++;
		$script->run('ROLLBACK');
	}
	return join ' ', map { "$_:$count{$_}" } sort keys %count;
}

sub kept
{
	my ($who) = @_;
	return $admin->value("SELECT count(*) FROM userstore.history WHERE user_id = '$who'");
}

sub wait_until_blocked
{
	my ($session) = @_;
	$node->poll_query_until('postgres', 'SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pid = ' . $session->pid . ')')
	  or die 'it never waits';
	return;
}

set_policy('{"history": 2}');

# What commits clears, and nothing else does.
{
	is(tries('ann1', 15), 't:15', '15 changes that are rolled back');
	is(kept('ann1'), 0, '... keep nothing');
	$script->run($_) for ('BEGIN', 'SAVEPOINT s');
	is(change('ann1', wrong()), 't', 'one more, to a savepoint');
	$script->run($_) for ('ROLLBACK TO s', 'COMMIT');
	$script->run('BEGIN');
	is(change('ann1', wrong()), 't', 'one more');
	is($script->sqlstate('SELECT 1/0'), '22012', '... before an error');
	$script->run('COMMIT');
	is(tries('ann1', 100), '28U01:97 t:3', 'a hundred are as many comparisons as wrong logins');
	is(login($script, email('ann1'), PASSWORD), 'in', '... which keep nobody from logging in');
	is(change('ann1', wrong()), '28U01', '... and that clears nothing');

	is(tries('ann2', 19), 't:19', '19 of another');
	is(change('ann2', 'new horse 1'), 't', 'one that commits');
	is(tries('ann2', 5), 't:5', '... clears the count');
	is(change('ann2', PASSWORD), '23U23', 'a right guess');
	is(tries('ann2', 5), '28U01:1 t:4', '... counts, and all that was compared for it');
}

# Many at once are no more than one after the other.
{
	my $hashes = counted($admin, 'hashes');
	my @sessions = map { script($node) } 1 .. 8;
	my %count;

	for my $round (1 .. 5)
	{
		$_->run('BEGIN') for @sessions;
		$_->send(change_call('ann3', wrong())) for @sessions;
		# Each waits for what another keeps, until that is rolled back.
		my @open = @sessions;
		while (@open)
		{
			my @done = grep { $_->is_answered } @open;

			@open = grep { my $one = $_; !grep { $_ == $one } @done } @open;
			for my $session (@done)
			{
				$count{ outcome_of($session->answer) }++;
				$session->run('ROLLBACK');
			}
			usleep(1_000);
		}
	}
	is($count{t} + $count{'28U01'}, 40, 'forty at once');
	cmp_ok($count{t}, '<=', 20, '... are no more comparisons than wrong logins');
	cmp_ok(counted($admin, 'hashes') - $hashes, '<=', 40, '... and verifiers that were made');
	$_->close for @sessions;
}

# Strangers who guess at logins.
{
	login($script, email('ann4'), wrong()) for 1 .. 20;
	is(login($script, email('ann4'), PASSWORD), '28U01', 'after 20 wrong passwords the right one waits');
	is(change('ann4', 'new horse 1'), 't', '... but a change does not');
	is(login($script, email('ann4'), 'new horse 1'), 'in', '... and frees');
}

# Two changes of one user at once.
for my $case (
	[ 'ann5', 'COMMIT', 'new horse 2', 't', 2, 'commits' ],
	[ 'ann6', 'COMMIT', 'new horse 1', '23U23', 1, 'commits: the same password' ],
	[ 'ann7', 'ROLLBACK', 'new horse 1', 't', 1, 'rolls back' ])
{
	my ($who, $end, $password, $outcome, $kept, $name) = @$case;
	my ($first, $second) = (script($node), script($node));

	$first->run('BEGIN');
	is(change($who, 'new horse 1', $first), 't', 'a change');
	$second->send(change_call($who, $password));
	wait_until_blocked($second);
	$first->run($end);
	is(outcome_of($second->answer), $outcome, "another at once, the first $name");
	is(kept($who), $kept, '... keeps what was replaced');
	is(change($who, $password), '23U23', '... not to be taken again');
	is(change($who, PASSWORD), '23U23', '... nor what was before');
	is(change($who, 'new horse 1'), '23U23', '... nor what the first wrote') if $end eq 'COMMIT';
	is(login($script, email($who), $outcome eq 't' ? $password : 'new horse 1'), 'in', '... the last one is his');
	$_->close for ($first, $second);
}
{
	my ($first, $second) = (script($node), script($node));

	$first->run($_) for ('BEGIN', change_call('ann8', 'new horse 1'));
	$second->run($_) for ('BEGIN ISOLATION LEVEL REPEATABLE READ', 'SELECT 1');
	$second->send(change_call('ann8', 'new horse 2'));
	wait_until_blocked($second);
	$first->run('COMMIT');
	my $answer = $second->answer;
	is($answer->{error}{C}, '40001', 'in REPEATABLE READ the second fails');
	unlike(join(' ', values %{ $answer->{error} }), qr/horse|argon2/, '... and tells nothing');
	$second->run('ROLLBACK');
	is(change('ann8', 'new horse 2', $second), 't', '... and may try again');
	$_->close for ($first, $second);
}

# The application changes it meanwhile.
{
	my $first = script($node);
	my $verifier = $admin->value(q{SELECT userstore.hash_password('new horse 9')});

	$admin->run($_) for ('BEGIN', q{LOCK userstore.history IN SHARE MODE});
	$first->send(change_call('ann9', 'new horse 9'));
	wait_until_blocked($first);
	$admin->run("UPDATE users SET verifier = '$verifier' WHERE user_id = 'ann9'");
	$admin->run('COMMIT');
	my $outcome = outcome_of($first->answer);
	is($outcome, '23U23', 'what the application writes meanwhile is compared too');
	is(change('ann9', 'new horse 8'), 't', '... and may be replaced');
	$first->close;
}

# A budget smaller than the history.
{
	set_policy('{"history": 10}');
	is(change('ann10', "new horse $_"), 't', "change $_") for 1 .. 6;
	$admin->run('ALTER SYSTEM SET userstore.max_failures = 3');
	$node->reload;
	my $fresh = script($node);
	is($fresh->value('SHOW userstore.max_failures'), 3, 'fewer failures are free');
	my $hashes = counted($admin, 'hashes');
	is(change('ann10', 'new horse 7', $fresh), 't', 'no more is compared than may be');
	is(counted($admin, 'hashes') - $hashes, 4, '... the newest three, and a new verifier');
	is(change('ann10', 'new horse 5', $fresh), '23U23', 'one of these');
	$fresh->run('BEGIN');
	is(change('ann10', 'new horse 8', $fresh), '28U01', '... which leaves none for a while');
	$fresh->run('ROLLBACK');
	$fresh->close;
	$admin->run('ALTER SYSTEM RESET userstore.max_failures');
	$node->reload;
}

# Nothing of a password is told, whatever a caller sets.
{
	set_policy('{"history": 2, "blocklist": true, "no_personal_data": true}');
	my $nosy = script($node);

	$nosy->run("SET $_") for ('client_min_messages = debug5', 'debug_print_parse = on', 'debug_print_rewritten = on',
		'debug_print_plan = on', 'plan_cache_mode = force_custom_plan');
	my $from = length $nosy->received;
	$nosy->send('SELECT userstore.change_password($1, $2)', email('ann11'), 'Canary Bird');
	is(outcome_of($nosy->answer), 't', 'a change in a nosy session');
	my $said = substr($nosy->received, $from);
	$said =~ s{constvalue \d+ \[ ([-\d ]+) \]}{join '', map { chr($_ & 255) } split / /, $1}ge;
	unlike($said, qr/canary|argon2id/i, '... says neither password nor verifier');
	$nosy->close;
}

# In a store that seals.
{
	my @keys = (new_key($node, 'k1'), new_key($node, 'k2'));

	use_keys($node, \@keys, 'k1', 'k2');
	my $sealed = script($node);
	is($admin->sqlstate('CALL userstore.reseal()'), '00000', 'the store is sealed');
	is($admin->value(q{SELECT count(*) FROM userstore.history WHERE verifier NOT LIKE '$us-seal$v=1,k=k1,%'}), 0, 'what was kept is, too');
	is(change('ann11', PASSWORD, $sealed), '23U23', '... and is compared');
	is(change('ann12', 'new horse 1', $sealed), 't', 'a change');
	is($admin->value(q{SELECT split_part(verifier, '$', 2) FROM userstore.history WHERE user_id = 'ann12'}), 'us-seal', 'what it keeps is sealed');
	is(change('ann12', PASSWORD, $sealed), '23U23', '... and is compared');
	$admin->run(q{UPDATE users SET verifier = (SELECT verifier FROM userstore.history WHERE user_id = 'ann12') WHERE user_id = 'ann12'});
	is(login($sealed, email('ann12'), PASSWORD), 'null', '... and logs nobody in');
	is(change('ann12', 'new horse 2', $sealed), 't', 'what can not be opened keeps nobody from a change');
	is(kept('ann12'), 1, '... and is not kept');
	$sealed->close;
}

# Dump and restore.
{
	my $file = PostgreSQL::Test::Utils::tempdir . '/dump.sql';

	is($admin->value(q{SELECT userstore.load_blocklist('{Acme Rockets}')}), 1, 'one more in the blocklist');
	$node->command_ok([ 'pg_dump', '--dbname', $node->connstr('postgres'), '--file', $file ], 'dump');
	$node->safe_psql('postgres', 'CREATE DATABASE restored TEMPLATE template0');
	$node->command_ok([ 'psql', '-X', '-v', 'ON_ERROR_STOP=1', '--quiet', '--output', '/dev/null',
			'--dbname', $node->connstr('restored'), '--file', $file ], 'restore');
	my $there = 'SELECT md5(string_agg(h::text, chr(10) ORDER BY h::text)) FROM userstore.history h';
	is($node->safe_psql('restored', $there), $admin->value($there), 'all that was kept is there');
	is($node->safe_psql('restored', 'SELECT count(*), count(*) FILTER (WHERE shipped) FROM userstore.blocklist'), '1001|1000',
		'the blocklist too, each once');
	my $session = script($node, database => 'restored');
	is(change('ann5', 'new horse 1', $session), '23U23', 'it is compared there');
	is(change('ann5', 'acme rockets', $session), '23U21', '... and the blocklist');
	$session->close;
}
$_->close for ($admin, $script);
$node->stop;
