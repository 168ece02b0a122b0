/*-------------------------------------------------------------------------
 *
 * spring_digest.h
 *	  The schemes "spring-digest" and "spring-sha256": Spring's plain digests.
 *
 * Their functions are their rows in the table of schemes (scheme.h).
 *
 * src/hash/spring_digest.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SPRING_DIGEST_H
#define US_SPRING_DIGEST_H

#include "scheme.h"

extern bool us_spring_digest_recognise(UsSpan text);
extern UsHashResult us_spring_digest_read(const UsVerifier *verifier,
										  const UsHashLimits *limits,
										  UsHashJob *job, UsHashInfo *info);

/*
 * Declared, it may lack its prefix, and have the parameter "secret": the
 * application's, which was hashed before the password.
 */
extern bool us_spring_sha256_recognise(UsSpan text);
extern UsHashResult us_spring_sha256_read(const UsVerifier *verifier,
										  const UsHashLimits *limits,
										  UsHashJob *job, UsHashInfo *info);

#endif							/* US_SPRING_DIGEST_H */
