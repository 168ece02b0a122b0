/*-------------------------------------------------------------------------
 *
 * django.h
 *	  The scheme "django": the verifiers of Django's hashers.
 *
 * The first two functions are its row in the table of schemes, the others
 * belong to a row in the table of formats, "django-argon2"; those of "django"
 * stand in django_pbkdf2.h.  Their contract stands in scheme.h.
 *
 * src/hash/django.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_DJANGO_H
#define US_DJANGO_H

#include "scheme.h"

extern bool us_django_recognise(UsSpan text);
extern UsHashResult us_django_read(const UsVerifier *verifier,
								   const UsHashLimits *limits,
								   UsHashJob *job, UsHashInfo *info);

/* argon2's verifier as Django's argon2 hasher stores it. */
extern UsHashResult us_django_argon2_make(const UsHashCost *cost,
										  const unsigned char *salt,
										  UsSpan password, char *out);
extern size_t us_django_argon2_length(const UsHashCost *cost);
extern bool us_django_argon2_is_weaker(const UsHashJob *job,
									   const UsHashInfo *info,
									   const UsHashCost *cost);

#endif							/* US_DJANGO_H */
