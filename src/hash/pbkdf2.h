/*-------------------------------------------------------------------------
 *
 * pbkdf2.h
 *	  PBKDF2 with HMAC (RFC 8018, 5.2), as OpenSSL computes it.
 *
 * src/hash/pbkdf2.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_PBKDF2_H
#define US_PBKDF2_H

#include "digest.h"
#include "scheme.h"

#define US_PBKDF2_KEY_MAX			128 /* bytes of a derived key */
#define US_PBKDF2_SALT_MAX			256
#define US_PBKDF2_ITERATIONS_MIN	1000	/* of a new verifier */
#define US_PBKDF2_ITERATIONS_MAX	2000000

/* What a key is derived with; its length is the job's expected_len. */
typedef struct UsPbkdf2
{
	UsDigest	digest;
	uint32_t	iterations;		/* not 0 */
	unsigned char salt[US_PBKDF2_SALT_MAX];
	size_t		salt_len;
} UsPbkdf2;

/* The state of a job of PBKDF2. */
#define us_pbkdf2_state(job)	US_JOB_STATE(job, UsPbkdf2)

/* Digests of one key: its blocks times the iterations. */
extern UsHashWork us_pbkdf2_work(const UsPbkdf2 *pbkdf2, size_t key_len);

/*
 * Makes a job whose state and expected bytes are set one of PBKDF2: bounds it,
 * sets its work and its compute function.  US_HASH_MATCH;
 * US_HASH_OUT_OF_BOUNDS for the limits; US_HASH_MALFORMED for no iterations or
 * a key that is empty or too long.
 */
extern UsHashResult us_pbkdf2_finish(UsHashJob *job,
									 const UsHashLimits *limits,
									 UsHashInfo *info);

/*
 * Derives the key of a password; the caller wipes it.  US_HASH_MATCH;
 * US_HASH_NO_MEMORY; US_HASH_UNSUPPORTED if OpenSSL lacks the digest;
 * US_HASH_OUT_OF_BOUNDS for sizes that OpenSSL does not take.
 */
extern UsHashResult us_pbkdf2_derive(const UsPbkdf2 *pbkdf2, UsSpan password,
									 unsigned char *key, size_t key_len);

/* The compute function of its jobs. */
extern UsHashResult us_pbkdf2_compute(const UsHashJob *job, UsSpan password,
									  unsigned char *out, UsHashInfo *info);

/* Does so many iterations with that digest, for nothing. */
extern UsHashResult us_pbkdf2_burn(UsDigest digest, uint64_t iterations,
								   UsSpan password);

#endif							/* US_PBKDF2_H */
