/*-------------------------------------------------------------------------
 *
 * auth0.h
 *	  The scheme "auth0": Auth0's custom_password_hash.
 *
 * Its functions are its row in the table of schemes (scheme.h).  A verifier is
 * such an object; or the value alone, of which the declared object says the
 * rest.  Its salt, or the key of an HMAC, may then be a column of its own.
 *
 * src/hash/auth0.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_AUTH0_H
#define US_AUTH0_H

#include "scheme.h"

extern bool us_auth0_recognise(UsSpan text);
extern UsHashResult us_auth0_read(const UsVerifier *verifier,
								  const UsHashLimits *limits, UsHashJob *job,
								  UsHashInfo *info);

#endif							/* US_AUTH0_H */
