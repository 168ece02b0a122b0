/*-------------------------------------------------------------------------
 *
 * argon2_derive.h
 *	  Computes argon2 with the library that can: libsodium, else libargon2.
 *
 * src/hash/argon2_derive.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_ARGON2_DERIVE_H
#define US_ARGON2_DERIVE_H

#include "argon2_lib.h"

/*
 * Computes a digest; the caller wipes it.  US_HASH_MATCH; US_HASH_NO_MEMORY;
 * US_HASH_TOO_LONG for a password of 4 GiB; US_HASH_OUT_OF_BOUNDS for
 * parameters that the library does not take.
 */
extern UsHashResult us_argon2_derive(const UsArgon2 *argon2, UsSpan password,
									 unsigned char *digest,
									 size_t digest_len);

/* The work that this is. */
extern UsHashWork us_argon2_work_of(const UsArgon2 *argon2,
									size_t digest_len);

/* Does a work of one of argon2's three primitives, for nothing. */
extern UsHashResult us_argon2_burn(const UsHashWork *work, UsSpan password);

#endif							/* US_ARGON2_DERIVE_H */
