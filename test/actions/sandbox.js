'use strict';
// Runs the action scripts as Auth0 does: in a context that has Auth0's globals and nothing else.

const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const FOLDER = path.join(__dirname, '../../actions/database-connections/userstore');

// Each script, its function, the SQL function it calls, and how many arguments come before context.
const SCRIPTS = [
  { file: 'login', name: 'login', sql: 'login', own: 2, context: true },
  { file: 'create', name: 'create', sql: 'create', own: 1, context: true },
  { file: 'verify', name: 'verify', sql: 'verify', own: 1, context: true },
  { file: 'change_password', name: 'changePassword', sql: 'change_password', own: 2, context: true },
  { file: 'get_user', name: 'getUser', sql: 'get_user', own: 1, context: true },
  { file: 'delete', name: 'deleteUser', sql: 'delete', own: 1, context: true },
  { file: 'change_email', name: 'changeEmail', sql: 'change_email', own: 3, context: false }
];

// The oldest pg that the scripts promise to work with, and the newest 8.
const DRIVERS = ['pg-8.0.3', 'pg'];

const source = (file) => fs.readFileSync(path.join(FOLDER, `${file}.js`), 'utf8');

class ValidationError extends Error {
  constructor(code, message) {
    super(message);
    this.name = 'ValidationError';
    this.code = code;
  }
}

class UnauthorizedError extends Error {
  constructor(message) {
    super(message);
    this.name = 'UnauthorizedError';
  }
}

class WrongUsernameOrPasswordError extends Error {
  constructor(identifier, message) {
    super(message);
    this.name = 'WrongUsernameOrPasswordError';
    this.identifier = identifier;
  }
}

// A container of Auth0's: what is kept in its global outlives a call. `driver` is the package that
// require('pg') gives, or a module. No console is there: a script that logs fails.
class Container {
  constructor(configuration, driver = 'pg') {
    this.calls = [];
    this.context = vm.createContext({
      configuration: Object.freeze({ ...configuration }),
      require(name) {
        if (name !== 'pg') throw new Error(`Auth0 has no module ${name}`);
        return typeof driver === 'string' ? require(driver) : driver;
      },
      URL,
      ValidationError,
      UnauthorizedError,
      WrongUsernameOrPasswordError
    });
    this.context.global = vm.runInContext('globalThis', this.context);
    for (const { file, name } of SCRIPTS) {
      // Auth0 expects one function expression; strict mode finds variables that were not declared.
      this[name] = vm.runInContext(`'use strict'; (${source(file)}\n)`, this.context, { filename: `${file}.js` });
    }
  }

  get pools() {
    return Object.values(this.context.global.userstorePools || {});
  }

  // Calls an action and resolves with what its callback got: { error, result, count }, where count
  // goes on counting. `during` runs inside the callback.
  call(name, args, during = () => {}) {
    const call = { name, count: 0 };
    this.calls.push(call);
    return new Promise((resolve) => {
      const returned = this[name](...args, (...answer) => {
        call.count += 1;
        [call.error, call.result] = answer;
        call.length = answer.length;
        resolve(call);
        during();
      });
      // What the function returns is of no interest to Auth0; an error in it ends the process.
      call.returned = returned;
    });
  }

  // Ends the pools; the calls that were not answered exactly once are left in the array returned.
  async close() {
    await Promise.all(this.pools.map((pool) => pool.end()));
    return this.calls.filter((call) => call.count !== 1);
  }
}

module.exports = { Container, DRIVERS, FOLDER, SCRIPTS, source };
