'use strict';
// Proves that a script answers exactly once and in time when the server is down, silent, slow or
// goes away, and that the next call works again.

const assert = require('node:assert/strict');
const net = require('node:net');
const { after, before, describe, it } = require('node:test');
const { setTimeout: sleep } = require('node:timers/promises');
const { Container, DRIVERS } = require('./sandbox');
const { refused, succeeded } = require('./expect');
const { Database } = require('./server');

const ANN = { user_id: 'stub|1', email: 'ann', metadata: { plan: 'gold' } };
// Auth0 gives a script about 20 s.
const LIMIT = 17500;

// A server that does what `answer` does with a connection.
async function listen(answer) {
  const sockets = new Set();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    answer(socket);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => { server.once('listening', resolve); });
  return {
    port: server.address().port,
    close: () => { sockets.forEach((socket) => socket.destroy()); server.close(); }
  };
}

describe('the server fails', { concurrency: true }, () => {
  for (const driver of DRIVERS) {
    describe(`with ${driver}`, { concurrency: true }, () => {
      let database, secrets;

      before(async () => {
        database = await Database.stub(`failure_${DRIVERS.indexOf(driver)}`);
        secrets = [database.password, database.role, 'correct horse', 'localhost', '127.0.0.1'];
      });
      after(() => database?.drop());

      // Runs `body` with a container and the milliseconds since its start.
      const scene = (configuration, body) => async () => {
        const container = new Container(configuration(), driver);
        const start = Date.now();
        await body(container, () => Date.now() - start);
        assert.deepEqual(await container.close(), []);
      };
      const onDatabase = (body) => scene(() => database.configuration(), body);
      const login = (container) => container.call('login', ['ann', 'correct horse']);

      async function onListener(answer, body) {
        const server = await listen(answer);
        const PG_CONNECTION_STRING = database.url({ port: server.port });
        try {
          await scene(() => database.configuration({ PG_CONNECTION_STRING }), body)();
        } finally {
          server.close();
        }
      }

      it('no server: Error', async () => {
        const server = await listen(() => {});
        server.close();
        const PG_CONNECTION_STRING = database.url({ port: server.port });
        await scene(() => database.configuration({ PG_CONNECTION_STRING }), async (container, elapsed) => {
          const error = refused(await login(container), 'Error', [...secrets, String(server.port)]);
          assert.equal(error.message, 'the user store failed: ECONNREFUSED');
          assert.ok(elapsed() < 10000);
        })();
      });

      it('no such host: Error', scene(
        () => database.configuration({ PG_CONNECTION_STRING: database.url({ host: 'nowhere.invalid' }) }),
        async (container, elapsed) => {
          refused(await login(container), 'Error', [...secrets, 'nowhere']);
          assert.ok(elapsed() < LIMIT);
        }
      ));

      it('a server that never answers: Error, for each of many calls', async () => {
        await onListener(() => {}, async (container, elapsed) => {
          const calls = await Promise.all(Array.from({ length: 8 }, () => login(container)));
          for (const call of calls) refused(call, 'Error', secrets);
          assert.ok(elapsed() < LIMIT, `${elapsed()} ms`);
        });
      });

      it('a server that agrees to TLS and falls silent: Error', async () => {
        await onListener((socket) => socket.once('data', () => socket.write('S')), async (container, elapsed) => {
          refused(await login(container), 'Error', secrets);
          assert.ok(elapsed() < 10000);
        });
      });

      it('a server that hangs up: Error', async () => {
        await onListener((socket) => socket.destroy(), async (container) => {
          refused(await login(container), 'Error', secrets);
        });
      });

      it('a server that talks nonsense: Error', async () => {
        await onListener((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), async (container) => {
          refused(await login(container), 'Error', secrets);
        });
      });

      it('a function that does not return: Error in time, and the pool is free again', onDatabase(
        async (container, elapsed) => {
          const slow = Array.from({ length: 3 }, () => container.call('login', ['sleep', 'correct horse']));
          for (const call of await Promise.all(slow)) refused(call, 'Error', secrets);
          assert.ok(elapsed() < LIMIT, `${elapsed()} ms`);
          succeeded(await login(container), ANN);
        }
      ));

      it('a wrong password for the database: Error, and the right one is not lent', onDatabase(async (container) => {
        succeeded(await login(container), ANN);
        container.context.configuration = database.configuration({
          PG_CONNECTION_STRING: database.url({ password: 'wrong' })
        });
        const error = refused(await login(container), 'Error', secrets);
        assert.equal(error.message, 'the user store failed: 28P01');
        container.context.configuration = database.configuration();
        succeeded(await login(container), ANN);
      }));

      it('a connection string that is none: Error that does not repeat it', async () => {
        for (const string of [undefined, null, '', 'secret', 'host=secret user=secret', '/secret db', '//secret',
          'postgres://u:secret@h:port/db', 'postgres://u:%zz@secret:99999/db', '##PG_CONNECTION_STRING##']) {
          await scene(() => ({ PG_CONNECTION_STRING: string }), async (container) => {
            refused(await login(container), 'Error', ['secret']);
          })();
        }
      });

      it('fifty calls at once: all answered, over two connections', onDatabase(async (container) => {
        const names = Array.from({ length: 50 }, (_, i) => `ann ${i}`);
        const calls = await Promise.all(names.map((name) => container.call('getUser', [name])));
        calls.forEach((call, i) => succeeded(call, { ...ANN, email: names[i] }));
        const [{ count }] = await database.rows(
          "SELECT count(DISTINCT pid) FROM stub.calls WHERE arguments ->> 0 LIKE 'ann %'");
        assert.equal(count, '2');
      }));

      it('calls of different actions at once', onDatabase(async (container) => {
        const [created, user, gone, wrong] = await Promise.all([
          container.call('create', [{ email: 'ann' }]),
          container.call('getUser', ['ann']),
          container.call('deleteUser', ['ann', {}]),
          container.call('login', ['nobody', 'correct horse'])
        ]);
        succeeded(created);
        succeeded(user, ANN);
        succeeded(gone);
        refused(wrong, 'WrongUsernameOrPasswordError');
      }));

      it('a connection that dies in the middle of a call: Error, then all is well', onDatabase(async (container) => {
        refused(await container.call('login', ['die', 'correct horse']), 'Error', secrets);
        succeeded(await login(container), ANN);
      }));

      it('an exception in the callback: called once, and the next call works', onDatabase(async (container) => {
        for (const who of ['ann', 'nobody', 'raise 28U02']) {
          const call = await container.call('login', [who, 'x'], () => { throw new Error('of the callback'); });
          await assert.rejects(call.returned, /^Error: of the callback$/);
          assert.equal(call.count, 1);
        }
        succeeded(await login(container), ANN);
      }));
    });
  }
});

// Apart, because it ends connections.
for (const driver of DRIVERS) {
  describe(`connections are killed between calls, with ${driver}`, () => {
    let database;

    before(async () => { database = await Database.stub(`killed_${DRIVERS.indexOf(driver)}`); });
    after(() => database?.drop());

    it('the process goes on and the next call works', async () => {
      const container = new Container(database.configuration(), driver);
      for (let i = 0; i < 3; i += 1) {
        const calls = await Promise.all([container.call('getUser', ['ann']), container.call('getUser', ['ann'])]);
        calls.forEach((call) => succeeded(call, ANN));
        await database.killConnections();
        while (container.pools[0].totalCount > 0) await sleep(5);
      }
      succeeded(await container.call('getUser', ['ann']), ANN);
      // Nothing came after the answers.
      await sleep(50);
      assert.deepEqual(await container.close(), []);
    });

    it('a call that comes before the news is answered once, the one after it works', async () => {
      const container = new Container(database.configuration(), driver);
      succeeded(await container.call('getUser', ['ann']), ANN);
      await database.killConnections();
      const call = await container.call('getUser', ['ann']);
      if (call.error) refused(call, 'Error', [database.password]);
      else succeeded(call, ANN);
      succeeded(await container.call('getUser', ['ann']), ANN);
      assert.deepEqual(await container.close(), []);
    });
  });
}
