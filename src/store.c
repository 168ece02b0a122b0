/*-------------------------------------------------------------------------
 *
 * store.c
 *	  Runs a store's statements as its owner.
 *
 * src/store.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "attempt.h"
#include "compat.h"
#include "owner.h"
#include "outcome.h"
#include "rethrow.h"
#include "store.h"

/* How often a state that is stale at once is built again. */
#define BUILD_ATTEMPTS	8

UsStore *
us_store_open(const char *name)
{
	UsStore    *store = us_state_handle(name);

	(void) us_state_current(store);
	return store;
}

const UsMapping *
us_store_mapping(UsStore *store)
{
	return us_state_current(store)->mapping;
}

bool
us_store_can(UsStore *store, UsStatement which)
{
	return us_state_current(store)->plans[which].sql != NULL;
}

bool
us_store_is_plain(UsStore *store)
{
	return us_state_current(store)->plain;
}

/*
 * Opens and locks the relation of a store.  A change that became known with
 * the lock makes the state anew; not without end, because a server built to
 * discard its caches all the time reports changes all the time.
 */
static Relation
open_relation(UsStore *store, LOCKMODE lockmode, UsState **state)
{
	for (int attempt = 1;; attempt++)
	{
		Relation	rel;

		*state = us_state_current(store);
		rel = try_relation_open((*state)->relation, lockmode);
		if (rel == NULL)
			us_state_refuse_gone(store);
		if (!(*state)->stale || attempt >= BUILD_ATTEMPTS)
			return rel;
		relation_close(rel, lockmode);
	}
}

/* One statement to run: of the enumeration, or an INSERT of some fields. */
typedef struct Run
{
	UsStore    *store;
	UsStatement which;
	uint32		insert;			/* the fields, or 0 */
	const Datum *values;
	UsPlanMode	mode;
	int			max_rows;
	UsResult   *result;
	const UsMapping *mapping;	/* out: what the statement was built from */
} Run;

/*
 * Runs a statement inside the owner's scope, with the relation's deferred
 * triggers.
 *
 * NB: they fire before we are the caller again.
 */
static void
run_as_owner(const Run *run, UsState *state, UsPlan *plan, Oid owner)
{
	bool		writes = run->mode != US_PLAN_READ;
	UsOwnerScope scope;

	us_owner_enter(&scope, owner, state->mapping->search_path,
				   state->mapping->pin_output);
	if (writes && scope.restricted)
		us_deferred_fire(&state->deferred);
	us_plan_run(plan, run->values, NULL, run->mode, run->max_rows,
				run->result);
	if (writes)
	{
		us_deferred_fire(&state->deferred);
		us_deferred_restore(&state->deferred);
	}
	us_owner_leave(&scope);
}

/* Runs a statement; a work function of us_attempt. */
static void
run_statement(void *arg)
{
	Run		   *run = arg;
	MemoryContext context = CurrentMemoryContext;
	LOCKMODE	lockmode = run->mode == US_PLAN_READ ? AccessShareLock :
		RowExclusiveLock;
	UsState    *state;
	Relation	rel = open_relation(run->store, lockmode, &state);
	Oid			owner = rel->rd_rel->relowner;
	UsPlan	   *plan = run->insert ? us_state_insert(state, run->insert) :
		&state->plans[run->which];

	if (superuser_arg(owner) && !state->mapping->superuser_owner)
	{
		us_forget_context();
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("the relation of store \"%s\" is owned by a superuser",
					   run->store->name),
				errhint("Give it another owner: its triggers would run with a superuser's rights."));
	}
	run->mapping = state->mapping;
	PG_TRY();
	{
		run_as_owner(run, state, plan, owner);
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		us_rethrow_bare(error, run->store->name);
	}
	PG_END_TRY();
	relation_close(rel, NoLock);
}

const UsMapping *
us_store_read(UsStore *store, UsStatement which, const Datum *values,
			  int max_rows, UsResult *result)
{
	Run			run = {.store = store, .which = which, .values = values,
		.mode = US_PLAN_READ, .max_rows = max_rows, .result = result};

	run_statement(&run);
	return run.mapping;
}

bool
us_store_write(UsStore *store, UsStatement which, const Datum *values)
{
	UsResult	result;
	Run			run = {.store = store, .which = which, .values = values,
		.mode = US_PLAN_WRITE, .result = &result};

	run_statement(&run);
	return result.processed > 0;
}

/*
 * us_store_write_if_free
 *
 * The relation's lock is asked for without waiting; the statement skips a
 * locked row; an error, of a trigger or of a column that is too narrow, is
 * logged without its text and forgotten.
 */
bool
us_store_write_if_free(UsStore *store, UsStatement which, const Datum *values)
{
	Oid			relation = us_state_current(store)->relation;
	UsResult	result;
	Run			run = {.store = store, .which = which, .values = values,
		.mode = US_PLAN_WRITE_LATEST, .result = &result};
	ErrorData  *error;

	if (!ConditionalLockRelationOid(relation, RowExclusiveLock))
		return false;
	error = us_attempt(run_statement, &run);
	if (error == NULL)
		return result.processed > 0;

	ereport(LOG_SERVER_ONLY,
			errcode(error->sqlerrcode),
			errmsg("store \"%s\" could not record a login", store->name),
			errdetail("SQLSTATE %s.", unpack_sql_state(error->sqlerrcode)),
			errhidestmt(true), errhidecontext(true));
	FreeErrorData(error);
	return false;
}

char *
us_store_insert(UsStore *store, uint32 fields, const Datum *values)
{
	UsResult	result;
	Run			run = {.store = store, .insert = fields, .values = values,
		.mode = US_PLAN_WRITE, .max_rows = 1, .result = &result};

	run_statement(&run);
	if (result.count == 0 || result.rows[0].nulls[0])
	{
		us_forget_context();
		ereport(ERROR,
				errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
				errmsg("the relation of store \"%s\" did not take the new user",
					   store->name),
				errhint("A BEFORE INSERT trigger may have returned NULL."));
	}
	return TextDatumGetCString(result.rows[0].values[0]);
}
