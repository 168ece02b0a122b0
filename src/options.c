/*-------------------------------------------------------------------------
 *
 * options.c
 *	  The options of a store.
 *
 * {"where": "<condition>", "set": {"<action>": {"<column>": "<expression>"}},
 *  "verifiers": "keep" | {"write": "<format>"} | "exclusive",
 *  "scheme": "<format>", "cost": <number>, "mode": "active" | "read",
 *  "user_id_prefix": "<text>", "search_path": "<schema>, <schema>",
 *  "unique_asserted": true, "allow_superuser_owner": true}
 *
 * src/options.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"
#include "utils/varlena.h"

#include "nearest.h"
#include "options.h"
#include "outcome.h"
#include "settings.h"

#define PREFIX_MAX	64			/* bytes */

static const char *const set_names[US_SET_FOR_COUNT] = {
	"create", "login", "verify", "change_password", "change_email", "delete",
	"any"
};

/* One option while it is read. */
typedef struct Option
{
	const char *store;
	const char *name;
	const JsonbValue *value;
	UsOptions  *options;
} Option;

typedef void (*OptionReader) (const Option *option);

static void
refuse(const Option *option, const char *detail)
{
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("invalid option \"%s\" of store \"%s\"", option->name,
				   option->store),
			errdetail("%s", detail));
}

/* Refuses a name that is not among those of a list. */
static void
refuse_name(const Option *option, const char *name, const char *const *names,
			int count)
{
	StringInfoData all;
	UsNearest	nearest;

	initStringInfo(&all);
	us_nearest_start(&nearest, name);
	for (int i = 0; i < count; i++)
	{
		appendStringInfo(&all, "%s%s", i > 0 ? ", " : "", names[i]);
		us_nearest_offer(&nearest, names[i]);
	}
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("\"%s\" is not known in option \"%s\" of store \"%s\"",
				   name, option->name, option->store),
			us_nearest_name(&nearest) ?
			errhint("Perhaps you meant \"%s\".", us_nearest_name(&nearest)) :
			errhint("There are %s.", all.data));
}

static char *
string_value(const JsonbValue *value)
{
	return pnstrdup(value->val.string.val, value->val.string.len);
}

/* The option's string, palloc'd. */
static char *
read_string(const Option *option)
{
	if (option->value->type != jbvString)
		refuse(option, "It is not a string.");
	return string_value(option->value);
}

static bool
read_boolean(const Option *option)
{
	if (option->value->type != jbvBool)
		refuse(option, "It is neither true nor false.");
	return option->value->val.boolean;
}

static const UsHashFormat *
read_format(const Option *option, const char *name)
{
	const UsHashFormat *format = us_hash_format(name);
	const char *names[32];
	int			count = 0;

	if (format != NULL)
		return format;
	while (count < (int) lengthof(names) &&
		   (format = us_hash_format_at(count)) != NULL)
		names[count++] = format->name;
	refuse_name(option, name, names, count);
	return NULL;
}

static void
read_where(const Option *option)
{
	option->options->where = read_string(option);
}

/* Reads the assignments of one action. */
static List *
read_assignments(const Option *option, JsonbContainer *assignments)
{
	JsonbIterator *it = JsonbIteratorInit(assignments);
	JsonbIteratorToken token;
	JsonbValue	value;
	List	   *sets = NIL;
	UsSet	   *set = NULL;

	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
		{
			set = palloc(sizeof(UsSet));
			set->column = string_value(&value);
		}
		else if (token == WJB_VALUE)
		{
			if (value.type != jbvString)
				refuse(option, "An expression in it is not a string.");
			set->expression = string_value(&value);
			sets = lappend(sets, set);
		}
	}
	return sets;
}

static UsSetFor
read_set_name(const Option *option, const char *name)
{
	for (int i = 0; i < US_SET_FOR_COUNT; i++)
	{
		if (strcmp(name, set_names[i]) == 0)
			return (UsSetFor) i;
	}
	refuse_name(option, name, set_names, US_SET_FOR_COUNT);
	return US_SET_FOR_ANY;
}

static bool
is_object(const JsonbValue *value)
{
	return value->type == jbvBinary &&
		JsonContainerIsObject(value->val.binary.data);
}

static void
read_set(const Option *option)
{
	UsSetFor	action = US_SET_FOR_ANY;
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue	value;

	if (!is_object(option->value))
		refuse(option, "It is not an object.");
	it = JsonbIteratorInit(option->value->val.binary.data);
	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			action = read_set_name(option, string_value(&value));
		else if (token == WJB_VALUE)
		{
			if (!is_object(&value))
				refuse(option, "An action in it is not an object of columns and expressions.");
			option->options->sets[action] =
				read_assignments(option, value.val.binary.data);
		}
	}
}

static void
read_verifiers(const Option *option)
{
	UsOptions  *options = option->options;
	JsonbValue	write;

	if (option->value->type == jbvString)
	{
		char	   *word = string_value(option->value);

		if (strcmp(word, "keep") == 0)
			options->verifiers = US_VERIFIERS_KEEP;
		else if (strcmp(word, "exclusive") == 0)
			options->verifiers = US_VERIFIERS_EXCLUSIVE;
		else
			refuse(option, "It is none of \"keep\", {\"write\": \"<format>\"} and \"exclusive\".");
		return;
	}
	if (!is_object(option->value) ||
		JsonContainerSize(option->value->val.binary.data) != 1 ||
		getKeyJsonValueFromContainer(option->value->val.binary.data, "write",
									 strlen("write"), &write) == NULL ||
		write.type != jbvString)
		refuse(option, "It is none of \"keep\", {\"write\": \"<format>\"} and \"exclusive\".");
	options->verifiers = US_VERIFIERS_WRITE;
	options->format = read_format(option, string_value(&write));
}

/* NB: read before "verifiers", whose format counts. */
static void
read_scheme(const Option *option)
{
	option->options->format = read_format(option, read_string(option));
}

static void
read_cost(const Option *option)
{
	double		number;

	if (option->value->type != jbvNumeric)
		refuse(option, "It is not a number.");
	number = DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
												NumericGetDatum(option->value->val.numeric)));
	if (!(number >= 1 && number <= PG_INT32_MAX))
		refuse(option, "It is out of range.");
	if (number != (uint32) number)
		refuse(option, "It is not a whole number.");
	option->options->rounds = (uint32) number;
}

static void
read_mode(const Option *option)
{
	char	   *mode = read_string(option);

	if (strcmp(mode, "active") != 0 && strcmp(mode, "read") != 0)
		refuse(option, "It is neither \"active\" nor \"read\".");
	option->options->read_only = strcmp(mode, "read") == 0;
}

static void
read_prefix(const Option *option)
{
	option->options->user_id_prefix = read_string(option);
	if (strlen(option->options->user_id_prefix) > PREFIX_MAX)
		refuse(option, "It is longer than 64 bytes.");
}

static void
read_search_path(const Option *option)
{
	List	   *names;
	ListCell   *cell;

	if (!SplitIdentifierString(read_string(option), ',', &names))
		refuse(option, "It is not a list of schemas.");
	foreach(cell, names)
	{
		const char *name = lfirst(cell);

		if (strcmp(name, "pg_temp") == 0 || strcmp(name, "$user") == 0)
			refuse(option, "It names a schema that depends on the session.");
		if (strcmp(name, "pg_catalog") != 0)
			option->options->schemas = lappend(option->options->schemas,
											   pstrdup(name));
	}
	/* pg_catalog stands before any, so a path of it alone is not empty. */
	if (option->options->schemas == NIL)
		option->options->schemas = list_make1(pstrdup("pg_catalog"));
}

static void
read_unique_asserted(const Option *option)
{
	option->options->unique_asserted = read_boolean(option);
}

static void
read_superuser_owner(const Option *option)
{
	option->options->superuser_owner = read_boolean(option);
}

static const struct
{
	const char *name;
	OptionReader read;
}			readers[] = {
	{"where", read_where},
	{"set", read_set},
	{"scheme", read_scheme},
	{"verifiers", read_verifiers},
	{"cost", read_cost},
	{"mode", read_mode},
	{"user_id_prefix", read_prefix},
	{"search_path", read_search_path},
	{"unique_asserted", read_unique_asserted},
	{"allow_superuser_owner", read_superuser_owner},
};

static void
refuse_unknown(const char *store, Jsonb *options)
{
	JsonbIterator *it = JsonbIteratorInit(&options->root);
	const char *names[lengthof(readers)];
	JsonbIteratorToken token;
	JsonbValue	value;

	for (int i = 0; i < (int) lengthof(readers); i++)
		names[i] = readers[i].name;
	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		Option		option = {store, "options", NULL, NULL};
		bool		known = false;

		if (token != WJB_KEY)
			continue;
		for (int i = 0; i < (int) lengthof(readers) && !known; i++)
			known = strcmp(names[i], string_value(&value)) == 0;
		if (!known)
			refuse_name(&option, string_value(&value), names,
						(int) lengthof(readers));
	}
}

/* What can be said only when all options are known. */
static void
check_together(const char *store, UsOptions *options)
{
	Option		cost = {store, "cost", NULL, options};

	if (options->verifiers == US_VERIFIERS_EXCLUSIVE)
		options->format = us_hash_format("argon2");
	if (options->rounds == 0)
		return;
	if (options->format == NULL || options->format->rounds_max == 0)
		refuse(&cost, "The store's format takes none: it is for bcrypt and PBKDF2.");
	if (options->rounds < options->format->rounds_min ||
		options->rounds > options->format->rounds_max)
		refuse(&cost, psprintf("It is from %u to %u for \"%s\".",
							   options->format->rounds_min,
							   options->format->rounds_max,
							   options->format->name));
}

UsOptions *
us_options_read(const char *store, Jsonb *jsonb)
{
	UsOptions  *options = palloc0(sizeof(UsOptions));

	options->verifiers = US_VERIFIERS_KEEP;
	options->user_id_prefix = "";
	refuse_unknown(store, jsonb);
	for (int i = 0; i < (int) lengthof(readers); i++)
	{
		Option		option = {store, readers[i].name, NULL, options};
		JsonbValue	value;

		option.value = getKeyJsonValueFromContainer(&jsonb->root, option.name,
													(int) strlen(option.name),
													&value);
		if (option.value != NULL)
			readers[i].read(&option);
	}
	check_together(store, options);
	return options;
}

const char *
us_options_set_name(UsSetFor action)
{
	return set_names[action];
}

bool
us_options_assign(const List *sets, const char *column)
{
	ListCell   *cell;

	foreach(cell, sets)
	{
		if (strcmp(((const UsSet *) lfirst(cell))->column, column) == 0)
			return true;
	}
	return false;
}

List *
us_options_set(const UsOptions *options, UsSetFor action)
{
	List	   *sets = list_copy(options->sets[action]);
	ListCell   *cell;

	if (action == US_SET_FOR_ANY)
		return sets;
	foreach(cell, options->sets[US_SET_FOR_ANY])
	{
		UsSet	   *set = lfirst(cell);

		if (!us_options_assign(options->sets[action], set->column))
			sets = lappend(sets, set);
	}
	return sets;
}

UsRecipe
us_options_recipe(const UsOptions *options)
{
	UsRecipe	recipe;

	recipe.format = options && options->format ? options->format :
		us_hash_format("argon2");
	recipe.cost = us_settings_cost();
	recipe.cost.rounds = options ? options->rounds : 0;
	recipe.as_given = options != NULL &&
		options->verifiers != US_VERIFIERS_EXCLUSIVE;
	return recipe;
}
