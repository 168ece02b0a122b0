async function getUser(identifier, context, callback) {
  // Looks a user up: the same profile as Login gives, or nothing.
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
    const { rows } = await pools[key].query('SELECT userstore.get_user($1, $2, $3) AS profile',
      [identifier, STORE || null, context ? JSON.stringify(context) : null]);
    answer = rows[0].profile ? [null, rows[0].profile] : [null];
  } catch (err) {
    // Other messages may quote a host, a role, or a character of a password: only their code is passed on.
    const known = /^(\d\dU|23|0A000|22004|22023|42501)/.test(err.code);
    const message = known ? err.message : `the user store failed: ${err.code || err.message}`;
    answer = [new Error(message)];
  }
  callback(...answer);
}
