/*-------------------------------------------------------------------------
 *
 * lookup.h
 *	  Does a look-up use an index, and can it find more than one row?
 *
 * src/lookup.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_LOOKUP_H
#define US_LOOKUP_H

#include "postgres.h"

#include "nodes/pg_list.h"
#include "nodes/plannodes.h"

typedef struct UsLookup
{
	bool		indexed;		/* every scan of it uses an index */
	bool		unique;			/* a unique index allows one row only */
	bool		foreign;		/* a foreign server does it */
	bool		transient;		/* an index is too new for older transactions */
	char	   *scanned;		/* a relation that is read as a whole, or NULL */
	char	   *cure;			/* the CREATE INDEX that is missing, or NULL */
	char	   *duplicates;		/* the SELECT of what stands in its way, or NULL */
	List	   *relations;		/* OIDs of what it reads */
} UsLookup;

/*
 * Looks at the generic plan of a look-up by parameter $1, made as if every
 * table were large.  All in the current memory context.
 */
extern void us_lookup_judge(PlannedStmt *plan, UsLookup *lookup);

#endif							/* US_LOOKUP_H */
