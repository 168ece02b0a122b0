/*-------------------------------------------------------------------------
 *
 * insert.c
 *	  The INSERT of a new user, by what is given of him.
 *
 * src/insert.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "conversion.h"
#include "insert.h"
#include "value.h"

/* The kind in which a slot's value is given. */
static UsFieldKind
insert_kind(const UsMapping *mapping, int slot)
{
	if (slot < US_FIELD_COUNT)
		return us_fields[slot].kind;
	return us_column_is_json(us_mapping_slot(mapping, slot)) ?
		US_KIND_JSON : US_KIND_TEXT;
}

Oid
us_insert_type(const UsMapping *mapping, int slot)
{
	return us_conversion_type(insert_kind(mapping, slot));
}

/* Appends a column and its value, unless options.set or nobody writes it. */
static void
append_new_value(StringInfo names, StringInfo values, const UsColumn *column,
				 const char *value, const List *sets)
{
	if (!us_column_is_stored(column) ||
		us_options_assign(sets, column->column))
		return;
	appendStringInfo(names, ", %s", column->quoted);
	appendStringInfo(values, ", %s", value);
}

/*
 * us_insert_build
 *
 * A field that the caller did not give is NULL in the expressions of
 * options.set, and its column gets its default.
 */
void
us_insert_build(const UsMapping *mapping, uint64 slots, UsPlan *plan)
{
	List	   *sets = us_options_set(mapping->options, US_SET_FOR_CREATE);
	UsPlaceholders placeholders;
	StringInfoData names;
	StringInfoData values;
	ListCell   *cell;

	initStringInfo(&names);
	initStringInfo(&values);
	us_value_placeholders(US_SET_FOR_CREATE, &placeholders);
	for (int slot = 0; slot < US_FIELD_COUNT + mapping->custom_count; slot++)
	{
		const UsColumn *column = us_mapping_slot(mapping, slot);
		char	   *value;

		if ((slots & US_SLOT_BIT(slot)) == 0)
		{
			if (column != NULL && column->fill != NULL)
				append_new_value(&names, &values, column,
								 us_conversion_write(us_column_kind(column),
													 column->fill,
													 column->type), sets);
			continue;
		}
		plan->argtypes[plan->nargs++] = us_insert_type(mapping, slot);
		value = psprintf("$%d", plan->nargs);
		if (slot < US_FIELD_COUNT)
			placeholders.fields[slot] = value;
		if (column != NULL && us_column_is_stored(column))
			append_new_value(&names, &values, column,
							 us_conversion_write(insert_kind(mapping, slot),
												 value, column->type), sets);
	}
	foreach(cell, sets)
	{
		const UsSet *set = lfirst(cell);

		appendStringInfo(&names, ", %s", quote_identifier(set->column));
		appendStringInfoString(&values, ", ");
		us_expression_append(&values, set->expression, &placeholders);
	}
	Assert(names.len > 0);
	plan->sql = psprintf("INSERT INTO %s (%s) VALUES (%s) RETURNING %s",
						 mapping->relation, names.data + strlen(", "),
						 values.data + strlen(", "),
						 us_value_read(us_mapping_column(mapping,
														 US_FIELD_USER_ID)));
}
