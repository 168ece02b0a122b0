/*-------------------------------------------------------------------------
 *
 * pbkdf2_phc.h
 *	  The scheme "pbkdf2-phc", for Auth0 and Kratos too.
 *
 * src/hash/pbkdf2_phc.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_PBKDF2_PHC_H
#define US_PBKDF2_PHC_H

#include "scheme.h"

extern bool us_pbkdf2_phc_recognise(UsSpan text);
extern UsHashResult us_pbkdf2_phc_read(const UsVerifier *verifier,
									   const UsHashLimits *limits,
									   UsHashJob *job, UsHashInfo *info);

/* As Kratos means it: by "sha224" and "sha384" SHA-3's digests. */
extern UsHashResult us_pbkdf2_phc_read_kratos(const UsVerifier *verifier,
											  const UsHashLimits *limits,
											  UsHashJob *job,
											  UsHashInfo *info);

#endif							/* US_PBKDF2_PHC_H */
