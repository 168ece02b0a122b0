# Proves: a granted role's sessions are redacted from their first statement, and
# nobody else's; the role can't undo it; no state of extension, server or
# configuration keeps it from connecting; a restore is mended by grant_access.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More tests => 55;
use TestLog;
use TestStore;

my $node = new_server('role_settings', "session_preload_libraries = 'auto_explain'", 'log_min_messages = info');
make_roles($node);
$node->safe_psql('postgres', 'ALTER ROLE ' . SCRIPT . " SET log_statement = 'ddl'");
make_store($node, 'postgres');
my $admin = superuser($node);
$admin->value('CREATE ROLE regress_userstore_other LOGIN');
my $echo = "SELECT 'hunter2'::int";

# What an error says of a value in the statement.
sub told
{
	my ($session) = @_;
	my $error = $session->run($echo)->{error};
	return $error ? "$error->{C} $error->{M}" : 'no error';
}
use constant REDACTED => '22P02 invalid input syntax for type %s: "%s"';
use constant PLAIN => '22P02 invalid input syntax for type integer: "hunter2"';

# What a new session of a role is told.
sub told_anew
{
	my ($role, %packet) = @_;
	my $session = superuser(delete $packet{node} // $node, user => $role, %packet);

	return "connection refused: $session->{refusal}{C}" if $session->refusal;
	my $told = told($session);
	$session->close;
	return $told;
}

sub setting
{
	my ($name, $database) = @_;
	return $admin->value("SELECT substr(s, strpos(s, '=') + 1) FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase, unnest(setconfig) AS s"
		  . " WHERE setrole = '@{[SCRIPT]}'::regrole AND datname = \$1 AND split_part(s, '=', 1) = \$2", $database // 'postgres', $name);
}

# Whose sessions, and since when.
{
	is(setting('session_preload_libraries'), 'auto_explain, userstore', 'the library is added to the server\'s own');
	is(setting('log_statement'), 'none', 'a setting of the role in all databases is overridden');
	my $session = script($node);
	is(told($session), REDACTED, 'a granted role: the first statement');
	my $error = $session->run("DO \$\$ BEGIN PERFORM 1 / 0; END \$\$")->{error};
	is_deeply([ @$error{qw(M W q)} ], [ 'division by zero', undef, undef ], 'a message without values stays, context and query do not');
	is($session->run('SELECT 1 +')->{error}{M}, 'syntax error at end of input', 'a syntax error is called one');
	$error = $session->run("SELECT userstore.create('{\"email\": \"no address\"}')")->{error};
	is("$error->{C} $error->{M}", '23U11 the e-mail address is not valid', 'our own messages stay');
	$error = $session->run("SELECT userstore.get_user('ann', 'hunter2')")->{error};
	is_deeply([ @$error{qw(C M)} ], [ '42501', 'no access to the store' ], '... but no store\'s name that was typed');
	like($error->{D}, qr/does not exist, or this action/, '... with their detail');
	is($session->value('SHOW auto_explain.log_min_duration'), '-1', 'the server\'s library is loaded too');
	$session->close;

	is(told_anew('regress_userstore_other'), PLAIN, 'another role');
	is(told_anew(SCRIPT, database => 'template1'), PLAIN, 'another database');
	my $taken = superuser($node);
	$taken->run('SET ROLE ' . SCRIPT);
	is($taken->sqlstate("SELECT userstore.get_user('ann')"), '00000', 'a superuser who has taken on the role calls an action');
	is(told($taken), PLAIN, '... and is told all the same');
	$taken->close;
}

# Parallel workers write to the log themselves.
{
	my $from = -s $node->logfile;
	my $session = script($node);
	my $force = $session->value(q{SELECT name FROM pg_settings WHERE name IN ('force_parallel_mode', 'debug_parallel_query')});

	$session->run("SET $force = on");
	like($session->value("EXPLAIN SELECT length(relname) FROM pg_class"), qr/Gather/, 'a parallel worker');
	my $error = $session->run("SELECT (relname || 'hunter2')::int FROM pg_class")->{error};
	is($error->{C}, '22P02', '... that fails');
	is(leaks($session->received, 'hunter2'), '', '... tells the client nothing');
	$session->close;
	like(slurp_file($node->logfile, $from), qr/invalid input syntax/, '... and is in the log');
	is(leaks(slurp_file($node->logfile, $from), 'hunter2'), '', '... without the value');
}

# The role can't undo it.
{
	my $session = script($node);
	my $role = SCRIPT;
	for my $change ("log_statement = 'all'", "session_preload_libraries = ''", 'log_min_error_statement = error', 'log_min_duration_statement = 0')
	{
		is($session->sqlstate("SET $change"), '42501', "the role can't SET $change");
		is($session->sqlstate("ALTER ROLE $role IN DATABASE postgres SET $change"), '42501', '... nor for later sessions');
	}
	is($session->sqlstate("ALTER ROLE $role IN DATABASE postgres RESET ALL"), '00000', 'RESET ALL');
	$session->close;
	is_deeply([ map { setting($_) } qw(session_preload_libraries log_statement pg_stat_statements.track) ],
		[ 'auto_explain, userstore', 'none', 'none' ], '... leaves what counts');
	is(told_anew(SCRIPT, session_preload_libraries => ''), 'connection refused: 42501', 'nor can it do without the library');
	is(told_anew(SCRIPT), REDACTED, 'its sessions are redacted');
	$admin->value("SELECT userstore.grant_access('$role')");
	is(setting('statement_timeout'), '10s', 'grant_access sets again what it reset');
}

# Without preloading it begins with the first call.
{
	$admin->value('ALTER ROLE ' . SCRIPT . ' IN DATABASE postgres RESET session_preload_libraries');
	my $session = script($node);
	is(told($session), PLAIN, 'not preloaded: before the first call');
	is($session->sqlstate("SELECT userstore.get_user('ann')"), '00000', '... an action is called');
	is(told($session), REDACTED, '... and afterwards');
	$session->close;
	$admin->value("SELECT userstore.grant_access('" . SCRIPT . "')");
}

# The server's list changes, which a session's own value would hide.
{
	$node->append_conf('postgresql.conf', q{session_preload_libraries = '"$libdir/auto_explain", auth_delay'});
	$node->reload;
	my $hidden = superuser($node, session_preload_libraries => 'auto_explain');
	is($hidden->value(q{SELECT value FROM userstore.wanted_settings('} . SCRIPT . q{') WHERE name = 'session_preload_libraries'}),
		'"$libdir/auto_explain", auth_delay, userstore', 'what is wanted follows the server\'s list');
	$hidden->value("SELECT userstore.grant_access('" . SCRIPT . "')");
	is(setting('session_preload_libraries'), '"$libdir/auto_explain", auth_delay, userstore', 'grant_access follows it');
	is(told_anew(SCRIPT), REDACTED, 'sessions load it');
	$hidden->close;
	$node->append_conf('postgresql.conf', q{session_preload_libraries = 'auto_explain'});
	$node->reload;
}

# A standby.
{
	$node->backup('backup');
	my $standby = PostgreSQL::Test::Cluster->new('role_settings_standby');
	$standby->init_from_backup($node, 'backup', has_streaming => 1);
	$standby->start;
	is(told_anew(SCRIPT, node => $standby), REDACTED, 'on a standby');
	$standby->stop;
}

# A restore into another database of another server's dump.
{
	my $dump = $node->backup_dir . '/dump.sql';
	$admin->value("ALTER ROLE @{[SCRIPT]} IN DATABASE postgres SET lock_timeout = '7s'");
	$admin->value('UPDATE userstore.role_settings SET before = $$1min$$ WHERE name = $$lock_timeout$$');
	$node->command_ok([ 'pg_dump', '-f', $dump, $node->connstr('postgres') ], 'pg_dump');
	$admin->value('CREATE DATABASE restored');
	$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump, $node->connstr('restored') ], 'psql restores it');
	my $there = superuser($node, database => 'restored');

	is(setting('session_preload_libraries', 'restored'), undef, 'the settings are not in it');
	cmp_ok($there->value('SELECT count(*) FROM userstore.role_settings'), '>=', 17, 'what they were is');
	is(told_anew(SCRIPT, database => 'restored'), PLAIN, 'nothing is redacted');
	$there->value("SELECT userstore.grant_access('" . SCRIPT . "')");
	is(told_anew(SCRIPT, database => 'restored'), REDACTED, '... until access is granted again');
	is(setting('lock_timeout', 'restored'), '5s', '... which sets all');
	$there->value("SELECT userstore.revoke_access('" . SCRIPT . "')");
	is(setting('lock_timeout', 'restored'), '1min', 'revoke_access restores what was before');
	is(setting('session_preload_libraries', 'restored'), undef, '... or nothing');
	is(setting('lock_timeout'), '7s', '... in that database alone');
	$there->close;
}

# Half of the extension.
{
	$admin->value('ALTER TABLE userstore.grants RENAME TO gone');
	is(told_anew(SCRIPT), REDACTED, 'a configuration table is gone: the role connects, and is redacted');
	$admin->value('ALTER TABLE userstore.gone RENAME TO grants');
	$admin->value('DROP EXTENSION userstore CASCADE');
	is(told_anew(SCRIPT), PLAIN, 'the extension is gone: the role connects');
	$admin->value('CREATE SCHEMA userstore');
	is(told_anew(SCRIPT), REDACTED, 'a schema of that name and nothing in it');
	$admin->value('DROP SCHEMA userstore');
}

# Preloaded by the server, it is no news to the session.
{
	$node->append_conf('postgresql.conf', "shared_preload_libraries = 'userstore'\nautovacuum_naptime = 1");
	$node->restart;
	$admin = superuser($node);
	$admin->value('DROP TABLE users; DROP FUNCTION users_fold');
	$admin->value('CREATE EXTENSION userstore');
	$admin->value("SELECT userstore.create_store(owner => '" . OWNER . "')");
	$admin->value("SELECT userstore.grant_access('" . SCRIPT . "')");
	my $session = script($node);
	is(told($session), PLAIN, 'loaded by shared_preload_libraries: before the first call');
	is($session->sqlstate("SELECT userstore.get_user('ann')"), '00000', '... an action is called');
	is(told($session), REDACTED, '... and afterwards');
	$session->close;
	is(told_anew('regress_userstore_other'), PLAIN, '... another role');
}
$node->stop;
