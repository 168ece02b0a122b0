/*-------------------------------------------------------------------------
 *
 * yescrypt.h
 *	  The schemes of crypt(3) that are counted in memory.
 *
 * Each function is of a row in the table of schemes (scheme.h).
 *
 * src/hash/yescrypt.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_YESCRYPT_H
#define US_YESCRYPT_H

#include "scheme.h"

/* $y$ */
extern bool us_yescrypt_recognise(UsSpan text);
extern UsHashResult us_yescrypt_read(const UsVerifier *verifier,
									 const UsHashLimits *limits,
									 UsHashJob *job, UsHashInfo *info);

/* $gy$ */
extern bool us_gost_yescrypt_recognise(UsSpan text);
extern UsHashResult us_gost_yescrypt_read(const UsVerifier *verifier,
										  const UsHashLimits *limits,
										  UsHashJob *job, UsHashInfo *info);

/* $7$: scrypt */
extern bool us_crypt_scrypt7_recognise(UsSpan text);
extern UsHashResult us_crypt_scrypt7_read(const UsVerifier *verifier,
										  const UsHashLimits *limits,
										  UsHashJob *job, UsHashInfo *info);

#endif							/* US_YESCRYPT_H */
