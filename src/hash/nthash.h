/*-------------------------------------------------------------------------
 *
 * nthash.h
 *	  The scheme "nthash": MD4 of the password in UTF-16, as Windows has it.
 *
 * The functions are its row in the table of schemes (scheme.h).
 *
 * src/hash/nthash.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_NTHASH_H
#define US_NTHASH_H

#include "scheme.h"

extern bool us_nthash_recognise(UsSpan text);
extern UsHashResult us_nthash_read(const UsVerifier *verifier,
								   const UsHashLimits *limits,
								   UsHashJob *job, UsHashInfo *info);

#endif							/* US_NTHASH_H */
