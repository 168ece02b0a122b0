# Proves: of every scheme that is weak, harden() makes wrapped verifiers which
# the right password matches and no other, and of no scheme that is dear.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More;
use TestStore;

use constant VECTORS => "$FindBin::RealBin/../test/vectors";
use constant EACH => 2;    # rows of one scheme and declaration

# Of these at least one verifier of the vectors is weak.
my @weak = qw(apr1 aspnet-identity atlassian auth0 bsdicrypt cta-pbkdf2 descrypt django dlitz-pbkdf2 drupal7 fshp grub
  hex-md4 hex-md5 hex-sha1 hex-sha256 hex-sha512 ipb-md5 joomla-md5 keycloak kratos ldap magento md5crypt mediawiki-b
  mediawiki-pbkdf2 mssql2005 nthash oscommerce-md5 passlib-pbkdf2 pbkdf2-colon pbkdf2-phc pg-md5-role pg-scram-sha-256
  phpass sha1crypt sha256crypt sha512crypt spring-digest spring-pbkdf2 spring-pbkdf2-v55 spring-pbkdf2-v58 spring-sha256
  sunmd5 symfony-digest symfony-pbkdf2 vbulletin-md5 werkzeug);

# These are not to be wrapped, however little a verifier asks for.
my @dear = qw(argon2 argon2-keyed bcrypt bcrypt-prehash bcrypt-pepper-suffix passlib-bcrypt-sha256 wp-bcrypt
  symfony-bcrypt-sha512 crypt-scrypt7 yescrypt gost-yescrypt passlib-scrypt adonis-phc spring-scrypt node-scrypt-colon
  better-auth-scrypt firebase-scrypt);

plan tests => 6 + @weak + @dear;

# The bytes of a password, salt or name as the vectors have it.
sub unescape
{
	my ($text) = @_;
	$text =~ s/\\(?:x([0-9a-f]{2})|(\\))/defined $1 ? chr(hex($1)) : $2/ge;
	return $text;
}

# What can be a text of the server's: UTF-8 without NUL.
sub is_text { my $copy = $_[0]; return $copy !~ /\0/ && utf8::decode($copy); }

# The first rows of each scheme and declaration, by declaration.
sub read_vectors
{
	my (%rows, %count);

	for my $file (sort glob(VECTORS . '/*.tsv'))
	{
		my @columns;

		for (grep { !/^#/ } split(/\n/, slurp_file($file)))
		{
			my %row;

			@columns = split(/\t/), next unless @columns;
			@row{@columns} = split(/\t/, $_, -1);
			$_ = unescape($_ // '') for @row{qw(password salt user)};
			$row{declared} //= '';
			next if $row{expected} ne 'match' || length($row{password}) > 4000;
			next if grep { !is_text($_) } @row{qw(password salt user hash)};
			next if ++$count{"$row{scheme} $row{declared}"} > EACH;
			push @{ $rows{ $row{declared} } }, \%row;
		}
	}
	return %rows;
}

my $node = new_server('schemes');
make_roles($node);
make_store($node, 'postgres');
my $admin = superuser($node);
my %rows = read_vectors();
my (%wrapped, %left, @refused, @unmatched, @matched, @locked_out);
my $n = 0;

for my $declared (sort keys %rows)
{
	my $store = 'store' . ++$n;
	my $scheme = $declared =~ /^\{/ ? $declared : "\"$declared\"";
	my $options = '{"verifiers": "exclusive"' . ($declared ne '' ? ", \"scheme\": $scheme" : '') . '}';
	my $id = 0;

	$admin->value("CREATE TABLE $store (id int PRIMARY KEY, email text UNIQUE, name text, hash text, salt text)");
	$admin->value("ALTER TABLE $store OWNER TO " . OWNER);
	if ($admin->sqlstate(qq{SELECT count(*) FROM userstore.attach('$store', '$store',
		'{"user_id": "id", "email": "email", "username": "name", "verifier": "hash", "salt": "salt"}', \$1)}, $options) eq '22023')
	{
		# it looks like argon2id, and means something else
		push @{ $left{ $_->{scheme} } }, $_->{id} for @{ $rows{$declared} };
		next;
	}
	for my $row (@{ $rows{$declared} })
	{
		$row->{user_id} = ++$id;
		$admin->value("INSERT INTO $store VALUES (\$1::int, \$1 || '\@example.com', nullif(\$2, ''), \$3, nullif(\$4, ''))",
			$id, $row->{user}, $row->{hash}, $row->{salt});
	}
	push @refused, $declared if $admin->run("CALL userstore.harden('$store')")->{error};
	for my $row (@{ $rows{$declared} })
	{
		my $verifier = $admin->value("SELECT hash FROM $store WHERE id = \$1::int", $row->{user_id});
		my $check = 'SELECT userstore.check_password($1, $2)';
		my $shown;

		if ($verifier !~ /^\$us-wrap\$v=1,s=\Q$row->{scheme}\E,/)
		{
			push @{ $left{ $row->{scheme} } }, $row->{id};
			push @refused, $row->{id} if $verifier ne $row->{hash};
			next;
		}
		push @{ $wrapped{ $row->{scheme} } }, $row->{id};
		push @unmatched, $row->{id} if $admin->value($check, $row->{password}, $verifier) ne 't';
		push @matched, $row->{id} if $admin->value($check, 'x' . $row->{password}, $verifier) ne 'f';
		push @matched, $row->{id} if $admin->value($check, $row->{hash}, $verifier) ne 'f';
		$shown = $admin->value(qq{SELECT userstore.login(\$1 || '\@example.com', \$2, '$store') ->> 'user_id'}, $row->{user_id}, $row->{password});
		push @locked_out, $row->{id} if ($shown // '') ne $row->{user_id};
	}
}

is("@refused", '', 'every store is hardened, and what is not wrapped is left');
is("@unmatched", '', 'the right password matches');
is("@matched", '', 'a wrong one, or the old verifier, does not');
is("@locked_out", '', 'everybody logs in');
for my $scheme (@weak)
{
	ok($wrapped{$scheme}, "weak ones are wrapped: $scheme")
	  or diag($left{$scheme} ? 'left: ' . join(' ', @{ $left{$scheme} }) : 'there are no vectors');
}
for my $scheme (@dear)
{
	ok(!$wrapped{$scheme} && $left{$scheme}, "none is wrapped: $scheme");
}
is(join(' ', grep { my $name = $_; !grep { $_ eq $name } @weak, @dear } sort keys %wrapped, keys %left), '', 'no scheme of the vectors is missing here');

# A secret of the declaration would stand beside the verifier.
my @secret = grep { $_->{declared} =~ /"(?:secret|pepper)":/ } map { @$_ } values %rows;
is(scalar(grep { my $row = $_; grep { $_ eq $row->{id} } @{ $wrapped{ $row->{scheme} } // [] } } @secret), 0, 'nor one with a secret');

$admin->close;
$node->stop;
