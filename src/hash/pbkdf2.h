/*-------------------------------------------------------------------------
 *
 * pbkdf2.h
 *	  PBKDF2 with HMAC, as OpenSSL computes it, for the schemes built on it.
 *
 * src/hash/pbkdf2.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_PBKDF2_H
#define US_PBKDF2_H

#include "scheme.h"

#define US_PBKDF2_KEY_MAX			64	/* bytes of a derived key */
#define US_PBKDF2_ITERATIONS_MIN	1000	/* of a new verifier */
#define US_PBKDF2_ITERATIONS_MAX	2000000

/* The order is ASP.NET's numbering. */
typedef enum UsPbkdf2Prf
{
	US_PBKDF2_SHA1,
	US_PBKDF2_SHA256,
	US_PBKDF2_SHA512
} UsPbkdf2Prf;

/* What a key is derived with, and how much of it; the salt is borrowed. */
typedef struct UsPbkdf2
{
	UsPbkdf2Prf prf;
	uint32_t	iterations;		/* not 0 */
	const void *salt;
	size_t		salt_len;
	size_t		key_len;		/* up to US_PBKDF2_KEY_MAX */
} UsPbkdf2;

/* The bytes of the digest. */
extern size_t us_pbkdf2_digest_bytes(UsPbkdf2Prf prf);

/* Digests of one key: its blocks times the iterations. */
extern UsHashWork us_pbkdf2_work(const UsPbkdf2 *pbkdf2);

/* Sets info->work; US_HASH_MATCH, or US_HASH_OUT_OF_BOUNDS with its detail. */
extern UsHashResult us_pbkdf2_bound(const UsPbkdf2 *pbkdf2,
									const UsHashLimits *limits,
									UsHashInfo *info);

/*
 * Derives the key of a password; the caller wipes it.  US_HASH_MATCH;
 * US_HASH_NO_MEMORY; US_HASH_OUT_OF_BOUNDS for a password or salt of 2 GiB;
 * US_HASH_UNSUPPORTED if OpenSSL, by its configuration, lacks an algorithm.
 */
extern UsHashResult us_pbkdf2_compute(const UsPbkdf2 *pbkdf2,
									  const char *password,
									  size_t password_len,
									  unsigned char *key);

/* Derives the key and compares it; with its detail if that can't be done. */
extern UsHashResult us_pbkdf2_verify(const UsPbkdf2 *pbkdf2,
									 const unsigned char *key,
									 const char *password,
									 size_t password_len, UsHashInfo *info);

#endif							/* US_PBKDF2_H */
