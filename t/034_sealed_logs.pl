# Proves: in a store that seals, keeps a history and has a blocklist, neither
# passwords nor keys nor verifiers, sealed or opened, reach any log, view or
# client of a granted role, however loud server and client are.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use MIME::Base64;
use PostgreSQL::Test::Utils;
use Test::More tests => 41;
use TestLog;
use TestSealing;
use TestSession;
use TestStore;

# Two halves, either of which gives a password away.
my @halves = qw(tr0ub4dor hunter2);
my $password = join '/', @halves;
my @old = map { "0ld-hors3-$_" } 1 .. 3;

my $node = new_loud_server('sealed_logs', 'pg_stat_statements');
make_roles($node);
my $admin = superuser($node, SILENT);
$admin->value($_)
  for 'CREATE EXTENSION userstore', 'CREATE EXTENSION pg_stat_statements',
  "SELECT userstore.create_store(owner => '" . OWNER . "')", "SELECT userstore.grant_access('" . SCRIPT . "')",
  q{UPDATE userstore.mappings SET options = options || '{"policy": {"history": 2, "blocklist": true, "no_personal_data": true}}'};

# A key that no log has seen: the superuser's statement is silent, and its
# result is in none.
my $line = $admin->value(q{SELECT userstore.new_key('k1')});
my ($key) = $line =~ /^k1 (\S+)$/;
write_keys($node, $line);
set_setting($node, 'userstore.key_file', key_file($node));
$admin->value(q{SELECT userstore.confirm_escrow('k1')});
$admin->run('CALL userstore.reseal()');
is(sealing_of($admin), 'required k1', 'the store seals');

sub literal
{
	my ($call, @values) = @_;
	$call =~ s/\$(\d)/'$values[$1 - 1]'/g;
	return "SELECT userstore.$call";
}

my %ways = (
	literal => sub { my ($session, @call) = @_; return $session->run(literal(@call)); },
	bound => sub { my ($session, $call, @values) = @_; return $session->run("SELECT userstore.$call", @values); },
	EXECUTE => sub {
		my ($session, $call, @values) = @_;
		$session->run("PREPARE p AS SELECT userstore.$call");
		return $session->run('EXECUTE p(' . join(', ', map { "'$_'" } @values) . ')');
	});

my $everything = '';			# that log, views and clients showed
sub views
{
	return join "\n", map { $_->[0] // '' } @{ $admin->run(
		'SELECT query FROM pg_stat_statements UNION ALL SELECT query FROM pg_stat_activity WHERE pid <> pg_backend_pid()')->{rows} };
}

# Calls something as the script role; its SQLSTATE, and whether it gave a value.
sub call
{
	my ($way, @call) = @_;
	my $session = script($node, LOUD, statement_timeout => 0);
	my $answer = $ways{$way}->($session, @call);
	my $shown = join "\n", $session->received, views();

	$session->close;
	$everything .= "$shown\n" . written($node, $admin);
	return $answer->{error} ? $answer->{error}{C} : defined $answer->{rows}[0][0] ? 'in' : 'null';
}

written($node, $admin);
my $n = 0;
for my $way (sort keys %ways)
{
	my $email = 'user' . ++$n . '@example.com';
	my @change = ('change_password($1, $2)', $email);

	is(call($way, 'create($1)', qq({"email": "$email", "password": "$old[0]"})), 'in', "$way: created");
	is(call($way, @change, $old[1]), 'in', '... another password');
	is(call($way, @change, $old[2]), 'in', '... and another');
	is(call($way, @change, $password), 'in', '... and another');
	is(call($way, @change, $old[1]), '23U23', '... one from the history');
	is(call($way, @change, 'password1'), '23U21', '... one from the blocklist');
	is(call($way, 'login($1, $2)', $email, $password), 'in', '... logs in');
	is(call($way, 'login($1, $2)', $email, "wrong $password"), 'null', '... not with another');
	$admin->run('UPDATE users SET verifier = $1 WHERE email = $2', WEAK_VERIFIER, $email);
	is(call($way, 'login($1, $2)', $email, PASSWORD), 'null', '... nor by a verifier that somebody put there');
	is(call($way, @change, $password), 'in', '... and a new password over that');
	write_keys($node, 'k2 ' . encode_base64('x' x 32, ''));
	is(call($way, 'login($1, $2)', $email, $password), '55U02', '... nor without the key');
	write_keys($node, $line);
	is(call($way, 'login($1, $2)', $email, $password), 'in', '... with it again');
}

# What was sealed in the table and in the history, and then the same opened.
sub verifiers
{
	return map { $_->[0] } @{ $admin->run('SELECT verifier FROM users UNION ALL SELECT verifier FROM userstore.history')->{rows} };
}
my @sealed = map { (split /\$/)[-1] } verifiers();
is(leaks($everything, @halves, @old, PASSWORD, $key, decode_base64($key)), '', 'no password and no key was shown');
is(leaks($everything, @sealed), '', '... no sealed verifier');
$admin->run('CALL userstore.reseal(unseal => true)');
my @opened = map { (split /\$/)[ 4, 5 ] } verifiers(), WEAK_VERIFIER;
is(leaks($everything, @opened), '', '... and none opened, nor a salt');
cmp_ok(scalar @opened, '>=', 2 * (3 + 6 + 1), 'there were many to look for');

$admin->close;
$node->stop;
