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

#include "hash/load.h"
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

/* What came of comparing a password with the verifier of a user. */
typedef enum UsPasswordResult
{
	US_PASSWORD_RIGHT,
	US_PASSWORD_WRONG,
	US_PASSWORD_UNUSABLE		/* the verifier is; logged */
} UsPasswordResult;

/*
 * Compares the password with the verifier of a user, NULL if he has none.  If
 * it is not right, does the same work as us_password_burn in all, whatever the
 * verifier is.  A verifier that can't be used is logged with the store's name
 * and the user_id.  info tells what work the verifier takes; none if it can't
 * be used.
 */
extern UsPasswordResult us_password_compare(UsPassword *password,
											const UsVerifier *verifier,
											const UsHashLoad *load,
											const UsHashLimits *limits,
											const char *store,
											const char *user_id,
											UsHashInfo *info);

/* The work of a failure, for a user who does not exist. */
extern void us_password_burn(const UsPassword *password,
							 const UsHashLoad *load);

/*
 * The verifier that should replace one that the password matched, palloc'd;
 * NULL if that one is good enough, or no other can be made.  Where a new one
 * would match fewer passwords than the old one did, it is wrapped, if it can
 * be, or kept.
 */
extern char *us_password_upgrade(const UsPassword *password,
								 const UsVerifier *verifier,
								 const UsRecipe *recipe);

/*
 * Wraps a verifier of a weak scheme (hash/wrapped.h), palloc'd; NULL if it
 * can't or need not be.  Raises out of memory.
 */
extern char *us_password_wrap(const UsVerifier *verifier,
							  const UsRecipe *recipe);

/* The bounds of stored verifiers, with those of new ones within them. */
extern UsHashLimits us_password_limits(const UsRecipe *recipe);

/*
 * Does the password match the verifier?  Raises 22023 if the verifier can't be
 * used, or the password is longer than its library takes.
 */
extern bool us_password_check(const UsPassword *password,
							  const UsVerifier *verifier);

#endif							/* US_PASSWORD_H */
