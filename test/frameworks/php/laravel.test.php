#!/usr/bin/env php
<?php

// Proves that Laravel's users table is a store and stays Laravel's.

require __DIR__ . '/tap.php';
require __DIR__ . '/project.php';
require 'Illuminate/Database/autoload.php';
require 'Illuminate/Hashing/autoload.php';

use Illuminate\Database\Capsule\Manager;
use Illuminate\Database\Eloquent\Model;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Hashing\BcryptHasher;

const EVERYONE = 'correct horse';

class User extends Model
{
    protected $guarded = [];
    protected $casts = ['email_verified_at' => 'datetime'];
}

$manager = new Manager();
$manager->addConnection(['driver' => 'pgsql', 'host' => getenv('PGHOST'), 'port' => getenv('PGPORT'),
    'database' => DATABASE, 'username' => APPLICATION, 'timezone' => 'UTC']);
$manager->setAsGlobal();
$manager->bootEloquent();
date_default_timezone_set('UTC');

// "verify" makes check() throw on what is not bcrypt.
$hasher = new BcryptHasher(['rounds' => 4, 'verify' => true]);

function recent($time): bool
{
    return abs(time() - $time->getTimestamp()) < 300;
}

/** As Store::changes; Laravel's times are of whole seconds, so those before are made old. */
function changes(Store $store, User $user, string $action, ...$values): string
{
    $store->owner->exec("UPDATE users SET updated_at = '2001-01-01',
        email_verified_at = CASE WHEN email_verified_at IS NOT NULL THEN timestamp '2001-01-01' END");
    return $store->changes($user->id, $action, ...$values);
}

plan(27);

// The migration that Laravel comes with.
Manager::schema()->create('users', function (Blueprint $table) {
    $table->id();
    $table->string('name');
    $table->string('email')->unique();
    $table->timestamp('email_verified_at')->nullable();
    $table->string('password');
    $table->rememberToken();
    $table->timestamps();
});
$store = new Store('users');
$store->attach(['cost' => 4]);
equal($store->able(), 'login create verify change_password get_user delete change_email',
    'the table can do all but upgrade');

// A user whom Laravel made
$ann = User::create(['name' => 'Ann', 'email' => 'ann@example.org', 'password' => $hasher->make(EVERYONE),
    'remember_token' => 'token']);
equal($store->call('login', 'Ann@example.org', EVERYONE),
    ['name' => 'Ann', 'email' => 'ann@example.org', 'user_id' => (string) $ann->id, 'email_verified' => false],
    'a user of Laravel logs in and gets her profile');
ok(!$store->logsIn('ann@example.org', 'wrong horse'), 'not with a wrong password');
equal(changes($store, $ann, 'login', 'ann@example.org', EVERYONE), '', 'a login changes nothing');
equal(changes($store, $ann, 'verify', 'ann@example.org'), 'email_verified_at updated_at', 'verify verifies her');
$ann->refresh();
ok(recent($ann->email_verified_at) && recent($ann->updated_at), 'at a time that Laravel reads as now');
equal(changes($store, $ann, 'change_email', 'ann@example.org', 'ann@example.net', true), 'email email_verified_at updated_at',
    'change_email changes the address');
ok($hasher->check(EVERYONE, $ann->refresh()->password), 'Laravel takes her password');
equal(changes($store, $ann, 'change_password', 'ann@example.net', 'battery staple'),
    'password remember_token updated_at',
    'change_password forgets who asked to be remembered');
$ann->refresh();
ok($hasher->check('battery staple', $ann->password) && !$hasher->check(EVERYONE, $ann->password),
    'Laravel takes the new password, not the old one');
ok(!$hasher->needsRehash($ann->password), 'and would not rehash it');

// A user whom the extension made
$profile = $store->call('create', json_encode(['email' => 'bob@example.org', 'password' => EVERYONE]));
$bob = User::find($profile['user_id']);
equal([$bob->name, $bob->email, $bob->email_verified_at], ['bob@example.org', 'bob@example.org', null],
    'create makes a user whom Laravel reads');
ok(recent($bob->created_at) && recent($bob->updated_at), 'made now');
ok($hasher->check(EVERYONE, $bob->password) && !$hasher->check('wrong horse', $bob->password), 'who logs in');
ok(!$hasher->needsRehash($bob->password), 'with a verifier that Laravel would not rehash');
equal($store->refusal('create', json_encode(['email' => 'BOB@example.org', 'password' => EVERYONE])), '23U01',
    'and whose address is taken');
equal($store->call('create', json_encode(['email' => 'Eve@Example.org', 'password' => EVERYONE]))['email'],
    'eve@example.org', 'an address that is compared byte for byte is written in small letters');
$store->call('change_email', 'eve@example.org', 'Eve@Example.net', 'false');
ok($store->logsIn('EVE@example.net', EVERYONE), 'by change_email too, so that every spelling finds it');

// Laravel changes him.
$bob->update(['email' => 'robert@example.org', 'password' => $hasher->make('battery staple')]);
ok($store->logsIn('robert@example.org', 'battery staple'), 'password and address that Laravel set');
ok(!$store->logsIn('robert@example.org', EVERYONE) && !$store->logsIn('bob@example.org', 'battery staple'),
    'not those before');
$bob->delete();
ok($store->call('get_user', 'robert@example.org') === null, 'whom Laravel deleted is not found');
ok($store->call('delete', (string) $ann->id) && User::find($ann->id) === null, 'whom delete removed is gone for Laravel');

// Cheaper verifiers are made anew, as Laravel writes them.
$store->attach(['cost' => 5, 'verifiers' => ['write' => 'bcrypt-2y']]);
$fay = User::create(['name' => 'Fay', 'email' => 'fay@example.org', 'password' => $hasher->make(EVERYONE)]);
equal(changes($store, $fay, 'login', 'fay@example.org', EVERYONE), 'password updated_at',
    'write: a login rewrites the verifier');
ok($hasher->check(EVERYONE, $fay->refresh()->password), 'Laravel takes it');
ok(!(new BcryptHasher(['rounds' => 5]))->needsRehash($fay->password), 'and would not rehash it');

// SoftDeletes: a column, and the layout has more to say.
Manager::schema()->table('users', function (Blueprint $table) {
    $table->softDeletes();
});
$store->attach(['cost' => 4]);
ok($store->call('delete', (string) $fay->id) && $store->call('get_user', 'fay@example.org') === null,
    'soft deletes: a deleted user is not found');
ok($fay->refresh()->deleted_at !== null && recent(new DateTime($fay->deleted_at)), 'and marked as Laravel marks it');
