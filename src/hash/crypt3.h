/*-------------------------------------------------------------------------
 *
 * crypt3.h
 *	  crypt(3), as libxcrypt computes it, in memory that is wiped.
 *
 * src/hash/crypt3.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_CRYPT3_H
#define US_CRYPT3_H

#include "types.h"

#define US_CRYPT3_PASSWORD_MAX	511 /* bytes; libxcrypt takes no more */
#define US_CRYPT3_ROOM			385 /* bytes of what it gives, with NUL */

/*
 * Hashes a password with a setting, which ends in NUL, into out, which has
 * US_CRYPT3_ROOM bytes and gets a NUL.  What stands behind a NUL of the
 * password is not looked at.  US_HASH_MATCH, and the caller wipes out;
 * US_HASH_NO_MEMORY; US_HASH_TOO_LONG; US_HASH_UNSUPPORTED if libxcrypt was
 * built without the method or takes no such setting.
 */
extern UsHashResult us_crypt3_compute(const char *setting, UsSpan password,
									  char *out);

/* The sentence for a result that is neither a match nor a mismatch. */
extern const char *us_crypt3_detail(UsHashResult result);

#endif							/* US_CRYPT3_H */
