'use strict';
// Proves, against a stand-in for the extension, which arguments each script binds and what it makes
// of every outcome: each refusal is the right class of error, and nothing secret is in it.

const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { Container, DRIVERS, SCRIPTS } = require('./sandbox');
const { refused, succeeded } = require('./expect');
const { Database } = require('./server');

const PASSWORD = 'correct horse';
const CONTEXT = { organization: { id: 'org_1', name: 'acme', display_name: 'Ä "\'\\', metadata: {} } };

const profile = (who) => ({ user_id: 'stub|1', email: who, metadata: { plan: 'gold' } });

// The arguments of each action when the user is called `who`, and what a success calls back with.
const ACTIONS = {
  login: { args: (who) => [who, PASSWORD], answer: (who) => [profile(who)] },
  create: { args: (who) => [{ email: who, password: PASSWORD, user_metadata: { a: [1, null] } }], answer: () => [] },
  verify: { args: (who) => [who], answer: () => [true] },
  changePassword: { args: (who) => [who, PASSWORD], answer: () => [true] },
  getUser: { args: (who) => [who], answer: (who) => [profile(who)] },
  deleteUser: { args: (who) => [who], answer: () => [] },
  changeEmail: { args: (who) => [who, 'new@x.example', false], answer: () => [true] }
};

const CODES = {
  '23U01': 'user_exists', '23U02': 'username_exists', '23U03': 'phone_number_exists',
  '23U11': 'invalid_email', '23U12': 'invalid_username', '23U13': 'invalid_phone_number',
  '23U20': 'invalid_password', '23U21': 'password_dictionary_error',
  '23U22': 'password_no_user_info_error', '23U23': 'password_history_error'
};
// What each script may be refused for by the person's input.
const VALIDATED = {
  create: Object.keys(CODES),
  changePassword: ['23U20', '23U21', '23U22', '23U23'],
  changeEmail: ['23U01', '23U11']
};
const UNAUTHORIZED = {
  states: { '28U01': 'too_many_attempts', '28U02': 'blocked_user', '28U03': 'password_change_required' },
  actions: ['login', 'create', 'changePassword', 'changeEmail']
};
// Failures whose message is passed on, for the operator.
const FAILURES = ['53U01', '55U01', '55U02', '42501', '0A000', '22004', '22023', '23514', '23502', '23503', '23505'];
// Any other message may quote what it should not.
const QUOTING = ['22021', '22P02', '22P05', 'P0001', '57014', '40001', '28P01', '3D000', 'XX000', '53300', '25006'];

for (const driver of DRIVERS) {
  describe(`with ${driver}`, () => {
    let database, container, secrets;

    before(async () => {
      database = await Database.stub(`outcomes_${DRIVERS.indexOf(driver)}`);
      container = new Container(database.configuration({ STORE: 'customers' }), driver);
      secrets = [database.password, database.role, PASSWORD, 'localhost', process.env.PGPORT];
    });
    after(async () => {
      const unanswered = await container?.close();
      await database?.drop();
      assert.deepEqual(unanswered, []);
    });

    for (const { name, sql, context } of SCRIPTS) {
      const action = ACTIONS[name];
      const call = (who) => container.call(name, action.args(who));

      describe(name, () => {
        it('binds its arguments and the store, and calls back once', async () => {
          const who = 'Ann "\'\\;--%_ é😀 $1 {}';
          succeeded(await call(who), ...action.answer(who));
          const { action: called, arguments: bound, tls } = await database.lastCall();
          assert.equal(called, sql);
          assert.equal(tls, true);
          assert.deepEqual(bound, [...action.args(who), 'customers', ...(context ? [null] : [])]);
        });

        if (context) {
          it('hands on the context, also an empty one', async () => {
            for (const given of [CONTEXT, {}]) {
              succeeded(await container.call(name, [...action.args('ann'), given]), ...action.answer('ann'));
              assert.deepEqual(JSON.parse((await database.lastCall()).arguments.at(-1)), given);
            }
            for (const missing of [null, undefined]) {
              succeeded(await container.call(name, [...action.args('ann'), missing]), ...action.answer('ann'));
              assert.equal((await database.lastCall()).arguments.at(-1), null);
            }
          });
        }

        it('names no store when none is configured', async () => {
          for (const more of [{}, { STORE: '' }]) {
            const other = new Container(database.configuration(more), driver);
            succeeded(await other.call(name, action.args('ann')), ...action.answer('ann'));
            assert.equal((await database.lastCall()).arguments.at(context ? -2 : -1), null);
            await other.close();
          }
        });

        it('answers for a user that is not there', async () => {
          const answer = await call('nobody');
          if (name === 'login') {
            const error = refused(answer, 'WrongUsernameOrPasswordError', secrets);
            assert.equal(error.identifier, 'nobody');
          } else if (name === 'verify') refused(answer, 'Error', secrets);
          else if (name === 'changePassword' || name === 'changeEmail') succeeded(answer, false);
          else succeeded(answer);
        });

        if (VALIDATED[name]) {
          it('ValidationError for what the person typed, with or without the constraint name', async () => {
            for (const state of VALIDATED[name]) {
              for (const constraint of [CODES[state], '']) {
                const error = refused(await call(`raise ${state} ${constraint}`), 'ValidationError', secrets);
                assert.equal(error.code, CODES[state]);
                assert.equal(error.message, 'refused by the stub');
              }
            }
            const error = refused(await call('raise 23U99 a_later_code'), 'ValidationError', secrets);
            assert.equal(error.code, 'a_later_code');
          });
        }

        it('UnauthorizedError for a person who may not', async () => {
          for (const [state, code] of Object.entries(UNAUTHORIZED.states)) {
            const expected = UNAUTHORIZED.actions.includes(name) ? 'UnauthorizedError' : 'Error';
            const error = refused(await call(`raise ${state} ${code}`), expected, secrets);
            assert.equal(error.message, 'refused by the stub');
          }
        });

        it('Error for what the store could not do, with its message', async () => {
          for (const state of FAILURES) {
            const error = refused(await call(`raise ${state} user_exists`), 'Error', secrets);
            assert.equal(error.message, 'refused by the stub');
          }
        });

        it('Error with the code alone where a message may quote something', async () => {
          for (const state of QUOTING) {
            const error = refused(await call(`quote ${state}`), 'Error', secrets);
            assert.equal(error.message, `the user store failed: ${state}`);
          }
        });
      });
    }

    it('values that PostgreSQL itself refuses end in Error and quote nothing', async () => {
      const error = refused(await container.call('login', ['ann', `${PASSWORD}\u0000x`]), 'Error', secrets);
      assert.equal(error.message, 'the user store failed: 22021');
      for (const name of ['verify', 'getUser', 'deleteUser']) {
        refused(await container.call(name, ['a\u0000b']), 'Error', secrets);
        refused(await container.call(name, ['a', { organization: { name: '\u0000' } }]), 'Error', secrets);
      }
    });

    it('what Auth0 leaves out reaches the function as NULL', async () => {
      await container.call('login', [undefined, null]);
      assert.deepEqual((await database.lastCall()).arguments, [null, null, 'customers', null]);
      await container.call('create', [undefined]);
      assert.deepEqual((await database.lastCall()).arguments, [null, 'customers', null]);
      await container.call('changeEmail', ['a', 'b', undefined]);
      assert.deepEqual((await database.lastCall()).arguments, ['a', 'b', null, 'customers']);
    });

    it('change_email hands on verified', async () => {
      for (const verified of [true, false]) {
        await container.call('changeEmail', ['a', 'b', verified]);
        assert.equal((await database.lastCall()).arguments[2], verified);
      }
    });

    it('a session sets nothing at its start that a pooler would refuse', async () => {
      await container.call('getUser', ['ann']);
      const { settings } = await database.lastCall();
      for (const name of Object.keys(settings)) assert.match(name, /^(application_name|client_encoding)$/);
    });
  });
}
