/*-------------------------------------------------------------------------
 *
 * get_user.c
 *	  userstore.get_user(): the profile of a user, or NULL.
 *
 * src/get_user.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "argument.h"
#include "call.h"
#include "profile.h"
#include "user.h"

PG_FUNCTION_INFO_V1(us_sql_get_user);

/*
 * us_sql_get_user(identifier text, store text, context jsonb) → jsonb
 *
 * With context.identifierType "user_id" the identifier is one.
 */
Datum
us_sql_get_user(PG_FUNCTION_ARGS)
{
	UsCall		call;
	char	   *identifier;
	UsUser	   *user;

	us_call_open(&call, fcinfo, US_GET_USER, 1, 2);
	identifier = us_argument_string(fcinfo, 0, "identifier",
									US_IDENTIFIER_MAX);

	us_guard_count(&call.guard, US_COUNT_LOOKUPS);
	user = call.by_user_id ? us_user_find_shown_id(call.store, identifier) :
		us_user_find(call.store, identifier);
	if (user == NULL)
		PG_RETURN_NULL();
	return us_profile(user);
}
