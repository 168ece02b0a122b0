# Proves: harden() commits in batches that several sessions share, loses
# nothing when it is killed, and leaves alone what others change or hold
# meanwhile; the owner's triggers run as the owner.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More tests => 78;
use TestCall;
use TestStore;

use constant USERS => 40;

my $node = new_server('harden');
make_roles($node);
make_store($node, 'postgres');
my $admin = superuser($node);
my $script = script($node);

# Who wraps whose verifier is written down; user 25 waits for the gate.
$node->safe_psql('postgres', <<'SQL');
CREATE TABLE wraps (user_id text, pid int, role text, caller text, deferred text);
ALTER TABLE wraps OWNER TO regress_userstore_owner;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF new.verifier IS DISTINCT FROM old.verifier AND new.verifier LIKE '$us-wrap$%' THEN
		INSERT INTO public.wraps VALUES (new.user_id, pg_backend_pid(), current_user, session_user);
		IF new.user_id = '25' THEN
			PERFORM pg_advisory_xact_lock_shared(1);
		ELSIF new.user_id = '30' AND new.name = 'Refused' THEN
			RAISE 'refused' USING ERRCODE = 'UX123';
		END IF;
		PERFORM pg_advisory_xact_lock_shared(2);
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER note AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION note();
CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE public.wraps SET deferred = current_user WHERE user_id = new.user_id;
	RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER then_late AFTER UPDATE ON users DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION late();
SQL

# All with "correct horse" in a weak scheme again, nothing written down.
sub reset_users
{
	$admin->value(q{TRUNCATE users, wraps});
	$admin->value(q{INSERT INTO users (user_id, email, verifier) SELECT i, i || '@example.com', 'md5$s' || i || '$' || md5('s' || i || 'correct horse')
		FROM generate_series(1, } . USERS . ') AS i');
	return;
}

my $weak = q{SELECT count(*) FROM users WHERE verifier LIKE 'md5$%'};
my $wrapped = q{SELECT count(*) FROM users WHERE verifier LIKE '$us-wrap$%'};

# Starts a call that will wait for the gate, and waits until it does.
sub start_harden
{
	my ($session, $batch) = @_;
	return start_call($node, $session, "CALL userstore.harden('default', $batch)", 'advisory');
}

sub logs_in
{
	my ($user, $password) = @_;
	my $id = $script->value("SELECT userstore.login('$user\@example.com', '$password') ->> 'user_id'");
	return defined $id && $id eq $user;
}

# How many users get in, and does their login make them argon2id?
sub count_logins { return scalar grep { logs_in($_, 'correct horse') } 1 .. USERS; }

# A dry run.
reset_users();
my $before = $admin->value('SELECT md5(string_agg(users::text, chr(10) ORDER BY user_id)) FROM users');
my $answer = $admin->run('CALL userstore.harden(dry_run => true)');
is(messages($answer), 'NOTICE: store "default": 40 verifiers to be wrapped', 'a dry run counts');
like($answer->{notices}[0]{D}, qr/^At \d+ ms a hash that takes one session \d+ s; several share it\.$/, 'and estimates');
is($admin->value('SELECT md5(string_agg(users::text, chr(10) ORDER BY user_id)) FROM users'), $before, 'and writes nothing');

# In a transaction block.
$admin->run('BEGIN');
is($admin->sqlstate('CALL userstore.harden()'), '2D000', 'not in a transaction block');
$admin->run('ROLLBACK');
is($admin->value('SELECT count(*) FROM wraps'), '0', 'which is said before any work');
$admin->run('BEGIN');
is($admin->sqlstate('CALL userstore.harden(dry_run => true)'), '00000', 'a dry run is no matter');
$admin->run('COMMIT');

# Two sessions share the work.
{
	my @sessions = (superuser($node), superuser($node));
	my @answers;

	$admin->value('SELECT pg_advisory_lock(2)');
	start_harden($_, 3) for @sessions;
	$admin->value('SELECT pg_advisory_unlock(2)');
	@answers = map { $_->answer } @sessions;
	is($admin->value($wrapped), USERS, 'two sessions: all is wrapped');
	is($admin->value('SELECT count(*) FROM wraps'), USERS, 'each verifier once');
	is($admin->value('SELECT count(DISTINCT pid) FROM wraps'), '2', 'by both');
	for my $i (0, 1)
	{
		my $said = 0;

		is($answers[$i]{error}, undef, 'no error');
		$said += $_ for messages($answers[$i]) =~ /, (\d+) wrapped by this session/g;
		is($said, $admin->value('SELECT count(*) FROM wraps WHERE pid = ' . $sessions[$i]->pid), 'each tells its own share');
		$sessions[$i]->close;
	}
	is($admin->value(q{SELECT string_agg(DISTINCT concat_ws(' ', role, caller, deferred), ', ') FROM wraps}),
		OWNER . ' ' . $admin->value('SELECT session_user') . ' ' . OWNER, 'triggers run as the owner, deferred ones too');
	is(count_logins(), USERS, 'all get in');
}

# What others do meanwhile.
reset_users();
$node->safe_psql('postgres', q{ALTER ROLE } . $admin->value('SELECT session_user') . q{ SET default_transaction_isolation = 'repeatable read'});
{
	my $session = superuser($node);
	my $application = superuser($node);
	my ($changed, $upgraded);

	is($session->value('SHOW transaction_isolation'), 'repeatable read', 'as somebody has set it');
	$admin->value('SELECT pg_advisory_lock(1)');
	start_harden($session, 10);
	is($admin->value($wrapped), '20', 'two batches of ten are there for others to see');
	ok(logs_in('25', 'correct horse'), 'whom it holds gets in');
	ok(logs_in('22', 'correct horse'), 'whose verifier it has replaced, but not committed, gets in');
	is($admin->value(q{SELECT verifier LIKE 'md5$%' FROM users WHERE user_id = '22'}), 't', '... without waiting to be upgraded');
	ok(logs_in('5', 'correct horse'), 'who is wrapped gets in');

	ok(logs_in('28', 'correct horse'), 'one to come logs in');
	$upgraded = $admin->value(q{SELECT verifier FROM users WHERE user_id = '28'});
	like($upgraded, qr/^\$argon2id\$/, '... and is upgraded');
	is($script->value(q{SELECT userstore.change_password('35@example.com', 'battery staple')}), 't', 'another changes his password');
	$changed = $admin->value(q{SELECT verifier FROM users WHERE user_id = '35'});
	is($script->value(q{SELECT userstore.delete('36')}), 't', 'another is deleted');
	$application->run(q{UPDATE users SET name = 'Ann' WHERE user_id = '37'});
	$application->run(q{UPDATE users SET verifier = 'md5$other$' || md5('otherbattery staple') WHERE user_id = '38'});
	$application->run('BEGIN');
	$application->run(q{SELECT FROM users WHERE user_id = '39' FOR UPDATE});
	$application->run(q{UPDATE users SET verifier = 'md5$new$' || md5('newbattery staple') WHERE user_id = '40'});
	$admin->value('SELECT pg_advisory_unlock(1)');

	$answer = $session->answer;
	is($answer->{error}, undef, 'it goes through');
	like(messages($answer), qr/NOTICE: store "default": 2 users are locked by others and were left$/, '... and tells how many it left');
	is($admin->value(q{SELECT string_agg(user_id, ' ' ORDER BY user_id) FROM users WHERE verifier LIKE 'md5$%'}), '39 40', '... those that were locked');
	is($admin->value(q{SELECT verifier FROM users WHERE user_id = '28'}), $upgraded, 'what a login wrote stays');
	is($admin->value(q{SELECT verifier FROM users WHERE user_id = '35'}), $changed, 'what a change of password wrote stays');
	is($admin->value(q{SELECT count(*) FROM users WHERE user_id = '36'}), '0', 'who was deleted stays so');
	is($admin->value(q{SELECT name FROM users WHERE user_id = '37' AND verifier LIKE '$us-wrap$%'}), 'Ann', 'whose row changed otherwise is wrapped');
	ok(logs_in('38', 'battery staple') && !logs_in('38', 'correct horse'), "the application's new verifier is the one that is wrapped");
	$application->run('COMMIT');
	$answer = $session->run('CALL userstore.harden()');
	is($admin->value($weak), '0', 'a second call does the rest');
	like(messages($answer), qr/: 2 of 2 done, 2 wrapped by this session at [\d.]+\/s, 0 s left$/, '... and says so');
	ok(logs_in('39', 'correct horse') && logs_in('40', 'battery staple') && !logs_in('40', 'correct horse'), '... of the verifiers as they are then');
	is(scalar(grep { logs_in($_, 'correct horse') } 1 .. USERS), USERS - 4, 'all others get in as before');
	is(messages($session->run('CALL userstore.harden()')), '', 'a third has nothing to say');
	$session->close;
	$application->close;
}

# Ended in the middle, in three ways.
for my $end ([ 'cancelled', '57014' ], [ 'terminated', '57P01' ], [ 'killed', 'closed' ])
{
	my ($how, $heard) = @$end;
	my $session;

	reset_users();
	$session = superuser($node);
	$admin->value('SELECT pg_advisory_lock(1)');
	start_harden($session, 4);
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
	is($admin->value($wrapped), '24', "$how: six batches of four are wrapped");
	is($admin->value($weak), USERS - 24, "$how: the rest is as it was");
	$answer = $admin->run('CALL userstore.harden()');
	is($admin->value($wrapped), USERS, "$how: another call does the rest");
	is($admin->value('SELECT count(DISTINCT user_id) FROM wraps'), USERS, "$how: once each");
	is(count_logins(), USERS, "$how: all get in");
}

# One whom a trigger refuses.
reset_users();
$admin->run(q{UPDATE users SET name = 'Refused' WHERE user_id = '30'});
$answer = $admin->run('CALL userstore.harden()');
is($answer->{error}, undef, 'one who is refused does not end it');
like(messages($answer), qr/WARNING: store "default": 1 users could not be written and were left$/, '... but is told of');
is($admin->value($wrapped), USERS - 1, '... and the others are wrapped');
like(slurp_file($node->logfile), qr/LOG:  the verifier of user "30" of store "default" could not be wrapped\n.*DETAIL:  SQLSTATE UX123\.\n/, 'the log names him');
ok(logs_in('30', 'correct horse'), 'he gets in');

# A trigger wants more than the owner has.
for my $attempt ('RESET ROLE', 'SET SESSION AUTHORIZATION DEFAULT', 'CREATE TEMPORARY TABLE planted ()', q{PERFORM set_config('role', 'none', false)})
{
	reset_users();
	$node->safe_psql('postgres', "CREATE OR REPLACE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN $attempt; RETURN NULL; END \$\$");
	$answer = $admin->run('CALL userstore.harden()');
	is($admin->value($wrapped) . ' ' . $admin->value('SELECT current_user = session_user'), '0 t', "refused to a trigger: $attempt");
}
$node->safe_psql('postgres', 'DROP TRIGGER then_late ON users');

# Names that the owner planted in the caller's search_path.
$node->safe_psql('postgres', <<'SQL');
CREATE SCHEMA planted AUTHORIZATION regress_userstore_owner;
SET ROLE regress_userstore_owner;
CREATE FUNCTION planted.spy(pg_catalog.text) RETURNS boolean LANGUAGE sql AS
	$$ INSERT INTO public.wraps (user_id, role) VALUES ('spy', current_user) RETURNING true $$;
CREATE DOMAIN planted.text AS pg_catalog.text CHECK (planted.spy(VALUE));
CREATE FUNCTION planted.no(boolean) RETURNS boolean LANGUAGE sql AS $$ SELECT planted.spy('!') $$;
CREATE OPERATOR planted.! (RIGHTARG = boolean, FUNCTION = planted.no);
SQL
{
	my $session = superuser($node);

	reset_users();
	$session->run('SET search_path = planted, pg_catalog');
	is($session->run('CALL userstore.harden()')->{error}, undef, 'with planted names before its own');
	is($admin->value($wrapped) . ' ' . $admin->value(q{SELECT count(*) FROM wraps WHERE user_id = 'spy'}), USERS . ' 0', '... none of which is called');
	$session->close;
}

# Who may.
for my $what ([ 'the owner', OWNER, '42501', '00000' ], [ 'a script', SCRIPT, '42501', '42501' ])
{
	my ($label, $role, $without, $with) = @$what;
	my $session = TestSession->open($node, user => $role);

	is($session->sqlstate('CALL userstore.harden()'), $without, "$label, without EXECUTE");
	$node->safe_psql('postgres', "GRANT USAGE ON SCHEMA userstore TO $role; GRANT EXECUTE ON PROCEDURE userstore.harden(text, int, boolean) TO $role;
		GRANT EXECUTE ON FUNCTION userstore.harden_list(text, int, boolean), userstore.harden_batch(text, text[]), userstore.harden_is_done(text) TO $role");
	reset_users();
	is($session->sqlstate('CALL userstore.harden()'), $with, "$label, with EXECUTE");
	is($session->sqlstate(q{SELECT userstore.harden_batch('default', '{1}')}), $with, "$label, one batch alone");
	$session->close;
}
is($admin->value($weak), USERS, 'nothing came of what was refused');

# A wrapped verifier that is broken is one line of the log.
$admin->run('CALL userstore.harden()');
$admin->run(q{UPDATE users SET verifier = replace(verifier, ',p=', ',p=~') WHERE user_id = '1'});
my $at = -s $node->logfile;
ok(!logs_in('1', 'correct horse'), 'a broken wrapped verifier matches nothing');
my $log = substr(slurp_file($node->logfile), $at);
is(scalar(() = $log =~ /LOG:  user "1" of store "default" has no usable verifier/g), 1, 'and is logged once');
like($log, qr/DETAIL:  The frame of the wrapped verifier is not unpadded base64 of up to 512 bytes\./, 'with its reason');
unlike($log, qr/us-wrap/, 'and not itself');

$script->close;
$admin->close;
$node->stop;
