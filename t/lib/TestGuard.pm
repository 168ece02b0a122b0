# What the tests of the guard share: logins and what came of them, the gauges,
# sessions that hold hash slots for as long as a test wants, and other builds of
# the library.

package TestGuard;

use strict;
use warnings;

use Exporter 'import';
use File::Copy qw(copy);
use FindBin;
use PostgreSQL::Test::Utils;
use TestStore;
use Time::HiRes qw(usleep);

our @EXPORT = qw(HOLDERS send_login login outcome wrong failures counted gauges
  wait_for_gauges add_users add_holders hold let_go
  is_built build_library use_library);

# phpass with 2^30 rounds takes minutes, and a cancel ends it at once.
use constant HOLDERS => 'userstore.max_digest_rounds = 1073741824';
use constant SLOW_VERIFIER => '$P$SabcdefghAAAAAAAAAAAAAAAAAAAAA/';

sub send_login
{
	my ($session, $who, $password) = @_;
	$session->send('SELECT userstore.login($1, $2)', $who, $password);
	return;
}

sub login
{
	my ($session, $who, $password) = @_;
	send_login($session, $who, $password);
	return outcome($session->answer);
}

# "in", "null", the SQLSTATE of an error, or "closed".
sub outcome
{
	my ($answer) = @_;

	return $answer->{error}{C} if $answer->{error};
	return 'closed' if $answer->{closed};
	return defined $answer->{rows}[0][0] ? 'in' : 'null';
}

# A wrong password that was never typed before.
my $typed = 0;
sub wrong { return 'wrong horse ' . ++$typed; }

# The failures at an identifier that are not forgiven.
sub failures
{
	my ($admin, $who) = @_;
	return $admin->value('SELECT failures FROM userstore.throttled($1)', $who);
}

# A counter of the store "default", of all roles.
sub counted
{
	my ($admin, $counter) = @_;
	return $admin->value("SELECT coalesce(sum($counter), 0) FROM userstore.stats WHERE store = 'default'");
}

# The gauges of those names, at one moment, joined with a blank.
sub gauges
{
	my ($admin, @names) = @_;
	return $admin->value('SELECT concat_ws($$ $$, ' . join(', ', @names) . ') FROM userstore.guard');
}

# Waits until the gauges are such; dies if they never are.
sub wait_for_gauges
{
	my ($admin, $expected, @names) = @_;
	my $seen = '';

	for (1 .. 100 * $PostgreSQL::Test::Utils::timeout_default)
	{
		$seen = gauges($admin, @names);
		return if $seen eq $expected;
		usleep(10_000);
	}
	die "@names are $seen, not $expected";
}

# Users <name>1 to <name>n @example.com, with a verifier or the password PASSWORD.
sub add_users
{
	my ($node, $name, $n, $verifier) = @_;

	$verifier = defined $verifier ? "\$v\$$verifier\$v\$" : "userstore.hash_password('" . PASSWORD . "')";
	$node->safe_psql('postgres',
		"INSERT INTO users (user_id, email, verifier) SELECT '$name' || i, '$name' || i || '\@example.com', v"
		  . " FROM generate_series(1, $n) AS i, (SELECT $verifier AS v) AS one");
	return;
}

# Users at whom a login hashes until it is cancelled.
sub add_holders
{
	my ($node, $n) = @_;
	add_users($node, 'holder', $n, SLOW_VERIFIER);
	return;
}

# Sessions that hold one hash slot each, once it is theirs.
sub hold
{
	my ($node, $admin, $n) = @_;
	my @sessions = map { script($node, statement_timeout => 0) } 1 .. $n;

	send_login($sessions[ $_ - 1 ], "holder$_\@example.com", wrong()) for 1 .. $n;
	wait_for_gauges($admin, "$n 0", 'slots_busy', 'waiting');
	return @sessions;
}

sub let_go
{
	my ($admin, @sessions) = @_;

	for my $session (@sessions)
	{
		$admin->value('SELECT pg_cancel_backend(' . $session->pid . ')');
		$session->answer;
		$session->close;
	}
	return;
}

my $tree = "$FindBin::RealBin/..";
my $builds;						# a folder, when it is needed

# Is the tree built, of which these tests are a part?
sub is_built { return -e "$tree/userstore.so" && -e "$tree/src/shared.o"; }

# build_library(name, file => change, ...)
#
# Builds the library from a copy of the tree, of which only what changes is
# compiled, and returns its path. A change gets the text of a file of src, undef
# if there is none, and returns another.
sub build_library
{
	my ($name, %changes) = @_;
	$builds //= PostgreSQL::Test::Utils::tempdir;
	my $copy = "$builds/$name";

	mkdir $copy or die "$copy: $!";
	system_or_bail('cp', '-a', (map { "$tree/$_" } qw(Makefile userstore.control src)), $copy);
	for my $file (keys %changes)
	{
		my $path = "$copy/src/$file";
		my $before = -e $path ? slurp_file($path) : undef;
		my $after = $changes{$file}->($before);

		die "$file is as it was" if defined $before && $after eq $before;
		unlink $path, $path =~ s/c$/o/r;
		append_to_file($path, $after);
	}
	# What make was told that runs these tests is not meant for this one.
	delete local @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES)};
	system_or_bail('make', '-s', '-C', $copy, 'with_llvm=no', 'userstore.so');
	return "$copy/userstore.so";
}

# Makes a database's functions find their library where the test replaces it;
# from then on, new sessions use that build. Those that loaded another one keep
# it, as with the update of a package: the old file is there as long as they are.
sub use_library
{
	my ($node, $build) = @_;
	my $library = "$builds/userstore.so";

	copy($build, "$library.new") or die "$library.new: $!";
	rename("$library.new", $library) or die "$library: $!";
	# NB: the installed library must not be loaded as well.
	$node->safe_psql('postgres', "UPDATE pg_proc SET probin = '$library' WHERE probin LIKE '%userstore';"
		  . 'ALTER ROLE ' . SCRIPT . " IN DATABASE postgres SET session_preload_libraries = '$library'");
	return;
}

1;
