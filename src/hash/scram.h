/*-------------------------------------------------------------------------
 *
 * scram.h
 *	  The scheme "pg-scram-sha-256".
 *
 * src/hash/scram.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SCRAM_H
#define US_SCRAM_H

#include "scheme.h"

extern bool us_scram_recognise(UsSpan text);
extern UsHashResult us_scram_read(const UsVerifier *verifier,
								  const UsHashLimits *limits,
								  UsHashJob *job, UsHashInfo *info);

#endif							/* US_SCRAM_H */
