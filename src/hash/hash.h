/*-------------------------------------------------------------------------
 *
 * hash.h
 *	  The schemes in which a password can be stored: two tables, one face.
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

/* The format of that name, a row of a static table; NULL if there is none. */
extern const UsHashFormat *us_hash_format(const char *name);

/* The i-th format, from 0 on; NULL after the last. */
extern const UsHashFormat *us_hash_format_at(int i);

/*
 * Writes the verifier of a password, NUL-terminated, into out, which has
 * US_HASH_VERIFIER_MAX bytes.  US_HASH_MATCH; US_HASH_NO_MEMORY;
 * US_HASH_OUT_OF_BOUNDS for a cost beyond the format's or the library's, and
 * for a password of which the format would not take every byte;
 * US_HASH_UNSUPPORTED if a library of this system refuses the algorithm.
 */
extern UsHashResult us_hash_make(const UsHashFormat *format,
								 const UsHashCost *cost,
								 const unsigned char salt[US_HASH_SALT_BYTES],
								 const char *password, size_t password_len,
								 char *out);

/* Bytes, without NUL, that a verifier of this format and cost has. */
extern size_t us_hash_length(const UsHashFormat *format,
							 const UsHashCost *cost);

/*
 * Is a usable verifier another than, or cheaper than, what us_hash_make would
 * write now?  $2a$, $2b$ and $2y$ are one format.  False for a verifier that
 * can't be used.
 */
extern bool us_hash_is_weaker(const UsHashFormat *format,
							  const UsHashCost *cost,
							  const char *verifier, size_t verifier_len,
							  const UsHashLimits *limits);

/*
 * Does a comparison with this verifier look at every byte of a password of
 * that length?  False for bcrypt over 72 bytes, unless a digest goes before,
 * and for a verifier of no scheme.
 */
extern bool us_hash_consumes(const char *verifier, size_t verifier_len,
							 size_t password_len);

/*
 * Does a comparison with this verifier cost at least as much as making one of
 * that format and cost?  Only work of the same primitive compares: otherwise,
 * and for a verifier that can't be used, false.
 */
extern bool us_hash_costs_as_much(const UsHashFormat *format,
								  const UsHashCost *cost,
								  const char *verifier, size_t verifier_len,
								  const UsHashLimits *limits);

#endif							/* US_HASH_H */
