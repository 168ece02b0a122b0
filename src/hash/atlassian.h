/*-------------------------------------------------------------------------
 *
 * atlassian.h
 *	  The scheme "atlassian".
 *
 * src/hash/atlassian.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_ATLASSIAN_H
#define US_ATLASSIAN_H

#include "scheme.h"

extern bool us_atlassian_recognise(UsSpan text);
extern UsHashResult us_atlassian_read(const UsVerifier *verifier,
									  const UsHashLimits *limits,
									  UsHashJob *job, UsHashInfo *info);

#endif							/* US_ATLASSIAN_H */
