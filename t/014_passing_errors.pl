# Proves: what a session could not find out because of a lock or a cancel is no
# lasting verdict on the store: it does the action once the lock is gone.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use Test::More;
use TestStore;

my $node = new_server('passing_errors');
make_roles($node);
my $admin = superuser($node);
my $verifier = WEAK_VERIFIER;
my $script_role = SCRIPT;

$node->safe_psql(
	'postgres', qq{
	CREATE EXTENSION userstore;
	CREATE SCHEMA app AUTHORIZATION regress_userstore_owner;
	SET ROLE regress_userstore_owner;
	CREATE TABLE app.users (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text UNIQUE, verified boolean, password text);
	INSERT INTO app.users (email, password) SELECT 'user' || n || '\@example.com', '$verifier' FROM generate_series(1, 4) n;
	RESET ROLE;
	SELECT userstore.attach('default', 'app.users', '{"user_id": "id", "email": "email", "email_verified": "verified", "verifier": "password"}',
		'{"scheme": "bcrypt", "cost": 4}');
	SELECT userstore.grant_access('$script_role')});

my @actions = (
	[ change_password => q(SELECT userstore.change_password('user1@example.com', 'battery staple')), 't' ],
	[ verify => q(SELECT userstore.verify('user2@example.com') ->> 'email_verified'), 'true' ],
	[ change_email => q(SELECT userstore.change_email('user3@example.com', 'user5@example.com', true)), 't' ],
	[ create => q(SELECT userstore.create('{"email": "joe@example.com", "password": "battery staple"}') ->> 'email'), 'joe@example.com' ],
	[ delete => q(SELECT userstore.delete('4')), 't' ],
);

plan tests => 2 * @actions + 2;

for (@actions)
{
	my ($name, $statement, $result) = @$_;
	my $script = script($node);

	$script->run(q(SET lock_timeout = '1ms'));
	$admin->run('BEGIN; LOCK app.users IN EXCLUSIVE MODE');
	is($script->sqlstate($statement), '55P03', "$name: the table is locked");
	$admin->run('COMMIT');
	is($script->value($statement), $result, '... and later it is not');
	$script->close;
}

# A login judges whether it could upgrade; it waits for nobody and does it the next time.
$admin->run(q(SELECT userstore.attach('default', 'app.users', '{"user_id": "id", "email": "email", "verifier": "password"}', '{"verifiers": "exclusive"}')));
my $script = script($node);
my $login = q(SELECT userstore.login('user2@example.com', 'correct horse') ->> 'email');
my $weak = qq(SELECT count(*) FROM app.users WHERE email = 'user2\@example.com' AND password = '$verifier');
$admin->run('BEGIN; LOCK app.users IN EXCLUSIVE MODE');
is($script->value($login), 'user2@example.com', 'login: the table is locked');
$admin->run('COMMIT');
$script->value($login);
is($admin->value($weak), '0', '... and the next login upgrades the verifier');
