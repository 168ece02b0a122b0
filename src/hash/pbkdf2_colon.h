/*-------------------------------------------------------------------------
 *
 * pbkdf2_colon.h
 *	  The scheme "pbkdf2-colon".
 *
 * src/hash/pbkdf2_colon.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_PBKDF2_COLON_H
#define US_PBKDF2_COLON_H

#include "scheme.h"

extern bool us_pbkdf2_colon_recognise(UsSpan text);
extern UsHashResult us_pbkdf2_colon_read(const UsVerifier *verifier,
										 const UsHashLimits *limits,
										 UsHashJob *job, UsHashInfo *info);

#endif							/* US_PBKDF2_COLON_H */
