/*-------------------------------------------------------------------------
 *
 * spring_scrypt.h
 *	  The scheme "spring-scrypt": {scrypt}$parameters$salt$key.
 *
 * src/hash/spring_scrypt.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SPRING_SCRYPT_H
#define US_SPRING_SCRYPT_H

#include "scheme.h"

extern bool us_spring_scrypt_recognise(UsSpan text);

/* Declared, the string may come without a prefix: from one encoder alone. */
extern UsHashResult us_spring_scrypt_read(const UsVerifier *verifier,
										  const UsHashLimits *limits,
										  UsHashJob *job, UsHashInfo *info);

#endif							/* US_SPRING_SCRYPT_H */
