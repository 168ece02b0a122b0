'use strict';
// Proves the shape of the scripts: each stands alone, is one short function and makes one call.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { describe, it } = require('node:test');
const vm = require('node:vm');
const { Container, FOLDER, SCRIPTS, source } = require('./sandbox');

// Between these lines every script says the same: how it connects.
const connection = (text) => text.slice(text.indexOf('    const { PG_CONNECTION_STRING'), text.indexOf('.query('))
  .replace(/\n.*$/, '');

it('the folder holds the seven scripts and database.json, and nothing else', () => {
  const expected = [...SCRIPTS.map(({ file }) => `${file}.js`), 'database.json'];
  assert.deepEqual(fs.readdirSync(FOLDER).sort(), expected.sort());
});

for (const { file, name, sql, own, context } of SCRIPTS) {
  describe(`${file}.js`, () => {
    const text = source(file);
    const code = text.split('\n').filter((line) => !/^\s*(\/\/|$)/.test(line));

    it('is one named function', () => {
      const value = vm.runInNewContext(`(${text}\n)`);
      assert.equal(value.name, name);
      assert.equal(value.length, own + (context ? 2 : 1));
    });

    it('makes exactly one call, with bound parameters', () => {
      const count = own + (context ? 2 : 1);
      const parameters = Array.from({ length: count }, (_, i) => `$${i + 1}`).join(', ');
      assert.deepEqual(text.match(/userstore\.\w+\([^)]*\)/g), [`userstore.${sql}(${parameters})`]);
      assert.equal(text.match(/SELECT/gi).length, 1);
      assert.equal(text.match(/\.query\(/g).length, 1);
      assert.equal(text.match(/\bcallback\(/g).length, 1);
    });

    it('is short', () => {
      assert.ok(Buffer.byteLength(text) < 100000);
      assert.ok(code.length <= 35, `${code.length} lines of code`);
      assert.ok(text.split('\n').every((line) => line.length <= 120));
    });

    it('neither logs nor reads the environment nor sets statement_timeout', () => {
      assert.doesNotMatch(text, /console\.|process\.|statement_timeout/);
    });

    it('holds nothing that Deploy CLI would take for a placeholder', () => {
      assert.doesNotMatch(text, /##|@@/);
    });

    it('connects as the others do', () => {
      assert.ok(connection(text).includes('new (require(\'pg\').Pool)'));
      assert.equal(connection(text), connection(source('login')));
    });
  });
}

describe('what a script gives to pg', () => {
  // A driver that only notes what it is asked.
  const recorder = () => {
    const pools = [];
    class Pool {
      constructor(options) { this.options = options; pools.push(this); }
      on(event) { assert.equal(event, 'error'); this.handled = true; }
      async query() { return { rows: [{ profile: null, changed: false }] }; }
      async end() {}
    }
    return { pools, Pool };
  };
  const URL_ONLY = 'postgres://u:p%40%2Fq@db.example:6543/users';
  const optionsFor = async (PG_CONNECTION_STRING, more = {}) => {
    const driver = recorder();
    await new Container({ PG_CONNECTION_STRING, ...more }, driver).call('getUser', ['x']);
    assert.equal(driver.pools.length, 1);
    assert.ok(driver.pools[0].handled);
    return driver.pools[0].options;
  };

  it('a small pool with limits of its own, verifying', async () => {
    const { ssl, ...others } = await optionsFor(URL_ONLY, { PG_CA: 'pem' });
    assert.deepEqual({ ...ssl }, { ca: 'pem', rejectUnauthorized: true, host: 'db.example' });
    assert.deepEqual({ ...others },
      { connectionString: URL_ONLY, max: 2, connectionTimeoutMillis: 3000, query_timeout: 11000 });
  });

  it('the worst case of waiting stays under 20 s', async () => {
    // In the queue, for a connection, and for the answer.
    const { connectionTimeoutMillis, query_timeout } = await optionsFor(URL_ONLY);
    assert.ok(2 * connectionTimeoutMillis + query_timeout <= 17000);
  });

  it('the connection string without what would win over the options', async () => {
    const kept = `${URL_ONLY}?application_name=auth0&options=-c+work_mem%3D4MB`;
    const { connectionString } = await optionsFor(`${kept}&sslmode=disable&SSL=0&%73slrootcert=a&ssl%6Dode=b&`
      + 'sslmode=c&UseLibpqCompat=true&sslnegotiation=direct&host=evil&statement_timeout=1&query_timeout=0');
    assert.equal(connectionString, kept);
  });

  it('no TLS only for exactly "disable"', async () => {
    assert.equal((await optionsFor(URL_ONLY, { PG_SSL: 'disable' })).ssl, false);
    for (const PG_SSL of ['', 'DISABLE', 'false', 'no', '##PG_SSL##', false, 0, null, undefined]) {
      assert.equal((await optionsFor(URL_ONLY, { PG_SSL })).ssl.rejectUnauthorized, true);
    }
  });

  it('the public authorities when PG_CA is empty', async () => {
    assert.equal((await optionsFor(URL_ONLY, { PG_CA: '' })).ssl.ca, undefined);
  });

  it('one pool for all seven actions, another for another configuration', async () => {
    const driver = recorder();
    const container = new Container({ PG_CONNECTION_STRING: URL_ONLY }, driver);
    for (const { name, own, context } of SCRIPTS) {
      await container.call(name, Array.from({ length: own + (context ? 1 : 0) }, () => 'x'));
    }
    assert.equal(driver.pools.length, 1);

    const other = { PG_CONNECTION_STRING: `${URL_ONLY}2` };
    for (const more of [other, { ...other, PG_CA: 'pem' }, { ...other, PG_SSL: 'disable' }]) {
      container.context.configuration = more;
      await container.call('getUser', ['x']);
      await container.call('getUser', ['x']);
    }
    assert.equal(driver.pools.length, 4);
    assert.deepEqual(await container.close(), []);
  });
});
