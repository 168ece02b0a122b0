/*-------------------------------------------------------------------------
 *
 * argon2.h
 *	  The scheme "argon2": argon2id and argon2i, as libsodium computes them.
 *
 * The first three functions are its row in the table of schemes, the others
 * its row in the table of formats; their contract stands in scheme.h.
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

/* argon2id with one lane, a salt of 16 bytes and a digest of 32. */
extern UsHashResult us_argon2_make(const UsHashCost *cost,
								   const unsigned char *salt,
								   const char *password, size_t password_len,
								   char *out);
extern size_t us_argon2_length(const UsHashCost *cost);
extern UsHashWork us_argon2_work(const UsHashCost *cost);
extern bool us_argon2_is_weaker(const char *verifier, size_t len,
								const UsHashLimits *limits,
								const UsHashCost *cost);

#endif							/* US_ARGON2_H */
