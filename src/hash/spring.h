/*-------------------------------------------------------------------------
 *
 * spring.h
 *	  The scheme "spring": what Spring puts before another scheme's string.
 *
 * Its functions are its row in the table of schemes (scheme.h).  The prefixes
 * before strings of Spring's own are schemes of their own.
 *
 * src/hash/spring.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SPRING_H
#define US_SPRING_H

#include "scheme.h"

extern bool us_spring_recognise(UsSpan text);
extern UsHashResult us_spring_read(const UsVerifier *verifier,
								   const UsHashLimits *limits,
								   UsHashJob *job, UsHashInfo *info);

#endif							/* US_SPRING_H */
