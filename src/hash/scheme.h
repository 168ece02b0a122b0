/*-------------------------------------------------------------------------
 *
 * scheme.h
 *	  What schemes and formats provide: the rows of the tables in hash.c.
 *
 * src/hash/scheme.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SCHEME_H
#define US_SCHEME_H

#include "types.h"

/*
 * The functions get a verifier of one byte or more without a NUL.  It need not
 * be theirs: who declared the scheme may be wrong.  They set info->detail
 * unless they return a match or a mismatch, and info->work once it is known;
 * info->scheme is set already.
 */
typedef struct UsHashScheme
{
	const char *name;

	/* Can the verifier be nothing else?  NULL: it must be declared. */
	bool		(*recognise) (const char *verifier, size_t len);

	/* Parses and bounds; US_HASH_MATCH if it can be verified. */
	UsHashResult (*inspect) (const char *verifier, size_t len,
							 const UsHashLimits *limits, UsHashInfo *info);

	/* Inspects, then computes and compares. */
	UsHashResult (*verify) (const char *verifier, size_t len,
							const char *password, size_t password_len,
							const UsHashLimits *limits, UsHashInfo *info);

	/* Bytes of a password that it looks at, 0: all.  NULL: all. */
	size_t		(*password_max) (const char *verifier, size_t len);
} UsHashScheme;

/*
 * The functions get a cost whose rounds are set and within the format's, and a
 * password no longer than the format takes.
 */
typedef struct UsHashWriter
{
	UsHashFormat format;

	/*
	 * Writes a verifier, NUL-terminated, into out, which has
	 * US_HASH_VERIFIER_MAX bytes; salt has US_HASH_SALT_BYTES.
	 * US_HASH_MATCH; US_HASH_NO_MEMORY; US_HASH_OUT_OF_BOUNDS for a cost or
	 * a password that can't be; US_HASH_UNSUPPORTED if a library refuses.
	 */
	UsHashResult (*make) (const UsHashCost *cost, const unsigned char *salt,
						  const char *password, size_t password_len,
						  char *out);

	/* The bytes that it writes, without NUL. */
	size_t		(*length) (const UsHashCost *cost);

	/* The work that it does. */
	UsHashWork	(*work) (const UsHashCost *cost);

	/* Is a usable verifier of its scheme another or a cheaper one? */
	bool		(*is_weaker) (const char *verifier, size_t len,
							  const UsHashLimits *limits,
							  const UsHashCost *cost);
} UsHashWriter;

/* Sets the detail, a static sentence, and gives the result back. */
static inline UsHashResult
us_hash_refuse(UsHashInfo *info, UsHashResult result, const char *detail)
{
	info->detail = detail;
	return result;
}

#endif							/* US_SCHEME_H */
