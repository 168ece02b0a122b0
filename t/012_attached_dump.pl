# Proves: attached stores come back from dump and restore, in any order of its
# parts, with mapping, suspension, layouts of one's own and grants; one whose
# relation is gone is left out and bound to no other; a standby logs in and
# stamps nothing.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More;
use TestStore;

my $node = new_server('attached_dump');
my $dir = PostgreSQL::Test::Utils::tempdir;
my $verifier = WEAK_VERIFIER;
make_roles($node);
$node->safe_psql('postgres', 'CREATE DATABASE shop');
$node->safe_psql('shop', qq{
	CREATE EXTENSION userstore;
	CREATE SCHEMA "My App" AUTHORIZATION regress_userstore_owner;
	SET ROLE regress_userstore_owner;
	CREATE TABLE "My App"."User" ("Id" int PRIMARY KEY, "E-mail" text, pw text, logins int DEFAULT 0, tenant int DEFAULT 1, gone timestamptz);
	CREATE UNIQUE INDEX ON "My App"."User" (lower("E-mail"));
	INSERT INTO "My App"."User" VALUES (1, 'ann\@example.com', '$verifier', 0, 1), (2, 'bob\@example.com', '$verifier', 0, 2);
	CREATE FUNCTION "My App".shout(value text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper(value)';
	CREATE VIEW "My App".aa_view AS SELECT * FROM "My App"."User" WHERE tenant = 2;
	CREATE TABLE "My App".gone (id int PRIMARY KEY, email text UNIQUE, password text);
	CREATE TABLE "My App".recognised (nr int PRIMARY KEY, mail text UNIQUE, hash text);
	RESET ROLE;
	INSERT INTO userstore.layouts (layout, base, needs, columns, options) VALUES
		('house', true, '{nr,mail,hash}', '{"user_id": "nr", "email": "mail", "verifier": "hash"}', '{"scheme": "argon2"}'),
		('house', false, '{note}', '{"name": "note"}', '{}'),
		('django', false, '{house}', '{"name": "house"}', '{}');
	SELECT userstore.attach('app', '"My App"."User"', '{"user_id": "Id", "email": "E-mail", "verifier": "pw", "loud": {"read": "shout(\\"E-mail\\")"}}',
		'{"verifiers": "exclusive", "where": "tenant = 1 AND gone IS NULL", "user_id_prefix": "app|", "set": {"create": {"Id": "9"},
			"login": {"logins": "logins + 1"}, "delete": {"gone": "now()"}}}');
	SELECT userstore.attach('view', '"My App".aa_view', '{"user_id": "Id", "email": {"column": "E-mail", "match": "lower(\\"E-mail\\") = lower(\$)"}, "verifier": "pw"}',
		'{"user_id_prefix": "view|", "mode": "read"}');
	SELECT userstore.attach('suspended', '"My App".recognised');
	SELECT userstore.attach('gone', '"My App".gone', options => '{"user_id_prefix": "gone|"}');
	SELECT userstore.grant_access('regress_userstore_script', s) FROM unnest(ARRAY['app', 'view', 'suspended', 'gone']) AS s;
	SELECT userstore.suspend('suspended');
	DROP TABLE "My App".gone;
});

# What is to come back.
my $mappings = q{SELECT store, id, relation, columns, options, suspended FROM userstore.mappings WHERE store <> 'gone' ORDER BY store};
my $layouts = 'SELECT layout, base, needs, columns, options FROM userstore.layouts WHERE NOT shipped ORDER BY layout, needs';
my $grants = q{SELECT grantee, store, actions FROM userstore.grants WHERE store <> 'gone' ORDER BY store};
my $capabilities = q{SELECT name, usable, reason FROM userstore.capabilities('app')};
my %before = map { $_ => $node->safe_psql('shop', $_) } $mappings, $layouts, $grants, $capabilities;
my $shipped = $node->safe_psql('shop', 'SELECT count(*) FROM userstore.layouts WHERE shipped');
my $gone = $node->safe_psql('shop', q{SELECT relation::oid FROM userstore.mappings WHERE store = 'gone'});
like($gone, qr/^\d+$/, 'the relation that is gone has left a number');

my $copies = 0;

sub check_copy
{
	my ($server, $database, $what) = @_;
	my $session = script($server, database => $database);
	my $get = sub { $session->value('SELECT userstore.get_user($1, $2)::text', @_) };

	is($server->safe_psql($database, $_), $before{$_}, "$what: " . (/FROM (\S+?)[( ]/)[0]) for $mappings, $layouts, $grants, $capabilities;
	is($server->safe_psql($database, 'SELECT count(*) FROM userstore.layouts WHERE shipped'), $shipped, "$what: shipped layouts, once");
	is($server->safe_psql($database, q{SELECT count(*) FROM userstore.mappings WHERE store = 'gone'}), '0', "$what: not the one that is gone");
	is($server->safe_psql($database, q{SELECT count(*) FROM userstore.grants WHERE store = 'gone'}), '0', "$what: nor a grant on it");
	is($session->sqlstate('SELECT userstore.get_user($1, $2)', 'ann@example.com', 'gone'), '42501', "$what: nor access");
	is($get->('ANN@example.com', 'app'), '{"loud": "ANN@EXAMPLE.COM", "email": "ann@example.com", "user_id": "app|1"}', "$what: a profile");
	is($get->('bob@example.com', 'app'), undef, "$what: of those that are in the store");
	is($get->('bob@example.com', 'view'), '{"email": "bob@example.com", "user_id": "view|2"}', "$what: by the view");
	is($session->value('SELECT userstore.login($1, $2, $3) ->> $4', 'ann@example.com', PASSWORD, 'app', 'user_id'), 'app|1', "$what: login");
	is($server->safe_psql($database, 'SELECT logins FROM "My App"."User" WHERE "Id" = 1'), '1', "$what: is stamped");
	is($session->sqlstate('SELECT userstore.delete($1, $2)', 'app|1', 'app'), '00000', "$what: delete");
	is($server->safe_psql($database, 'SELECT gone IS NOT NULL FROM "My App"."User" WHERE "Id" = 1'), 't', "$what: marks");
	is($session->sqlstate('SELECT userstore.get_user($1, $2)', 'ann@example.com', 'suspended'), '55U01', "$what: still suspended");
	$server->safe_psql($database, q{SELECT userstore.resume('suspended'); ALTER TABLE "My App".recognised ADD note text});
	is($session->sqlstate('SELECT userstore.get_user($1, $2)', 'ann@example.com', 'suspended'), '00000', "$what: until it is resumed");
	is($server->safe_psql($database, q{SELECT layout || columns::text FROM userstore.recognise('"My App".recognised')}),
		'house{"name": "note", "email": "mail", "user_id": "nr", "verifier": "hash"}', "$what: a layout of one's own");
	$session->close;
	$copies++;
	return;
}

my $checks = 18;

# Plain, custom, directory, and in parallel, several times: its order varies.
$node->command_ok([ 'pg_dump', '-f', "$dir/plain.sql", 'shop' ], 'pg_dump, plain');
unlike(slurp_file("$dir/plain.sql"), qr/^gone\t/m, 'the dump has not what is gone');
unlike(slurp_file("$dir/plain.sql"), qr/^(devise|laravel)\t/m, 'nor shipped layouts');
$node->safe_psql('postgres', 'CREATE DATABASE plain TEMPLATE template0');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', 'plain', '-f', "$dir/plain.sql" ], 'psql');
check_copy($node, 'plain', 'plain');

$node->command_ok([ 'pg_dump', '-Fc', '-f', "$dir/custom.dump", 'shop' ], 'pg_dump, custom');
for my $n (0 .. 5)
{
	$node->safe_psql('postgres', "CREATE DATABASE custom_$n TEMPLATE template0");
	$node->command_ok([ 'pg_restore', '--exit-on-error', $n ? ('-j', 2) : (), '-d', "custom_$n", "$dir/custom.dump" ], "pg_restore, $n");
	check_copy($node, "custom_$n", "pg_restore, $n");
}

# By hand, the parts of the configuration the other way round.
{
	my ($list) = run_command([ 'pg_restore', '-l', "$dir/custom.dump" ]);
	my @lines = split /\n/, $list;
	my @data = grep { /TABLE DATA userstore/ } @lines;
	cmp_ok(scalar @data, '>=', 4, 'the configuration is several tables');
	my @rest = grep { !/TABLE DATA userstore/ } @lines;
	append_to_file("$dir/list", join("\n", @rest, reverse(@data)) . "\n");
	$node->safe_psql('postgres', 'CREATE DATABASE reversed TEMPLATE template0');
	$node->command_ok([ 'pg_restore', '--exit-on-error', '-L', "$dir/list", '-d', 'reversed', "$dir/custom.dump" ], 'pg_restore, reversed');
	check_copy($node, 'reversed', 'reversed');
}

# Only the application's schema: the table without the store; attached again it is one.
{
	$node->command_ok([ 'pg_dump', '-n', '"My App"', '-f', "$dir/schema.sql", 'shop' ], 'pg_dump -n');
	unlike(slurp_file("$dir/schema.sql"), qr/userstore\./, 'has nothing of the extension');
	$node->safe_psql('postgres', 'CREATE DATABASE schema TEMPLATE template0');
	$node->safe_psql('schema', 'CREATE EXTENSION userstore');
	$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', 'schema', '-f', "$dir/schema.sql" ], 'psql');
	is($node->safe_psql('schema', 'SELECT count(*) FROM userstore.mappings'), '0', 'no store');
	$node->safe_psql('schema', q{SELECT userstore.attach('app', '"My App"."User"', '{"user_id": "Id", "email": "E-mail", "verifier": "pw"}')});
	is($node->safe_psql('schema', q{SELECT userstore.get_user('ann@example.com', 'app') ->> 'user_id'}), '1', 'until it is attached');
}

# A new cluster, in which other tables have that number and that name.
{
	my $other = new_server('other');
	make_roles($other);
	$other->safe_psql('postgres', 'CREATE DATABASE shop TEMPLATE template0');
	$other->safe_psql('shop', 'CREATE TABLE public.gone (id int PRIMARY KEY, email text UNIQUE, password text)');
	is($other->safe_psql('shop', qq{SELECT count(*) FROM pg_class WHERE oid = $gone AND relname = 'gone'}), '0', 'another number for that name');
	# The same number: allow_system_table_mods lets a catalog be changed.
	$other->safe_psql('shop', qq{SET allow_system_table_mods = on; CREATE VIEW public.decoy AS SELECT 1 AS id, 'ann\@example.com' AS email, ''::text AS password;
		UPDATE pg_depend SET objid = $gone WHERE objid = 'decoy'::regclass; UPDATE pg_class SET oid = $gone WHERE relname = 'decoy'});
	$other->command_ok([ 'pg_restore', '--exit-on-error', '-d', $other->connstr('shop'), "$dir/custom.dump" ], 'pg_restore, another cluster');
	check_copy($other, 'shop', 'another cluster');
	$other->stop;
}

# A standby.
$node->safe_psql('shop', q{UPDATE "My App"."User" SET gone = NULL, logins = 0});
$node->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('attached_standby');
$standby->init_from_backup($node, 'base', has_streaming => 1);
$standby->start;
$node->safe_psql('shop', qq{UPDATE "My App"."User" SET pw = '$verifier'});
$node->wait_for_catchup($standby, 'replay');
{
	my $session = script($standby, database => 'shop');
	my $login = q{SELECT userstore.login('ann@example.com', 'correct horse', 'app') ->> 'user_id'};

	is($session->value($login), 'app|1', 'standby: login');
	is($session->value($login =~ s/correct/wrong/r), undef, 'standby: a wrong password');
	is($session->value(q{SELECT userstore.get_user('bob@example.com', 'view') ->> 'user_id'}), 'view|2', 'standby: get_user');
	is($session->sqlstate(q{SELECT userstore.delete('app|1', 'app')}), '25006', 'standby: delete is refused');
	like(superuser($standby, database => 'shop')->sqlstate(q{SELECT userstore.suspend('app')}), qr/^(25006|55000)$/, 'standby: suspend is refused');
	$node->safe_psql('shop', q{SELECT userstore.suspend('app')});
	$node->wait_for_catchup($standby, 'replay');
	is($session->sqlstate($login), '55U01', 'standby: suspended on the primary, at once');
	$node->safe_psql('shop', q{SELECT userstore.resume('app'); ALTER TABLE "My App"."User" RENAME "E-mail" TO mail});
	$node->wait_for_catchup($standby, 'replay');
	is($session->sqlstate($login), '42703', 'standby: a column renamed on the primary');
	$session->close;
}
unlike(slurp_file($standby->logfile), qr/could not record a login/, 'standby: it tried to write nothing');
is($node->safe_psql('shop', 'SELECT sum(logins) FROM "My App"."User"'), '0', 'standby: nothing was stamped');
$standby->stop;
$node->stop;
done_testing($checks * $copies + 1 + 4 + 1 + 6 + 2 + 5 + 2 + 9);
