/*-------------------------------------------------------------------------
 *
 * crypt_schemes.h
 *	  The schemes of crypt(3) that are counted in rounds.
 *
 * Each function is of a row in the table of schemes (scheme.h).
 *
 * src/hash/crypt_schemes.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_CRYPT_SCHEMES_H
#define US_CRYPT_SCHEMES_H

#include "scheme.h"

#define US_CRYPT_SCHEME(name) \
	extern bool us_##name##_recognise(UsSpan text); \
	extern UsHashResult us_##name##_read(const UsVerifier *verifier, \
										 const UsHashLimits *limits, \
										 UsHashJob *job, UsHashInfo *info)

US_CRYPT_SCHEME(sha512crypt);	/* $6$ */
US_CRYPT_SCHEME(sha256crypt);	/* $5$ */
US_CRYPT_SCHEME(sha1crypt);		/* $sha1$ */
US_CRYPT_SCHEME(sunmd5);		/* $md5$ and $md5, */
US_CRYPT_SCHEME(md5crypt);		/* $1$ */
US_CRYPT_SCHEME(bsdicrypt);		/* _ and 19 digits */
US_CRYPT_SCHEME(descrypt);		/* 13 digits */

#undef US_CRYPT_SCHEME

#endif							/* US_CRYPT_SCHEMES_H */
