/*-------------------------------------------------------------------------
 *
 * unique.c
 *	  Writes identifiers, and tells which of them was taken if that fails.
 *
 * Uniqueness is the database's to enforce and found by trying: ON CONFLICT
 * fails with deferrable constraints and INSTEAD OF triggers, and UPDATE has
 * none.
 *
 * src/unique.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "attempt.h"
#include "unique.h"
#include "user.h"

void
us_unique_check(UsStore *store, const char *self,
				char *const identifiers[US_CLASS_COUNT])
{
	for (int class = 0; class < US_CLASS_COUNT; class++)
	{
		UsUser	   *user;

		if (identifiers[class] == NULL)
			continue;
		user = us_user_find_in(store, (UsClass) class, identifiers[class]);
		if (user != NULL &&
			(self == NULL || strcmp(user->user_id, self) != 0))
			us_identifier_taken((UsClass) class);
	}
}

/*
 * Raises as us_unique_check, if an identifier is another user's of another
 * class: Django's username is the e-mail address of who gave none.
 */
static void
check_other_classes(UsStore *store, const char *self,
					char *const identifiers[US_CLASS_COUNT])
{
	for (int class = 0; class < US_CLASS_COUNT; class++)
	{
		UsUser	   *user = identifiers[class] == NULL ? NULL :
			us_user_find(store, identifiers[class]);

		if (user != NULL &&
			(self == NULL || strcmp(user->user_id, self) != 0))
			us_identifier_taken((UsClass) class);
	}
}

void
us_unique_write(UsStore *store, const char *self,
				char *const identifiers[US_CLASS_COUNT],
				void (*write) (void *arg), void *arg)
{
	ErrorData  *error = us_attempt(write, arg);

	if (error == NULL)
		return;
	if (error->sqlerrcode == ERRCODE_UNIQUE_VIOLATION ||
		error->sqlerrcode == ERRCODE_EXCLUSION_VIOLATION)
	{
		us_unique_check(store, self, identifiers);
		check_other_classes(store, self, identifiers);
	}
	ReThrowError(error);
}
