#!/usr/bin/env php
<?php

// Proves that Symfony's user entity is a store and stays Symfony's.

require __DIR__ . '/tap.php';
require __DIR__ . '/project.php';
require 'Symfony/Component/PasswordHasher/autoload.php';

use Symfony\Component\PasswordHasher\Hasher\PasswordHasherFactory;

const EVERYONE = 'correct horse';

// As in a security.yaml that reads what "auto" wrote, at a low cost.
$hasher = (new PasswordHasherFactory(['user' => ['algorithm' => 'bcrypt', 'cost' => 4, 'migrate_from' => ['auto']]]))
    ->getPasswordHasher('user');

plan(16);

// The statements of a migration by make:user and make:migration, Doctrine 2: the sequence is not a default.
$store = new Store('"user"');
foreach ([
    'CREATE SEQUENCE "user_id_seq" INCREMENT BY 1 MINVALUE 1 START 1',
    'CREATE TABLE "user" (id INT NOT NULL, email VARCHAR(180) NOT NULL, roles JSON NOT NULL, '
        . 'password VARCHAR(255) NOT NULL, is_verified BOOLEAN NOT NULL, PRIMARY KEY(id))',
    'CREATE UNIQUE INDEX UNIQ_IDENTIFIER_EMAIL ON "user" (email)',
] as $statement) {
    $store->owner->exec($statement);
}

function make_user(Store $store, string $email, string $password): string
{
    return (string) query($store->owner, 'INSERT INTO "user" (id, email, roles, password, is_verified)'
        . " VALUES (nextval('user_id_seq'), ?, '[\"ROLE_ADMIN\"]', ?, false) RETURNING id", [$email, $password])[0]['id'];
}

$store->attach(['cost' => 4]);
equal($store->able(), 'login verify change_password get_user delete change_email',
    'nobody says where the id of a new user comes from');
$options = ['cost' => 4, 'set' => ['create' => ['id' => "nextval('user_id_seq')"]]];
$store->attach($options);
equal($store->able(), 'login create verify change_password get_user delete change_email', 'with "set" for it, create too');

// A user whom Symfony made
$id = make_user($store, 'ann@example.org', $hasher->hash(EVERYONE));
equal($store->call('login', 'ann@example.org', EVERYONE),
    ['email' => 'ann@example.org', 'user_id' => $id, 'email_verified' => false], 'a user of Symfony logs in');
ok(!$store->logsIn('ann@example.org', 'wrong horse'), 'not with a wrong password');
equal($store->changes($id, 'login', 'ann@example.org', EVERYONE), '', 'a login changes nothing');
equal($store->changes($id, 'verify', 'ann@example.org'), 'is_verified', 'verify verifies her');
equal($store->changes($id, 'change_email', 'ann@example.org', 'ann@example.net', true), 'email',
    'change_email changes the address');
equal($store->changes($id, 'change_password', 'ann@example.net', 'battery staple'), 'password',
    'change_password changes the password');
$password = $store->row($id)['password'];
ok($hasher->verify($password, 'battery staple') && !$hasher->verify($password, EVERYONE),
    'Symfony takes the new password, not the old one');
ok(!$hasher->needsRehash($password), 'and would not rehash it');

// A user whom the extension made
$id = $store->call('create', json_encode(['email' => 'bob@example.org', 'password' => EVERYONE]))['user_id'];
$bob = $store->row($id);
equal([json_decode($bob['roles'], true), $bob['is_verified']], [[], false], 'create makes a user without roles');
ok($hasher->verify($bob['password'], EVERYONE) && !$hasher->verify($bob['password'], 'wrong horse'), 'who logs in');
ok(!$hasher->needsRehash($bob['password']), 'with a verifier that Symfony would not rehash');
equal($store->call('delete', $id) && $store->row($id) === [], true, 'and whom delete removes');

// What "auto" wrote: PHP's own bcrypt, or argon2id by libsodium
$id = make_user($store, 'eve@example.org', password_hash(EVERYONE, PASSWORD_BCRYPT, ['cost' => 5]));
ok($store->logsIn('eve@example.org', EVERYONE), 'a verifier by password_hash() of PHP');
$id = make_user($store, 'fay@example.org', sodium_crypto_pwhash_str(EVERYONE, SODIUM_CRYPTO_PWHASH_OPSLIMIT_INTERACTIVE,
    SODIUM_CRYPTO_PWHASH_MEMLIMIT_INTERACTIVE));
ok($store->logsIn('fay@example.org', EVERYONE) && $hasher->verify($store->row($id)['password'], EVERYONE),
    "and one by PHP's sodium, on both sides");
