/*-------------------------------------------------------------------------
 *
 * argon2_keyed.h
 *	  The scheme "argon2-keyed": argon2 with a secret of the application's.
 *
 * Its row in the table of schemes; the contract stands in scheme.h.
 *
 * src/hash/argon2_keyed.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_ARGON2_KEYED_H
#define US_ARGON2_KEYED_H

#include "scheme.h"

extern UsHashResult us_argon2_keyed_read(const UsVerifier *verifier,
										 const UsHashLimits *limits,
										 UsHashJob *job, UsHashInfo *info);

#endif							/* US_ARGON2_KEYED_H */
