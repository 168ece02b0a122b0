/*-------------------------------------------------------------------------
 *
 * user.c
 *	  Finds one user by what a person typed.
 *
 * However the store looks an identifier up (an index on lower(), citext, a
 * nondeterministic collation), the user counts as found only if the fold of
 * what is stored equals the fold of what was typed.
 *
 * src/user.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

#include "attempt.h"
#include "compat.h"
#include "domain.h"
#include "fold.h"
#include "search.h"
#include "user.h"

/* Rows that one look-up may give before the fold decides. */
#define CANDIDATES_MAX	16

static const UsField class_fields[US_CLASS_COUNT] = {
	US_FIELD_EMAIL, US_FIELD_PHONE_NUMBER, US_FIELD_USERNAME
};

static UsUser *
make_user(const UsMapping *mapping, const UsRow *row)
{
	UsUser	   *user = palloc(sizeof(UsUser));

	user->mapping = mapping;
	user->row = *row;
	user->user_id = us_user_text(user, US_FIELD_USER_ID);
	return user->user_id == NULL ? NULL : user;
}

/* A JSON string as text; NULL for a JSON null. */
static char *
json_text(const JsonbValue *value)
{
	if (value->type == jbvString)
		return pnstrdup(value->val.string.val, value->val.string.len);
	if (value->type == jbvNumeric)
		return DatumGetCString(DirectFunctionCall1(numeric_out,
												   NumericGetDatum(value->val.numeric)));
	return NULL;
}

/* The values of an identifier field as a list of palloc'd strings. */
static List *
values_of(const UsUser *user, UsField field)
{
	int			i = user->mapping->by_field[field];
	List	   *values = NIL;
	Jsonb	   *jsonb;
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue	value;

	if (i < 0 || user->row.nulls[i])
		return NIL;
	if (!us_column_is_several(&user->mapping->columns[i]))
		return list_make1(TextDatumGetCString(user->row.values[i]));

	jsonb = DatumGetJsonbP(user->row.values[i]);
	if (JB_ROOT_IS_OBJECT(jsonb))
		return NIL;
	it = JsonbIteratorInit(&jsonb->root);
	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		char	   *text = token == WJB_ELEM ? json_text(&value) : NULL;

		if (text != NULL)
			values = lappend(values, text);
	}
	return values;
}

char *
us_user_text(const UsUser *user, UsField field)
{
	List	   *values = values_of(user, field);

	return values == NIL ? NULL : linitial(values);
}

bool
us_user_boolean(const UsUser *user, UsField field)
{
	int			i = user->mapping->by_field[field];

	return i >= 0 && !user->row.nulls[i] &&
		DatumGetBool(user->row.values[i]);
}

/* The stored value of a class that folds like this one, or NULL. */
static char *
stored_in_class(const UsUser *user, UsClass class, const char *identifier)
{
	ListCell   *cell;

	foreach(cell, values_of(user, class_fields[class]))
	{
		if (us_fold_equal(lfirst(cell), identifier))
			return lfirst(cell);
	}
	return NULL;
}

static bool
has_in_class(const UsUser *user, UsClass class, const char *identifier)
{
	return stored_in_class(user, class, identifier) != NULL;
}

bool
us_user_has_first_email(const UsUser *user, const char *email)
{
	char	   *first = us_user_text(user, US_FIELD_EMAIL);

	return first != NULL && us_fold_equal(first, email);
}

char *
us_user_stored_email(const UsUser *user, const char *email)
{
	return stored_in_class(user, US_CLASS_EMAIL, email);
}

bool
us_user_has_alone(const UsUser *user, const char *identifier)
{
	const UsColumn *column = us_mapping_column(user->mapping,
											   US_FIELD_USERNAME);

	return column == NULL || !column->exact ||
		has_in_class(user, US_CLASS_EMAIL, identifier) ||
		has_in_class(user, US_CLASS_PHONE_NUMBER, identifier);
}

bool
us_user_has(const UsUser *user, const char *identifier)
{
	for (int class = 0; class < US_CLASS_COUNT; class++)
	{
		if (us_identifier_may_be((UsClass) class, identifier) &&
			has_in_class(user, (UsClass) class, identifier))
			return true;
	}
	return false;
}

List *
us_user_identifiers(const UsUser *user)
{
	List	   *identifiers = NIL;

	for (int class = 0; class < US_CLASS_COUNT; class++)
		identifiers = list_concat(identifiers,
								  values_of(user, class_fields[class]));
	return identifiers;
}

/* One look-up in a class, and what it has found. */
typedef struct Search
{
	UsStore    *store;
	UsClass		class;
	const char *identifier;
	UsUser	   *found;
	bool		several;		/* more users than one */
} Search;

/* Looks up one spelling of the identifier. */
static void
look_up(Search *search, const char *spelling)
{
	Datum		value = CStringGetTextDatum(spelling);
	const UsMapping *mapping;
	UsResult	result;

	mapping = us_store_read(search->store,
							(UsStatement) (US_FIND_EMAIL + search->class),
							&value, CANDIDATES_MAX, &result);
	for (int i = 0; i < result.count; i++)
	{
		UsUser	   *user = make_user(mapping, &result.rows[i]);

		if (user == NULL ||
			!has_in_class(user, search->class, search->identifier))
			continue;
		if (search->found == NULL)
			search->found = user;
		else if (strcmp(search->found->user_id, user->user_id) != 0)
		{
			ereport(LOG_SERVER_ONLY,
					errcode(ERRCODE_CARDINALITY_VIOLATION),
					errmsg("store \"%s\" has several users with one identifier",
						   search->store->name),
					errdetail("Users \"%s\" and \"%s\"; none of them is found by it.",
							  search->found->user_id, user->user_id),
					errhidestmt(true), errhidecontext(true));
			search->several = true;
			return;
		}
	}
}

/*
 * Looks an identifier up in one class.
 *
 * Where the store compares byte for byte, the folded spelling is looked up as
 * well: most applications store it.  A username found as it was typed is that
 * one, since such an application tells it from other spellings.
 */
static Search
search_in(UsStore *store, UsClass class, const char *identifier)
{
	Search		search = {store, class, identifier, NULL, false};
	UsField		field = class_fields[class];
	const UsColumn *column;
	char	   *folded;
	UsUser	   *typed;

	if (!us_search_finds(store, field))
		return search;
	look_up(&search, identifier);
	column = us_mapping_column(us_store_mapping(store), field);
	folded = column != NULL && column->exact ? us_fold(identifier) : NULL;
	if (folded == NULL || strcmp(folded, identifier) == 0)
		return search;

	/* NB: the same look-ups are done whether there is one or not. */
	typed = class == US_CLASS_USERNAME && !search.several ? search.found : NULL;
	if (typed != NULL)
		search.found = NULL;
	look_up(&search, folded);
	if (typed != NULL)
	{
		search.found = typed;
		search.several = false;
	}
	return search;
}

UsUser *
us_user_find_in(UsStore *store, UsClass class, const char *identifier)
{
	Search		search = search_in(store, class, identifier);

	return search.several ? NULL : search.found;
}

/*
 * us_user_find
 *
 * NB: an e-mail address that several users have is not looked for among the
 * usernames, where anybody could have put it.
 */
UsUser *
us_user_find(UsStore *store, const char *identifier)
{
	for (int class = 0; class < US_CLASS_COUNT; class++)
	{
		Search		search;

		if (!us_identifier_may_be((UsClass) class, identifier))
			continue;
		search = search_in(store, (UsClass) class, identifier);
		if (search.several)
			return NULL;
		if (search.found != NULL)
			return search.found;
	}
	return NULL;
}

void
us_user_miss(UsStore *store, const char *identifier)
{
	Search		search = {.store = store, .identifier = identifier};
	int			classes = 0;

	for (int class = 0; class < US_CLASS_COUNT; class++)
	{
		if (!us_identifier_may_be((UsClass) class, identifier) ||
			!us_search_finds(store, class_fields[class]))
			continue;
		search.class = (UsClass) class;
		classes++;
	}
	if (classes == 1)
		look_up(&search, identifier);
}

UsUser *
us_user_find_id(UsStore *store, const char *user_id)
{
	Datum		value = CStringGetTextDatum(user_id);
	const UsMapping *mapping;
	UsResult	result;
	UsUser	   *user;

	mapping = us_store_read(store, US_FIND_ID, &value, 2, &result);
	if (result.count != 1)
		return NULL;
	user = make_user(mapping, &result.rows[0]);
	if (user == NULL || strcmp(user->user_id, user_id) != 0)
		return NULL;
	return user;
}

/* What find_typed_id() needs and gives. */
typedef struct TypedId
{
	UsStore    *store;
	const char *user_id;
	UsUser	   *user;			/* out */
} TypedId;

/* A work function of us_attempt. */
static void
find_typed_id(void *arg)
{
	TypedId    *typed = arg;

	typed->user = us_user_find_id(typed->store, typed->user_id);
}

/*
 * us_user_find_shown_id
 *
 * What is not of the column's type ("two", 99999999999 for an integer) is no
 * user's, and not an error.
 */
UsUser *
us_user_find_shown_id(UsStore *store, const char *user_id)
{
	const char *prefix = us_store_mapping(store)->options->user_id_prefix;
	TypedId		typed = {.store = store};
	ErrorData  *error;

	if (strncmp(user_id, prefix, strlen(prefix)) != 0)
		return NULL;
	typed.user_id = user_id + strlen(prefix);
	if (us_mapping_column(us_store_mapping(store), US_FIELD_USER_ID)->exact)
		return us_user_find_id(store, typed.user_id);	/* any text will do */
	error = us_attempt(find_typed_id, &typed);
	if (error == NULL)
		return typed.user;
	if (ERRCODE_TO_CATEGORY(error->sqlerrcode) != ERRCODE_DATA_EXCEPTION)
		ReThrowError(error);
	FreeErrorData(error);
	return NULL;
}

/* The fields that tell of a user, besides his identifiers. */
static const UsField name_fields[] = {US_FIELD_NAME, US_FIELD_NICKNAME,
US_FIELD_GIVEN_NAME, US_FIELD_FAMILY_NAME};

bool
us_user_is_personal(UsField field)
{
	for (int i = 0; i < (int) lengthof(name_fields); i++)
	{
		if (field == name_fields[i])
			return true;
	}
	return field == US_FIELD_EMAIL || field == US_FIELD_PHONE_NUMBER ||
		field == US_FIELD_USERNAME;
}

List *
us_user_personal(const UsUser *user)
{
	List	   *personal = us_user_identifiers(user);

	for (int i = 0; i < (int) lengthof(name_fields); i++)
	{
		char	   *value = us_user_text(user, name_fields[i]);

		if (value != NULL)
			personal = lappend(personal, value);
	}
	return personal;
}
