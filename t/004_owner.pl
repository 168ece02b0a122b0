# Proves: what a table's owner plants in the path of an action runs with the
# owner's rights, for a script role and for a superuser who call it, now or at
# commit; and the caller's session is afterwards as it was before.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More;
use TestStore;

my $node = new_server('owner', 'max_prepared_transactions = 5');
make_roles($node);
make_store($node, 'postgres');
my $admin = superuser($node);

sub do_as_superuser
{
	my ($sql) = @_;
	my $answer = $admin->run($sql);
	die "$sql: $answer->{error}{M}" if $answer->{error};
	return;
}

# A table that only the superuser may write, and what is planted: a function
# that tries everything, notes who it was and what it got.
my $name = $admin->value('SELECT quote_ident(current_user)');
my $planted = q{
	CREATE TABLE treasure (who name);
	CREATE SCHEMA owned AUTHORIZATION regress_userstore_owner;
	GRANT CREATE ON SCHEMA public TO regress_userstore_owner;
	SET ROLE regress_userstore_owner;
	CREATE TABLE owned.seen (place text, who name, superuser bool, got text);
	CREATE FUNCTION owned.try(statement text) RETURNS text LANGUAGE plpgsql AS $$
	BEGIN
		EXECUTE statement;
		RETURN 'done: ' || statement;
	EXCEPTION WHEN OTHERS THEN
		RETURN NULL;
	END $$;
	CREATE PROCEDURE owned.commit() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;
	CREATE TABLE owned.later (x int);
	CREATE FUNCTION owned.take(place text) RETURNS boolean LANGUAGE plpgsql AS $$
	BEGIN
		INSERT INTO owned.seen SELECT place, current_user, rolsuper, (SELECT string_agg(owned.try(statement), '; ')
			FROM unnest(ARRAY[
				'ALTER ROLE regress_userstore_owner SUPERUSER',
				'GRANT $superuser TO regress_userstore_owner',
				'INSERT INTO public.treasure VALUES (current_user)',
				'INSERT INTO userstore.grants VALUES (''regress_userstore_owner'', ''default'', ''{login}'')',
				'SET ROLE regress_userstore_script',
				'SET LOCAL ROLE regress_userstore_script',
				'SET ROLE NONE',
				'RESET ROLE',
				'SET SESSION AUTHORIZATION regress_userstore_script',
				'RESET SESSION AUTHORIZATION',
				'SET log_statement = ''all''',
				'COMMIT',
				'COPY owned.seen TO PROGRAM ''cat''',
				'CALL owned.commit()']
				/* What would stay in the session of a superuser. */
				|| CASE WHEN place <> 'another table' AND (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) THEN ARRAY[
					'PREPARE planted AS SELECT 1',
					'CREATE TEMP TABLE planted (x int)',
					'LISTEN planted',
					'SET CONSTRAINTS ALL DEFERRED; INSERT INTO owned.later VALUES (1)']
				ELSE '{}' END) AS statement)
		FROM pg_roles WHERE rolname = current_user;
		PERFORM set_config(name, value, false) FROM (VALUES ('timezone', 'Africa/Cairo'),
			('client_min_messages', 'debug5'), ('row_security', 'off'), ('app.planted', 'x')) AS s (name, value);
		IF place = 'statement trigger' THEN
			PERFORM set_config('search_path', 'owned', false);
		END IF;
		RETURN true;
	END $$;
	CREATE FUNCTION owned.take_trigger() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
		PERFORM owned.take(tg_argv[0]);
		RETURN coalesce(new, old);
	END $$;
	CREATE FUNCTION owned.take_default() RETURNS text LANGUAGE plpgsql AS $$
	BEGIN
		PERFORM owned.take('default');
		RETURN 'x';
	END $$;
	/* In an index, so it says of itself that it is immutable. */
	CREATE FUNCTION owned.take_match(value text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
	BEGIN
		PERFORM owned.take('match');
		RETURN lower(value);
	END $$;
	CREATE CONSTRAINT TRIGGER later AFTER INSERT ON owned.later DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION owned.take_trigger('another table');
	/* An honest trigger that names nothing's schema. */
	CREATE TABLE public.audit (email text);
	CREATE FUNCTION owned.audit() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
		INSERT INTO audit VALUES (lower(new.email));
		RETURN new;
	END $$;
	CREATE TRIGGER audit AFTER INSERT ON public.users FOR EACH ROW EXECUTE FUNCTION owned.audit();
	CREATE TRIGGER planted BEFORE INSERT OR UPDATE OR DELETE ON public.users
		FOR EACH ROW EXECUTE FUNCTION owned.take_trigger('row trigger');
	CREATE TRIGGER planted_s AFTER INSERT OR UPDATE OR DELETE ON public.users
		FOR EACH STATEMENT EXECUTE FUNCTION owned.take_trigger('statement trigger');
	CREATE CONSTRAINT TRIGGER planted_d AFTER INSERT OR UPDATE OR DELETE ON public.users DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION owned.take_trigger('deferred trigger');
	CREATE CONSTRAINT TRIGGER planted_i AFTER INSERT OR UPDATE OR DELETE ON public.users DEFERRABLE INITIALLY IMMEDIATE
		FOR EACH ROW EXECUTE FUNCTION owned.take_trigger('deferrable trigger');
	ALTER TABLE public.users ADD planted text DEFAULT owned.take_default(),
		ADD CONSTRAINT planted_check CHECK (owned.take('check'));
	CREATE UNIQUE INDEX planted ON public.users (owned.take_match(username));
	RESET ROLE;
	UPDATE userstore.mappings SET columns = jsonb_set(columns, '{username}',
		'{"column": "username", "match": "owned.take_match(username) = lower($)"}');
	/* A view of the owner as a store. */
	SET ROLE regress_userstore_owner;
	CREATE VIEW owned.people AS SELECT user_id, email, verifier, email_verified, owned.take('view') AS planted FROM public.users;
	RESET ROLE;
	INSERT INTO userstore.mappings (store, relation, columns, options) VALUES ('view', 'owned.people',
		'{"user_id": "user_id", "email": {"column": "email", "match": "public.users_fold(email) = public.users_fold($)"},
			"verifier": "verifier", "email_verified": "email_verified", "planted": "planted"}', '{}');
	SELECT userstore.grant_access('regress_userstore_script', 'view');
	/* And one with a policy that binds the owner, too. */
	SET ROLE regress_userstore_owner;
	CREATE TABLE owned.policed (user_id text PRIMARY KEY, email text UNIQUE, verifier text);
	CREATE POLICY planted ON owned.policed USING (owned.take('policy'));
	ALTER TABLE owned.policed ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
	RESET ROLE;
	INSERT INTO owned.policed VALUES ('1', 'pat@example.com', '$verifier');
	INSERT INTO userstore.mappings (store, relation, columns, options) VALUES ('policed', 'owned.policed',
		'{"user_id": "user_id", "email": "email", "verifier": "verifier"}', '{}');
	SELECT userstore.grant_access('regress_userstore_script', 'policed');
	TRUNCATE owned.seen;
};
$planted =~ s/\$superuser/$name/;
$planted =~ s/\$verifier/@{[WEAK_VERIFIER]}/;
do_as_superuser($planted);

my $state = q{SELECT concat_ws(' / ', current_user, session_user, current_setting('role'), current_setting('search_path'),
	current_setting('client_min_messages'), current_setting('plan_cache_mode'), current_setting('timezone'),
	current_setting('debug_print_plan'), current_setting('row_security'), current_setting('is_superuser'), nullif(current_setting('app.planted', true), ''))};

# The seven actions, and those that fail, in one transaction or each alone.
my @calls = (
	[ '00000', q{create('{"email": "ann@example.com", "username": "ann", "password": "correct horse"}', 'default')} ],
	[ '00000', q{login('ann@example.com', 'correct horse', 'default')} ],
	[ '00000', q{login('ann', 'correct horse', 'default')} ],
	[ '00000', q{login('ann', 'battery staple', 'default')} ],
	[ '00000', q{get_user('ann', 'default')} ],
	[ '00000', q{verify('ann@example.com', 'default')} ],
	[ '00000', q{change_password('ann@example.com', 'battery staple', 'default')} ],
	[ '00000', q{login('ann@example.com', 'battery staple', 'view')} ],
	[ '00000', q{get_user('ann@example.com', 'view')} ],
	[ '00000', q{login('pat@example.com', 'correct horse', 'policed')} ],
	[ '23U01', q{create('{"email": "ANN@example.com", "password": "correct horse"}', 'default')} ],
	[ '23U11', q{create('{"email": "ann", "password": "correct horse"}', 'default')} ],
	[ '00000', q{change_email('ann@example.com', 'ann2@example.com', true, 'default')} ],
	[ '00000', q{delete((userstore.get_user('ann2@example.com', 'default') ->> 'user_id'), 'default')} ],
);

sub check_caller
{
	my ($who, $in_one, $setup, @packet) = @_;
	my $what = "$who" . ($in_one ? ', one transaction' : '') . ($setup ? ", $setup" : '');
	my $session = TestSession->open($node, user => $who, timezone => 'Asia/Tokyo', @packet);

	my $before = $session->value($state);
	$session->run('BEGIN') if $in_one;
	$session->run($setup) if $setup;
	for (@calls)
	{
		my ($sqlstate, $call) = @$_;
		$session->run('SAVEPOINT s') if $in_one;
		is($session->sqlstate("SELECT userstore.$call"), $sqlstate, "$what: $call");
		$session->run('ROLLBACK TO s') if $in_one && $sqlstate ne '00000';
		is($session->value($state), $before, "$what: the session is as before") if $sqlstate ne '00000' || $call =~ /^(create|delete)/;
	}
	is($session->sqlstate('COMMIT'), '00000', "$what: commit") if $in_one;
	is($session->value($state), $before, "$what: and at the end");
	$session->close;

	is($admin->value(q{SELECT string_agg(DISTINCT place, ', ' ORDER BY place) FROM owned.seen}),
		'check, default, deferrable trigger, deferred trigger, match, policy, row trigger, statement trigger, view',
		"$what: everything planted ran");
	is($admin->value(q{SELECT string_agg(DISTINCT concat_ws(' ', place, who, got), ', ') FROM owned.seen WHERE who <> $1 OR superuser OR got IS NOT NULL}, OWNER),
		undef, "$what: as the owner, and gained nothing");
	is($admin->value(q{SELECT rolsuper::int + (SELECT count(*) FROM treasure) FROM pg_roles WHERE rolname = $1}, OWNER), '0',
		"$what: nothing was taken");
	do_as_superuser('TRUNCATE owned.seen');
	return;
}

$name = $admin->value('SELECT current_user');
my $callers = 0;
for my $who (SCRIPT, $name)
{
	check_caller($who, 0);
	check_caller($who, 1);
	check_caller($who, 1, 'SET CONSTRAINTS ALL DEFERRED');
	check_caller($who, 0, undef, search_path => 'pg_temp, owned, public', row_security => 'off');
	$callers += 4;
}

# The caller's objects are not looked at: temporary ones, those in his path.
{
	do_as_superuser('CREATE SCHEMA evil AUTHORIZATION ' . SCRIPT . '; GRANT USAGE ON SCHEMA evil TO PUBLIC; TRUNCATE public.audit');
	my $session = script($node, search_path => 'pg_temp, evil, pg_catalog, public');

	is($session->sqlstate('CREATE TEMP TABLE users (LIKE pg_class); CREATE TEMP TABLE audit (email text);
		CREATE TEMP TABLE mappings (x int); CREATE TEMP TABLE grants (grantee regrole, store text, actions text[])'), '00000', 'temporary tables');
	is($session->sqlstate(q{CREATE FUNCTION evil.lower(text) RETURNS text LANGUAGE sql AS $$ SELECT 'evil'::text $$;
		CREATE FUNCTION evil.now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT 'infinity'::timestamptz $$;
		CREATE FUNCTION evil.users_fold(text) RETURNS text LANGUAGE sql AS $$ SELECT 'evil'::text $$;
		CREATE FUNCTION evil.always(text, text) RETURNS bool LANGUAGE sql AS $$ SELECT true $$;
		CREATE OPERATOR evil.= (FUNCTION = evil.always, LEFTARG = text, RIGHTARG = text);
		CREATE DOMAIN pg_temp.jsonb AS text; CREATE DOMAIN evil.bool AS text}), '00000', 'functions, operators and types');
	for (@calls)
	{
		my ($sqlstate, $call) = @$_;
		is($session->sqlstate("SELECT userstore.$call"), $sqlstate, "hostile names: $call");
	}
	is($session->value('SELECT (SELECT count(*) FROM pg_temp.users) + (SELECT count(*) FROM pg_temp.audit)'), '0',
		'the temporary tables are untouched');
	is($admin->value('SELECT string_agg(email, $1) FROM public.audit', ' '), 'ann@example.com', 'the owner\'s trigger found its own table and function');
	$session->close;
}

# What is prepared to be committed by somebody else has no triggers left.
{
	my $session = script($node);
	do_as_superuser('TRUNCATE owned.seen');
	is($session->sqlstate("BEGIN; SELECT userstore.$calls[0][1]"), '00000', 'create in a transaction');
	is($session->sqlstate("PREPARE TRANSACTION 'p'"), '00000', 'that is prepared');
	is($admin->sqlstate("COMMIT PREPARED 'p'"), '00000', 'and committed');
	is($admin->value(q{SELECT string_agg(DISTINCT who::text || coalesce(got, ''), ', ') FROM owned.seen}), OWNER, 'ran as the owner');
	$session->close;
}

$node->stop;
my $states = grep { $_->[0] ne '00000' || $_->[1] =~ /^(create|delete)/ } @calls;
done_testing($callers * (@calls + $states + 4) + 4 + 4 + @calls + 4);
