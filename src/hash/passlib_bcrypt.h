/*-------------------------------------------------------------------------
 *
 * passlib_bcrypt.h
 *	  The scheme "passlib-bcrypt-sha256": bcrypt of a digest, by passlib.
 *
 * Its row in the table of schemes; the contract stands in scheme.h.
 *
 * src/hash/passlib_bcrypt.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_PASSLIB_BCRYPT_H
#define US_PASSLIB_BCRYPT_H

#include "scheme.h"

extern bool us_passlib_bcrypt_recognise(UsSpan text);
extern UsHashResult us_passlib_bcrypt_read(const UsVerifier *verifier,
										   const UsHashLimits *limits,
										   UsHashJob *job, UsHashInfo *info);

#endif							/* US_PASSLIB_BCRYPT_H */
