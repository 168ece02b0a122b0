/*-------------------------------------------------------------------------
 *
 * symfony_pbkdf2.h
 *	  The scheme "symfony-pbkdf2", which must be declared.
 *
 * src/hash/symfony_pbkdf2.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SYMFONY_PBKDF2_H
#define US_SYMFONY_PBKDF2_H

#include "scheme.h"

extern UsHashResult us_symfony_pbkdf2_read(const UsVerifier *verifier,
										   const UsHashLimits *limits,
										   UsHashJob *job, UsHashInfo *info);

#endif							/* US_SYMFONY_PBKDF2_H */
