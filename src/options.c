/*-------------------------------------------------------------------------
 *
 * options.c
 *	  The options of a store.
 *
 * {"where": "<condition>", "set": {"<action>": {"<column>": "<expression>"}},
 *  "verifiers": "keep" | {"write": "<format>"} | "exclusive",
 *  "scheme": "<scheme or format>" | {<scheme and its parameters>},
 *  "cost": <number>, "mode": "active" | "read",
 *  "user_id_prefix": "<text>", "search_path": "<schema>, <schema>",
 *  "unique_asserted": true, "allow_superuser_owner": true,
 *  "policy": {<what a new password must be, policy_option.c>},
 *  "events": "all" | "changes" | "off"}
 *
 * src/options.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/varlena.h"

#include "member.h"
#include "option.h"
#include "options.h"
#include "settings.h"

#define PREFIX_MAX	64			/* bytes */
#define NAMES_MAX	128			/* formats and schemes */

static const char *const set_names[US_SET_FOR_COUNT] = {
	"create", "login", "verify", "change_password", "change_email", "delete",
	"any"
};

static const char *const events_names[] = {"all", "changes", "off"};

StaticAssertDecl(lengthof(events_names) == US_EVENTS_OFF + 1,
				 "a value of option events has no name");

typedef void (*OptionReader) (const UsOption *option, UsOptions *options);

/* The names of the formats and, if wanted, of the schemes. */
static int
list_names(const char **names, int max, bool schemes)
{
	const UsHashFormat *format;
	const char *scheme;
	int			count = 0;

	for (int i = 0; (format = us_hash_format_at(i)) != NULL && count < max; i++)
		names[count++] = format->name;
	for (int i = 0; schemes && count < max &&
		 (scheme = us_hash_scheme_at(i)) != NULL; i++)
	{
		if (us_hash_format(scheme) == NULL)
			names[count++] = scheme;
	}
	return count;
}

static const UsHashFormat *
read_format(const UsOption *option, const char *name)
{
	const UsHashFormat *format = us_hash_format(name);
	const char *names[NAMES_MAX];

	if (format == NULL)
		us_option_refuse_name(option, name, names,
					list_names(names, NAMES_MAX, false));
	return format;
}

static void
read_where(const UsOption *option, UsOptions *options)
{
	options->where = us_option_string(option);
}

/* Option "set" while it is read. */
typedef struct Setting
{
	const UsOption *option;
	UsOptions  *options;
	UsSetFor	action;
} Setting;

/* Reads an assignment of an action; a visitor of us_member_visit. */
static void
read_assignment(char *name, const JsonbValue *value, void *arg)
{
	const Setting *setting = arg;
	List	  **sets = &setting->options->sets[setting->action];
	UsSet	   *set = palloc(sizeof(UsSet));

	if (value->type != jbvString)
		us_option_refuse(setting->option,
						 "An expression in it is not a string.");
	set->column = name;
	set->expression = us_member_text(value);
	*sets = lappend(*sets, set);
}

static UsSetFor
read_set_name(const UsOption *option, const char *name)
{
	for (int i = 0; i < US_SET_FOR_COUNT; i++)
	{
		if (strcmp(name, set_names[i]) == 0)
			return (UsSetFor) i;
	}
	us_option_refuse_name(option, name, set_names, US_SET_FOR_COUNT);
	return US_SET_FOR_ANY;
}

/* Reads the assignments of one action; a visitor of us_member_visit. */
static void
read_action(char *name, const JsonbValue *value, void *arg)
{
	Setting    *setting = arg;

	setting->action = read_set_name(setting->option, name);
	if (!us_option_is_object(value))
		us_option_refuse(setting->option,
						 "An action in it is not an object of columns and expressions.");
	us_member_visit(value->val.binary.data, read_assignment, setting);
}

static void
read_set(const UsOption *option, UsOptions *options)
{
	Setting		setting = {option, options, US_SET_FOR_ANY};

	if (!us_option_is_object(option->value))
		us_option_refuse(option, "It is not an object.");
	us_member_visit(option->value->val.binary.data, read_action, &setting);
}

static void
read_verifiers(const UsOption *option, UsOptions *options)
{
	JsonbValue	write;

	if (option->value->type == jbvString)
	{
		char	   *word = us_member_text(option->value);

		if (strcmp(word, "keep") == 0)
			options->verifiers = US_VERIFIERS_KEEP;
		else if (strcmp(word, "exclusive") == 0)
			options->verifiers = US_VERIFIERS_EXCLUSIVE;
		else
			us_option_refuse(option, "It is none of \"keep\", {\"write\": \"<format>\"} and \"exclusive\".");
		return;
	}
	if (!us_option_is_object(option->value) ||
		JsonContainerSize(option->value->val.binary.data) != 1 ||
		getKeyJsonValueFromContainer(option->value->val.binary.data, "write",
									 strlen("write"), &write) == NULL ||
		write.type != jbvString)
		us_option_refuse(option, "It is none of \"keep\", {\"write\": \"<format>\"} and \"exclusive\".");
	options->verifiers = US_VERIFIERS_WRITE;
	options->format = read_format(option, us_member_text(&write));
}

static bool
is_scheme(const char *name)
{
	const char *scheme;

	for (int i = 0; (scheme = us_hash_scheme_at(i)) != NULL; i++)
	{
		if (strcmp(scheme, name) == 0)
			return true;
	}
	return false;
}

/* A declaration as the schemes read it. */
static UsSpan
span_of(const char *declared)
{
	UsSpan		span = {declared, declared ? strlen(declared) : 0};

	return span;
}

/* A scheme with its parameters. */
static void
read_scheme_object(const UsOption *option, UsOptions *options)
{
	JsonbContainer *object = option->value->val.binary.data;
	char	   *declared = JsonbToCString(NULL, object, -1);
	const char *problem = us_hash_check_declared(span_of(declared));

	if (problem != NULL)
		us_option_refuse(option, problem);
	if (strlen(declared) > US_DECLARED_MAX)
		us_option_refuse(option, "It is longer than 1024 bytes.");
	options->declared = declared;
}

/*
 * The scheme of verifiers that don't describe themselves, or the format of new
 * ones, or both under one name.  NB: read before "verifiers", whose format
 * counts.
 */
static void
read_scheme(const UsOption *option, UsOptions *options)
{
	const char *names[NAMES_MAX];
	const char *problem;
	char	   *name;

	if (us_option_is_object(option->value))
	{
		read_scheme_object(option, options);
		return;
	}
	if (option->value->type != jbvString)
		us_option_refuse(option, "It is neither a string nor an object.");
	name = us_member_text(option->value);
	options->format = us_hash_format(name);
	problem = us_hash_check_declared(span_of(name));
	if (problem == NULL)
		options->declared = name;
	else if (is_scheme(name))
		us_option_refuse(option, problem);
	else if (options->format == NULL)
		us_option_refuse_name(option, name, names, list_names(names, NAMES_MAX, true));
}

static void
read_cost(const UsOption *option, UsOptions *options)
{
	options->rounds = (uint32) us_option_integer(option, 1, PG_INT32_MAX,
												 "It is out of range.");
}

static void
read_mode(const UsOption *option, UsOptions *options)
{
	char	   *mode = us_option_string(option);

	if (strcmp(mode, "active") != 0 && strcmp(mode, "read") != 0)
		us_option_refuse(option, "It is neither \"active\" nor \"read\".");
	options->read_only = strcmp(mode, "read") == 0;
}

static void
read_prefix(const UsOption *option, UsOptions *options)
{
	options->user_id_prefix = us_option_string(option);
	if (strlen(options->user_id_prefix) > PREFIX_MAX)
		us_option_refuse(option, "It is longer than 64 bytes.");
}

static void
read_search_path(const UsOption *option, UsOptions *options)
{
	List	   *names;
	ListCell   *cell;

	if (!SplitIdentifierString(us_option_string(option), ',', &names))
		us_option_refuse(option, "It is not a list of schemas.");
	foreach(cell, names)
	{
		const char *name = lfirst(cell);

		if (strcmp(name, "pg_temp") == 0 || strcmp(name, "$user") == 0)
			us_option_refuse(option, "It names a schema that depends on the session.");
		if (strcmp(name, "pg_catalog") != 0)
			options->schemas = lappend(options->schemas,
											   pstrdup(name));
	}
	/* pg_catalog stands before any, so a path of it alone is not empty. */
	if (options->schemas == NIL)
		options->schemas = list_make1(pstrdup("pg_catalog"));
}

static void
read_unique_asserted(const UsOption *option, UsOptions *options)
{
	options->unique_asserted = us_option_boolean(option);
}

static void
read_superuser_owner(const UsOption *option, UsOptions *options)
{
	options->superuser_owner = us_option_boolean(option);
}

static void
read_policy(const UsOption *option, UsOptions *options)
{
	us_policy_option_read(option, &options->policy);
}

static void
read_events(const UsOption *option, UsOptions *options)
{
	char	   *word = us_option_string(option);

	for (int i = 0; i < (int) lengthof(events_names); i++)
	{
		if (strcmp(word, events_names[i]) == 0)
		{
			options->events = (UsEventsWanted) i;
			return;
		}
	}
	us_option_refuse_name(option, word, events_names, lengthof(events_names));
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
	{"policy", read_policy},
	{"events", read_events},
};

/* Raises for a name that is none of an option; a visitor of us_member_visit. */
static void
refuse_unknown(char *name, const JsonbValue *value pg_attribute_unused(),
			   void *arg)
{
	const char *store = arg;
	UsOption	option = {store, "options", NULL};
	const char *names[lengthof(readers)];

	for (int i = 0; i < (int) lengthof(readers); i++)
	{
		names[i] = readers[i].name;
		if (strcmp(names[i], name) == 0)
			return;
	}
	us_option_refuse_name(&option, name, names, (int) lengthof(readers));
}

/* What can be said only when all options are known. */
static void
check_together(const char *store, UsOptions *options)
{
	UsOption	cost = {store, "cost", NULL};
	UsOption	scheme = {store, "scheme", NULL};

	if (options->verifiers == US_VERIFIERS_EXCLUSIVE)
		options->format = us_hash_format("argon2");
	if (options->format != NULL && options->declared != NULL &&
		us_hash_is_ambiguous(span_of(options->declared), options->format))
		us_option_refuse(&scheme, psprintf("Its verifiers can't be told from new ones of format \"%s\".",
								 options->format->name));
	if (options->rounds == 0)
		return;
	if (options->format == NULL || options->format->rounds_max == 0)
		us_option_refuse(&cost, "The store's format takes none: it is for bcrypt and PBKDF2.");
	if (options->rounds < options->format->rounds_min ||
		options->rounds > options->format->rounds_max)
		us_option_refuse(&cost, psprintf("It is from %u to %u for \"%s\".",
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
	options->policy.min_length = US_POLICY_MIN_LENGTH;
	us_member_visit(&jsonb->root, refuse_unknown, unconstify(char *, store));
	for (int i = 0; i < (int) lengthof(readers); i++)
	{
		UsOption	option = {store, readers[i].name, NULL};
		JsonbValue	value;

		option.value = getKeyJsonValueFromContainer(&jsonb->root, option.name,
													(int) strlen(option.name),
													&value);
		if (option.value != NULL)
			readers[i].read(&option, options);
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
	recipe.declared = span_of(options ? options->declared : NULL);
	recipe.as_given = options != NULL &&
		options->verifiers != US_VERIFIERS_EXCLUSIVE;
	return recipe;
}
