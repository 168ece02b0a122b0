# What the tests of sealing share: a key file outside the data directory, keys
# in it, and what is seen of a store.

package TestSealing;

use strict;
use warnings;

use Exporter 'import';
use PostgreSQL::Test::Utils;
use TestStore;

our @EXPORT = qw(key_file write_keys new_key set_setting use_keys sealing_of kinds logs_in);

my %files;						# of each server, by its name

# The server's key file, which need not be there yet.
sub key_file
{
	my ($node) = @_;
	return $files{ $node->name } //= PostgreSQL::Test::Utils::tempdir . '/keys';
}

# Makes these lines the key file, in one step, as an operator should.
sub write_keys
{
	my ($node, @lines) = @_;
	my $path = key_file($node);
	my $mask = umask 0077;

	unlink "$path.new";
	append_to_file("$path.new", join('', map { "$_\n" } @lines));
	rename "$path.new", $path or die "$path: $!";
	umask $mask;
	return;
}

# A line for the file.
sub new_key
{
	my ($node, $id) = @_;
	return $node->safe_psql('postgres', "SELECT userstore.new_key('$id')");
}

# Changes a setting, and waits until sessions have it.
sub set_setting
{
	my ($node, $name, $value) = @_;

	$node->append_conf('postgresql.conf', "$name = '$value'");
	$node->reload;
	$node->poll_query_until('postgres', "SELECT current_setting('$name', true) = '$value'")
	  or die "$name does not arrive";
	return;
}

# Makes these lines the key file, and says of the named keys that they are kept.
sub use_keys
{
	my ($node, $lines, @escrowed) = @_;

	write_keys($node, @$lines);
	set_setting($node, 'userstore.key_file', key_file($node));
	$node->safe_psql('postgres', "SELECT userstore.confirm_escrow('$_')") for @escrowed;
	return;
}

# "required k1"
sub sealing_of
{
	my ($admin, $store) = @_;
	return $admin->value(q{SELECT concat_ws(' ', sealing, CASE WHEN unsealing THEN 'unsealing' END, sealed_with)
		FROM userstore.stores WHERE store = $1}, $store // 'default');
}

# How many verifiers there are of each kind: "k1 12, plain 3".
sub kinds
{
	my ($admin, $table) = @_;
	$table //= 'users';
	return $admin->value(qq{SELECT string_agg(kind || ' ' || n, ', ' ORDER BY kind COLLATE "C") FROM (SELECT count(*) AS n,
		coalesce(substring(verifier FROM '^[\$]us-seal[\$]v=1,k=([^,]+)'), CASE WHEN verifier LIKE '\$%' THEN 'plain' ELSE 'none' END) AS kind
		FROM public.$table GROUP BY 2) AS k});
}

sub logs_in
{
	my ($session, $email, $password, $store) = @_;
	return defined $session->value('SELECT userstore.login($1, $2, $3)', $email, $password // PASSWORD, $store // 'default');
}

1;
