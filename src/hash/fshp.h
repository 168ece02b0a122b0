/*-------------------------------------------------------------------------
 *
 * fshp.h
 *	  The scheme "fshp".
 *
 * src/hash/fshp.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_FSHP_H
#define US_FSHP_H

#include "scheme.h"

extern bool us_fshp_recognise(UsSpan text);
extern UsHashResult us_fshp_read(const UsVerifier *verifier,
								 const UsHashLimits *limits,
								 UsHashJob *job, UsHashInfo *info);

#endif							/* US_FSHP_H */
