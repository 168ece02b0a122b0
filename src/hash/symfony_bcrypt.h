/*-------------------------------------------------------------------------
 *
 * symfony_bcrypt.h
 *	  The scheme "symfony-bcrypt-sha512": bcrypt, of long ones of a digest.
 *
 * Its row in the table of schemes; the contract stands in scheme.h.
 *
 * src/hash/symfony_bcrypt.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SYMFONY_BCRYPT_H
#define US_SYMFONY_BCRYPT_H

#include "scheme.h"

extern UsHashResult us_symfony_bcrypt_read(const UsVerifier *verifier,
										   const UsHashLimits *limits,
										   UsHashJob *job, UsHashInfo *info);

#endif							/* US_SYMFONY_BCRYPT_H */
