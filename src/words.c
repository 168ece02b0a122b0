/*-------------------------------------------------------------------------
 *
 * words.c
 *	  Checks the SQL expressions of a mapping, and shows what they mean.
 *
 * src/words.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "nodes/nodeFuncs.h"
#include "parser/parse_coerce.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/ruleutils.h"

#include "conversion.h"
#include "domain.h"
#include "expression.h"
#include "plan.h"
#include "value.h"
#include "words.h"

typedef struct Check
{
	const UsMapping *mapping;
	Relation	rel;
	List	   *words;			/* of UsWord, so far */
} Check;

/* Names the word in whatever goes wrong with it. */
static void
say_which(void *arg)
{
	errcontext("expression \"%s\" of the store", (const char *) arg);
}

/* "$n" for "$" or for each field that the action of "set" knows. */
static void
number_placeholders(UsPlaceholders *placeholders, UsPlan *plan)
{
	if (placeholders->value != NULL)
	{
		placeholders->value = "$1";
		plan->nargs = 1;
		plan->argtypes[0] = TEXTOID;
		return;
	}
	plan->nargs = US_FIELD_COUNT;
	for (int i = 0; i < US_FIELD_COUNT; i++)
	{
		plan->argtypes[i] = us_conversion_type(us_fields[i].kind);
		if (placeholders->fields[i] != NULL)
			placeholders->fields[i] = psprintf("$%d", i + 1);
	}
}

static void
refuse_stranger(const char *token)
{
	if (token == NULL)
		return;
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("\"%s\" has no meaning in this expression", token),
			errhint("\"$\" is for \"match\"; new.email and the like are for what the action of \"set\" writes."));
}

/* An expression is of one row, and gives one value. */
static void
refuse_sets(const Query *query)
{
	if (query->hasAggs)
		ereport(ERROR,
				errcode(ERRCODE_GROUPING_ERROR),
				errmsg("aggregate functions are not allowed in this expression"));
	if (query->hasWindowFuncs)
		ereport(ERROR,
				errcode(ERRCODE_WINDOWING_ERROR),
				errmsg("window functions are not allowed in this expression"));
	if (query->hasTargetSRFs)
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("set-returning functions are not allowed in this expression"));
}

/*
 * Adds one expression; of_row: it may name columns.  Returns its type.
 */
static Oid
add_word(Check *check, char *name, const char *expression, bool of_row,
		 UsPlaceholders *placeholders)
{
	ErrorContextCallback callback;
	UsWord	   *word = palloc(sizeof(UsWord));
	UsPlan		plan = {0};
	StringInfoData sql;
	Query	   *query;
	Node	   *parsed;

	callback.callback = say_which;
	callback.arg = name;
	callback.previous = error_context_stack;
	error_context_stack = &callback;

	us_expression_check(expression);
	refuse_stranger(us_expression_stranger(expression, placeholders));
	number_placeholders(placeholders, &plan);
	initStringInfo(&sql);
	/* In a ROW a bare literal stays of unknown type, as in an assignment. */
	appendStringInfoString(&sql, "SELECT ROW(");
	us_expression_append(&sql, expression, placeholders);
	appendStringInfoChar(&sql, ')');
	if (of_row)
		appendStringInfo(&sql, " FROM %s", check->mapping->relation);
	plan.sql = sql.data;
	query = us_plan_explain(&plan, NULL);
	refuse_sets(query);
	parsed = (Node *) linitial_node(TargetEntry, query->targetList)->expr;
	parsed = linitial(castNode(RowExpr, parsed)->args);

	word->name = name;
	word->definition =
		us_expression_restore(deparse_expression(parsed,
												 deparse_context_for(RelationGetRelationName(check->rel),
																	 RelationGetRelid(check->rel)),
												 false, false),
							  placeholders);
	check->words = lappend(check->words, word);
	error_context_stack = callback.previous;
	return exprType(parsed);
}

static void
refuse_type(const char *name, Oid type, const char *wanted)
{
	ereport(ERROR,
			errcode(ERRCODE_DATATYPE_MISMATCH),
			errmsg("expression \"%s\" is of type %s, not %s", name,
				   format_type_be(type), wanted));
}

static void
want_boolean(const char *name, Oid type)
{
	if (type != BOOLOID)
		refuse_type(name, type, "boolean");
}

static void
check_condition(Check *check, char *name, const char *expression, bool match)
{
	UsPlaceholders placeholders = {.value = match ? "$1" : NULL};

	want_boolean(name, add_word(check, name, expression, true, &placeholders));
}

static void
check_read(Check *check, const UsColumn *column)
{
	char	   *name = psprintf("read.%s", column->name);
	UsPlaceholders placeholders = {0};
	Oid			type = add_word(check, name, column->read, true, &placeholders);

	if (column->field == US_FIELD_CUSTOM)
		return;
	if (us_column_kind(column) == US_KIND_BOOLEAN)
		want_boolean(name, type);
	else if (us_column_kind(column) == US_KIND_JSON &&
			 type != JSONOID && type != JSONBOID)
		refuse_type(name, type, "json or jsonb");
}

static void
check_set(Check *check, UsSetFor action, const UsSet *set)
{
	char	   *name = psprintf("set.%s.%s", us_options_set_name(action),
								set->column);
	UsPlaceholders placeholders;
	Oid			wanted;
	Oid			type;

	us_value_placeholders(action, &placeholders);
	type = add_word(check, name, set->expression, action != US_SET_FOR_CREATE,
					&placeholders);
	wanted = get_atttype(RelationGetRelid(check->rel),
						 get_attnum(RelationGetRelid(check->rel), set->column));
	if (!can_coerce_type(1, &type, &wanted, COERCION_ASSIGNMENT))
		refuse_type(name, type, format_type_be(wanted));
}

List *
us_words_check(const UsMapping *mapping, Relation rel)
{
	Check		check = {mapping, rel, NIL};

	if (mapping->options->where != NULL)
		check_condition(&check, pstrdup("where"), mapping->options->where,
						false);
	for (int slot = 0; slot < US_FIELD_COUNT + mapping->custom_count; slot++)
	{
		const UsColumn *column = us_mapping_slot(mapping, slot);

		if (column == NULL)
			continue;
		if (column->match != NULL)
			check_condition(&check, psprintf("match.%s", column->name),
							column->match, true);
		if (column->read != NULL)
			check_read(&check, column);
	}
	for (int action = 0; action < US_SET_FOR_COUNT; action++)
	{
		ListCell   *cell;

		foreach(cell, mapping->options->sets[action])
			check_set(&check, (UsSetFor) action, lfirst(cell));
	}
	return check.words;
}
