/*-------------------------------------------------------------------------
 *
 * bound.h
 *	  Which unique index the conditions of a scan bind, or would have to.
 *
 * Conditions are clauses on relation number 1, joined by AND.
 *
 * src/bound.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_BOUND_H
#define US_BOUND_H

#include "postgres.h"

#include "nodes/pg_list.h"
#include "utils/relcache.h"

/* The kinds of parameters in an expression, as bits. */
#define US_BOUND_INPUT		1	/* $1 */
#define US_BOUND_INTERNAL	2	/* of the executor: a join's, a subquery's */

extern int	us_bound_parameters(Node *node);

/* Does a unique index let the clauses, one with $1 among them, find one row? */
extern bool us_bound_unique(Relation rel, List *clauses);

/*
 * Writes the CREATE INDEX that would serve the clauses: on what they compare
 * with $1, where all that has no parameter holds; and the SELECT of what would
 * stand in it twice.  by_index: one serves already; if it could not be unique
 * there is no cure.  Leaves alone what can't be written; palloc'd.
 */
extern void us_bound_cure(Relation rel, List *clauses, bool by_index,
						  char **cure, char **duplicates);

#endif							/* US_BOUND_H */
