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
	uint32_t	bcrypt_cost;	/* log2 of the passes */
	uint32_t	pbkdf2_iterations;
} UsHashLimits;

/* The cost of a new verifier; each format takes what is its own. */
typedef struct UsHashCost
{
	uint32_t	memory_kib;			/* argon2's m */
	uint32_t	iterations;			/* argon2's t */
	uint32_t	rounds;				/* the others'; 0: the format's default */
} UsHashCost;

/* What does the work that makes a guess dear. */
typedef enum UsHashPrimitive
{
	US_PRIMITIVE_NONE,			/* not known */
	US_PRIMITIVE_ARGON2,
	US_PRIMITIVE_BCRYPT,
	US_PRIMITIVE_PBKDF2_SHA1,
	US_PRIMITIVE_PBKDF2_SHA256,
	US_PRIMITIVE_PBKDF2_SHA512
} UsHashPrimitive;

/* How much of it; amounts of one primitive compare. */
typedef struct UsHashWork
{
	UsHashPrimitive primitive;
	uint64_t	amount;			/* argon2: KiB times passes; else passes */
} UsHashWork;

/* What inspecting tells about a verifier. */
typedef struct UsHashInfo
{
	const char *scheme;			/* its name, a static string; NULL if none */
	UsHashWork	work;			/* of one comparison, once it is known */
	const char *detail;			/* a static sentence if not usable, else NULL */
} UsHashInfo;

/* A format that new verifiers can be written in. */
typedef struct UsHashFormat
{
	const char *name;
	const char *scheme;			/* the scheme that verifies it */
	uint32_t	rounds_default; /* these three 0: argon2's cost instead */
	uint32_t	rounds_min;
	uint32_t	rounds_max;
	size_t		length_max;		/* bytes of a verifier at most, without NUL */
	size_t		password_max;	/* bytes of a password it takes; 0: all */
} UsHashFormat;

#define US_HASH_SALT_BYTES		16
#define US_HASH_DIGEST_BYTES	32
#define US_HASH_VERIFIER_MAX	256	/* bytes of any verifier made here, with NUL */

#endif							/* US_HASH_TYPES_H */
