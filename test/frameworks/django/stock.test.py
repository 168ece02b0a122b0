#!/usr/bin/env python3
"""Proves that Django's own auth_user is a store and stays Django's."""

import json

import project
from tap import equal, ok, plan

project.start()

from django.contrib.auth import authenticate, get_user_model  # noqa: E402
from django.contrib.auth.tokens import default_token_generator as links  # noqa: E402
from django.utils import timezone  # noqa: E402

User = get_user_model()
EVERYONE = 'correct horse'
store = project.Store('auth_user')
plan(69)


def create(**fields):
    return store.call('create', json.dumps(fields))


def django_takes(username, password):
    return authenticate(username=username, password=password) is not None


# The table as migrated: what attach says, and what its cures give.
ann = User.objects.create_user('ann', 'Ann@example.org', EVERYONE, first_name='Ann', last_name='Lee')
store.attach('{"cost": 2000}')
equal(store.able(), 'login change_password get_user delete stamp',
      'what auth_user can do as migrated')
equal(store.cure(), 1, 'one statement cures what can be cured')
equal(store.able(), 'login create change_password get_user delete change_email stamp',
      'all but verify and upgrade then')
equal([row['reason'] for row in store.report() if row['name'] == 'verify'],
      ['Its mapping has no columns for email and email_verified.'], 'and why verify is not there')
store.grant()

# A user whom Django made.
browser = project.Browser()
ok(browser.logs_in('ann', EVERYONE), 'Django makes a user and opens a session')
profile = store.call('login', 'ann', EVERYONE)
equal(profile, {'user_id': str(ann.pk), 'username': 'ann', 'email': 'Ann@example.org',
                'given_name': 'Ann', 'family_name': 'Lee', 'blocked': False},
      'she logs in by username and gets her profile')
equal(store.call('get_user', 'ann@EXAMPLE.org'), profile, 'and is found by e-mail in other case')
ok(not store.logs_in('ann', 'wrong horse'), 'not with a wrong password')
equal(store.changes(ann.pk, 'login', 'ann', EVERYONE), 'last_login', 'a login changes last_login alone')
equal(store.changes(ann.pk, 'login', 'ann', 'wrong horse'), '', 'a failed one nothing')
equal(store.changes(ann.pk, 'get_user', 'ann'), '', 'nor does get_user')
ann.refresh_from_db()
ok(timezone.now() - ann.last_login < timezone.timedelta(minutes=5), 'last_login is a time that Django reads')
ok(django_takes('ann', EVERYONE), 'Django takes her password after the login')
ok(browser.is_logged_in(), 'and her session goes on')

# The actions change her, Django follows.
equal(store.changes(ann.pk, 'change_email', 'ann@example.org', 'ann@example.net', True), 'email',
      'change_email changes the address alone')
ok(django_takes('ann', EVERYONE) and browser.is_logged_in(), 'Django takes her password, her session goes on')
link = links.make_token(ann)
equal(store.changes(ann.pk, 'change_password', 'ann', 'battery staple'), 'password',
      'change_password changes the password alone')
ok(links.check_token(ann, link) and not links.check_token(User.objects.get(pk=ann.pk), link),
   'which ends a link to reset it that Django had sent')
ok(django_takes('ann', 'battery staple'), 'Django takes the new password')
ok(not django_takes('ann', EVERYONE), 'not the old one')
ok(not browser.is_logged_in(), 'her session has ended')
ann.refresh_from_db()
ok(ann.check_password('battery staple') and ann.password == store.row(ann.pk)['password'],
   'the new verifier is one that Django does not rewrite')
ok(store.logs_in('ann@example.net', 'battery staple') and not store.logs_in('ann@example.net', EVERYONE),
   'she logs in with it')

# A user whom the extension made.
bob = User.objects.get(pk=create(email='bob@example.org', username='bob', password=EVERYONE,
                                 given_name='Bob', family_name='Roe')['user_id'])
equal((bob.username, bob.email, bob.get_full_name(), bob.last_login),
      ('bob', 'bob@example.org', 'Bob Roe', None), 'create makes a user whom Django reads')
equal((bob.is_active, bob.is_staff, bob.is_superuser), (True, False, False), 'active, without rights')
ok(timezone.now() - bob.date_joined < timezone.timedelta(minutes=5), 'who joined now')
bob.full_clean()
ok(True, 'whom Django finds valid')
browser = project.Browser()
ok(browser.logs_in('bob', EVERYONE) and browser.is_logged_in(), 'who logs in')
ok(not django_takes('bob', 'wrong horse'), 'not with a wrong password')
password = store.row(bob.pk)['password']
ok(password.startswith('pbkdf2_sha256$2000$') and password == User.objects.get(pk=bob.pk).password,
   'whose verifier Django has not rewritten')
ok(store.logs_in('bob', EVERYONE), 'who logs in here too')
eve = create(email='eve@example.org', password=EVERYONE)
equal((eve['username'], django_takes('eve@example.org', EVERYONE)), ('eve@example.org', True),
      'without a username the address becomes it')
equal(store.refusal('create', json.dumps({'email': 'BOB@example.org', 'password': EVERYONE})),
      '23U01 user_exists', 'an address is taken once')
equal(store.refusal('create', json.dumps({'email': 'b@example.org', 'username': 'bob',
                                          'password': EVERYONE})),
      '23U02 username_exists', 'so is a username')
store.call('change_email', 'eve@example.org', 'eve@example.net', True)
ok(django_takes('eve@example.net', EVERYONE) and not django_takes('eve@example.org', EVERYONE)
   and not store.logs_in('eve@example.org', EVERYONE), 'a username that is the address changes with it')
User.objects.create_user('taken@example.org', password=EVERYONE)
equal(store.refusal('create', json.dumps({'email': 'taken@example.org', 'password': 'battery staple'})),
      '23U01 user_exists', 'an address that Django has as a username is taken')
equal(store.refusal('change_email', 'eve@example.net', 'taken@example.org', True), '23U01 user_exists',
      'for change_email too')
User.objects.create_user('nomail', password=EVERYONE)
User.objects.create_user('nomail2', password=EVERYONE)
ok(store.logs_in('nomail', EVERYONE) and store.logs_in('nomail2', EVERYONE),
   'users without an address log in, and there can be several')

# Django compares the bytes typed: here an A and a diaeresis.
decomposed = 'Ka\u0308semesser'
create(email='kai@example.org', username='kai', password=decomposed)
ok(django_takes('kai', decomposed), 'a password that is not in normalization form C is hashed as typed')
store.call('change_password', 'bob', decomposed)
ok(django_takes('bob', decomposed), 'by change_password too')

# Django changes them, the actions follow.
bob.set_password('battery staple')
bob.save()
ok(store.logs_in('bob', 'battery staple'), 'a password that Django set')
ok(not store.logs_in('bob', EVERYONE), 'not the one before')
bob.username = 'robert'
bob.email = 'robert@example.org'
bob.save()
ok(store.logs_in('robert', 'battery staple') and store.logs_in('robert@example.org', 'battery staple'),
   'names that Django changed')
ok(not store.logs_in('bob', 'battery staple') and store.call('get_user', 'bob@example.org') is None,
   'not those before')
bob.is_active = False
bob.save()
equal(store.refusal('login', 'robert', 'battery staple'), '28U02 blocked_user',
      'whom Django deactivated is blocked')
ok(not store.logs_in('robert', 'wrong horse'), 'and told so after the right password only')
ok(not django_takes('robert', 'battery staple'), 'as in Django')
equal(store.call('get_user', 'robert')['blocked'], True, 'his profile says it')
equal(store.changes(bob.pk, 'change_password', 'robert', EVERYONE), 'password', 'his password can be reset')
ok(not django_takes('robert', EVERYONE), 'which does not let him in')
bob.is_active = True
bob.save(update_fields=['is_active'])
ok(store.logs_in('robert', EVERYONE) and django_takes('robert', EVERYONE), 'activated again he logs in on both sides')
bob.set_unusable_password()
bob.save()
ok(not any(store.logs_in('robert', password) for password in (EVERYONE, '!', bob.password)),
   'an unusable password lets nobody in')
ok(store.call('change_password', 'robert', EVERYONE) and django_takes('robert', EVERYONE),
   'a reset makes it usable again')
bob_id = str(bob.pk)
bob.delete()
ok(not store.logs_in('robert', EVERYONE) and store.call('get_user', 'robert') is None,
   'whom Django deleted is not found')
equal(store.call('delete', bob_id), False, 'and not to be deleted twice')

# Django tells usernames apart by case.
big = User.objects.create_user('Max', 'max@example.org', EVERYONE)
small = User.objects.create_user('max', 'max@example.net', 'battery staple')
found = store.call('get_user', 'Max')
ok(found is None or found['user_id'] == str(big.pk), 'of two that differ in case, the other is never found')
equal(store.call('login', 'max', 'battery staple')['user_id'], str(small.pk), 'one in small letters as he is')

# Deleted by the extension
browser = project.Browser()
ok(browser.logs_in('ann', 'battery staple') and browser.is_logged_in(), 'Ann has a session again')
equal(store.call('delete', str(ann.pk)), True, 'delete removes her')
ok(not User.objects.filter(pk=ann.pk).exists(), 'from the table')
ok(not django_takes('ann', 'battery staple'), 'Django takes her password no more')
ok(not browser.is_logged_in(), 'her session has ended')

# With the hashers and costs that come with Django
with project.hashers('django.contrib.auth.hashers.PBKDF2PasswordHasher'):
    from django.contrib.auth.hashers import get_hasher
    store.attach('{"cost": %d}' % get_hasher().iterations)
    User.objects.create_user('stock', 'stock@example.org', EVERYONE)
    ok(store.logs_in('stock', EVERYONE), "a user of Django's own cost logs in")
    ok(not store.logs_in('stock', 'wrong horse'), 'not with a wrong password')
    fay = create(email='fay@example.org', username='fay', password=EVERYONE)
    password = store.row(fay['user_id'])['password']
    ok(django_takes('fay', EVERYONE), 'and one made here in Django')
    equal(store.row(fay['user_id'])['password'], password, 'which leaves the verifier as it is')
    store.attach('{"cost": 2000}')
    store.call('change_password', 'fay', 'battery staple')
    password = store.row(fay['user_id'])['password']
    ok(django_takes('fay', 'battery staple'), 'a verifier of another cost is as good')
    ok(store.row(fay['user_id'])['password'] != password, 'but Django rewrites it')
    ok(store.logs_in('fay', 'battery staple'), 'and she still logs in here')
