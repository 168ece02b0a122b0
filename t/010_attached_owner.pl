# Proves: what the owner of an attached relation plants in the path of an
# action, in the relation, in what it shows or in the words of the mapping,
# runs as the owner for a script role and for a superuser who call it, sees no
# typed password and tells nobody anything by its errors; and nobody gets more
# of attach than his own relations.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More;
use TestStore;

my $node = new_server('attached_owner');
make_roles($node);
my $admin = superuser($node);
my $superuser = $admin->value('SELECT current_user');
my $quoted = $admin->value('SELECT quote_ident(current_user)');

# Runs SQL as the superuser; dies of an error.
sub setup
{
	my ($sql) = @_;
	my $answer = $admin->run($sql);

	die "$sql: $answer->{error}{C}: $answer->{error}{M}" if $answer->{error};
	return;
}

# The same as the relations' owner.
sub setup_as_owner { return setup('SET ROLE ' . OWNER . "; $_[0]; RESET ROLE"); }

# The message, detail and hint of an error, or ''.
sub error_text
{
	my ($answer) = @_;
	return join(' ', map { $answer->{error}{$_} // () } qw(M D H W));
}

# What is planted: it notes who it was and what it got.  app.take() stays in a
# read-only look-up what it is, so it may stand in an index.
my $planted = q{
	CREATE EXTENSION userstore;
	CREATE TABLE public.treasure (who name);
	CREATE SCHEMA app AUTHORIZATION regress_userstore_owner;
	SET ROLE regress_userstore_owner;
	CREATE TABLE app.seen (place text, who name, superuser bool, got text);
	CREATE TABLE app.later (x int);
	CREATE PROCEDURE app.commit() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;
	CREATE FUNCTION app.try(statement text) RETURNS text LANGUAGE plpgsql AS $$
	BEGIN
		EXECUTE statement;
		RETURN 'done: ' || statement;
	EXCEPTION WHEN OTHERS THEN
		RETURN NULL;
	END $$;
	CREATE FUNCTION app.note(place text) RETURNS boolean LANGUAGE plpgsql AS $$
	BEGIN
		INSERT INTO app.seen SELECT place, current_user, rolsuper, (SELECT string_agg(app.try(statement), '; ')
			FROM unnest(ARRAY[
				'ALTER ROLE regress_userstore_owner SUPERUSER',
				'GRANT $superuser TO regress_userstore_owner',
				'INSERT INTO public.treasure VALUES (current_user)',
				'INSERT INTO userstore.grants VALUES (''regress_userstore_owner'', ''table'', ''{login}'')',
				'UPDATE userstore.mappings SET options = options || ''{"allow_superuser_owner": true}''',
				'SELECT userstore.grant_access(''regress_userstore_owner'', ''table'')',
				'SELECT userstore.detach(''theirs'')',
				'SELECT userstore.login(''theirs@example.com'', ''x'', ''theirs'')',
				'SET ROLE regress_userstore_script',
				'SET LOCAL ROLE NONE',
				'RESET ROLE',
				'RESET SESSION AUTHORIZATION',
				'SET log_statement = ''all''',
				'COPY app.seen TO PROGRAM ''cat''',
				'CALL app.commit()']
				/* What would stay in the session of a superuser. */
				|| CASE WHEN place <> 'another table' AND (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) THEN ARRAY[
					'PREPARE planted AS SELECT 1',
					'CREATE TEMP TABLE planted (x int)',
					'LISTEN planted',
					'SET CONSTRAINTS ALL DEFERRED; INSERT INTO app.later VALUES (1)']
				ELSE '{}' END) AS statement)
		FROM pg_roles WHERE rolname = current_user;
		PERFORM set_config(name, value, false) FROM (VALUES ('timezone', 'Africa/Cairo'), ('search_path', 'app'),
			('client_min_messages', 'debug5'), ('row_security', 'off'), ('app.planted', 'x')) AS s (name, value);
		RETURN true;
	END $$;
	CREATE FUNCTION app.take(place text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
	BEGIN
		RETURN app.note(place);
	END $$;
	CREATE FUNCTION app.take(place text, value text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
	BEGIN
		PERFORM app.note(place);
		RETURN lower(value);
	END $$;
	CREATE FUNCTION app.take_trigger() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
		PERFORM app.note(tg_argv[0]);
		RETURN coalesce(new, old);
	END $$;
	CREATE CONSTRAINT TRIGGER later AFTER INSERT ON app.later DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION app.take_trigger('another table');
	CREATE SEQUENCE app.ids;

	/* A table with all that a table can have. */
	CREATE TABLE app.people (
		id int PRIMARY KEY DEFAULT nextval('app.ids'), email text NOT NULL, password text, verified bool,
		filled text DEFAULT app.note('default')::text,
		generated text GENERATED ALWAYS AS (app.take('generated', email)) STORED,
		stamped text, kept bool DEFAULT true,
		CONSTRAINT planted CHECK (app.note('check')));
	CREATE UNIQUE INDEX ON app.people (app.take('index', email));
	CREATE TRIGGER before BEFORE INSERT OR UPDATE OR DELETE ON app.people
		FOR EACH ROW EXECUTE FUNCTION app.take_trigger('before');
	CREATE TRIGGER after AFTER INSERT OR UPDATE OR DELETE ON app.people
		FOR EACH ROW EXECUTE FUNCTION app.take_trigger('after');
	CREATE TRIGGER statement AFTER INSERT OR UPDATE OR DELETE ON app.people
		FOR EACH STATEMENT EXECUTE FUNCTION app.take_trigger('statement');
	CREATE CONSTRAINT TRIGGER deferred AFTER INSERT OR UPDATE OR DELETE ON app.people DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION app.take_trigger('deferred');
	CREATE CONSTRAINT TRIGGER may_defer AFTER INSERT OR UPDATE OR DELETE ON app.people DEFERRABLE INITIALLY IMMEDIATE
		FOR EACH ROW EXECUTE FUNCTION app.take_trigger('deferrable');

	/* One whose rule writes elsewhere. */
	CREATE TABLE app.ruled (id int PRIMARY KEY, email text UNIQUE, password text, verified bool);
	CREATE RULE planted AS ON UPDATE TO app.ruled DO ALSO SELECT app.note('rule');

	/* Partitions, the trigger on one of them. */
	CREATE TABLE app.parts (id int DEFAULT nextval('app.ids'), email text, password text, verified bool,
		PRIMARY KEY (id), UNIQUE (id, email)) PARTITION BY RANGE (id);
	CREATE TABLE app.parts_1 PARTITION OF app.parts DEFAULT;
	CREATE UNIQUE INDEX ON app.parts_1 (lower(email));
	CREATE TRIGGER before BEFORE INSERT OR UPDATE OR DELETE ON app.parts_1
		FOR EACH ROW EXECUTE FUNCTION app.take_trigger('partition');
	CREATE CONSTRAINT TRIGGER deferred AFTER INSERT OR UPDATE OR DELETE ON app.parts_1 DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION app.take_trigger('deferred of a partition');

	/* Views that can be written to by themselves. */
	CREATE TABLE app.base (id int PRIMARY KEY DEFAULT nextval('app.ids'), email text UNIQUE, password text, verified bool);
	CREATE CONSTRAINT TRIGGER deferred AFTER INSERT OR UPDATE OR DELETE ON app.base DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION app.take_trigger('deferred of a base table');
	CREATE VIEW app.shown AS SELECT *, app.note('view') AS planted FROM app.base;
	CREATE VIEW app.invoked WITH (security_invoker) AS SELECT *, app.note('security_invoker') AS planted FROM app.base;
	CREATE VIEW app.fenced WITH (security_barrier) AS SELECT * FROM app.base WHERE app.note('security_barrier');

	/* One with INSTEAD OF triggers over a table with a deferred one. */
	CREATE TABLE app.below (id int PRIMARY KEY DEFAULT nextval('app.ids'), email text UNIQUE, password text, verified bool);
	CREATE CONSTRAINT TRIGGER deferred AFTER INSERT OR UPDATE OR DELETE ON app.below DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION app.take_trigger('deferred below');
	CREATE VIEW app.instead AS SELECT id, email, password, verified FROM app.below, (SELECT 1) AS one;
	CREATE FUNCTION app.write_below() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
		PERFORM app.note('instead of');
		IF tg_op = 'INSERT' THEN
			INSERT INTO app.below (email, password, verified) VALUES (new.email, new.password, new.verified) RETURNING id INTO new.id;
		ELSIF tg_op = 'UPDATE' THEN
			UPDATE app.below SET email = new.email, password = new.password, verified = new.verified WHERE id = old.id;
		ELSE
			DELETE FROM app.below WHERE id = old.id;
		END IF;
		RETURN coalesce(new, old);
	END $$;
	CREATE TRIGGER instead INSTEAD OF INSERT OR UPDATE OR DELETE ON app.instead
		FOR EACH ROW EXECUTE FUNCTION app.write_below();

	/* One with a policy that binds its owner. */
	CREATE TABLE app.policed (LIKE app.base INCLUDING ALL);
	CREATE POLICY planted ON app.policed USING (app.note('policy'));
	ALTER TABLE app.policed ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
	RESET ROLE;
};
$planted =~ s/\$superuser/$quoted/g;
setup($planted);

# Somebody else's store.
setup(q{
	CREATE ROLE regress_userstore_other LOGIN;
	CREATE SCHEMA theirs AUTHORIZATION regress_userstore_other;
	SET ROLE regress_userstore_other;
	CREATE TABLE theirs.users (id int PRIMARY KEY, email text UNIQUE, password text);
	INSERT INTO theirs.users VALUES (1, 'theirs@example.com', 'x');
	RESET ROLE;
	SELECT userstore.attach('theirs', 'theirs.users', '{"user_id": "id", "email": "email", "verifier": "password"}')});

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
	setup("SELECT userstore.grant_access('" . SCRIPT . "', '$store')");
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

		setup('TRUNCATE app.seen');
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
setup_as_owner(q{
	CREATE FUNCTION app.mine(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT lower(value) $$;
	CREATE TABLE app.words (id int PRIMARY KEY, email text, password text, note text, backslash text DEFAULT '\');
	CREATE UNIQUE INDEX ON app.words (app.mine(email));
	CREATE TABLE app.notes (id int, note text);
	INSERT INTO app.notes VALUES (1, 'the owner''s')});
setup(q{SELECT userstore.attach('words', 'app.words', $j$
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

	setup('TRUNCATE app.words');
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

	setup(qq{
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
	setup_as_owner(q{CREATE FOREIGN TABLE app.far (id int, email text, password text, who name) SERVER far OPTIONS (schema_name 'public', table_name 'far_users');
		CREATE FUNCTION app.far_trigger() RETURNS trigger LANGUAGE plpgsql AS $$
			BEGIN PERFORM app.note('foreign'); RETURN coalesce(new, old); END $$;
		CREATE TRIGGER before BEFORE INSERT OR UPDATE OR DELETE ON app.far FOR EACH ROW EXECUTE FUNCTION app.far_trigger()});

	my @attach = (q{SELECT userstore.attach('far', 'app.far', '{"user_id": "id", "email": "email", "verifier": "password", "who": "who"}',
		'{"verifiers": "exclusive", "unique_asserted": true, "set": {"create": {"id": "1", "who": "''new''"}}}')});
	my $refused = $admin->run(@attach);
	is($refused->{error}{C}, '42704', 'no user mapping of the owner: refused');
	like($refused->{error}{M}, qr/user mapping not found for (user )?"regress_userstore_owner"/, 'says whose');
	is($admin->value(q{SELECT count(*) FROM userstore.mappings WHERE store = 'far'}), '0', 'and no store');

	setup(q{CREATE USER MAPPING FOR regress_userstore_owner SERVER far OPTIONS (user 'regress_userstore_far', password_required 'false')});
	is(error_text($admin->run(@attach)), '', 'with one it is a store');
	setup(q{SELECT userstore.grant_access('regress_userstore_script', 'far')});
	for my $who (SCRIPT, $superuser)
	{
		my $session = TestSession->open($node, user => $who);
		setup('TRUNCATE app.seen, public.far_users, public.far_seen');
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
	setup(q{DROP USER MAPPING FOR regress_userstore_owner SERVER far});
	my $session = script($node);
	is($session->sqlstate('SELECT userstore.get_user($1, $2)', 'ann@example.com', 'far'), '42704', 'a mapping that is gone is an error');
	$session->close;
}

# Another owner between two calls of a session: who owns it now counts.
{
	my $session = script($node);
	my $get = q{SELECT userstore.get_user('ann@example.com', 'table') IS NULL};
	my $who = q{SELECT string_agg(DISTINCT who, ', ') FROM app.seen};

	setup('GRANT USAGE ON SCHEMA app TO regress_userstore_other; GRANT INSERT ON app.seen TO regress_userstore_other');
	for my $begin ('SELECT', 'BEGIN', 'BEGIN ISOLATION LEVEL REPEATABLE READ')
	{
		$session->run($begin);
		is($session->sqlstate($get), '00000', "owner, $begin: a call");
		setup('ALTER TABLE app.people OWNER TO regress_userstore_other; TRUNCATE app.seen') if $begin eq 'SELECT';
		$session->run('COMMIT') if $begin ne 'SELECT';
		setup('ALTER TABLE app.people OWNER TO regress_userstore_other; TRUNCATE app.seen') if $begin ne 'SELECT';
		is($session->sqlstate($get), '00000', "owner, $begin: another owner");
		is($admin->value($who), 'regress_userstore_other', "owner, $begin: it ran as he");
		setup('ALTER TABLE app.people OWNER TO CURRENT_USER; TRUNCATE app.seen');
		is($session->sqlstate($get), '55000', "owner, $begin: a superuser is refused");
		is($admin->sqlstate($get), '55000', "owner, $begin: to a superuser, too");
		is($session->sqlstate(q{SELECT userstore.create('{"email": "x@example.com", "password": "correct horse"}', 'table')}), '55000',
			"owner, $begin: nothing is written");
		is($admin->value($who), undef, "owner, $begin: and nothing ran");
		setup('ALTER TABLE app.people OWNER TO regress_userstore_owner');
		is($session->sqlstate($get), '00000', "owner, $begin: and back");
		is($admin->value($who), OWNER, "owner, $begin: as the first");
	}
	$session->close;
}

# What the owner plants calls the extension: with the rights that he has.
{
	setup_as_owner(q{
		CREATE TABLE app.calling (id int PRIMARY KEY, email text UNIQUE, password text);
		INSERT INTO app.calling VALUES (1, 'ann@example.com', 'x');
		CREATE FUNCTION app.call_us(email text) RETURNS jsonb LANGUAGE plpgsql AS $$
		BEGIN
			RETURN userstore.get_user(email, 'calling');
		END $$});
	setup(q{SELECT userstore.attach('calling', 'app.calling', '{"user_id": "id", "email": "email", "verifier": "password"}');
		SELECT userstore.grant_access('regress_userstore_script', 'calling');
		UPDATE userstore.mappings SET columns = columns || '{"again": {"read": "app.call_us(email)"}}' WHERE store = 'calling'});
	for my $who (SCRIPT, $superuser)
	{
		my $session = TestSession->open($node, user => $who);
		my $get = q{SELECT userstore.get_user('ann@example.com', 'calling')};

		is($session->sqlstate($get), '42501', "calling back, $who: not without EXECUTE");
		setup(q{SELECT userstore.grant_access('regress_userstore_owner', 'calling', '{login}')});
		is($session->sqlstate($get), '42501', "calling back, $who: nor with another action's");
		setup(q{SELECT userstore.grant_access('regress_userstore_owner', 'calling', '{get_user}')});
		is($session->sqlstate($get), '54001', "calling back, $who: for ever, until the stack ends");
		is($session->value('SELECT current_user'), $who, "calling back, $who: and the session lives");
		setup(q{SELECT userstore.revoke_access('regress_userstore_owner', 'calling')});
		$session->close;
	}
}

# Schemas that are searched, of which somebody else is master.
{
	setup(q{
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
		setup($grant);
		for my $of ([ 'shared.users', '{}' ], [ 'app.calling', '{"search_path": "app, shared"}' ])
		{
			my $answer = $admin->run($attach, @$of);
			is($answer->{error}{C} // '00000', $sqlstate, "$grant: @$of");
			like($answer->{error}{D} // '', qr/^Role "$who" may\./, "$grant: @$of: says who") if $who;
			setup(q{SELECT userstore.detach('shared')}) if !$answer->{error};
		}
		is($admin->run($attach, 'shared.users', '{"search_path": "app"}')->{error}{C} // '00000', '00000', "$grant: not searched, not asked");
		setup(q{SELECT userstore.detach('shared')});
		setup($undo);
	}
	is($admin->run($attach, 'shared.users', '{"search_path": "nowhere"}')->{error}{C}, '3F000', 'a schema that is not there');
	is($admin->run($attach, 'shared.users', "{\"search_path\": \"$_\"}")->{error}{C}, '22023', "the session's own schema: $_")
		for 'pg_temp', 'app, $user', 'app,,', '\\"';
	setup(q{DROP TABLE shared.users; DROP SCHEMA shared});
}

# The owner, who was given EXECUTE on attach and the rest of it.
{
	setup(q{GRANT USAGE ON SCHEMA userstore TO regress_userstore_owner;
		GRANT EXECUTE ON FUNCTION userstore.attach, userstore.detach, userstore.suspend, userstore.resume, userstore.capabilities,
			userstore.recognise TO regress_userstore_owner;
		GRANT USAGE ON SCHEMA theirs TO regress_userstore_owner});
	setup_as_owner(q{CREATE TABLE app.mine (id int PRIMARY KEY, email text UNIQUE, password text, note text);
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
	setup(q{SELECT userstore.detach('mine');
		REVOKE EXECUTE ON FUNCTION userstore.attach, userstore.detach, userstore.suspend, userstore.resume, userstore.capabilities,
			userstore.recognise FROM regress_userstore_owner});
}

# Errors of the owner's expressions: in full for the administrator who
# attaches, with nothing but the SQLSTATE for the caller and in the log.
{
	my $canary = 'tr0ub4dor';
	setup_as_owner(q{
		CREATE TABLE app.failing (yes bool);
		CREATE TABLE app.errors (id int PRIMARY KEY, email text UNIQUE, password text, note text DEFAULT 'tr0ub4dor');
		INSERT INTO app.errors VALUES (1, 'ann@example.com', 'x');
		CREATE FUNCTION app.fail(value text) RETURNS text LANGUAGE plpgsql STABLE AS $$
		BEGIN
			IF EXISTS (SELECT FROM app.failing) THEN
				RAISE EXCEPTION 'message %', value USING DETAIL = 'detail tr0ub4dor', HINT = 'hint tr0ub4dor', CONSTRAINT = 'tr0ub4dor:';
			END IF;
			RETURN value;
		END $$;
		/* The planner calls it. */
		CREATE FUNCTION app.fail_early(value text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN app.fail(value); END $$});
	my $mapping = sub {
		my ($more_columns, $more_options) = @_;
		return ('errors', 'app.errors', qq({"user_id": "id", "email": "email", "verifier": "password", "email_verified": {"read": "false"} $more_columns}),
			qq({"scheme": "argon2", "set": {"create": {"id": "2"}, "verify": {"note": "null"} $more_options}}));
	};
	my $attach = 'SELECT userstore.attach($1, $2::regclass, $3, $4)';
	my @get = ('SELECT userstore.get_user($1, $2)', 'ann@example.com', 'errors');
	my @change = ('SELECT userstore.change_password($1, $2, $3)', 'ann@example.com', 'battery staple', 'errors');
	my @create = ('SELECT userstore.create($1, $2)', '{"email": "bob@example.com", "password": "correct horse"}', 'errors');
	my @errors = (
		[ 'read', q(, "x": {"read": "app.fail(note)"}), '', 'P0001', @get ],
		[ 'read of a value', q(, "x": {"read": "note::int + 1"}), '', '22P02', @get ],
		[ 'where', '', q(}, "where": "app.fail('tr0ub4dor') IS NOT NULL", "cost": null, "x": {), 'P0001', @get ],
		[ 'set', '', q(, "change_password": {"note": "app.fail(note)"}), 'P0001', @change ],
		[ 'set of a value', '', q(, "change_password": {"id": "note::int"}), '22P02', @change ],
		[ 'set for create', '', q(, "create": {"id": "2", "note": "app.fail('tr0ub4dor')"}), 'P0001', @create ],
		[ 'set, planned', '', q(, "change_password": {"note": "app.fail_early('tr0ub4dor')"}), qr/P0001|0A000/, @change ],
		[ 'read, planned', q(, "x": {"read": "app.fail_early('tr0ub4dor')"}), '', 'P0001', @get ],
	);
	for (@errors)
	{
		my ($what, $more_columns, $more_options, $sqlstate, @call) = @$_;
		my @mapping = $mapping->($more_columns, $more_options);
		$mapping[3] = q({"scheme": "argon2", "where": "app.fail('tr0ub4dor') IS NOT NULL"}) if $what eq 'where';

		setup('TRUNCATE app.failing');
		my $attached = $admin->run($attach, @mapping);
		is(error_text($attached), '', "$what: attached");
		setup(q{SELECT userstore.grant_access('regress_userstore_script', 'errors'); INSERT INTO app.failing VALUES (true)});
		for my $who (SCRIPT, $superuser)
		{
			my $session = TestSession->open($node, user => $who, client_min_messages => 'debug5');
			my $from = -s $node->logfile;
			my $error = $session->run(@call)->{error} // { C => '00000', M => '' };

			like($error->{C}, ref $sqlstate ? $sqlstate : qr/^$sqlstate$/, "$what, $who: SQLSTATE");
			unlike($session->received, qr/$canary|app\.fail|note/, "$what, $who: the client learns nothing");
			$session->close;
			unlike(slurp_file($node->logfile, $from) =~ s/^.*LOG:  (statement|execute|connection).*$//mgr =~ s/^.*STATEMENT:.*$//mgr,
				qr/$canary|app\.fail/, "$what, $who: nor does the log");
		}
	}
	# At attach: of the words of look-ups, which it tries.
	is($admin->run($attach, $mapping->(@{$errors[7]}[ 1, 2 ]))->{error}{M}, 'message tr0ub4dor', 'the administrator is told in full');
	like(error_text($admin->run($attach, $mapping->(q(, "x": {"read": "no_such_function(note)"}), ''))),
		qr/function no_such_function\(text\) does not exist.*expression "read\.x" of the store/, 'and in which expression');
}

# A typed password is never seen by what the owner plants: not in the query's
# text nor in a context.  (A literal in PREPARE or DECLARE is seen: PostgreSQL
# shows these to everybody in the session.)
{
	my $canary = 'tr0ub4dor horse';
	setup_as_owner(q{
		CREATE TABLE app.heard (place text, what text);
		CREATE TABLE app.listening (id int PRIMARY KEY, email text UNIQUE, password text, note text);
		CREATE FUNCTION app.listen(place text) RETURNS text LANGUAGE plpgsql AS $$
		DECLARE
			context text;
		BEGIN
			GET DIAGNOSTICS context = PG_CONTEXT;
			INSERT INTO app.heard VALUES (place || ': query', current_query()), (place || ': context', context),
				(place || ': activity', (SELECT string_agg(query, ' ') FROM pg_stat_activity)),
				(place || ': prepared', (SELECT string_agg(statement, ' ') FROM pg_prepared_statements)),
				(place || ': portals', (SELECT string_agg(statement, ' ') FROM pg_cursors));
			RETURN 'x';
		END $$;
		CREATE FUNCTION app.listen_trigger() RETURNS trigger LANGUAGE plpgsql AS $$
			BEGIN PERFORM app.listen(tg_op); INSERT INTO app.heard VALUES ('row', new::text); RETURN coalesce(new, old); END $$;
		CREATE TRIGGER listen BEFORE INSERT OR UPDATE OR DELETE ON app.listening FOR EACH ROW EXECUTE FUNCTION app.listen_trigger()});
	setup(q{SELECT userstore.attach('listening', 'app.listening',
			'{"user_id": "id", "email": "email", "verifier": "password", "x": {"read": "app.listen(''read'')"}}',
			'{"verifiers": "exclusive", "set": {"create": {"id": "1"}, "login": {"note": "app.listen(''set'')"}}}');
		SELECT userstore.grant_access('regress_userstore_script', 'listening');
		CREATE FUNCTION public.wrapper(email text, password text) RETURNS jsonb LANGUAGE plpgsql AS $$
			BEGIN RETURN userstore.login(email, password, 'listening'); END $$});
	my $heard = qq{SELECT string_agg(DISTINCT place, ', ' ORDER BY place) FROM app.heard WHERE what LIKE '%tr0ub4dor%'};
	my @ways = (
		[ 'parameters', sub { $_[0]->run('SELECT userstore.login($1, $2, $3)', 'ann@example.com', $canary, 'listening') } ],
		[ 'a wrong password', sub { $_[0]->run('SELECT userstore.login($1, $2, $3)', 'ann@example.com', "$canary?", 'listening') } ],
		[ 'a literal', sub { $_[0]->run("SELECT userstore.login('ann\@example.com', '$canary', 'listening')") } ],
		[ 'a function', sub { $_[0]->run('SELECT public.wrapper($1, $2)', 'ann@example.com', $canary) } ],
		[ 'a function, with a literal', sub { $_[0]->run("SELECT public.wrapper('ann\@example.com', '$canary')") } ],
		[ 'EXECUTE', sub { $_[0]->run('PREPARE p(text) AS SELECT userstore.login($1, $2, $$listening$$)');
				$_[0]->run("EXECUTE p('ann\@example.com', '$canary')") } ],
		[ 'DO', sub { $_[0]->run("DO \$\$ BEGIN PERFORM userstore.login('ann\@example.com', '$canary', 'listening'); END \$\$"); } ],
	);
	for my $who (SCRIPT, $superuser)
	{
		setup('TRUNCATE app.listening, app.heard');
		my $session = TestSession->open($node, user => $who, log_parameter_max_length_on_error => -1);
		is($session->sqlstate('SELECT userstore.create($1, $2)', "{\"email\": \"ann\@example.com\", \"password\": \"$canary\"}", 'listening'), '00000',
			"heard, $who: create");
		is($admin->value($heard), undef, "heard, $who: create: no password");
		for (@ways)
		{
			my ($what, $call) = @$_;
			setup('TRUNCATE app.heard');
			is($call->($session)->{error}, undef, "heard, $who: $what");
			isnt($admin->value('SELECT count(*) FROM app.heard'), '0', "heard, $who: $what: it listened");
			is($admin->value($heard), undef, "heard, $who: $what: no password");
			$session->run('DEALLOCATE ALL');
		}
		$session->close;
	}
}

$node->stop;
done_testing(1112);
