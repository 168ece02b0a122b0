/*-------------------------------------------------------------------------
 *
 * search.h
 *	  Which look-ups of a store use an index, judged once.
 *
 * src/search.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SEARCH_H
#define US_SEARCH_H

#include "postgres.h"

#include "store.h"

/*
 * How a user is looked up by a field: user_id or an identifier.  Judged at
 * its first use in the session and again when the relation or the mapping
 * has changed; stays until the end of the transaction.  NULL if the store has
 * no such look-up.
 */
extern const UsLookup *us_search_lookup(UsStore *store, UsField field);

/* Can a user be found by that field without reading a whole relation? */
extern bool us_search_finds(UsStore *store, UsField field);

#endif							/* US_SEARCH_H */
