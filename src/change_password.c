/*-------------------------------------------------------------------------
 *
 * change_password.c
 *	  userstore.change_password(): replaces a user's verifier.
 *
 * src/change_password.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "argument.h"
#include "call.h"
#include "password.h"
#include "user.h"

PG_FUNCTION_INFO_V1(us_sql_change_password);

/*
 * us_sql_change_password(identifier text, new_password text, store text,
 *						  context jsonb) → boolean
 *
 * A reset: the old password is not asked for.
 */
Datum
us_sql_change_password(PG_FUNCTION_ARGS)
{
	UsCall		call;
	char	   *identifier;
	UsPassword	password;
	UsUser	   *user;
	Datum		values[2];

	us_call_open(&call, fcinfo, US_CHANGE_PASSWORD, 2, 3);
	identifier = us_argument_string(fcinfo, 0, "identifier",
									US_IDENTIFIER_MAX);
	password = us_password_argument(fcinfo, 1, "new_password");
	us_password_check_policy(&password);
	us_password_check_format(&password, &call.recipe);

	user = us_user_find(call.store, identifier);
	if (user == NULL)
		PG_RETURN_BOOL(false);
	values[1] = CStringGetTextDatum(us_password_hash(&password, &call.recipe));

	/* NB: whoever the identifier belongs to now, after the hash. */
	us_call_resume(&call);
	user = us_user_find(call.store, identifier);
	if (user == NULL)
		PG_RETURN_BOOL(false);
	values[0] = CStringGetTextDatum(user->user_id);
	PG_RETURN_BOOL(us_store_write(call.store, US_SET_VERIFIER, values));
}
