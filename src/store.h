/*-------------------------------------------------------------------------
 *
 * store.h
 *	  Runs a store's statements as its owner.
 *
 * src/store.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_STORE_H
#define US_STORE_H

#include "postgres.h"

#include "utils/relcache.h"

#include "mapping.h"
#include "plan.h"
#include "state.h"
#include "statements.h"

/* The store of that name.  Raises 42501 if there is none. */
extern UsStore *us_store_open(const char *name);

/* The store's mapping as it is now; stays until the transaction's end. */
extern const UsMapping *us_store_mapping(UsStore *store);

/* The store's state as it is now; likewise. */
extern UsState *us_store_state(UsStore *store);

/* Does a write to the store write nothing but its row: no trigger, no rule? */
extern bool us_store_is_plain(UsStore *store);

/*
 * Locks the relation for a write until the transaction ends; the state is what
 * it was then, or later.
 */
extern void us_store_lock_for_write(UsStore *store);

/*
 * The following run a statement as the owner of the store's relation.  What
 * the statement raises comes bare (rethrow.h).  Values are as the statement
 * declares them.
 */

/*
 * Reads; keeps up to max_rows rows in the current memory context.  Returns
 * the mapping that the rows follow.
 */
extern const UsMapping *us_store_read(UsStore *store, UsStatement which,
									  const Datum *values, int max_rows,
									  UsResult *result);

/* The same of a statement that locks the rows, without waiting. */
extern void us_store_lock(UsStore *store, UsStatement which,
						  const Datum *values, int max_rows,
						  UsResult *result);

/* Writes one row; false if there was none. */
extern bool us_store_write(UsStore *store, UsStatement which,
						   const Datum *values);

/*
 * Locks the relation, and what it is made of, for a write if nobody holds it
 * against that; false if somebody does.
 */
extern bool us_store_lock_if_free(UsStore *store);

/*
 * Writes one row if that is possible without waiting, whatever the isolation
 * level, and without failing.  Returns false if it was not.
 */
extern bool us_store_write_if_free(UsStore *store, UsStatement which,
								   const Datum *values);

/* Inserts the slots of that bit set; returns the new user_id, palloc'd. */
extern char *us_store_insert(UsStore *store, uint64 slots,
							 const Datum *values);

/*
 * Calls work(state, rel, arg) as the owner of the relation, which is locked
 * for reading.  bare: what it raises comes bare, as from an action; else as it
 * is, for an administrator.
 */
extern void us_store_explore(UsStore *store, bool bare,
							 void (*work) (UsState *state, Relation rel,
										   void *arg),
							 void *arg);

#endif							/* US_STORE_H */
