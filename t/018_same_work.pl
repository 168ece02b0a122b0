# Proves: the work that failed logins do is learned for every session, by a
# sample of a table that is large, without waiting for whoever learns the same,
# and not on a standby; it survives dump and restore.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More tests => 14;
use TestStore;

my $node = new_server('primary');
make_roles($node);
$node->safe_psql('postgres', 'CREATE EXTENSION userstore');
my $admin = superuser($node);

# A verifier that any password but the right one takes that work to fail with.
sub django { return 'pbkdf2_sha256$' . $_[0] . '$salt$tCGweEmNNiMdfjqoFl9ZKRl/bO0NJTtJMmax1Il43Gc=' }

sub add_person
{
	my ($email, $verifier) = @_;
	$admin->run('INSERT INTO people (email, hash) VALUES ($1, $2)', "$email\@example.com", $verifier);
	return;
}

sub costs
{
	my ($session) = @_;
	return $session->value(q{SELECT string_agg(primitive || ' ' || amount, ', ' ORDER BY primitive, amount) FROM userstore.costs});
}

sub try
{
	my ($session, $email) = @_;
	return $session->value("SELECT userstore.login('$email\@example.com', 'wrong horse', 'people')");
}

# A table of more pages than are looked at: some 5,000 of 8,000 bytes each.
$admin->run($_) for (
	'CREATE TABLE people (id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, email text NOT NULL, hash text, filler text)',
	'CREATE UNIQUE INDEX ON people (lower(email))',
	'ALTER TABLE people OWNER TO ' . OWNER,
	'ALTER TABLE people ALTER filler SET STORAGE PLAIN',
	q{INSERT INTO people (email, hash, filler) SELECT n || '@example.com', CASE WHEN n % 2 = 0 THEN '}
	  . django(10) . q{' ELSE '$2b$04$abcdefghijklmnopqrstuuO9n6cI.uZ0hGvX1cZQGZzV3ZC1d5v7W' END, repeat('x', 7000)}
	  . q{ FROM generate_series(1, 5000) AS n},
	'VACUUM ANALYZE people',
	q{SELECT userstore.attach('people', 'people', '{"user_id": "id", "email": "email", "verifier": "hash"}', '{"scheme": "bcrypt"}')},
	q{SELECT userstore.grant_access('} . SCRIPT . q{', 'people')});
is(costs($admin), 'bcrypt 16, pbkdf2 10', 'a sample finds what is not rare');

# From one session to the others.
my $one = script($node);
my $two = script($node, options => '-c statement_timeout=20s');
is(try($two, 'nobody'), undef, 'a session that knows the store');
add_person('first', django(20));
is(try($one, 'first'), undef, 'another one meets a dearer verifier');
is(costs($admin), 'bcrypt 16, pbkdf2 10, pbkdf2 20', '... which all learn');

# Whoever learns the same waits for nobody.
add_person('second', django(30));
$one->run('BEGIN');
is(try($one, 'second'), undef, 'one session learns, and does not commit');
is(try($two, 'second'), undef, '... while another learns the same');
is(costs($admin), 'bcrypt 16, pbkdf2 10, pbkdf2 20', '... which nobody sees yet');
$one->run('COMMIT');
is(costs($admin), 'bcrypt 16, pbkdf2 10, pbkdf2 20, pbkdf2 30', '... until it commits');
like(slurp_file($node->logfile), qr/LOG:  store "people" could not record the work of a verifier\n.*DETAIL:  SQLSTATE 55P03/,
	'who did not wait says so');
$_->close for ($one, $two);

# Dump and restore.
$node->safe_psql('postgres', 'CREATE DATABASE restored TEMPLATE template0');
my $file = $node->backup_dir . '/dump.sql';
$node->command_ok([ 'pg_dump', '--no-sync', '-f', $file, '-d', $node->connstr('postgres') ], 'pg_dump');
$node->safe_psql('restored', "\\set ON_ERROR_STOP on\n\\i $file\n");
is($node->safe_psql('restored', q{SELECT string_agg(primitive || ' ' || amount, ', ' ORDER BY primitive, amount) FROM userstore.costs}),
	costs($admin), 'a restored store knows its costs');

# A standby.
$node->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'base', has_streaming => 1);
$standby->start;
add_person('third', django(40));
$node->wait_for_catchup($standby, 'replay');
my $session = script($standby);
is(try($session, 'third'), undef, 'a standby meets a dearer verifier');
$session->close;
unlike(slurp_file($standby->logfile), qr/could not record/, '... and tries to write nothing');
is(costs($admin), 'bcrypt 16, pbkdf2 10, pbkdf2 20, pbkdf2 30', '... and nobody else learns it');
$admin->close;
$standby->stop;
$node->stop;
