# Proves: whatever happens between two calls to an attached relation, to what it
# shows or to its mapping, the next call gives the right row or a clear error:
# in the session that did it and in another, committed, rolled back, in
# prepared statements, in an old snapshot.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More;
use TestStore;

my $node = new_server('attached_changes');
make_roles($node);
my $admin = superuser($node);
my $verifier = WEAK_VERIFIER;

sub setup
{
	my ($sql) = @_;
	my $answer = $admin->run($sql);

	die "$sql: $answer->{error}{C}: $answer->{error}{M}" if $answer->{error};
	return;
}

my $relations = qq{
	CREATE SCHEMA app AUTHORIZATION regress_userstore_owner;
	SET ROLE regress_userstore_owner;
	CREATE TABLE app.people (id int PRIMARY KEY, email text, username text UNIQUE, password text, name text, nick text);
	CREATE UNIQUE INDEX people_email ON app.people (lower(email));
	INSERT INTO app.people VALUES (1, 'ann\@example.com', 'ann', '$verifier', 'Ann', 'Annie');
	CREATE TABLE app.others (id int PRIMARY KEY, email text UNIQUE, username text UNIQUE, password text, name text, nick text);
	INSERT INTO app.others VALUES (1, 'ann\@example.com', 'ann', '$verifier', 'Other Ann', 'Other Annie');
	CREATE FUNCTION app.norm(value text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower(value)';
	CREATE FUNCTION app.shown_name(value text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT value';
	CREATE TABLE app.base (id int PRIMARY KEY, email text, username text UNIQUE, password text, name text, nick text);
	CREATE UNIQUE INDEX base_email ON app.base (app.norm(email));
	INSERT INTO app.base VALUES (1, 'ann\@example.com', 'ann', '$verifier', 'Base Ann', 'Base Annie');
	CREATE VIEW app.shown AS SELECT id, email, username, password, app.shown_name(name) AS name, nick FROM app.base;
	RESET ROLE};
my %mapping = (
	people => q('app.people', '{"user_id": "id", "email": "email", "username": "username", "verifier": "password", "name": "name"}',
		'{"verifiers": "exclusive", "set": {"create": {"id": "2"}}}'),
	shown => q('app.shown', '{"user_id": "id", "email": {"column": "email", "match": "norm(email) = norm($)"}, "username": "username", "verifier": "password",
		"name": {"read": "name"}}', '{"verifiers": "exclusive", "set": {"create": {"id": "2"}}}'),
);

# Everything as at first.
sub start_anew
{
	setup(qq{DROP SCHEMA IF EXISTS app CASCADE; DROP SCHEMA IF EXISTS shop CASCADE; DELETE FROM userstore.mappings; $relations;
		SELECT userstore.attach('people', $mapping{people}); SELECT userstore.grant_access('regress_userstore_script', 'people');
		SELECT userstore.attach('shown', $mapping{shown}); SELECT userstore.grant_access('regress_userstore_script', 'shown')});
	return;
}

# What a call answers: the name, 'nobody' or an SQLSTATE.
sub outcome
{
	my ($session, @statement) = @_;
	my $answer = $session->run(@statement);

	return 'closed' if $answer->{closed};
	return $answer->{error} ? $answer->{error}{C} : $answer->{rows}[0][0] // 'nobody';
}

my @ways = (
	[ 'get_user', sub { ("SELECT userstore.get_user(\$1, \$2) ->> 'name'", 'ann@example.com', $_[0]) } ],
	[ 'get_user by username', sub { ("SELECT userstore.get_user(\$1, \$2) ->> 'name'", 'ann', $_[0]) } ],
	[ 'login', sub { ("SELECT userstore.login(\$1, \$2, \$3) ->> 'name'", 'ann@example.com', PASSWORD, $_[0]) } ],
	[ 'prepared get_user', sub { ("EXECUTE get_$_[0]('ann\@example.com')") } ],
	[ 'prepared login', sub { ("EXECUTE login_$_[0]('ann\@example.com')") } ],
);

sub prepare
{
	my ($session) = @_;

	for my $store ('people', 'shown')
	{
		$session->run("PREPARE get_$store(text) AS SELECT userstore.get_user(\$1, '$store') ->> 'name'");
		$session->run("PREPARE login_$store(text) AS SELECT userstore.login(\$1, '" . PASSWORD . "', '$store') ->> 'name'");
	}
	return;
}

# Every way in one session.
sub outcomes
{
	my ($session, $store) = @_;
	my @outcomes;

	for (@ways)
	{
		$session->run('SAVEPOINT s');
		push @outcomes, outcome($session, $_->[1]->($store));
		$session->run('ROLLBACK TO s');
	}
	return join(' ', map { "[$_]" } @outcomes);
}

# The changes: a store, then SQL and what the ways answer then, one for all or
# one for each.
my @changes = (
	[ 'people', 'dropped', 'DROP TABLE app.people' => '42P01',
		'SET ROLE regress_userstore_owner; CREATE TABLE app.people (LIKE app.others INCLUDING ALL); INSERT INTO app.people SELECT * FROM app.others; RESET ROLE' => '42P01',
		"SELECT userstore.attach('people', $mapping{people})" => 'Other Ann' ],
	[ 'people', 'renamed', 'ALTER TABLE app.people RENAME TO persons' => 'Ann', 'ALTER TABLE app.others RENAME TO people' => 'Ann' ],
	[ 'people', 'a column renamed', 'ALTER TABLE app.people RENAME email TO mail' => '42703', 'ALTER TABLE app.people RENAME mail TO email' => 'Ann' ],
	[ 'people', 'columns swapped', 'ALTER TABLE app.people RENAME name TO x; ALTER TABLE app.people RENAME nick TO name' => 'Annie' ],
	[ 'people', 'a column dropped', 'ALTER TABLE app.people DROP name' => '42703', "ALTER TABLE app.people ADD name text DEFAULT 'New'" => 'New' ],
	[ 'people', 'the key dropped', 'ALTER TABLE app.people DROP id' => '42703' ],
	[ 'people', 'the e-mail retyped', 'ALTER TABLE app.people ALTER email TYPE varchar(100)' => 'Ann' ],
	[ 'people', 'the key retyped', 'ALTER TABLE app.people ALTER id TYPE bigint' => 'Ann', 'ALTER TABLE app.people ALTER id TYPE text' => 'Ann',
		'ALTER TABLE app.people ALTER id TYPE uuid USING gen_random_uuid()' => 'Ann' ],
	[ 'people', 'the name retyped', q{ALTER TABLE app.people ALTER name TYPE varchar(2) USING 'An'} => 'An' ],
	[ 'people', 'the verifier retyped', q{ALTER TABLE app.people ALTER password TYPE int USING 1} => [ 'Ann', 'Ann', 'nobody', 'Ann', 'nobody' ] ],
	[ 'people', 'the schema renamed', 'ALTER SCHEMA app RENAME TO shop' => 'Ann', 'CREATE SCHEMA app; ALTER TABLE shop.others SET SCHEMA app; ALTER TABLE app.others RENAME TO people' => 'Ann' ],
	[ 'people', 'moved to another schema', 'CREATE SCHEMA shop AUTHORIZATION regress_userstore_owner; ALTER TABLE app.people SET SCHEMA shop' => 'Ann' ],
	[ 'people', 'another owner', 'GRANT USAGE ON SCHEMA app TO regress_userstore_third; ALTER TABLE app.people OWNER TO regress_userstore_third' => 'Ann',
		'REVOKE USAGE ON SCHEMA app FROM regress_userstore_third' => '42501' ],
	[ 'people', 'a superuser as owner', 'ALTER TABLE app.people OWNER TO CURRENT_USER' => '55000' ],
	[ 'people', 'the index dropped', 'DROP INDEX app.people_email' => [ 'nobody', 'Ann', 'nobody', 'nobody', 'nobody' ],
		'CREATE INDEX ON app.people (lower(email))' => 'Ann', 'DROP INDEX app.people_lower_idx; CREATE UNIQUE INDEX ON app.people (email)' => 'Ann' ],
	[ 'people', 'all indexes dropped', 'DROP INDEX app.people_email; ALTER TABLE app.people DROP CONSTRAINT people_username_key' => '0A000',
		'CREATE UNIQUE INDEX ON app.people (username)' => [ 'nobody', 'Ann', 'nobody', 'nobody', 'nobody' ] ],
	[ 'people', 'mapped to another column', "SELECT userstore.attach('people', " . $mapping{people} =~ s/"name": "name"/"name": "nick"/r . ')' => 'Annie' ],
	[ 'people', 'mapped to another relation', "SELECT userstore.attach('people', " . $mapping{people} =~ s/app.people/app.others/r . ')' => 'Other Ann' ],
	[ 'people', 'restricted', "SELECT userstore.attach('people', " . $mapping{people} =~ s/"verifiers"/"where": "nick = ''Bob''", "verifiers"/r . ')' => 'nobody',
		q{UPDATE app.people SET nick = 'Bob'} => 'Ann' ],
	[ 'people', 'detached', q{SELECT userstore.detach('people')} => '42501', "SELECT userstore.attach('people', $mapping{people});
		SELECT userstore.grant_access('regress_userstore_script', 'people')" => 'Ann' ],
	[ 'people', 'suspended', q{SELECT userstore.suspend('people')} => '55U01', q{SELECT userstore.resume('people')} => 'Ann' ],
	[ 'people', 'truncated', 'TRUNCATE app.people' => 'nobody' ],
	[ 'people', 'made a partition', q{ALTER TABLE app.people RENAME TO part; CREATE TABLE app.people (LIKE app.part) PARTITION BY LIST (name);
		ALTER TABLE app.people ATTACH PARTITION app.part FOR VALUES IN ('Ann')} => 'Ann' ],
	[ 'people', 'row security', q{ALTER TABLE app.people ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY p ON app.people USING (name <> 'Ann')} =>
		[ 'nobody', 'nobody', 'nobody', 'nobody', 'nobody' ], q{ALTER TABLE app.people NO FORCE ROW LEVEL SECURITY} => 'Ann' ],
	[ 'shown', 'the view replaced', q{CREATE OR REPLACE VIEW app.shown AS SELECT id, email, username, password, 'x'::text AS name, nick FROM app.base} => 'x',
		q{CREATE OR REPLACE VIEW app.shown AS SELECT id, email, username, password, name, nick FROM app.base WHERE false} => 'nobody',
		q{CREATE OR REPLACE VIEW app.shown AS SELECT id, email, username, password, name, nick FROM app.base} => 'Base Ann' ],
	[ 'shown', 'the view over another table', q{CREATE OR REPLACE VIEW app.shown AS SELECT * FROM app.others} => [ 'nobody', 'Other Ann', 'nobody', 'nobody', 'nobody' ],
		'CREATE UNIQUE INDEX ON app.others (app.norm(email))' => 'Other Ann' ],
	[ 'shown', 'the view dropped', 'DROP VIEW app.shown' => '42P01', 'CREATE VIEW app.shown AS SELECT * FROM app.base' => '42P01' ],
	[ 'shown', 'its base dropped', 'DROP TABLE app.base CASCADE' => '42P01' ],
	[ 'shown', 'a column of its base renamed', 'ALTER TABLE app.base RENAME email TO mail' => 'Base Ann' ],
	[ 'shown', 'its base renamed', 'ALTER TABLE app.base RENAME TO bottom; ALTER TABLE app.others RENAME TO base' => 'Base Ann' ],
	[ 'shown', 'a column of its base added', 'ALTER TABLE app.base ADD x int' => 'Base Ann' ],
	[ 'shown', 'the index of its base dropped', 'DROP INDEX app.base_email' => [ 'nobody', 'Base Ann', 'nobody', 'nobody', 'nobody' ],
		'CREATE UNIQUE INDEX ON app.base (app.norm(email))' => 'Base Ann' ],
	[ 'shown', 'its function replaced', q{CREATE OR REPLACE FUNCTION app.shown_name(value text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper(value)'} => 'BASE ANN' ],
	[ 'shown', 'the function of its index dropped', 'DROP FUNCTION app.norm CASCADE' => '42883',
		q{CREATE FUNCTION app.norm(value text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower(value)'; CREATE UNIQUE INDEX ON app.base (app.norm(email))} => 'Base Ann' ],
	[ 'shown', 'its owner changed', 'GRANT USAGE ON SCHEMA app TO regress_userstore_third; GRANT SELECT ON app.base TO regress_userstore_third; ALTER VIEW app.shown OWNER TO regress_userstore_third' => 'Base Ann',
		'REVOKE SELECT ON app.base FROM regress_userstore_third' => '42501' ],
);

sub expected
{
	my ($expected) = @_;
	return join(' ', map { '[' . (ref $expected ? $expected->[$_] : $expected) . ']' } 0 .. $#ways);
}

my $first = { people => expected('Ann'), shown => expected('Base Ann') };

sub check_change
{
	my ($store, $what, @steps) = @{ $_[0] };
	my $script = script($node);
	my $old = script($node);

	# Rolled back, in the session that does it.
	start_anew();
	my $doer = superuser($node);
	prepare($_) for $script, $old, $doer;
	is(outcomes($_, $store), $first->{$store}, "$what: at first") for $script, $doer;
	$doer->run('BEGIN');
	for (my $i = 0; $i < @steps; $i += 2)
	{
		my $done = $doer->run($steps[$i]);
		is($done->{error} && $done->{error}{M}, undef, "$what: step $i");
		is(outcomes($doer, $store), expected($steps[ $i + 1 ]), "$what: step $i, in its transaction");
	}
	$doer->run('ROLLBACK');
	is(outcomes($_, $store), $first->{$store}, "$what: rolled back") for $doer, $script;

	# Committed, seen by another session and by an old snapshot.
	for (my $i = 0; $i < @steps; $i += 2)
	{
		$old->run('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM pg_database LIMIT 0');
		setup($steps[$i]);
		is(outcomes($script, $store), expected($steps[ $i + 1 ]), "$what: step $i, in another session");
		is(outcomes($doer, $store), expected($steps[ $i + 1 ]), "$what: step $i, in a superuser's");
		is(outcomes($old, $store), expected($steps[ $i + 1 ]), "$what: step $i, in an old snapshot");
		$old->run('COMMIT');
	}
	$_->close for $script, $old, $doer;
	return;
}

setup('CREATE EXTENSION userstore; CREATE ROLE regress_userstore_third');
check_change($_) for @changes;

# What create wants goes and comes back.
{
	my $script = script($node);
	my $create = q{SELECT userstore.create('{"email": "bob@example.com", "username": "bob", "password": "correct horse"}', 'people') ->> 'email'};

	start_anew();
	setup('DROP INDEX app.people_email; CREATE INDEX people_email ON app.people (lower(email))');
	is(outcome($script, $create), '0A000', 'create: no unique index');
	setup('CREATE UNIQUE INDEX again ON app.people (lower(email))');
	is(outcome($script, $create), 'bob@example.com', 'create: there is one again');
	setup(q{DELETE FROM app.people WHERE id = 2; UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'app.again'::regclass;
		ALTER TABLE app.people SET (fillfactor = 90)});
	is(outcome($script, $create), '0A000', 'create: an invalid one does not count');
	setup(q{REINDEX INDEX app.again; ALTER TABLE app.people ADD need text NOT NULL DEFAULT 'x'});
	is(outcome($script, $create), 'bob@example.com', 'create: nor a column with a default');
	setup('DELETE FROM app.people WHERE id = 2; ALTER TABLE app.people ALTER need DROP DEFAULT');
	is(outcome($script, $create), '0A000', 'create: a column that nothing fills');
	setup('ALTER TABLE app.people ALTER need DROP NOT NULL; ALTER TABLE app.people ALTER password TYPE varchar(60) USING left(password, 60)');
	is(outcome($script, $create), '0A000', 'create: a column too narrow');
	setup('ALTER TABLE app.people ALTER password TYPE text');
	is(outcome($script, $create), 'bob@example.com', 'create: and wide enough');
	$script->close;
}

# A function of an extension in an index.
SKIP:
{
	skip 'fuzzystrmatch is not installed', 5 if $admin->value(q{SELECT count(*) FROM pg_available_extensions WHERE name = 'fuzzystrmatch'}) eq '0';
	my $script = script($node);
	my $get = q{SELECT userstore.get_user('ann@example.com', 'people') ->> 'name'};

	start_anew();
	setup(q{CREATE SCHEMA fuzzy; GRANT USAGE ON SCHEMA fuzzy TO PUBLIC; CREATE EXTENSION fuzzystrmatch SCHEMA fuzzy;
		CREATE UNIQUE INDEX ON app.people (fuzzy.soundex(email)); DROP INDEX app.people_email;
		UPDATE userstore.mappings SET columns = columns || '{"email": {"column": "email", "match": "fuzzy.soundex(email) = fuzzy.soundex($)"}}' WHERE store = 'people'});
	is(outcome($script, $get), 'Ann', 'an extension: its function finds her');
	setup('ALTER EXTENSION fuzzystrmatch SET SCHEMA app');
	is(outcome($script, $get), '42883', 'an extension: in another schema');
	setup('ALTER EXTENSION fuzzystrmatch SET SCHEMA fuzzy');
	is(outcome($script, $get), 'Ann', 'an extension: and back');
	setup('DROP EXTENSION fuzzystrmatch CASCADE');
	is(outcome($script, $get), '42883', 'an extension: dropped');
	setup('CREATE EXTENSION fuzzystrmatch SCHEMA fuzzy; CREATE UNIQUE INDEX ON app.people (fuzzy.soundex(email))');
	is(outcome($script, $get), 'Ann', 'an extension: and created');
	$script->close;
}

# What an INSTEAD OF trigger writes to is known only when it does: a login
# gives up there at once.
{
	start_anew();
	setup(q{SET ROLE regress_userstore_owner;
		CREATE TABLE app.counted (id int PRIMARY KEY, logins int);
		INSERT INTO app.counted VALUES (1, 0);
		CREATE VIEW app.instead AS SELECT b.id, b.email, b.password, b.nick FROM app.base b, (SELECT 1) AS one;
		CREATE FUNCTION app.write() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN
			UPDATE app.counted SET logins = logins + 1 WHERE id = new.id;
			RETURN new;
		END $$;
		CREATE TRIGGER write INSTEAD OF UPDATE ON app.instead FOR EACH ROW EXECUTE FUNCTION app.write();
		CREATE UNIQUE INDEX ON app.base (email);
		RESET ROLE;
		SELECT userstore.attach('instead', 'app.instead', '{"user_id": "id", "email": "email", "verifier": "password"}',
			'{"set": {"login": {"nick": "''x''"}}}');
		SELECT userstore.grant_access('regress_userstore_script', 'instead')});
	my $login = q{SELECT userstore.login('ann@example.com', 'correct horse', 'instead') ->> 'email'};
	for my $warm (0, 1)
	{
		for my $lock ('SELECT FROM app.counted FOR UPDATE', 'LOCK app.counted IN SHARE MODE')
		{
			my $script = script($node, statement_timeout => '10s');
			is(outcome($script, $login), 'ann@example.com', "a trigger's table, $lock: free") if $warm;
			setup('UPDATE app.counted SET logins = 0');
			$admin->run("BEGIN; $lock");
			is(outcome($script, $login), 'ann@example.com', "a trigger's table, $lock: a login does not wait");
			is($script->value('SHOW lock_timeout'), '5s', "a trigger's table, $lock: other statements would, as long as the role's do");
			$admin->run('COMMIT');
			is($admin->value('SELECT logins FROM app.counted'), '0', "a trigger's table, $lock: nor counts");
			is(outcome($script, $login), 'ann@example.com', "a trigger's table, $lock: free again");
			is($admin->value('SELECT logins FROM app.counted'), '1', "a trigger's table, $lock: and counted");
			$script->close;
		}
	}
}

# A part of it with the caches gone at every chance.
{
	my $script = script($node);
	my $supported = $admin->sqlstate('SET debug_discard_caches = 1') eq '00000';
	$admin->run('RESET debug_discard_caches');

	SKIP:
	{
		skip 'this server is built without debug_discard_caches', 3 if !$supported;
		start_anew();
		setup(q{ALTER ROLE regress_userstore_script SET debug_discard_caches = 1});
		my $discarding = script($node);
		prepare($discarding);
		is(outcomes($discarding, $_), $first->{$_}, "without caches: $_") for 'people', 'shown';
		setup('ALTER TABLE app.people RENAME name TO x; ALTER TABLE app.people RENAME nick TO name');
		is(outcomes($discarding, 'people'), expected('Annie'), 'without caches: columns swapped');
		$discarding->close;
	}
	$script->close;
}

my $log = slurp_file($node->logfile);
unlike($log, qr/PANIC|TRAP|terminated by signal|cache lookup failed|could not open relation with OID|XX000|internal error/, 'nothing broke');
$node->stop;
done_testing(468);
