/*-------------------------------------------------------------------------
 *
 * costs.h
 *	  The work that every failed login of a store does, and how it is learned.
 *
 * src/costs.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_COSTS_H
#define US_COSTS_H

#include "postgres.h"

#include "hash/load.h"
#include "options.h"
#include "store.h"

/*
 * The work of a failure: that of a new verifier, and the most of each kind
 * that the store's verifiers are known to take.
 */
extern UsHashLoad us_costs_load(UsStore *store, const UsRecipe *recipe);

/*
 * Learns the work of a verifier that a login has met.  Where the transaction
 * may write, for every session; never waits and never fails.
 */
extern void us_costs_meet(UsStore *store, const UsHashInfo *info,
						  bool may_write);

/* Makes these the costs of a store, or adds them to those it has. */
extern void us_costs_write(const char *store, const UsHashLoad *load,
						   bool replace);

#endif							/* US_COSTS_H */
