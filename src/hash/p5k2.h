/*-------------------------------------------------------------------------
 *
 * p5k2.h
 *	  The schemes "dlitz-pbkdf2" and "cta-pbkdf2".
 *
 * src/hash/p5k2.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_P5K2_H
#define US_P5K2_H

#include "scheme.h"

extern bool us_dlitz_pbkdf2_recognise(UsSpan text);
extern UsHashResult us_dlitz_pbkdf2_read(const UsVerifier *verifier,
										 const UsHashLimits *limits,
										 UsHashJob *job, UsHashInfo *info);

extern bool us_cta_pbkdf2_recognise(UsSpan text);
extern UsHashResult us_cta_pbkdf2_read(const UsVerifier *verifier,
									   const UsHashLimits *limits,
									   UsHashJob *job, UsHashInfo *info);

#endif							/* US_P5K2_H */
