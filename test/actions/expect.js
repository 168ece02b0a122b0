'use strict';
// What the tests expect of an answer, said once.

const assert = require('node:assert/strict');
const util = require('node:util');

// An error of exactly this class, which quotes none of the secrets.
function refused(call, name, secrets = []) {
  assert.equal(call.count, 1, `${call.name} called back ${call.count} times`);
  assert.equal(call.length, 1, 'an error comes alone');
  assert.equal(call.error?.constructor?.name, name, util.inspect(call.error));
  const text = util.inspect(call.error, { depth: 9, showHidden: true });
  for (const secret of secrets) assert.ok(!text.includes(secret), `"${secret}" is in: ${text}`);
  return call.error;
}

function succeeded(call, ...answer) {
  assert.equal(call.count, 1, `${call.name} called back ${call.count} times`);
  assert.equal(call.error, null, util.inspect(call.error));
  assert.equal(call.length, 1 + answer.length);
  assert.deepEqual(answer.length ? [plain(call.result)] : [], answer);
}

// The same value, made of this context's objects: deepEqual compares prototypes.
function plain(value) {
  return value === undefined ? value : JSON.parse(JSON.stringify(value));
}

module.exports = { plain, refused, succeeded };
