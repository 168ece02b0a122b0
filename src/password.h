/*-------------------------------------------------------------------------
 *
 * password.h
 *	  A password as given and as NFC, and what a user's may be.
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

/* A password from an argument, its size checked; 22004 if NULL. */
extern UsPassword us_password_argument(FunctionCallInfo fcinfo, int argno,
									   const char *name);

/* A password from UTF-8 bytes, which it takes over. */
extern UsPassword us_password_from(UsSecret *utf8);

/*
 * Raises invalid_password if the store's format does not take all of the
 * password into account.
 */
extern void us_password_check_format(const UsPassword *password,
									 const UsRecipe *recipe);

/* Its NFC. */
extern const UsSecret *us_password_normalized(const UsPassword *password);

/* The form of it that new verifiers of a recipe are made of. */
extern const UsSecret *us_password_form(const UsPassword *password,
										const UsRecipe *recipe);

/* The bounds of stored verifiers, with those of new ones within them. */
extern UsHashLimits us_password_limits(const UsRecipe *recipe);

#endif							/* US_PASSWORD_H */
