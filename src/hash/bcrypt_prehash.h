/*-------------------------------------------------------------------------
 *
 * bcrypt_prehash.h
 *	  The scheme "bcrypt-prehash": bcrypt of the text of a digest.
 *
 * Its row in the table of schemes; the contract stands in scheme.h.
 *
 * src/hash/bcrypt_prehash.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_BCRYPT_PREHASH_H
#define US_BCRYPT_PREHASH_H

#include "scheme.h"

extern UsHashResult us_bcrypt_prehash_read(const UsVerifier *verifier,
										   const UsHashLimits *limits,
										   UsHashJob *job, UsHashInfo *info);

#endif							/* US_BCRYPT_PREHASH_H */
