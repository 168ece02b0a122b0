/*-------------------------------------------------------------------------
 *
 * create.c
 *	  userstore.create(): a new user from Auth0's user object.
 *
 * src/create.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "argument.h"
#include "call.h"
#include "compat.h"
#include "maker.h"
#include "new_user.h"
#include "outcome.h"
#include "profile.h"
#include "unique.h"
#include "user.h"

PG_FUNCTION_INFO_V1(us_sql_create);

/* What insert() needs and gives. */
typedef struct Insertion
{
	UsStore    *store;
	uint64		slots;
	Datum		values[US_SLOT_COUNT];
	char	   *user_id;		/* out */
} Insertion;

/* Inserts the user; a work function of us_unique_write. */
static void
insert(void *arg)
{
	Insertion  *insertion = arg;

	insertion->user_id = us_store_insert(insertion->store, insertion->slots,
										 insertion->values);
}

/* Packs the given slots in their order. */
static void
pack(const UsNewUser *user, Insertion *insertion)
{
	int			n = 0;

	insertion->slots = user->slots;
	for (int i = 0; i < US_SLOT_COUNT; i++)
	{
		if (user->slots & US_SLOT_BIT(i))
			insertion->values[n++] = user->values[i];
	}
}

/*
 * us_sql_create(new_user json, store text, context jsonb) → jsonb
 *
 * json and not jsonb: jsonb's input function would write a password with
 * U+0000 into its error (tried).
 */
Datum
us_sql_create(PG_FUNCTION_ARGS)
{
	UsCall		call;
	UsNewUser	new_user;
	Insertion	insertion = {0};
	text	   *json;
	UsUser	   *user;

	us_call_open(&call, fcinfo, US_CREATE, 1, 2);
	json = (text *) us_argument_varlena(fcinfo, 0, "new_user",
										US_NEW_USER_MAX);
	us_new_user_read(VARDATA_ANY(json), VARSIZE_ANY_EXHDR(json),
					 us_store_mapping(call.store), &new_user);

	us_password_check_format(&new_user.password, &call.recipe);

	/* A user who exists costs no hash; who comes meanwhile is found below. */
	us_unique_check(call.store, NULL, new_user.identifiers);
	new_user.values[US_FIELD_VERIFIER] =
		CStringGetTextDatum(us_maker_hash(&new_user.password, &call.recipe,
										  &call.guard));
	new_user.slots |= US_SLOT_BIT(US_FIELD_VERIFIER);

	us_call_resume(&call);
	insertion.store = call.store;
	pack(&new_user, &insertion);
	us_unique_write(call.store, NULL, new_user.identifiers,
					insert, &insertion);

	user = us_user_find_id(call.store, insertion.user_id);
	if (user == NULL)
	{
		us_forget_context();
		ereport(ERROR,
				errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
				errmsg("the relation of store \"%s\" does not show the new user",
					   call.store_name),
				errhint("\"set\".\"create\" has to write what option \"where\" asks for."));
	}
	us_guard_count(&call.guard, US_COUNT_CREATED);
	return us_profile(user);
}
