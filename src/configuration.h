/*-------------------------------------------------------------------------
 *
 * configuration.h
 *	  Changes the extension's configuration tables as their owner.
 *
 * src/configuration.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_CONFIGURATION_H
#define US_CONFIGURATION_H

#include "postgres.h"

#include "plan.h"

/*
 * Runs a statement that is kept in *plan on the configuration as its owner;
 * US_PLAN_WRITE_LATEST never waits for a lock.  Keeps one row of its result.
 * What a write changes is seen by what follows.
 */
extern void us_configuration_run_kept(UsPlan *plan, const Datum *values,
									  UsPlanMode mode, UsResult *result);

/* The same of a statement that is not kept. */
extern void us_configuration_run(const char *sql, int nargs, const Oid *types,
								 const Datum *values, UsPlanMode mode,
								 UsResult *result);

#endif							/* US_CONFIGURATION_H */
