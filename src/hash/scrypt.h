/*-------------------------------------------------------------------------
 *
 * scrypt.h
 *	  scrypt (RFC 7914), as libsodium computes it.
 *
 * libsodium tells memory that could not be had from parameters that can't be,
 * and wipes nothing less than OpenSSL, which does neither.
 *
 * src/hash/scrypt.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SCRYPT_H
#define US_SCRYPT_H

#include "scheme.h"

#define US_SCRYPT_SALT_MAX	256
#define US_SCRYPT_KEY_MAX	128

/* What a key is derived with; its length is the job's expected_len. */
typedef struct UsScrypt
{
	uint32_t	log2_n;			/* 1 to 63 */
	uint32_t	r;
	uint32_t	p;
	unsigned char salt[US_SCRYPT_SALT_MAX];
	size_t		salt_len;
} UsScrypt;

#define us_scrypt_state(job)	US_JOB_STATE(job, UsScrypt)

/* The exponent of a power of two from 2 on; false for other numbers. */
extern bool us_scrypt_log2(uint32_t n, uint32_t *log2_n);

/*
 * Makes a job whose state and expected bytes are set one of scrypt: bounds it,
 * sets its work and its compute function.  As us_pbkdf2_finish.
 */
extern UsHashResult us_scrypt_finish(UsHashJob *job,
									 const UsHashLimits *limits,
									 UsHashInfo *info);

/* Derives a key; US_HASH_MATCH, US_HASH_NO_MEMORY, US_HASH_OUT_OF_BOUNDS. */
extern UsHashResult us_scrypt_derive(const UsScrypt *scrypt, UsSpan password,
									 unsigned char *key, size_t key_len);

/* The compute function of its jobs. */
extern UsHashResult us_scrypt_compute(const UsHashJob *job, UsSpan password,
									  unsigned char *out, UsHashInfo *info);

/* One scrypt of that shape (see work.h) with so many lanes, for nothing. */
extern UsHashResult us_scrypt_burn(uint32_t shape, uint64_t lanes,
								   UsSpan password);

#endif							/* US_SCRYPT_H */
