/*-------------------------------------------------------------------------
 *
 * passlib_pbkdf2.h
 *	  The scheme "passlib-pbkdf2".
 *
 * src/hash/passlib_pbkdf2.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_PASSLIB_PBKDF2_H
#define US_PASSLIB_PBKDF2_H

#include "scheme.h"

extern bool us_passlib_pbkdf2_recognise(UsSpan text);
extern UsHashResult us_passlib_pbkdf2_read(const UsVerifier *verifier,
										   const UsHashLimits *limits,
										   UsHashJob *job, UsHashInfo *info);

#endif							/* US_PASSLIB_PBKDF2_H */
