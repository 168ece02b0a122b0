# Proves: no password, verifier or salt of a granted session reaches a log, a
# view or a message to the client, however loud the server is and however an
# action is called.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More;
use TestLog;
use TestStore;
use Time::HiRes qw(usleep);

# Passwords are made of two halves, either of which gives one away.
my $password = 'tr0ub4dor/hunter2!';
my @halves = qw(tr0ub4dor hunter2);

my $libdir = qx(pg_config --pkglibdir);
chomp $libdir;
my $has_pgaudit = -e "$libdir/pgaudit.so";
my $node = new_loud_server('logs', $has_pgaudit ? 'pg_stat_statements,pgaudit' : 'pg_stat_statements',
	'userstore.max_digest_rounds = 1073741824');
make_roles($node);
my $admin = superuser($node, SILENT);
$admin->value($_)
  for 'CREATE EXTENSION userstore', 'CREATE EXTENSION pg_stat_statements',
  $has_pgaudit ? 'CREATE EXTENSION pgaudit' : (),
  "SELECT userstore.create_store(owner => '" . OWNER . "')",
  "SELECT userstore.grant_access('" . SCRIPT . "')",
  'CREATE ROLE regress_userstore_other LOGIN',
  'CREATE TABLE audit (said text)', 'GRANT ALL ON audit TO ' . OWNER,
  q{CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS
	$$ BEGIN INSERT INTO audit VALUES (current_query()); RETURN new; END $$},
  'CREATE TRIGGER audit AFTER INSERT OR UPDATE ON users FOR EACH ROW EXECUTE FUNCTION audit()',
  q{CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
	$$ BEGIN RAISE EXCEPTION '% of %', new.verifier, current_query() USING DETAIL = new.verifier; END $$},
  q{CREATE TRIGGER refuse BEFORE INSERT ON users FOR EACH ROW WHEN (new.email LIKE 'refused%') EXECUTE FUNCTION refuse()};
my $strong = $admin->value('SELECT userstore.hash_password($1)', $password);

# Parts of all verifiers that there are or were.
my %verifiers = map { $_ => 1 } map { (split /\$/)[4, 5] } WEAK_VERIFIER, $strong;
sub watch
{
	my $rows = $admin->run(q{SELECT verifier FROM users WHERE verifier LIKE '$argon2id$%'})->{rows};
	$verifiers{$_} = 1 for map { (split /\$/, $_->[0])[4, 5] } @$rows;
	return;
}

sub reset_users
{
	$admin->value('TRUNCATE users');
	$admin->run('INSERT INTO users (user_id, email, verifier) VALUES ($1, $2, $3), ($4, $5, $6)',
		'1', 'ann@example.com', $strong, '2', 'weak@example.com', WEAK_VERIFIER);
	$admin->value('DELETE FROM audit');
	return;
}

# The extended protocol with a name of a statement and values in text or binary.
sub bound
{
	my ($session, $name, $binary, $sql, @values) = @_;
	my @messages = (
		[ 'P', "$name\0$sql\0" . pack('n', 0) ],
		(map {
			[ 'B', "\0$name\0" . pack('nnn', 1, $binary, scalar @values)
				  . join('', map { pack('N/a*', $_) } @values) . pack('n', 0) ],
			[ 'E', "\0" . pack('N', 0) ]
		} 1 .. ($name eq '' ? 1 : 2)),
		[ 'S', '' ]);

	$session->send_message(@$_) for @messages;
	return $session->answer;
}

my $n = 0;
sub new_user
{
	my ($local) = @_;
	return sprintf '{"email": "%s%d@example.com", "password": "%s"}', $local // 'new', ++$n, $password;
}

# An action as the text of a call, and with values apart.
my @actions = (
	[ 'login', sub { ('login($1, $2)', 'ann@example.com', $password) } ],
	[ 'wrong login', sub { ('login($1, $2)', 'ann@example.com', 'wrong ' . ++$n . $password) } ],
	[ 'upgrade', sub { ('login($1, $2)', 'weak@example.com', PASSWORD) } ],
	[ 'create', sub { ('create($1)', new_user()) } ],
	[ 'refused create', sub { ('create($1)', new_user('refused')) } ],
	[ 'change_password', sub { ('change_password($1, $2)', 'ann@example.com', $password) } ],
);

sub literal
{
	my ($call, @values) = @_;
	$call =~ s/\$(\d)/'$values[$1 - 1]'/g;
	return $call;
}

# Ways to call something; each gets a session and the call, unqualified.
my @ways = (
	[ 'a literal', sub { $_[0]->run('SELECT userstore.' . literal(@_[ 1 .. $#_ ])) } ],
	[ 'bound text', sub { my ($s, $call, @values) = @_; bound($s, '', 0, "SELECT userstore.$call", @values) } ],
	[ 'bound binary', sub { my ($s, $call, @values) = @_; bound($s, '', 1, "SELECT userstore.$call", @values) } ],
	[ 'a named statement', sub { my ($s, $call, @values) = @_; bound($s, 'named', 0, "SELECT userstore.$call", @values) } ],
	[ 'EXECUTE', sub {
		my ($s, $call, @values) = @_;
		$s->run("PREPARE p AS SELECT userstore.$call");
		$s->run('EXECUTE p(' . join(', ', map { "'$_'" } @values) . ')') for 1 .. 2;
	} ],
	[ 'search_path', sub {
		my ($s, @call) = @_;
		$s->run('SET search_path = userstore');
		$s->run('SELECT "' . (literal(@call) =~ s/\(/"(/r));
	} ],
	[ 'DO', sub { my ($s, @call) = @_; $s->run('DO $do$ BEGIN PERFORM userstore.' . literal(@call) . '; END $do$') } ],
	[ 'PL/pgSQL', sub {
		my ($s, $call, @values) = @_;
		$s->run('CREATE FUNCTION pg_temp.f() RETURNS text LANGUAGE plpgsql AS $f$ BEGIN RETURN userstore.'
			  . literal($call, @values) . '; END $f$');
		$s->run('SELECT pg_temp.f()');
		$s->run("CREATE FUNCTION pg_temp.g($_) RETURNS text LANGUAGE plpgsql AS \$f\$ BEGIN RETURN userstore.$call; END \$f\$")
		  for join ', ', map { $call =~ /^create/ ? 'json' : 'text' } @values;
		$s->run('SELECT pg_temp.g(' . join(', ', map { "'$_'" } @values) . ')');
	} ],
	[ 'a CTE', sub { my ($s, @call) = @_; $s->run('WITH one AS MATERIALIZED (SELECT userstore.' . literal(@call) . ' AS a) SELECT a FROM one') } ],
	[ 'several statements', sub { my ($s, @call) = @_; $s->run('SELECT 1; SELECT userstore.' . literal(@call) . '; SELECT 2; SELECT 1 / 0') } ],
	[ 'a cursor', sub {
		my ($s, @call) = @_;
		$s->run('BEGIN');
		$s->run('DECLARE c CURSOR FOR SELECT userstore.' . literal(@call));
		$s->run('FETCH c');
		$s->run('COMMIT');
	} ],
	[ 'EXPLAIN', sub { my ($s, @call) = @_; $s->run('EXPLAIN ANALYZE SELECT userstore.' . literal(@call)) } ],
	[ 'CREATE TABLE AS', sub { my ($s, @call) = @_; $s->run('CREATE TEMP TABLE t AS SELECT userstore.' . literal(@call) . ' AS a') } ],
	[ 'COPY', sub { my ($s, @call) = @_; $s->run('COPY (SELECT userstore.' . literal(@call) . ') TO STDOUT') } ],
);

# What is wrong before an action is called, or in it.
my $call = "SELECT userstore.login('ann\@example.com', '$password'";
my @errors = (
	[ 'named arguments', sub { $_[0]->run("SELECT userstore.login(password => '$password', identifier => 'ann\@example.com')") }, '00000' ],
	[ 'a syntax error', sub { $_[0]->run("SELEC $call)") }, '42601' ],
	[ 'a syntax error at the password', sub { $_[0]->run("SELECT userstore.login('ann', tr0ub4dor hunter2)") }, '42601' ],
	[ 'a string without an end', sub { $_[0]->run("SELECT userstore.login('ann', '$password") }, '42601' ],
	[ 'a password as an identifier', sub { $_[0]->run(qq(SELECT userstore.login('ann', "$password"))) }, '42703' ],
	[ 'an identifier too long', sub { $_[0]->run(qq(SELECT 1 AS "@{[ $password x 5 ]}" FROM nobody)) }, '42P01' ],
	[ 'too few arguments', sub { $_[0]->run("SELECT userstore.login('$password')") }, '42883' ],
	[ 'too many arguments', sub { $_[0]->run("$call, '$password', '{}', 1)") }, '42883' ],
	[ 'too few values', sub { bound($_[0], '', 0, 'SELECT userstore.login($1, $2)', $password) }, '08P01' ],
	[ 'no such function', sub { $_[0]->run(qq(SELECT userstore."$password"())) }, '42883' ],
	[ 'the password as the store', sub { $_[0]->run("$call, '$password')") }, '42501' ],
	[ 'the password as the store, bound', sub { bound($_[0], '', 0, 'SELECT userstore.login($1, $2, $3)', 'ann', 'x', $password) }, '42501' ],
	[ 'malformed context', sub { $_[0]->run(qq[$call, 'default', '{"p": "$password" $password}')]) }, '22P02' ],
	[ 'malformed JSON', sub { $_[0]->run(qq(SELECT userstore.create('{"password": "$password" $password'))) }, '22P02' ],
	[ 'malformed JSON, bound', sub { bound($_[0], '', 0, 'SELECT userstore.create($1)', qq({"password": "$password)) }, '22P02' ],
	[ 'malformed JSON, bound binary', sub { bound($_[0], '', 1, 'SELECT userstore.create($1)', qq({"password": "$password)) }, '22P02' ],
	[ 'malformed UTF-8', sub { bound($_[0], '', 0, 'SELECT userstore.login($1, $2)', 'ann', "$password\xff") }, '22021' ],
	[ 'a value of another type', sub { $_[0]->run("SELECT '$password'::int") }, '22P02' ],
	[ 'an error in a nested statement', sub { $_[0]->run("DO \$do\$ BEGIN PERFORM 'x'::int, userstore.login('ann', '$password'); END \$do\$") }, '22P02' ],
	[ 'an error in EXECUTE', sub { $_[0]->run("DO \$do\$ BEGIN EXECUTE 'SELECT userstore.login(''ann'', ''$password'') FROM'; END \$do\$") }, '42601' ],
	[ 'RAISE', sub { $_[0]->run("DO \$do\$ BEGIN RAISE '$password' USING DETAIL = '$password', HINT = '$password', ERRCODE = '57014'; END \$do\$") }, '57014' ],
	(map {
		my $level = $_;
		[ "RAISE $level", sub { $_[0]->run("DO \$do\$ BEGIN RAISE $level '%', '$password' USING DETAIL = '$password'; END \$do\$") }, '00000' ]
	} qw(LOG INFO NOTICE WARNING)),
	[ 'a NULL password', sub { $_[0]->run("SELECT userstore.login('$password', NULL)") }, '22004' ],
	[ 'an unacceptable password', sub { $_[0]->run("SELECT userstore.change_password('ann\@example.com', 'hunter2')") }, '23U20' ],
	[ 'a password as the e-mail address', sub { $_[0]->run("SELECT userstore.change_email('ann\@example.com', '$password', true)") }, '23U11' ],
	[ 'a user who exists', sub { $_[0]->run(qq(SELECT userstore.create('{"email": "ann\@example.com", "password": "$password"}'))) }, '23U01' ],
	[ 'statement_timeout', sub {
		$_[0]->run('SET statement_timeout = 1');
		$_[0]->run("SELECT userstore.login('ann\@example.com', '$password')");
	}, '57014' ],
	[ 'lock_timeout, a wait in the log', sub {
		$admin->run('BEGIN; SELECT FROM users FOR UPDATE');
		$_[0]->run('SET lock_timeout = 100');
		my $answer = $_[0]->run("SELECT userstore.change_password('ann\@example.com', '$password')");
		$admin->run('ROLLBACK');
		return $answer;
	}, '55P03', qr/still waiting for/ ],
);

sub views
{
	return join "\n", map { $_->[0] // '' } @{ $admin->run(
		'SELECT query FROM pg_stat_statements UNION ALL SELECT said FROM audit'
		  . ' UNION ALL SELECT query FROM pg_stat_activity WHERE pid <> pg_backend_pid()')->{rows} };
}

# Closes a session and waits until its process is gone.
sub end
{
	my ($session) = @_;

	$session->close;
	for (1 .. 100 * $PostgreSQL::Test::Utils::timeout_default)
	{
		return if !kill(0, $session->pid);
		usleep(10_000);
	}
	die 'a session does not end';
}

# Runs something as the script role and searches what came of it.
sub nothing_leaks
{
	my ($what, $run, @settings) = @_;
	my $session = script($node, LOUD, @settings);
	my $answer = $run->($session);
	end($session);
	my $log = written($node, $admin);
	my $views = views();

	watch();
	my @parts = (@halves, PASSWORD, keys %verifiers);
	is(leaks($session->received, @parts), '', "$what: not to the client");
	is(leaks($log, @parts) . leaks($views, @parts), '', "$what: not in log or view");
	return ($answer, $log);
}

written($node, $admin);
for my $action (@actions)
{
	my ($what, $make) = @$action;

	for my $way (@ways)
	{
		reset_users();
		nothing_leaks("$what by $way->[0]", sub { $way->[1]->($_[0], $make->()) });
	}
}
for my $error (@errors)
{
	my ($what, $run, $sqlstate, $logged) = @$error;

	reset_users();
	my ($answer, $log) = nothing_leaks($what, $run);
	is($answer->{error} ? $answer->{error}{C} : '00000', $sqlstate, "$what: $sqlstate");
	like($log, $logged, "$what: is in the log") if $logged;
}

# What stays in the log: that it happened, how long it took and which query it was.
{
	reset_users();
	my (undef, $log) = nothing_leaks('a call that fails', sub {
		$_[0]->run("SELECT userstore.login('ann\@example.com', '$password'), 1 / 0");
		$_[0]->run('SELECT 1 / (length(userstore.login($1, $2)::text) - length($3))', 'ann@example.com', $password, 'x');
	});
	like($log, qr/ERROR:  22012: division by zero/, 'its SQLSTATE and message are in the log');
	like($log, qr/duration: [0-9.]+ ms/, 'the time it took');
	like($log, qr/disconnection: session time: 0:/, 'the end of the session');
	like($log, qr/"error_severity":"ERROR","state_code":"22012","message":"division by zero".*"query_id":-?[1-9]/, 'and the query ID');
	unlike($log, qr/statement: SELECT userstore|execute <unnamed>: SELECT userstore/, 'no statement');
	is($admin->value('SELECT string_agg(DISTINCT said, $$,$$) FROM audit'), '<userstore call>', 'an audit trigger sees a constant');
}

sub seen
{
	my ($sql) = @_;

	for (1 .. 100 * $PostgreSQL::Test::Utils::timeout_default)
	{
		return 1 if defined $admin->value($sql);
		usleep(10_000);
	}
	return 0;
}

# What others see meanwhile. The hash takes minutes, and a cancel ends it.
for my $way (@ways)
{
	reset_users();
	$admin->run(q(UPDATE users SET verifier = '$P$SabcdefghAAAAAAAAAAAAAAAAAAAAA/' WHERE user_id = '1'));
	my $session = script($node, LOUD, statement_timeout => 0);
	my $canceled = fork() // die;
	if ($canceled == 0)
	{
		$way->[1]->($session, 'login($1, $2)', 'ann@example.com', $password);
		require POSIX;
		POSIX::_exit(0);
	}
	my $busy = 'SELECT query FROM pg_stat_activity WHERE pid = ' . $session->pid . q{ AND query LIKE '<userstore%'};
	ok(seen($busy), "$way->[0]: pg_stat_activity shows a constant");
	$admin->value('SELECT pg_terminate_backend(' . $session->pid . ', 60000)');
	waitpid $canceled, 0;
	is(leaks(written($node, $admin), @halves), '', "$way->[0]: a terminated backend tells nothing");
}
$admin->value('DELETE FROM userstore.costs');

# Would a leak have been seen? A role that has no access is none of our business.
{
	my $other = superuser($node, LOUD, user => 'regress_userstore_other');
	bound($other, '', 0, 'SELECT length($1::text), $2::int', 'c0ntrol/canary', '1');
	$other->run("SELECT 'c0ntrol/canary'::int");
	$other->run("DO \$\$ BEGIN PERFORM length('c0ntrol/canary'); END \$\$");
	end($other);
	my $log = written($node, $admin);
	my ($csv, $json) = map { slurp_file($node->data_dir . "/log/server.$_") } qw(csv json);

	for (['a statement', 'statement: SELECT'], ['parameters', q{\$1 = 'c0ntrol}], ['an error', 'type integer: "c0ntrol'],
		['a plan', 'Query Text: .*c0ntrol'], $has_pgaudit ? ['pgaudit', 'AUDIT: SESSION.*c0ntrol'] : ())
	{
		like($log, qr/$_->[1]/, "$_->[0] of another role is in the log");
	}
	isnt(leaks($log =~ s/c0ntrol//gr, 'c0ntrol'), '', 'as bytes of a plan too');
	isnt(leaks($_, 'c0ntrol'), '', 'and in the other formats') for $csv, $json;
	isnt(leaks($other->received, 'c0ntrol'), '', 'the client was told');
	isnt(leaks(views(), 'c0ntrol'), '', 'pg_stat_statements has it');
}
SKIP:
{
	skip('pgaudit is not installed', 1) if !$has_pgaudit;
	is($admin->value("SELECT count(*) FROM pg_db_role_setting, unnest(setconfig) AS s WHERE s = 'pgaudit.log=none'"), '1', 'pgaudit was there');
}
$node->stop;
is(leaks(join("\n", map { slurp_file($_) } glob($node->data_dir . '/log/* ' . $node->data_dir . '/pg_stat/*'), $node->logfile),
	@halves, keys %verifiers), '', 'nothing in all that the server wrote');
done_testing();
