/*-------------------------------------------------------------------------
 *
 * conversion.h
 *	  How a field's value is read from and written to a column of some type.
 *
 * All of it is SQL text, qualified with its operators and types, palloc'd.
 *
 * src/conversion.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_CONVERSION_H
#define US_CONVERSION_H

#include "postgres.h"

#include "field.h"

/* The type that a field's value has between SQL and here. */
extern Oid	us_conversion_type(UsFieldKind kind);

/*
 * What reads a column as a value of that kind; NULL if its type has no such
 * meaning.
 */
extern char *us_conversion_read(UsFieldKind kind, const char *column,
								Oid type);

/*
 * What makes a value of that kind, SQL text of us_conversion_type, one of the
 * column.
 */
extern char *us_conversion_write(UsFieldKind kind, const char *value,
								 Oid type);

/* The qualified name of a type, for a cast that shortens nothing. */
extern char *us_conversion_type_name(Oid type);

/* Is a value of that type a point in time, so that "set" means "yes"? */
extern bool us_conversion_is_time(Oid type);

/* Does a value of that type look the same whatever the settings are? */
extern bool us_conversion_is_plain(Oid type);

#endif							/* US_CONVERSION_H */
