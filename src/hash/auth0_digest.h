/*-------------------------------------------------------------------------
 *
 * auth0_digest.h
 *	  The algorithms of custom_password_hash whose salt stands beside the hash.
 *
 * The others' values are strings of other schemes.
 *
 * src/hash/auth0_digest.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_AUTH0_DIGEST_H
#define US_AUTH0_DIGEST_H

#include "auth0_object.h"
#include "scheme.h"

/* An object, and what it leaves to the verifier. */
typedef struct UsAuth0Source
{
	UsAuth0		object;
	bool		is_template;	/* is the object what was declared? */
	UsSpan		value;			/* the hash's, unescaped */
	UsSpan		column;			/* salt or key; start NULL: none */
} UsAuth0Source;

/* A digest or HMAC; a scheme's read otherwise, but for the blank's place. */
extern UsHashResult us_auth0_read_digest(const UsAuth0Source *source,
										 UsHashJob *job, UsHashInfo *info);

/* scrypt; the same. */
extern UsHashResult us_auth0_read_scrypt(const UsAuth0Source *source,
										 const UsHashLimits *limits,
										 UsHashJob *job, UsHashInfo *info);

#endif							/* US_AUTH0_DIGEST_H */
