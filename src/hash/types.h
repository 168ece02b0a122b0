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

/* A piece of a text or of bytes, borrowed, not NUL-terminated. */
typedef struct UsSpan
{
	const char *start;
	size_t		len;
} UsSpan;

/*
 * A stored verifier, and what its store says about it.  Everything is borrowed.
 */
typedef struct UsVerifier
{
	UsSpan		text;

	/*
	 * The scheme: its name, or a JSON object with "scheme" and the scheme's
	 * parameters, or the object of Auth0's custom_password_hash without the
	 * hash's value.  Empty: the text describes itself.
	 */
	UsSpan		declared;

	/* Is a text that is not of the declared scheme one that no scheme has? */
	bool		strict;

	UsSpan		salt;			/* of a column of its own; start NULL: none */
	UsSpan		user;			/* the user's name; start NULL: not known */
} UsVerifier;

/* What came of inspecting or verifying a verifier. */
typedef enum UsHashResult
{
	US_HASH_MATCH,				/* the password is right; or: inspected, usable */
	US_HASH_MISMATCH,			/* the password is wrong */
	US_HASH_MALFORMED,			/* the scheme is known, the string is broken */
	US_HASH_UNSUPPORTED,		/* no scheme of this build can compute it */
	US_HASH_OUT_OF_BOUNDS,		/* a parameter exceeds the limits */
	US_HASH_NO_MEMORY,			/* the work area could not be had */
	US_HASH_TOO_LONG,			/* the password is longer than a library takes */
	US_HASH_INTERRUPTED			/* the host asked to stop */
} UsHashResult;

/* Bounds on a stored verifier's parameters, checked before any work. */
typedef struct UsHashLimits
{
	uint32_t	argon2_memory_kib;	/* m */
	uint64_t	argon2_work_kib;	/* t * m */
	uint32_t	bcrypt_cost;	/* log2 of the passes */
	uint32_t	pbkdf2_iterations;	/* of all blocks; PBKDF1's and SCRAM's too */
	uint32_t	scrypt_memory_kib;	/* 128 * N * r / 1024; yescrypt's too */
	uint64_t	scrypt_work_kib;	/* that times p */
	uint32_t	crypt_rounds;	/* of the other schemes of crypt(3) */
	uint32_t	digest_rounds;	/* of a digest over and over: phpass, Drupal */
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
	US_PRIMITIVE_NONE,			/* too little to be told by time */
	US_PRIMITIVE_ARGON2ID,		/* libsodium's */
	US_PRIMITIVE_ARGON2I,
	US_PRIMITIVE_LIBARGON2,		/* what libsodium can't, by libargon2 */
	US_PRIMITIVE_BCRYPT,
	US_PRIMITIVE_PBKDF2,
	US_PRIMITIVE_SCRYPT,
	US_PRIMITIVE_SCRYPT7,		/* $7$, libxcrypt's */
	US_PRIMITIVE_YESCRYPT,
	US_PRIMITIVE_GOST_YESCRYPT,
	US_PRIMITIVE_SHA512CRYPT,
	US_PRIMITIVE_SHA256CRYPT,
	US_PRIMITIVE_SHA1CRYPT,
	US_PRIMITIVE_MD5CRYPT,
	US_PRIMITIVE_SUNMD5,
	US_PRIMITIVE_DES,
	US_PRIMITIVE_APR1,
	US_PRIMITIVE_DIGEST,		/* a digest over and over */
	US_PRIMITIVE_COUNT
} UsHashPrimitive;

/*
 * How much of it.  Amounts of one primitive and shape add up and compare; what
 * the two numbers are stands in work.h.
 */
typedef struct UsHashWork
{
	UsHashPrimitive primitive;
	uint32_t	shape;
	uint64_t	amount;
} UsHashWork;

#define US_HASH_WORKS_MAX	2	/* kinds of work in one verification */

/* What inspecting tells about a verifier. */
typedef struct UsHashInfo
{
	const char *scheme;			/* its name, a static string; NULL if none */
	UsHashWork	works[US_HASH_WORKS_MAX];	/* of one comparison, once known */
	int			work_count;
	bool		tried_twice;	/* a long password, as Symfony hashes it too */
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

#define US_HASH_BCRYPT_MAX		72	/* bytes of a password that bcrypt sees */
#define US_HASH_SALT_BYTES		16
#define US_HASH_DIGEST_BYTES	32
#define US_HASH_VERIFIER_MAX	256		/* bytes of a new verifier, with NUL */
#define US_HASH_WRAPPED_MAX		1024	/* bytes of a wrapped one, with NUL */

#endif							/* US_HASH_TYPES_H */
