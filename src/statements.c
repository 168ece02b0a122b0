/*-------------------------------------------------------------------------
 *
 * statements.c
 *	  The text of a store's statements, from its mapping.
 *
 * Relations, operators and types are qualified; values travel as parameters.
 * What the mapping holds as expressions is the owner's own SQL and runs as
 * the owner.
 *
 * src/statements.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "statements.h"

static const Oid kind_types[] = {TEXTOID, BOOLOID, JSONBOID};
static const char *const kind_names[] = {
	"pg_catalog.text", "pg_catalog.bool", "pg_catalog.jsonb"
};

static bool
is_identifier_character(char c)
{
	return IS_HIGHBIT_SET(c) || c == '_' || c == '$' ||
		(c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		(c >= 'A' && c <= 'Z');
}

/* Appends an expression, "$" standing for parameter n outside of quotes. */
static void
append_expression(StringInfo sql, const char *expression, int n)
{
	char		quote = '\0';

	for (const char *p = expression; *p != '\0'; p++)
	{
		if (quote != '\0')
			quote = (*p == quote) ? '\0' : quote;
		else if (*p == '\'' || *p == '"')
			quote = *p;
		else if (*p == '$' && !is_identifier_character(p[1]) &&
				 (p == expression || !is_identifier_character(p[-1])))
		{
			appendStringInfo(sql, "$%d", n);
			continue;
		}
		appendStringInfoChar(sql, *p);
	}
}

/* Appends parameter n, of the field's kind, as a value for its column. */
static void
append_value(StringInfo sql, const UsColumn *column, int n)
{
	appendStringInfo(sql, "$%d", n);
	if (column->type != kind_types[us_fields[column->field].kind])
		appendStringInfo(sql, "::%s", format_type_be_qualified(column->type));
}

/* Appends the condition that a column holds parameter n. */
static void
append_condition(StringInfo sql, const UsColumn *column, int n)
{
	appendStringInfoChar(sql, '(');
	if (column->match != NULL)
		append_expression(sql, column->match, n);
	else if (column->type == TEXTOID)
		appendStringInfo(sql, "%s OPERATOR(pg_catalog.=) $%d",
						 column->column, n);
	else
		appendStringInfo(sql, "%s::pg_catalog.text OPERATOR(pg_catalog.=) $%d",
						 column->column, n);
	appendStringInfoChar(sql, ')');
}

static void
append_id_condition(StringInfo sql, const UsMapping *mapping, int n)
{
	append_condition(sql, us_mapping_column(mapping, US_FIELD_USER_ID), n);
}

/* Appends ", column = expression" for each of options.set of an action. */
static void
append_set(StringInfo sql, const UsMapping *mapping, const char *action)
{
	ListCell   *cell;

	foreach(cell, us_mapping_set(mapping, action))
	{
		const UsSet *item = lfirst(cell);

		appendStringInfo(sql, ", %s = (%s)", item->column, item->expression);
	}
}

static void
declare(UsPlan *plan, const StringInfo sql, int nargs)
{
	plan->sql = sql->data;
	plan->nargs = nargs;
	for (int i = 0; i < nargs; i++)
		plan->argtypes[i] = TEXTOID;
}

/*
 * SELECT of all that a profile shows, in the order of the mapping's columns;
 * NULL for the columns that no profile shows.
 */
static void
build_find(const UsMapping *mapping, UsField by, UsPlan *plan)
{
	const UsColumn *key = us_mapping_column(mapping, by);
	StringInfoData sql;

	if (key == NULL)
		return;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	for (int i = 0; i < mapping->count; i++)
	{
		const UsColumn *column = &mapping->columns[i];

		if (i > 0)
			appendStringInfoString(&sql, ", ");
		if (column->field == US_FIELD_CUSTOM)
			appendStringInfo(&sql, "pg_catalog.to_jsonb(%s)", column->column);
		else if (us_fields[column->field].profile == NULL)
			appendStringInfoString(&sql, "NULL::pg_catalog.text");
		else
			appendStringInfo(&sql, "%s::%s", column->column,
							 kind_names[us_fields[column->field].kind]);
	}
	appendStringInfo(&sql, " FROM %s WHERE ", mapping->relation);
	append_condition(&sql, key, 1);
	declare(plan, &sql, 1);
}

/* A boolean column's name, or false where there is none. */
static const char *
boolean_or_false(const UsMapping *mapping, UsField field)
{
	const UsColumn *column = us_mapping_column(mapping, field);

	return column ? column->column : "false";
}

static void
build_credential(const UsMapping *mapping, UsPlan *plan)
{
	const UsColumn *verifier = us_mapping_column(mapping, US_FIELD_VERIFIER);
	StringInfoData sql;

	if (verifier == NULL)
		return;
	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT %s::pg_catalog.text, %s::pg_catalog.bool, "
					 "%s::pg_catalog.bool FROM %s WHERE ",
					 verifier->column,
					 boolean_or_false(mapping, US_FIELD_BLOCKED),
					 boolean_or_false(mapping,
									  US_FIELD_PASSWORD_CHANGE_REQUIRED),
					 mapping->relation);
	append_id_condition(&sql, mapping, 1);
	declare(plan, &sql, 1);
}

/*
 * Appends "WHERE the row is user $1, if it can be locked at once".  With a
 * verifier, only if it is still $3.
 */
static void
append_unlocked_row(StringInfo sql, const UsMapping *mapping,
					const UsColumn *verifier)
{
	const UsColumn *id = us_mapping_column(mapping, US_FIELD_USER_ID);

	appendStringInfo(sql, " WHERE %s OPERATOR(pg_catalog.=) (SELECT %s FROM %s WHERE ",
					 id->column, id->column, mapping->relation);
	append_id_condition(sql, mapping, 1);
	if (verifier != NULL)
		appendStringInfo(sql,
						 " AND %s::pg_catalog.text OPERATOR(pg_catalog.=) $3",
						 verifier->column);
	appendStringInfoString(sql, " FOR NO KEY UPDATE SKIP LOCKED)");
}

static void
build_stamp_login(const UsMapping *mapping, UsPlan *plan)
{
	StringInfoData set;
	StringInfoData sql;

	initStringInfo(&set);
	append_set(&set, mapping, "login");
	if (set.len == 0)
		return;
	initStringInfo(&sql);
	appendStringInfo(&sql, "UPDATE %s SET %s", mapping->relation,
					 set.data + strlen(", "));
	append_unlocked_row(&sql, mapping, NULL);
	declare(plan, &sql, 1);
}

/* Starts an UPDATE that sets a column; the value comes next. */
static void
start_update(StringInfo sql, const UsMapping *mapping, const UsColumn *column)
{
	initStringInfo(sql);
	appendStringInfo(sql, "UPDATE %s SET %s = ", mapping->relation,
					 column->column);
}

/*
 * Ends an UPDATE: options.set of an action, then user $1, if given an e-mail
 * column only while he has the address $2.
 */
static void
end_update(StringInfo sql, const UsMapping *mapping, const char *action,
		   const UsColumn *email)
{
	append_set(sql, mapping, action);
	appendStringInfoString(sql, " WHERE ");
	append_id_condition(sql, mapping, 1);
	if (email != NULL)
	{
		appendStringInfoString(sql, " AND ");
		append_condition(sql, email, 2);
	}
}

static void
build_upgrade(const UsMapping *mapping, UsPlan *plan)
{
	const UsColumn *verifier = us_mapping_column(mapping, US_FIELD_VERIFIER);
	StringInfoData sql;

	if (verifier == NULL)
		return;
	start_update(&sql, mapping, verifier);
	append_value(&sql, verifier, 2);
	append_set(&sql, mapping, "login");
	append_unlocked_row(&sql, mapping, verifier);
	declare(plan, &sql, 3);
}

/*
 * NB: found again by the e-mail address, or one that was changed meanwhile
 * would be marked as verified.
 */
static void
build_set_verified(const UsMapping *mapping, UsPlan *plan)
{
	const UsColumn *email = us_mapping_column(mapping, US_FIELD_EMAIL);
	const UsColumn *verified = us_mapping_column(mapping,
												 US_FIELD_EMAIL_VERIFIED);
	StringInfoData sql;

	if (email == NULL || verified == NULL)
		return;
	start_update(&sql, mapping, verified);
	appendStringInfoString(&sql, "true");
	end_update(&sql, mapping, "verify", email);
	declare(plan, &sql, 2);
}

static void
build_set_verifier(const UsMapping *mapping, UsPlan *plan)
{
	const UsColumn *verifier = us_mapping_column(mapping, US_FIELD_VERIFIER);
	const UsColumn *must_change =
		us_mapping_column(mapping, US_FIELD_PASSWORD_CHANGE_REQUIRED);
	StringInfoData sql;

	if (verifier == NULL)
		return;
	start_update(&sql, mapping, verifier);
	append_value(&sql, verifier, 2);
	if (must_change != NULL)
		appendStringInfo(&sql, ", %s = false", must_change->column);
	end_update(&sql, mapping, "change_password", NULL);
	declare(plan, &sql, 2);
}

static void
build_set_email(const UsMapping *mapping, UsPlan *plan)
{
	const UsColumn *email = us_mapping_column(mapping, US_FIELD_EMAIL);
	const UsColumn *verified = us_mapping_column(mapping,
												 US_FIELD_EMAIL_VERIFIED);
	StringInfoData sql;

	if (email == NULL || verified == NULL)
		return;
	start_update(&sql, mapping, email);
	append_value(&sql, email, 3);
	appendStringInfo(&sql, ", %s = $4", verified->column);
	end_update(&sql, mapping, "change_email", email);
	declare(plan, &sql, 4);
	plan->argtypes[3] = BOOLOID;
}

static void
build_delete(const UsMapping *mapping, UsPlan *plan)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "DELETE FROM %s WHERE ", mapping->relation);
	append_id_condition(&sql, mapping, 1);
	declare(plan, &sql, 1);
}

void
us_statement_build(const UsMapping *mapping, UsStatement which, UsPlan *plan)
{
	switch (which)
	{
		case US_FIND_EMAIL:
			build_find(mapping, US_FIELD_EMAIL, plan);
			break;
		case US_FIND_PHONE_NUMBER:
			build_find(mapping, US_FIELD_PHONE_NUMBER, plan);
			break;
		case US_FIND_USERNAME:
			build_find(mapping, US_FIELD_USERNAME, plan);
			break;
		case US_FIND_ID:
			build_find(mapping, US_FIELD_USER_ID, plan);
			break;
		case US_CREDENTIAL:
			build_credential(mapping, plan);
			break;
		case US_STAMP_LOGIN:
			build_stamp_login(mapping, plan);
			break;
		case US_UPGRADE:
			build_upgrade(mapping, plan);
			break;
		case US_SET_VERIFIED:
			build_set_verified(mapping, plan);
			break;
		case US_SET_VERIFIER:
			build_set_verifier(mapping, plan);
			break;
		case US_SET_EMAIL:
			build_set_email(mapping, plan);
			break;
		case US_DELETE_USER:
			build_delete(mapping, plan);
			break;
	}
}

void
us_statement_build_insert(const UsMapping *mapping, uint32 fields,
						  UsPlan *plan)
{
	const UsColumn *id = us_mapping_column(mapping, US_FIELD_USER_ID);
	StringInfoData names;
	StringInfoData values;
	ListCell   *cell;

	initStringInfo(&names);
	initStringInfo(&values);
	for (int i = 0; i < US_FIELD_COUNT; i++)
	{
		const UsColumn *column = us_mapping_column(mapping, (UsField) i);

		if ((fields & (1u << i)) == 0)
			continue;
		plan->argtypes[plan->nargs++] = kind_types[us_fields[i].kind];
		appendStringInfo(&names, ", %s", column->column);
		appendStringInfoString(&values, ", ");
		append_value(&values, column, plan->nargs);
	}
	foreach(cell, us_mapping_set(mapping, "create"))
	{
		const UsSet *item = lfirst(cell);

		appendStringInfo(&names, ", %s", item->column);
		appendStringInfo(&values, ", (%s)", item->expression);
	}
	plan->sql = psprintf("INSERT INTO %s (%s) VALUES (%s) RETURNING %s::pg_catalog.text",
						 mapping->relation, names.data + strlen(", "),
						 values.data + strlen(", "), id->column);
}
