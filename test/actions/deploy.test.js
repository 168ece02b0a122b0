'use strict';
// Proves that Auth0's Deploy CLI, offline, loads the folder: seven scripts, settings filled in.

const assert = require('node:assert/strict');
const path = require('node:path');
const { it } = require('node:test');
// Deploy CLI's own validator; to compile its schemas of everything else takes 15 s.
const Ajv = require('ajv/lib/ajv');
const { default: DirectoryContext } = require('auth0-deploy-cli/lib/context/directory');
const { default: Handler, schema } = require('auth0-deploy-cli/lib/tools/auth0/handlers/databases');
const { FOLDER, SCRIPTS, source } = require('./sandbox');

const MAPPINGS = {
  PG_CONNECTION_STRING: 'postgres://app:p%40ss@db.example/users',
  PG_CA: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
  PG_SSL: '',
  STORE: 'customers'
};

const config = (mappings) => ({
  AUTH0_INPUT_FILE: path.join(FOLDER, '../..'),
  AUTH0_KEYWORD_REPLACE_MAPPINGS: mappings,
  AUTH0_INCLUDED_ONLY: ['databases']
});

async function load(mappings) {
  const context = new DirectoryContext(config(mappings), {});
  await context.loadAssetsFromLocal();
  assert.equal(context.assets.databases.length, 1);
  return context.assets.databases[0];
}

it('the connection is a custom database without import', async () => {
  const database = await load(MAPPINGS);
  assert.equal(database.strategy, 'auth0');
  assert.ok(database.name.length <= 35);
  assert.equal(database.options.enabledDatabaseCustomization, true);
  assert.equal(database.options.import_mode, false);
});

it('it passes the validation that stands before a deployment', async () => {
  const databases = [await load(MAPPINGS)];
  const ajv = new Ajv({ useDefaults: true, nullable: true });
  assert.ok(ajv.validate(schema, databases), JSON.stringify(ajv.errors));
  await new Handler({ client: {}, config: (key) => config(MAPPINGS)[key] }).validate({ databases });
});

it('all seven scripts come out as they are in the files', async () => {
  const { options } = await load(MAPPINGS);
  const expected = Object.fromEntries(SCRIPTS.map(({ file }) => [file, source(file)]));
  assert.deepEqual(options.customScripts, expected);
});

it('the placeholders are filled in, a certificate with its line breaks', async () => {
  const { options } = await load(MAPPINGS);
  assert.deepEqual(options.configuration, MAPPINGS);
});

it('every placeholder is one that the scripts know', async () => {
  const { options } = await load({});
  const names = Object.values(options.configuration).map((value) => /^(?:##(\w+)##|@@(\w+)@@)$/.exec(value))
    .map(([, text, json]) => text || json);
  assert.deepEqual(names, Object.keys(options.configuration));
  for (const name of names) assert.ok(source('login').includes(name), name);
});
