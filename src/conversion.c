/*-------------------------------------------------------------------------
 *
 * conversion.c
 *	  How a field's value is read from and written to a column of some type.
 *
 * src/conversion.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "conversion.h"

Oid
us_conversion_type(UsFieldKind kind)
{
	switch (kind)
	{
		case US_KIND_TEXT:
			return TEXTOID;
		case US_KIND_BOOLEAN:
			return BOOLOID;
		case US_KIND_JSON:
			return JSONBOID;
	}
	return InvalidOid;
}

/*
 * us_conversion_type_name
 *
 * NB: "character" would be of one character, and "bit" of one bit.
 */
char *
us_conversion_type_name(Oid type)
{
	return format_type_extended(type, -1, FORMAT_TYPE_TYPEMOD_GIVEN |
								FORMAT_TYPE_FORCE_QUALIFY);
}

bool
us_conversion_is_time(Oid type)
{
	type = getBaseType(type);
	return type == TIMESTAMPTZOID || type == TIMESTAMPOID || type == DATEOID;
}

bool
us_conversion_is_plain(Oid type)
{
	switch (type)
	{
		case TEXTOID:
		case VARCHAROID:
		case BPCHAROID:
		case BOOLOID:
		case JSONOID:
		case JSONBOID:
		case UUIDOID:
		case INT2OID:
		case INT4OID:
		case INT8OID:
			return true;
		default:
			return false;
	}
}

static bool
is_integer(Oid type)
{
	return type == INT2OID || type == INT4OID || type == INT8OID;
}

static bool
is_string(Oid type)
{
	char		category;
	bool		preferred;

	get_type_category_preferred(type, &category, &preferred);
	return category == TYPCATEGORY_STRING;
}

static char *
read_boolean(const char *column, Oid type)
{
	if (type == BOOLOID)
		return psprintf("%s::pg_catalog.bool", column);
	if (us_conversion_is_time(type))
		return psprintf("(%s IS NOT NULL)", column);
	if (is_integer(type))
		return psprintf("(%s OPERATOR(pg_catalog.<>) 0)", column);
	return NULL;
}

static char *
read_json(const char *column, Oid type)
{
	if (type == JSONBOID || type == JSONOID)
		return psprintf("%s::pg_catalog.jsonb", column);
	if (is_string(type))
		return psprintf("CASE WHEN %s::pg_catalog.text OPERATOR(pg_catalog.<>) ''"
						" THEN %s::pg_catalog.text::pg_catalog.jsonb END",
						column, column);
	return NULL;
}

char *
us_conversion_read(UsFieldKind kind, const char *column, Oid type)
{
	type = getBaseType(type);
	switch (kind)
	{
		case US_KIND_TEXT:
			return psprintf("%s::pg_catalog.text", column);
		case US_KIND_BOOLEAN:
			return read_boolean(column, type);
		case US_KIND_JSON:
			return read_json(column, type);
	}
	return NULL;
}

/* NB: a timestamp without zone gets UTC, whatever the session's zone is. */
static char *
write_boolean(const char *value, Oid type)
{
	if (us_conversion_is_time(type))
		return psprintf("CASE WHEN %s THEN %s%s END", value,
						getBaseType(type) == TIMESTAMPTZOID ?
						"pg_catalog.now()" :
						"pg_catalog.timezone('UTC', pg_catalog.now())",
						getBaseType(type) == DATEOID ? "::pg_catalog.date" : "");
	if (is_integer(getBaseType(type)))
		return psprintf("CASE WHEN %s THEN 1 ELSE 0 END", value);
	return pstrdup(value);
}

char *
us_conversion_write(UsFieldKind kind, const char *value, Oid type)
{
	if (kind == US_KIND_BOOLEAN && getBaseType(type) != BOOLOID)
		return write_boolean(value, type);
	if (type == us_conversion_type(kind))
		return pstrdup(value);
	return psprintf("%s::%s", value, us_conversion_type_name(type));
}
