# Proves: in a store that is sealed, nothing that somebody puts into a row logs
# anybody in, and it is counted and logged as tampering; a dump is worth
# nothing without the key; a store keeps its users when it, its table or its
# columns get other names, and can't be changed into one whose rows don't open.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Utils;
use Test::More tests => 88;
use TestSealing;
use TestStore;

my $node = new_server('sealing');
my $verifier = WEAK_VERIFIER;
make_roles($node);
make_store($node, 'postgres');
$node->safe_psql('postgres', qq{
	SELECT userstore.create_store('other', 'public.others', 'regress_userstore_owner');
	SELECT userstore.grant_access('regress_userstore_script', 'other');
	ALTER TABLE users ADD COLUMN spare text;
	INSERT INTO users (user_id, email, verifier) VALUES ('a', 'ann\@example.com', '$verifier'), ('ab', 'bob\@example.com', '$verifier'),
		('c', 'cat\@example.com', '$verifier'), ('bc', 'dan\@example.com', '$verifier'), ('nobody', 'nobody\@example.com', '!'), ('null', 'null\@example.com', NULL);
	INSERT INTO others (user_id, email, verifier) SELECT user_id, email, verifier FROM users;
	INSERT INTO userstore.history (store_id, user_id, number, verifier) SELECT id, 'c', 1, '$verifier' FROM userstore.mappings WHERE store = 'default';
});
my @lines = (new_key($node, 'k1'));
my $admin = superuser($node);
my $script = script($node);

# Before there is a key.
my $answer = $admin->run('CALL userstore.reseal()');
is($answer->{error}{C}, '55000', 'without a key file nothing is sealed');
use_keys($node, \@lines);
$answer = $admin->run('CALL userstore.reseal()');
is($answer->{error}{C}, '55000', 'nor with a key that nobody said he keeps');
like($answer->{error}{H}, qr/userstore\.confirm_escrow\(\)/, '... which the hint tells');
is(sealing_of($admin), 'off', '... and the store is as it was');
use_keys($node, \@lines, 'k1');
is($admin->sqlstate(q{CALL userstore.reseal($1)}, $_), '00000', "store $_ is sealed") for 'default', 'other';
is(sealing_of($admin), 'required k1', 'required, with that key');
is(kinds($admin), 'k1 4, none 2', 'all verifiers, and what is none stays');
ok(logs_in($script, "$_\@example.com"), "$_ gets in") for qw(ann bob);
is(kinds($admin), 'k1 4, none 2', 'who was upgraded is sealed');

# What the log says from here on.
my $log_at = -s $node->logfile;
sub logged
{
	my $log = substr(slurp_file($node->logfile), $log_at);
	$log_at = -s $node->logfile;
	return $log;
}

sub counters { return $admin->value(q{SELECT concat_ws(' ', failures, unusable, tampered) FROM userstore.stats WHERE store = 'default'}); }

# Somebody who is $who can't get in with PASSWORD; it is tampering, or not.
sub check_refused
{
	my ($what, $who, $tampered, $detail, $store) = @_;
	my $session = script($node);
	my ($failures, $unusable, $count) = split / /, counters();

	$store //= 'default';
	$log_at = -s $node->logfile;
	ok(!logs_in($session, "$who\@example.com", PASSWORD, $store), "$what: not in");
	is(counters(), join(' ', $failures + 1, $unusable + !$tampered, $count + $tampered), "$what: counted") if $store eq 'default';
	like(logged(), $tampered ? qr/LOG:  the verifier of user "\w+" of store "$store" was tampered with\n.*DETAIL:  $detail\n/ :
		qr/LOG:  user "\w+" of store "$store" has no usable verifier\n.*DETAIL:  $detail\n/, "$what: logged");
	$session->close;
	return;
}

sub verifier_of { return $admin->value('SELECT verifier FROM users WHERE user_id = $1', $_[0]); }
sub plant { $admin->run('UPDATE users SET verifier = $2 WHERE user_id = $1', @_); return; }

my $wrong = qr/It was sealed for another user, store or purpose, or changed\./;
my %sealed = map { $_ => verifier_of($_) } qw(a ab c bc);

check_refused('one who has no password', 'nobody', 0, qr/It is not sealed\./);
check_refused('one who has no verifier', 'null', 0, qr/It is null\./);
plant('c', $verifier);
check_refused('a plain verifier', 'cat', 1, qr/It is not sealed\./);
plant('c', $sealed{bc});
check_refused("another user's", 'cat', 1, $wrong);
plant('c', $sealed{ab});
check_refused('("a", "bc") for ("ab", "c")', 'cat', 1, $wrong);
plant('c', $admin->value(q{SELECT verifier FROM others WHERE user_id = 'c'}));
check_refused("his own of another store", 'cat', 1, $wrong);
plant('c', $sealed{c} =~ s/s=argon2/s=bcrypt/r);
check_refused('of another scheme', 'cat', 1, $wrong);
plant('c', $sealed{c} =~ s/k=k1/k=k9/r);
check_refused('of a key that nobody has', 'cat', 1, qr/It is sealed with a key that userstore\.keys does not have\./);
plant('c', substr($sealed{c}, 0, -4));
check_refused('cut off', 'cat', 1, qr/$wrong|It is sealed, but malformed\./);
plant('c', '$us-seal$');
check_refused('nothing but the mark', 'cat', 1, qr/It is sealed, but malformed\./);
plant('c', $sealed{c});
ok(logs_in($script, 'cat@example.com'), 'and with his own he gets in again');

# Another key, for his history too, whose entries match nothing in the row.
push @lines, new_key($node, 'k2');
use_keys($node, \@lines, 'k2');
set_setting($node, 'userstore.active_key', 'k2');
$log_at = -s $node->logfile;
$admin->run(q{UPDATE users SET verifier = $1 WHERE user_id = 'bc'}, $verifier);
$answer = $admin->run('CALL userstore.reseal()');
is($answer->{error}, undef, 'another key');
is(sealing_of($admin), 'required k2', '... is that of all');
is(kinds($admin), 'k2 3, none 2, plain 1', '... but a verifier that was put there is not sealed by that');
like(join("\n", map { $_->{M} } @{ $answer->{notices} }), qr/store "default": 1 verifiers were tampered with and were left$/, '... and told of');
is(scalar(() = logged() =~ /LOG:  the verifier of user "bc" of store "default" was tampered with/g), 1, '... and logged once');
is($admin->sqlstate('CALL userstore.reseal(unseal => true)'), '55000', 'nor is the store unsealed, since then it would match');
is(sealing_of($admin), 'required k2', '... it stays as it is');
is($script->value(q{SELECT userstore.change_password('dan@example.com', 'battery staple')}), 't', 'a new password cures it');
my $entry = $admin->value(q{SELECT verifier FROM userstore.history WHERE user_id = 'c'});
like($entry, qr/^\$us-seal\$v=1,k=k2,/, 'the history is sealed too');
$sealed{c} = verifier_of('c');
plant('c', $entry);
check_refused('an entry of his own history', 'cat', 1, $wrong);
plant('c', $sealed{c});

# The key file.
sub try_login
{
	my ($who, %packet) = @_;
	my $session = script($node, %packet);
	return join ' ', map { $session->sqlstate('SELECT userstore.login($1, $2)', "$_\@example.com", PASSWORD) } ref $who ? @$who : $who;
}

my $known = verifier_of('a');
write_keys($node);
is(try_login([ 'ann', 'unknown', 'nobody' ]), '55U02 55U02 55U02', 'an emptied key file: refused, whoever it is');
plant('a', $verifier);
is(try_login('ann'), '55U02', '... with a plain verifier as well');
is($script->sqlstate(q{SELECT userstore.change_password('ann@example.com', 'battery staple')}), '55U02', '... and no password is changed');
is($script->sqlstate(q{SELECT userstore.create('{"email": "eve@example.com", "password": "battery staple"}')}), '55U02', '... nobody created');
is($script->sqlstate(q{SELECT userstore.get_user('ann@example.com')}), '00000', '... but looked up');
isnt($admin->value('SELECT userstore.key_file_problem()'), undef, '... and the operator is told');
is($admin->sqlstate('CALL userstore.harden()'), '55U02', '... harden is refused');
is($admin->sqlstate('CALL userstore.reseal(unseal => true)'), '55U02', '... unsealing, too');
plant('a', $known);
is($admin->value(q{SELECT string_agg(concat_ws(': ', scheme, problem), ', ' ORDER BY users DESC, problem COLLATE "C") FROM userstore.schemes()}),
	'argon2: The key that it is sealed with is missing., The verifier is marked as unusable., There is no verifier.', 'schemes() says what it can');
$admin->run(q{UPDATE users SET verifier = $1 WHERE user_id = 'a'}, $verifier);
like($admin->value(q{SELECT string_agg(concat_ws(': ', scheme, problem), ', ' ORDER BY problem COLLATE "C") FROM userstore.schemes()}),
	qr/argon2: It is not sealed\./, '... and what is not sealed');
plant('a', $known);
write_keys($node, @lines);
ok(logs_in($script, 'ann@example.com'), 'with the keys again she gets in');
for my $setting ('userstore.key_file', 'userstore.active_key')
{
	my $session = script($node, options => "-c $setting=/dev/null");
	my $why = $session->refusal;
	isnt($why, undef, "PGOPTIONS set no $setting");
}

# Other names.
$admin->run(q{UPDATE userstore.mappings SET store = 'renamed' WHERE store = 'other'});
ok(logs_in($script, 'ann@example.com', PASSWORD, 'renamed'), 'a store that got another name');
$admin->run(q{UPDATE userstore.mappings SET store = 'other' WHERE store = 'renamed'});
$admin->run(q{ALTER TABLE others RENAME TO people});
ok(logs_in($script, 'bob@example.com', PASSWORD, 'other'), 'a table that got another name');
$admin->run(q{ALTER TABLE people RENAME TO others});

# Changes of a mapping.
$admin->run('CREATE TABLE third (LIKE users INCLUDING ALL)');
$admin->run('ALTER TABLE third OWNER TO ' . OWNER);
my $attach = sub {
	my ($relation, $columns, $options) = @_;
	return $admin->run(qq{SELECT userstore.attach('default', '$relation', columns || '$columns', options || '$options') FROM userstore.mappings WHERE store = 'default'});
};
my @changes = (
	[ 'another relation', 'third', '{}', '{}' ],
	[ 'another user_id', 'users', '{"user_id": "spare"}', '{}' ],
	[ 'another column of verifiers', 'users', '{"verifier": "spare"}', '{}' ],
	[ 'verifiers of others too', 'users', '{}', '{"verifiers": "keep"}' ]);
for my $change (@changes)
{
	my ($what, @to) = @$change;
	$answer = $attach->(@to);
	is($answer->{error}{C}, '55000', "refused: $what");
	like($answer->{error}{H} // '', qr/CALL userstore\.reseal\('default', unseal => true\)/, '... and how to do it');
}
is($attach->('users', '{}', '{"user_id_prefix": "us|"}')->{error}, undef, 'another prefix is no matter');
ok(logs_in($script, 'ann@example.com'), '... to those who log in');
is($admin->sqlstate(q{SELECT userstore.detach('default')}), '55000', 'refused: no store any more');

# A dump is of the whole database; the keys are not in it.
{
	my $file = PostgreSQL::Test::Utils::tempdir . '/dump';
	my $key = (split / /, $lines[0])[1];
	my $session;

	$node->command_ok([ 'pg_dump', '-Fc', '-f', $file, 'postgres' ], 'a dump');
	unlike($node->safe_psql('postgres', 'SELECT string_agg(k::text, chr(10)) FROM userstore.keys AS k'), qr/\Q$key\E/, 'no key in it');
	$node->safe_psql('postgres', 'CREATE DATABASE restored');
	set_setting($node, 'userstore.key_file', '');
	$node->command_ok([ 'pg_restore', '-d', 'restored', $file ], 'restored');
	$session = script($node, database => 'restored');
	is($session->sqlstate('SELECT userstore.login($1, $2)', "$_\@example.com", PASSWORD), '55U02', "without the keys: $_ is refused") for 'ann', 'unknown';
	isnt($node->safe_psql('restored', 'SELECT userstore.key_file_problem()'), '', '... and the operator told why');
	is($node->safe_psql('restored', q{SELECT string_agg(DISTINCT sealing, ' ') FROM userstore.mappings}), 'required', '... and it is sealed');
	set_setting($node, 'userstore.key_file', key_file($node));
	ok(logs_in($session, 'ann@example.com'), 'with them she gets in');
	$session->close;
}

$admin->close;
$script->close;
$node->stop;
