/*-------------------------------------------------------------------------
 *
 * change_email.c
 *	  userstore.change_email(): another e-mail address for a user.
 *
 * src/change_email.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "argument.h"
#include "call.h"
#include "events.h"
#include "unique.h"
#include "user.h"

PG_FUNCTION_INFO_V1(us_sql_change_email);

/* What update() needs and gives. */
typedef struct Update
{
	UsStore    *store;
	Datum		values[4];
	bool		done;			/* out */
} Update;

/* Updates the user; a work function of us_unique_write. */
static void
update(void *arg)
{
	Update	   *change = arg;

	change->done = us_store_write(change->store, US_SET_EMAIL,
								  change->values);
}

/*
 * us_sql_change_email(email text, new_email text, verified boolean,
 *					   store text) → boolean
 */
Datum
us_sql_change_email(PG_FUNCTION_ARGS)
{
	UsCall		call;
	Update		change = {0};
	char	   *identifiers[US_CLASS_COUNT] = {NULL};
	char	   *email;
	char	   *new_email;
	UsUser	   *user;

	us_call_open(&call, fcinfo, US_CHANGE_EMAIL, 3, -1);
	email = us_argument_string(fcinfo, 0, "email", US_IDENTIFIER_MAX);
	new_email = us_argument_string(fcinfo, 1, "new_email", US_IDENTIFIER_MAX);
	change.values[3] = BoolGetDatum(us_argument_bool(fcinfo, 2, "verified"));
	us_identifier_check(US_CLASS_EMAIL, new_email);

	user = us_user_find_in(call.store, US_CLASS_EMAIL, email);
	if (user == NULL)
		PG_RETURN_BOOL(false);

	identifiers[US_CLASS_EMAIL] = new_email;
	us_unique_check(call.store, user->user_id, identifiers);
	change.store = call.store;
	change.values[0] = CStringGetTextDatum(user->user_id);
	change.values[1] = CStringGetTextDatum(us_user_stored_email(user, email));
	change.values[2] = CStringGetTextDatum(us_mapping_email(us_store_mapping(call.store),
															new_email));
	us_unique_write(call.store, user->user_id, identifiers, update, &change);
	if (change.done)
	{
		us_events_record(&call, user->user_id);
		us_guard_count(&call.guard, US_COUNT_EMAILS_CHANGED);
	}
	PG_RETURN_BOOL(change.done);
}
