/*-------------------------------------------------------------------------
 *
 * django_digest.h
 *	  Django's oldest hashers: sha1, md5 and their unsalted kinds.
 *
 * The contract stands in scheme.h.
 *
 * src/hash/django_digest.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_DJANGO_DIGEST_H
#define US_DJANGO_DIGEST_H

#include "scheme.h"

/* Is it a bare digest, which only a declaration can tell from others? */
extern bool us_django_digest_is_bare(UsSpan text);

extern UsHashResult us_django_digest_read(const UsVerifier *verifier,
										  const UsHashLimits *limits,
										  UsHashJob *job, UsHashInfo *info);

#endif							/* US_DJANGO_DIGEST_H */
