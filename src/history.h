/*-------------------------------------------------------------------------
 *
 * history.h
 *	  The last passwords of a user, which he may not take again.
 *
 * src/history.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_HISTORY_H
#define US_HISTORY_H

#include "postgres.h"

#include "call.h"
#include "password.h"
#include "user.h"

/* What a new password was compared with; palloc'd. */
typedef struct UsHistory UsHistory;

/*
 * Raises password_history_error if the store keeps a history and the password
 * is the user's now or one of his last.  Each comparison is a try, taken back
 * only if the transaction commits a change; raises what a try does.  NULL if
 * the store keeps none.
 */
extern UsHistory *us_history_check(UsCall *call, UsPassword *password,
								   const char *user_id);

/*
 * Keeps the verifier that is about to be replaced, in the transaction of the
 * caller, and forgets what is older than the store keeps; nothing if history
 * is NULL.  Waits for another change of the same user's password, and compares
 * with what that has made of it: raises what us_history_check does.
 */
extern void us_history_keep(UsCall *call, UsHistory *history,
							UsPassword *password, const char *user_id);

/* Forgets the history of a user who goes. */
extern void us_history_forget(const UsCall *call, const char *user_id);

#endif							/* US_HISTORY_H */
