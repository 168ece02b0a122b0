/*-------------------------------------------------------------------------
 *
 * argon2_lib.h
 *	  argon2 (RFC 9106) in all its kinds, as libargon2 computes it.
 *
 * src/hash/argon2_lib.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_ARGON2_LIB_H
#define US_ARGON2_LIB_H

#include "types.h"

#define US_ARGON2_VERSION	19
#define US_ARGON2_SALT_MAX	64	/* bytes looked at */
#define US_ARGON2_DATA_MAX	64
#define US_ARGON2_SECRET_MAX	512
#define US_ARGON2_LANES_MAX	16

/* With the numbers of RFC 9106, 3.2. */
typedef enum UsArgon2Type
{
	US_ARGON2D,
	US_ARGON2I,
	US_ARGON2ID
} UsArgon2Type;

/* What a digest is computed with. */
typedef struct UsArgon2
{
	UsArgon2Type type;
	uint32_t	version;		/* 16 or 19 */
	uint32_t	memory_kib;
	uint32_t	passes;
	uint32_t	lanes;
	unsigned char salt[US_ARGON2_SALT_MAX];
	size_t		salt_len;
	unsigned char data[US_ARGON2_DATA_MAX]; /* "associated data" */
	size_t		data_len;
	char		secret[US_ARGON2_SECRET_MAX];
	size_t		secret_len;
} UsArgon2;

/*
 * Computes a digest of that many bytes in one thread, in memory that is wiped
 * and given back; the caller wipes the digest.  US_HASH_MATCH;
 * US_HASH_NO_MEMORY; US_HASH_TOO_LONG for a password of 4 GiB;
 * US_HASH_OUT_OF_BOUNDS for parameters that libargon2 does not take.
 */
extern UsHashResult us_argon2_lib_derive(const UsArgon2 *argon2,
										 UsSpan password,
										 unsigned char *digest,
										 size_t digest_len);

#endif							/* US_ARGON2_LIB_H */
