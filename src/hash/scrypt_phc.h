/*-------------------------------------------------------------------------
 *
 * scrypt_phc.h
 *	  scrypt as a PHC string, $scrypt$..., of which there are three dialects.
 *
 *	 passlib-scrypt	 ln=14,r=8,p=1		ln is the logarithm of N
 *	 kratos			 ln=16384,r=8,p=1	ln is N
 *	 adonis-phc		 n=16384,r=8,p=1
 *
 * Passlib's ln is 63 at most, and nobody's N that small.
 *
 * src/hash/scrypt_phc.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SCRYPT_PHC_H
#define US_SCRYPT_PHC_H

#include "scheme.h"

/* The scheme "passlib-scrypt"; pg_pwhash's and @phc/scrypt's too. */
extern bool us_passlib_scrypt_recognise(UsSpan text);
extern UsHashResult us_passlib_scrypt_read(const UsVerifier *verifier,
										   const UsHashLimits *limits,
										   UsHashJob *job, UsHashInfo *info);

/* A part of the scheme "kratos". */
extern bool us_kratos_scrypt_recognise(UsSpan text);
extern UsHashResult us_kratos_scrypt_read(const UsVerifier *verifier,
										  const UsHashLimits *limits,
										  UsHashJob *job, UsHashInfo *info);

/* A part of the scheme "adonis-phc". */
extern bool us_adonis_scrypt_recognise(UsSpan text);
extern UsHashResult us_adonis_scrypt_read(const UsVerifier *verifier,
										  const UsHashLimits *limits,
										  UsHashJob *job, UsHashInfo *info);

#endif							/* US_SCRYPT_PHC_H */
