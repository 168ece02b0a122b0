/*-------------------------------------------------------------------------
 *
 * filled.h
 *	  Which columns of a table an INSERT fills.
 *
 * src/filled.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_FILLED_H
#define US_FILLED_H

#include "postgres.h"

#include "nodes/parsenodes.h"
#include "utils/relcache.h"

#include "mapping.h"

/* Whether an INSERT fills a column that must not be null. */
typedef enum UsFilled
{
	US_FILLED_ALWAYS,			/* or it need not be */
	US_FILLED_IF_GIVEN,			/* by a field that create need not be given */
	US_FILLED_NEVER
} UsFilled;

/* The names of the columns of which that is true, for a message; palloc'd. */
extern char *us_filled_columns(const UsMapping *mapping, Relation rel,
							   UsFilled filled);

/*
 * The names of the columns that must not be null and that a rewritten INSERT
 * leaves without a value: of a view's table, of which the view shows only
 * some; palloc'd.
 */
extern char *us_filled_not_by(const Query *insert);

#endif							/* US_FILLED_H */
