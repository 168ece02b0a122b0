/*-------------------------------------------------------------------------
 *
 * django_crypt.h
 *	  Django's crypt hasher, which is DES.
 *
 * The contract stands in scheme.h.
 *
 * src/hash/django_crypt.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_DJANGO_CRYPT_H
#define US_DJANGO_CRYPT_H

#include "scheme.h"

extern UsHashResult us_django_crypt_read(const UsVerifier *verifier,
										 const UsHashLimits *limits,
										 UsHashJob *job, UsHashInfo *info);

#endif							/* US_DJANGO_CRYPT_H */
