# Proves: no error of a store's own SQL and no message that a client can ask
# for shows a verifier or a password, neither to the client nor in the log, in
# sessions that nothing redacts (those that are redacted: 023_logs.pl).

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More;
use TestLog;
use TestStore;

# Statements of clients are logged by settings, which are not ours here.
my $node = new_server('secrets', 'log_min_messages = debug1', 'log_error_verbosity = verbose',
	'log_statement = none', 'log_min_error_statement = panic');
make_roles($node);
make_store($node, 'postgres');
my $admin = superuser($node);

# Passwords are made of two halves, either of which gives one away.
my $password = 'tr0ub4dor/hunter2!';
my $verifier = $admin->value('SELECT userstore.hash_password($1)', $password);
my @password_parts = qw(tr0ub4dor hunter2);
my @verifier_parts = ('argon2id', (split /\$/, $verifier)[4, 5]);
$admin->run('INSERT INTO users (user_id, email, name, verifier) VALUES ($1, $2, $3, $4)',
	'1', 'ann@example.com', 'Ann', $verifier);

# The script role in a superuser's session, which nothing redacts.
sub unredacted
{
	my (%packet) = @_;
	return superuser($node, role => SCRIPT, %packet);
}

# Creates a user; calls an action on Ann.
my $new_id = 0;
sub create
{
	my $email = sprintf 'new%d@example.com', ++$new_id;
	return ('SELECT userstore.create($1)', qq({"email": "$email", "name": "Ann", "password": "$password"}));
}
my @create = (\&create);
my @change = ('SELECT userstore.change_password($1, $2)', 'ann@example.com', $password);
my @login = ('SELECT userstore.login($1, $2)', 'ann@example.com', $password);
my @wrong = ('SELECT userstore.login($1, $2)', 'ann@example.com', "$password hunter2");
my @move = ('SELECT userstore.change_email($1, $2, true)', 'ann@example.com', 'other@example.com');
my @verify = ('SELECT userstore.verify($1)', 'ann@example.com');
my @get_user = ('SELECT userstore.get_user($1)', 'ann@example.com');
my @delete = ('SELECT userstore.delete($1)', '1');
my $trigger = 'CREATE OR REPLACE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS';
my $plant = 'CREATE TRIGGER planted BEFORE INSERT OR UPDATE ON users FOR EACH ROW EXECUTE FUNCTION planted()';
my $uproot = 'DROP TRIGGER planted ON users';

# What it is, how to provoke it, the call, the SQLSTATE and constraint that
# must arrive, and how to undo it.
my @errors = (
	[ 'NOT NULL', "ALTER TABLE users ADD need text NOT NULL DEFAULT ''; $trigger \$f\$ BEGIN new.need := NULL; RETURN new; END \$f\$; $plant",
		\@create, '23502', undef, "$uproot; ALTER TABLE users DROP need" ],
	[ 'CHECK on create', 'ALTER TABLE users ADD CONSTRAINT never CHECK (length(verifier) < 10) NOT VALID',
		\@create, '23514', 'never', 'ALTER TABLE users DROP CONSTRAINT never' ],
	[ 'CHECK on change_password', 'ALTER TABLE users ADD CONSTRAINT never CHECK (length(verifier) < 10) NOT VALID',
		\@change, '23514', 'never', 'ALTER TABLE users DROP CONSTRAINT never' ],
	[ 'CHECK on change_email', 'ALTER TABLE users ADD CONSTRAINT never CHECK (length(verifier) < 10) NOT VALID',
		\@move, '23514', 'never', 'ALTER TABLE users DROP CONSTRAINT never' ],
	[ 'CHECK on verify', 'ALTER TABLE users ADD CONSTRAINT never CHECK (length(verifier) < 10) NOT VALID',
		\@verify, '23514', 'never', 'ALTER TABLE users DROP CONSTRAINT never' ],
	[ 'UNIQUE', 'ALTER TABLE users ADD CONSTRAINT once UNIQUE (name)', \@create, '23505', 'once',
		'ALTER TABLE users DROP CONSTRAINT once' ],
	[ 'UNIQUE over the verifier', "$trigger \$f\$ BEGIN new.verifier := '$verifier'; RETURN new; END \$f\$; $plant;"
		  . 'ALTER TABLE users ADD CONSTRAINT once UNIQUE (verifier)', \@create, '23505', 'once',
		"$uproot; ALTER TABLE users DROP CONSTRAINT once" ],
	[ 'exclusion', "$trigger \$f\$ BEGIN new.verifier := '$verifier'; RETURN new; END \$f\$; $plant;"
		  . 'ALTER TABLE users ADD CONSTRAINT once EXCLUDE (verifier WITH =)', \@create, '23P01', 'once',
		"$uproot; ALTER TABLE users DROP CONSTRAINT once" ],
	[ 'foreign key', 'CREATE TABLE known (verifier text PRIMARY KEY); GRANT ALL ON known TO ' . OWNER . ';'
		  . 'ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (verifier) REFERENCES known NOT VALID',
		\@create, '23503', 'fk', 'ALTER TABLE users DROP CONSTRAINT fk; DROP TABLE known' ],
	[ 'deferred foreign key', 'CREATE TABLE known (verifier text PRIMARY KEY); GRANT ALL ON known TO ' . OWNER . ';'
		  . 'ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (verifier) REFERENCES known DEFERRABLE INITIALLY DEFERRED NOT VALID',
		\@change, '23503', 'fk', 'ALTER TABLE users DROP CONSTRAINT fk; DROP TABLE known' ],
	[ 'deferred foreign key of others', 'CREATE UNIQUE INDEX u ON users (verifier); CREATE TABLE using_it (verifier text CONSTRAINT fk REFERENCES users (verifier) DEFERRABLE INITIALLY DEFERRED);'
		  . 'INSERT INTO using_it SELECT verifier FROM users; GRANT ALL ON using_it TO ' . OWNER,
		\@delete, '23503', 'fk', 'DROP TABLE using_it; DROP INDEX u' ],
	[ 'foreign key of others', 'CREATE UNIQUE INDEX u ON users (verifier); CREATE TABLE using_it (verifier text CONSTRAINT fk REFERENCES users (verifier));'
		  . 'INSERT INTO using_it SELECT verifier FROM users; GRANT ALL ON using_it TO ' . OWNER,
		\@delete, '23503', 'fk', 'DROP TABLE using_it; DROP INDEX u' ],
	[ 'RAISE', "$trigger \$f\$ BEGIN RAISE EXCEPTION USING MESSAGE = new.verifier, DETAIL = new.verifier, HINT = new.verifier,"
		  . " ERRCODE = 'P0007', CONSTRAINT = new.verifier, SCHEMA = new.verifier, TABLE = new.verifier,"
		  . " COLUMN = new.verifier, DATATYPE = new.verifier; END \$f\$; $plant", \@change, 'P0007', undef, $uproot ],
	[ 'RAISE with a short part', "$trigger \$f\$ BEGIN RAISE EXCEPTION USING MESSAGE = 'x', ERRCODE = 'P0007',"
		  . " CONSTRAINT = left(new.verifier, 30); END \$f\$; $plant", \@change, 'P0007', undef, $uproot ],
	[ 'error in the trigger\'s SQL', "$trigger \$f\$ BEGIN EXECUTE format('SELECT %L::int', new.verifier); RETURN new; END \$f\$; $plant",
		\@change, '22P02', undef, $uproot ],
	[ 'syntax error in the trigger\'s SQL', "$trigger \$f\$ BEGIN EXECUTE new.verifier; RETURN new; END \$f\$; $plant",
		\@change, '42601', undef, $uproot ],
	[ 'failing upgrade', "$trigger \$f\$ BEGIN RAISE EXCEPTION '% %', old.verifier, new.verifier; END \$f\$;"
		  . "UPDATE users SET verifier = '" . WEAK_VERIFIER . "'; $plant",
		[ 'SELECT userstore.login($1, $2)', 'ann@example.com', PASSWORD ], '00000', undef, $uproot ],
	[ 'verifier of the wrong type', q{ALTER TABLE users ADD number int; UPDATE userstore.mappings SET columns = columns || '{"verifier": "number"}'},
		\@change, '22P02', undef, q{UPDATE userstore.mappings SET columns = columns || '{"verifier": "verifier"}'; ALTER TABLE users DROP number} ],
	[ 'verifier too long', q{ALTER TABLE users ADD short varchar(20); UPDATE userstore.mappings SET options = jsonb_set(options, '{set,change_password,short}', '"new.verifier"')},
		\@change, '22001', undef, q{UPDATE userstore.mappings SET options = options #- '{set,change_password,short}'; ALTER TABLE users DROP short} ],
	[ 'corrupt verifier', "UPDATE users SET verifier = replace('$verifier', 'm=', 'n=')", \@login, '00000', undef, 'SELECT' ],
	[ 'verifier too dear', "UPDATE users SET verifier = replace('$verifier', 'm=', 'm=9')", \@login, '00000', undef, 'SELECT' ],
	[ 'blocked', 'UPDATE users SET blocked = true', \@login, '28U02', 'blocked_user', 'UPDATE users SET blocked = false' ],
	[ 'wrong password', 'SELECT', \@wrong, '00000', undef, 'SELECT' ],
	[ 'short password', 'SELECT', [ $change[0], 'ann@example.com', 'hunter2' ], '23U20', 'invalid_password', 'SELECT' ],
	[ 'long password', 'SELECT', [ $change[0], 'ann@example.com', 'hunter2' x 1000 ], '22023', undef, 'SELECT' ],
	[ 'long new password', 'SELECT', [ 'SELECT userstore.create($1)', '{"email": "a@example.com", "password": "' . 'hunter2' x 1000 . '"}' ],
		'23U20', 'invalid_password', 'SELECT' ],
	[ 'invalid UTF-8', 'SELECT', [ $change[0], 'ann@example.com', "tr0ub4dor\xffhunter2" ], '22021', undef, 'SELECT' ],
	[ 'U+0000', 'SELECT', [ 'SELECT userstore.create($1)', '{"email": "a@example.com", "password": "tr0ub4dor\u0000hunter2"}' ],
		'23U20', 'invalid_password', 'SELECT' ],
	[ 'lone surrogate', 'SELECT', [ 'SELECT userstore.create($1)', '{"email": "a@example.com", "password": "tr0ub4dor\ud800hunter2"}' ],
		'23U20', 'invalid_password', 'SELECT' ],
	[ 'invalid e-mail', 'SELECT', [ 'SELECT userstore.create($1)', qq({"email": "a", "password": "$password"}) ], '23U11', 'invalid_email', 'SELECT' ],
	[ 'user exists', 'SELECT', [ 'SELECT userstore.create($1)', qq({"email": "Ann\@example.com", "password": "$password"}) ],
		'23U01', 'user_exists', 'SELECT' ],
	[ 'password that is no string', 'SELECT', [ 'SELECT userstore.create($1)', '{"email": "a@example.com", "password": ["hunter2"]}' ],
		qr/^(23U20|22023)$/, undef, 'SELECT' ],
	[ 'verifier in the input', 'SELECT', [ 'SELECT userstore.create($1)', qq({"email": "b\@example.com", "password": "$password", "verifier": "hunter2"}) ],
		qr/./, undef, 'SELECT' ],
	[ 'lock_timeout', 'BEGIN; SELECT FROM users FOR UPDATE', \@change, '55P03', undef, 'ROLLBACK', 'SET lock_timeout = 1' ],
	[ 'statement_timeout at a lock', 'BEGIN; SELECT FROM users FOR UPDATE', \@delete, '57014', undef, 'ROLLBACK', 'SET statement_timeout = 200' ],
	[ 'statement_timeout in a hash', 'SELECT', \@change, '57014', undef, 'SELECT', 'SET statement_timeout = 1' ],
	[ 'read-only transaction', 'SELECT', \@change, '25006', undef, 'SELECT', 'SET default_transaction_read_only = on' ],
);

# As the script role, as loud as a client can make the server.
for my $error (@errors)
{
	my ($what, $provoke, $call, $sqlstate, $constraint, $undo, @settings) = @$error;
	my @call = ref $call->[0] ? $call->[0]->() : @$call;
	my $reset = $admin->run("BEGIN; UPDATE users SET verifier = '$verifier', email_verified = false; COMMIT");
	my $provoked = $admin->run($provoke);
	my $from = -s $node->logfile;
	my $session = unredacted(client_min_messages => 'debug5');

	is($provoked->{error} && $provoked->{error}{M}, undef, "$what: provoked");
	$session->run($_) for @settings;
	my $answer = $session->run(@call);
	my $got = $answer->{error} // { C => '00000' };
	like($got->{C}, ref $sqlstate ? $sqlstate : qr/^$sqlstate$/, "$what: SQLSTATE");
	is($got->{n}, $constraint, "$what: constraint") if defined $constraint || $sqlstate =~ /^(2[23]|P)/;
	is(leaks($session->received, @verifier_parts, @password_parts), '', "$what: the client learns nothing");
	$session->close;
	is(leaks(slurp_file($node->logfile, $from), @verifier_parts, @password_parts), '', "$what: nor does the log");
	my $undone = $admin->run($undo);
	die "$what: $undone->{error}{M}" if $undone->{error};
}

# What the owner's trigger says itself is in the log as he says it, but not
# for the client.
{
	$admin->run("$trigger \$f\$ BEGIN RAISE WARNING '%', new.verifier; RETURN new; END \$f\$; $plant");
	my $session = unredacted(client_min_messages => 'debug5');
	is($session->sqlstate(@change), '00000', 'RAISE WARNING');
	is(leaks($session->received, 'argon2id', @password_parts), '', 'RAISE WARNING: the client learns nothing');
	$session->close;
	$admin->run($uproot);
}

# With plans printed and constants in them (debug_pretty_print would break
# lines within numbers).  The client's own statement, with
# its password, is his to print; ours are not.
$admin->run("UPDATE users SET verifier = '$verifier'");
my $from = -s $node->logfile;
my $loud = unredacted(client_min_messages => 'log', debug_print_parse => 'on', debug_print_rewritten => 'on',
	debug_print_plan => 'on', debug_pretty_print => 'off', plan_cache_mode => 'force_custom_plan');
for (1 .. 2)
{
	is($loud->sqlstate(@$_), '00000', $_->[0]) for \@get_user, \@login, \@verify, \@change, [ create() ];
	$admin->run("UPDATE users SET verifier = '" . WEAK_VERIFIER . "' WHERE user_id = '1'");
	is($loud->sqlstate('SELECT userstore.login($1, $2)', 'ann@example.com', PASSWORD), '00000', 'upgrade');
}
is($loud->sqlstate(@$_), '00000', $_->[0]) for \@move, \@delete;
like($loud->received, qr/PLANNEDSTMT/, 'the client was shown plans');
is(leaks($loud->received, @verifier_parts), '', 'no verifier among them');
$loud->close;
is(leaks(slurp_file($node->logfile, $from), @verifier_parts), '', 'nor in the log');

# Would a leak have been seen?
my $control = superuser($node, client_min_messages => 'log', debug_print_plan => 'on', debug_pretty_print => 'off', plan_cache_mode => 'force_custom_plan');
$control->run('SELECT FROM pg_class WHERE relname = $1 || now()', $verifier);
isnt(leaks($control->received, $verifier_parts[1]), '', 'a verifier in a plan would have been found');
$control->run("DO \$\$ BEGIN RAISE LOG '$verifier'; END \$\$");
isnt(leaks(slurp_file($node->logfile, $from), $verifier_parts[1]), '', 'and in the log');
$node->stop;

my $with_constraint = grep { defined $_->[4] || $_->[3] =~ /^(2[23]|P)/ } @errors;
done_testing(4 * @errors + $with_constraint + 2 + 2 * 6 + 2 + 5);
