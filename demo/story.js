'use strict';
// Tells the story step by step, each with what went in and what came out. An outcome that is not the
// expected one ends it: the demo must not praise what does not work.

const { spawnSync } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const util = require('node:util');
const { Container } = require('../test/actions/sandbox');

const { US_BIN, US_TEST_CA, PGPORT, PGDATABASE } = process.env;
const ROLE = 'auth0_scripts';
const ROLE_PASSWORD = crypto.randomBytes(12).toString('hex');
const FIRST = 'correct horse battery';
const SECOND = 'a new and longer phrase';
const GUESS = 'password123';
// What the shop made of the first password long ago, with bcrypt.
const BOB = '$2b$08$abcdefghijklmnopqrstuuwezlW09AGl.Qc8oiYvHEzrpumH/GaSu';
const ATTACH = "SELECT name, usable, reason FROM userstore.attach('members', 'old.members',"
  + ` options => '{"user_id_prefix": "members|"}') WHERE kind = 'capability'`;
// What stands in the output instead of a password, quotes included.
const LABELS = {
  [FIRST]: '<first password>', [SECOND]: '<new password>', [GUESS]: '<a wrong password>', [ROLE_PASSWORD]: "'...'"
};

const container = new Container({
  PG_CONNECTION_STRING: `postgres://${ROLE}:${ROLE_PASSWORD}@localhost:${PGPORT}/${PGDATABASE}`,
  PG_CA: fs.readFileSync(US_TEST_CA, 'utf8')
});

function mask(text) {
  return Object.entries(LABELS).reduce((masked, [secret, label]) => masked.replaceAll(`'${secret}'`, label), text);
}

// A value as JavaScript writes it; what comes from the scripts' context is copied into this one.
function show(value) {
  if (value instanceof Object && 'message' in value) {
    return `new ${value.name}(${[value.code || value.identifier, value.message].filter(Boolean).map(show).join(', ')})`;
  }
  return util.inspect(value && JSON.parse(JSON.stringify(value)), { depth: 9, breakLength: 76 });
}

function print(label, text) {
  text.trimEnd().split('\n').forEach((line, n) => console.log(`   ${(n ? '' : label).padEnd(8)}${line}`));
}

let chapters = 0;
function chapter(title) {
  chapters += 1;
  console.log(`\n${chapters}. ${title}`);
}

function check(right, outcome) {
  if (!right) throw new Error(`this was not to be expected: ${mask(outcome)}`);
}

function psql(statement, env) {
  return spawnSync(path.join(US_BIN, 'psql'), ['-X', '-q', '-P', 'footer=off', '-c', statement],
    { env: { ...process.env, ...env }, encoding: 'utf8' });
}

// A statement of the DBA's, as typed in psql.
function sql(statement) {
  print('DBA', mask(`${statement};`));
  const { status, stdout, stderr } = psql(statement);
  check(status === 0, stderr);
  return stdout;
}

// A statement of whoever got hold of the scripts' password, from outside.
function intrude(statement) {
  print('thief', `${statement};`);
  const { status, stderr } = psql(statement, {
    PGHOST: 'localhost', PGUSER: ROLE, PGPASSWORD: ROLE_PASSWORD, PGSSLMODE: 'verify-full', PGSSLROOTCERT: US_TEST_CA
  });
  print('', stderr);
  check(status !== 0 && /permission denied/.test(stderr), stderr);
}

// An action as Auth0 runs it. `expected` looks at the answer; only `plain` shows passwords.
async function act(name, args, expected, plain = false) {
  const before = process.hrtime.bigint();
  const { error, result, length } = await container.call(name, args);
  const ms = Number(process.hrtime.bigint() - before) / 1e6;
  const called = `${name}(${args.map(show).join(', ')})`;
  print('Auth0', plain ? called : mask(called));
  const answer = (length > 1 ? [error, result] : [error]).map((value) => (value === null ? 'null' : show(value)));
  print('script', mask(`callback(${answer.join(', ')})   [${ms.toFixed(0)} ms]`));
  check(expected(error, result), answer.join(', '));
  return result;
}

const refusedAs = (name, code) => (error) => error?.name === name && (code === undefined || error.code === code);
const succeeded = (error) => error === null;
const isUser = (email, verified) => (error, profile) =>
  error === null && profile.email === email && profile.email_verified === verified;

async function tell() {
  chapter('The DBA installs the extension, makes a store, and lets one role call it');
  sql('CREATE EXTENSION userstore');
  sql('CREATE ROLE shop');
  sql("SELECT userstore.create_store(owner => 'shop')");
  sql(`CREATE ROLE ${ROLE} LOGIN PASSWORD '${ROLE_PASSWORD}'`);
  sql(`SELECT userstore.grant_access('${ROLE}')`);

  chapter('Ann signs up: Auth0 asks whether she is there, then creates her');
  await act('getUser', ['ann@example.com'], (error, profile) => error === null && !profile);
  await act('create', [{ email: 'ann@example.com', password: FIRST, user_metadata: { plan: 'free' } }], succeeded, true);
  await act('create', [{ email: 'ANN@example.com', password: FIRST }], refusedAs('ValidationError', 'user_exists'));

  chapter('She follows the link in her mail');
  await act('verify', ['ann@example.com'], succeeded);

  chapter('She logs in; a wrong password and an address nobody has are refused alike');
  const ann = await act('login', ['Ann@example.com', FIRST], isUser('ann@example.com', true));
  await act('login', ['ann@example.com', GUESS], refusedAs('WrongUsernameOrPasswordError'));
  await act('login', ['nobody@example.com', GUESS], refusedAs('WrongUsernameOrPasswordError'));

  chapter('Somebody guesses at her password: twenty times, then the database refuses, hers too, until she is cleared');
  for (let n = 1; n < 20; n += 1) await container.call('login', ['ann@example.com', `${GUESS}${n}`]);
  await act('login', ['ann@example.com', GUESS], refusedAs('UnauthorizedError'));
  await act('login', ['Ann@example.com', FIRST], refusedAs('UnauthorizedError'));
  print('', sql("SELECT failures, refused_for > '0' AS refused FROM userstore.throttled('ann@example.com')"));
  sql("SELECT userstore.clear_throttle('ann@example.com')");
  await act('login', ['Ann@example.com', FIRST], isUser('ann@example.com', true));

  chapter('She forgets her password and sets another: the old one no longer works');
  await act('changePassword', ['ann@example.com', 'short'], refusedAs('ValidationError', 'invalid_password'));
  await act('changePassword', ['ann@example.com', SECOND], succeeded);
  await act('login', ['ann@example.com', FIRST], refusedAs('WrongUsernameOrPasswordError'));
  await act('login', ['ann@example.com', SECOND], isUser('ann@example.com', true));

  chapter('She moves to another address');
  await act('changeEmail', ['ann@example.com', 'ann@example.org', true], succeeded);
  await act('getUser', ['ann@example.org'], isUser('ann@example.org', true));

  chapter('What the database holds: an argon2id verifier in an ordinary table');
  const row = sql('SELECT email, left(verifier, 31) AS verifier, logins_count FROM users');
  print('', row);
  check(row.includes('$argon2id$v=19$m=65536,t=2,p=1$'), row);

  chapter("A thief of the scripts' password reads no table");
  intrude('SELECT email, verifier FROM public.users');
  intrude('SELECT * FROM userstore.stores');

  chapter('The shop has an older table of members; it becomes a store as it is');
  sql('CREATE SCHEMA old AUTHORIZATION shop');
  sql('SET ROLE shop; CREATE TABLE old.members (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,'
    + ' email text, password text, deleted_at timestamptz)');
  sql("INSERT INTO old.members (email, password) VALUES ('Bob@example.net',"
    + ` '${BOB}')`);
  const refused = psql(ATTACH);
  print('DBA', `${ATTACH};`);
  print('', refused.stderr);
  check(/CREATE UNIQUE INDEX CONCURRENTLY/.test(refused.stderr), refused.stderr);
  sql('CREATE UNIQUE INDEX CONCURRENTLY members_email_key ON old.members (lower(email)) WHERE deleted_at IS NULL');
  const capabilities = sql(ATTACH);
  print('', capabilities);
  check(/create +\| t/.test(capabilities), capabilities);
  const bob = sql(`SELECT userstore.login('bob@example.net', '${FIRST}', 'members')`);
  print('', bob);
  check(bob.includes('members|1'), bob);

  chapter('Users of an old forum come over with bare MD5: wrapped at once, upgraded when they log in');
  sql(`INSERT INTO users (email, verifier) VALUES ('cid@example.com', md5('${FIRST}'))`);
  sql('SELECT count(*) FROM userstore.stores AS s,'
    + " userstore.attach(s.store, s.relation, s.columns, s.options || '{\"scheme\": \"hex-md5\"}')"
    + " WHERE s.store = 'default'");
  const schemes = sql('SELECT scheme, cost, users, weak FROM userstore.schemes()');
  print('', schemes);
  check(/hex-md5 +\|.*\| +1 \| t/.test(schemes), schemes);
  sql('CALL userstore.harden()');
  const wrapped = sql("SELECT left(verifier, 31) AS verifier FROM users WHERE email = 'cid@example.com'");
  print('', wrapped);
  check(wrapped.includes('$us-wrap$v=1,s=hex-md5'), wrapped);
  await act('login', ['cid@example.com', FIRST], isUser('cid@example.com', false));
  const upgraded = sql("SELECT left(verifier, 31) AS verifier FROM users WHERE email = 'cid@example.com'");
  print('', upgraded);
  check(upgraded.includes('$argon2id$v=19$m=65536,t=2,p=1$'), upgraded);

  chapter('Ann leaves');
  await act('deleteUser', [ann.user_id], succeeded);
  await act('getUser', ['ann@example.org'], (error, profile) => error === null && !profile);
}

tell()
  .then(() => console.log('\nThat was it. The server and everything else of the demo are gone when this script ends.'))
  .catch((error) => {
    console.error(`\nThe demo failed: ${error.message}`);
    process.exitCode = 1;
  })
  .finally(() => container.close());
