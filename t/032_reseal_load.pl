# Proves: while a store is sealed, gets another key and is unsealed, again and
# again, nobody who logs in, is created or changes his password notices.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use IPC::Run;
use PostgreSQL::Test::Utils;
use Test::More tests => 14;
use TestCall;
use TestSealing;
use TestStore;

use constant USERS => 40;

my $node = new_server('load');
make_roles($node);
make_store($node, 'postgres');
my @lines = map { new_key($node, $_) } 'k1', 'k2';
use_keys($node, \@lines, 'k1', 'k2');
my $admin = superuser($node);
$admin->value(q{INSERT INTO users (user_id, email, verifier) SELECT i, i || '@example.com', $1 FROM generate_series(1, $2::int) AS i}, WEAK_VERIFIER, USERS);

# A script of pgbench's, which ends with an error if its user is not let in.
sub write_script
{
	my ($name, @statements) = @_;
	my $path = PostgreSQL::Test::Utils::tempdir . "/$name";

	append_to_file($path, join('', map { "$_\n" } @statements));
	return ('-f', $path);
}

sub login { return "SELECT 1 / (userstore.login($_[0], '${\PASSWORD}') IS NOT NULL)::int;"; }

my @scripts = (
	write_script('login', '\set id random(1, ' . USERS . ')', login(q{:id || '@example.com'})),
	write_script('change', '\set id random(1, ' . USERS . ')',
		"SELECT userstore.change_password(:id || '\@example.com', '${\PASSWORD}');", login(q{:id || '@example.com'})),
	write_script('create', '\set id random(1, 1000000000000)',
		qq{SELECT userstore.create(json_build_object('email', :id || '\@example.net', 'password', '${\PASSWORD}'));},
		login(q{:id || '@example.net'})));

# Its clients, and us meanwhile.
my ($out, $err) = ('', '');
my $clients = IPC::Run::start([ 'pgbench', '-n', '-c', 6, '-t', 100, '-h', $node->host, '-p', $node->port, '-U', SCRIPT, @scripts, 'postgres' ],
	'<', \undef, '>', \$out, '2>', \$err);
my ($passes, @errors) = (0);
while ($clients->pumpable)
{
	for my $step ([ 'k1', 'false' ], [ 'k2', 'false' ], [ 'k2', 'true' ])
	{
		my ($key, $unseal) = @$step;
		my $answer;

		set_setting($node, 'userstore.active_key', $key);
		$answer = $admin->run("CALL userstore.reseal('default', $unseal, 7)");
		push @errors, $answer->{error}{M} if $answer->{error};
	}
	$clients->pump_nb;
	$passes++ if $clients->pumpable;
}
$clients->finish;
is($clients->result(0), 0, 'all got in') or diag($err);
like($out, qr/number of transactions actually processed: 600\/600/, '... all the time');
is(join("\n", @errors), '', 'no pass failed');
cmp_ok($passes, '>', 0, '... of those that all went on beside');
is($admin->value('SELECT coalesce(sum(failures + unusable + tampered), 0) FROM userstore.stats'), '0', 'no login failed');

# None was forgotten.
$admin->run('CALL userstore.reseal()');
is(sealing_of($admin), 'required k2', 'then it is sealed');
is(kinds($admin), 'k2 ' . $admin->value('SELECT count(*) FROM users'), '... all of it');
my $session = script($node);
is(scalar(grep { logs_in($session, "$_\@example.com") } 1 .. USERS), USERS, '... and all get in');

# Who is being created while the state changes, on either side of it.
$node->safe_psql('postgres', <<'SQL');
CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock_shared(1);
	-- A lock of another relation: with it the session learns what has changed.
	PERFORM FROM pg_catalog.pg_enum;
	RETURN new;
END $$;
CREATE TRIGGER gate BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION gate();
SQL

for my $case ([ 'unsealed', 'true' ], [ 'sealed', 'false' ])
{
	my ($what, $unseal) = @$case;
	my $other = superuser($node);

	$admin->value('SELECT pg_advisory_lock(1)');
	start_call($node, $session, qq{SELECT userstore.create('{"email": "$what\@example.org", "password": "${\PASSWORD}"}')}, 'advisory');
	start_call($node, $other, "CALL userstore.reseal('default', $unseal)", 'virtualxid');
	$admin->value('SELECT pg_advisory_unlock(1)');
	is($session->answer->{error}, undef, "created while the store is $what");
	is($other->answer->{error}, undef, '... which goes on');
	ok(logs_in($session, "$what\@example.org"), '... and gets in');
	$other->close;
}
