/*-------------------------------------------------------------------------
 *
 * apr1.h
 *	  The scheme "apr1": Apache's variant of md5crypt.
 *
 * src/hash/apr1.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_APR1_H
#define US_APR1_H

#include "scheme.h"

#define US_APR1_PASSWORD_MAX	511 /* bytes; longer ones are refused */

/* Its row in the table of schemes (scheme.h). */
extern bool us_apr1_recognise(UsSpan text);
extern UsHashResult us_apr1_read(const UsVerifier *verifier,
								 const UsHashLimits *limits,
								 UsHashJob *job, UsHashInfo *info);

/* Hashes what it takes of a password, for nothing; as its compute function. */
extern UsHashResult us_apr1_burn(UsSpan password);

#endif							/* US_APR1_H */
