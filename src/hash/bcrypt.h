/*-------------------------------------------------------------------------
 *
 * bcrypt.h
 *	  The scheme "bcrypt", as libxcrypt computes it.
 *
 * The first four functions are its row in the table of schemes, the others its
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

#define US_BCRYPT_PASSWORD_MAX	72
#define US_BCRYPT_COST_MIN		4
#define US_BCRYPT_LENGTH		60

extern bool us_bcrypt_recognise(const char *verifier, size_t len);
extern UsHashResult us_bcrypt_inspect(const char *verifier, size_t len,
									  const UsHashLimits *limits,
									  UsHashInfo *info);
extern UsHashResult us_bcrypt_verify(const char *verifier, size_t len,
									 const char *password,
									 size_t password_len,
									 const UsHashLimits *limits,
									 UsHashInfo *info);
extern size_t us_bcrypt_password_max(const char *verifier, size_t len);

/* They write $2b$, $2a$ and $2y$, which are the same but for the letter. */
extern UsHashResult us_bcrypt_make(const UsHashCost *cost,
								   const unsigned char *salt,
								   const char *password, size_t password_len,
								   char *out);
extern UsHashResult us_bcrypt_make_2a(const UsHashCost *cost,
									  const unsigned char *salt,
									  const char *password,
									  size_t password_len, char *out);
extern UsHashResult us_bcrypt_make_2y(const UsHashCost *cost,
									  const unsigned char *salt,
									  const char *password,
									  size_t password_len, char *out);
extern size_t us_bcrypt_length(const UsHashCost *cost);
extern UsHashWork us_bcrypt_work(const UsHashCost *cost);
extern bool us_bcrypt_is_weaker(const char *verifier, size_t len,
								const UsHashLimits *limits,
								const UsHashCost *cost);

#endif							/* US_BCRYPT_H */
