'use strict';
// Proves that certificate and host name are verified, whatever the connection string or the
// environment says, unless PG_SSL is "disable".

const assert = require('node:assert/strict');
const net = require('node:net');
const { after, before, describe, it } = require('node:test');
const tls = require('node:tls');
const { Container, DRIVERS } = require('./sandbox');
const { refused, succeeded } = require('./expect');
const { Database } = require('./server');

// Parameters that weaken TLS in some pg, or change whom the certificate is compared with.
const WEAKENING = [
  'sslmode=require', 'sslmode=no-verify', 'sslmode=disable', 'sslmode=prefer', 'sslmode=allow',
  'ssl=0', 'ssl=false', 'ssl=1', 'ssl=true', 'ssl=no-verify', 'ssl',
  'uselibpqcompat=true&sslmode=require', 'uselibpqcompat=true&sslmode=disable',
  'uselibpqcompat=true&sslmode=verify-ca&sslrootcert=/dev/null',
  'sslnegotiation=direct', 'sslcert=/dev/null&sslkey=/dev/null',
  '%73slmode=no-verify', 's%73l=0', 'sslmod%65=disable', 'SSLMODE=disable', 'UseLibPqCompat=true',
  'sslmode=verify-full&sslmode=disable', 'application_name=x&ssl=0&ssl=0', 'x=%zz&%73sl=0', 's\tsl=0', '#?ssl=0'
];
const OTHER_CA = tls.rootCertificates[0];

for (const driver of DRIVERS) {
  describe(`with ${driver}`, () => {
    let database;

    before(async () => { database = await Database.stub(`tls_${DRIVERS.indexOf(driver)}`); });
    after(() => database?.drop());

    async function getUser(configuration) {
      const container = new Container(configuration, driver);
      const call = await container.call('getUser', ['ann']);
      assert.deepEqual(await container.close(), []);
      return call;
    }

    async function connects(configuration, encrypted) {
      const [{ count }] = await database.rows('SELECT count(*) FROM stub.calls');
      const call = await getUser(configuration);
      succeeded(call, { user_id: 'stub|1', email: 'ann', metadata: { plan: 'gold' } });
      const answered = await database.lastCall();
      assert.equal(answered.call, String(Number(count) + 1));
      assert.equal(answered.tls, encrypted);
    }

    async function refuses(configuration, code) {
      const error = refused(await getUser(configuration), 'Error', [database.password, database.role]);
      assert.match(error.message, code);
    }

    const UNTRUSTED = /: (SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/;
    const WRONG_NAME = /: ERR_TLS_CERT_ALTNAME_INVALID$/;

    it('the right authority and the right name: encrypted', async () => {
      await connects(database.configuration(), true);
    });

    it('another authority is refused, and so are the public ones', async () => {
      for (const PG_CA of [OTHER_CA, '', undefined]) {
        await refuses(database.configuration({ PG_CA }), UNTRUSTED);
      }
    });

    it('what is no certificate is refused', async () => {
      await refuses(database.configuration({ PG_CA: '@@PG_CA@@' }), /^the user store failed: /);
    });

    it('a name that is not in the certificate is refused, a numeric one too', async () => {
      const PG_CONNECTION_STRING = database.url({ host: '127.0.0.1' });
      await refuses(database.configuration({ PG_CONNECTION_STRING }), WRONG_NAME);
    });

    for (const parameters of WEAKENING) {
      it(`?${parameters} changes nothing`, async () => {
        const url = (host) => database.url({ host, parameters: `?${parameters}` });
        await connects(database.configuration({ PG_CONNECTION_STRING: url('localhost') }), true);
        await refuses(database.configuration({ PG_CONNECTION_STRING: url('localhost'), PG_CA: OTHER_CA }), UNTRUSTED);
        await refuses(database.configuration({ PG_CONNECTION_STRING: url('127.0.0.1') }), WRONG_NAME);
      });
    }

    it('?host= does not lead elsewhere', async () => {
      const PG_CONNECTION_STRING = database.url({ parameters: '?host=127.0.0.1' });
      await connects(database.configuration({ PG_CONNECTION_STRING }), true);
    });

    it('nor does the environment change anything', async () => {
      const weak = { PGSSLMODE: 'no-verify', NODE_TLS_REJECT_UNAUTHORIZED: '0' };
      Object.assign(process.env, weak);
      try {
        await refuses(database.configuration({ PG_CA: OTHER_CA }), UNTRUSTED);
        process.env.PGSSLMODE = 'disable';
        await connects(database.configuration(), true);
      } finally {
        for (const name of Object.keys(weak)) delete process.env[name];
      }
    });

    it('PG_SSL=disable: not encrypted, whatever the string says', async () => {
      for (const parameters of ['', '?sslmode=verify-full', '?ssl=true']) {
        const PG_CONNECTION_STRING = database.url({ host: '127.0.0.1', parameters });
        await connects({ PG_CONNECTION_STRING, PG_SSL: 'disable' }, false);
      }
    });

    it('any other PG_SSL verifies', async () => {
      for (const PG_SSL of ['', 'false', 'DISABLE', 'no-verify', '##PG_SSL##']) {
        await refuses(database.configuration({ PG_SSL, PG_CA: OTHER_CA }), UNTRUSTED);
      }
    });

    it('a server that declines TLS is told nothing', async () => {
      const received = [];
      const server = net.createServer((socket) => {
        socket.on('error', () => {}).on('data', (data) => { received.push(data); socket.write('N'); });
      }).listen(0, '127.0.0.1');
      await new Promise((resolve) => { server.once('listening', resolve); });
      const PG_CONNECTION_STRING = database.url({ port: server.address().port });
      await refuses(database.configuration({ PG_CONNECTION_STRING }), /does not support SSL/);
      server.close();
      // The request for TLS, and no user name after it.
      assert.equal(Buffer.concat(received).toString('hex'), '0000000804d2162f');
    });
  });
}
