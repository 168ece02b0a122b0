# Proves: no lock on userstore.events keeps a login out; a change waits for one
# or fails; events survive dump and restore with their days; prune_events()
# drops, deletes and makes what it says; a login's event does not wait for the
# disk, and nothing else stops waiting for it.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More tests => 76;
use TestGuard;
use TestStore;

use constant ANN => 'ann1@example.com';
use constant TODAY => q{(clock_timestamp() AT TIME ZONE 'UTC')::date};

my $node = new_server('events');
my $dir = PostgreSQL::Test::Utils::tempdir;
make_roles($node);
make_store($node, 'postgres');
add_users($node, 'ann', 1);
my $admin = superuser($node);
my $script = script($node);

# "<event> <how often>, ..." of what is recorded.
sub recorded
{
	my ($session) = @_;
	return $session->value(q{SELECT coalesce(string_agg(event || ' ' || n, ', ' ORDER BY event), '') FROM
		(SELECT event, count(*) AS n FROM userstore.events GROUP BY event) AS e});
}

# The days that have a partition, counted from today.
sub days
{
	my ($session) = @_;
	return $session->value('SELECT string_agg((day - ' . TODAY . q{)::text, ' ' ORDER BY day)
		FROM userstore.event_days()});
}

sub not_recorded
{
	return [ slurp_file($node->logfile, $_[0]) =~ /LOG: .*(a login of user ".*" of store ".*" was not recorded)\n.*DETAIL: +(.*)/g ];
}

is(days($admin), '0 1 2 3 4 5 6 7', 'grant_access() makes the next days');

# Locks.
for my $lock ('TABLE userstore.events', 'TABLE userstore.events_default', 'TABLE ONLY userstore.events')
{
	my $end_of_log = -s $node->logfile;

	$admin->run('TRUNCATE userstore.events');
	$admin->run('BEGIN');
	$admin->run("LOCK $lock IN SHARE MODE");
	is(login($script, ANN, PASSWORD), 'in', "while somebody holds a lock on $lock: a login");
	if ($lock =~ /default/)
	{
		is_deeply(not_recorded($end_of_log), [], '... is recorded on a day of its own');
		is(recorded($admin), 'login 1', '... which the row shows');
		is($admin->value(q{SELECT role || ' ' || session_role FROM userstore.events}), SCRIPT . ' ' . SCRIPT, '... with who asked');
		$admin->run('COMMIT');
		next;
	}
	is_deeply(not_recorded($end_of_log), [ 'a login of user "ann1" of store "default" was not recorded', 'SQLSTATE 55P03.' ], '... has a line in the log');
	$script->run(q{SET lock_timeout = '10ms'});
	my $error = $script->run(q{SELECT userstore.verify('ann1@example.com')})->{error};
	is($error->{C}, '55P03', '... a change fails when its caller does not wait');
	is($admin->value('SELECT email_verified FROM users'), 'f', '... and is not done');
	$script->run('RESET lock_timeout');
	$script->send(q{SELECT userstore.verify('ann1@example.com') IS NOT NULL});
	$node->poll_query_until('postgres', q{SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation::regclass::text = 'userstore.events')})
	  or die 'nobody waits';
	$admin->run('COMMIT');
	is($script->answer->{rows}[0][0], 't', '... and is done when it does');
	is(recorded($admin), 'verify 1', '... and recorded');
	$admin->run('UPDATE users SET email_verified = false');
}

# Where nothing can be written.
$admin->run(q{UPDATE userstore.mappings SET options = options || '{"set": {"login": {}}, "events": "all"}'});
{
	my $end_of_log = -s $node->logfile;
	$script->run('BEGIN READ ONLY');
	is(login($script, ANN, PASSWORD), 'in', 'a login in a read-only transaction');
	$script->run('COMMIT');
	is_deeply(not_recorded($end_of_log), [ 'a login of user "ann1" of store "default" was not recorded', 'The transaction is read-only.' ], '... has a line in the log');
}

# Somebody prepares and prunes while a login's transaction is open.
$script->run('BEGIN');
is(login($script, ANN, PASSWORD), 'in', 'a transaction with a login is open');
$admin->run('SELECT userstore.make_event_day(' . TODAY . " - $_)") for 100, 91;
$admin->run(q{INSERT INTO userstore.events SELECT clock_timestamp() - n * interval '1 day', 'login', 'default', gen_random_uuid(), 'old', 'x', 'x', NULL FROM unnest('{100,89,200,300}'::int[]) AS n});
is(join(' ', @{ $admin->run('CALL userstore.prune_events()')->{rows}[0] }), '0 2 2 0', 'prune_events() leaves days that it can not lock');
is($script->sqlstate('COMMIT'), '00000', '... the transaction goes on');
is(join(' ', @{ $admin->run('CALL userstore.prune_events()')->{rows}[0] }), '2 0 0 0', '... and takes them the next time');
is(days($admin), '0 1 2 3 4 5 6 7', '... without the others');
is($admin->value(q{SELECT count(*) FROM userstore.events WHERE user_id = 'old'}), '1', '... nor what is younger');
is($admin->value(q{SELECT task || ' ' || keep FROM userstore.maintenance WHERE ran_at > now() - interval '1 hour'}), 'prune_events 90 days', '... and when it ran is written down');
is($admin->sqlstate(q{CALL userstore.prune_events('-1 day')}), '22023', '... but not for less than no time');
is($admin->sqlstate('CALL userstore.prune_events(NULL)'), '22023', '... nor for an unknown one');
is(join(' ', @{ $admin->run(q{CALL userstore.prune_events('1 day')})->{rows}[0] }), '0 0 1 0', '... another time to keep');

# A dump, with rows of today and of the default partition.
$admin->run('SELECT count(userstore.drop_event_day(day)) FROM userstore.event_days() WHERE day > ' . TODAY);
$admin->run(q{INSERT INTO userstore.events SELECT now() - interval '30 days', 'delete', 'default', gen_random_uuid(), 'old', 'x', 'x', NULL});
$admin->run('ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC');
$admin->run('SELECT userstore.prepare_events(5)');
$admin->run('GRANT SELECT ON userstore.events TO ' . OWNER);
my ($rows, $before) = (recorded($admin), days($admin));
like($rows, qr/^delete 1, login \d, verify 1$/, 'what is dumped');
for my $how ('plain', 'custom', 'parallel')
{
	my @dump = $how eq 'plain' ? () : ('-Fc');
	$node->safe_psql('postgres', "CREATE DATABASE $how TEMPLATE template0");
	$node->command_ok([ 'pg_dump', @dump, '-f', "$dir/$how", 'postgres' ], "$how: pg_dump");
	my @restore = $how eq 'plain' ? ('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $how, '-f', "$dir/$how")
	  : ('pg_restore', '--exit-on-error', ($how eq 'parallel' ? ('-j', '2') : ()), '-d', $how, "$dir/$how");
	$node->command_ok(\@restore, '... restore');
	my $copy = superuser($node, database => $how);
	my $session = script($node, database => $how);
	is(recorded($copy), $rows, '... has the events');
	is(days($copy), $before, '... the days');
	is($copy->value(q{SELECT count(*) FROM pg_index WHERE indrelid IN (SELECT partition FROM userstore.event_days())}), 2 * (split / /, $before), '... their indexes');
	is($copy->value("SELECT has_table_privilege('" . OWNER . "', 'userstore.events', 'SELECT')"), 't', '... but those that were granted');
	is($copy->value('SELECT userstore.prepare_events(6)'), '1', '... and goes on');
	is($copy->value(q{SELECT count(*) FROM pg_class c, aclexplode(c.relacl) a WHERE c.relname ~ '^events_' AND c.relnamespace = 'userstore'::regnamespace AND a.grantee <> c.relowner}), '0', '... no rights on them');
	is(login($session, ANN, PASSWORD), 'in', '... a login');
	isnt(recorded($copy), $rows, '... is recorded');
	$session->close;
	is($copy->sqlstate('DROP EXTENSION userstore'), '00000', '... DROP EXTENSION without CASCADE');
	is($copy->value(q{SELECT count(*) FROM pg_class WHERE relname ~ '^events'}), '0', '... leaves no events');
	$copy->close;
}
$admin->run('ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM PUBLIC');
$admin->close;
$script->close;

# The wait for the disk: for a standby that does not exist.
$admin = superuser($node, synchronous_commit => 'local');
$admin->run('CREATE TABLE notes (note text); GRANT INSERT ON notes TO PUBLIC');
# This store stamps nothing, and has a trigger.
$admin->run('ALTER TABLE users DROP COLUMN last_login, DROP COLUMN logins_count');
$admin->run(q{SELECT userstore.attach('default', 'public.users', columns - '{last_login,logins_count}'::text[], options) FROM userstore.mappings});
$admin->run('CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$');
$admin->run('CREATE TRIGGER audit BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION audit()');
$node->append_conf('postgresql.conf', "synchronous_standby_names = 'nobody'");
$node->reload;
$script = script($node);
$node->poll_query_until('postgres', q{SELECT current_setting('synchronous_standby_names') = 'nobody'}) or die;

sub waits
{
	my ($last, @statements) = reverse @_;
	my $pid = $script->pid;

	$script->run($_) for reverse @statements;
	$script->send($last);
	$node->poll_query_until('postgres', "SELECT coalesce(wait_event, '') = 'SyncRep' OR state = 'idle' FROM pg_stat_activity WHERE pid = $pid")
	  or die;
	my $waits = $admin->value("SELECT wait_event = 'SyncRep' FROM pg_stat_activity WHERE pid = $pid");
	$admin->value("SELECT pg_cancel_backend($pid)") if defined $waits && $waits eq 't';
	my $answer = $script->answer;
	die $answer->{error}{M} if $answer->{error};
	return defined $waits && $waits eq 't' ? 'waits' : 'does not wait';
}

my $login = q{SELECT userstore.login('ann1@example.com', 'correct horse')};
my $insert = q{INSERT INTO notes VALUES ('mine')};
$admin->run('TRUNCATE userstore.events');
is(waits($login), 'does not wait', 'in a store that stamps nothing, a login');
is(waits('BEGIN', $login, $login, 'COMMIT'), 'does not wait', 'two');
is(recorded($admin), 'login 3', '... are recorded');
is(waits('BEGIN', $login, $insert, 'COMMIT'), 'waits', 'a login, then an insert');
is(waits('BEGIN', $insert, $login, 'COMMIT'), 'waits', 'an insert, then a login');
is(waits('BEGIN', $login, $insert, $login, 'COMMIT'), 'waits', 'an insert between two logins');
is(waits(q{SELECT userstore.verify('ann1@example.com')}), 'waits', 'verify');
# An event that fails after it wrote something.
$admin->run('ALTER TABLE userstore.events ADD CHECK (event <> $$login$$) NOT VALID');
is(waits($login), 'does not wait', 'a login that could not be recorded');
is(waits('BEGIN', $login, $insert, 'COMMIT'), 'waits', '... then an insert');
$admin->run('ALTER TABLE userstore.events DROP CONSTRAINT events_event_check');
is($script->value('SHOW synchronous_commit'), 'on', 'the setting is as it was');

$script->close;
$admin->close;
$node->stop;
