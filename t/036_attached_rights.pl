# Proves: nobody gets more of attach than his own relations: neither who may call
# it, by another's relation or by the words of the mapping, nor who may create in
# a schema that is searched.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use Test::More;
use TestAttached;
use TestStore;

my $node = new_server('attached_rights');
make_roles($node);
my $admin = superuser($node);
my $quoted = $admin->value('SELECT quote_ident(current_user)');
make_owners($admin);

# The owner's store, to which somebody has access.
setup_as_owner($admin, 'CREATE TABLE app.calling (id int PRIMARY KEY, email text UNIQUE, password text)');
setup($admin, q{SELECT userstore.attach('table', 'app.calling', '{"user_id": "id", "email": "email", "verifier": "password"}');
	SELECT userstore.grant_access('regress_userstore_script', 'table')});

# Schemas that are searched, of which somebody else is master.
{
	setup($admin, q{
		CREATE ROLE regress_userstore_group; CREATE ROLE regress_userstore_boss;
		GRANT regress_userstore_group TO regress_userstore_owner, regress_userstore_other;
		GRANT regress_userstore_owner TO regress_userstore_boss;
		CREATE SCHEMA shared; GRANT USAGE ON SCHEMA shared TO PUBLIC;
		CREATE TABLE shared.users (id int PRIMARY KEY, email text UNIQUE, password text);
		ALTER TABLE shared.users OWNER TO regress_userstore_owner});
	my $attach = q{SELECT userstore.attach('shared', $1::regclass, '{"user_id": "id", "email": "email", "verifier": "password"}', $2)};
	my @schemas = (
		[ 'GRANT CREATE ON SCHEMA shared TO PUBLIC', '55000', 'public', 'REVOKE CREATE ON SCHEMA shared FROM PUBLIC' ],
		[ 'GRANT CREATE ON SCHEMA shared TO regress_userstore_other', '55000', 'regress_userstore_other',
			'REVOKE CREATE ON SCHEMA shared FROM regress_userstore_other' ],
		[ 'GRANT CREATE ON SCHEMA shared TO regress_userstore_group', '55000', 'regress_userstore_group',
			'REVOKE CREATE ON SCHEMA shared FROM regress_userstore_group' ],
		[ 'ALTER SCHEMA shared OWNER TO regress_userstore_other', '55000', 'regress_userstore_other', 'ALTER SCHEMA shared OWNER TO CURRENT_USER' ],
		[ 'ALTER SCHEMA shared OWNER TO pg_database_owner; ALTER DATABASE postgres OWNER TO regress_userstore_other', '55000',
			'regress_userstore_other', "ALTER DATABASE postgres OWNER TO $quoted" ],
		[ 'SELECT', '00000', '', 'ALTER SCHEMA shared OWNER TO CURRENT_USER' ],
		[ 'GRANT CREATE ON SCHEMA shared TO regress_userstore_owner, regress_userstore_boss', '00000', '',
			'REVOKE CREATE ON SCHEMA shared FROM regress_userstore_owner, regress_userstore_boss' ],
	);
	for (@schemas)
	{
		my ($grant, $sqlstate, $who, $undo) = @$_;
		setup($admin, $grant);
		for my $of ([ 'shared.users', '{}' ], [ 'app.calling', '{"search_path": "app, shared"}' ])
		{
			my $answer = $admin->run($attach, @$of);
			is($answer->{error}{C} // '00000', $sqlstate, "$grant: @$of");
			like($answer->{error}{D} // '', qr/^Role "$who" may\./, "$grant: @$of: says who") if $who;
			setup($admin, q{SELECT userstore.detach('shared')}) if !$answer->{error};
		}
		is($admin->run($attach, 'shared.users', '{"search_path": "app"}')->{error}{C} // '00000', '00000', "$grant: not searched, not asked");
		setup($admin, q{SELECT userstore.detach('shared')});
		setup($admin, $undo);
	}
	is($admin->run($attach, 'shared.users', '{"search_path": "nowhere"}')->{error}{C}, '3F000', 'a schema that is not there');
	is($admin->run($attach, 'shared.users', "{\"search_path\": \"$_\"}")->{error}{C}, '22023', "the session's own schema: $_")
		for 'pg_temp', 'app, $user', 'app,,', '\\"';
	setup($admin, q{DROP TABLE shared.users; DROP SCHEMA shared});
}

# The owner, who was given EXECUTE on attach and the rest of it.
{
	setup($admin, q{GRANT USAGE ON SCHEMA userstore TO regress_userstore_owner;
		GRANT EXECUTE ON FUNCTION userstore.attach, userstore.detach, userstore.suspend, userstore.resume, userstore.capabilities,
			userstore.recognise TO regress_userstore_owner;
		GRANT USAGE ON SCHEMA theirs TO regress_userstore_owner});
	setup_as_owner($admin, q{CREATE TABLE app.mine (id int PRIMARY KEY, email text UNIQUE, password text, note text);
		CREATE VIEW app.peep AS SELECT * FROM theirs.users});
	my $session = TestSession->open($node, user => OWNER);
	my $columns = q('{"user_id": "id", "email": "email", "verifier": "password"}');
	my $mappings = q{SELECT string_agg(mappings::text, ' ' ORDER BY store) FROM userstore.mappings};

	is($session->sqlstate("SELECT userstore.attach('mine', 'app.mine', $columns)"), '00000', 'his own table');
	my $before = $admin->value($mappings);
	my @attempts = (
		[ '42501', "attach('theirs', 'app.mine', $columns)", 'to point another\'s store at his table' ],
		[ '42501', "attach('mine', 'theirs.users', $columns)", 'to point his store at another\'s table' ],
		[ '42501', "attach('new', 'theirs.users', $columns)", 'another\'s table' ],
		[ '42501', "attach('new', 'pg_catalog.pg_authid', '{\"user_id\": \"oid\", \"username\": \"rolname\", \"verifier\": \"rolpassword\"}')", 'pg_authid' ],
		[ '42501', "attach('new', 'userstore.mappings', '{\"user_id\": \"id\", \"username\": \"store\"}')", 'the mappings' ],
		[ '42501', "attach('new', 'app.peep', $columns)", 'a view of his of what he may not read' ],
		[ '42501', "attach('mine', 'app.mine', $columns, '{\"allow_superuser_owner\": true}')", 'allow_superuser_owner' ],
		[ '42501', "attach('new', 'app.mine', $columns, '{\"allow_superuser_owner\": true, \"where\": \"true\"}')", 'allow_superuser_owner of a new one' ],
		[ '42501', q{capabilities('theirs')}, 'to look at another\'s' ],
		[ '42501', q{detach('theirs')}, 'to detach another\'s' ],
		[ '42501', q{suspend('theirs')}, 'to suspend another\'s' ],
		[ '42501', q{resume('theirs')}, 'to resume another\'s' ],
		[ '42501', q{recognise('theirs.users')}, 'to have another\'s recognised' ],
		[ '42501', q{forget_store('theirs', true)}, 'to forget another\'s' ],
		[ '42501', q{grant_access('regress_userstore_owner', 'mine')}, 'to grant access' ],
		[ '2BP01', q{detach('table')}, 'to detach his own while somebody has access' ],
	);
	for (@attempts)
	{
		my ($sqlstate, $call, $what) = @$_;
		is($session->sqlstate("SELECT userstore.$call"), $sqlstate, "the owner tries $what");
	}
	is($admin->value($mappings), $before, 'and nothing changed');

	# The text of an expression is one expression.
	my @texts = ('true); DROP TABLE public.treasure; --', 'true) --', 'true)/*', 'true /*', q{'}, q{"}, 'true; SELECT 1', '$x$',
		'1 = 1) UNION SELECT (true', 'true LIMIT 0', 'true, false', q{E'\\'}, 'true AS x', '*', '', ' ', '-- x', 'true) FROM app.mine WHERE (true',
		'true FROM app.mine', '$1', '$2 IS NULL', "true\n); SELECT (true", 'new.email', 'DISTINCT true', 'true FOR UPDATE', 'true INTO x',
		'count(*) > 0', 'EXISTS (WITH x AS (DELETE FROM app.mine RETURNING 1) SELECT FROM x)', q{U&'\\0041' UESCAPE '});
	my $attach = 'SELECT userstore.attach($1, $2::regclass, $3, $4)';
	for my $text (@texts)
	{
		my $json = $admin->value('SELECT to_json($1::text)', $text);
		my @places = (
			[ $columns =~ s/'//gr, qq({"where": $json}) ],
			[ qq({"user_id": "id", "email": {"column": "email", "match": $json}}), '{}' ],
			[ qq({"user_id": "id", "email": "email", "blocked": {"read": $json}}), '{}' ]);
		for my $who ($session, $admin)
		{
			is(join(' ', map { ($who->run($attach, 'text', 'app.mine', @$_)->{error}{C} // '00000') =~ /^(42\w+|22023|0A000)$/ ? 'refused' : 'taken' } @places),
				'refused refused refused', 'not one condition: ' . $text =~ s/\n/ /gr . ($who == $admin ? ', superuser' : ''));
		}
	}
	is($admin->value('SELECT count(*) FROM public.treasure'), '0', 'the treasure is there');
	is($admin->value($mappings), $before, 'and no store more');
	$session->close;
	setup($admin, q{SELECT userstore.detach('mine');
		REVOKE EXECUTE ON FUNCTION userstore.attach, userstore.detach, userstore.suspend, userstore.resume, userstore.capabilities,
			userstore.recognise FROM regress_userstore_owner});
}

$node->stop;
done_testing(114);
