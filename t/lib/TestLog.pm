# What the tests of the log share: a server that writes whatever it can, in
# every format, and a search of all that it wrote for parts of secrets.

package TestLog;

use strict;
use warnings;

use Exporter 'import';
use PostgreSQL::Test::Utils;
use TestStore;
use Time::HiRes qw(usleep);

our @EXPORT = qw(SILENT LOUD leaks new_loud_server written);

# What a superuser needs so that his own statements are in no log or view.
use constant SILENT => (
	log_statement => 'none', log_min_duration_statement => -1, log_duration => 'off',
	log_min_messages => 'panic', log_min_error_statement => 'panic',
	'pg_stat_statements.track' => 'none', 'pgaudit.log' => 'none',
	'auto_explain.log_min_duration' => -1);

# What any client may ask for. Byte arrays must not be broken into lines.
use constant LOUD => (
	client_min_messages => 'debug5', debug_print_parse => 'on', debug_print_rewritten => 'on',
	debug_print_plan => 'on', debug_pretty_print => 'off',
	log_parameter_max_length_on_error => -1);

# Those parts that are in the text: as they are, in byte arrays as node dumps
# have them ([ 36 97 114 -61 ]), or in hexadecimal.
sub leaks
{
	my ($text, @parts) = @_;
	my $decoded = join "\n", map { pack('c*', split ' ') } $text =~ /\[\s+((?:-?\d+\s+)+)\]/g;

	return join ' ', grep {
		index($text, $_) >= 0 || index($decoded, $_) >= 0 || index($text, unpack('H*', $_)) >= 0
	} @parts;
}

# new_loud_server(name, preloaded libraries of the server, settings ...)
#
# What the libraries can write, they write. auto_explain comes with each session.
sub new_loud_server
{
	my ($name, $libraries, @settings) = @_;

	return new_server($name,
		"shared_preload_libraries = '$libraries'", "session_preload_libraries = 'auto_explain'",
		'logging_collector = on', "log_destination = 'stderr,csvlog,jsonlog'", "log_directory = 'log'",
		"log_filename = 'server.log'", 'log_rotation_age = 0', 'log_rotation_size = 0',
		'log_statement = all', 'log_min_duration_statement = 0', 'log_duration = on',
		'log_min_error_statement = debug5', 'log_min_messages = debug5', 'log_error_verbosity = verbose',
		'log_parameter_max_length = -1', 'log_parameter_max_length_on_error = -1',
		'log_lock_waits = on', 'deadlock_timeout = 10ms', 'log_disconnections = on',
		'debug_print_parse = on', 'debug_print_rewritten = on', 'debug_print_plan = on',
		'debug_pretty_print = off', 'track_activity_query_size = 16kB', 'compute_query_id = on',
		'auto_explain.log_min_duration = 0', 'auto_explain.log_nested_statements = on',
		'auto_explain.log_analyze = on', 'auto_explain.log_verbose = on',
		'pg_stat_statements.track = all', "pgaudit.log = 'all'", 'pgaudit.log_parameter = on',
		'pgaudit.log_client = on', 'pgaudit.log_relation = on',
		@settings);
}

# Everything that the server has written since the last time, in any format,
# once it has written what it was told before now.
my %seen;
my $marks = 0;
sub written
{
	my ($node, $admin) = @_;
	my $mark = 'mark ' . ++$marks . ' of the test';
	my $folder = $node->data_dir . '/log';
	my %text;

	$admin->run("SET log_min_messages = log");
	$admin->run("DO \$\$ BEGIN RAISE LOG '$mark'; END \$\$");
	$admin->run("SET log_min_messages = panic");
	for (1 .. 100 * $PostgreSQL::Test::Utils::timeout_default)
	{
		$text{$_} = slurp_file($_, $seen{$_} // 0) for grep { -e } map { "$folder/server.$_" } qw(log csv json);
		last if 3 == grep { index($_, $mark) >= 0 } values %text;
		usleep(10_000);
	}
	die 'the server writes no log' if 3 != grep { index($_, $mark) >= 0 } values %text;
	$seen{$_} = -s $_ for keys %text;
	return join "\n", values %text;
}

1;
