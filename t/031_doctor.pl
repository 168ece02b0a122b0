# Proves: what doctor() tells after an installation by the README, on a standby,
# on a node without the library, after a restore, of keys, preloading, memory
# and the wire; and that selftest() leaves no trace and takes one hash slot.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TestGuard;
use TestSealing;
use TestSession;
use TestStore;

my $node = new_server('doctor', 'userstore.hash_slots = 1');
my $dir = PostgreSQL::Test::Utils::tempdir;

# "check: status" of what is not well, or of the checks that match.
sub findings
{
	my ($server, $like, $database, $exact) = @_;
	return $server->safe_psql($database // 'postgres', q{SELECT d.check || ': ' || d.status FROM userstore.doctor(}
		  . ($exact // 'false') . q{) AS d WHERE }
		  . (defined $like ? "d.check LIKE '$like'" : "d.status <> 'ok'") . q{ ORDER BY 1});
}

# Does what doctor says of the checks that match.
sub cure
{
	my ($server, $like, $database) = @_;
	my $cures = $server->safe_psql($database // 'postgres', "SELECT string_agg(d.cure, '; ') FROM userstore.doctor() AS d WHERE d.check LIKE '$like'");

	$server->safe_psql($database // 'postgres', $cures);
	return;
}

sub failing { my ($server) = @_; return join("\n", grep { /: fail$/ } split /\n/, findings($server)); }

SKIP:
{
	skip 'no /usr/bin/python3', 1 if !-x '/usr/bin/python3';
	command_ok([ "$FindBin::RealBin/../tools/selftest_answers", '--check' ], 'the known answers are those of test/vectors');
}

# The README's five steps.
make_roles($node);
$node->safe_psql('postgres', 'CREATE EXTENSION userstore');
is(findings($node), '', 'without a store all is well');
$node->safe_psql('postgres', "SELECT userstore.create_store(owner => '" . OWNER . "');"
	  . "SELECT userstore.grant_access('" . SCRIPT . "', connection_limit => 20)");
is(findings($node), join("\n", 'prune_events() runs daily: warn',
		'role ' . SCRIPT . ': it may make no temporary tables: warn',
		'role ' . SCRIPT . ': pg_stat_activity does not show its statements: warn'),
	'after an installation there are three things to do');
cure($node, 'role %');
$node->safe_psql('postgres', 'CALL userstore.prune_events()');
is(findings($node), '', '... and then none');
add_users($node, 'ann', 1);

# selftest()
{
	my $admin = superuser($node);
	my $traces = sub {
		return $admin->value(q{SELECT jsonb_build_object('stats', (SELECT jsonb_agg(to_jsonb(s) ORDER BY s.store) FROM userstore.stats s WHERE s.store IS NOT NULL),
			'failures', (SELECT jsonb_agg(f) FROM userstore.failures() f), 'events', (SELECT count(*) FROM userstore.events),
			'throttled', (SELECT jsonb_agg(to_jsonb(t)) FROM unnest('{nobody, ann1@example.com, selftest@userstore.invalid}'::text[]) AS i, userstore.throttled(i) AS t))});
	};
	is(login(script($node), 'ann1@example.com', wrong()), 'null', 'a login');
	my $before = $traces->();
	is($admin->value(q{SELECT count(*) FROM userstore.selftest() AS t WHERE t.status <> 'ok'}), '0', 'selftest, with one slot: ok');
	is($traces->(), $before, '... and nothing is counted for a store, throttled or recorded');
	is($admin->value('SELECT slots_busy FROM userstore.guard'), '0', '... nor held');
	$admin->close;
}

# Preloading, log and wire, by the server's configuration
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'userstore'\nlog_min_messages = fatal\nlisten_addresses = '0.0.0.0'");
$node->restart;
is(findings($node), join("\n", 'passwords come over TLS: warn', 'role ' . SCRIPT . ': its errors pass the log hook: warn',
		'shared_preload_libraries does not name the library: warn'), 'the configuration is looked at');
$node->append_conf('postgresql.conf', "shared_preload_libraries = ''\nlog_min_messages = warning\nlisten_addresses = '127.0.0.1, localhost'");
$node->restart;
is(findings($node), '', 'and well again');

# A restore that loses the settings of roles, or all rights
$node->command_ok([ 'pg_dump', '-f', "$dir/plain.sql", 'postgres' ], 'pg_dump');
$node->command_ok([ 'pg_dump', '-x', '-f', "$dir/bare.sql", 'postgres' ], 'pg_dump -x');
for my $name (qw(plain bare))
{
	$node->safe_psql('postgres', "CREATE DATABASE $name TEMPLATE template0");
	$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $name, '-f', "$dir/$name.sql" ], "restore: $name");
	my $told = findings($node, undef, $name);
	like($told, qr/^role \S+: its settings are as grant_access\(\) made them: fail$/m, '... its settings are missed');
	like($told, qr/^role \S+: it may execute what it was granted: fail$/m, '... and its rights') if $name eq 'bare';
	cure($node, '%its settings%', $name);
	unlike(findings($node, undef, $name), qr/: fail$/m, '... until access is granted again');
}

# Keys
my $key = 'key "k1": this node has it';
use_keys($node, [ new_key($node, 'k1') ]);
is(findings($node), 'every key of the key file is escrowed: warn', 'a key that nobody has confirmed');
cure($node, 'every key%');
is(findings($node), '', '... confirmed');
$node->safe_psql('postgres', 'CALL userstore.reseal()');
is(findings($node), '', 'a sealed store is well');
is(findings($node, undef, undef, 'true'), '', '... wholly');
my @keys = split /\n/, slurp_file(key_file($node));
write_keys($node, new_key($node, 'k1'));
like(failing($node), qr/^\Q$key\E: fail$/m, 'another key of that name');
write_keys($node, new_key($node, 'k2'));
like(failing($node), qr/^\Q$key\E: fail$/m, 'the key is not in the file');
unlink key_file($node) or die;
like(failing($node), qr/^\Q$key\E: fail\nthe key file can be read: fail$/m, 'no file');
like(failing($node), qr/^a key is active: fail$/m, '... so none is active');
write_keys($node, new_key($node, 'k2'), @keys);
is(findings($node), 'every key of the key file is escrowed: warn', 'the key is back, behind one that nobody has confirmed');
set_setting($node, 'userstore.active_key', 'k3');
like(failing($node), qr/^a key is active: fail$/m, 'another is to be active, that is not there');
set_setting($node, 'userstore.active_key', '');
cure($node, 'every key%');
is(findings($node), 'store "default": it is sealed with the active key: warn', 'another key is active');
$node->safe_psql('postgres', 'CALL userstore.reseal()');
is(findings($node), '', '... resealed');
for (['25 hours', 'warn'], ['31 days', 'fail'], ['1 hour', undef])
{
	my ($age, $status) = @$_;
	$node->safe_psql('postgres', "UPDATE userstore.mappings SET sealing = 'migrating', sealing_since = now() - interval '$age'");
	is(findings($node), $status ? "store \"default\": sealing or unsealing it is finished: $status" : '', "migrating for $age");
}
$node->safe_psql('postgres', q{UPDATE userstore.mappings SET sealing = 'required'});
$node->safe_psql('postgres', 'CREATE ROLE regress_userstore_reader; GRANT pg_read_server_files TO regress_userstore_reader');
is(findings($node), q{nobody but superusers may read the server's files: warn}, 'somebody may read the file');
cure($node, '%server\'\'s files');
is(findings($node), '', '... no longer');
$node->safe_psql('postgres', q{INSERT INTO users (user_id, email, verifier) VALUES ('bob', 'bob@example.com', '} . WEAK_VERIFIER . q{')});
is(findings($node, undef, undef, 'true'), 'store "default": every verifier is sealed if it should be, and for its user: fail', 'a verifier that is not sealed');
$node->safe_psql('postgres', q{DELETE FROM users WHERE user_id = 'bob'});

# A standby, with the library and without
$node->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('doctor_standby');
$standby->init_from_backup($node, 'base', has_streaming => 1);
$standby->start;
$node->safe_psql('postgres', 'CREATE TABLE written ()');
$node->wait_for_catchup($standby, 'replay');
is(findings($standby), '', 'a standby is well');
is(findings($standby, undef, undef, 'true'), '', '... wholly');
is($standby->safe_psql('postgres', q{SELECT count(*) FROM userstore.selftest() AS t WHERE t.status <> 'ok'}), '0', '... and passes selftest');
SKIP:
{
	my $installed = `pg_config --pkglibdir`;
	chomp $installed;
	skip 'the library is installed in the system', 4 if -e "$installed/userstore.so";
	$standby->append_conf('postgresql.conf', "dynamic_library_path = '\$libdir'");
	$standby->append_conf('postgresql.conf', "extension_destdir = ''")
	  if $standby->safe_psql('postgres', q{SELECT count(*) FROM pg_settings WHERE name = 'extension_destdir'});
	$standby->append_conf('postgresql.conf', "extension_control_path = '\$system'")
	  if $standby->safe_psql('postgres', q{SELECT count(*) FROM pg_settings WHERE name = 'extension_control_path'});
	$standby->restart;
	my $told = findings($standby);
	like($told, qr/^the library loads on this node: fail$/m, 'a node without the library');
	like($told, qr/^store "default": its mapping can be looked at: fail$/m, '... and what that means');
	like($standby->safe_psql('postgres', q{SELECT d.detail FROM userstore.doctor() AS d WHERE d.check LIKE 'the library loads%'}), qr/^(58P01|0A000|XX000): /, '... and why');
	is(findings($standby, '%its owner is no superuser'), 'store "default": its owner is no superuser: ok', '... and the rest is looked at');
}
$standby->stop;

# No memory: files may not be as large as the segment.
SKIP:
{
	skip 'no prlimit', 2 if system('prlimit --version >/dev/null 2>&1') != 0;
	$node->restart;
	my ($postmaster) = slurp_file($node->data_dir . '/postmaster.pid') =~ /^(\d+)/;
	system_or_bail('prlimit', "--pid=$postmaster", '--fsize=2000000:');
	is(findings($node, 'the guard%'), 'the guard has its shared memory: fail', 'no memory');
	system_or_bail('prlimit', "--pid=$postmaster", '--fsize=unlimited:');
	is(findings($node, 'the guard%'), 'the guard has its shared memory: ok', '... and some');
}
$node->stop;
done_testing();
