/*-------------------------------------------------------------------------
 *
 * state.h
 *	  What a session knows of a store, until that changes.
 *
 * src/state.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_STATE_H
#define US_STATE_H

#include "postgres.h"

#include "nodes/pg_list.h"
#include "utils/uuid.h"

#include "catalog.h"
#include "compat.h"
#include "deferred.h"
#include "hash/load.h"
#include "lookup.h"
#include "mapping.h"
#include "plan.h"
#include "statements.h"
#include "verdict.h"

typedef struct UsState
{
	MemoryContext context;		/* holds all of this */
	pg_uuid_t	id;				/* the store's, whatever it is called */
	Oid			relation;
	bool		stale;			/* something of it has changed */
	bool		suspended;
	UsSealing	sealing;
	bool		unsealing;		/* migrating, to off */
	bool		plain;			/* a write to it writes nothing but its row */
	UsMapping  *mapping;
	List	   *underlying;		/* OIDs of what it is made of; underlying.h */
	UsDeferred	deferred;
	UsHashLoad	load;			/* work of its verifiers, as userstore.costs has it */
	UsPlan		plans[US_STATEMENT_COUNT];
	const UsLookup *lookups[US_FIELD_COUNT];	/* by field; NULL: not judged yet */
	UsVerdict	verdicts[US_CAPABILITY_COUNT];
	List	   *dependencies;	/* OIDs of relations that all this depends on */
	List	   *inserts;		/* INSERTs of some slots; see us_state_insert */
} UsState;

/* A handle on a store; valid for the life of the session. */
typedef struct UsStore
{
	char		name[NAMEDATALEN];	/* the key */
	UsState    *state;			/* NULL until built */
	UsHashLoad	met;			/* work of verifiers that this session met */
} UsStore;

/* Registers for changes of mappings and relations.  Once, from _PG_init. */
extern void us_state_start(void);

/* The handle of the store of that name, which need not exist. */
extern UsStore *us_state_handle(const char *name);

/*
 * The state of a store as it is now; stays until the end of the transaction.
 * Raises 42501 if there is no such store, 42P01 if its relation is gone.
 */
extern UsState *us_state_current(UsStore *store);

/* The INSERT of a set of slots, built at its first use. */
extern UsPlan *us_state_insert(UsState *state, uint64 slots);

/* Raises 42P01: the relation of a store does not exist. */
us_noreturn extern void us_state_refuse_gone(const UsStore *store);

#endif							/* US_STATE_H */
