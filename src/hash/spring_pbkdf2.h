/*-------------------------------------------------------------------------
 *
 * spring_pbkdf2.h
 *	  The schemes "spring-pbkdf2-v55", "-v58" and "spring-pbkdf2".
 *
 * src/hash/spring_pbkdf2.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SPRING_PBKDF2_H
#define US_SPRING_PBKDF2_H

#include "scheme.h"

extern bool us_spring_pbkdf2_v55_recognise(UsSpan text);
extern UsHashResult us_spring_pbkdf2_v55_read(const UsVerifier *verifier,
											  const UsHashLimits *limits,
											  UsHashJob *job,
											  UsHashInfo *info);

extern bool us_spring_pbkdf2_v58_recognise(UsSpan text);
extern UsHashResult us_spring_pbkdf2_v58_read(const UsVerifier *verifier,
											  const UsHashLimits *limits,
											  UsHashJob *job,
											  UsHashInfo *info);

/* Must be declared. */
extern UsHashResult us_spring_pbkdf2_read(const UsVerifier *verifier,
										  const UsHashLimits *limits,
										  UsHashJob *job, UsHashInfo *info);

#endif							/* US_SPRING_PBKDF2_H */
