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

#include "conversion.h"
#include "expression.h"
#include "statements.h"
#include "value.h"

/* Appends the condition that a field has the value of parameter n. */
static void
append_match(StringInfo sql, const UsColumn *column, int n)
{
	UsPlaceholders placeholders = {.value = psprintf("$%d", n)};

	us_expression_append(sql, column->match, &placeholders);
}

/* Appends " WHERE the field has the value of parameter n", and options.where. */
static void
append_where(StringInfo sql, const UsMapping *mapping, UsField by, int n)
{
	static const UsPlaceholders none = {0};

	appendStringInfoString(sql, " WHERE ");
	append_match(sql, us_mapping_column(mapping, by), n);
	if (mapping->options->where == NULL)
		return;
	appendStringInfoString(sql, " AND ");
	us_expression_append(sql, mapping->options->where, &none);
}

/* Appends ", column = expression" for each of some assignments. */
static void
append_sets(StringInfo sql, const List *sets, UsSetFor action)
{
	UsPlaceholders placeholders;
	ListCell   *cell;

	us_value_placeholders(action, &placeholders);
	foreach(cell, sets)
	{
		const UsSet *set = lfirst(cell);

		appendStringInfo(sql, ", %s = ", quote_identifier(set->column));
		us_expression_append(sql, set->expression, &placeholders);
	}
}

/* Appends ", column = value" unless options.set has that column. */
static void
append_value(StringInfo sql, const UsColumn *column, const char *value,
			 const List *sets)
{
	if (column == NULL || us_options_assign(sets, column->column))
		return;
	appendStringInfo(sql, ", %s = %s", column->quoted,
					 us_conversion_write(us_column_kind(column), value,
										 column->type));
}

static void
declare(UsPlan *plan, const char *sql, int nargs)
{
	plan->sql = sql;
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

	if (key == NULL || key->match == NULL)
		return;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	for (int i = 0; i < mapping->count; i++)
	{
		const UsColumn *column = &mapping->columns[i];

		if (i > 0)
			appendStringInfoString(&sql, ", ");
		if (column->field != US_FIELD_CUSTOM &&
			us_fields[column->field].profile == NULL)
			appendStringInfoString(&sql, "NULL::pg_catalog.text");
		else
			appendStringInfoString(&sql, us_value_read(column));
	}
	appendStringInfo(&sql, " FROM %s", mapping->relation);
	append_where(&sql, mapping, by, 1);
	declare(plan, sql.data, 1);
}

void
us_statement_build_lookup(const UsMapping *mapping, UsField by, UsPlan *plan)
{
	const UsColumn *key = us_mapping_column(mapping, by);
	StringInfoData sql;

	memset(plan, 0, sizeof(*plan));
	if (key == NULL || key->match == NULL)
		return;
	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT FROM %s", mapping->relation);
	append_where(&sql, mapping, by, 1);
	declare(plan, sql.data, 1);
}

/* A boolean field's value, or false where there is none. */
static const char *
boolean_or_false(const UsMapping *mapping, UsField field)
{
	const UsColumn *column = us_mapping_column(mapping, field);

	return column ? us_value_read(column) : "false";
}

/* A text field's value, or NULL where there is none. */
static const char *
text_or_null(const UsMapping *mapping, UsField field)
{
	const UsColumn *column = us_mapping_column(mapping, field);

	return column ? us_value_read(column) : "NULL::pg_catalog.text";
}

/* Appends "SELECT verifier, salt, username". */
static void
append_verifier(StringInfo sql, const UsMapping *mapping)
{
	appendStringInfo(sql, "SELECT %s, %s, %s",
					 text_or_null(mapping, US_FIELD_VERIFIER),
					 text_or_null(mapping, US_FIELD_SALT),
					 text_or_null(mapping, US_FIELD_USERNAME));
}

static void
build_credential(const UsMapping *mapping, UsPlan *plan)
{
	StringInfoData sql;

	if (us_mapping_column(mapping, US_FIELD_VERIFIER) == NULL)
		return;
	initStringInfo(&sql);
	append_verifier(&sql, mapping);
	appendStringInfo(&sql, ", %s, %s FROM %s",
					 boolean_or_false(mapping, US_FIELD_BLOCKED),
					 boolean_or_false(mapping,
									  US_FIELD_PASSWORD_CHANGE_REQUIRED),
					 mapping->relation);
	append_where(&sql, mapping, US_FIELD_USER_ID, 1);
	declare(plan, sql.data, 1);
}

static void
build_lock_credential(const UsMapping *mapping, UsPlan *plan)
{
	StringInfoData sql;

	if (us_mapping_column(mapping, US_FIELD_VERIFIER) == NULL)
		return;
	initStringInfo(&sql);
	append_verifier(&sql, mapping);
	appendStringInfo(&sql, " FROM %s", mapping->relation);
	append_where(&sql, mapping, US_FIELD_USER_ID, 1);
	appendStringInfoString(&sql, " FOR NO KEY UPDATE SKIP LOCKED");
	declare(plan, sql.data, 1);
}

void
us_statement_build_sample(const UsMapping *mapping, double percent, int rows,
						  UsPlan *plan)
{
	static const UsPlaceholders none = {0};
	StringInfoData sql;

	memset(plan, 0, sizeof(*plan));
	if (us_mapping_column(mapping, US_FIELD_VERIFIER) == NULL)
		return;
	initStringInfo(&sql);
	append_verifier(&sql, mapping);
	appendStringInfo(&sql, ", %s FROM %s",
					 text_or_null(mapping, US_FIELD_USER_ID),
					 mapping->relation);
	if (percent < 100)
		appendStringInfo(&sql, " TABLESAMPLE pg_catalog.system (%.6f)",
						 percent);
	if (mapping->options->where != NULL)
	{
		appendStringInfoString(&sql, " WHERE ");
		us_expression_append(&sql, mapping->options->where, &none);
	}
	if (rows > 0)
		appendStringInfo(&sql, " LIMIT %d", rows);
	declare(plan, sql.data, 0);
}

/*
 * Ends an UPDATE with "where the row is user $1, if it can be locked at once".
 * With a verifier, only if it is still $3.
 */
static void
append_unlocked_row(StringInfo sql, const UsMapping *mapping,
					const UsColumn *verifier)
{
	append_where(sql, mapping, US_FIELD_USER_ID, 1);
	appendStringInfo(sql, " AND EXISTS (SELECT FROM %s", mapping->relation);
	append_where(sql, mapping, US_FIELD_USER_ID, 1);
	if (verifier != NULL)
		appendStringInfo(sql, " AND %s OPERATOR(pg_catalog.=) $3",
						 us_value_read(verifier));
	appendStringInfoString(sql, " FOR NO KEY UPDATE SKIP LOCKED)");
}

/* "UPDATE relation SET " and assignments that all begin with a comma. */
static char *
start_update(const UsMapping *mapping, const StringInfo sets)
{
	return psprintf("UPDATE %s SET %s", mapping->relation,
					sets->data + strlen(", "));
}

/*
 * NB: an upgrade without a login: nothing of "set" applies, and whoever holds
 * the row's lock is us.
 */
static void
build_harden(const UsMapping *mapping, UsPlan *plan)
{
	const UsColumn *verifier = us_mapping_stored(mapping, US_FIELD_VERIFIER);
	StringInfoData sets;
	StringInfoData sql;

	if (verifier == NULL)
		return;
	initStringInfo(&sets);
	append_value(&sets, verifier, "$2", NIL);
	initStringInfo(&sql);
	appendStringInfoString(&sql, start_update(mapping, &sets));
	append_where(&sql, mapping, US_FIELD_USER_ID, 1);
	appendStringInfo(&sql, " AND %s OPERATOR(pg_catalog.=) $3",
					 us_value_read(verifier));
	declare(plan, sql.data, 3);
}

static void
build_stamp_login(const UsMapping *mapping, UsPlan *plan)
{
	StringInfoData sets;
	StringInfoData sql;

	initStringInfo(&sets);
	append_sets(&sets, mapping->options->sets[US_SET_FOR_LOGIN],
				US_SET_FOR_LOGIN);
	if (sets.len == 0)
		return;
	initStringInfo(&sql);
	appendStringInfoString(&sql, start_update(mapping, &sets));
	append_unlocked_row(&sql, mapping, NULL);
	declare(plan, sql.data, 1);
}

static void
build_upgrade(const UsMapping *mapping, UsPlan *plan)
{
	const UsColumn *verifier = us_mapping_stored(mapping, US_FIELD_VERIFIER);
	List	   *list = us_options_set(mapping->options, US_SET_FOR_LOGIN);
	StringInfoData sets;
	StringInfoData sql;

	if (verifier == NULL)
		return;
	initStringInfo(&sets);
	append_value(&sets, verifier, "$2", list);
	append_sets(&sets, list, US_SET_FOR_LOGIN);
	initStringInfo(&sql);
	appendStringInfoString(&sql, start_update(mapping, &sets));
	append_unlocked_row(&sql, mapping, verifier);
	declare(plan, sql.data, 3);
}

/*
 * Builds the UPDATE of user $1 from what it sets.  With by_email only while
 * he has the address $2.
 */
static void
build_update(const UsMapping *mapping, const StringInfo sets, bool by_email,
			 int nargs, UsPlan *plan)
{
	StringInfoData sql;

	if (sets->len == 0)
		return;
	initStringInfo(&sql);
	appendStringInfoString(&sql, start_update(mapping, sets));
	append_where(&sql, mapping, US_FIELD_USER_ID, 1);
	if (by_email)
	{
		appendStringInfoString(&sql, " AND ");
		append_match(&sql, us_mapping_column(mapping, US_FIELD_EMAIL), 2);
	}
	declare(plan, sql.data, nargs);
}

static bool
has_email_match(const UsMapping *mapping)
{
	const UsColumn *email = us_mapping_column(mapping, US_FIELD_EMAIL);

	return email != NULL && email->match != NULL;
}

/*
 * NB: found again by the e-mail address, or one that was changed meanwhile
 * would be marked as verified.
 */
static void
build_set_verified(const UsMapping *mapping, UsPlan *plan)
{
	List	   *list = us_options_set(mapping->options, US_SET_FOR_VERIFY);
	StringInfoData sets;

	if (!has_email_match(mapping) ||
		us_mapping_column(mapping, US_FIELD_EMAIL_VERIFIED) == NULL)
		return;
	initStringInfo(&sets);
	append_value(&sets, us_mapping_stored(mapping, US_FIELD_EMAIL_VERIFIED),
				 "true", list);
	append_sets(&sets, list, US_SET_FOR_VERIFY);
	build_update(mapping, &sets, true, 2, plan);
}

static void
build_set_verifier(const UsMapping *mapping, UsPlan *plan)
{
	List	   *list = us_options_set(mapping->options,
									  US_SET_FOR_CHANGE_PASSWORD);
	StringInfoData sets;

	if (!us_mapping_writes(mapping, US_FIELD_VERIFIER,
						   US_SET_FOR_CHANGE_PASSWORD))
		return;
	initStringInfo(&sets);
	append_value(&sets, us_mapping_stored(mapping, US_FIELD_VERIFIER), "$2",
				 list);
	append_value(&sets, us_mapping_stored(mapping,
										  US_FIELD_PASSWORD_CHANGE_REQUIRED),
				 "false", list);
	append_sets(&sets, list, US_SET_FOR_CHANGE_PASSWORD);
	build_update(mapping, &sets, false, 2, plan);
}

static void
build_set_email(const UsMapping *mapping, UsPlan *plan)
{
	List	   *list = us_options_set(mapping->options,
									  US_SET_FOR_CHANGE_EMAIL);
	StringInfoData sets;

	if (!has_email_match(mapping) ||
		!us_mapping_writes(mapping, US_FIELD_EMAIL, US_SET_FOR_CHANGE_EMAIL))
		return;
	initStringInfo(&sets);
	append_value(&sets, us_mapping_stored(mapping, US_FIELD_EMAIL), "$3",
				 list);
	append_value(&sets, us_mapping_stored(mapping, US_FIELD_EMAIL_VERIFIED),
				 "$4", list);
	append_sets(&sets, list, US_SET_FOR_CHANGE_EMAIL);
	build_update(mapping, &sets, true, 4, plan);
	plan->argtypes[3] = BOOLOID;
}

static void
build_delete(const UsMapping *mapping, UsPlan *plan)
{
	StringInfoData sets;
	StringInfoData sql;

	initStringInfo(&sets);
	if (mapping->options->sets[US_SET_FOR_DELETE] != NIL)
	{
		append_sets(&sets, us_options_set(mapping->options, US_SET_FOR_DELETE),
					US_SET_FOR_DELETE);
		build_update(mapping, &sets, false, 1, plan);
		return;
	}
	initStringInfo(&sql);
	appendStringInfo(&sql, "DELETE FROM %s", mapping->relation);
	append_where(&sql, mapping, US_FIELD_USER_ID, 1);
	declare(plan, sql.data, 1);
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
		case US_LOCK_CREDENTIAL:
			build_lock_credential(mapping, plan);
			break;
		case US_HARDEN:
			build_harden(mapping, plan);
			break;
		case US_SCAN_VERIFIERS:
			us_statement_build_sample(mapping, 100, 0, plan);
			break;
	}
}
