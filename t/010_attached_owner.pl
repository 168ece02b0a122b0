# Proves: what the owner of an attached relation plants in the path of an
# action, in the relation, in what it shows or in the words of the mapping,
# runs as the owner for a script role and for a superuser who call it, and finds
# no object or setting of theirs.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use Test::More;
use TestAttached;
use TestPlanted;
use TestStore;

my $node = new_server('attached_owner');
make_roles($node);
my $admin = superuser($node);
my $superuser = $admin->value('SELECT current_user');
make_owners($admin);
plant($admin);

# Each store: its relation, its columns and options over these, and where
# something is planted in it.
my $columns = '{"user_id": "id", "email": "email", "verifier": "password", "email_verified": "verified"}';
my $options = '{"verifiers": "exclusive", "user_id_prefix": "x|"}';
my @stores = (
	[ 'table', 'app.people',
		q{{"email": {"column": "email", "match": "app.take('index', email) = app.take('match', $)"},
			"planted": {"read": "app.take('read', email)"}}},
		q{{"where": "kept AND app.note('where')", "set": {
			"create": {"stamped": "app.take('set', new.email)"}, "login": {"stamped": "app.take('set.login', email)"}}}},
		'after, before, check, default, deferrable, deferred, generated, index, match, read, set, set.login, statement, where' ],
	[ 'ruled', 'app.ruled', '{}', '{"set": {"create": {"id": "99"}}}', 'rule' ],
	[ 'parts', 'app.parts', '{"email": {"column": "email", "match": "lower(email) = lower($)"}}', '{"unique_asserted": true}',
		'deferred of a partition, partition' ],
	[ 'shown', 'app.shown', '{"planted": {"read": "planted"}}', '{}', 'deferred of a base table, view' ],
	[ 'invoked', 'app.invoked', '{"planted": {"read": "planted"}}', '{}', 'deferred of a base table, security_invoker' ],
	[ 'fenced', 'app.fenced', '{}', '{}', 'deferred of a base table, security_barrier' ],
	[ 'instead', 'app.instead', '{}', '{"unique_asserted": true}', 'deferred below, instead of' ],
	[ 'policed', 'app.policed', '{}', '{}', 'policy' ],
);

sub attach
{
	my ($session, $store, $relation, $more_columns, $more_options) = @_;
	return $session->run('SELECT count(*) FROM userstore.attach($1, $2::regclass, $3::jsonb || $4, $5::jsonb || $6)',
		$store, $relation, $columns, $more_columns, $options, $more_options);
}

for (@stores)
{
	my ($store, $relation, $more_columns, $more_options) = @$_;
	my $answer = attach($admin, $store, $relation, $more_columns, $more_options);
	my $forced = $store eq 'policed';

	is(error_text($answer), '', "$store is attached");
	is(scalar(grep { $_->{M} =~ /row-level security of "policed" is forced/ } @{ $answer->{notices} }), $forced ? 1 : 0,
		"$store: a warning of forced row security: " . ($forced ? 'yes' : 'no'));
	is($admin->value(q{SELECT string_agg(name || ': ' || coalesce(reason, ''), '; ') FROM userstore.capabilities($1)
		WHERE kind = 'capability' AND NOT usable AND name <> 'stamp'}, $store), undef, "$store can do everything");
	setup($admin, "SELECT userstore.grant_access('" . SCRIPT . "', '$store')");
}

my $state = q{SELECT concat_ws(' / ', current_user, session_user, current_setting('role'), current_setting('search_path'),
	current_setting('client_min_messages'), current_setting('plan_cache_mode'), current_setting('timezone'),
	current_setting('debug_print_plan'), current_setting('row_security'), current_setting('is_superuser'),
	current_setting('lock_timeout'), nullif(current_setting('app.planted', true), ''))};

my @calls = (
	[ q{create('{"email": "ann@example.com", "password": "correct horse"}', '$store')}, qr/"ann\@example.com"/ ],
	[ q{login('ann@example.com', 'correct horse', '$store')}, qr/"ann\@example.com"/ ],
	[ q{login('ann@example.com', 'battery staple', '$store')}, undef ],
	[ q{login('nobody@example.com', 'battery staple', '$store')}, undef ],
	[ q{get_user('ann@example.com', '$store')}, qr/"ann\@example.com"/ ],
	[ q{verify('ann@example.com', '$store')}, qr/"email_verified": true/ ],
	[ q{change_password('ann@example.com', 'battery staple', '$store')}, qr/^t$/ ],
	[ q{login('ann@example.com', 'battery staple', '$store')}, qr/"ann\@example.com"/ ],
	[ q{change_email('ann@example.com', 'ann2@example.com', true, '$store')}, qr/^t$/ ],
	[ q{delete((userstore.get_user('ann2@example.com', '$store') ->> 'user_id'), '$store')}, qr/^t$/ ],
);

sub check_caller
{
	my ($who, $begin, @packet) = @_;

	for (@stores)
	{
		my ($store, $places) = @$_[ 0, 4 ];
		my $what = "$store, $who" . ($begin ? ", $begin" : '') . (@packet ? ', another path' : '');
		my $session = TestSession->open($node, user => $who, timezone => 'Asia/Tokyo', @packet);
		my $before = $session->value($state);

		setup($admin, 'TRUNCATE app.seen');
		$session->run($begin) if $begin;
		for my $of (@calls)
		{
			my ($call, $expected) = @$of;
			$call =~ s/\$store/$store/g;
			my $got = $session->run("SELECT userstore.$call");
			if ($got->{error}) { is(error_text($got), '', "$what: $call"); }
			elsif ($expected) { like($got->{rows}[0][0] // '', $expected, "$what: $call"); }
			else { is($got->{rows}[0][0], undef, "$what: $call"); }
		}
		is($session->sqlstate('COMMIT'), '00000', "$what: commit");
		is($session->value($state), $before, "$what: the session is as before");
		$session->close;
		is($admin->value(q{SELECT string_agg(DISTINCT place, ', ' ORDER BY place) FROM app.seen}), $places, "$what: what is planted ran");
		is($admin->value(q{SELECT string_agg(DISTINCT concat_ws(' ', place, who, got), ', ') FROM app.seen
			WHERE who <> $1 OR superuser OR got IS NOT NULL}, OWNER), undef, "$what: as the owner, and got nothing");
		is($admin->value(q{SELECT rolsuper::int + (SELECT count(*) FROM public.treasure) FROM pg_roles WHERE rolname = $1}, OWNER),
			'0', "$what: nothing was taken");
	}
	return;
}

for my $who (SCRIPT, $superuser)
{
	check_caller($who, '');
	check_caller($who, 'BEGIN; SET CONSTRAINTS ALL DEFERRED');
	check_caller($who, '', search_path => 'pg_temp, app, public', row_security => 'off');
}

# The caller's objects and settings are not looked at: not by the words of the
# mapping, which name nothing's schema here, nor by what is below them.
setup_as_owner($admin, q{
	CREATE FUNCTION app.mine(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT lower(value) $$;
	CREATE TABLE app.words (id int PRIMARY KEY, email text, password text, note text, backslash text DEFAULT '\');
	CREATE UNIQUE INDEX ON app.words (app.mine(email));
	CREATE TABLE app.notes (id int, note text);
	INSERT INTO app.notes VALUES (1, 'the owner''s')});
setup($admin, q{SELECT userstore.attach('words', 'app.words', $j$
	{"user_id": "id", "email": {"column": "email", "match": "mine(email) = mine($)"}, "verifier": "password",
		"note": {"read": "mine(note)"}, "slash": {"read": "backslash = '\\\\'"}, "null": {"read": "(note = NULL) IS NULL"},
		"noted": {"read": "(SELECT n.note FROM notes n WHERE n.id = words.id)"}}$j$, $j$
	{"verifiers": "exclusive", "where": "mine(email) <> '' AND backslash = '\\\\'",
		"set": {"create": {"id": "1", "note": "mine('OWNER')"}, "login": {"note": "mine('LOGIN')"}}}$j$);
	SELECT userstore.grant_access('regress_userstore_script', 'words');
	CREATE SCHEMA evil AUTHORIZATION regress_userstore_script;
	GRANT USAGE ON SCHEMA evil TO PUBLIC});

sub check_words
{
	my ($who, $setting) = @_;
	my $what = "the caller's objects, $who" . ($setting ? ", $setting" : '');
	my $session = TestSession->open($node, user => $who, search_path => 'pg_temp, evil, pg_catalog, app');

	setup($admin, 'TRUNCATE app.words');
	is(error_text($session->run(q{
		CREATE TEMP TABLE words (LIKE pg_class);
		CREATE TEMP TABLE notes (id int, note text);
		INSERT INTO pg_temp.notes VALUES (1, 'the caller''s');
		CREATE FUNCTION pg_temp.mine(text) RETURNS text LANGUAGE sql AS $$ SELECT 'evil'::text $$;
		CREATE OR REPLACE FUNCTION evil.mine(text) RETURNS text LANGUAGE sql AS $$ SELECT 'evil'::text $$;
		CREATE OR REPLACE FUNCTION evil.mine(varchar) RETURNS text LANGUAGE sql AS $$ SELECT 'evil'::text $$;
		CREATE OR REPLACE FUNCTION evil.always(text, text) RETURNS bool LANGUAGE sql AS $$ SELECT true $$;
		DROP OPERATOR IF EXISTS evil.= (text, text);
		CREATE OPERATOR evil.= (FUNCTION = evil.always, LEFTARG = text, RIGHTARG = text)})), '', "$what: made");
	is($session->sqlstate($setting ? "SET $setting" : 'SELECT'), '00000', "$what: set");
	is(error_text($session->run('SELECT userstore.create($1, $2)',
		'{"email": "Ann@example.com", "password": "correct horse"}', 'words')), '', "$what: create");
	my $login = $session->run('SELECT userstore.login($1, $2, $3)', 'ann@EXAMPLE.com', 'correct horse', 'words');
	is(error_text($login), '', "$what: login");
	is($login->{rows}[0][0], q({"note": "login", "null": true, "email": "Ann@example.com", "noted": "the owner's", "slash": true, "user_id": "1"}),
		"$what: the profile");
	is($session->run('SELECT userstore.get_user($1, $2)', 'bob@example.com', 'words')->{rows}[0][0], undef, "$what: nobody else");
	is($admin->value('SELECT note FROM app.words'), 'login', "$what: what is written");
	$session->close;
	return;
}

my @settings = (undef, 'standard_conforming_strings = off', 'transform_null_equals = on', 'row_security = off', 'array_nulls = off');
for my $setting (@settings)
{
	check_words(SCRIPT, $setting);
	check_words($superuser, $setting);
}

# A foreign table is read as the owner's user mapping says, whoever calls, and
# is no store where the owner has none.
SKIP:
{
	skip 'postgres_fdw is not installed', 45
		if $admin->value(q{SELECT count(*) FROM pg_available_extensions WHERE name = 'postgres_fdw'}) eq '0';
	my ($host, $port) = ($node->host, $node->port);

	setup($admin, qq{
		CREATE EXTENSION postgres_fdw;
		CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '$host', port '$port', dbname 'postgres');
		GRANT USAGE ON FOREIGN SERVER far TO regress_userstore_owner;
		CREATE ROLE regress_userstore_far LOGIN;
		CREATE ROLE regress_userstore_wrong LOGIN;
		CREATE TABLE public.far_users (id int PRIMARY KEY DEFAULT 1, email text UNIQUE, password text, who name DEFAULT session_user);
		CREATE TABLE public.far_seen (who name);
		GRANT ALL ON public.far_users TO regress_userstore_far;
		GRANT INSERT ON public.far_seen TO regress_userstore_far;
		CREATE FUNCTION public.far_seen() RETURNS trigger LANGUAGE plpgsql AS \$\$
			BEGIN INSERT INTO public.far_seen VALUES (session_user); RETURN coalesce(new, old); END \$\$;
		CREATE TRIGGER seen BEFORE INSERT OR UPDATE OR DELETE ON public.far_users FOR EACH ROW EXECUTE FUNCTION public.far_seen();
		CREATE USER MAPPING FOR regress_userstore_script SERVER far OPTIONS (user 'regress_userstore_wrong', password_required 'false');
		CREATE USER MAPPING FOR CURRENT_USER SERVER far OPTIONS (user 'regress_userstore_wrong', password_required 'false')});
	setup_as_owner($admin, q{CREATE FOREIGN TABLE app.far (id int, email text, password text, who name) SERVER far OPTIONS (schema_name 'public', table_name 'far_users');
		CREATE FUNCTION app.far_trigger() RETURNS trigger LANGUAGE plpgsql AS $$
			BEGIN PERFORM app.note('foreign'); RETURN coalesce(new, old); END $$;
		CREATE TRIGGER before BEFORE INSERT OR UPDATE OR DELETE ON app.far FOR EACH ROW EXECUTE FUNCTION app.far_trigger()});

	my @attach = (q{SELECT userstore.attach('far', 'app.far', '{"user_id": "id", "email": "email", "verifier": "password", "who": "who"}',
		'{"verifiers": "exclusive", "unique_asserted": true, "set": {"create": {"id": "1", "who": "''new''"}}}')});
	my $refused = $admin->run(@attach);
	is($refused->{error}{C}, '42704', 'no user mapping of the owner: refused');
	like($refused->{error}{M}, qr/user mapping not found for (user )?"regress_userstore_owner"/, 'says whose');
	is($admin->value(q{SELECT count(*) FROM userstore.mappings WHERE store = 'far'}), '0', 'and no store');

	setup($admin, q{CREATE USER MAPPING FOR regress_userstore_owner SERVER far OPTIONS (user 'regress_userstore_far', password_required 'false')});
	is(error_text($admin->run(@attach)), '', 'with one it is a store');
	setup($admin, q{SELECT userstore.grant_access('regress_userstore_script', 'far')});
	for my $who (SCRIPT, $superuser)
	{
		my $session = TestSession->open($node, user => $who);
		setup($admin, 'TRUNCATE app.seen, public.far_users, public.far_seen');
		for (@calls)
		{
			my ($call, $expected) = @$_;
			next if $call =~ /verify/;
			$call =~ s/\$store/far/g;
			my $got = $session->run("SELECT userstore.$call");
			is(error_text($got), '', "foreign table, $who: $call");
			like($got->{rows}[0][0] // 'null', $expected // qr/^null$/, "foreign table, $who: $call gives");
		}
		$session->close;
		is($admin->value('SELECT string_agg(DISTINCT who, $1) FROM public.far_seen', ', '), 'regress_userstore_far',
			"foreign table, $who: there it was the user of the owner's mapping");
		is($admin->value(q{SELECT string_agg(DISTINCT concat_ws(' ', place, who, got), ', ') FROM app.seen}), 'foreign ' . OWNER,
			"foreign table, $who: its trigger ran as the owner");
	}
	setup($admin, q{DROP USER MAPPING FOR regress_userstore_owner SERVER far});
	my $session = script($node);
	is($session->sqlstate('SELECT userstore.get_user($1, $2)', 'ann@example.com', 'far'), '42704', 'a mapping that is gone is an error');
	$session->close;
}

# Another owner between two calls of a session: who owns it now counts.
{
	my $session = script($node);
	my $get = q{SELECT userstore.get_user('ann@example.com', 'table') IS NULL};
	my $who = q{SELECT string_agg(DISTINCT who, ', ') FROM app.seen};

	setup($admin, 'GRANT USAGE ON SCHEMA app TO regress_userstore_other; GRANT INSERT ON app.seen TO regress_userstore_other');
	for my $begin ('SELECT', 'BEGIN', 'BEGIN ISOLATION LEVEL REPEATABLE READ')
	{
		$session->run($begin);
		is($session->sqlstate($get), '00000', "owner, $begin: a call");
		setup($admin, 'ALTER TABLE app.people OWNER TO regress_userstore_other; TRUNCATE app.seen') if $begin eq 'SELECT';
		$session->run('COMMIT') if $begin ne 'SELECT';
		setup($admin, 'ALTER TABLE app.people OWNER TO regress_userstore_other; TRUNCATE app.seen') if $begin ne 'SELECT';
		is($session->sqlstate($get), '00000', "owner, $begin: another owner");
		is($admin->value($who), 'regress_userstore_other', "owner, $begin: it ran as he");
		setup($admin, 'ALTER TABLE app.people OWNER TO CURRENT_USER; TRUNCATE app.seen');
		is($session->sqlstate($get), '55000', "owner, $begin: a superuser is refused");
		is($admin->sqlstate($get), '55000', "owner, $begin: to a superuser, too");
		is($session->sqlstate(q{SELECT userstore.create('{"email": "x@example.com", "password": "correct horse"}', 'table')}), '55000',
			"owner, $begin: nothing is written");
		is($admin->value($who), undef, "owner, $begin: and nothing ran");
		setup($admin, 'ALTER TABLE app.people OWNER TO regress_userstore_owner');
		is($session->sqlstate($get), '00000', "owner, $begin: and back");
		is($admin->value($who), OWNER, "owner, $begin: as the first");
	}
	$session->close;
}

# What the owner plants calls the extension: with the rights that he has.
{
	setup_as_owner($admin, q{
		CREATE TABLE app.calling (id int PRIMARY KEY, email text UNIQUE, password text);
		INSERT INTO app.calling VALUES (1, 'ann@example.com', 'x');
		CREATE FUNCTION app.call_us(email text) RETURNS jsonb LANGUAGE plpgsql AS $$
		BEGIN
			RETURN userstore.get_user(email, 'calling');
		END $$});
	setup($admin, q{SELECT userstore.attach('calling', 'app.calling', '{"user_id": "id", "email": "email", "verifier": "password"}');
		SELECT userstore.grant_access('regress_userstore_script', 'calling');
		UPDATE userstore.mappings SET columns = columns || '{"again": {"read": "app.call_us(email)"}}' WHERE store = 'calling'});
	for my $who (SCRIPT, $superuser)
	{
		my $session = TestSession->open($node, user => $who);
		my $get = q{SELECT userstore.get_user('ann@example.com', 'calling')};

		is($session->sqlstate($get), '42501', "calling back, $who: not without EXECUTE");
		setup($admin, q{SELECT userstore.grant_access('regress_userstore_owner', 'calling', '{login}')});
		is($session->sqlstate($get), '42501', "calling back, $who: nor with another action's");
		setup($admin, q{SELECT userstore.grant_access('regress_userstore_owner', 'calling', '{get_user}')});
		is($session->sqlstate($get), '54001', "calling back, $who: for ever, until the stack ends");
		is($session->value('SELECT current_user'), $who, "calling back, $who: and the session lives");
		setup($admin, q{SELECT userstore.revoke_access('regress_userstore_owner', 'calling')});
		$session->close;
	}
}

$node->stop;
done_testing(894);
