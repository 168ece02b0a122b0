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

#include "compat.h"
#include "plan.h"
#include "utils/datum.h"
#include "utils/snapmgr.h"

static void
prepare(UsPlan *plan)
{
	SPIPlanPtr	prepared;

	/* NB: a generic plan shows no constants, whoever prints it. */
	prepared = SPI_prepare_cursor(plan->sql, plan->nargs, plan->argtypes,
								  CURSOR_OPT_GENERIC_PLAN);
	if (prepared == NULL)
		elog(ERROR, "SPI_prepare_cursor failed: %s",
			 SPI_result_code_string(SPI_result));
	if (SPI_keepplan(prepared) != 0)
		elog(ERROR, "SPI_keepplan failed");
	plan->prepared = prepared;
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
	if (plan->prepared == NULL)
		prepare(plan);

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

void
us_plan_free(UsPlan *plan)
{
	if (plan->prepared != NULL)
		SPI_freeplan(plan->prepared);
	plan->prepared = NULL;
}
