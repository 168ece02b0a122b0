/*-------------------------------------------------------------------------
 *
 * call.h
 *	  Opens one call of an action: who, which store, which context.
 *
 * src/call.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_CALL_H
#define US_CALL_H

#include "postgres.h"

#include "fmgr.h"

#include "access.h"
#include "guard.h"
#include "hash/load.h"
#include "store.h"

typedef struct UsCall
{
	UsAction	action;
	UsStore    *store;
	UsRecipe	recipe;			/* how the store makes verifiers */
	UsHashLimits limits;		/* of those it has */
	UsHashLoad	load;			/* the work of a failed login */
	UsGuard		guard;			/* for its hashes, and what it counts as */
	bool		by_user_id;		/* context.identifierType is user_id */
	char		store_name[NAMEDATALEN];
} UsCall;

/*
 * Checks that the current user may do the action, that the context is an
 * object, and that the transaction may write if the action must; opens the
 * store and checks that it can do the action; takes one from the role's quota.
 * Raises store_suspended for a store that is, 0A000 for one that lacks
 * something, too_many_requests if the quota is used up.  context_arg is -1
 * where the action has none.
 */
extern void us_call_open(UsCall *call, FunctionCallInfo fcinfo,
						 UsAction action, int store_arg, int context_arg);

/*
 * Looks again after a hash, during which grants and mappings may have
 * changed.  Raises what us_call_open does.
 */
extern void us_call_resume(UsCall *call);

/* Can this transaction write? */
extern bool us_call_may_write(void);

#endif							/* US_CALL_H */
