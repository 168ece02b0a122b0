'use strict';
// The live server: PGHOST (socket folder), PGPORT and PGUSER say where it is, US_TEST_CA is the
// certificate of the authority that signed its certificate for "localhost".

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { Client } = require('pg');

const setting = (name) => process.env[name] || (() => { throw new Error(`${name} is not set`); })();

const CA = fs.readFileSync(setting('US_TEST_CA'), 'utf8');

async function connect(database) {
  const client = new Client({
    host: setting('PGHOST'), port: setting('PGPORT'), user: setting('PGUSER'), database
  });
  await client.connect();
  return client;
}

// A database of one test file, with a role for the scripts, who comes by TCP with a password.
class Database {
  static async create(name) {
    const self = new Database();
    self.name = self.role = `regress_userstore_${name}`;
    self.password = crypto.randomBytes(12).toString('hex');
    const admin = await connect('postgres');
    await admin.query(`DROP DATABASE IF EXISTS ${self.name} WITH (FORCE)`);
    await admin.query(`DROP ROLE IF EXISTS ${self.role}`);
    await admin.query(`CREATE ROLE ${self.role} LOGIN PASSWORD '${self.password}'`);
    await admin.query(`CREATE DATABASE ${self.name} TEMPLATE template0`);
    await admin.end();
    self.client = await connect(self.name);
    return self;
  }

  static async stub(name) {
    const self = await Database.create(name);
    await self.client.query(fs.readFileSync(path.join(__dirname, 'stub.sql'), 'utf8'));
    return self;
  }

  async rows(text, values) {
    return (await this.client.query(text, values)).rows;
  }

  // The last call that the stub answered.
  async lastCall() {
    return (await this.rows('SELECT * FROM stub.calls ORDER BY call DESC LIMIT 1'))[0];
  }

  async killConnections() {
    await this.rows('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = $1', [this.role]);
  }

  url({ host = 'localhost', port = setting('PGPORT'), parameters = '', password = this.password } = {}) {
    return `postgres://${this.role}:${password}@${host}:${port}/${this.name}${parameters}`;
  }

  configuration(more = {}) {
    return { PG_CONNECTION_STRING: this.url(), PG_CA: CA, ...more };
  }

  async drop() {
    await this.client.end();
    const admin = await connect('postgres');
    await admin.query(`DROP DATABASE ${this.name} WITH (FORCE)`);
    await admin.query(`DROP ROLE ${this.role}`);
    await admin.end();
  }
}

module.exports = { CA, Database };
