/*-------------------------------------------------------------------------
 *
 * bcrypt_pepper.h
 *	  The scheme "bcrypt-pepper-suffix": bcrypt of password and pepper.
 *
 * Its row in the table of schemes; the contract stands in scheme.h.
 *
 * src/hash/bcrypt_pepper.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_BCRYPT_PEPPER_H
#define US_BCRYPT_PEPPER_H

#include "scheme.h"

extern UsHashResult us_bcrypt_pepper_read(const UsVerifier *verifier,
										  const UsHashLimits *limits,
										  UsHashJob *job, UsHashInfo *info);

#endif							/* US_BCRYPT_PEPPER_H */
