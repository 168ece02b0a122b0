#!/usr/bin/env python3
"""Proves what becomes of Django's verifiers: kept, or rewritten into what Django reads."""

import json

import project
from tap import equal, ok, plan

project.start()

from django.contrib.auth import authenticate, get_user_model  # noqa: E402
from django.db import transaction  # noqa: E402
from hashers import Sha1, Weak  # noqa: E402

User = get_user_model()
EVERYONE = 'correct horse'
SALT = 'a salt that is long enough'
store = project.Store('auth_user')
plan(45)


def password_of(user):
    return store.row(user.pk)['password']


def django_takes(user, password=EVERYONE):
    return authenticate(username=user.username, password=password) is not None


def django_keeps(user):
    """Django takes the password and leaves the verifier as it is."""
    before = password_of(user)
    return django_takes(user) and password_of(user) == before


def make_user(name, password=None):
    """A user with a session, and then with a verifier that Django once wrote."""
    user = User.objects.create_user(name, name + '@example.org', EVERYONE)
    if password:
        User.objects.filter(pk=user.pk).update(password=password)
    user.browser = project.Browser()
    # Not Client.login: that would rewrite the verifier.
    user.refresh_from_db()
    user.browser.client.force_login(user)
    return user


def login_changes(user):
    return store.changes(user.pk, 'login', user.username, EVERYONE)


def begins(user, prefix):
    return password_of(user).startswith(prefix)


store.attach('{"cost": 2000}')
store.cure()
store.grant()

# keep
for name, verifier in (('weak', Weak().encode(EVERYONE, SALT)), ('sha1', Sha1().encode(EVERYONE, SALT)),
                       ('bare', 'pbkdf2_sha256$1000$s$' + Weak().encode(EVERYONE, 's').split('$')[3])):
    user = make_user(name, verifier)
    equal(login_changes(user), 'last_login', 'keep: a login leaves verifier "%s"' % name)
    ok(password_of(user) == verifier, 'byte for byte')
    ok(user.browser.is_logged_in(), 'so the session goes on')
    ok(django_takes(user) and store.logs_in(name, EVERYONE), 'and both sides take the password')

# Upgraded into what Django writes
store.attach('{"cost": 2000, "verifiers": {"write": "django"}}')
for name, verifier in (('weak2', Weak().encode(EVERYONE, SALT)), ('sha12', Sha1().encode(EVERYONE, SALT))):
    user = make_user(name, verifier)
    ok(user.browser.is_logged_in(), 'write: "%s" has a session' % name)
    equal(login_changes(user), 'last_login password', 'a login rewrites the verifier')
    ok(begins(user, 'pbkdf2_sha256$2000$'), 'as Django would now')
    ok(not user.browser.is_logged_in(), 'which ends the session')
    ok(django_keeps(user), 'Django takes it as it is')
    ok(not django_takes(user, 'wrong horse'), 'and no other password')
    equal(login_changes(user), 'last_login', 'the next login rewrites nothing')
composed, decomposed = 'K\u00e4semesser', 'Ka\u0308semesser'
for form, name in ((composed, 'composed'), (decomposed, 'decomposed')):
    user = make_user(name, Weak().encode(form, SALT))
    store.call('login', name, decomposed)
    ok(begins(user, 'pbkdf2_sha256$2000$') and django_takes(user, form),
       'a %s password is rewritten in the form it was' % name)
user = make_user('locked', Weak().encode(EVERYONE, SALT))
with transaction.atomic():
    User.objects.select_for_update().get(pk=user.pk)
    equal(login_changes(user), '', 'a row that Django has locked is left as it is')
    ok(store.logs_in('locked', EVERYONE), 'and the login does not wait for it')
user = make_user('strong')
equal(login_changes(user), 'last_login', "a verifier of Django's own cost stays")

# argon2, with Django's hasher as README has it
with project.hashers('hashers.OneLane', 'hashers.Cheap'):
    store.attach('{"verifiers": {"write": "django-argon2"}}')
    user = make_user('weak3', Weak().encode(EVERYONE, SALT))
    equal(login_changes(user), 'last_login password', 'argon2: a login rewrites PBKDF2')
    ok(begins(user, 'argon2$argon2id$v=19$m=65536,t=2,p=1$'), 'into what userstore and Django share')
    ok(not user.browser.is_logged_in(), 'which ends the session')
    ok(django_keeps(user), 'Django takes it as it is')
    ok(not django_takes(user, 'wrong horse'), 'and no other password')
    user = make_user('argon')
    ok(begins(user, 'argon2$argon2id$'), "Django's own argon2")
    equal(login_changes(user), 'last_login', 'is taken and left as it is')
    user = User.objects.get(pk=store.call('create', json.dumps(
        {'email': 'new@example.org', 'username': 'new', 'password': EVERYONE}))['user_id'])
    ok(begins(user, 'argon2$argon2id$') and django_keeps(user), 'a user made here is one of Django')
    store.call('change_password', 'new', 'battery staple')
    ok(django_takes(user, 'battery staple') and not django_takes(user), 'so is a password set here')

# Django's stock argon2: several lanes, a longer salt
with project.hashers('django.contrib.auth.hashers.Argon2PasswordHasher'):
    user = make_user('lanes')
    ok('p=8$' in password_of(user), "Django's stock argon2 has eight lanes")
    equal(login_changes(user), 'last_login', 'a login takes it and leaves it as it is')
    ok(not store.logs_in('lanes', 'wrong horse') and django_keeps(user), 'so does Django')
    user = User.objects.create_user('ours', 'ours@example.org', 'another horse')
    store.call('change_password', 'ours', EVERYONE)
    ok(begins(user, 'argon2$argon2id$v=19$m=65536,t=2,p=1$') and django_takes(user), 'Django takes what is written here')
    ok('p=8$' in password_of(user) and store.logs_in('ours', EVERYONE), 'makes it its own, and it is taken here')
