# Proves: what the owner of an attached relation plants sees no typed password
# and tells nobody anything by its errors.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More;
use TestAttached;
use TestStore;

my $node = new_server('attached_secrets');
make_roles($node);
my $admin = superuser($node);
my $superuser = $admin->value('SELECT current_user');
make_owners($admin);

# Errors of the owner's expressions: in full for the administrator who
# attaches, with nothing but the SQLSTATE for the caller and in the log.
{
	my $canary = 'tr0ub4dor';
	setup_as_owner($admin, q{
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

		setup($admin, 'TRUNCATE app.failing');
		my $attached = $admin->run($attach, @mapping);
		is(error_text($attached), '', "$what: attached");
		setup($admin, q{SELECT userstore.grant_access('regress_userstore_script', 'errors'); INSERT INTO app.failing VALUES (true)});
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
	setup_as_owner($admin, q{
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
	setup($admin, q{SELECT userstore.attach('listening', 'app.listening',
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
		setup($admin, 'TRUNCATE app.listening, app.heard');
		my $session = TestSession->open($node, user => $who, log_parameter_max_length_on_error => -1);
		is($session->sqlstate('SELECT userstore.create($1, $2)', "{\"email\": \"ann\@example.com\", \"password\": \"$canary\"}", 'listening'), '00000',
			"heard, $who: create");
		is($admin->value($heard), undef, "heard, $who: create: no password");
		for (@ways)
		{
			my ($what, $call) = @$_;
			setup($admin, 'TRUNCATE app.heard');
			is($call->($session)->{error}, undef, "heard, $who: $what");
			isnt($admin->value('SELECT count(*) FROM app.heard'), '0', "heard, $who: $what: it listened");
			is($admin->value($heard), undef, "heard, $who: $what: no password");
			$session->run('DEALLOCATE ALL');
		}
		$session->close;
	}
}

$node->stop;
done_testing(104);
