/*-------------------------------------------------------------------------
 *
 * words.h
 *	  Checks the SQL expressions of a mapping, and shows what they mean.
 *
 * src/words.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_WORDS_H
#define US_WORDS_H

#include "postgres.h"

#include "nodes/pg_list.h"

#include "utils/relcache.h"

#include "mapping.h"

/* An expression of a mapping; palloc'd. */
typedef struct UsWord
{
	char	   *name;			/* "where", "match.email", "set.create.id" */
	char	   *definition;		/* as PostgreSQL has understood it */
} UsWord;

/*
 * All expressions of a mapping as a list of UsWord.  To be called as the owner.
 * Raises what PostgreSQL does for one that it does not take, 42804 for one of
 * a wrong type, 22023 for a placeholder out of place.
 */
extern List *us_words_check(const UsMapping *mapping, Relation rel);

#endif							/* US_WORDS_H */
