/*-------------------------------------------------------------------------
 *
 * plan.h
 *	  Prepared statements: the one module that calls SPI.
 *
 * src/plan.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_PLAN_H
#define US_PLAN_H

#include "postgres.h"

#include "executor/spi.h"

#define US_PLAN_ARGS_MAX 64	/* as many as a mapping has columns */

/* A statement, prepared at its first use and kept. */
typedef struct UsPlan
{
	const char *sql;			/* NULL: the store has no such statement */
	int			nargs;
	Oid			argtypes[US_PLAN_ARGS_MAX];
	SPIPlanPtr	prepared;		/* NULL until the first use */
} UsPlan;

/* Which rows a statement sees, and whether it writes. */
typedef enum UsPlanMode
{
	US_PLAN_READ,				/* what is committed now, in every isolation */
	US_PLAN_WRITE,				/* as the transaction's isolation has it */
	US_PLAN_WRITE_LATEST		/* what is committed now */
} UsPlanMode;

typedef struct UsRow
{
	Datum	   *values;
	bool	   *nulls;
} UsRow;

typedef struct UsResult
{
	uint64		processed;		/* rows found or written */
	int			count;			/* rows kept, at most what was asked for */
	UsRow	   *rows;
} UsResult;

/*
 * Runs a statement as the current user.  nulls as SPI has it, or NULL.  Keeps
 * up to max_rows rows, detoasted, in the current memory context.  Raises what
 * the statement raises.
 */
extern void us_plan_run(UsPlan *plan, const Datum *values, const char *nulls,
						UsPlanMode mode, int max_rows, UsResult *result);

/*
 * Runs a statement without parameters that reads, as the current user, and
 * calls visit(row, arg) for each row, whose values live until it returns.
 */
extern void us_plan_scan(const UsPlan *plan,
						 void (*visit) (const UsRow *row, void *arg),
						 void *arg);

/*
 * Prepares a statement and returns what it was rewritten to and, if planned is
 * not NULL, its generic plan, in the current memory context.
 */
extern Query *us_plan_explain(const UsPlan *plan, PlannedStmt **planned);

/* Lets go of a prepared statement. */
extern void us_plan_free(UsPlan *plan);

#endif							/* US_PLAN_H */
