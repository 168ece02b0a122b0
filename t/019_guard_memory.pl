# Proves: the guard has its memory however the library is loaded, anew after a
# crash, one for all databases; two builds of the library in one server have
# one each; and without memory nothing is hashed.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More tests => 57;
use TestGuard;
use TestSession;
use TestStore;

use constant ANN => 'ann1@example.com';

my $node = new_server('guard', 'restart_after_crash = on');
make_roles($node);
make_store($node, 'postgres');
add_users($node, 'ann', 2);

sub since { return $_[0]->value('SELECT since FROM userstore.guard'); }

# However it is loaded, and whoever comes first.
for my $setting ('', 'session_preload_libraries', 'shared_preload_libraries')
{
	my $how = $setting || 'the first call';

	$node->append_conf('postgresql.conf', "$setting = 'userstore'") if $setting;
	$node->restart;
	my @sessions = map { script($node) } 1 .. 2;
	my $admin = superuser($node);
	is(login($sessions[0], ANN, wrong()), 'null', "loaded by $how: a wrong login");
	is(login($sessions[1], ANN, wrong()), 'null', '... and one in another session');
	is(failures($admin, ANN), 2, '... count together');
	cmp_ok($admin->value('SELECT memory_bytes FROM userstore.guard'), '<', 8 * 1024 * 1024, '... in less than 8 MB');
	$_->close for (@sessions, $admin);
}
$node->append_conf('postgresql.conf', "session_preload_libraries = ''\nshared_preload_libraries = ''");
$node->restart;

# Several databases.
{
	# A copy, whose store is the same but for its database.
	$node->safe_psql('template1', 'CREATE DATABASE second TEMPLATE postgres');
	my $admin = superuser($node);
	my $since = since($admin);
	my $first = script($node);
	my $second = script($node, database => 'second');
	my $admin_second = superuser($node, database => 'second');
	is(login($first, ANN, wrong()), 'null', 'a wrong login in one database') for 1 .. 2;
	is(login($second, ANN, wrong()), 'null', 'and in another');
	is(failures($admin, ANN) . failures($admin_second, ANN), '21', 'each has its count');
	is(counted($admin_second, 'failures'), '1', '... and its statistics');
	is(since($admin_second), $since, '... in one memory');
	$_->close for ($first, $second, $admin, $admin_second);
}

# A crash takes it away.
{
	my $admin = superuser($node);
	my $session = script($node);
	my $since = since($admin);

	login($session, ANN, wrong()) for 1 .. 20;
	is(login($session, ANN, PASSWORD), '28U01', 'too many wrong logins');
	kill 'KILL', $session->pid;
	$_->answer for ($session, $admin);
	$node->poll_query_until('postgres', 'SELECT 1', '1') or die 'the server did not recover';
	$session = script($node);
	$admin = superuser($node);
	is(login($session, ANN, wrong()), 'null', 'after a crash they are forgotten');
	is(failures($admin, ANN), 1, '... and counted anew');
	is(login($session, ANN, PASSWORD), 'in', 'the right password');
	isnt(since($admin), $since, 'in memory of its own');
	$_->close for ($session, $admin);
}

# Two builds of the library.
SKIP:
{
	skip 'the tree is not built', 22 unless is_built();
	my @smaller = ('usage.c' => sub { $_[0] =~ s/#define ROWS\s+\K\d+/512/r });
	my $same = build_library('same');
	my $another = build_library('another', @smaller, 'shared.c' => sub { "#define US_SHARED_LAYOUT 99\n$_[0]" });
	my $careless = build_library('careless', @smaller);

	use_library($node, $same);
	$node->restart;
	my $end_of_log = -s $node->logfile;
	my %session = (old => script($node));
	my %admin = (old => superuser($node));
	my $check = sub {
		my ($name, %expected) = @_;
		is(failures($admin{$_}, ANN), $expected{$_}, "$name: $_") for sort keys %expected;
	};

	is(login($session{old}, ANN, wrong()), 'null', 'a wrong login with the old library') for 1 .. 3;
	$check->('failures', old => 3);
	use_library($node, $another);
	$session{new} = script($node);
	$admin{new} = superuser($node);
	$check->('the library was replaced by one of another layout', old => 3, new => 0);
	for (1 .. 5)
	{
		login($session{$_}, ANN, wrong()) for qw(old new);
	}
	$check->('wrong logins by turns', old => 8, new => 5);
	is(login($session{new}, ANN, PASSWORD), 'in', 'a right one with the new library');
	$check->('... clears', old => 8, new => 0);
	login($session{old}, ANN, wrong()) for 9 .. 20;
	is(login($session{old}, ANN, PASSWORD), '28U01', 'too many with the old one');
	is(login($session{new}, ANN, PASSWORD), 'in', '... are not too many with the new one');
	isnt(since($admin{old}), since($admin{new}), 'each has its memory');
	cmp_ok($admin{old}->value('SELECT memory_bytes FROM userstore.guard'), '>',
		$admin{new}->value('SELECT memory_bytes FROM userstore.guard'), '... of its size');
	is(gauges($_, 'slots_busy', 'waiting', 'tries_in_flight'), '0 0 0', '... and nothing is left in it') for values %admin;
	is_deeply([ slurp_file($node->logfile, $end_of_log) =~ / (?:WARNING|ERROR|FATAL|PANIC): +(.*)/g ], ['too many wrong passwords'],
		'no other error in the log');

	# A build that forgot to say that its layout is another.
	use_library($node, $careless);
	$session{wrong} = script($node);
	is(login($session{wrong}, ANN, PASSWORD), '53U01', 'a library of the same layout and another size hashes nothing');
	like(slurp_file($node->logfile, $end_of_log), qr/LOG: .*userstore has no shared memory.*\n.*another layout/, '... and says why');
	is(login($session{old}, 'ann2@example.com', PASSWORD), 'in', '... the old one goes on');
	is(login($session{new}, ANN, PASSWORD), 'in', '... and the new one');
	$_->close for (values %session, values %admin);
}
$node->stop;

# No memory: files may not be as large as the segment.
SKIP:
{
	skip 'no prlimit', 12 if system('prlimit --version >/dev/null 2>&1') != 0;
	my $tight = PostgreSQL::Test::Cluster->new('tight');

	$tight->init(extra => [ '--encoding=UTF8', '--no-locale', '--wal-segsize=1' ]);
	$tight->append_conf('postgresql.conf', q{userstore.argon2_memory = '19MB'});
	$tight->start;
	make_roles($tight);
	make_store($tight, 'postgres');
	$tight->safe_psql('postgres', q{INSERT INTO users (user_id, email, verifier) VALUES ('1', '} . ANN . q{', '} . WEAK_VERIFIER . q{')});
	$tight->restart;
	my ($postmaster) = slurp_file($tight->data_dir . '/postmaster.pid') =~ /^(\d+)/;
	system_or_bail('prlimit', "--pid=$postmaster", '--fsize=2000000:');
	my $session = script($tight);
	my $end_of_log = -s $tight->logfile;

	for my $call (q{login('ann1@example.com', 'correct horse')}, q{login('nobody@example.com', 'correct horse')},
		q{create('{"email": "bob@example.com", "password": "correct horse"}')},
		q{change_password('ann1@example.com', 'battery staple')})
	{
		my $error = $session->run("SELECT userstore.$call")->{error};
		is(join(' ', @$error{qw(C n)}), '53U01 too_many_requests', "without memory: $call");
	}
	like($session->value(q{SELECT userstore.get_user('ann1@example.com')}), qr/ann1/, '... get_user needs none');
	is($session->sqlstate(q{SELECT userstore.verify('ann1@example.com')}), '00000', '... nor verify');
	my $lines = () = slurp_file($tight->logfile, $end_of_log) =~ /LOG: .*userstore has no shared memory/g;
	is($lines, 1, '... one line in the log for all calls');
	like(slurp_file($tight->logfile, $end_of_log), qr/DETAIL: .*(?:File too large|resize)/, '... says why');

	system_or_bail('prlimit', "--pid=$postmaster", '--fsize=unlimited:');
	is(login($session, ANN, PASSWORD), '53U01', 'a session that may not make it');
	my $other = script($tight);
	is(login($other, ANN, PASSWORD), 'in', 'with memory again');
	is(login($session, ANN, PASSWORD), 'in', '... in the old session too');
	is($session->sqlstate(q{SELECT userstore.change_password('ann1@example.com', 'battery staple')}), '00000', '... and change_password');
	$_->close for ($session, $other);
	$tight->stop;
}
