/*-------------------------------------------------------------------------
 *
 * outcome.h
 *	  The refusals: what an action may answer besides its result.
 *
 * src/outcome.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_OUTCOME_H
#define US_OUTCOME_H

#include "postgres.h"

#include "compat.h"
#include "domain.h"

/* In the order of the table in outcome.c. */
typedef enum UsRefusal
{
	US_USER_EXISTS,
	US_USERNAME_EXISTS,
	US_PHONE_NUMBER_EXISTS,
	US_INVALID_EMAIL,
	US_INVALID_USERNAME,
	US_INVALID_PHONE_NUMBER,
	US_INVALID_PASSWORD,
	US_PASSWORD_DICTIONARY,
	US_PASSWORD_NO_USER_INFO,
	US_PASSWORD_HISTORY,
	US_TOO_MANY_ATTEMPTS,
	US_BLOCKED_USER,
	US_PASSWORD_CHANGE_REQUIRED,
	US_TOO_MANY_REQUESTS,
	US_STORE_SUSPENDED,
	US_KEY_MISSING
} UsRefusal;

/*
 * To be called right before ereport(ERROR): its context would repeat the
 * statement of a caller's function, with the password in it.  Whoever catches
 * the error restores the context.
 */
extern void us_forget_context(void);

/*
 * Raises a refusal: SQLSTATE and message from the table, its code as
 * constraint name.  detail is a constant sentence, or NULL.
 */
us_noreturn extern void us_refuse(UsRefusal refusal, const char *detail);

/* Raises 42501 alike for a store that is missing and one not granted. */
us_noreturn extern void us_refuse_store(const char *store);

/* Raises 0A000: the store can't do the action; reason is a sentence. */
us_noreturn extern void us_refuse_capability(const char *store,
											 const char *action,
											 const char *reason);

/* Raises 22023: an argument is malformed; detail is a sentence. */
us_noreturn extern void us_refuse_argument(const char *argument,
										   const char *detail);

/* Raises 53200: there is no memory for a hash. */
us_noreturn extern void us_refuse_memory(void);

/* Raises 40001: a user's verifier is another whenever it is read. */
us_noreturn extern void us_refuse_restless(const char *store);

/* Raises 22004: an argument that must be there is not. */
us_noreturn extern void us_refuse_null(const char *argument);

#endif							/* US_OUTCOME_H */
