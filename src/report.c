/*-------------------------------------------------------------------------
 *
 * report.c
 *	  What an administrator is shown of a store: a row for each expression,
 *	  field and capability.
 *
 * src/report.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "nodes/nodeFuncs.h"
#include "rewrite/rewriteHandler.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "capability.h"
#include "catalog.h"
#include "conversion.h"
#include "plan.h"
#include "report.h"
#include "search.h"
#include "words.h"

#define REPORT_COLUMNS	6
#define DUPLICATES_MAX	1000	/* as many are counted */

/* What is shown of one thing; what is NULL is left out. */
typedef struct Row
{
	const char *kind;
	const char *name;
	bool		usable;
	const char *definition;
	const char *reason;
	const char *cure;
} Row;

/* What the work functions of us_store_explore need and give. */
typedef struct Report
{
	const UsLookup *lookup;
	List	   *words;
	int64		duplicates;
} Report;

static Datum
text_or_null(const char *text, bool *isnull)
{
	*isnull = text == NULL;
	return text ? CStringGetTextDatum(text) : (Datum) 0;
}

static void
put_row(FunctionCallInfo fcinfo, const Row *row)
{
	ReturnSetInfo *set = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum		values[REPORT_COLUMNS];
	bool		nulls[REPORT_COLUMNS] = {false};

	values[0] = CStringGetTextDatum(row->kind);
	values[1] = CStringGetTextDatum(row->name);
	values[2] = BoolGetDatum(row->usable);
	values[3] = text_or_null(row->definition, &nulls[3]);
	values[4] = text_or_null(row->reason, &nulls[4]);
	values[5] = text_or_null(row->cure, &nulls[5]);
	tuplestore_putvalues(set->setResult, set->setDesc, values, nulls);
}

/* A work function of us_store_explore. */
static void
check_words(UsState *state, Relation rel, void *arg)
{
	((Report *) arg)->words = us_words_check(state->mapping, rel);
}

/* Counts what would keep a unique index from being made; likewise. */
static void
count_duplicates(UsState *state pg_attribute_unused(),
				 Relation rel pg_attribute_unused(), void *arg)
{
	Report	   *report = arg;
	UsPlan		plan = {0};
	UsResult	result;

	plan.sql = psprintf("SELECT pg_catalog.count(*) FROM (%s LIMIT %d) AS twice",
						report->lookup->duplicates, DUPLICATES_MAX);
	us_plan_run(&plan, NULL, NULL, US_PLAN_READ, 1, &result);
	us_plan_free(&plan);
	report->duplicates = DatumGetInt64(result.rows[0].values[0]);
}

/* Says what a look-up that is not unique lacks. */
static void
describe_not_unique(UsStore *store, const UsLookup *lookup, Row *row)
{
	Report		report = {.lookup = lookup};

	if (us_store_mapping(store)->options->unique_asserted)
	{
		row->reason = "That it is unique is asserted by option \"unique_asserted\".";
		return;
	}
	row->reason = "No unique index keeps it unique.";
	row->cure = lookup->cure;
	if (lookup->duplicates == NULL)
		return;
	us_store_explore(store, false, count_duplicates, &report);
	if (report.duplicates == 0)
		return;
	row->reason = psprintf("No unique index keeps it unique, and none could: %ld value%s stand%s more than once; nobody is found by them.",
						   (long) report.duplicates,
						   report.duplicates == 1 ? "" : "s",
						   report.duplicates == 1 ? "s" : "");
	row->cure = lookup->duplicates;
}

/* An identifier, or the user_id: how a user is found by it. */
static void
describe_lookup(UsStore *store, const UsColumn *column, Row *row)
{
	const UsLookup *lookup = us_search_lookup(store, column->field);

	if (lookup == NULL)
	{
		row->usable = false;
		row->reason = "It has no \"match\": nobody is found by it.";
	}
	else if (!lookup->indexed)
	{
		row->usable = false;
		row->reason = psprintf("No index: nobody is found by it, because \"%s\" would be read as a whole.",
							   lookup->scanned);
		row->cure = lookup->cure;
	}
	else if (lookup->foreign)
		row->reason = "A foreign server looks it up.";
	else if (!lookup->unique)
		describe_not_unique(store, lookup, row);
	else if (column->exact && column->field == US_FIELD_EMAIL)
	{
		row->reason = "Stored addresses are found in the spelling typed and in lower case; an index on lower() would find the others.";
		row->cure = psprintf("CREATE UNIQUE INDEX CONCURRENTLY ON %s (lower(%s))",
							 us_store_mapping(store)->relation,
							 column->quoted);
	}
}

/*
 * Could two stores with these prefixes give one user_id?  If they are the
 * same, or if the rest of the longer one looks like the beginning of a number
 * or a UUID.
 */
static bool
may_clash(const char *a, const char *b)
{
	const char *shorter = strlen(a) < strlen(b) ? a : b;
	const char *longer = shorter == a ? b : a;
	const char *rest = longer + strlen(shorter);

	return strncmp(longer, shorter, strlen(shorter)) == 0 &&
		strspn(rest, "0123456789abcdef-") == strlen(rest);
}

/* Does an expression make a random UUID? */
static bool
is_random(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, FuncExpr) &&
		((FuncExpr *) node)->funcid == F_GEN_RANDOM_UUID)
		return true;
	return expression_tree_walker(node, is_random, context);
}

/* Are the store's ids UUIDs, which no other store gives? */
static bool
has_uuids(UsStore *store)
{
	const UsColumn *id = us_mapping_column(us_store_mapping(store),
										   US_FIELD_USER_ID);
	Relation	rel;
	bool		random;

	if (id->column == NULL || id->type == UUIDOID)
		return id->column != NULL;
	rel = relation_open(us_store_state(store)->relation, AccessShareLock);
	random = is_random(build_column_default(rel,
											get_attnum(RelationGetRelid(rel),
													   id->column)), NULL);
	relation_close(rel, AccessShareLock);
	return random;
}

char *
us_report_clash(UsStore *store)
{
	const UsMapping *mapping = us_store_mapping(store);
	const char *own = mapping->options->user_id_prefix;
	ListCell   *cell;

	foreach(cell, us_catalog_stores())
	{
		UsMappingRow row;
		JsonbValue	value;
		char	   *prefix = "";

		if (strcmp(lfirst(cell), store->name) == 0 ||
			!us_catalog_mapping(lfirst(cell), &row))
			continue;
		if (getKeyJsonValueFromContainer(&row.options->root, "user_id_prefix",
										 strlen("user_id_prefix"),
										 &value) != NULL &&
			value.type == jbvString)
			prefix = pnstrdup(value.val.string.val, value.val.string.len);
		if (may_clash(prefix, own) && !has_uuids(store))
			return lfirst(cell);
	}
	return NULL;
}

/* What has to be said of a field that nobody is looked up by. */
static const char *
describe_value(const UsMapping *mapping, const UsColumn *column)
{
	if (column->field == US_FIELD_VERIFIER)
	{
		const UsOptions *options = mapping->options;

		if (options->format == NULL)
			return "No login rewrites it; the application's format is not declared.";
		return psprintf(options->verifiers == US_VERIFIERS_KEEP ?
						"No login rewrites it; new ones are of format \"%s\"." :
						"Logins upgrade it to format \"%s\".",
						options->format->name);
	}
	if (column->column != NULL && column->read == NULL &&
		us_column_kind(column) == US_KIND_BOOLEAN &&
		us_conversion_is_time(column->type))
		return "A time means yes, no time means no.";
	return NULL;
}

static void
put_field(FunctionCallInfo fcinfo, UsStore *store, const UsColumn *column)
{
	Row			row = {"field", column->name, true, NULL, NULL, NULL};

	row.definition = column->column ? column->quoted : column->read;
	if (column->field <= US_FIELD_PHONE_NUMBER &&
		column->field != US_FIELD_EMAIL_VERIFIED)
		describe_lookup(store, column, &row);
	else
		row.reason = describe_value(us_store_mapping(store), column);
	if (column->field == US_FIELD_USER_ID && us_report_clash(store) != NULL)
		row.reason = psprintf("Store \"%s\" could give the same: set \"user_id_prefix\".",
							  us_report_clash(store));
	put_row(fcinfo, &row);
}

static void
put_capability(FunctionCallInfo fcinfo, UsStore *store, UsCapability which)
{
	const UsVerdict *verdict = us_capability(store, which);
	Row			row = {"capability", us_capability_name(which), verdict->able,
	NULL, verdict->reason, verdict->cure};

	put_row(fcinfo, &row);
}

void
us_report(FunctionCallInfo fcinfo, UsStore *store)
{
	const UsMapping *mapping = us_store_mapping(store);
	Report		report = {0};
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, 0);
	us_store_explore(store, false, check_words, &report);
	foreach(cell, report.words)
	{
		const UsWord *word = lfirst(cell);
		Row			row = {"expression", word->name, true, word->definition,
		NULL, NULL};

		put_row(fcinfo, &row);
	}
	for (int slot = 0; slot < US_FIELD_COUNT + mapping->custom_count; slot++)
	{
		if (us_mapping_slot(mapping, slot) != NULL)
			put_field(fcinfo, store, us_mapping_slot(mapping, slot));
	}
	for (int which = 0; which < US_CAPABILITY_COUNT; which++)
	{
		/* Stamps are shown where there are any. */
		if (which != US_CAN_STAMP ||
			mapping->options->sets[US_SET_FOR_LOGIN] != NIL)
			put_capability(fcinfo, store, (UsCapability) which);
	}
}
