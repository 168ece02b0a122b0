# Proves: what we made of a password is wiped from the backend's memory, after
# a success, a refusal and an error alike.
#
# The bytes as they were sent stay in PostgreSQL's own buffers.  So the
# passwords are sent in a form in which they have other bytes than where we
# work with them: with an escape in JSON, and not in NFC.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More;
use TestStore;

# Does the memory of a process hold these bytes?
sub holds
{
	my ($pid, $bytes) = @_;
	my $found = 0;

	open my $maps, '<', "/proc/$pid/maps" or return;
	open my $memory, '<:raw', "/proc/$pid/mem" or return;
	while (my $line = <$maps>)
	{
		# What is its own and can be written: heap, stack, anonymous.
		my ($from, $to, $name) = $line =~ /^([0-9a-f]+)-([0-9a-f]+) rw.p \S+ \S+ \S+\s*(\S*)/ or next;
		my $size = hex($to) - hex($from);

		next if $size > 256 * 1024 * 1024;
		seek($memory, hex($from), 0);
		my $content = '';
		$found++ if read($memory, $content, $size) && index($content, $bytes) >= 0;
	}
	return $found;
}

my $node = new_server('primary');
make_roles($node);
make_store($node, 'postgres');
my $script = script($node);
my $pid = $script->pid;

plan skip_all => 'no access to the memory of a process of our own'
  unless defined holds($pid, 'x');
plan tests => 13;

# The measure finds what is there.
$script->value(q{SET application_name = 'seen here 4711'});
ok(holds($pid, 'seen here 4711'), 'the measure finds what is kept');

# Made of a JSON escape.
my $canary = 'canary-escaped-1';
(my $escaped = $canary) =~ s/y-e/\\u0079\\u002de/;
my $json = sprintf('{"email": "ann@example.com", "password": "%s"}', $escaped);
is($script->sqlstate('SELECT userstore.create($1)', $json), '00000', 'create');
is(holds($pid, $canary), 0, 'create: nothing is left');
is($script->sqlstate('SELECT userstore.create($1)', $json), '23U01', 'create, refused');
is(holds($pid, $canary), 0, 'a refusal: nothing is left');

# Made by normalization: "e" and a combining accent become one letter.
my $nfd = "canary-caf\x65\xcc\x81-noir";
my $nfc = "canary-caf\xc3\xa9-noir";
ok($script->value('SELECT userstore.change_password($1, $2)', 'ann@example.com', $nfd), 'change_password');
is(holds($pid, $nfc), 0, 'change_password: nothing is left');
like($script->value('SELECT userstore.login($1, $2)', 'ann@example.com', $nfd), qr/ann\@example\.com/, 'login');
is(holds($pid, $nfc), 0, 'login: nothing is left');
is($script->value('SELECT userstore.login($1, $2)', 'bob@example.com', $nfd), undef, 'login of nobody');
is(holds($pid, $nfc), 0, 'nobody: nothing is left');

# Canceled while it is worked with.
$script->run(q{SET statement_timeout = '1ms'});
is($script->sqlstate('SELECT userstore.login($1, $2)', 'ann@example.com', $nfd), '57014', 'login, canceled');
is(holds($pid, $nfc), 0, 'canceled: nothing is left');

$script->close;
$node->stop;
