/*-------------------------------------------------------------------------
 *
 * scheme.h
 *	  What a hash scheme provides: one row of the table in hash.c.
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
 * unless they return a match or a mismatch, and info->work_kib once it is
 * known; info->scheme is set already.
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

	/* Is a usable verifier weaker than a new one?  NULL: always. */
	bool		(*is_weaker) (const char *verifier, size_t len,
							  const UsHashLimits *limits,
							  const UsHashCost *cost);
} UsHashScheme;

/* Sets the detail, a static sentence, and gives the result back. */
static inline UsHashResult
us_hash_refuse(UsHashInfo *info, UsHashResult result, const char *detail)
{
	info->detail = detail;
	return result;
}

#endif							/* US_SCHEME_H */
