/*-------------------------------------------------------------------------
 *
 * underlying.h
 *	  The relations that another is made of.
 *
 * src/underlying.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_UNDERLYING_H
#define US_UNDERLYING_H

#include "postgres.h"

#include "nodes/pg_list.h"
#include "utils/relcache.h"

/*
 * The OIDs of all relations that an open one is made of: what a view shows,
 * through views and subqueries, and what inherits from a table, partitions
 * too.  In the current memory context.
 */
extern List *us_underlying(Relation rel);

#endif							/* US_UNDERLYING_H */
