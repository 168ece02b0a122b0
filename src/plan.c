/*-------------------------------------------------------------------------
 *
 * plan.c
 *	  Prepared statements: the one module that calls SPI.
 *
 * Reads use the latest snapshot in every isolation level: in REPEATABLE READ
 * a login must not succeed with a password that was changed since, and a
 * duplicate that made an INSERT fail must be seen.
 *
 * src/plan.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/datum.h"
#include "utils/plancache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "domain.h"
#include "large.h"
#include "plan.h"

#define SCAN_ROWS	1000		/* fetched at a time */

/* Prepares a statement, until SPI_finish. */
static SPIPlanPtr
prepare(const UsPlan *plan)
{
	SPIPlanPtr	prepared;

	/* NB: a generic plan shows no constants, whoever prints it. */
	prepared = SPI_prepare_cursor(plan->sql, plan->nargs,
								  (Oid *) plan->argtypes,
								  CURSOR_OPT_GENERIC_PLAN);
	if (prepared == NULL)
		elog(ERROR, "SPI_prepare_cursor failed: %s",
			 SPI_result_code_string(SPI_result));
	return prepared;
}

/* The generic plan of a prepared statement, while it is made. */
typedef struct Generic
{
	SPIPlanPtr	prepared;
	ResourceOwner owner;		/* whose it is; NULL: nobody's, it is not kept */
	PlannedStmt *copy;			/* out */
} Generic;

/* To be called by us_large_plan. */
static void
make_generic(void *arg)
{
	Generic    *generic = arg;
	CachedPlan *cached = SPI_plan_get_cached_plan(generic->prepared);

	generic->copy = copyObject(linitial_node(PlannedStmt, cached->stmt_list));
	ReleaseCachedPlan(cached, generic->owner);
}

/*
 * Is there a generic plan that will be used as it is?  NB: the plan can fall
 * when its source does not: a function inlined into another changed, it waited
 * for older transactions to end, or it was never finished.
 */
static bool
is_planned(SPIPlanPtr prepared)
{
	CachedPlanSource *source = linitial_node(CachedPlanSource,
											 SPI_plan_get_plan_sources(prepared));
	CachedPlan *plan = source->gplan;

	return source->is_valid && plan != NULL && plan->is_valid &&
		(!TransactionIdIsValid(plan->saved_xmin) ||
		 TransactionIdEquals(plan->saved_xmin, TransactionXmin));
}

/*
 * Makes the generic plan before the statement runs, unless there is one.  What
 * the statement calls is planned as ever.
 */
static void
plan_ahead(UsPlan *plan)
{
	Generic		generic = {.owner = CurrentResourceOwner};

	if (plan->prepared != NULL && is_planned(plan->prepared))
		return;
	if (plan->prepared == NULL)
	{
		SPIPlanPtr	prepared = prepare(plan);

		if (SPI_keepplan(prepared) != 0)
			elog(ERROR, "SPI_keepplan failed");
		plan->prepared = prepared;
	}
	generic.prepared = plan->prepared;
	us_large_plan(make_generic, &generic);
}

/* Copies one row into the current memory context, detoasted. */
static void
copy_row(HeapTuple tuple, TupleDesc desc, UsRow *row)
{
	row->values = palloc(desc->natts * sizeof(Datum));
	row->nulls = palloc(desc->natts * sizeof(bool));

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);
		Datum		value = SPI_getbinval(tuple, desc, i + 1, &row->nulls[i]);

		if (row->nulls[i])
			row->values[i] = (Datum) 0;
		else if (att->attlen == -1)
			row->values[i] = PointerGetDatum(PG_DETOAST_DATUM_COPY(value));
		else
			row->values[i] = datumCopy(value, att->attbyval, att->attlen);
	}
}

static void
keep_rows(MemoryContext context, int max_rows, UsResult *result)
{
	MemoryContext old = MemoryContextSwitchTo(context);

	result->processed = SPI_processed;
	result->count = 0;
	if (SPI_tuptable != NULL && max_rows > 0)
	{
		result->count = (int) Min(SPI_tuptable->numvals, (uint64) max_rows);
		result->rows = palloc(result->count * sizeof(UsRow));
		for (int i = 0; i < result->count; i++)
			copy_row(SPI_tuptable->vals[i], SPI_tuptable->tupdesc,
					 &result->rows[i]);
	}
	MemoryContextSwitchTo(old);
}

void
us_plan_run(UsPlan *plan, const Datum *values, const char *nulls,
			UsPlanMode mode, int max_rows, UsResult *result)
{
	MemoryContext caller = CurrentMemoryContext;
	Snapshot	snapshot = InvalidSnapshot;
	int			code;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	plan_ahead(plan);

	if (mode != US_PLAN_WRITE)
		snapshot = RegisterSnapshot(GetLatestSnapshot());
	code = SPI_execute_snapshot(plan->prepared, (Datum *) values, nulls,
								snapshot, InvalidSnapshot,
								mode == US_PLAN_READ, true,
								mode == US_PLAN_READ ? max_rows : 0);
	if (code < 0)
		elog(ERROR, "SPI_execute_snapshot failed: %s",
			 SPI_result_code_string(code));
	if (snapshot != InvalidSnapshot)
		UnregisterSnapshot(snapshot);

	keep_rows(caller, max_rows, result);
	SPI_finish();
}

/* Hands one row to a visitor; in a context that is emptied afterwards. */
static void
visit_row(HeapTuple tuple, TupleDesc desc, MemoryContext context,
		  void (*visit) (const UsRow *row, void *arg), void *arg)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	UsRow		row;

	copy_row(tuple, desc, &row);
	visit(&row, arg);
	MemoryContextSwitchTo(old);
	MemoryContextReset(context);
}

void
us_plan_scan(const UsPlan *plan, void (*visit) (const UsRow *row, void *arg),
			 void *arg)
{
	MemoryContext context;
	SPIPlanPtr	prepared;
	Portal		portal;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	context = AllocSetContextCreate(CurrentMemoryContext, "userstore scan",
									ALLOCSET_SMALL_SIZES);
	prepared = SPI_prepare(plan->sql, 0, NULL);
	if (prepared == NULL)
		elog(ERROR, "SPI_prepare failed: %s",
			 SPI_result_code_string(SPI_result));
	portal = SPI_cursor_open(NULL, prepared, NULL, NULL, true);
	for (;;)
	{
		CHECK_FOR_INTERRUPTS();
		SPI_cursor_fetch(portal, true, SCAN_ROWS);
		if (SPI_processed == 0)
			break;
		for (uint64 i = 0; i < SPI_processed; i++)
			visit_row(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, context,
					  visit, arg);
		SPI_freetuptable(SPI_tuptable);
	}
	SPI_cursor_close(portal);
	SPI_finish();
}

Query *
us_plan_explain(const UsPlan *plan, PlannedStmt **planned)
{
	MemoryContext caller = CurrentMemoryContext;
	Generic		generic = {.owner = NULL};
	CachedPlanSource *source;
	Query	   *query;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	generic.prepared = prepare(plan);
	source = linitial_node(CachedPlanSource,
						   SPI_plan_get_plan_sources(generic.prepared));
	MemoryContextSwitchTo(caller);
	query = copyObject(linitial_node(Query, source->query_list));
	if (planned != NULL)
	{
		us_large_plan(make_generic, &generic);
		*planned = generic.copy;
	}
	SPI_finish();
	return query;
}

void
us_plan_free(UsPlan *plan)
{
	if (plan->prepared != NULL)
		SPI_freeplan(plan->prepared);
	plan->prepared = NULL;
}
