/*-------------------------------------------------------------------------
 *
 * bcrypt.h
 *	  The scheme "bcrypt", as libxcrypt computes it.
 *
 * The first two functions are its row in the table of schemes, the others its
 * rows in the table of formats; their contract stands in scheme.h.
 *
 * A password ends at its first NUL or after 72 bytes, as bcrypt has it: what
 * stands behind is not looked at.  No verifier is made of such a password.
 *
 * src/hash/bcrypt.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_BCRYPT_H
#define US_BCRYPT_H

#include "scheme.h"

#define US_BCRYPT_COST_MIN		4
#define US_BCRYPT_LENGTH		60
#define US_BCRYPT_SALT			22	/* characters of salt, */
#define US_BCRYPT_DIGEST		31	/* of digest */

extern bool us_bcrypt_recognise(UsSpan text);
extern UsHashResult us_bcrypt_read(const UsVerifier *verifier,
								   const UsHashLimits *limits,
								   UsHashJob *job, UsHashInfo *info);

/*
 * The same for a string in parts, whose prefix is a letter: $2b$ is "b".  The
 * salt and digest may be of any length.
 */
extern UsHashResult us_bcrypt_read_parts(char letter, uint32_t cost,
										 UsSpan salt, UsSpan digest,
										 const UsHashLimits *limits,
										 UsHashJob *job, UsHashInfo *info);

/* They write $2b$, $2a$ and $2y$, which are the same but for the letter. */
extern UsHashResult us_bcrypt_make(const UsHashCost *cost,
								   const unsigned char *salt,
								   UsSpan password, char *out);
extern UsHashResult us_bcrypt_make_2a(const UsHashCost *cost,
									  const unsigned char *salt,
									  UsSpan password, char *out);
extern UsHashResult us_bcrypt_make_2y(const UsHashCost *cost,
									  const unsigned char *salt,
									  UsSpan password, char *out);
extern size_t us_bcrypt_length(const UsHashCost *cost);
extern UsHashWork us_bcrypt_work(const UsHashCost *cost);
extern bool us_bcrypt_is_weaker(const UsHashJob *job, const UsHashInfo *info,
								const UsHashCost *cost);

#endif							/* US_BCRYPT_H */
