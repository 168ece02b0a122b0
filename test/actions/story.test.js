'use strict';
// Proves the whole story against the real extension: a user signs up, verifies an e-mail, logs in,
// changes password and e-mail, is looked up and is deleted; and each refusal arrives as the right class.

const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { Container, DRIVERS } = require('./sandbox');
const { plain, refused, succeeded } = require('./expect');
const { Database } = require('./server');

const CONTEXT = { organization: { id: 'org_1', name: 'acme', display_name: 'Acme', metadata: {} } };
// As Auth0 hands it to Create, a custom sign-up field at the root.
const ANN = {
  client_id: 'client', tenant: 'tenant', connection: 'userstore',
  email: 'Ann@Example.com', password: 'correct horse battery', username: 'ann', phone_number: '+4930123456',
  user_metadata: { theme: 'dark', list: [1, null, 'ü'] }, app_metadata: { plan: 'gold' }, department: 'sales'
};
const BOB = { email: 'bob@example.com', password: 'Pässwörd 😀 \\ \' " % \n $1' };

// NB: without the extension this must fail, or a broken installation would look like success.
describe('the extension', { skip: process.env.US_TEST_STUB_ONLY === '1' && 'US_TEST_STUB_ONLY=1' }, () => {
  for (const driver of DRIVERS) {
    describe(`with ${driver}`, () => {
      let database, container, secrets;
      const call = (name, ...args) => container.call(name, args);
      const profileOf = async (identifier) => plain((await call('getUser', identifier, CONTEXT)).result);
      const wrong = async (identifier, password) => {
        const error = refused(await call('login', identifier, password), 'WrongUsernameOrPasswordError', secrets);
        assert.equal(error.identifier, identifier);
        return error.message;
      };
      const update = (assignment, email) =>
        database.rows(`UPDATE public.users SET ${assignment} WHERE lower(email) = $1`, [email]);

      before(async () => {
        database = await Database.create(`story_${DRIVERS.indexOf(driver)}`);
        secrets = [database.password, ANN.password, BOB.password, 'another secret', '$argon2'];
        await database.rows('CREATE EXTENSION userstore');
        await database.rows('SELECT userstore.create_store()');
        await database.rows('SELECT userstore.grant_access($1)', [database.role]);
        container = new Container(database.configuration(), driver);
      });
      after(async () => {
        const unanswered = await container?.close();
        await database?.drop();
        assert.deepEqual(unanswered, []);
      });

      it('a role that was granted access sees no table', async () => {
        const [row] = await database.rows(
          "SELECT has_table_privilege($1, 'public.users', 'SELECT') AS may", [database.role]);
        assert.equal(row.may, false);
      });

      it('sign-up: not there yet, created, logged in', async () => {
        succeeded(await call('getUser', ANN.email, CONTEXT));
        succeeded(await call('create', ANN, CONTEXT));
        const { result } = await call('login', ANN.email, ANN.password, CONTEXT);
        const profile = plain(result);
        assert.equal(typeof profile.user_id, 'string');
        assert.equal(profile.email, ANN.email);
        assert.equal(profile.email_verified, false);
        assert.equal(profile.username, ANN.username);
        assert.equal(profile.phone_number, ANN.phone_number);
        assert.equal(profile.department, 'sales');
        assert.deepEqual(profile.user_metadata, ANN.user_metadata);
        assert.deepEqual(profile.metadata, ANN.app_metadata);
        for (const name of ['password', 'verifier', 'client_id', 'tenant', 'connection', 'app_metadata']) {
          assert.ok(!(name in profile), name);
        }
        assert.deepEqual(await profileOf(ANN.email), profile);
      });

      it('every kind of identifier, in any case, leads to the same profile', async () => {
        const profile = await profileOf(ANN.email);
        for (const identifier of ['ann@example.com', 'ANN', ANN.phone_number]) {
          succeeded(await call('getUser', identifier), profile);
          succeeded(await call('login', identifier, ANN.password), profile);
        }
      });

      it('a password of every kind of character', async () => {
        succeeded(await call('create', BOB));
        succeeded(await call('login', BOB.email, BOB.password), await profileOf(BOB.email));
      });

      it('wrong password and unknown user are the same answer', async () => {
        const message = await wrong(ANN.email, 'another secret');
        assert.equal(await wrong('nobody@example.com', 'another secret'), message);
        assert.equal(await wrong('ann', ''), message);
      });

      it('verify, twice; an unknown address is an Error', async () => {
        succeeded(await call('verify', 'ANN@example.com', CONTEXT), true);
        succeeded(await call('verify', ANN.email), true);
        assert.equal((await profileOf(ANN.email)).email_verified, true);
        refused(await call('verify', 'nobody@example.com'), 'Error', secrets);
      });

      it('change password', async () => {
        succeeded(await call('changePassword', ANN.email, 'another secret', CONTEXT), true);
        await wrong(ANN.email, ANN.password);
        succeeded(await call('login', ANN.email, 'another secret'), await profileOf(ANN.email));
        succeeded(await call('changePassword', 'nobody@example.com', 'another secret'), false);
      });

      it('change e-mail', async () => {
        succeeded(await call('changeEmail', ANN.email, 'ann@new.example', false), true);
        succeeded(await call('getUser', ANN.email));
        assert.equal((await profileOf('ann@new.example')).email_verified, false);
        succeeded(await call('changeEmail', 'ann@new.example', ANN.email, true), true);
        assert.equal((await profileOf(ANN.email)).email_verified, true);
        succeeded(await call('changeEmail', 'nobody@example.com', 'x@example.com', true), false);
      });

      it('ValidationError with its code', async () => {
        const cases = [
          ['user_exists', 'create', { ...BOB, email: 'ANN@EXAMPLE.COM' }],
          ['username_exists', 'create', { ...BOB, email: 'c@example.com', username: 'Ann' }],
          ['phone_number_exists', 'create', { ...BOB, email: 'c@example.com', phone_number: ANN.phone_number }],
          ['invalid_email', 'create', { ...BOB, email: 'no address' }],
          ['invalid_username', 'create', { ...BOB, email: 'c@example.com', username: 'an@n' }],
          ['invalid_phone_number', 'create', { ...BOB, email: 'c@example.com', phone_number: '030' }],
          ['invalid_password', 'create', { email: 'c@example.com', password: 'short' }],
          ['invalid_password', 'create', { email: 'c@example.com', password: 'another secret\u0000' }],
          ['invalid_password', 'create', { email: 'c@example.com', password: 'another secret\ud800' }],
          ['invalid_password', 'changePassword', BOB.email, 'short'],
          ['user_exists', 'changeEmail', BOB.email, ANN.email, true],
          ['invalid_email', 'changeEmail', BOB.email, 'no address', true]
        ];
        for (const [code, name, ...args] of cases) {
          const error = refused(await call(name, ...args), 'ValidationError', secrets);
          assert.equal(error.code, code);
        }
      });

      it('UnauthorizedError, but only after the right password', async () => {
        for (const column of ['blocked', 'password_change_required']) {
          await update(`${column} = true`, BOB.email);
          refused(await call('login', BOB.email, BOB.password), 'UnauthorizedError', secrets);
          await wrong(BOB.email, 'another secret');
          await update(`${column} = false`, BOB.email);
        }
      });

      it('Error for what no person can mend', async () => {
        const elsewhere = new Container(database.configuration({ STORE: 'elsewhere' }), driver);
        refused(await elsewhere.call('getUser', ['ann']), 'Error', secrets);
        refused(await elsewhere.call('login', ['ann', 'another secret']), 'Error', secrets);
        await elsewhere.close();
        refused(await call('login', null, 'another secret'), 'Error', secrets);
        refused(await call('create', [ANN]), 'Error', secrets);
        refused(await call('login', ANN.email, 'x'.repeat(4097)), 'Error', secrets);
        refused(await call('login', ANN.email, `${BOB.password}\u0000`), 'Error', secrets);
      });

      it('a named store, and a role that may only log in', async () => {
        const role = { user: database.role };
        await database.rows('SELECT userstore.revoke_access($1)', [role.user]);
        refused(await call('getUser', ANN.email), 'Error', secrets);
        await database.rows("SELECT userstore.grant_access($1, 'default', ARRAY['login'])", [role.user]);
        const named = new Container(database.configuration({ STORE: 'default' }), driver);
        const login = await named.call('login', [ANN.email, 'another secret']);
        assert.equal(login.error, null);
        refused(await named.call('getUser', [ANN.email]), 'Error', secrets);
        refused(await named.call('deleteUser', [login.result.user_id]), 'Error', secrets);
        await named.close();
        await database.rows('SELECT userstore.grant_access($1)', [role.user]);
        assert.deepEqual(await profileOf(ANN.email), plain(login.result));
      });

      it('two people at once sign up with one address: one gets it', async () => {
        const calls = await Promise.all(Array.from({ length: 4 }, () =>
          call('create', { email: 'race@example.com', password: ANN.password })));
        const losers = calls.filter(({ error }) => error);
        assert.equal(losers.length, 3);
        for (const loser of losers) {
          assert.equal(refused(loser, 'ValidationError', secrets).code, 'user_exists');
        }
      });

      it('delete, twice; then nobody is there', async () => {
        const { user_id: id } = await profileOf(ANN.email);
        succeeded(await call('deleteUser', id, {}));
        succeeded(await call('deleteUser', id));
        succeeded(await call('getUser', ANN.email));
        await wrong(ANN.email, 'another secret');
        const left = await database.rows('SELECT email FROM public.users ORDER BY email');
        assert.deepEqual(left.map(({ email }) => email), [BOB.email, 'race@example.com']);
      });
    });
  }
});
