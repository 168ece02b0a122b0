/*-------------------------------------------------------------------------
 *
 * crypt_any.h
 *	  Strings of crypt(3), of whichever method they are.
 *
 * src/hash/crypt_any.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_CRYPT_ANY_H
#define US_CRYPT_ANY_H

#include "scheme.h"

/*
 * Reads a verifier whose text is a string of crypt(3), bcrypt's among them.
 * As a scheme's read; US_HASH_UNSUPPORTED for a text of no method here.
 */
extern UsHashResult us_crypt_read(const UsVerifier *verifier,
								  const UsHashLimits *limits,
								  UsHashJob *job, UsHashInfo *info);

#endif							/* US_CRYPT_ANY_H */
