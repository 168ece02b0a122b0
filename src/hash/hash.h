/*-------------------------------------------------------------------------
 *
 * hash.h
 *	  The schemes in which a password can be stored: one face.
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

#include "host.h"
#include "types.h"

/*
 * Prepares libsodium and sets the host, which may be NULL; 0, or -1 if it
 * can't be used.  Call once a process.
 */
extern int	us_hash_start(const UsHashHost *host);

/* A verifier that describes itself, of this text. */
extern UsVerifier us_hash_verifier(const char *text, size_t len);

/*
 * Recognises, parses and bounds a verifier without computing anything.
 * Returns US_HASH_MATCH if it can be verified; info is always filled.
 */
extern UsHashResult us_hash_inspect(const UsVerifier *verifier,
									const UsHashLimits *limits,
									UsHashInfo *info);

/* Inspects, then compares a password with a verifier in constant time. */
extern UsHashResult us_hash_verify(const UsVerifier *verifier, UsSpan password,
								   const UsHashLimits *limits,
								   UsHashInfo *info);

/* The name of the i-th scheme, from 0 on; NULL after the last. */
extern const char *us_hash_scheme_at(int i);

/*
 * Is what is declared for a store one of the schemes, and in order as far as
 * can be told without a verifier?  NULL, or why not, a static sentence.
 */
extern const char *us_hash_check_declared(UsSpan declared);

/*
 * Would new verifiers of that format be taken for those of the declared
 * scheme, which look alike and mean another thing?
 */
extern bool us_hash_is_ambiguous(UsSpan declared, const UsHashFormat *format);

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
								 UsSpan password, char *out);

/* Bytes, without NUL, that a verifier of this format and cost has. */
extern size_t us_hash_length(const UsHashFormat *format,
							 const UsHashCost *cost);

/* The work of making or comparing a verifier of this format and cost. */
extern UsHashWork us_hash_work(const UsHashFormat *format,
							   const UsHashCost *cost);

/*
 * Is a usable verifier another than, or cheaper than, what us_hash_make would
 * write now?  $2a$, $2b$ and $2y$ are one format.  False for a verifier that
 * can't be used.
 */
extern bool us_hash_is_weaker(const UsHashFormat *format,
							  const UsHashCost *cost,
							  const UsVerifier *verifier,
							  const UsHashLimits *limits);

/*
 * Does a comparison with this verifier tell every password of that length
 * from every other?  False for bcrypt from 72 bytes on, for DES, for schemes
 * that trim or normalise, and for what can't be verified.
 */
extern bool us_hash_consumes(const UsVerifier *verifier, size_t password_len,
							 const UsHashLimits *limits);

/*
 * Bytes, without NUL, that a verifier would have wrapped.  0 if it should not
 * or can't be: its scheme is not cheap to guess, or dear by design.
 */
extern size_t us_hash_wrapped_length(const UsVerifier *verifier,
									 const UsHashLimits *limits,
									 const UsHashCost *cost);

/* Is it cheap to guess, by what OWASP asks for?  False if it can't be used. */
extern bool us_hash_is_weak(const UsHashInfo *info);

/*
 * Wraps a verifier (see wrapped.h), into out, which has US_HASH_WRAPPED_MAX
 * bytes, NUL-terminated.  As us_hash_make; US_HASH_UNSUPPORTED for one that is
 * not wrappable.
 */
extern UsHashResult us_hash_wrap(const UsVerifier *verifier,
								 const UsHashLimits *limits,
								 const UsHashCost *cost,
								 const unsigned char salt[US_HASH_SALT_BYTES],
								 char *out);

#endif							/* US_HASH_H */
