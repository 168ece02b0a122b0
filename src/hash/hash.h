/*-------------------------------------------------------------------------
 *
 * hash.h
 *	  The schemes in which a password can be stored: one table, one face.
 *
 * Plain C: bytes in, a closed enum out, no PostgreSQL.  Nothing here keeps a
 * pointer to its arguments; secrets are wiped before return.
 *
 * src/hash/hash.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_HASH_H
#define US_HASH_H

#include "types.h"

/* Prepares libsodium; 0, or -1 if it can't be used.  Call once a process. */
extern int	us_hash_start(void);

/*
 * Recognises, parses and bounds a verifier without computing anything.
 * scheme NULL: the string describes itself.  Returns US_HASH_MATCH if it can
 * be verified; info is always filled.
 */
extern UsHashResult us_hash_inspect(const char *scheme,
									const char *verifier, size_t verifier_len,
									const UsHashLimits *limits,
									UsHashInfo *info);

/* Inspects, then compares a password with a verifier in constant time. */
extern UsHashResult us_hash_verify(const char *scheme,
								   const char *verifier, size_t verifier_len,
								   const char *password, size_t password_len,
								   const UsHashLimits *limits,
								   UsHashInfo *info);

/*
 * Writes the argon2id verifier of a password as a NUL-terminated PHC string
 * into out, which has US_HASH_VERIFIER_MAX bytes.  US_HASH_MATCH;
 * US_HASH_NO_MEMORY; US_HASH_OUT_OF_BOUNDS for a cost that libsodium lacks.
 */
extern UsHashResult us_hash_make(const UsHashCost *cost,
								 const unsigned char salt[US_HASH_SALT_BYTES],
								 const char *password, size_t password_len,
								 char *out);

/*
 * Tells whether an inspected-usable verifier is weaker than a new one of that
 * cost: another scheme or type, less memory, less work, a shorter salt or
 * digest.  False for a verifier that is not usable.
 */
extern bool us_hash_is_weaker(const char *scheme,
							  const char *verifier, size_t verifier_len,
							  const UsHashLimits *limits,
							  const UsHashCost *cost);

#endif							/* US_HASH_H */
