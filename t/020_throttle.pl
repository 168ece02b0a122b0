# Proves: a wrong password counts whatever becomes of its transaction, and is
# forgotten by what commits only; many at once are no more than one after the
# other, and don't keep right ones out; no trick buys further guesses.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More tests => 98;
use TestGuard;
use TestSession;
use TestStore;

my $node = new_server('throttle', HOLDERS, 'max_connections = 130', 'max_prepared_transactions = 5',
	'userstore.hash_slots = 2', q{userstore.hash_queue_timeout = '60s'});
make_roles($node);
make_store($node, 'postgres');
add_users($node, 'ann', 9);
add_holders($node, 3);
my $admin = superuser($node);
my $script = script($node);

sub email { return "$_[0]\@example.com"; }

sub try { return login($script, email($_[0]), $_[1] // wrong()); }

sub guess
{
	my ($who, $n) = @_;
	try($who) for 1 .. $n;
	return;
}

sub is_failures
{
	my ($who, $n, $name) = @_;
	is(failures($admin, email($who)), $n, $name);
	return;
}

# Statements of the script's session; the last one's SQLSTATE.
sub run
{
	my $state;
	$state = $script->sqlstate($_) for @_;
	return $state;
}

sub call { return sprintf q{SELECT userstore.login('%s', '%s')}, email($_[0]), $_[1] // wrong(); }

sub do_block
{
	my ($call) = @_;
	return qq{DO \$do\$ BEGIN BEGIN $call; RAISE division_by_zero; EXCEPTION WHEN division_by_zero THEN NULL; END; END \$do\$}
	  =~ s/SELECT userstore/PERFORM userstore/r;
}

# What does not commit counts, of users and of nobody.
for my $who ('ann1', 'nobody1')
{
	run('BEGIN', call($who), 'ROLLBACK');
	is_failures($who, 1, "$who: rolled back");
	run('BEGIN', 'SAVEPOINT s', call($who), 'ROLLBACK TO s', 'COMMIT');
	is_failures($who, 2, '... to a savepoint');
	is(run(do_block(call($who))), '00000', '... by an exception in PL/pgSQL');
	is_failures($who, 3, '... counts');
	run('BEGIN', call($who), "PREPARE TRANSACTION 'wrong'");
	is_failures($who, 4, '... prepared');
	run("ROLLBACK PREPARED 'wrong'", "SELECT 1/(CASE WHEN userstore.login('" . email($who) . "', '" . wrong() . "') IS NULL THEN 0 END)");
	is_failures($who, 5, '... in a statement that fails');
}

# Nor does what is ended in the middle of a hash; but not what waits for it.
for my $end ('pg_cancel_backend', 'pg_terminate_backend')
{
	my $session = script($node);

	$session->value('SELECT 1');
	send_login($session, email('holder1'), wrong());
	wait_for_gauges($admin, '1 1', 'slots_busy', 'tries_in_flight');
	is_failures('holder1', $end eq 'pg_cancel_backend' ? 0 : 1, 'while it is hashed it is no failure yet');
	$admin->value("SELECT $end(" . $session->pid . ')');
	like(outcome($session->answer), qr/^57/, "$end in the middle of a hash");
	wait_for_gauges($admin, '0 0', 'slots_busy', 'tries_in_flight');
	is_failures('holder1', $end eq 'pg_cancel_backend' ? 1 : 2, '... counts');
	$session->close;
}
is(run(q{SET statement_timeout = '100ms'}, call('holder1')), '57014', 'statement_timeout in the middle of a hash');
run('RESET statement_timeout');
is_failures('holder1', 3, '... counts');

# A right login clears what was typed, once it has committed.
{
	my $right = call('ann2', PASSWORD);

	guess('ann2', 3);
	is_failures('ann2', 3, 'three failures');
	run('BEGIN', $right);
	is_failures('ann2', 3, 'a right login clears nothing before it commits');
	run('ROLLBACK');
	is_failures('ann2', 3, '... nothing if it is rolled back');
	run('BEGIN', 'SAVEPOINT s', $right, 'ROLLBACK TO s', 'COMMIT');
	is_failures('ann2', 3, '... to a savepoint');
	run('BEGIN', 'SAVEPOINT a', 'SAVEPOINT b', $right, 'RELEASE b', 'ROLLBACK TO a', 'COMMIT');
	is_failures('ann2', 3, '... to one around a released one');
	run(do_block($right));
	is_failures('ann2', 3, '... by an exception in PL/pgSQL');
	run('BEGIN', $right, "PREPARE TRANSACTION 'right'", "COMMIT PREPARED 'right'");
	is_failures('ann2', 3, '... nothing if it is prepared, and committed by whomever');
	run('BEGIN', 'SAVEPOINT s', $right, 'SELECT 1/0', 'COMMIT');
	is_failures('ann2', 3, '... nothing if the commit is a rollback');
	run('BEGIN', 'SAVEPOINT s', call('ann2'), 'ROLLBACK TO s', 'SAVEPOINT t', $right, 'RELEASE t', 'COMMIT');
	is_failures('ann2', 0, 'a released savepoint commits with the transaction');
	guess('ann2', 1);
	is(try('ann2', PASSWORD), 'in', 'a right login by itself');
	is_failures('ann2', 0, '... clears');
}

# So does a new password, and an administrator.
for my $clears (
	[ 'change_password', $script, q{SELECT userstore.change_password('ann3@example.com', '} . PASSWORD . q{')} ],
	[ 'clear_throttle', $admin, q{SELECT userstore.clear_throttle('ann3@example.com')} ])
{
	my ($name, $session, $statement) = @$clears;

	guess('ann3', 2);
	$session->run($_) for ('BEGIN', $statement);
	is_failures('ann3', 2, "$name clears nothing before it commits");
	$session->run('ROLLBACK');
	is_failures('ann3', 2, "$name rolled back clears nothing");
	$session->run($_) for ('BEGIN', 'SAVEPOINT s', $statement, 'ROLLBACK TO s', 'COMMIT');
	is_failures('ann3', 2, '... nor to a savepoint');
	is($session->value($statement), 't', '... by itself');
	is_failures('ann3', 0, '... it clears');
}

# Another address clears nothing, there and back.
{
	my ($there, $back) = map { "SELECT userstore.change_email('$_\@example.com', true)" }
	  (q{ann4@example.com', 'bob4}, q{bob4@example.com', 'ann4});

	guess('ann4', 2);
	run('BEGIN', $there, 'ROLLBACK');
	is_failures('ann4', 2, 'change_email rolled back clears nothing');
	is(run($there), '00000', 'change_email');
	is_failures('ann4', 2, '... clears nothing');
	is(run($back), '00000', '... and back');
	is_failures('ann4', 2, '... nothing either');
}

# Nobody's success forgets what is counted of another: of him whose address he
# bears as his name, or whose name is spelled like his. In store "exact" names
# are compared byte for byte, in "folded" they are not.
{
	my ($owner, $script_role, $hash) = (OWNER, SCRIPT, q{userstore.hash_password('} . PASSWORD . q{')});
	my $at = sub {
		my ($store, $who, $password) = @_;
		$script->send('SELECT userstore.login($1, $2, $3)', $who, $password, $store);
		return outcome($script->answer);
	};
	my $is_counted = sub {
		my ($store, $who, $n, $name) = @_;
		is($admin->value(q{SELECT failures FROM userstore.throttled($1, $2)}, $who, $store), $n, "$store: $name");
	};
	my $change = sub {
		my ($store, $who) = @_;
		is(run("SELECT userstore.change_password('$who', '" . PASSWORD . "', '$store')"), '00000', "$store: another password");
	};

	$node->safe_psql('postgres', qq{
		CREATE TABLE $_ (id int PRIMARY KEY, username text, email text, password text);
		CREATE UNIQUE INDEX ON $_ (lower(email));
		INSERT INTO $_ SELECT id, username, email, $hash FROM (VALUES (1, 'vic', 'vic\@example.com'),
			(2, 'vic\@example.com', 'eve\@example.com'), (3, 'Bob', NULL)) AS v (id, username, email);
		ALTER TABLE $_ OWNER TO $owner}) for ('exact', 'folded');
	$node->safe_psql('postgres', qq{
		CREATE UNIQUE INDEX ON exact (username);
		CREATE UNIQUE INDEX ON folded (lower(username));
		INSERT INTO exact VALUES (4, 'bob', NULL, $hash)});
	$node->safe_psql('postgres', qq{
		SELECT count(*) FROM userstore.attach('$_', '$_',
			'{"user_id": "id", "username": "username", "email": "email", "verifier": "password"}', '{"scheme": "argon2"}');
		SELECT userstore.grant_access('$script_role', '$_')}) for ('exact', 'folded');

	for my $store ('exact', 'folded')
	{
		$at->($store, 'vic@example.com', wrong()) for 1 .. 3;
		$is_counted->($store, 'vic@example.com', 3, 'three failures at an address');
		$change->($store, 'eve@example.com');
		is($at->($store, 'eve@example.com', PASSWORD), 'in', '... a login of whom it is the name');
		$is_counted->($store, 'vic@example.com', 3, '... forget nothing');
		$change->($store, 'vic@example.com');
		$is_counted->($store, 'vic@example.com', 0, '... but that of its owner');
		$at->($store, 'Bob', wrong()) for 1 .. 3;
	}
	is($at->('exact', 'bob', PASSWORD), 'in', 'a login by another spelling, which is another user');
	$change->('exact', 'bob');
	$is_counted->('exact', 'Bob', 3, '... forget nothing');
	is($at->('exact', 'Bob', PASSWORD), 'in', '... nor does his own');
	$is_counted->('exact', 'Bob', 3, q{... which can't be told from it});
	$admin->value(q{SELECT userstore.clear_throttle('Bob', 'exact')});
	$is_counted->('exact', 'Bob', 0, '... but an administrator does');
	is($at->('folded', 'bob', PASSWORD), 'in', 'a login by another spelling, which is the same user');
	$is_counted->('folded', 'Bob', 0, '... forgets them');
}

# A hundred at once are no more than one after the other.
my @crowd = map { script($node) } 1 .. 100;

# How many logins at once ended how: the outcomes and their numbers.
sub at_once
{
	my ($who, @passwords) = @_;
	my %ended;

	send_login($crowd[$_], email($who), $passwords[$_]) for 0 .. $#passwords;
	$ended{ outcome($_->answer) }++ for @crowd[ 0 .. $#passwords ];
	return \%ended;
}

for my $who ('ann5', 'nobody5')
{
	my $hashes = counted($admin, 'hashes');

	is_deeply(at_once($who, map { wrong() } @crowd), { null => 20, '28U01' => 80 }, "$who: a hundred wrong passwords at once");
	is(counted($admin, 'hashes') - $hashes, 20, '... are hashed as often as the budget allows');
	is_failures($who, 20, '... and so many are counted');
	is_deeply(at_once($who, (PASSWORD) x 100), { '28U01' => 100 }, 'now the right one is refused too');
	is(counted($admin, 'hashes') - $hashes, 20, '... without a hash');
	is_failures($who, 20, '... and without a count');
}

# Right ones at once don't stand in each other's way.
guess('ann6', 19);
is_deeply(at_once('ann6', (PASSWORD) x 11), { in => 11 }, 'eleven right logins at once, with one failure left');
is_failures('ann6', 0, '... clear');
guess('ann6', 19);
$_->run('BEGIN') for @crowd[ 0 .. 10 ];
is_deeply(at_once('ann6', (PASSWORD) x 11), { in => 11 }, 'the same in transactions');
is_failures('ann6', 19, '... that have not committed yet');
$_->run('COMMIT') for @crowd[ 0 .. 10 ];
is_failures('ann6', 0, '... but clear when they have');
$_->close for @crowd;

# One user has no more than three identifiers bring about, by fresh addresses
# of which none is ever committed.
my $addresses = 0;

sub by_fresh_address
{
	my ($password) = @_;
	my $fresh = 'fresh' . ++$addresses;
	my $outcome;

	run('BEGIN', "SELECT userstore.change_email('ann7\@example.com', '" . email($fresh) . "', true)");
	$outcome = try($fresh, $password);
	run('ROLLBACK');
	return $outcome;
}

is(scalar(grep { by_fresh_address(wrong()) eq 'null' } 1 .. 74), 74, 'wrong passwords at fresh addresses of one user');
is(by_fresh_address(PASSWORD), 'in', '... where the right one gets in');
is(by_fresh_address(wrong()), 'null', '... and one wrong one more');
my $hashes = counted($admin, 'hashes');
is(by_fresh_address(PASSWORD), 'null', '... after which the right one does not');
is(counted($admin, 'hashes') - $hashes, 1, '... though it is hashed as before');
is(try('ann7', PASSWORD), 'null', '... nor does it at his own address');
$admin->value(q{SELECT userstore.clear_throttle('ann7@example.com')});
is(try('ann7', PASSWORD), 'in', '... until he is cleared');

# A table full of offenders, with more of them all the time, admits no more
# guesses than an empty one.
SKIP:
{
	skip 'the tree is not built', 8 unless is_built();
	use_library($node, build_library('offenders', 'offenders_test.c' => sub { slurp_file("$FindBin::RealBin/lib/offenders.c") }));
	my ($library) = $node->safe_psql('postgres', q{SELECT DISTINCT probin FROM pg_proc WHERE proname = 'throttled'});
	$node->safe_psql('postgres', q{CREATE FUNCTION regress_store() RETURNS uuid LANGUAGE sql AS $$ SELECT id FROM userstore.mappings WHERE store = 'default' $$});
	$node->safe_psql('postgres', "CREATE FUNCTION regress_charge(int, int, uuid DEFAULT regress_store()) RETURNS void LANGUAGE c AS '$library'");
	$_->close for ($script, $admin);
	$node->restart;
	($script, $admin) = (script($node), superuser($node));
	my $offenders = 400_000;
	my $spilled = 'SELECT spilled FROM userstore.guard';

	$admin->value("SELECT regress_charge(1, $offenders)");
	cmp_ok($admin->value('SELECT subjects::float / subjects_max FROM userstore.guard'), '>', 0.74, 'the table is as full as one store may make it');
	for my $who ('ann8', 'ann9', 'nobody8')
	{
		my $admitted = 0;
		my $before = $admin->value($spilled);

		for (1 .. 25)
		{
			$admitted++ if try($who) eq 'null';
			is($admin->value($spilled) - $before, $who =~ /ann/ ? 2 : 1, "$who: a failure has no place of its own") if $_ == 1;
			$admin->value("SELECT regress_charge($offenders + 1, $offenders + 1000)");
			$offenders += 1000;
		}
		cmp_ok($admitted, '<=', 20, "... and no more guesses than elsewhere");
		note("$admitted guesses");
	}

	# Of twenty other stores fifteen can be expected to be in another group.
	my $roomy = 0;
	for my $store (1 .. 20)
	{
		my $before = $admin->value($spilled);
		$admin->value("SELECT regress_charge(1, 50, ('00000000-0000-0000-0000-' || lpad('$store', 12, '0'))::uuid)");
		$roomy++ if $admin->value($spilled) == $before;
	}
	cmp_ok($roomy, '>=', 5, 'a store that fills the table leaves room to others');
	note("$roomy of 20 stores have room");
}

$_->close for ($script, $admin);
$node->stop;
