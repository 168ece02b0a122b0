# Proves: a failed login has a line in the log that names no identifier, but a
# fingerprint that another day or a restart changes; a flood has so many lines
# a minute and no more, and then its sums; the counts of the last hour are those
# of what was tried.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More tests => 45;
use TestGuard;
use TestStore;

use constant ANN => 'ann1@example.com';

# As an application's bcrypt of cost 4: a failed login takes little.
use constant CHEAP => '{"scheme": "bcrypt", "cost": 4}';
use constant LINES => 600;

my $node = new_server('trail', 'log_min_messages = warning', 'log_statement = none', 'log_min_error_statement = panic');
make_roles($node);
make_store($node, 'postgres');
add_users($node, 'ann', 1);
$node->safe_psql('postgres', q{
	CREATE FUNCTION public.advance(interval) RETURNS void LANGUAGE c AS '$libdir/userstore', 'us_sql_test_clock';
	CREATE TABLE public.cheap (id text PRIMARY KEY, email text UNIQUE, verifier text);
	ALTER TABLE public.cheap OWNER TO } . OWNER . q{;
	SELECT userstore.attach('cheap', 'public.cheap', '{"user_id": "id", "email": "email", "verifier": "verifier"}', '} . CHEAP . q{');
	INSERT INTO public.cheap SELECT i, 'lost' || i || '@example.com', '!' FROM generate_series(1, 5) AS i;
	SELECT userstore.grant_access('} . SCRIPT . q{', 'cheap');
});

# What the log has of failures since a place in it: "<message>: <detail>".
sub failed
{
	my ($since) = @_;
	return [ map { s/\n.*?DETAIL: +/: /r } slurp_file($node->logfile, $since) =~ /LOG: .*(login failed: .*\n.*DETAIL: .*)/g ];
}

sub here { return -s $node->logfile; }

# The fingerprint of the last failure since a place in the log.
sub fingerprint
{
	my ($since) = @_;
	return ((failed($since)->[-1] // '') =~ /fingerprint ([0-9a-f]{8})\.$/)[0] // '';
}

sub counts
{
	my ($session, $store) = @_;
	return join(' ', @{ $session->run('SELECT coalesce(sum(unknown), 0), coalesce(sum(wrong_password), 0), coalesce(sum(tampered), 0),
		coalesce(sum(blocked), 0), coalesce(sum(throttled), 0), coalesce(sum(busy), 0) FROM userstore.failures() WHERE store = $1', $store)->{rows}[0] });
}

my $admin = superuser($node);
my $script = script($node);
sub try { my ($who, $password, $store) = @_; $script->send('SELECT userstore.login($1, $2, $3)', $who, $password, $store // 'default'); return outcome($script->answer); }

# The lines.
my $at = here();
is(try(ANN, wrong()), 'null', 'a wrong password');
is_deeply(failed($at), [ 'login failed: wrong password: Store "default", user "ann1".' ], '... has a line with the user_id');
$at = here();
is(try('Secret.Word', wrong()), 'null', 'an unknown identifier');
my $first = fingerprint($at);
is_deeply(failed($at), [ qq{login failed: unknown identifier: Store "default", fingerprint $first.} ], '... has one with a fingerprint');
$at = here();
is(try('sECRET.wORD', wrong()), 'null', 'in another spelling');
is(fingerprint($at), $first, '... has the same');
is(try('Secret.Words', wrong()), 'null', 'another one');
isnt(fingerprint($at), $first, '... has another');
$admin->run('UPDATE users SET blocked = true');
$at = here();
is(try(ANN, PASSWORD), '28U02', 'a user who is blocked');
is_deeply(failed($at), [ 'login failed: the user may not log in: Store "default", user "ann1".' ], '... has a line');
$admin->run('UPDATE users SET blocked = false');
try(ANN, wrong()) for 1 .. 19;
$at = here();
is(try(ANN, wrong()), '28U01', 'too many attempts');
is_deeply(failed($at), [], '... have no line but that of the error');
is(() = slurp_file($node->logfile, $at) =~ /ERROR: +too many wrong passwords/g, 1, '... which is there');
is(counts($admin, 'default'), '3 20 0 1 1 0', 'all are counted');
is(counts($admin, 'cheap'), '0 0 0 0 0 0', '... by store');
unlike(slurp_file($node->logfile), qr/secret\.word|ann1\@|wrong horse|Secret/i, 'the log has no identifier');

# By hour and day; the clock is the session's.
my $later = superuser($node);
$later->run(q{SELECT advance('1 h 1 min')});
is(counts($later, 'default'), '0 0 0 0 0 0', 'after an hour they are gone');
my $tomorrow = superuser($node);
$tomorrow->run(q{SELECT advance('1 day')});
$at = here();
$tomorrow->run('SELECT userstore.login($1, $2)', 'secret.word', wrong());
my $second = fingerprint($at);
like($second, qr/^[0-9a-f]{8}$/, 'the next day');
isnt($second, $first, '... an identifier has another fingerprint');
$at = here();
$tomorrow->run('SELECT userstore.login($1, $2)', 'Secret.WORD', wrong());
is(fingerprint($at), $second, '... the same all day');
$_->close for ($admin, $script, $later, $tomorrow);
$node->restart;
$admin = superuser($node);
$script = script($node);
$at = here();
is(try('secret.word', wrong()), 'null', 'after a restart');
isnt(fingerprint($at), $first, '... too');
is(counts($admin, 'default'), '1 0 0 0 0 0', '... and the counts begin anew');

# Who may see the counts.
is($script->sqlstate('SELECT * FROM userstore.failures()'), '42501', 'the counts are not for a granted role');
$node->safe_psql('postgres', 'CREATE ROLE regress_userstore_watch LOGIN IN ROLE pg_monitor');
my $watch = script($node, user => 'regress_userstore_watch');
is($watch->value('SELECT sum(unknown) FROM userstore.failures()'), '1', '... but for pg_monitor');
$watch->close;

# What costs no hash to be refused is in the log as seldom, whatever the minute.
$at = here();
my %given;
for (1 .. 2 * LINES + 100)
{
	$given{ $script->sqlstate(q{SELECT userstore.create('{"email": "new@example.com", "password": "short"}')}) }++;
	$given{ $script->sqlstate(q{SELECT userstore.login(repeat('x', 400), 'x')}) }++;
}
is_deeply(\%given, { '23U20' => 2 * LINES + 100, '22023' => 2 * LINES + 100 }, 'passwords and identifiers that are malformed are refused');
my $refusals = () = slurp_file($node->logfile, $at) =~ /ERROR: /g;
cmp_ok($refusals, '>', 0, '... which the log has');
cmp_ok($refusals, '<=', 2 * LINES, '... not more often than failures');

# A flood, in one minute of a clock of its own: 1,000 failures a second.
my $flood = superuser($node);
$flood->run(q{SELECT advance(date_trunc('minute', now()) + '2 min 1 s' - now())});
$flood->run(q{PREPARE guess(text) AS SELECT userstore.login($1, md5(random()::text), 'cheap')});
my $wal = $admin->value('SELECT pg_current_wal_insert_lsn()');
my $size = $admin->value('SELECT pg_database_size(current_database())');
$at = here();
is($flood->sqlstate(q{DO $$ BEGIN FOR i IN 1 .. 2000 LOOP PERFORM userstore.login('bot' || i, 'wrong horse', 'cheap'); END LOOP; END $$}), '00000', 'a flood of failures');
is($flood->sqlstate(q{DO $$ BEGIN FOR i IN 1 .. 20 LOOP PERFORM userstore.login('bot', 'wrong horse ' || i, 'cheap'); END LOOP; END $$}), '00000', '... at one identifier');
is($flood->sqlstate(q{DO $$ BEGIN FOR i IN 1 .. 57000 LOOP BEGIN PERFORM userstore.login('bot', 'wrong horse', 'cheap');
	EXCEPTION WHEN SQLSTATE '28U01' THEN NULL; END; END LOOP; END $$}), '00000', '... until it is refused');
my $refused = grep { $flood->sqlstate(q{EXECUTE guess('bot')}) eq '28U01' } 1 .. 1000;
is($refused, 1000, '... and the caller is told');
my $lines = failed($at);
my $errors = () = slurp_file($node->logfile, $at) =~ /ERROR: /g;
is(@$lines, LINES, 'has so many lines');
is($errors, 0, '... with those of refusals');
my $written = here() - $at + $admin->value('SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), $1)', $wal)
  + $admin->value('SELECT pg_database_size(current_database()) - $1', $size);
cmp_ok($written, '<', 1_000_000, '... and writes less than a megabyte');
note("$written bytes, of the log " . (here() - $at));
is(counts($flood, 'cheap'), '2020 0 0 0 58000 0', '... and is counted whole');
$at = here();
is($flood->sqlstate(q{DO $$ BEGIN FOR i IN 1 .. 5 LOOP PERFORM userstore.login('lost' || i || '@example.com', 'wrong horse', 'cheap'); END LOOP; END $$}), '00000', 'users without a usable verifier');
unlike(slurp_file($node->logfile, $at), qr/no usable verifier/, '... have no line beyond either');

# The next minute.
$at = here();
$flood->run(q{SELECT advance('1 min')});
$flood->run(q{SELECT userstore.login('another', 'wrong horse', 'cheap')});
my $log = slurp_file($node->logfile, $at);
like($log, qr/LOG: +2430 lines about failures and refusals were left out in the minute from /, 'who comes next writes how many were left out');
like($log, qr/LOG: +failed logins of store "cheap" of database "postgres" in the minute from .*\n.*DETAIL: +Unknown 2020, wrong password 5, tampered 0, blocked 0, throttled 58000, busy 0\./, '... and what the minute had');
is(() = $log =~ /in the minute from/g, 2, '... of no other store');
is(@{ failed($at) }, 1, '... and has a line again');
$at = here();
$flood->run(q{SELECT userstore.login('another', 'wrong horse', 'cheap')});
unlike(slurp_file($node->logfile, $at), qr/in the minute/, '... which comes once');

# More stores than there is room for.
my $n = $flood->run(q{SELECT count(*) FROM userstore.failures() WHERE store IS NULL})->{rows}[0][0];
is($n, '0', 'nothing is in the shared row');
unlike(slurp_file($node->logfile), qr/bot\d|wrong horse/, 'the log has nothing of what was typed');
$_->close for ($admin, $script, $flood);
$node->stop;
