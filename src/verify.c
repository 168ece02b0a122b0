/*-------------------------------------------------------------------------
 *
 * verify.c
 *	  userstore.verify(): marks a user's e-mail address as verified.
 *
 * src/verify.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "argument.h"
#include "call.h"
#include "events.h"
#include "outcome.h"
#include "profile.h"
#include "user.h"

PG_FUNCTION_INFO_V1(us_sql_verify);

/*
 * us_sql_verify(email text, store text, context jsonb) → jsonb
 *
 * A second call gives the same and writes nothing.
 */
Datum
us_sql_verify(PG_FUNCTION_ARGS)
{
	UsCall		call;
	char	   *email;
	UsUser	   *user;
	Datum		values[2];

	us_call_open(&call, fcinfo, US_VERIFY, 1, 2);
	email = us_argument_string(fcinfo, 0, "email", US_IDENTIFIER_MAX);

	user = us_user_find_in(call.store, US_CLASS_EMAIL, email);
	if (user == NULL)
		PG_RETURN_NULL();
	/* NB: the flag is that of the address which the profile shows. */
	if (!us_user_has_first_email(user, email))
		us_refuse_capability(call.store_name, us_action_name(US_VERIFY),
							 "The user has several e-mail addresses, and this is not his first.");
	if (us_user_boolean(user, US_FIELD_EMAIL_VERIFIED))
		return us_profile(user);

	values[0] = CStringGetTextDatum(user->user_id);
	values[1] = CStringGetTextDatum(us_user_stored_email(user, email));
	if (!us_store_write(call.store, US_SET_VERIFIED, values))
		PG_RETURN_NULL();		/* deleted or changed meanwhile */
	us_events_record(&call, user->user_id);
	us_guard_count(&call.guard, US_COUNT_VERIFIED);
	user = us_user_find_id(call.store, user->user_id);
	if (user == NULL)
		PG_RETURN_NULL();
	return us_profile(user);
}
