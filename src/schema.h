/*-------------------------------------------------------------------------
 *
 * schema.h
 *	  May somebody else put an object into a schema that is searched?
 *
 * src/schema.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SCHEMA_H
#define US_SCHEMA_H

#include "postgres.h"

#include "nodes/pg_list.h"
#include "utils/relcache.h"

/*
 * Checks the schemas under which the owner's code runs, names, or that of the
 * relation if the list is empty.  Raises 3F000 for one that does not exist,
 * 55000 for one in which others than the relation's owner may create: their
 * functions would run with his rights.
 */
extern void us_schema_check(Relation rel, const List *schemas);

#endif							/* US_SCHEMA_H */
