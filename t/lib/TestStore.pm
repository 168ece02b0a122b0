# What the tests share: a server with the cheapest legal hash, a store with an
# owner and a script role.

package TestStore;

use strict;
use warnings;

use Exporter 'import';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use TestSession;

our @EXPORT = qw(OWNER SCRIPT PASSWORD WEAK_VERIFIER
  new_server make_roles make_store script superuser verifier_cost);

use constant OWNER => 'regress_userstore_owner';
use constant SCRIPT => 'regress_userstore_script';

# A verifier at 8 MiB, weaker than any settings.
use constant PASSWORD => 'correct horse';
use constant WEAK_VERIFIER => '$argon2id$v=19$m=8192,t=2,p=1$0gy63HznwkT+/Z+084yIjA$4quH/ZaZTd7a65Clr53ykacLjiTuO8SNuDODDq3TdSA';

# A running server; the settings are lines of postgresql.conf.
sub new_server
{
	my ($name, @settings) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);

	$node->init(
		allows_streaming => 1,
		extra => [ '--encoding=UTF8', '--no-locale' ]);
	# NB: the ten of PostgreSQL's tests are few where a session that has ended is still going.
	$node->append_conf('postgresql.conf', join("\n", "userstore.argon2_memory = '19MB'", 'max_connections = 30', @settings));
	$node->start;
	return $node;
}

sub make_roles
{
	my ($node) = @_;

	$node->safe_psql('postgres', 'CREATE ROLE ' . OWNER . ' LOGIN; CREATE ROLE ' . SCRIPT . ' LOGIN');
	return;
}

# The extension, a store "default" and access to it.
sub make_store
{
	my ($node, $database) = @_;

	$node->safe_psql($database, 'CREATE EXTENSION userstore;'
		  . "SELECT userstore.create_store(owner => '" . OWNER . "');"
		  . "SELECT userstore.grant_access('" . SCRIPT . "')");
	return;
}

# Connections as the script role and as the superuser.
sub script
{
	my ($node, %packet) = @_;
	return TestSession->open($node, user => SCRIPT, %packet);
}

sub superuser
{
	my ($node, %packet) = @_;
	return TestSession->open($node, %packet);
}

# The parameters of a user's verifier.
sub verifier_cost
{
	my ($session, $email) = @_;
	return $session->value("SELECT split_part(verifier, '\$', 4) FROM public.users WHERE email = '$email'");
}

1;
