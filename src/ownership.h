/*-------------------------------------------------------------------------
 *
 * ownership.h
 *	  Who may change a store, or look into it: its relation's owner.
 *
 * src/ownership.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_OWNERSHIP_H
#define US_OWNERSHIP_H

#include "postgres.h"

#include "catalog.h"
#include "compat.h"

/* Raises 42501: the current user is not the owner of what is named. */
us_noreturn extern void us_ownership_refuse(const char *what);

/*
 * Raises 42501 unless the current user may change a store.  If the relation is
 * gone only a superuser may.
 */
extern void us_ownership_check(const char *store, const UsMappingRow *row);

/* The mapping of a store that the current user may see and change. */
extern void us_ownership_read(const char *store, UsMappingRow *row);

#endif							/* US_OWNERSHIP_H */
