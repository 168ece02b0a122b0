# Proves: reseal() seals, rotates and unseals in batches that several sessions
# share; whatever ends it in the middle, another call does the rest; it waits
# for who began to write before it, and for nobody else; what is written
# meanwhile is sealed, on every kind of relation.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More tests => 114;
use TestCall;
use TestSealing;
use TestStore;

use constant USERS => 40;

my $node = new_server('reseal');
my $verifier = WEAK_VERIFIER;
make_roles($node);
make_store($node, 'postgres');
my @lines = map { new_key($node, $_) } 'k1', 'k2';
use_keys($node, \@lines, 'k1', 'k2');
my $admin = superuser($node);
my $script = script($node);

# User 25 waits for the gate, when a superuser writes him; 30 may be refused.
$node->safe_psql('postgres', <<'SQL');
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF new.verifier = old.verifier THEN
		RETURN NULL;
	ELSIF new.user_id = '25' AND session_user <> 'regress_userstore_script' THEN
		PERFORM pg_advisory_xact_lock_shared(1);
	ELSIF new.user_id = '30' AND new.name = 'Refused' THEN
		RAISE 'refused' USING ERRCODE = 'UX123';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER note AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION note();
SQL

# All with a weak verifier that is not sealed.
sub reset_users
{
	$admin->value(q{UPDATE userstore.mappings SET sealing = 'off', unsealing = false, sealed_with = NULL, sealing_since = NULL WHERE store = 'default'});
	$admin->value(q{TRUNCATE users});
	$admin->value(q{INSERT INTO users (user_id, email, verifier) SELECT i, i || '@example.com', $1 FROM generate_series(1, $2::int) AS i}, $verifier, USERS);
	return;
}

sub all_in { return scalar grep { logs_in($script, "$_\@example.com") } 1 .. USERS; }

# From off to required, to another key, and back.
reset_users();
my $answer = $admin->run('CALL userstore.reseal(dry_run => true)');
is(messages($answer), 'NOTICE: store "default": 40 verifiers to be sealed', 'a dry run counts');
is(sealing_of($admin) . ', ' . kinds($admin), 'off, plain 40', '... and writes nothing');
$admin->run('BEGIN');
is($admin->sqlstate('CALL userstore.reseal()'), '2D000', 'not in a transaction block');
$admin->run('ROLLBACK');
is(sealing_of($admin), 'off', '... which is said before any work');
$answer = $admin->run('CALL userstore.reseal()');
like(messages($answer), qr/^NOTICE: store "default": 40 of 40 done, 40 sealed by this session at [\d.]+\/s, 0 s left\nNOTICE: store "default" is sealed with key "k1"$/, 'it tells');
is(sealing_of($admin) . ', ' . kinds($admin), 'required k1, k1 40', 'all are sealed');
is(all_in(), USERS, 'all get in');
is(kinds($admin), 'k1 40', '... and what their logins wrote is sealed');
is($admin->value(q{SELECT string_agg(concat_ws(' ', scheme, cost, users, problem), ', ') FROM userstore.schemes(exact => true)}), 'argon2 m=19456,t=2 40', 'schemes() sees through it');
is(messages($admin->run('CALL userstore.reseal()')), 'NOTICE: store "default" is sealed with key "k1"', 'a second call finds nothing to do');
set_setting($node, 'userstore.active_key', 'k2');
is($script->value(q{SELECT userstore.change_password('1@example.com', 'battery staple')}), 't', 'with another active key');
is(kinds($admin), 'k1 39, k2 1', '... a new password is sealed with that');
ok(logs_in($script, '2@example.com') && logs_in($script, '1@example.com', 'battery staple'), '... and both kinds get in');
$admin->run('CALL userstore.reseal()');
is(sealing_of($admin) . ', ' . kinds($admin), 'required k2, k2 40', 'all are sealed with the other');
$admin->run('CALL userstore.reseal(unseal => true)');
is(sealing_of($admin) . ', ' . kinds($admin), 'off, plain 40', 'unsealed');
is($admin->value(q{SELECT sealing_since IS NULL AND sealed_with IS NULL FROM userstore.mappings}), 't', '... without a trace');
is(messages($admin->run('CALL userstore.reseal(unseal => true)')), 'NOTICE: store "default" is not sealed', '... once more does nothing');

# What may not be sealed, and who may.
for my $verifiers ('"keep"', '{"write": "argon2"}')
{
	$admin->run(qq(UPDATE userstore.mappings SET options = options || '{"verifiers": $verifiers}'));
	$answer = $admin->run('CALL userstore.reseal()');
	is("$answer->{error}{C} $answer->{error}{D}", '0A000 Whoever else reads them could not read a sealed one.', "refused: verifiers that others read, $verifiers");
}
$admin->run(q{UPDATE userstore.mappings SET options = options || '{"verifiers": "exclusive"}'});
$admin->run('ALTER TABLE users ALTER verifier TYPE varchar(120)');
$answer = $admin->run('CALL userstore.reseal()');
is($answer->{error}{C}, '0A000', 'refused: a column that is too narrow');
like($answer->{error}{H}, qr/^ALTER TABLE public\.users ALTER COLUMN verifier TYPE text$/, '... with a cure');
is(sealing_of($admin), 'off', '... before anything is done');
$admin->run($answer->{error}{H});
is($admin->sqlstate('CALL userstore.reseal()'), '00000', '... which helps');
{
	my $owner = TestSession->open($node, user => OWNER);
	my $functions = join ', ', map { "FUNCTION userstore.$_" } 'reseal_begin(text, boolean, boolean)', 'reseal_wait(text, boolean)',
	  'reseal_list(text, boolean, int)', 'reseal_batch(text, boolean, text[])', 'reseal_is_done(text, boolean)';

	is($owner->sqlstate('CALL userstore.reseal()'), '42501', 'the owner, without EXECUTE');
	$node->safe_psql('postgres', "GRANT USAGE ON SCHEMA userstore TO $_; GRANT EXECUTE ON PROCEDURE userstore.reseal(text, boolean, int, boolean) TO $_;"
		  . "GRANT EXECUTE ON " . ($functions =~ s/, FUNCTION/, /gr) . " TO $_") for OWNER, SCRIPT;
	is($owner->sqlstate('CALL userstore.reseal()'), '00000', '... with it may seal');
	is($owner->sqlstate('CALL userstore.reseal(unseal => true)'), '42501', '... but not unseal');
	is($owner->sqlstate(qq{SELECT userstore.$_}), '42501', "... nor by $_") for q{reseal_begin('default', true, false)}, q{reseal_batch('default', true, '{1}')}, q{reseal_is_done('default', true)};
	is($script->sqlstate('CALL userstore.reseal()'), '42501', 'a script may not');
	is(sealing_of($admin), 'required k2', 'nothing came of that');
	$owner->close;
}

# A transaction that began to write before the state changed: it has a plain
# verifier, not yet committed.
for my $what ('create', 'change_password', 'the application')
{
	my $writer = $what eq 'the application' ? superuser($node) : script($node);
	my $session = superuser($node);
	my $call = {
		create => q{SELECT userstore.create('{"email": "new@example.com", "password": "battery staple"}')},
		change_password => q{SELECT userstore.change_password('1@example.com', 'battery staple')},
		'the application' => "INSERT INTO users (user_id, email, verifier) VALUES ('new', 'new\@example.com', '$verifier')"
	}->{$what};

	set_setting($node, 'userstore.active_key', 'k1') if $what eq 'create';
	reset_users();
	$writer->run('BEGIN');
	is($writer->sqlstate($call), '00000', "$what, before it is sealed");
	start_call($node, $session, 'CALL userstore.reseal()', 'virtualxid');
	is(sealing_of($admin) . ', ' . kinds($admin), 'migrating, plain 40', "$what: is waited for");
	ok(logs_in($script, '2@example.com'), "$what: ... while others log in");
	like(kinds($admin), qr/k1 1, plain 39/, "$what: ... and write what is sealed");
	$writer->run('COMMIT');
	is($session->answer->{error}, undef, "$what: then it goes through");
	is(kinds($admin), 'k1 ' . $admin->value('SELECT count(*) FROM users'), "$what: ... and leaves nothing plain");
	$_->close for $writer, $session;
}

# ... and one that began while it was sealed.
{
	my $writer = script($node);
	my $session = superuser($node);

	$writer->run('BEGIN');
	$writer->run(q{SELECT userstore.change_password('3@example.com', 'battery staple')});
	start_call($node, $session, 'CALL userstore.reseal(unseal => true)', 'virtualxid');
	is(sealing_of($admin), 'migrating unsealing k1', 'who sealed is waited for by who unseals');
	$writer->run('COMMIT');
	$session->answer;
	is(kinds($admin), 'plain 41', '... and leaves nothing sealed');
	ok(logs_in($script, '3@example.com', 'battery staple'), '... and gets in');
	$_->close for $writer, $session;
}

# Two sessions share the work; one that does the opposite ends it.
{
	my @sessions = map { superuser($node) } 1 .. 2;
	my @answers;

	reset_users();
	$admin->value('SELECT pg_advisory_lock(1)');
	start_call($node, $sessions[0], q{CALL userstore.reseal('default', false, 3)}, 'advisory');
	$sessions[1]->send(q{CALL userstore.reseal('default', false, 3)});
	ok($node->poll_query_until('postgres', q{SELECT wait_event = 'virtualxid' FROM pg_stat_activity WHERE pid = } . $sessions[1]->pid), 'a second session waits for the batch of the first');
	$admin->value('SELECT pg_advisory_unlock(1)');
	is($_->answer->{error}, undef, '... and both go through') for @sessions;
	is(sealing_of($admin) . ', ' . kinds($admin), 'required k1, k1 40', '... all is sealed');

	set_setting($node, 'userstore.active_key', 'k2');
	$admin->value('SELECT pg_advisory_lock(1)');
	start_call($node, $sessions[0], q{CALL userstore.reseal('default', false, 3)}, 'advisory');
	start_call($node, $sessions[1], q{CALL userstore.reseal('default', true, 3)}, 'virtualxid');
	$admin->value('SELECT pg_advisory_unlock(1)');
	is($sessions[0]->answer->{error}{M}, 'store "default" is being unsealed by another session', 'who seals what another unseals is told');
	is($sessions[1]->answer->{error}, undef, '... and the other goes on');
	is(sealing_of($admin) . ', ' . kinds($admin), 'off, plain 40', '... until all is unsealed');
	$_->close for @sessions;
}

# Ended in the middle.
for my $end ([ 'cancelled', '57014' ], [ 'terminated', '57P01' ], [ 'killed', 'closed' ])
{
	my ($how, $heard) = @$end;
	my $session;

	reset_users();
	$session = superuser($node);
	$admin->value('SELECT pg_advisory_lock(1)');
	start_call($node, $session, q{CALL userstore.reseal('default', false, 4)}, 'advisory');
	is(end_call($node, $session, $how), $heard, "$how: it ends");
	if ($how eq 'killed')
	{
		$admin = superuser($node);
		$script = script($node);
	}
	else
	{
		$admin->value('SELECT pg_advisory_unlock(1)');
	}
	is(sealing_of($admin) . ', ' . kinds($admin), 'migrating, k2 24, plain 16', "$how: six batches of four are sealed");
	ok(logs_in($script, '1@example.com') && logs_in($script, '40@example.com'), "$how: both kinds get in");
	$admin->run('CALL userstore.reseal()');
	is(sealing_of($admin) . ', ' . kinds($admin), 'required k2, k2 40', "$how: another call does the rest");
	is(all_in(), USERS, "$how: all get in");
}

# Whom it has to leave.
{
	my $application = superuser($node);

	reset_users();
	$application->run('BEGIN');
	$application->run(q{SELECT FROM users WHERE user_id = '39' FOR UPDATE});
	$admin->run(q{UPDATE users SET name = 'Refused' WHERE user_id = '30'});
	$answer = $admin->run('CALL userstore.reseal()');
	like(messages($answer), qr/NOTICE: .*: 1 users are locked by others and were left\nWARNING: .*: 1 users could not be written and were left$/, 'it tells whom it left');
	is(sealing_of($admin) . ', ' . kinds($admin), 'migrating, k2 38, plain 2', '... and is not done');
	like(slurp_file($node->logfile), qr/LOG:  the verifier of user "30" of store "default" could not be sealed\n.*DETAIL:  SQLSTATE UX123\.\n/, '... names him');
	$application->run('COMMIT');
	$admin->run(q{UPDATE users SET name = NULL});
	$admin->run('CALL userstore.reseal()');
	is(sealing_of($admin), 'required k2', '... until they can be done');
	$application->close;
}

# Harden, and a rollback, in a store that is sealed.
$admin->run('CALL userstore.reseal(unseal => true)');
$admin->run(q{UPDATE users SET verifier = 'md5$s$' || md5('scorrect horse') WHERE user_id::int > 35});
$admin->run('CALL userstore.reseal()');
$admin->run('CALL userstore.harden()');
is(kinds($admin), 'k2 40', 'what harden wraps is sealed');
is($admin->value(q{SELECT string_agg(concat_ws(' ', scheme, users, problem), ', ') FROM userstore.schemes(exact => true) WHERE scheme = 'us-wrap'}), 'us-wrap 5', '... and wrapped');
$script->run('BEGIN');
$script->run(q{SELECT userstore.change_password('40@example.com', 'battery staple')});
$script->run('ROLLBACK');
ok(logs_in($script, '40@example.com') && !logs_in($script, '40@example.com', 'battery staple'), 'a change that was rolled back is none');

# Other relations.
$node->safe_psql('postgres', qq{
	CREATE SCHEMA app AUTHORIZATION regress_userstore_owner;
	SET ROLE regress_userstore_owner;
	CREATE TABLE app.serials (id serial PRIMARY KEY, email text UNIQUE, pw text);
	CREATE TABLE app.identities (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text UNIQUE, pw text);
	CREATE TABLE app.uuids (id uuid DEFAULT gen_random_uuid() PRIMARY KEY, email text UNIQUE, pw text);
	CREATE TABLE app.base (id serial PRIMARY KEY, email text UNIQUE, pw text);
	CREATE VIEW app.shown AS SELECT * FROM app.base;
	CREATE FUNCTION app.instead() RETURNS trigger LANGUAGE plpgsql AS \$\$
	BEGIN
		IF tg_op = 'INSERT' THEN
			INSERT INTO app.base (email, pw) VALUES (new.email, new.pw) RETURNING * INTO new;
		ELSE
			UPDATE app.base SET email = new.email, pw = new.pw WHERE id = old.id;
		END IF;
		RETURN new;
	END \$\$;
	CREATE TRIGGER instead INSTEAD OF INSERT OR UPDATE ON app.shown FOR EACH ROW EXECUTE FUNCTION app.instead();
});
for my $relation ('serials', 'identities', 'uuids', 'shown')
{
	my $table = $relation eq 'shown' ? 'base' : $relation;
	my $columns = $relation eq 'shown' ? '{"user_id": {"column": "id", "match": "id = $::int"}, "email": {"column": "email", "match": "email = lower($)"}, "verifier": "pw"}' :
	  '{"user_id": "id", "email": "email", "verifier": "pw"}';
	my @results;

	$admin->run("INSERT INTO app.$table (email, pw) VALUES ('ann\@example.com', \$1)", $verifier);
	$answer = $admin->run(qq{SELECT userstore.attach(\$1, 'app.$relation', \$2, \$3)}, $relation, $columns,
		qq({"verifiers": "exclusive", "unique_asserted": true, "user_id_prefix": "$relation|"}));
	diag("$answer->{error}{M} $answer->{error}{D}") if $answer->{error};
	$admin->run(q{SELECT userstore.grant_access('regress_userstore_script', $1)}, $relation);
	$answer = $admin->run('CALL userstore.reseal($1)', $relation);
	diag($answer->{error}{M}) if $answer->{error};
	is(sealing_of($admin, $relation), 'required k2', "$relation: sealed");
	ok(logs_in($script, 'ann@example.com', PASSWORD, $relation), "$relation: login");
	is($script->sqlstate('SELECT userstore.create($1, $2)', '{"email": "bob@example.com", "password": "battery staple"}', $relation), '00000', "$relation: create");
	ok(logs_in($script, 'bob@example.com', 'battery staple', $relation), "$relation: ... and login");
	is($admin->value(qq{SELECT count(*) FROM app.$table WHERE pw LIKE '\$us-seal\$%'}), '2', "$relation: both are sealed");
}

# A login that has read, or is about to, before and after its hash, while the
# store goes from one state to another as a whole.
$node->safe_psql('postgres', <<'SQL');
CREATE SEQUENCE gate_calls;
GRANT USAGE ON SEQUENCE gate_calls TO regress_userstore_owner;
CREATE FUNCTION gate(id text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
	IF current_setting('gate.hold_at', true) <> '' THEN
		IF nextval('public.gate_calls') = current_setting('gate.hold_at')::int THEN
			PERFORM pg_advisory_lock_shared(2);
			PERFORM pg_advisory_unlock_shared(2);
		END IF;
	END IF;
	RETURN id;
END $$;
UPDATE userstore.mappings SET columns = columns || jsonb_build_object('user_id',
	jsonb_build_object('column', 'user_id', 'match', 'user_id = public.gate($)')) WHERE store = 'default';
SQL
for my $change ([ 'sealed', 'true', 'k1', 'false' ], [ 'sealed anew', 'false', 'k2', 'false' ], [ 'unsealed', 'false', 'k1', 'true' ])
{
	my ($what, $before, $key, $unseal) = @$change;

	for my $hold_at (1, 2)
	{
		my $login = script($node);
		my $gate = superuser($node);

		set_setting($node, 'userstore.active_key', 'k1');
		$admin->run("CALL userstore.reseal('default', $before)");
		set_setting($node, 'userstore.active_key', $key);
		$admin->value(q{SELECT setval('gate_calls', 1, false)});
		$gate->value('SELECT pg_advisory_lock(2)');
		$login->run("SET gate.hold_at = $hold_at");
		start_call($node, $login, qq{SELECT userstore.login('5\@example.com', '${\PASSWORD}') ->> 'email'}, 'advisory');
		is($admin->sqlstate("CALL userstore.reseal('default', $unseal)"), '00000', "$what: a login is not waited for, at $hold_at");
		$gate->value('SELECT pg_advisory_unlock(2)');
		$answer = $login->answer;
		is($answer->{error} ? $answer->{error}{C} : $answer->{rows}[0][0], '5@example.com', "$what: ... and gets in");
		$_->close for $login, $gate;
	}
}

# A standby, which has the key file.
$node->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'base', has_streaming => 1);
$standby->start;
{
	my $session = script($standby);
	ok(logs_in($session, '2@example.com'), 'login on a standby');
	$session->close;
}
$standby->stop;

$script->close;
$admin->close;
$node->stop;
