/*-------------------------------------------------------------------------
 *
 * match.h
 *	  How a user is looked up by a column, if nobody says.
 *
 * src/match.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_MATCH_H
#define US_MATCH_H

#include "postgres.h"

#include "utils/relcache.h"

/*
 * The condition that a column of that name and type holds the text "$", as
 * qualified SQL, palloc'd; NULL if the type has no equality.  *exact: it finds
 * one spelling only.  any_case: by lower() of a text column, unless it has an
 * index of its own and none on that.
 */
extern char *us_match_default(Relation rel, const char *column, Oid type,
							  bool any_case, bool *exact);

#endif							/* US_MATCH_H */
