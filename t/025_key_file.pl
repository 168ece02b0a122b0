# Proves: the key file counts as it is at the next call, in every session; one
# that others could read, write or replace, or that a base backup would carry,
# or that is broken anywhere, gives no key at all; a store that seals then
# serves nobody, and does again once the file is right; no key is in the log.

use strict;
use warnings;

use Fcntl qw(:mode);
use FindBin;
use lib "$FindBin::RealBin/lib";

use POSIX qw(mkfifo);
use PostgreSQL::Test::Utils;
use Test::More tests => 116;
use TestStore;
use Time::HiRes qw(usleep);

my $folder = PostgreSQL::Test::Utils::tempdir;
my $wal = PostgreSQL::Test::Utils::tempdir . '/wal';
my $spaces = PostgreSQL::Test::Utils::tempdir;
my $file = "$folder/keys";

my $node = PostgreSQL::Test::Cluster->new('keys');
$node->init(
	allows_streaming => 1,
	extra => [ '--encoding=UTF8', '--no-locale', "--waldir=$wal" ]);
$node->append_conf('postgresql.conf', "userstore.argon2_memory = '19MB'");
$node->start;
make_roles($node);
make_store($node, 'postgres');
my $admin = superuser($node);

sub write_file
{
	my ($path, $text, $mode) = @_;

	unlink $path;
	append_to_file($path, $text);
	chmod $mode // 0600, $path or die "$path: $!";
	return;
}

# Sets a setting, in all sessions: those that run have seen it, too.
sub set
{
	my ($server, $name, $value, @sessions) = @_;

	$server->append_conf('postgresql.conf', "$name = '$value'");
	$server->reload;
	for my $session (@sessions)
	{
		for (1 .. 100 * $PostgreSQL::Test::Utils::timeout_default)
		{
			last if $session->value(q{SELECT current_setting($1, true)}, $name) eq $value;
			usleep(10_000);
		}
	}
	return;
}

sub problem { return $admin->value('SELECT userstore.key_file_problem()') // 'none'; }
sub status
{
	return join ' ', map { join ',', map { $_ // '-' } @$_ } @{
		$admin->run('SELECT id, in_file, active, canary_ok FROM userstore.key_status ORDER BY id')->{rows}
	};
}

my @lines = map { $admin->value('SELECT userstore.new_key($1)', $_) } qw(k1 k2 k3);
my $wrong = $admin->value(q{SELECT userstore.new_key('k1')});
my $login = q{SELECT userstore.login('ann@example.com', 'correct horse') ->> 'email'};
$admin->value(q{SELECT userstore.create('{"email": "ann@example.com", "password": "correct horse"}')});

# The name.
is(problem(), 'The setting userstore.key_file is empty.', 'no file is named');
set($node, 'userstore.key_file', 'keys', $admin);
is(problem(), 'The setting userstore.key_file is not an absolute path.', 'a relative name');
set($node, 'userstore.key_file', $file, $admin);
is(problem(), 'There is no key file of that name.', 'no file');
write_file($file, "$lines[0]\n");
is(problem(), 'none', 'a file');

# What it is.
rename $file, "$folder/real" or die;
symlink "$folder/real", $file or die;
is(problem(), 'The key file is a symbolic link.', 'a symbolic link');
unlink $file;
mkdir $file or die;
is(problem(), 'The key file is not a regular file.', 'a folder');
rmdir $file;
mkfifo($file, 0600) or die;
is(problem(), 'The key file is not a regular file.', 'a pipe, without waiting');
unlink $file;
rename "$folder/real", $file or die;
is(problem(), 'none', 'the file again');

# Who may read and write it.
chmod 0000, $file;
is(problem(), 'The server may not read the key file.', 'not even the server');
for my $mode (0640, 0620, 0610, 0604, 0602, 0601, 0666)
{
	chmod $mode, $file;
	like(problem(), qr/^The key file gives rights to others/, sprintf('mode %o', $mode));
}
for my $mode (0400, 0600, 0700)
{
	chmod $mode, $file;
	is(problem(), 'none', sprintf('mode %o', $mode));
}
chmod 0600, $file;
for my $mode (0770, 0707, 0720, 0702)
{
	chmod $mode, $folder;
	like(problem(), qr/^The folder of the key file can be written to by others/, sprintf('folder of mode %o', $mode));
}
for my $mode (01777, 0755, 0700)
{
	chmod $mode, $folder;
	is(problem(), 'none', sprintf('folder of mode %o', $mode));
}

# Another's, and root's.
set($node, 'userstore.key_file', '/etc/passwd', $admin);
like(problem(), qr/^The key file gives rights to others/, 'root\'s file is accepted, but not for all to read');
SKIP:
{
	my $roots = '/etc/ssl/private/ssl-cert-snakeoil.key';
	my @status = stat $roots;

	skip 'no file of root\'s that its group reads, and we are of it', 1
	  unless @status && $status[4] == 0 && S_IMODE($status[2]) == 0640 && -r $roots;
	set($node, 'userstore.key_file', $roots, $admin);
	is(problem(), 'Line 1 of the key file is malformed.', 'root\'s file may be read by its group');
}

# Where it is.
my $data = $node->data_dir;
my $in_data = 'The key file is in the data directory: a base backup would carry it.';
my $in_space = 'The key file is in a tablespace: a base backup would carry it.';
$admin->run("CREATE TABLESPACE regress_space LOCATION '$spaces'");
symlink $data, "$folder/link" or die;
for my $case (["$data/keys", $in_data], ["$data/base/keys", $in_data], ["$wal/keys", $in_data],
	["$folder/link/keys", $in_data], ["$data/../" . ($data =~ s/.*\///r) . '/keys', $in_data],
	["$spaces/keys", $in_space])
{
	my ($path, $expected) = @$case;

	write_file($path, "$lines[0]\n");
	set($node, 'userstore.key_file', $path, $admin);
	is(problem(), $expected, $path =~ s/.*\/(?=.*\/)//r);
	unlink $path;
}
$admin->run('DROP TABLESPACE regress_space');
mkdir "$folder/sub", 0700 or die;
symlink "$folder/sub", "$folder/other" or die;
write_file("$folder/sub/keys", "$lines[0]\n");
set($node, 'userstore.key_file', "$folder/other/keys", $admin);
is(problem(), 'none', 'a folder may be reached by a link');
set($node, 'userstore.key_file', $file, $admin);

# What it holds.
my ($id, $key) = split / /, $lines[0];
my @malformed = ('k1', 'k1 ', "k1$key", "K1 $key", "k.1 $key", " $key", "$key k1", "k1 $key x", "k1 $key # x",
	"k1 " . substr($key, 0, 42), "k1 " . substr($key, 0, 40), "k1 A$key", "k1 $key=", "k1 $key\r", "k1 $key\0",
	"k1 " . substr($key, 0, 42) . '9', "k1 " . substr($key, 0, 20) . ' ' . substr($key, 20), ('k' x 33) . " $key");
for my $line (@malformed)
{
	write_file($file, "# a comment\n\n$lines[1]\n$line\n");
	is(problem(), 'Line 4 of the key file is malformed.', 'malformed: ' . ($line =~ s/[A-Za-z0-9+\/]{8,}/.../gr =~ s/\r/CR/r =~ s/\0/NUL/r));
}
is($admin->value('SELECT count(*) FROM userstore.key_file_keys()'), '0', '... and no other line gives a key');
write_file($file, "$lines[0]\n$lines[1]\n$wrong\n");
is(problem(), 'Line 3 of the key file has the id of another.', 'an id twice');
write_file($file, '');
is(problem(), 'The key file is empty.', 'an empty file');
write_file($file, "# none\n\n");
is(problem(), 'The key file has no key.', 'no key');
write_file($file, '#' x 1048577);
is(problem(), 'The key file is larger than 1 MB.', 'a large file');
write_file($file, ('#' x 1048475) . "\n$lines[0]\n");
is(problem(), 'none', 'one that is not too large');
write_file($file, join('', map { "m$_ $key\n" } 1 .. 128));
is(problem(), 'none', 'as many keys as there may be');
append_to_file($file, "m129 $key\n");
is(problem(), 'Line 129 of the key file is one key too many.', '... and one more');
write_file($file, "  # a comment\n \t$lines[0] \n\n" . ($lines[1] =~ s/ /\t  /r =~ s/=//r));
is(status(), 'k1,t,f,- k2,t,f,-', 'blanks, no padding, no end of the last line');

# Confirmed keys.
write_file($file, "$lines[0]\n");
is($admin->sqlstate(q{SELECT userstore.confirm_escrow('k2')}), '55000', 'a key that is not in the file is not confirmed');
is($admin->sqlstate(q{SELECT userstore.confirm_escrow('k1')}), '00000', 'one that is, is');
is(status(), 'k1,t,t,t', '... and active');
my $confirmed = $admin->value('SELECT escrowed_at FROM userstore.keys');
is($admin->sqlstate(q{SELECT userstore.confirm_escrow('k1')}), '00000', 'it is confirmed again');
isnt($admin->value('SELECT escrowed_at FROM userstore.keys'), $confirmed, '... and when is kept');
write_file($file, "$wrong\n");
is(status(), 'k1,t,f,f', 'another key of that id is not the one');
is($admin->sqlstate(q{SELECT userstore.confirm_escrow('k1')}), '55000', '... and not confirmed instead');
write_file($file, "$lines[0]\n");

# A store that seals, in sessions that run; an id for each, told once a minute.
$admin->run(q{UPDATE userstore.mappings SET sealing = 'migrating'});
my $script = script($node);
is($script->value($login), 'ann@example.com', 'while a store migrates, what is not sealed is right');
is($script->sqlstate(q{SELECT userstore.create('{"email": "bob@example.com", "password": "correct horse"}')}),
	'00000', '... and a new user is sealed');
my $sealed = $admin->value(q{SELECT verifier FROM users WHERE email = 'bob@example.com'});
like($sealed, qr/^\$us-seal\$v=1,k=k1,s=argon2\$[A-Za-z0-9+\/]+$/, '... with the active key');
$admin->run(q{UPDATE userstore.mappings SET sealing = 'required', sealed_with = 'k1'});
$login =~ s/ann/bob/;
my $nobody = $login =~ s/bob/nobody/r;
is($script->value($login), 'bob@example.com', 'a sealed verifier matches');

sub served
{
	my ($name, $session) = @_;
	is($session->value($login), 'bob@example.com', "$name: in");
	return;
}

sub refused
{
	my ($name, $session) = @_;
	is(join(' ', $session->sqlstate($login), $session->sqlstate($nobody)), '55U02 55U02', "$name: nobody is");
	return;
}

my @size = ($lines[0], $wrong);
for my $case (
	['the file is gone', sub { rename $file, "$file.away" }, sub { rename "$file.away", $file }],
	['it is emptied', sub { truncate $file, 0 }, sub { append_to_file($file, "$lines[0]\n") }],
	['all may read it', sub { chmod 0644, $file }, sub { chmod 0600, $file }],
	['a line is broken', sub { append_to_file($file, 'x') }, sub { truncate $file, length("$lines[0]\n") }],
	['the key is another', sub { overwrite($wrong) }, sub { overwrite($lines[0]) }],
	['the key is another\'s', sub { write_file($file, "$lines[1]\n") }, sub { write_file($file, "$lines[0]\n") }])
{
	my ($name, $break, $mend) = @$case;

	$break->();
	refused($name, $script);
	$mend->();
	served("$name no more", $script);
}

# Writes over the file in place: it keeps its size and, as often as not, its times.
sub overwrite
{
	my ($line) = @_;

	open my $out, '+<', $file or die "$file: $!";
	print $out "$line\n";
	close $out;
	return;
}
my $mixed = 0;
for (1 .. 50)
{
	overwrite($wrong);
	$mixed++ if $script->sqlstate($login) ne '55U02';
	overwrite($lines[0]);
	$mixed++ if status() ne 'k1,t,t,t';
}
is($mixed, 0, 'a change is seen however soon another follows');

# The active key.
set($node, 'userstore.active_key', 'k2', $script, $admin);
refused('the active key is not in the file', $script);
is(status(), 'k1,t,f,t', '... and no key is active');
write_file($file, "$lines[1]\n$lines[0]\n");
refused('it is not confirmed', $script);
set($node, 'userstore.active_key', '', $script, $admin);
served('a key that is not confirmed comes first', $script);
is(status(), 'k1,t,t,t k2,t,f,-', '... and is not active');
$admin->value(q{SELECT userstore.confirm_escrow('k2')});
is(status(), 'k1,t,f,t k2,t,t,t', 'the first that is confirmed is active');
$script->run(q{SELECT userstore.change_password('bob@example.com', 'correct horse')});
like($admin->value(q{SELECT verifier FROM users WHERE email = 'bob@example.com'}), qr/k=k2,/, '... and sealed with');
set($node, 'userstore.active_key', 'k1', $script, $admin);
$script->run(q{SELECT userstore.change_password('bob@example.com', 'correct horse')});
like($admin->value(q{SELECT verifier FROM users WHERE email = 'bob@example.com'}), qr/k=k1,/, '... or the one that is named');
is($admin->sqlstate(q{SELECT userstore.retire_key('k1')}), '55000', 'a key that is in use is not retired');

# A session in a transaction, whose snapshot is older.
$script->run('BEGIN ISOLATION LEVEL REPEATABLE READ');
served('in a transaction', $script);
write_file($file, "$lines[1]\n");
is($script->sqlstate($login), '55U02', 'a key is gone');
$script->run('ROLLBACK');
write_file($file, "$lines[1]\n$lines[0]\n");
served('it is back', $script);

# A key that is retired opens nothing, though it is in the file.
$admin->run(q{UPDATE userstore.mappings SET sealed_with = 'k2'});
set($node, 'userstore.active_key', 'k2', $script, $admin);
is($admin->sqlstate(q{SELECT userstore.retire_key('k1')}), '55000', 'a key that one verifier is sealed with is not retired');
is($admin->sqlstate(q{SELECT userstore.retire_key('k1', lost => true)}), '00000', '... unless it is said to be lost');
is($script->value($login), undef, '... and then opens nothing, whoever has it');
$admin->value(q{SELECT userstore.confirm_escrow('k1')});
served('it is confirmed again', $script);

# What a client puts into its start-up packet.
is(script($node, options => "-c userstore.key_file=$folder/sub/keys")->refusal->{C}, '42501', 'no client names a file');
is(script($node, 'userstore.active_key' => 'k1')->refusal->{C}, '42501', '... nor a key');
is($script->sqlstate(q{SET userstore.key_file = ''}), '55P02', '... nor in its session');
is($script->sqlstate('SHOW userstore.key_file'), '42501', '... nor sees which it is');

# A standby, with the file and without.
$node->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'base', has_streaming => 1);
$standby->start;
$admin->run('CREATE TABLE written ()');
$node->wait_for_catchup($standby, 'replay');
my $watch = superuser($standby);
served('on a standby', script($standby));
set($standby, 'userstore.key_file', "$folder/sub/keys", $watch);
refused('it has but one of the keys', script($standby));
like(script($standby)->value(q{SELECT userstore.get_user('bob@example.com')}), qr/bob/, '... but get_user needs none');
set($standby, 'userstore.key_file', '', $watch);
refused('it has none', script($standby));
set($standby, 'userstore.key_file', $file, $watch);
served('it has both', script($standby));
$watch->close;
$standby->stop;

# What the operator is told, and what nobody is.
$script->close;
my $before = -s $node->logfile;
my $told = script($node);
unlink $file;
refused('in a new session', $told) for 1 .. 2;
my $log = slurp_file($node->logfile, $before);
is(scalar(() = $log =~ /LOG:.*sealed verifiers can't be used: There is no key file of that name\./g), 1,
	'the operator is told why, once');
unlike($told->received, qr/no key file/, '... and the client is not');
my $written = slurp_file($node->logfile) . slurp_file($standby->logfile) . $script->received . $told->received;
my @seen = grep { index($written, substr((split / /, $_)[1], 0, 12)) >= 0 } @lines, $wrong;
is(scalar @seen, 0, 'no key is in the log or was sent to a client');
