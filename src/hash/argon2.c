/*-------------------------------------------------------------------------
 *
 * argon2.c
 *	  The scheme "argon2": argon2id and argon2i, as libsodium computes them.
 *
 * The string is parsed and bounded here and computed with crypto_pwhash().
 * crypto_pwhash_str_verify() would allocate whatever the string asks for, and
 * reports that it could not as a wrong password.
 *
 * crypto_pwhash() has one lane, version 19, salts of 16 bytes and no secret.
 * What it can't compute is unsupported, never a mismatch.
 *
 * src/hash/argon2.c
 *
 *-------------------------------------------------------------------------
 */
#include "argon2.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "encoding.h"
#include "phc.h"

#define PREFIX			"$argon2"
#define VERSION			19
#define VERSION_UNSAID	16		/* what a string without one means */
#define SALT_MAX		64		/* bytes looked at */
#define DIGEST_MIN		4		/* RFC 9106 */
#define DIGEST_MAX		128		/* bytes looked at */

/* An unpadded base64 text of so many bytes, with its NUL. */
#define BASE64_ROOM(bytes)	(((bytes) * 4 + 2) / 3 + 1)

/* A parsed verifier.  NB: holds the digest, wipe it. */
typedef struct Argon2
{
	int			algorithm;		/* libsodium's number, 0 for argon2d */
	uint32_t	version;
	uint32_t	memory_kib;
	uint32_t	iterations;
	uint32_t	lanes;
	unsigned char salt[SALT_MAX];
	size_t		salt_len;		/* SALT_MAX + 1 if longer */
	unsigned char digest[DIGEST_MAX];
	size_t		digest_len;		/* DIGEST_MAX + 1 if longer */
} Argon2;

static uint64_t
work_kib(uint32_t memory_kib, uint32_t iterations)
{
	return (uint64_t) memory_kib * iterations;
}

/* False if the identifier is not one of argon2's. */
static bool
read_type(UsSpan id, int *algorithm)
{
	if (us_span_equals(id, "argon2id"))
		*algorithm = crypto_pwhash_ALG_ARGON2ID13;
	else if (us_span_equals(id, "argon2i"))
		*algorithm = crypto_pwhash_ALG_ARGON2I13;
	else if (us_span_equals(id, "argon2d"))
		*algorithm = 0;
	else
		return false;
	return true;
}

/* False unless m, t and p are there and positive numbers. */
static bool
read_parameters(const UsPhc *phc, Argon2 *argon2)
{
	argon2->version = phc->has_version ? phc->version : VERSION_UNSAID;
	return us_phc_number(phc, "m", &argon2->memory_kib) &&
		us_phc_number(phc, "t", &argon2->iterations) &&
		us_phc_number(phc, "p", &argon2->lanes) &&
		argon2->memory_kib > 0 && argon2->iterations > 0 && argon2->lanes > 0;
}

/* Decodes base64; *len is size + 1 if it is longer.  False if it is none. */
static bool
read_bytes(UsSpan text, unsigned char *out, size_t size, size_t *len)
{
	if (us_base64_size(text.start, text.len) > size)
	{
		*len = size + 1;
		return true;
	}
	return us_base64_decode(text.start, text.len, out, size, len);
}

/* Reads the string; US_HASH_MATCH, or US_HASH_MALFORMED with its detail. */
static UsHashResult
parse(const char *verifier, size_t len, Argon2 *argon2, UsHashInfo *info)
{
	UsPhc		phc;

	if (!us_phc_parse(verifier, len, &phc))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The argon2 string is not a PHC string with parameters, salt and digest.");
	if (!read_type(phc.id, &argon2->algorithm))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The string does not name a type of argon2.");
	if (!read_parameters(&phc, argon2))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The argon2 parameters m, t and p are not all positive decimal numbers of 32 bits.");
	if (!read_bytes(phc.salt, argon2->salt, SALT_MAX, &argon2->salt_len))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The argon2 salt is not base64.");
	if (!read_bytes(phc.digest, argon2->digest, DIGEST_MAX,
					&argon2->digest_len))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The argon2 digest is not base64.");
	if (argon2->digest_len < DIGEST_MIN)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The argon2 digest is shorter than 4 bytes.");
	return US_HASH_MATCH;
}

static UsHashResult
check_bounds(const Argon2 *argon2, const UsHashLimits *limits,
			 UsHashInfo *info)
{
	if (argon2->memory_kib > limits->argon2_memory_kib)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The argon2 memory exceeds the limit.");
	if (work_kib(argon2->memory_kib, argon2->iterations) >
		limits->argon2_work_kib)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The argon2 memory times passes exceeds the limit.");
	return US_HASH_MATCH;
}

static bool
is_possible_memory(uint32_t memory_kib)
{
	return memory_kib >= crypto_pwhash_memlimit_min() / 1024 &&
		memory_kib <= crypto_pwhash_memlimit_max() / 1024;
}

static UsHashResult
check_support(const Argon2 *argon2, UsHashInfo *info)
{
	const char *detail = NULL;

	if (argon2->algorithm == 0)
		detail = "This build can't compute argon2d.";
	else if (argon2->version != VERSION)
		detail = "This build can't compute an argon2 version other than 19.";
	else if (argon2->lanes != 1)
		detail = "This build can't compute argon2 with several lanes.";
	else if (!is_possible_memory(argon2->memory_kib))
		detail = "This build can't compute argon2 with that little or that much memory.";
	else if (argon2->salt_len != crypto_pwhash_saltbytes())
		detail = "This build can't compute argon2 with a salt that is not 16 bytes long.";
	else if (argon2->digest_len < crypto_pwhash_bytes_min() ||
			 argon2->digest_len > DIGEST_MAX)
		detail = "This build can't compute argon2 with a digest shorter than 16 or longer than 128 bytes.";
	else if (argon2->algorithm == crypto_pwhash_ALG_ARGON2I13 &&
			 argon2->iterations < crypto_pwhash_argon2i_opslimit_min())
		detail = "This build can't compute argon2i with fewer than 3 passes.";

	return detail == NULL ? US_HASH_MATCH :
		us_hash_refuse(info, US_HASH_UNSUPPORTED, detail);
}

/* us_argon2_inspect, but keeps what was read: the caller wipes *argon2. */
static UsHashResult
read_verifier(const char *verifier, size_t len, const UsHashLimits *limits,
			  Argon2 *argon2, UsHashInfo *info)
{
	UsHashResult result = parse(verifier, len, argon2, info);

	if (result != US_HASH_MATCH)
		return result;
	info->work.primitive = US_PRIMITIVE_ARGON2;
	info->work.amount = work_kib(argon2->memory_kib, argon2->iterations);
	result = check_bounds(argon2, limits, info);
	return result != US_HASH_MATCH ? result : check_support(argon2, info);
}

/*
 * Computes a digest of argon2->digest_len bytes.  US_HASH_MATCH; else
 * US_HASH_NO_MEMORY, or US_HASH_OUT_OF_BOUNDS for what libsodium does not take
 * (a password of 4 GiB), and out needs no wiping.
 */
static UsHashResult
compute(const Argon2 *argon2, const char *password, size_t password_len,
		unsigned char *out)
{
	errno = 0;
	if (crypto_pwhash(out, argon2->digest_len,
					  password_len == 0 ? "" : password, password_len,
					  argon2->salt, argon2->iterations,
					  (size_t) argon2->memory_kib * 1024,
					  argon2->algorithm) == 0)
		return US_HASH_MATCH;

	/* These two say that it did not begin; the rest is memory. */
	return errno == EINVAL || errno == EFBIG ? US_HASH_OUT_OF_BOUNDS :
		US_HASH_NO_MEMORY;
}

bool
us_argon2_recognise(const char *verifier, size_t len)
{
	return len >= strlen(PREFIX) &&
		memcmp(verifier, PREFIX, strlen(PREFIX)) == 0;
}

UsHashResult
us_argon2_inspect(const char *verifier, size_t len,
				  const UsHashLimits *limits, UsHashInfo *info)
{
	Argon2		argon2;
	UsHashResult result = read_verifier(verifier, len, limits, &argon2, info);

	sodium_memzero(&argon2, sizeof(argon2));
	return result;
}

UsHashResult
us_argon2_verify(const char *verifier, size_t len,
				 const char *password, size_t password_len,
				 const UsHashLimits *limits, UsHashInfo *info)
{
	Argon2		argon2;
	unsigned char digest[DIGEST_MAX];
	UsHashResult result = read_verifier(verifier, len, limits, &argon2, info);

	if (result == US_HASH_MATCH)
	{
		result = compute(&argon2, password, password_len, digest);
		if (result == US_HASH_NO_MEMORY)
			info->detail = "The memory that argon2 works in could not be had.";
		else if (result == US_HASH_OUT_OF_BOUNDS)
			info->detail = "The password or a parameter is beyond what libsodium takes.";
		else if (sodium_memcmp(digest, argon2.digest, argon2.digest_len) != 0)
			result = US_HASH_MISMATCH;
		sodium_memzero(digest, sizeof(digest));
	}
	sodium_memzero(&argon2, sizeof(argon2));
	return result;
}

bool
us_argon2_is_weaker(const char *verifier, size_t len,
					const UsHashLimits *limits, const UsHashCost *cost)
{
	Argon2		argon2;
	UsHashInfo	info;
	bool		weaker = false;

	if (read_verifier(verifier, len, limits, &argon2, &info) == US_HASH_MATCH)
		weaker = argon2.algorithm != crypto_pwhash_ALG_ARGON2ID13 ||
			argon2.memory_kib < cost->memory_kib ||
			info.work.amount < work_kib(cost->memory_kib, cost->iterations) ||
			argon2.salt_len < US_HASH_SALT_BYTES ||
			argon2.digest_len < US_HASH_DIGEST_BYTES;
	sodium_memzero(&argon2, sizeof(argon2));
	return weaker;
}

UsHashResult
us_argon2_make(const UsHashCost *cost,
			   const unsigned char *salt,
			   const char *password, size_t password_len, char *out)
{
	Argon2		argon2;
	unsigned char digest[US_HASH_DIGEST_BYTES];
	char		salt_text[BASE64_ROOM(US_HASH_SALT_BYTES)];
	char		digest_text[BASE64_ROOM(US_HASH_DIGEST_BYTES)];
	UsHashResult result;

	if (!is_possible_memory(cost->memory_kib) ||
		cost->iterations < crypto_pwhash_opslimit_min())
		return US_HASH_OUT_OF_BOUNDS;
	argon2.algorithm = crypto_pwhash_ALG_ARGON2ID13;
	argon2.memory_kib = cost->memory_kib;
	argon2.iterations = cost->iterations;
	memcpy(argon2.salt, salt, US_HASH_SALT_BYTES);
	argon2.digest_len = sizeof(digest);
	result = compute(&argon2, password, password_len, digest);
	if (result != US_HASH_MATCH)
		return result;
	us_base64_encode(salt, US_HASH_SALT_BYTES, salt_text, sizeof(salt_text));
	us_base64_encode(digest, sizeof(digest), digest_text, sizeof(digest_text));
	snprintf(out, US_HASH_VERIFIER_MAX, "$argon2id$v=%d$m=%lu,t=%lu,p=1$%s$%s",
			 VERSION, (unsigned long) cost->memory_kib,
			 (unsigned long) cost->iterations, salt_text, digest_text);
	sodium_memzero(digest, sizeof(digest));
	sodium_memzero(digest_text, sizeof(digest_text));
	return US_HASH_MATCH;
}

size_t
us_argon2_length(const UsHashCost *cost)
{
	/* without their NULs, and a "$" before each */
	const size_t encoded = BASE64_ROOM(US_HASH_SALT_BYTES) +
		BASE64_ROOM(US_HASH_DIGEST_BYTES);

	return (size_t) snprintf(NULL, 0, "$argon2id$v=%d$m=%lu,t=%lu,p=1",
							 VERSION, (unsigned long) cost->memory_kib,
							 (unsigned long) cost->iterations) + encoded;
}

UsHashWork
us_argon2_work(const UsHashCost *cost)
{
	UsHashWork	work;

	work.primitive = US_PRIMITIVE_ARGON2;
	work.amount = work_kib(cost->memory_kib, cost->iterations);
	return work;
}
