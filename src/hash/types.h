/*-------------------------------------------------------------------------
 *
 * types.h
 *	  What the schemes and their callers talk about.
 *
 * src/hash/types.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_HASH_TYPES_H
#define US_HASH_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What came of inspecting or verifying a verifier. */
typedef enum UsHashResult
{
	US_HASH_MATCH,				/* the password is right; or: inspected, usable */
	US_HASH_MISMATCH,			/* the password is wrong */
	US_HASH_MALFORMED,			/* the scheme is known, the string is broken */
	US_HASH_UNSUPPORTED,		/* no scheme of this build can compute it */
	US_HASH_OUT_OF_BOUNDS,		/* a parameter exceeds the limits */
	US_HASH_NO_MEMORY			/* the work area could not be had */
} UsHashResult;

/* Bounds on a stored verifier's parameters, checked before any work. */
typedef struct UsHashLimits
{
	uint32_t	argon2_memory_kib;	/* m */
	uint64_t	argon2_work_kib;	/* t * m */
} UsHashLimits;

/* The cost of a new argon2id verifier. */
typedef struct UsHashCost
{
	uint32_t	memory_kib;			/* m */
	uint32_t	iterations;			/* t */
} UsHashCost;

/* What inspecting tells about a verifier. */
typedef struct UsHashInfo
{
	const char *scheme;			/* its name, a static string; NULL if none */
	uint64_t	work_kib;		/* memory times passes, 0 if not memory-hard */
	const char *detail;			/* a static sentence if not usable, else NULL */
} UsHashInfo;

#define US_HASH_SALT_BYTES		16
#define US_HASH_DIGEST_BYTES	32
#define US_HASH_VERIFIER_MAX	256	/* bytes of any verifier made here, with NUL */

#endif							/* US_HASH_TYPES_H */
