/*-------------------------------------------------------------------------
 *
 * crypt3_burn.h
 *	  Does the work of a method of crypt(3) for nothing.
 *
 * src/hash/crypt3_burn.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_CRYPT3_BURN_H
#define US_CRYPT3_BURN_H

#include "types.h"

#define US_CRYPT3_SETTING_ROOM	64	/* bytes of a setting of ours, with NUL */

/* The work of descrypt; a count of bsdicrypt's is the same work. */
#define US_DESCRYPT_ROUNDS		25

/* The rounds that md5crypt and apr1 always do. */
#define US_MD5CRYPT_ROUNDS		1000

/* The rounds that sunmd5 does beside those of its setting. */
#define US_SUNMD5_ROUNDS		4096

/*
 * Does as much of a method of crypt(3) with a password: what is less than the
 * method's least is rounded to it or to nothing.  US_HASH_MATCH, or as
 * us_crypt3_compute; US_HASH_INTERRUPTED between two calls;
 * US_HASH_OUT_OF_BOUNDS for what no verifier asks for; US_HASH_UNSUPPORTED
 * for a primitive that is not one of crypt(3).
 */
extern UsHashResult us_crypt3_burn(const UsHashWork *work, UsSpan password);

#endif							/* US_CRYPT3_BURN_H */
