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

#include "options.h"
#include "secret.h"

/* As UTF-8, in secrets of the memory context it was made in. */
typedef struct UsPassword
{
	UsSecret   *given;
	UsSecret   *nfc;			/* NULL if the same */
	const UsSecret *matched;	/* the one a verifier was matched by, or NULL */
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

/*
 * Raises invalid_password if the store's format does not take all of the
 * password into account.
 */
extern void us_password_check_format(const UsPassword *password,
									 const UsRecipe *recipe);

/*
 * A new verifier, palloc'd: of the password's NFC or, where an application
 * reads it too, of the bytes typed, because that compares those.  Raises out
 * of memory.
 */
extern char *us_password_hash(const UsPassword *password,
							  const UsRecipe *recipe);

/* The same; NULL if it can't be made. */
extern char *us_password_try_hash(const UsPassword *password,
								  const UsRecipe *recipe);

/*
 * Does the password match the verifier of a user?  If it does not, takes at
 * least as long as us_password_burn, also for a verifier that is NULL or can't
 * be used; that is logged with the store's name and the user_id.
 */
extern bool us_password_match(UsPassword *password, const char *verifier,
							  const UsRecipe *recipe, const char *store,
							  const char *user_id);

/* The work of a mismatch, for a user who does not exist. */
extern void us_password_burn(const UsPassword *password,
							 const UsRecipe *recipe);

/*
 * Should a verifier that the password matched be replaced by one of the
 * recipe?  Not if the new one would take less of the password into account.
 */
extern bool us_password_is_weak(const UsPassword *password,
								const char *verifier, const UsRecipe *recipe);

/*
 * Does the password match the verifier of a declared scheme, or of the one
 * the string names if scheme is NULL?  Raises 22023 if the verifier can't be
 * used.
 */
extern bool us_password_check(const UsPassword *password, const char *verifier,
							  const char *scheme);

#endif							/* US_PASSWORD_H */
