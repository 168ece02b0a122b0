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

#include "compat.h"
#include "fold.h"
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

char *
us_user_text(const UsUser *user, UsField field)
{
	int			i = user->mapping->by_field[field];

	if (i < 0 || user->row.nulls[i])
		return NULL;
	return TextDatumGetCString(user->row.values[i]);
}

bool
us_user_boolean(const UsUser *user, UsField field)
{
	int			i = user->mapping->by_field[field];

	return i >= 0 && !user->row.nulls[i] &&
		DatumGetBool(user->row.values[i]);
}

static bool
has_in_class(const UsUser *user, UsClass class, const char *identifier)
{
	char	   *stored = us_user_text(user, class_fields[class]);

	return stored != NULL && us_fold_equal(stored, identifier);
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

UsUser *
us_user_find_in(UsStore *store, UsClass class, const char *identifier)
{
	UsStatement which = (UsStatement) (US_FIND_EMAIL + class);
	Datum		value = CStringGetTextDatum(identifier);
	UsUser	   *found = NULL;
	const UsMapping *mapping;
	UsResult	result;

	if (!us_store_can(store, which))
		return NULL;
	mapping = us_store_read(store, which, &value, CANDIDATES_MAX, &result);
	for (int i = 0; i < result.count; i++)
	{
		UsUser	   *user = make_user(mapping, &result.rows[i]);

		if (user == NULL || !has_in_class(user, class, identifier))
			continue;
		if (found != NULL)
		{
			ereport(LOG_SERVER_ONLY,
					errcode(ERRCODE_CARDINALITY_VIOLATION),
					errmsg("store \"%s\" has several users with one identifier",
						   store->name),
					errdetail("Users \"%s\" and \"%s\"; none of them is found by it.",
							  found->user_id, user->user_id),
					errhidestmt(true), errhidecontext(true));
			return NULL;
		}
		found = user;
	}
	return found;
}

UsUser *
us_user_find(UsStore *store, const char *identifier)
{
	for (int class = 0; class < US_CLASS_COUNT; class++)
	{
		UsUser	   *user;

		if (!us_identifier_may_be((UsClass) class, identifier))
			continue;
		user = us_user_find_in(store, (UsClass) class, identifier);
		if (user != NULL)
			return user;
	}
	return NULL;
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
