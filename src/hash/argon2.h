/*-------------------------------------------------------------------------
 *
 * argon2.h
 *	  The scheme "argon2": argon2id and argon2i, as libsodium computes them.
 *
 * The first four functions are its row in the table of schemes; their contract
 * stands in scheme.h.
 *
 * src/hash/argon2.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_ARGON2_H
#define US_ARGON2_H

#include "scheme.h"

extern bool us_argon2_recognise(const char *verifier, size_t len);
extern UsHashResult us_argon2_inspect(const char *verifier, size_t len,
									  const UsHashLimits *limits,
									  UsHashInfo *info);
extern UsHashResult us_argon2_verify(const char *verifier, size_t len,
									 const char *password,
									 size_t password_len,
									 const UsHashLimits *limits,
									 UsHashInfo *info);
extern bool us_argon2_is_weaker(const char *verifier, size_t len,
								const UsHashLimits *limits,
								const UsHashCost *cost);

/*
 * Writes the argon2id verifier of a password, NUL-terminated, into out, which
 * has US_HASH_VERIFIER_MAX bytes; salt has US_HASH_SALT_BYTES.  US_HASH_MATCH;
 * US_HASH_NO_MEMORY; US_HASH_OUT_OF_BOUNDS if libsodium can't compute that
 * cost or password.
 */
extern UsHashResult us_argon2_make(const UsHashCost *cost,
								   const unsigned char *salt,
								   const char *password, size_t password_len,
								   char *out);

#endif							/* US_ARGON2_H */
