/*-------------------------------------------------------------------------
 *
 * unique.h
 *	  Writes identifiers, and tells which of them was taken if that fails.
 *
 * src/unique.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_UNIQUE_H
#define US_UNIQUE_H

#include "postgres.h"

#include "identifier.h"
#include "store.h"

/*
 * Raises user_exists, phone_number_exists or username_exists if a user other
 * than self has one of the identifiers; self and identifiers may be NULL.
 */
extern void us_unique_check(UsStore *store, const char *self,
							char *const identifiers[US_CLASS_COUNT]);

/*
 * Calls write(arg) in a subtransaction.  If it violates a unique or exclusion
 * constraint, raises what us_unique_check does, else the error itself.
 */
extern void us_unique_write(UsStore *store, const char *self,
							char *const identifiers[US_CLASS_COUNT],
							void (*write) (void *arg), void *arg);

#endif							/* US_UNIQUE_H */
