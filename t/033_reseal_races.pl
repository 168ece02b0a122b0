# Proves: a login whose verifier is sealed anew twice under its hands gets in,
# and a change of a password that has asked how verifiers are written, and not
# written yet, is waited for.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More tests => 8;
use TestCall;
use TestSealing;
use TestStore;
use Time::HiRes qw(usleep);

my $node = new_server('reseal_races');
make_roles($node);
make_store($node, 'postgres');
my @lines = map { new_key($node, $_) } 'k1', 'k2';
use_keys($node, \@lines, 'k1', 'k2');
my $admin = superuser($node);
my $gate = superuser($node);
$admin->run(q{INSERT INTO users (user_id, email, verifier) VALUES ('1', 'ann@example.com', userstore.hash_password($1))}, PASSWORD);

# The match expressions let the owner hold a look-up: of a login by the user_id
# before the hash and after it, of a change of a password by the address.
$node->safe_psql('postgres', <<'SQL');
CREATE SEQUENCE gate_calls;
GRANT USAGE ON SEQUENCE gate_calls TO regress_userstore_owner;
CREATE FUNCTION gate(value text, kind text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
	IF current_setting('gate.' || kind, true) <> '' THEN
		IF nextval('public.gate_calls')::text = ANY (string_to_array(current_setting('gate.' || kind), ' ')) THEN
			PERFORM pg_advisory_lock_shared(1);
			PERFORM pg_advisory_unlock_shared(1);
		END IF;
	END IF;
	RETURN value;
END $$;
UPDATE userstore.mappings SET columns = columns || '{"user_id": {"column": "user_id", "match": "user_id = public.gate($, ''id'')"},
	"email": {"column": "email", "match": "users_fold(email) = users_fold(public.gate($, ''email''))"}}';
SQL

# Waits until a session waits for the gate, or has nothing to wait for any more.
sub wait_or_answer
{
	my ($session) = @_;
	until ($session->is_answered)
	{
		last if ($admin->value('SELECT wait_event FROM pg_stat_activity WHERE pid = $1', $session->pid) // '') eq 'advisory';
		usleep(1000);
	}
	return;
}

sub rotate
{
	my ($key) = @_;
	set_setting($node, 'userstore.active_key', $key);
	return $admin->sqlstate('CALL userstore.reseal()');
}

# Reads 1, 2, and again 3 because of what came in 2; then 4 after a second hash,
# if there is one.
{
	my $login = script($node);

	rotate('k1');
	$gate->value('SELECT pg_advisory_lock(1)');
	$login->run(q{SET gate.id = '1 2 4'});
	start_call($node, $login, qq{SELECT userstore.login('ann\@example.com', '${\PASSWORD}') ->> 'user_id'}, 'advisory');
	$gate->value('SELECT pg_advisory_unlock(1)');
	$gate->value('SELECT pg_advisory_lock(1)');
	for my $key ('k2', 'k1')
	{
		wait_or_answer($login);
		is(rotate($key), '00000', "key $key, while a login reads");
		$gate->value('SELECT pg_advisory_unlock(1)');
		$gate->value('SELECT pg_advisory_lock(1)') if $key eq 'k2';
	}
	is($login->answer->{rows}[0][0], '1', '... which gets in');
	$login->close;
}

# Between the state and the write.
{
	my $writer = script($node);
	my $session = superuser($node);

	$admin->run('CALL userstore.reseal(unseal => true)');
	is(kinds($admin), 'plain 1', 'not sealed');
	# A session that knows the store has no other lock than that for the write.
	$writer->value(q{SELECT userstore.change_password('ann@example.com', $1)}, PASSWORD);
	$admin->value(q{SELECT setval('gate_calls', 1, false)});
	$gate->value('SELECT pg_advisory_lock(1)');
	$writer->run(q{SET gate.email = '2'});
	start_call($node, $writer, q{SELECT userstore.change_password('ann@example.com', 'battery staple')}, 'advisory');
	start_call($node, $session, 'CALL userstore.reseal()', 'virtualxid');
	is(sealing_of($admin), 'migrating', 'a change of a password is waited for that has written nothing yet');
	$gate->value('SELECT pg_advisory_unlock(1)');
	is($writer->answer->{rows}[0][0], 't', '... it is made');
	is($session->answer->{error}, undef, '... and then all is sealed');
	is(kinds($admin), 'k1 1', '... that too');
	$_->close for $writer, $session;
}

$gate->close;
$admin->close;
$node->stop;
