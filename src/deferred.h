/*-------------------------------------------------------------------------
 *
 * deferred.h
 *	  Fires a relation's deferred triggers inside the call.
 *
 * src/deferred.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_DEFERRED_H
#define US_DEFERRED_H

#include "postgres.h"

#include "nodes/parsenodes.h"
#include "nodes/pg_list.h"
#include "utils/relcache.h"

/* The deferrable constraints of a relation. */
typedef struct UsDeferred
{
	ConstraintsSetStmt *immediate;	/* NULL if there are none */
	ConstraintsSetStmt *deferred;	/* NULL if none starts deferred */
} UsDeferred;

/*
 * Collects the deferrable constraints of a relation, and of those that it
 * shows if it is a view; palloc'd.
 */
extern void us_deferred_collect(Relation rel, const List *underlying,
								UsDeferred *deferred);

/* Fires what is queued for them, and what will be, at once. */
extern void us_deferred_fire(const UsDeferred *deferred);

/* Defers those again that start deferred. */
extern void us_deferred_restore(const UsDeferred *deferred);

#endif							/* US_DEFERRED_H */
