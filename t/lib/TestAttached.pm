# What the tests of an attached relation's owner share: SQL as the superuser and
# as him, the text of an error, him and another owner.

package TestAttached;

use strict;
use warnings;

use Exporter 'import';
use TestStore;

our @EXPORT = qw(setup setup_as_owner error_text make_owners);

# Runs SQL in the superuser's session; dies of an error.
sub setup
{
	my ($admin, $sql) = @_;
	my $answer = $admin->run($sql);

	die "$sql: $answer->{error}{C}: $answer->{error}{M}" if $answer->{error};
	return;
}

# The same as the relations' owner.
sub setup_as_owner
{
	my ($admin, $sql) = @_;
	return setup($admin, 'SET ROLE ' . OWNER . "; $sql; RESET ROLE");
}

# The message, detail and hint of an error, or ''.
sub error_text
{
	my ($answer) = @_;
	return join(' ', map { $answer->{error}{$_} // () } qw(M D H W));
}

# A schema "app" of the owner's, somebody else's store, and what nobody may have.
sub make_owners
{
	my ($admin) = @_;

	setup($admin, q{
		CREATE EXTENSION userstore;
		CREATE TABLE public.treasure (who name);
		CREATE SCHEMA app AUTHORIZATION regress_userstore_owner;
		CREATE ROLE regress_userstore_other LOGIN;
		CREATE SCHEMA theirs AUTHORIZATION regress_userstore_other;
		SET ROLE regress_userstore_other;
		CREATE TABLE theirs.users (id int PRIMARY KEY, email text UNIQUE, password text);
		INSERT INTO theirs.users VALUES (1, 'theirs@example.com', 'x');
		RESET ROLE;
		SELECT userstore.attach('theirs', 'theirs.users', '{"user_id": "id", "email": "email", "verifier": "password"}')});
	return;
}

1;
