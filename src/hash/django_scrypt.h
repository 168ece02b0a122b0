/*-------------------------------------------------------------------------
 *
 * django_scrypt.h
 *	  Django's scrypt hasher, and that of the package django-scrypt.
 *
 * The contract stands in scheme.h.
 *
 * src/hash/django_scrypt.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_DJANGO_SCRYPT_H
#define US_DJANGO_SCRYPT_H

#include "scheme.h"

extern UsHashResult us_django_scrypt_read(const UsVerifier *verifier,
										  const UsHashLimits *limits,
										  UsHashJob *job, UsHashInfo *info);

#endif							/* US_DJANGO_SCRYPT_H */
