/*-------------------------------------------------------------------------
 *
 * mapping.c
 *	  How a relation's columns hold the fields of a user.
 *
 * columns is {"<field>": "<column>"} or {"<field>": {"column": "<column>",
 * "match": "<expression with $>"}}; a field that is not ours becomes one of
 * the profile.  options is {"set": {"<action>": {"<column>": "<expression>"}},
 * "allow_superuser_owner": true}.  The expressions are SQL and run as the
 * relation's owner only.
 *
 * src/mapping.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "compat.h"
#include "mapping.h"
#include "outcome.h"

static void
fail(const char *store, const char *detail, const char *name)
{
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("the mapping of store \"%s\" does not fit its relation",
				   store),
			errdetail(detail, name));
}

/* A string member of an object, palloc'd; NULL if there is none. */
static char *
string_member(JsonbContainer *object, const char *key)
{
	JsonbValue	value;

	if (getKeyJsonValueFromContainer(object, key, (int) strlen(key),
									 &value) == NULL ||
		value.type != jbvString)
		return NULL;
	return pnstrdup(value.val.string.val, value.val.string.len);
}

/* An object member of an object, or NULL. */
static JsonbContainer *
object_member(JsonbContainer *object, const char *key)
{
	JsonbValue	value;

	if (getKeyJsonValueFromContainer(object, key, (int) strlen(key),
									 &value) == NULL ||
		value.type != jbvBinary || !JsonContainerIsObject(value.val.binary.data))
		return NULL;
	return value.val.binary.data;
}

/* Fills a column from one member of the mapping. */
static void
read_column(Relation rel, const char *store, const JsonbValue *value,
			UsColumn *column)
{
	char	   *name = NULL;
	AttrNumber	attno;

	column->match = NULL;
	if (value->type == jbvString)
		name = pnstrdup(value->val.string.val, value->val.string.len);
	else if (value->type == jbvBinary &&
			 JsonContainerIsObject(value->val.binary.data))
	{
		name = string_member(value->val.binary.data, "column");
		column->match = string_member(value->val.binary.data, "match");
	}
	if (name == NULL)
		fail(store, "Field \"%s\" names no column.", column->name);

	attno = get_attnum(RelationGetRelid(rel), name);
	if (attno <= 0)
		fail(store, "There is no column \"%s\".", name);
	column->type = TupleDescAttr(RelationGetDescr(rel), attno - 1)->atttypid;
	column->column = pstrdup(quote_identifier(name));
}

/* Does a type's output look the same whatever the settings are? */
static bool
is_plain_type(Oid type)
{
	switch (type)
	{
		case TEXTOID:
		case VARCHAROID:
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

static void
read_columns(Relation rel, const char *store, Jsonb *columns,
			 UsMapping *mapping)
{
	JsonbIterator *it = JsonbIteratorInit(&columns->root);
	JsonbIteratorToken token;
	JsonbValue	value;
	UsColumn   *column = NULL;

	mapping->columns = palloc0(JB_ROOT_COUNT(columns) * sizeof(UsColumn));
	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
		{
			column = &mapping->columns[mapping->count];
			column->name = pnstrdup(value.val.string.val,
									value.val.string.len);
			column->field = us_field_named(value.val.string.val,
										   value.val.string.len);
		}
		else if (token == WJB_VALUE)
		{
			read_column(rel, store, &value, column);
			if (column->field != US_FIELD_CUSTOM)
				mapping->by_field[column->field] = mapping->count;
			if (!is_plain_type(column->type))
				mapping->pin_output = true;
			mapping->count++;
		}
	}
}

UsMapping *
us_mapping_read(Relation rel, const char *store, Jsonb *columns,
				Jsonb *options)
{
	UsMapping  *mapping = palloc0(sizeof(UsMapping));
	char	   *schema = get_namespace_name(RelationGetNamespace(rel));
	JsonbValue	value;

	mapping->relation = quote_qualified_identifier(schema,
												   RelationGetRelationName(rel));
	mapping->search_path = psprintf("pg_catalog, %s, pg_temp",
									quote_identifier(schema));
	for (int i = 0; i < US_FIELD_COUNT; i++)
		mapping->by_field[i] = -1;

	if (!JB_ROOT_IS_OBJECT(columns) || !JB_ROOT_IS_OBJECT(options))
		fail(store, "\"%s\" is not an object.",
			 JB_ROOT_IS_OBJECT(columns) ? "options" : "columns");
	read_columns(rel, store, columns, mapping);
	if (us_mapping_column(mapping, US_FIELD_USER_ID) == NULL)
		fail(store, "Field \"%s\" names no column.", "user_id");

	mapping->options = options;
	mapping->superuser_owner =
		getKeyJsonValueFromContainer(&options->root, "allow_superuser_owner",
									 strlen("allow_superuser_owner"),
									 &value) != NULL &&
		value.type == jbvBool && value.val.boolean;
	return mapping;
}

const UsColumn *
us_mapping_column(const UsMapping *mapping, UsField field)
{
	int			i = mapping->by_field[field];

	return i < 0 ? NULL : &mapping->columns[i];
}

List *
us_mapping_set(const UsMapping *mapping, const char *action)
{
	JsonbContainer *set = object_member(&mapping->options->root, "set");
	List	   *result = NIL;
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue	value;
	UsSet	   *item = NULL;

	if (set != NULL)
		set = object_member(set, action);
	if (set == NULL)
		return NIL;

	it = JsonbIteratorInit(set);
	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
		{
			item = palloc(sizeof(UsSet));
			item->column = pstrdup(quote_identifier(pnstrdup(value.val.string.val,
															 value.val.string.len)));
		}
		else if (token == WJB_VALUE && value.type == jbvString)
		{
			item->expression = pnstrdup(value.val.string.val,
										value.val.string.len);
			result = lappend(result, item);
		}
	}
	return result;
}
