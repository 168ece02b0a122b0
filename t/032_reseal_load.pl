# Proves: while reseal() seals a store, rotates its key and unseals it, over
# and over and in two sessions at once, nobody who knows his password is kept
# out, no change of a password fails, and no verifier is left as it was.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More tests => 15;
use TestSealing;
use TestStore;
use Time::HiRes qw(usleep);

use constant USERS => 60;		# who log in, or the first of them change passwords
use constant CHANGING => 20;
use constant OTHERS => 3000;	# who do nothing
use constant ROUNDS => 3;

my $node = new_server('reseal_load', q{userstore.hash_queue_timeout = '60s'});
my $verifier = WEAK_VERIFIER;
make_roles($node);
make_store($node, 'postgres');
my @lines = map { new_key($node, $_) } 'k1', 'k2';
use_keys($node, \@lines, 'k1', 'k2');
my $admin = superuser($node);
$node->safe_psql('postgres', q{UPDATE userstore.mappings SET options = options || '{"policy": {"history": 2}}'});
$admin->run(q{INSERT INTO users (user_id, email, verifier) SELECT i, i || '@example.com', $1 FROM generate_series(1, $2::int) AS i}, $verifier, USERS + OTHERS);

my @problems;
my %done = (login => 0, change => 0, create => 0);
my %password;					# of those who change it, as it was set last
my $created = 0;

# A client that does one thing after the other: what to send, what must come.
sub client
{
	my ($kind, $next) = @_;
	return { kind => $kind, next => $next, session => script($node) };
}

sub step
{
	my ($client) = @_;

	if ($client->{sent})
	{
		return unless $client->{session}->is_answered;
		my $answer = $client->{session}->answer;
		my $value = $answer->{rows}[0][0];
		push @problems, "$client->{kind}: " . ($answer->{error} ? "$answer->{error}{C} $answer->{error}{M}" : 'nobody')
		  unless !$answer->{error} && defined $value && $value ne 'f';
		$done{ $client->{kind} }++;
		$client->{after}->() if $client->{after};
	}
	$client->{session}->send($client->{next}->($client));
	$client->{sent} = 1;
	return;
}

my $turn = 0;
my @clients = (
	(map { client('login', sub { ('SELECT userstore.login($1, $2)', (CHANGING + 1 + $turn++ % (USERS - CHANGING)) . '@example.com', PASSWORD) }) } 1 .. 3),
	client('change', sub {
		my ($client) = @_;
		my $who = 1 + int rand CHANGING;
		my $new = 'battery staple ' . $done{change};

		$client->{after} = sub { $password{$who} = $new; };
		return ('SELECT userstore.change_password($1, $2)', "$who\@example.com", $new);
	}),
	client('create', sub { ('SELECT userstore.create($1)', sprintf('{"email": "new%d@example.com", "password": "%s"}', ++$created, PASSWORD)) }));

# Calls reseal() in two sessions, while the clients go on; again as long as rows
# that somebody held were left.
sub reseal
{
	my ($unseal, $state) = @_;
	my @sessions = map { superuser($node) } 1 .. 2;

	for (1 .. 50)
	{
		$_->send("CALL userstore.reseal('default', $unseal, 7)") for @sessions;
		while (grep { !$_->is_answered } @sessions)
		{
			step($_) for @clients;
			usleep(500);
		}
		for my $session (@sessions)
		{
			my $error = $session->answer->{error};
			push @problems, "reseal: $error->{C} $error->{M}" if $error;
		}
		last if sealing_of($admin) eq $state;
	}
	$_->close for @sessions;
	return sealing_of($admin);
}

for my $round (1 .. ROUNDS)
{
	is(reseal('false', 'required k1'), 'required k1', "round $round: sealed");
	set_setting($node, 'userstore.active_key', 'k2');
	is(reseal('false', 'required k2'), 'required k2', "round $round: with another key");
	set_setting($node, 'userstore.active_key', 'k1');
	is(reseal('true', 'off'), 'off', "round $round: unsealed") if $round < ROUNDS;
}
is(reseal('false', 'required k1'), 'required k1', 'sealed at last');

# The last of each.
for my $client (@clients)
{
	my $answer = $client->{session}->answer;
	push @problems, "$client->{kind}: $answer->{error}{C}" if $answer->{error};
	$client->{after}->() if $client->{after};
}
is_deeply(\@problems, [], 'nothing failed meanwhile');
diag(join ', ', map { "$done{$_} $_" } sort keys %done);
ok($done{login} > 50 && $done{change} > 5 && $done{create} > 5, '... of what was done meanwhile');
is(kinds($admin), 'k1 ' . $admin->value('SELECT count(*) FROM users'), 'all verifiers are sealed with the key');
is($admin->value(q{SELECT count(*) > 0 AND bool_and(verifier LIKE '$us-seal$v=1,k=k1,%') FROM userstore.history}), 't', 'the history as well');
my $script = script($node);
is(join(' ', grep { !logs_in($script, "$_\@example.com", $password{$_} // PASSWORD) } 1 .. USERS), '', 'all get in with their passwords');
is(join(' ', grep { !logs_in($script, "new$_\@example.com") } 1 .. $created), '', 'all who are new, too');
$script->close;
$_->{session}->close for @clients;
$admin->close;
$node->stop;
