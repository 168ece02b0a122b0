/*-------------------------------------------------------------------------
 *
 * scrypt_colon.h
 *	  The schemes "node-scrypt-colon" and "better-auth-scrypt": salt:key.
 *
 * Both must be declared, and can be with "n", "r" and "p": nothing in the
 * string tells them.
 *
 * src/hash/scrypt_colon.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SCRYPT_COLON_H
#define US_SCRYPT_COLON_H

#include "scheme.h"

/* Node's defaults, as tutorials have it: n=16384, r=8, p=1. */
extern UsHashResult us_node_scrypt_read(const UsVerifier *verifier,
										const UsHashLimits *limits,
										UsHashJob *job, UsHashInfo *info);

/* n=16384, r=16, p=1, and the password is normalised to NFKC. */
extern UsHashResult us_better_auth_read(const UsVerifier *verifier,
										const UsHashLimits *limits,
										UsHashJob *job, UsHashInfo *info);

#endif							/* US_SCRYPT_COLON_H */
