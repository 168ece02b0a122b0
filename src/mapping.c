/*-------------------------------------------------------------------------
 *
 * mapping.c
 *	  How a relation's columns hold the fields of a user.
 *
 * columns is {"<field>": "<column>"} or {"<field>": {"column": "<column>",
 * "match": "<condition with $>", "read": "<expression>"}}; a field that is not
 * ours becomes one of the profile.
 *
 * src/mapping.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "nodes/bitmapset.h"
#include "rewrite/rewriteHandler.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "compat.h"
#include "conversion.h"
#include "expression.h"
#include "fold.h"
#include "mapping.h"
#include "match.h"
#include "member.h"
#include "nearest.h"
#include "outcome.h"

static void
fail(const char *store, const char *detail, const char *name,
	 const char *hint)
{
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("the mapping of store \"%s\" does not fit its relation",
				   store),
			errdetail(detail, name),
			hint ? errhint("%s", hint) : 0);
}

static void
fail_column(Relation rel, const char *store, const char *name)
{
	TupleDesc	desc = RelationGetDescr(rel);
	UsNearest	nearest;

	us_nearest_start(&nearest, name);
	for (int i = 0; i < desc->natts; i++)
	{
		if (!TupleDescAttr(desc, i)->attisdropped)
			us_nearest_offer(&nearest,
							 NameStr(TupleDescAttr(desc, i)->attname));
	}
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_UNDEFINED_COLUMN),
			errmsg("the mapping of store \"%s\" does not fit its relation",
				   store),
			errdetail("There is no column \"%s\".", name),
			us_nearest_name(&nearest) ?
			errhint("Perhaps you meant \"%s\".", us_nearest_name(&nearest)) : 0);
}

/* The attribute of a column.  Raises if there is none. */
static Form_pg_attribute
find_attribute(Relation rel, const char *store, const char *name)
{
	AttrNumber	attno = get_attnum(RelationGetRelid(rel), name);

	if (attno <= 0)
		fail_column(rel, store, name);
	return TupleDescAttr(RelationGetDescr(rel), attno - 1);
}

/* A mapping while it is read. */
typedef struct Reading
{
	Relation	rel;
	const char *store;
	UsMapping  *mapping;
	UsColumn   *column;			/* the one that is read now */
} Reading;

/* Reads a word of a field that is an object; a visitor of us_member_visit. */
static void
read_word(char *name, const JsonbValue *value, void *arg)
{
	const Reading *reading = arg;
	UsColumn   *column = reading->column;
	char	  **word = strcmp(name, "column") == 0 ? &column->column :
		strcmp(name, "match") == 0 ? &column->match :
		strcmp(name, "read") == 0 ? &column->read : NULL;

	if (word == NULL)
		fail(reading->store, "\"%s\" is no word of a field.", name,
			 "There are \"column\", \"match\" and \"read\".");
	if (value->type != jbvString)
		fail(reading->store, "A word of field \"%s\" is not a string.",
			 column->name, NULL);
	*word = us_member_text(value);
}

/* Is a column one that neither INSERT nor UPDATE may give a value? */
static bool
is_computed(Relation rel, Form_pg_attribute attribute)
{
	const int	inserts = 1 << CMD_INSERT;
	Oid			relid = RelationGetRelid(rel);
	Bitmapset  *column;

	if (attribute->attgenerated != '\0' ||
		attribute->attidentity == ATTRIBUTE_IDENTITY_ALWAYS)
		return true;
	if (rel->rd_rel->relkind != RELKIND_VIEW ||
		(relation_is_updatable(relid, NIL, true, NULL) & inserts) == 0)
		return false;
	column = bms_make_singleton(attribute->attnum -
								FirstLowInvalidHeapAttributeNumber);
	return (relation_is_updatable(relid, NIL, true, column) & inserts) == 0;
}

/* What a column that must not be null has in a new row, if nobody says. */
static const char *
fill_of(const UsColumn *column)
{
	if (column->field == US_FIELD_CUSTOM)
		return NULL;
	switch (us_fields[column->field].kind)
	{
		case US_KIND_BOOLEAN:
			return "false";
		case US_KIND_JSON:
			return "'{}'::pg_catalog.jsonb";
		default:
			return NULL;
	}
}

/* Fills the column that is read from one member of the mapping. */
static void
read_column(Reading *reading, const JsonbValue *value)
{
	UsColumn   *column = reading->column;
	const char *store = reading->store;
	Relation	rel = reading->rel;
	Form_pg_attribute attribute;

	if (value->type == jbvString)
		column->column = us_member_text(value);
	else if (value->type == jbvBinary &&
			 JsonContainerIsObject(value->val.binary.data))
		us_member_visit(value->val.binary.data, read_word, reading);
	if (column->column == NULL && column->read == NULL)
		fail(store, "Field \"%s\" names no column.", column->name,
			 "Without a column it needs \"read\", an expression.");
	if (column->column == NULL)
		return;

	attribute = find_attribute(rel, store, column->column);
	column->quoted = pstrdup(quote_identifier(column->column));
	column->type = attribute->atttypid;
	column->typmod = attribute->atttypmod;
	column->computed = is_computed(rel, attribute);
	if (attribute->attnotnull && !attribute->atthasdef)
		column->fill = fill_of(column);
	if (column->read == NULL &&
		us_conversion_read(us_column_kind(column), column->quoted,
						   column->type) == NULL &&
		column->field != US_FIELD_CUSTOM)
		fail(store, "The type of column \"%s\" is not one for its field.",
			 column->column, "Give the field a \"read\", an expression.");
}

/* Finds how an identifier or the user_id is looked up, if nobody says. */
static void
choose_match(Relation rel, UsColumn *column)
{
	if (column->match == NULL && column->column != NULL)
		column->match = us_match_default(rel, column->column, column->type,
										 column->field == US_FIELD_EMAIL ||
										 column->field == US_FIELD_USERNAME,
										 &column->exact);
}

static bool
is_looked_up(UsField field)
{
	return field == US_FIELD_USER_ID || field == US_FIELD_EMAIL ||
		field == US_FIELD_USERNAME || field == US_FIELD_PHONE_NUMBER;
}

/* Does what it is made of follow the session's settings? */
static bool
is_settings_dependent(const UsColumn *column)
{
	return column->read != NULL || !us_conversion_is_plain(column->type);
}

/* Names that mean something else, or would show a verifier in the profile. */
static const char *const no_fields[] = {
	"password", "password_hash", "custom_password_hash", "metadata",
	"identities", "client_id", "tenant", "connection"
};

/*
 * NB: a misspelt field would be a custom one, and a misspelt verifier would
 * stand in every profile.
 */
static void
check_field(const char *store, const char *name)
{
	UsNearest	nearest;

	us_nearest_start(&nearest, name);
	for (int i = 0; i < US_FIELD_COUNT; i++)
	{
		/* many words are near "salt", and what is in it is no verifier */
		if (us_fields[i].profile == NULL && i != US_FIELD_SALT &&
			us_field_named(name, strlen(name)) == US_FIELD_CUSTOM)
			us_nearest_offer(&nearest, us_fields[i].name);
	}
	if (us_nearest_name(&nearest) != NULL)
		fail(store, "\"%s\" can't be the name of a field.", name,
			 psprintf("Perhaps you meant \"%s\".", us_nearest_name(&nearest)));
	for (int i = 0; i < (int) lengthof(no_fields); i++)
	{
		if (strcmp(name, no_fields[i]) == 0)
			fail(store, "\"%s\" can't be the name of a field.", name,
				 "A column with verifiers is field \"verifier\", what a profile calls metadata is \"app_metadata\".");
	}
}

/* Raises if another field names the same column. */
static void
check_column_once(const char *store, const UsMapping *mapping,
				  const UsColumn *column)
{
	for (int i = 0; i < mapping->count; i++)
	{
		const UsColumn *other = &mapping->columns[i];

		if (column->column != NULL && other->column != NULL &&
			strcmp(column->column, other->column) == 0)
			fail(store, "Two fields name the column \"%s\".", column->column,
				 "Give one of them a \"read\" instead.");
	}
}

/* Adds a field; a visitor of us_member_visit. */
static void
add_column(char *name, const JsonbValue *value, void *arg)
{
	Reading    *reading = arg;
	const char *store = reading->store;
	UsMapping  *mapping = reading->mapping;
	UsColumn   *column = &mapping->columns[mapping->count];

	column->name = name;
	column->field = us_field_named(name, strlen(name));
	check_field(store, name);
	reading->column = column;
	read_column(reading, value);
	check_column_once(store, mapping, column);
	if (is_settings_dependent(column))
		mapping->pin_reads = true;
	if (column->field != US_FIELD_CUSTOM)
		mapping->by_field[column->field] = mapping->count;
	else if (mapping->custom_count < US_CUSTOM_MAX)
		mapping->custom[mapping->custom_count++] = mapping->count;
	else
		fail(store, "\"%s\" is one custom field too many.", name, NULL);
	if (is_looked_up(column->field))
		choose_match(reading->rel, column);
	else if (column->match != NULL)
		fail(store, "Field \"%s\" is not one that a user is found by.", name,
			 "\"match\" is for user_id, email, username and phone_number.");
	mapping->count++;
}

static void
read_columns(Relation rel, const char *store, Jsonb *columns,
			 UsMapping *mapping)
{
	Reading		reading = {rel, store, mapping, NULL};

	mapping->columns = palloc0((JB_ROOT_COUNT(columns) + 1) * sizeof(UsColumn));
	us_member_visit(&columns->root, add_column, &reading);
}

/* The columns of options.set have to be there, and not be system columns. */
static void
check_sets(Relation rel, const char *store, UsMapping *mapping)
{
	for (int action = 0; action < US_SET_FOR_COUNT; action++)
	{
		ListCell   *cell;

		foreach(cell, mapping->options->sets[action])
		{
			(void) find_attribute(rel, store,
								  ((const UsSet *) lfirst(cell))->column);
			mapping->pin_writes = true;
		}
	}
}

static bool
has_money(Relation rel)
{
	for (int i = 0; i < RelationGetNumberOfAttributes(rel); i++)
	{
		Form_pg_attribute att = TupleDescAttr(RelationGetDescr(rel), i);

		if (!att->attisdropped && getBaseType(att->atttypid) == MONEYOID)
			return true;
	}
	return false;
}

static char *
make_search_path(Relation rel, const UsOptions *options)
{
	StringInfoData path;
	ListCell   *cell;

	initStringInfo(&path);
	appendStringInfoString(&path, "pg_catalog");
	if (options->schemas == NIL)
		appendStringInfo(&path, ", %s",
						 quote_identifier(get_namespace_name(RelationGetNamespace(rel))));
	foreach(cell, options->schemas)
		appendStringInfo(&path, ", %s", quote_identifier(lfirst(cell)));
	appendStringInfoString(&path, ", pg_temp");
	return path.data;
}

UsMapping *
us_mapping_read(Relation rel, const char *store, Jsonb *columns,
				Jsonb *options)
{
	UsMapping  *mapping = palloc0(sizeof(UsMapping));
	char	   *schema = get_namespace_name(RelationGetNamespace(rel));

	if (!JB_ROOT_IS_OBJECT(columns) || !JB_ROOT_IS_OBJECT(options))
		fail(store, "\"%s\" is not an object.",
			 JB_ROOT_IS_OBJECT(columns) ? "options" : "columns", NULL);
	mapping->relation = quote_qualified_identifier(schema,
												   RelationGetRelationName(rel));
	mapping->options = us_options_read(store, options);
	mapping->search_path = make_search_path(rel, mapping->options);
	mapping->pin_reads = mapping->options->where != NULL;
	for (int i = 0; i < US_FIELD_COUNT; i++)
		mapping->by_field[i] = -1;

	read_columns(rel, store, columns, mapping);
	check_sets(rel, store, mapping);
	mapping->pin_writes = mapping->pin_writes || mapping->pin_reads;
	mapping->pin_money = has_money(rel);
	if (us_mapping_column(mapping, US_FIELD_USER_ID) == NULL)
		fail(store, "Field \"%s\" names no column.", "user_id", NULL);
	if (us_mapping_column(mapping, US_FIELD_USER_ID)->match == NULL)
		fail(store, "Field \"%s\" can't be looked up.", "user_id",
			 "With \"read\" alone it needs a \"match\".");
	return mapping;
}

const UsColumn *
us_mapping_column(const UsMapping *mapping, UsField field)
{
	int			i = mapping->by_field[field];

	return i < 0 ? NULL : &mapping->columns[i];
}

const UsColumn *
us_mapping_stored(const UsMapping *mapping, UsField field)
{
	const UsColumn *column = us_mapping_column(mapping, field);

	return column != NULL && us_column_is_stored(column) ? column : NULL;
}

const char *
us_mapping_email(const UsMapping *mapping, const char *email)
{
	const UsColumn *column = us_mapping_column(mapping, US_FIELD_EMAIL);

	return column != NULL && column->exact ? us_fold(email) : email;
}

bool
us_mapping_writes(const UsMapping *mapping, UsField field, UsSetFor action)
{
	ListCell   *cell;

	if (us_mapping_stored(mapping, field) != NULL)
		return true;
	foreach(cell, us_options_set(mapping->options, action))
	{
		const UsSet *set = lfirst(cell);

		if (us_expression_fields(set->expression) & US_FIELD_BIT(field))
			return true;
	}
	return false;
}

const UsColumn *
us_mapping_by_name(const UsMapping *mapping, const char *column)
{
	for (int i = 0; i < mapping->count; i++)
	{
		if (mapping->columns[i].column != NULL &&
			strcmp(mapping->columns[i].column, column) == 0)
			return &mapping->columns[i];
	}
	return NULL;
}

const UsColumn *
us_mapping_slot(const UsMapping *mapping, int slot)
{
	return slot < US_FIELD_COUNT ? us_mapping_column(mapping, (UsField) slot) :
		&mapping->columns[mapping->custom[slot - US_FIELD_COUNT]];
}

int
us_mapping_custom_slot(const UsMapping *mapping, const char *name)
{
	for (int i = 0; i < mapping->custom_count; i++)
	{
		if (strcmp(mapping->columns[mapping->custom[i]].name, name) == 0)
			return US_FIELD_COUNT + i;
	}
	return -1;
}

UsFieldKind
us_column_kind(const UsColumn *column)
{
	return column->field == US_FIELD_CUSTOM ? US_KIND_JSON :
		us_fields[column->field].kind;
}

bool
us_column_is_stored(const UsColumn *column)
{
	/* NB: what is read by an expression may be stored in another form. */
	return column->column != NULL && column->read == NULL && !column->computed;
}

bool
us_column_is_json(const UsColumn *column)
{
	Oid			type = OidIsValid(column->type) ? getBaseType(column->type) :
		InvalidOid;

	return type == JSONOID || type == JSONBOID;
}

bool
us_column_is_several(const UsColumn *column)
{
	return column->read != NULL && column->field != US_FIELD_USER_ID &&
		is_looked_up(column->field);
}
