# Proves: a start-up packet of a non-superuser that names a setting of ours is
# refused, however it is written and whenever the library is loaded.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More;
use TestStore;

my $node = new_server('startup', "userstore.argon2_memory = '20MB'");
make_roles($node);
make_store($node, 'postgres');
$node->safe_psql('postgres',
	'ALTER ROLE ' . SCRIPT . ' IN DATABASE postgres RESET session_preload_libraries');

my @settings = split /\n/, $node->safe_psql('postgres',
	"LOAD 'userstore'; SELECT name FROM pg_settings WHERE name LIKE 'userstore.%' ORDER BY 1");
cmp_ok(scalar @settings, '>=', 2, 'there are settings');

# What the packet holds, by what it is: parameters by name, or "options".
my @refused = (
	(map { [ "parameter $_", $_ => '30000' ] } @settings),
	(map { [ "options $_", options => "-c $_=30000" ] } @settings),
	[ 'unknown parameter', 'userstore.no_such' => '1' ],
	[ 'unknown option', options => '-c userstore.no_such=1' ],
	[ 'upper case parameter', 'USERSTORE.ARGON2_MEMORY' => '30000' ],
	[ 'upper case option', options => '-c USERSTORE.argon2_memory=30000' ],
	[ 'mixed case option', options => '-c UserStore.Argon2_Memory=30000' ],
	[ 'no blank', options => '-cuserstore.argon2_memory=30000' ],
	[ 'long option', options => '--userstore.argon2_memory=30000' ],
	[ 'long option with dashes', options => '--userstore.argon2-memory=30000' ],
	[ 'behind another switch', options => '-Ecuserstore.argon2_memory=30000' ],
	[ 'behind two switches', options => '-eEcuserstore.argon2_memory=30000' ],
	[ 'backslash in the name', options => '-c user\\store.argon2_memory=30000' ],
	[ 'backslashes all over', options => '\\-\\c \\u\\s\\e\\r\\s\\t\\o\\r\\e\\.argon2_memory=30000' ],
	[ 'second option', options => '-c search_path=public  -c userstore.argon2_memory=30000' ],
	[ 'tab and line feed', options => "-c\tsearch_path=public\n-c\tuserstore.argon2_memory=30000" ],
	[ 'first option', options => '-c userstore.argon2_memory=30000 -c search_path=public' ],
	[ 'value like a name', options => '-c userstore.argon2_memory=search_path' ],
	[ 'among parameters', application_name => 'a', 'userstore.argon2_memory' => '30000' ],
);
my @accepted = (
	[ 'nothing' ],
	[ 'another option', options => '-c search_path=public' ],
	[ 'another parameter', search_path => 'public' ],
	[ 'our name as a value', options => '-c application_name=userstore.argon2_memory' ],
	[ 'our name as a parameter\'s value', application_name => 'userstore.argon2_memory' ],
	[ 'our name after an equals sign', options => '-c app.x=userstore.y=1' ],
	[ 'another extension\'s name', options => '-c userstores.x=1' ],
);

# The SQLSTATE of the connection or of the first call, whichever refuses.
sub first_refusal
{
	my ($session, $call) = @_;
	return $session->refusal->{C} if $session->refusal;
	return $session->sqlstate($call // q{SELECT userstore.get_user('ann@example.com')});
}

sub check_mode
{
	my ($mode, $sqlstate) = @_;

	for (@refused)
	{
		my ($what, %packet) = @$_;
		my $session = script($node, %packet);
		my $got = first_refusal($session);

		like($got, $sqlstate, "$mode: $what is refused");
		$session->close;
	}
	for (@accepted)
	{
		my ($what, %packet) = @$_;
		my $session = script($node, %packet);

		is(first_refusal($session), '00000', "$mode: $what is accepted");
		$session->close;
	}
	return;
}

check_mode('loaded by the first call', qr/^42501$/);

# libpq's way, from the environment.
{
	local $ENV{PGOPTIONS} = '-c userstore.argon2_memory=30000';
	my ($rc, $out, $err) = $node->psql('postgres', q{SELECT userstore.get_user('ann@example.com')},
		extra_params => [ '-U', SCRIPT, '-v', 'VERBOSITY=verbose' ]);
	like($err, qr/42501/, 'PGOPTIONS is refused');
	is($out, '', 'and nothing is returned');
}

# It stays refused: again, in a subtransaction, as another role.
{
	my $session = script($node, options => '-c userstore.argon2_memory=30000');
	my $call = q{PERFORM userstore.get_user('ann@example.com')};

	is(first_refusal($session), '42501', 'the first call');
	is(first_refusal($session), '42501', 'the second call');
	is($session->sqlstate("DO \$\$ BEGIN BEGIN $call; EXCEPTION WHEN OTHERS THEN END; $call; END \$\$"),
		'42501', 'a call after a caught error');
	is($session->sqlstate('SELECT 1'), '00000', 'the session goes on');
	$session->close;

	$node->safe_psql('postgres', q{
		CREATE FUNCTION as_superuser() RETURNS jsonb LANGUAGE sql SECURITY DEFINER
			AS $$ SELECT userstore.get_user('ann@example.com') $$});
	$session = script($node, options => '-c userstore.argon2_memory=30000');
	is($session->sqlstate('SELECT as_superuser()'), '42501',
		'a SECURITY DEFINER function of a superuser does not help');
	$session->close;
}

# A superuser may name them; he can do worse.
{
	my $session = superuser($node, options => '-c userstore.argon2_memory=30000');
	is(first_refusal($session), '00000', 'a superuser is not refused');
	is($session->sqlstate("SET SESSION AUTHORIZATION '" . SCRIPT . "'"), '00000', 'nor ...');
	is(first_refusal($session), '00000', '... as somebody else');
	$session->close;
}

# Other ways to set a setting before the library is there change nothing.
{
	my $session = script($node);
	my $show = "SELECT current_setting('userstore.argon2_memory')";

	$session->run('SET userstore.argon2_memory = 30000');
	is(first_refusal($session), '00000', 'SET before the library is loaded');
	is($session->value($show), '20MB', 'changes nothing');
	isnt($session->sqlstate('SET userstore.argon2_memory = 30000'), '00000', 'SET afterwards is refused');
	isnt($session->sqlstate('SET userstore.no_such = 1'), '00000', 'so is an unknown setting');
	$session->close;

	$session = script($node);
	$session->run('ALTER ROLE ' . SCRIPT . ' SET userstore.argon2_memory = 30000');
	$session->close;
	$session = script($node);
	is(first_refusal($session), '00000', 'ALTER ROLE by the role itself');
	is($session->value($show), '20MB', 'changes nothing');
	$session->close;
	$node->safe_psql('postgres', 'ALTER ROLE ' . SCRIPT . ' RESET ALL');
}

$node->safe_psql('postgres',
	'ALTER ROLE ' . SCRIPT . " IN DATABASE postgres SET session_preload_libraries = 'userstore'");
check_mode('loaded by the role\'s session_preload_libraries', qr/^42501$/);
{
	my $session = script($node, options => '-c userstore.argon2_memory=30000');
	isnt($session->refusal, undef, 'the connection itself is refused');
	$session = superuser($node, session_preload_libraries => 'userstore', 'userstore.argon2_memory' => '30000');
	is($session->refusal, undef, 'a superuser\'s is not');
	$session->close;
}
$node->safe_psql('postgres', 'ALTER ROLE ' . SCRIPT . ' IN DATABASE postgres RESET ALL');

# PostgreSQL refuses by itself: what can't be set now, what does not exist.
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'userstore'");
$node->restart;
check_mode('loaded by shared_preload_libraries', qr/^(55P02|42602|42704|42501)$/);
{
	my $session = script($node, options => '-c userstore.argon2_memory=30000');
	isnt($session->refusal, undef, 'the connection itself is refused');
}

$node->stop;
done_testing(1 + 3 * (@refused + @accepted) + 2 + 5 + 3 + 6 + 2 + 1);
