/*-------------------------------------------------------------------------
 *
 * declared.h
 *	  The parameters that stand beside the name of a declared scheme.
 *
 * A reader of one parameter leaves the default where it is not declared, and
 * is true then; false means that something else than such a value is.
 *
 * src/hash/declared.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_DECLARED_H
#define US_DECLARED_H

#include "digest.h"

/*
 * The object that declares this scheme.  Empty, so that all has its default,
 * if a plain name does, if nothing is declared, or if another scheme is: a
 * text that describes itself may stand in a store of another scheme.
 */
extern UsSpan us_declared_for(const UsVerifier *verifier, const char *scheme);

/* Is each member "scheme" or one of these keys, which NULL ends? */
extern bool us_declared_is_of(UsSpan declared, const char *const *keys);

/* A number of 32 bits. */
extern bool us_declared_number(UsSpan declared, const char *key,
							   uint32_t *number);

/* The name of a digest. */
extern bool us_declared_digest(UsSpan declared, const char *key,
							   UsDigest *digest);

/* Which of these names, which NULL ends? */
extern bool us_declared_choice(UsSpan declared, const char *key,
							   const char *const *names, int *choice);

/*
 * A text as UTF-8, of fewer bytes than out has; *len gets their number, and
 * *given, which may be NULL, whether it is declared at all.
 */
extern bool us_declared_text(UsSpan declared, const char *key,
							 char *out, size_t size, size_t *len,
							 bool *given);

#endif							/* US_DECLARED_H */
