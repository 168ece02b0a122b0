# Proves: a login that can't upgrade an old verifier, because the row is
# locked, the session is read-only or the server is a standby, succeeds at once
# and writes nothing, with every password that the verifier takes.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More tests => 34;
use TestStore;

# "correct horse", by libxcrypt's crypt(): DES looks at eight bytes.
use constant DES => 'abhfCpXqd4GrI';
use constant MD5 => '$1$abcdefgh$y6iHhJNbuC0xpbk0w9pm80';

my $node = new_server('primary');
make_roles($node);
make_store($node, 'postgres');
my $admin = superuser($node);
my $verifiers = q{SELECT string_agg(CASE WHEN verifier LIKE '$us-wrap$%' THEN 'wrapped' WHEN verifier LIKE '$argon2id$%' THEN 'argon2id'
	ELSE verifier END, ' ' ORDER BY user_id) FROM users};

sub reset_users
{
	$admin->value('TRUNCATE users');
	$admin->value(q{INSERT INTO users (user_id, email, verifier) VALUES ('1', 'des@example.com', '} . DES . q{'), ('2', 'md5@example.com', '} . MD5 . q{')});
	return;
}

# Who of those who should gets in, and nobody else.
sub check_logins
{
	my ($session, $what) = @_;

	for my $login ([ 'des', 'correct horse', 1 ], [ 'des', 'correct house', 1 ], [ 'des', 'wrong horse' ], [ 'md5', 'correct horse', 2 ], [ 'md5', 'correct house' ])
	{
		my ($user, $password, $id) = @$login;
		is($session->value("SELECT userstore.login('$user\@example.com', '$password') ->> 'user_id'"), $id, "$what: $user, $password");
	}
	return;
}

# The rows are locked: a login that waited would wait for ever.
reset_users();
my $script = script($node);
$admin->run('BEGIN');
$admin->run('SELECT FROM users FOR UPDATE');
check_logins($script, 'locked');
$admin->run('COMMIT');
is($admin->value($verifiers), DES . ' ' . MD5, 'locked: nothing is written');
$admin->run('BEGIN');
$admin->run('LOCK TABLE users IN EXCLUSIVE MODE');
is($script->value(q{SELECT userstore.login('md5@example.com', 'correct horse') ->> 'user_id'}), '2', 'locked table');
$admin->run('COMMIT');
$script->close;

# Read-only.
$script = script($node, default_transaction_read_only => 'on');
check_logins($script, 'read-only');
is($admin->value($verifiers), DES . ' ' . MD5, 'read-only: nothing is written');
$script->close;

# A standby.
$node->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'base', has_streaming => 1);
$standby->start;
reset_users();
$node->wait_for_catchup($standby, 'replay');
$script = script($standby);
check_logins($script, 'standby');
$script->close;
is($admin->value($verifiers), DES . ' ' . MD5, 'standby: nothing is written');
my $reader = superuser($standby);
is($reader->sqlstate('CALL userstore.harden()'), '25006', 'nothing is hardened on a standby');
is($reader->sqlstate('CALL userstore.harden(dry_run => true)'), '00000', '... but estimated');
is(join(' ', map { join(' ', map { $_ // '-' } @$_[0 .. 2]) } @{ $reader->run('SELECT * FROM userstore.schemes(exact => true) ORDER BY scheme')->{rows} }),
	'descrypt rounds=25 1 md5crypt rounds=1000 1', '... and counted');
$reader->close;

# What the primary writes, the standby takes.
$script = script($node);
check_logins($script, 'primary');
is($admin->value($verifiers), 'wrapped argon2id', 'the primary upgrades');
$node->wait_for_catchup($standby, 'replay');
$script->close;
$script = script($standby);
check_logins($script, 'standby, upgraded');
$script->close;
unlike(slurp_file($standby->logfile), qr/could not record/, 'the standby tried to write nothing');

$admin->close;
$standby->stop;
$node->stop;
