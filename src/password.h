/*-------------------------------------------------------------------------
 *
 * password.h
 *	  A password as given and as NFC: matched, hashed, or burnt for nobody.
 *
 * src/password.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_PASSWORD_H
#define US_PASSWORD_H

#include "postgres.h"

#include "fmgr.h"

#include "secret.h"

/* As UTF-8, in secrets of the memory context it was made in. */
typedef struct UsPassword
{
	UsSecret   *given;
	UsSecret   *nfc;			/* NULL if the same */
} UsPassword;

/* Prepares hashing for this process.  Once, from _PG_init. */
extern void us_password_start(void);

/* A password from an argument, its size checked; 22004 if NULL. */
extern UsPassword us_password_argument(FunctionCallInfo fcinfo, int argno,
									   const char *name);

/* A password from UTF-8 bytes, which it takes over. */
extern UsPassword us_password_from(UsSecret *utf8);

/* Raises invalid_password unless a user may take this password. */
extern void us_password_check_policy(const UsPassword *password);

/* A new verifier of the password's NFC, palloc'd.  Raises out of memory. */
extern char *us_password_hash(const UsPassword *password);

/* The same; NULL if the work area can't be had. */
extern char *us_password_try_hash(const UsPassword *password);

/*
 * Does the password match the verifier of a user?  Takes at least as long as
 * us_password_burn if it does not, also for a verifier that is NULL or can't
 * be used; that is logged with the store's name and the user_id.
 */
extern bool us_password_match(const UsPassword *password, const char *verifier,
							  const char *store, const char *user_id);

/* The work of a mismatch, for a user who does not exist. */
extern void us_password_burn(const UsPassword *password);

/* Is a verifier that matched weaker than a new one would be? */
extern bool us_password_is_weak(const char *verifier);

/*
 * Does the password match the verifier of a declared scheme, or of the one
 * the string names if scheme is NULL?  Raises 22023 if the verifier can't be
 * used.
 */
extern bool us_password_check(const UsPassword *password, const char *verifier,
							  const char *scheme);

#endif							/* US_PASSWORD_H */
