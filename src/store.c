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
#include "tcop/tcopprot.h"
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

UsState *
us_store_state(UsStore *store)
{
	return us_state_current(store);
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
 *
 * NB: while it waits for the lock it may fail, and the context would repeat
 * the statement of a caller's function; whoever catches restores it.
 */
static Relation
open_relation(UsStore *store, LOCKMODE lockmode, UsState **state)
{
	ErrorContextCallback *contexts = error_context_stack;
	Relation	rel;

	us_forget_context();
	for (int attempt = 1;; attempt++)
	{
		*state = us_state_current(store);
		rel = try_relation_open((*state)->relation, lockmode);
		if (rel == NULL)
			us_state_refuse_gone(store);
		if (!(*state)->stale || attempt >= BUILD_ATTEMPTS)
			break;
		relation_close(rel, lockmode);
	}
	error_context_stack = contexts;
	return rel;
}

void
us_store_lock_for_write(UsStore *store)
{
	UsState    *state;

	relation_close(open_relation(store, RowExclusiveLock, &state), NoLock);
}

/* One statement to run: of the enumeration, or an INSERT of some slots. */
typedef struct Run
{
	UsStore    *store;
	UsStatement which;
	uint64		insert;			/* the slots, or 0 */
	const Datum *values;
	UsPlanMode	mode;
	int			max_rows;
	UsResult   *result;
	const UsMapping *mapping;	/* out: what the statement was built from */
} Run;

static void
enter_owner(UsOwnerScope *scope, Oid owner, const UsMapping *mapping,
			bool writes)
{
	int			pins = 0;

	if (writes ? mapping->pin_writes : mapping->pin_reads)
		pins = US_PIN_OUTPUT | (mapping->pin_money ? US_PIN_MONEY : 0);
	us_owner_enter(scope, owner, mapping->search_path, pins);
}

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

	enter_owner(&scope, owner, state->mapping, writes);
	if (run->mode == US_PLAN_WRITE_LATEST)
		us_owner_want_no_wait();
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

/* NB: the relation is locked, so its owner stays the owner. */
static Oid
owner_of(const UsStore *store, const UsState *state, Relation rel)
{
	Oid			owner = rel->rd_rel->relowner;

	if (superuser_arg(owner) && !state->mapping->options->superuser_owner)
	{
		us_forget_context();
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("the relation of store \"%s\" is owned by a superuser",
					   store->name),
				errhint("Give it another owner: its triggers would run with a superuser's rights."));
	}
	return owner;
}

/*
 * Hides the text of the call, and what led to it, from the owner's triggers
 * and functions: a password may stand there, as a literal, or as a parameter
 * in the context.  To be called inside a PG_TRY, which restores the context
 * after an error; whoever calls restores the rest.
 */
static void
hide_call(void)
{
	debug_query_string = "<userstore call>";
	error_context_stack = NULL;
}

/* What the owner's SQL raised, bare; in a PG_CATCH. */
static void
rethrow_bare(const UsStore *store, MemoryContext context)
{
	ErrorData  *error;

	MemoryContextSwitchTo(context);
	error = CopyErrorData();
	FlushErrorState();
	us_rethrow_bare(error, store->name);
}

/* Runs a statement; a work function of us_attempt. */
static void
run_statement(void *arg)
{
	Run		   *run = arg;
	MemoryContext context = CurrentMemoryContext;
	const char *query = debug_query_string;
	ErrorContextCallback *contexts = error_context_stack;
	LOCKMODE	lockmode = run->mode == US_PLAN_READ ? AccessShareLock :
		RowExclusiveLock;
	UsState    *state;
	Relation	rel = open_relation(run->store, lockmode, &state);
	Oid			owner = owner_of(run->store, state, rel);
	UsPlan	   *plan = run->insert ? us_state_insert(state, run->insert) :
		&state->plans[run->which];

	run->mapping = state->mapping;
	PG_TRY();
	{
		hide_call();
		run_as_owner(run, state, plan, owner);
		debug_query_string = query;
		error_context_stack = contexts;
	}
	PG_CATCH();
	{
		debug_query_string = query;
		rethrow_bare(run->store, context);
	}
	PG_END_TRY();
	relation_close(rel, NoLock);
}

void
us_store_explore(UsStore *store, bool bare,
				 void (*work) (UsState *state, Relation rel, void *arg),
				 void *arg)
{
	MemoryContext context = CurrentMemoryContext;
	const char *query = debug_query_string;
	ErrorContextCallback *contexts = error_context_stack;
	UsState    *state;
	Relation	rel = open_relation(store, AccessShareLock, &state);
	Oid			owner = owner_of(store, state, rel);
	UsOwnerScope scope;

	PG_TRY();
	{
		enter_owner(&scope, owner, state->mapping, false);
		hide_call();
		work(state, rel, arg);
		us_owner_leave(&scope);
		debug_query_string = query;
		error_context_stack = contexts;
	}
	PG_CATCH();
	{
		debug_query_string = query;
		if (!bare)
			PG_RE_THROW();
		rethrow_bare(store, context);
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

void
us_store_lock(UsStore *store, UsStatement which, const Datum *values,
			  int max_rows, UsResult *result)
{
	Run			run = {.store = store, .which = which, .values = values,
		.mode = US_PLAN_WRITE_LATEST, .max_rows = max_rows, .result = result};

	run_statement(&run);
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
 * us_store_lock_if_free
 *
 * Of a view what it shows is locked too, of a table its partitions.
 */
bool
us_store_lock_if_free(UsStore *store)
{
	UsState    *state = us_state_current(store);
	ListCell   *cell;

	if (!ConditionalLockRelationOid(state->relation, RowExclusiveLock))
		return false;
	foreach(cell, state->underlying)
	{
		if (!ConditionalLockRelationOid(lfirst_oid(cell), RowExclusiveLock))
			return false;
	}
	return true;
}

/*
 * us_store_write_if_free
 *
 * The relation's lock is asked for without waiting; the statement skips a
 * locked row; what its triggers or the tables of a view wait for ends it.  An
 * error, of a trigger or of a column that is too narrow, is logged without
 * its text and forgotten.
 */
bool
us_store_write_if_free(UsStore *store, UsStatement which, const Datum *values)
{
	UsResult	result;
	Run			run = {.store = store, .which = which, .values = values,
		.mode = US_PLAN_WRITE_LATEST, .result = &result};
	ErrorData  *error;

	if (!us_store_lock_if_free(store))
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
us_store_insert(UsStore *store, uint64 slots, const Datum *values)
{
	UsResult	result;
	Run			run = {.store = store, .insert = slots, .values = values,
		.mode = US_PLAN_WRITE, .max_rows = 1, .result = &result};

	run_statement(&run);
	if (result.count == 0 || result.rows[0].nulls[0])
	{
		us_forget_context();
		ereport(ERROR,
				errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
				errmsg("the relation of store \"%s\" did not take the new user",
					   store->name),
				errhint("A trigger may have returned NULL, or not have set the user_id."));
	}
	return TextDatumGetCString(result.rows[0].values[0]);
}
