"""What the tests of Django share: a project whose tables its own migrations make,
and the store that its users become.

Django connects as the role that owns the database; the seven actions are
called by the script role, on a connection of its own.
"""

import atexit
import contextlib
import os
import shutil
import sys
import tempfile

import django
import psycopg2
from django.conf import settings

APPLICATION = os.environ['US_APPLICATION']
SCRIPT = os.environ['US_SCRIPT']
DATABASE = 'regress_userstore_' + os.path.basename(sys.argv[0]).split('.')[0]


def connect(role):
    connection = psycopg2.connect(dbname=DATABASE, user=role)
    connection.autocommit = True
    return connection


def query(connection, sql, *values):
    """The rows of a statement as dictionaries."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        if cursor.description is None:
            return []
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor.fetchall()]


def start(own_user_model=False):
    """Sets Django up and migrates an empty database."""
    made = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, made)
    os.mkdir(made + '/made')
    open(made + '/made/__init__.py', 'w').close()
    sys.path.append(made)
    settings.configure(
        SECRET_KEY='of a test',
        DATABASES={'default': {'ENGINE': 'django.db.backends.postgresql', 'NAME': DATABASE,
                               'USER': APPLICATION, 'HOST': os.environ['PGHOST'],
                               'PORT': os.environ['PGPORT']}},
        INSTALLED_APPS=['django.contrib.auth', 'django.contrib.contenttypes',
                        'django.contrib.sessions', 'django.contrib.admin',
                        'django.contrib.messages'] + ['accounts'] * own_user_model,
        AUTH_USER_MODEL='accounts.User' if own_user_model else 'auth.User',
        MIGRATION_MODULES={'accounts': 'made.accounts'},
        DEFAULT_AUTO_FIELD='django.db.models.BigAutoField',
        MIDDLEWARE=['django.contrib.sessions.middleware.SessionMiddleware',
                    'django.contrib.auth.middleware.AuthenticationMiddleware'],
        ROOT_URLCONF='urls',
        ALLOWED_HOSTS=['testserver'],
        PASSWORD_HASHERS=['hashers.Cheap', 'hashers.Sha1', 'hashers.OneLane'],
        USE_TZ=True)
    django.setup()

    from django.core.management import call_command
    if own_user_model:
        call_command('makemigrations', 'accounts', verbosity=0)
    call_command('migrate', verbosity=0)


@contextlib.contextmanager
def hashers(*names):
    """Django's setting PASSWORD_HASHERS, for a while."""
    from django.test.utils import override_settings
    with override_settings(PASSWORD_HASHERS=list(names)):
        yield


class Refused(Exception):
    """What an action raised: SQLSTATE and name of a constraint."""


class Store:
    """The store as its administrator makes it and its scripts call it."""

    def __init__(self, table):
        self.table = table
        self.admin = connect(os.environ['PGUSER'])
        self.owner = connect(APPLICATION)
        self.script = connect(SCRIPT)
        # Whoever waits for a lock is cancelled.  Not lock_timeout: a login forgets that error.
        query(self.script, "SET statement_timeout = '10s'")

    def attach(self, options='{}'):
        return query(self.admin, "SELECT * FROM userstore.attach('default', %s, options => %s)",
                     self.table, options)

    def report(self):
        return query(self.admin, "SELECT * FROM userstore.capabilities('default')")

    def able(self):
        """The capabilities that the store has, in their order."""
        return ' '.join(row['name'] for row in self.report()
                        if row['kind'] == 'capability' and row['usable'])

    def cure(self):
        """Does what the report advises, as it stands there; returns how much that was."""
        cures = {row['cure'] for row in self.report() if row['cure']}
        for cure in cures:
            query(self.owner, cure)
        return len(cures)

    def grant(self):
        query(self.admin, 'SELECT userstore.grant_access(%s)', SCRIPT)

    def call(self, action, *values, connection=None):
        """The result of an action, called by the script role."""
        sql = 'SELECT userstore.%s(%s) AS answer' % (action, ', '.join(['%s'] * len(values)))
        try:
            return query(connection or self.script, sql, *values)[0]['answer']
        except psycopg2.Error as error:
            raise Refused(' '.join(filter(None, [error.pgcode, error.diag.constraint_name])))

    def refusal(self, action, *values, connection=None):
        """How an action refuses."""
        try:
            return self.call(action, *values, connection=connection)
        except Refused as refused:
            return str(refused)

    def logs_in(self, identifier, password):
        return self.call('login', identifier, password) is not None

    def row(self, user_id):
        """A user's row as the table has it, by its columns; empty if it is gone."""
        rows = query(self.owner, 'SELECT to_jsonb(u) AS row FROM %s AS u WHERE id = %%s' % self.table,
                     user_id)
        return rows[0]['row'] if rows else {}

    def changes(self, user_id, action, *values):
        """The columns of a user's row that an action changes, sorted."""
        before = self.row(user_id)
        self.call(action, *values)
        after = self.row(user_id)
        return ' '.join(sorted(name for name in before if before[name] != after.get(name)))


class Browser:
    """Somebody with a session in Django."""

    def __init__(self):
        from django.test import Client
        self.client = Client()

    def logs_in(self, username, password):
        return self.client.login(username=username, password=password)

    def is_logged_in(self):
        return self.client.get('/whoami').content != b''
