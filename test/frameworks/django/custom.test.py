#!/usr/bin/env python3
"""Proves that a user model of the application's own is a store that verifies addresses."""

import json

import project
from tap import equal, ok, plan

project.start(own_user_model=True)

from django.contrib.auth import authenticate, get_user_model  # noqa: E402

User = get_user_model()
EVERYONE = 'correct horse'
store = project.Store('accounts_user')
plan(37)


def create(**fields):
    return store.call('create', json.dumps(fields))


def django_takes(email, password):
    return authenticate(username=email, password=password) is not None


# What attach makes of a column that it does not know
store.attach('{"cost": 2000}')
equal(store.cure(), 1, 'one statement cures what a statement can')
equal(store.able(), 'login verify change_password get_user delete change_email stamp',
      'all but create and upgrade then')
ok('plan' in next(row['reason'] for row in store.report() if row['name'] == 'create'),
   'because nobody says what is in column "plan"')
store.attach('{"cost": 2000, "set": {"create": {"plan": "\'free\'"}}}')
equal(store.able(), 'login create verify change_password get_user delete change_email stamp',
      'with "set" for it, create too')
store.grant()

# A user whom Django made
ann = User.objects.create_user('ann', 'ann@example.org', EVERYONE)
browser = project.Browser()
ok(browser.logs_in('ann@example.org', EVERYONE), 'Django makes a user and opens a session')
equal(store.call('login', 'Ann@Example.org', EVERYONE),
      {'user_id': str(ann.pk), 'username': 'ann', 'email': 'ann@example.org', 'email_verified': False,
       'given_name': '', 'family_name': '', 'blocked': False}, 'she logs in and gets her profile')
ok(django_takes('ann@example.org', EVERYONE) and browser.is_logged_in(),
   'Django takes her password, her session goes on')
equal(store.changes(ann.pk, 'verify', 'ann@example.org'), 'email_verified', 'verify changes one column')
ann.refresh_from_db()
equal(ann.email_verified, True, 'which Django sees')
ok(django_takes('ann@example.org', EVERYONE) and browser.is_logged_in(),
   'Django takes her password, her session goes on')
equal(store.call('login', 'ann', EVERYONE)['email_verified'], True, 'so does her profile')
equal(store.changes(ann.pk, 'verify', 'ann@example.org'), '', 'a second verify changes nothing')

equal(store.changes(ann.pk, 'change_email', 'ann@example.org', 'ann@example.net', False),
      'email email_verified', 'change_email to an address that is not verified')
ann.refresh_from_db()
equal((ann.email, ann.email_verified), ('ann@example.net', False), 'as Django sees it')
ok(django_takes('ann@example.net', EVERYONE), 'Django takes her password with the new address')
ok(not django_takes('ann@example.org', EVERYONE), 'not with the old one')
ok(browser.is_logged_in(), 'her session goes on')
ok(store.logs_in('ann@example.net', EVERYONE) and not store.logs_in('ann@example.org', EVERYONE),
   'so with the actions')
equal(store.changes(ann.pk, 'change_email', 'ann@example.net', 'ann@example.com', True),
      'email email_verified', 'change_email to one that is')

equal(store.changes(ann.pk, 'change_password', 'ann@example.com', 'battery staple'), 'password',
      'change_password changes the password alone')
ok(django_takes('ann@example.com', 'battery staple') and not django_takes('ann@example.com', EVERYONE),
   'Django takes the new password, not the old one')
ok(not browser.is_logged_in(), 'her session has ended')

# A user whom the extension made
profile = create(email='bob@example.org', username='bob', password=EVERYONE)
bob = User.objects.get(pk=profile['user_id'])
equal((bob.username, bob.email, bob.email_verified, bob.plan, bob.is_active),
      ('bob', 'bob@example.org', False, 'free', True), 'create makes a user whom Django reads')
bob.full_clean()
ok(True, 'and finds valid')
ok(django_takes('bob@example.org', EVERYONE), 'who logs in to Django')
ok(not django_takes('bob@example.org', 'wrong horse'), 'not with a wrong password')
ok(store.logs_in('bob@example.org', EVERYONE), 'and here')
equal(store.refusal('create', json.dumps({'email': 'Bob@example.org', 'password': EVERYONE})),
      '23U01 user_exists', 'his address is taken')

# Django changes him, the actions follow.
bob.email, bob.email_verified = 'bob@example.net', True
bob.set_password('battery staple')
bob.save()
equal(store.call('login', 'bob@example.net', 'battery staple')['email_verified'], True,
      'password, address and its verification as Django set them')
equal(store.call('login', 'bob@example.org', EVERYONE), None, 'not as they were')
User.objects.filter(pk=bob.pk).update(is_active=False)
equal(store.refusal('login', 'bob@example.net', 'battery staple'), '28U02 blocked_user',
      'whom Django deactivated is blocked')
ok(store.call('verify', 'bob@example.net')['email_verified'], 'his address can be verified')
ok(not django_takes('bob@example.net', 'battery staple'), 'which does not let him in')

# Deleted
bob.delete()
equal(store.call('get_user', 'bob'), None, 'whom Django deleted is not found')
browser = project.Browser()
ok(browser.logs_in('ann@example.com', 'battery staple'), 'Ann has a session again')
ok(store.call('delete', str(ann.pk)) and not User.objects.filter(pk=ann.pk).exists(), 'delete removes her')
ok(not django_takes('ann@example.com', 'battery staple') and not browser.is_logged_in(),
   'from Django, and her session')
