/*-------------------------------------------------------------------------
 *
 * django_pbkdf2.h
 *	  Django's default hashers, pbkdf2_sha256 and pbkdf2_sha1.
 *
 * The contract of the functions stands in scheme.h.
 *
 * src/hash/django_pbkdf2.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_DJANGO_PBKDF2_H
#define US_DJANGO_PBKDF2_H

#include "scheme.h"

extern UsHashResult us_django_pbkdf2_read(const UsVerifier *verifier,
										  const UsHashLimits *limits,
										  UsHashJob *job, UsHashInfo *info);

/* Django's default: pbkdf2_sha256, with a salt of 22 letters and digits. */
extern UsHashResult us_django_pbkdf2_make(const UsHashCost *cost,
										  const unsigned char *salt,
										  UsSpan password, char *out);
extern size_t us_django_pbkdf2_length(const UsHashCost *cost);
extern UsHashWork us_django_pbkdf2_work(const UsHashCost *cost);

/* Of any job of the scheme "django". */
extern bool us_django_pbkdf2_is_weaker(const UsHashJob *job,
									   const UsHashInfo *info,
									   const UsHashCost *cost);

#endif							/* US_DJANGO_PBKDF2_H */
