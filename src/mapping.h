/*-------------------------------------------------------------------------
 *
 * mapping.h
 *	  How a relation's columns hold the fields of a user.
 *
 * src/mapping.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_MAPPING_H
#define US_MAPPING_H

#include "postgres.h"

#include "nodes/pg_list.h"
#include "utils/jsonb.h"
#include "utils/relcache.h"

#include "field.h"

typedef struct UsColumn
{
	UsField		field;			/* or US_FIELD_CUSTOM */
	char	   *name;			/* the field's name */
	char	   *column;			/* quoted */
	char	   *match;			/* how to look up, $ being the value; or NULL */
	Oid			type;
} UsColumn;

/* One "column = expression" of options.set. */
typedef struct UsSet
{
	char	   *column;			/* quoted */
	char	   *expression;
} UsSet;

typedef struct UsMapping
{
	char	   *relation;		/* qualified and quoted */
	char	   *search_path;	/* what its owner's code runs under */
	int			count;
	UsColumn   *columns;
	int			by_field[US_FIELD_COUNT];	/* index into columns, or -1 */
	bool		pin_output;		/* it reads values of other types */
	bool		superuser_owner;	/* options.allow_superuser_owner */
	Jsonb	   *options;
} UsMapping;

/*
 * Reads a mapping for an open relation, in the current memory context, which
 * has to keep columns and options too.  Raises 22023 for a mapping that does
 * not fit the relation.
 */
extern UsMapping *us_mapping_read(Relation rel, const char *store,
								  Jsonb *columns, Jsonb *options);

/* The column of a field, or NULL. */
extern const UsColumn *us_mapping_column(const UsMapping *mapping,
										 UsField field);

/* options.set of an action as a list of UsSet, in the current context. */
extern List *us_mapping_set(const UsMapping *mapping, const char *action);

#endif							/* US_MAPPING_H */
