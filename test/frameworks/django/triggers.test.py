#!/usr/bin/env python3
"""Proves that Django's triggers run as its owner, and its foreign keys speak within the call."""

import json

import psycopg2
import project
from tap import equal, ok, plan

project.start()

from django.contrib.admin.models import CHANGE, LogEntry  # noqa: E402
from django.contrib.auth import authenticate, get_user_model  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.db import connection  # noqa: E402

User = get_user_model()
EVERYONE = 'correct horse'
store = project.Store('auth_user')
plan(22)

# As a migration's RunSQL would: names without a schema.
with connection.cursor() as cursor:
    cursor.execute('''
        CREATE TABLE audit (id serial PRIMARY KEY, what text, who text, owner name, caller name);
        CREATE FUNCTION audit_users() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO audit (what, who, owner, caller)
            VALUES (lower(TG_OP), coalesce(NEW.username, OLD.username), current_user, session_user);
            RETURN NULL;
        END $$;
        CREATE TRIGGER audit_users AFTER INSERT OR UPDATE OR DELETE ON auth_user
            FOR EACH ROW EXECUTE FUNCTION audit_users()''')


def audited():
    """What the trigger has written since the last look."""
    rows = project.query(store.owner, 'DELETE FROM audit RETURNING what, who, owner, caller')
    return [tuple(row.values()) for row in rows]


def by_script(what, who):
    return [(what, who, project.APPLICATION, project.SCRIPT)]


store.attach('{"cost": 2000}')
store.cure()
store.grant()

# Triggers
user_id = store.call('create', json.dumps({'email': 'ann@example.org', 'username': 'ann',
                                           'password': EVERYONE}))['user_id']
equal(audited(), by_script('insert', 'ann'), "create fires the application's trigger as the owner")
store.call('login', 'ann', EVERYONE)
equal(audited(), by_script('update', 'ann'), 'so does the stamp of a login')
store.call('change_password', 'ann', 'battery staple')
equal(audited(), by_script('update', 'ann'), 'so does change_password')
store.call('change_email', 'ann@example.org', 'ann@example.net', True)
equal(audited(), by_script('update', 'ann'), 'so does change_email')
store.call('login', 'ann', EVERYONE)
store.call('get_user', 'ann')
equal(audited(), [], 'a failed login and get_user fire nothing')
authenticate(username='ann', password='battery staple').save()
equal(audited(), [('update', 'ann', project.APPLICATION, project.APPLICATION)],
      'Django fires it as ever')
store.call('delete', user_id)
equal(audited(), by_script('delete', 'ann'), 'so does delete')

# A trigger that fails fails the action, but not a login.
with connection.cursor() as cursor:
    cursor.execute('ALTER TABLE audit ADD CONSTRAINT no_bob CHECK (who <> %s)', ['bob'])
equal(store.refusal('create', json.dumps({'email': 'bob@example.org', 'username': 'bob',
                                          'password': EVERYONE})),
      '23514 no_bob', 'what a trigger violates comes with its name')
equal(store.call('get_user', 'bob'), None, 'and nobody was created')
eve = User.objects.create_user('eve', 'eve@example.org', EVERYONE)
User.objects.filter(pk=eve.pk).update(last_name='Roe')
with connection.cursor() as cursor:
    cursor.execute('DELETE FROM audit')
    cursor.execute('ALTER TABLE audit ADD CONSTRAINT no_eve CHECK (who <> %s)', ['eve'])
equal(store.changes(eve.pk, 'login', 'eve', EVERYONE), '', 'a stamp that fails is left out')
ok(store.logs_in('eve', EVERYONE), 'and the login succeeds')
with connection.cursor() as cursor:
    cursor.execute('DROP TRIGGER audit_users ON auth_user')

# Rows that refer to the user: Django's foreign keys are deferred to the commit.
fay = User.objects.create_user('fay', 'fay@example.org', EVERYONE)
group = Group.objects.create(name='readers')
fay.groups.add(group)
script = project.connect(project.SCRIPT)
script.autocommit = False
refusal = store.refusal('delete', str(fay.pk), connection=script)
ok(refusal.startswith('23503 auth_user_groups_user_id_'), 'delete of a member of a group is refused in the call')
script.rollback()
ok(User.objects.filter(pk=fay.pk).exists() and authenticate(username='fay', password=EVERYONE) is not None,
   'she is still there, and logs in')
fay.groups.clear()
entry = LogEntry.objects.create(user=fay, action_flag=CHANGE, object_repr='a page')
refusal = store.refusal('delete', str(fay.pk), connection=script)
ok(refusal.startswith('23503 django_admin_log_user_id_'), 'so is one whom the admin log names')
script.rollback()
project.query(script, 'SET CONSTRAINTS ALL DEFERRED')
refusal = store.refusal('delete', str(fay.pk), connection=script)
ok(refusal.startswith('23503 '), 'also where the caller has all constraints deferred')
script.rollback()
entry.delete()
equal(store.call('delete', str(fay.pk), connection=script), True, 'once nothing refers to her she is deleted')
try:
    script.commit()
    ok(True, 'and the commit goes well')
except psycopg2.Error as error:
    ok(False, 'and the commit goes well: %s' % error)
ok(not User.objects.filter(pk=fay.pk).exists(), 'she is gone')

# Deactivate instead of delete: what refers to the user stays.
store.attach(json.dumps({'cost': 2000, 'where': 'is_active', 'set': {'delete': {'is_active': 'false'}}}))
gil = User.objects.create_user('gil', 'gil@example.org', EVERYONE)
gil.groups.add(group)
browser = project.Browser()
browser.logs_in('gil', EVERYONE)
equal(store.call('delete', str(gil.pk)), True, 'delete that deactivates')
ok(not store.logs_in('gil', EVERYONE) and store.call('get_user', 'gil') is None, 'the user is not found')
ok(authenticate(username='gil', password=EVERYONE) is None and not browser.is_logged_in(),
   'Django lets him in no more, and his session has ended')
gil.refresh_from_db()
ok(not gil.is_active and list(gil.groups.all()) == [group], 'what referred to him is there')
