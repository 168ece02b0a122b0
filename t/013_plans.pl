# Proves: on a million rows every statement of every action finds its user by
# an index, on tables that were empty and analyzed as such when the plans were
# made, in sessions old and new, whatever the caller's settings; and the README
# shows the store over three tables that the tests run.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More tests => 63;
use TestStore;

use constant USERS => 1_000_000;
use constant EMAIL => 'user0000000@example.com';

# The contents of a file of the source tree.
sub source
{
	my ($name) = @_;
	return slurp_file("$FindBin::RealBin/../$name");
}

my $several = source('test/pgtap/several_tables.psql');
my ($tables) = $several =~ /\A(.*?;\n)\nSELECT /s;
ok(index(source('README.md'), "```sql\n$several```\n") >= 0, 'the README shows what several_tables.sql runs');
ok(index(source('specs/attach_view_create.spec'), $tables) >= 0, '... and attach_view_create.spec');

my $node = new_server('plans', 'autovacuum = off', "max_wal_size = '8GB'", "shared_buffers = '256MB'");
make_roles($node);
make_store($node, 'postgres');
my $admin = superuser($node);
my $owner = TestSession->open($node, user => OWNER);

sub do_as
{
	my ($session, $sql) = @_;
	my $answer = $session->run($sql);
	die "$sql: $answer->{error}{M}" if $answer->{error};
	return;
}

do_as($admin, 'CREATE EXTENSION citext');
do_as($admin, "GRANT CREATE ON SCHEMA public TO ${\OWNER}; GRANT USAGE ON SCHEMA userstore TO ${\OWNER};"
	  . "GRANT EXECUTE ON FUNCTION userstore.attach(text, regclass, jsonb, jsonb) TO ${\OWNER}");

# They need not outlive a crash, which makes them faster to fill.  One table
# whose columns are indexed in different ways, one with the e-mail
# addresses beside it, one with partitions, and the three of the README.
do_as($owner, $_) for 'SET client_min_messages = error', q{
	CREATE UNLOGGED TABLE people (id integer PRIMARY KEY, uid uuid UNIQUE, mixed text, exact text UNIQUE,
		narrow varchar(255) UNIQUE, folded citext UNIQUE, normal text UNIQUE, deleted_at timestamptz,
		verified boolean NOT NULL DEFAULT false, secret text, seen timestamptz);
	CREATE UNIQUE INDEX ON people (lower(mixed));
	CREATE UNIQUE INDEX ON people (lower(normal)) WHERE deleted_at IS NULL;
	CREATE UNLOGGED TABLE addresses (person integer, address text);
	CREATE UNIQUE INDEX ON addresses (person);
	CREATE UNIQUE INDEX ON addresses (lower(address));
	CREATE TABLE parts (id bigint PRIMARY KEY, email text,
		verified boolean NOT NULL DEFAULT false, secret text, seen timestamptz) PARTITION BY HASH (id);
	CREATE INDEX ON parts (lower(email));
	CREATE UNLOGGED TABLE parts_0 PARTITION OF parts FOR VALUES WITH (MODULUS 3, REMAINDER 0);
	CREATE UNLOGGED TABLE parts_1 PARTITION OF parts FOR VALUES WITH (MODULUS 3, REMAINDER 1);
	CREATE UNLOGGED TABLE parts_2 PARTITION OF parts FOR VALUES WITH (MODULUS 3, REMAINDER 2);
}, $several, 'ALTER TABLE user_attribute SET UNLOGGED; ALTER TABLE credential SET UNLOGGED; ALTER TABLE user_entity SET UNLOGGED';
do_as($admin, 'ALTER TABLE users SET UNLOGGED');

# Stores on people, by what their user_id and e-mail address are.
my %people = (
	'lower()' => [ 'id', '"mixed"' ],
	'exact text' => [ 'uid', '"exact"' ],
	'varchar' => [ 'id', '"narrow"' ],
	'citext' => [ 'uid', '"folded"' ],
	'a normalised column' => [ 'id', '{"column": "exact", "match": "normal = upper($)"}' ],
	'where and a partial index' =>
	  [ 'id', '{"column": "normal", "match": "lower(normal) = lower($)"}', '"where": "deleted_at IS NULL"' ],
	'another table' => [ 'id', '{"read": "(SELECT address FROM addresses WHERE person = id)",
		"match": "id IN (SELECT person FROM addresses WHERE lower(address) = lower($))"}' ]);

sub attach
{
	my ($store, $relation, $id, $email, $option) = @_;
	my $columns = qq({"user_id": "$id", "verifier": "secret", "email_verified": "verified", "email": $email});
	my $options = '{"verifiers": {"write": "argon2"}, "unique_asserted": true, "set": {"login": {"seen": "now()"}}'
	  . ($option ? ", $option}" : '}');
	my $answer = $owner->run('SELECT userstore.attach($1, $2, $3, $4)', $store, $relation, $columns, $options);
	die "$store: $answer->{error}{M}" if $answer->{error};
	return;
}

attach($_, 'people', @{ $people{$_} }) for sort keys %people;
attach('partitions', 'parts', 'id', '"email"');
my @stores = ('default', 'keycloak', 'partitions', sort keys %people);
$admin->value('SELECT userstore.grant_access($1, $2)', SCRIPT, $_) for grep { $_ ne 'default' } @stores;

# Inserts the users from n to m, in two sessions; foreign keys are not checked.
# Keys come in order, or it would take long.
sub fill
{
	my ($n, $m) = @_;
	my $users = "generate_series($n, $m) AS n, LATERAL (SELECT lpad(n::text, 7, '0') AS key) AS k,"
	  . " LATERAL (SELECT 'user' || key || '\@example.com' AS email, CASE WHEN n = 0 THEN '${\WEAK_VERIFIER}' END AS secret) AS x";
	my @inserts = (
		"INSERT INTO people (id, uid, mixed, exact, narrow, folded, normal, secret) SELECT n, lpad(to_hex(n), 32, '0')::uuid,"
		  . " initcap(email), email, email, email, upper(email), secret FROM $users;"
		  . "INSERT INTO parts (id, email, secret) SELECT n, email, secret FROM $users;"
		  . "INSERT INTO addresses SELECT n, email FROM $users",
		"INSERT INTO users (user_id, email, verifier) SELECT key, email, secret FROM $users;"
		  . "INSERT INTO user_entity (id, email) SELECT key, email FROM $users;"
		  . "INSERT INTO credential (user_id, secret) SELECT key, secret FROM $users;"
		  . "INSERT INTO user_attribute SELECT key, 'theme', 'dark' FROM $users");
	my @sessions = map { superuser($node, session_replication_role => 'replica') } @inserts;

	$sessions[$_]->send($inserts[$_]) for 0 .. $#inserts;
	for (@sessions)
	{
		my $answer = $_->answer;
		die $answer->{error}{M} if $answer->{error};
		$_->close;
	}
	return;
}

# What each store can do.
my %can = map { $_ => { map { $_ => 1 } split(/,/,
			$admin->value(q{SELECT string_agg(name, ',') FROM userstore.capabilities($1)
				WHERE kind = 'capability' AND usable}, $_)) } } @stores;
is(join(', ', grep { !$can{$_}{login} || !$can{$_}{verify} || !$can{$_}{stamp} } @stores), '', 'every store can do enough');

# How many scans and rows the transaction has taken of the tables of users.
sub scans
{
	my ($session) = @_;
	my $answer = $session->run('SELECT sum(seq_scan), sum(idx_scan), sum(seq_tup_read + coalesce(idx_tup_fetch, 0))'
		  . " FROM pg_stat_xact_user_tables WHERE schemaname = 'public'");
	return @{ $answer->{rows}[0] };
}

# Calls the actions, if not all then some, on the first user, and says which of
# them did not work and how much was read.  What is done is undone.
sub act
{
	my ($session, $store, $some) = @_;
	my $user = $session->value('SELECT userstore.get_user($1, $2)', EMAIL, $store);
	my ($id) = ($user // '') =~ /"user_id": "([^"]*)"/;
	my @actions = (
		[ 'get_user', 'get_user($1, $2)', EMAIL, $store ],
		[ 'get_user', q{get_user($1, $2, '{"identifierType": "user_id"}')}, $id, $store ],
		[ 'login', 'login($1, $2, $3)', EMAIL, PASSWORD, $store ],
		[ 'verify', 'verify($1, $2)', EMAIL, $store ],
		[ 'change_password', 'change_password($1, $2, $3)', EMAIL, 'battery staple', $store ],
		[ 'change_email', q{change_email($1, 'new@example.com', false, $2)}, EMAIL, $store ],
		[ 'delete', 'delete($1, $2)', $id, $store ]);
	my @failed;

	$session->value('BEGIN');
	my @before = scans($session);
	for (grep { $can{$store}{ $_->[0] } && $_->[0] =~ ($some // qr/./) } @actions)
	{
		my ($action, $call, @values) = @$_;
		my $answer = $session->run("SELECT userstore.$call", @values);
		my $value = $answer->{error} ? $answer->{error}{M} : $answer->{rows}[0][0];
		push @failed, "$action: " . ($value // 'NULL') . ', ' unless defined $value && $value =~ /^(\{|t)/;
	}
	my @after = scans($session);
	$session->value('ROLLBACK');
	my ($sequential, $by_index, $rows) = map { $after[$_] - $before[$_] } 0 .. 2;
	return join('', @failed) . "$sequential sequential scans, " . ($by_index > 0 ? 'index scans' : 'no index scan')
	  . ($rows < 200 ? '' : ", $rows rows");
}

use constant GOOD => '0 sequential scans, index scans';

# What the triggers of the view do is planned by PL/pgSQL, for the table as it
# is then and with the caller's settings: that is left out.
sub act_without_triggers
{
	my ($session, $store) = @_;
	return act($session, $store, $store eq 'keycloak' ? qr/get_user/ : undef);
}

# The plans are made while there is one user; then that is analyzed, as
# autovacuum does it: not the partitioned table, but its partitions.
fill(0, 0);
my $early = script($node);
is(act($early, $_), GOOD, "$_: one user") for @stores;
do_as($admin, 'ANALYZE people, addresses, parts_0, parts_1, parts_2, users, user_entity, credential, user_attribute');
is(act_without_triggers($early, $_), GOOD, "$_: one user, analyzed") for @stores;


fill(1, USERS - 1);
is(act_without_triggers($early, $_), GOOD, "$_: a million, the plans made before") for @stores;

my $fresh = script($node);
is(act($fresh, $_), GOOD, "$_: a million, a new session") for @stores;
$fresh->close;
$fresh = script($node, options => '-c plan_cache_mode=force_custom_plan'
	  . ' -c enable_indexscan=off -c enable_bitmapscan=off -c enable_nestloop=off');
is(act_without_triggers($fresh, $_), GOOD, "$_: ... with settings against indexes") for @stores;
$fresh->close;

# The plans themselves, of a new session's eighth call; $1 in them says that
# they are generic.
sub plans
{
	my ($store) = @_;
	my $session = superuser($node);

	$session->value('SELECT userstore.get_user($1, $2)', EMAIL, $store) for 1 .. 7;
	do_as($session, "LOAD 'auto_explain'");
	do_as($session, "SET auto_explain.$_") for 'log_nested_statements = on', 'log_min_duration = 0';
	my $start = -s $node->logfile;
	$session->value('SELECT userstore.get_user($1, $2)', EMAIL, $store);
	$session->close;
	my @plans = grep { /FROM public\./ } split(/^[^\t].*LOG:  /m, slurp_file($node->logfile, $start));
	return @plans;
}

for my $store (@stores)
{
	my @plans = plans($store);

	ok(@plans > 0 && !(grep { /Seq Scan/ || !/Index Cond: .*\$1/ } @plans), "$store: the generic plan") or diag(@plans);
}

$early->close;
$admin->close;
$owner->close;
$node->stop;
