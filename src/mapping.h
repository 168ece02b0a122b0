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

#include "utils/jsonb.h"
#include "utils/relcache.h"

#include "field.h"
#include "options.h"

/*
 * What create may be given is numbered: the fields of a user, then the custom
 * fields of the mapping.
 */
#define US_SLOT_COUNT	64
#define US_CUSTOM_MAX	(US_SLOT_COUNT - US_FIELD_COUNT)
#define US_SLOT_BIT(slot)	(UINT64CONST(1) << (slot))

typedef struct UsColumn
{
	UsField		field;			/* or US_FIELD_CUSTOM */
	char	   *name;			/* the field's name */
	char	   *column;			/* as it is called; NULL: the field is only read */
	char	   *quoted;			/* likewise, for SQL */
	Oid			type;			/* the column's */
	int32		typmod;
	char	   *match;			/* how to look up, $ being the value; or NULL */
	bool		exact;			/* that finds one spelling only */
	char	   *read;			/* an expression instead of the column, or NULL */
	bool		computed;		/* nothing can be written to it */
	const char *fill;			/* what a new row has, if nobody says; or NULL */
} UsColumn;

typedef struct UsMapping
{
	char	   *relation;		/* qualified and quoted */
	char	   *search_path;	/* what its owner's code runs under */
	int			count;
	UsColumn   *columns;
	int			by_field[US_FIELD_COUNT];	/* index into columns, or -1 */
	int			custom_count;
	int			custom[US_CUSTOM_MAX];	/* index into columns */
	bool		pin_reads;		/* the session's settings could show in a value */
	bool		pin_writes;		/* the same, or in what is written */
	bool		pin_money;		/* lc_monetary could, too */
	UsOptions  *options;
} UsMapping;

/*
 * Reads a mapping for an open relation, in the current memory context.
 * Raises 42703 for a column that the relation lacks, 22023 for whatever else
 * does not fit.
 */
extern UsMapping *us_mapping_read(Relation rel, const char *store,
								  Jsonb *columns, Jsonb *options);

/* The column of a field, or NULL. */
extern const UsColumn *us_mapping_column(const UsMapping *mapping,
										 UsField field);

/* The same if its value is stored in the column itself, else NULL. */
extern const UsColumn *us_mapping_stored(const UsMapping *mapping,
										 UsField field);

/*
 * An e-mail address as it is to be written: folded where the store compares
 * byte for byte, because it is looked up there as typed and folded.
 */
extern const char *us_mapping_email(const UsMapping *mapping,
									const char *email);

/*
 * Is a field written by an action, be it by its column or by an expression of
 * options.set that names it?
 */
extern bool us_mapping_writes(const UsMapping *mapping, UsField field,
							  UsSetFor action);

/* The column of that name, or NULL. */
extern const UsColumn *us_mapping_by_name(const UsMapping *mapping,
										  const char *column);

/* The column of a slot, or NULL for a field that is not mapped. */
extern const UsColumn *us_mapping_slot(const UsMapping *mapping, int slot);

/* The slot of a custom field, or -1. */
extern int	us_mapping_custom_slot(const UsMapping *mapping, const char *name);

/* The kind of a column's value. */
extern UsFieldKind us_column_kind(const UsColumn *column);

/* Is the value stored in the column itself, as it is read? */
extern bool us_column_is_stored(const UsColumn *column);

/* Has the column of a custom field JSON, and not text? */
extern bool us_column_is_json(const UsColumn *column);

/* Is what is read of it a text or an array of them, as JSON? */
extern bool us_column_is_several(const UsColumn *column);

#endif							/* US_MAPPING_H */
