/*-------------------------------------------------------------------------
 *
 * value.c
 *	  What reads a mapped field, and what stands for what is written.
 *
 * src/value.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "conversion.h"
#include "value.h"

void
us_value_placeholders(UsSetFor action, UsPlaceholders *placeholders)
{
	memset(placeholders, 0, sizeof(*placeholders));
	switch (action)
	{
		case US_SET_FOR_CREATE:
			/* Numbered by us_insert_build. */
			for (int i = 0; i < US_FIELD_COUNT; i++)
			{
				if (us_fields[i].input != US_INPUT_REFUSED)
					placeholders->fields[i] =
						psprintf("NULL::%s",
								 format_type_be_qualified(us_conversion_type(us_fields[i].kind)));
			}
			placeholders->fields[US_FIELD_VERIFIER] = "NULL::pg_catalog.text";
			break;
		case US_SET_FOR_CHANGE_PASSWORD:
			placeholders->fields[US_FIELD_VERIFIER] = "$2";
			break;
		case US_SET_FOR_CHANGE_EMAIL:
			placeholders->fields[US_FIELD_EMAIL] = "$3";
			placeholders->fields[US_FIELD_EMAIL_VERIFIED] = "$4";
			break;
		default:
			break;
	}
}

char *
us_value_read(const UsColumn *column)
{
	StringInfoData sql;

	initStringInfo(&sql);
	if (column->read == NULL && column->field == US_FIELD_CUSTOM)
		appendStringInfo(&sql, "pg_catalog.to_jsonb(%s)", column->quoted);
	else if (column->read == NULL)
		appendStringInfoString(&sql, us_conversion_read(us_column_kind(column),
														column->quoted,
														column->type));
	else
	{
		static const UsPlaceholders none = {0};
		bool		json = us_column_kind(column) == US_KIND_JSON ||
			us_column_is_several(column);

		/* COALESCE makes text of a bare literal. */
		if (json)
			appendStringInfoString(&sql, "pg_catalog.to_jsonb(COALESCE");
		us_expression_append(&sql, column->read, &none);
		if (json)
			appendStringInfoChar(&sql, ')');
		else
			appendStringInfo(&sql, "::%s",
							 format_type_be_qualified(us_conversion_type(us_column_kind(column))));
	}
	return sql.data;
}
