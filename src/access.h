/*-------------------------------------------------------------------------
 *
 * access.h
 *	  Which role may do which action on which store.
 *
 * src/access.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_ACCESS_H
#define US_ACCESS_H

#include "postgres.h"

typedef enum UsAction
{
	US_LOGIN,
	US_CREATE,
	US_VERIFY,
	US_CHANGE_PASSWORD,
	US_GET_USER,
	US_DELETE,
	US_CHANGE_EMAIL
} UsAction;

#define US_ACTION_COUNT (US_CHANGE_EMAIL + 1)

/* The action's name, which is the SQL function's too. */
extern const char *us_action_name(UsAction action);

/* The quota that an action counts against, a UsQuota; -1 for none. */
extern int	us_action_quota(UsAction action);

/* Registers for changes of the grants.  Once, from _PG_init. */
extern void us_access_start(void);

/*
 * Raises 42501 unless the current user may do the action on the store; NULL
 * is the only store it is granted, else the default one.  Writes the store's
 * name, at most NAMEDATALEN bytes, and the limit per hour of the action's
 * quota, 0 if there is none.  A superuser has none.
 */
extern void us_access_check(UsAction action, const char *store, char *name,
							int *quota);

#endif							/* US_ACCESS_H */
