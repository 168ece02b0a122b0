async function create(user, context, callback) {
  // Signs a user up; Auth0 then reads the profile through Get User and Login.
  if (!callback) [context, callback] = [null, context]; // Auth0 passes no context until that is enabled
  let answer;
  try {
    const { PG_CONNECTION_STRING, PG_CA, PG_SSL, STORE } = configuration;
    const pools = (global.userstorePools ||= {});
    const key = JSON.stringify([PG_CONNECTION_STRING, PG_CA, PG_SSL]);
    if (!pools[key]) {
      // In pg the string beats the options, so nothing in it may weaken TLS or the limits; host in ssl
      // is there because older pg compares the certificate of a numeric host with "localhost".
      const url = new URL(PG_CONNECTION_STRING);
      const weak = [...url.searchParams.keys()].filter((name) => /^(ssl|uselibpqcompat|host$)|_timeout$/i.test(name));
      weak.forEach((name) => url.searchParams.delete(name));
      const ssl = PG_SSL !== 'disable' && { ca: PG_CA || undefined, rejectUnauthorized: true, host: url.hostname };
      const limits = { max: 2, connectionTimeoutMillis: 3000, query_timeout: 11000 };
      pools[key] = new (require('pg').Pool)({ connectionString: url.href, ssl, ...limits });
      pools[key].on('error', () => {}); // an idle connection that breaks must not end the process
    }
    await pools[key].query('SELECT userstore.create($1, $2, $3)',
      [JSON.stringify(user), STORE || null, context ? JSON.stringify(context) : null]);
    answer = [null];
  } catch (err) {
    const codes = {
      '23U01': 'user_exists', '23U02': 'username_exists', '23U03': 'phone_number_exists',
      '23U11': 'invalid_email', '23U12': 'invalid_username', '23U13': 'invalid_phone_number',
      '23U20': 'invalid_password', '23U21': 'password_dictionary_error',
      '23U22': 'password_no_user_info_error', '23U23': 'password_history_error'
    };
    // Other messages may quote a host, a role, or a character of a password: only their code is passed on.
    const known = /^(\d\dU|23|0A000|22004|22023|42501)/.test(err.code);
    const message = known ? err.message : `the user store failed: ${err.code || err.message}`;
    if (/^23U/.test(err.code)) answer = [new ValidationError(codes[err.code] || err.constraint, message)];
    else if (/^28U/.test(err.code)) answer = [new UnauthorizedError(message)];
    else answer = [new Error(message)];
  }
  callback(...answer);
}
