/*-------------------------------------------------------------------------
 *
 * delete.c
 *	  userstore.delete(): removes a user by user_id.
 *
 * src/delete.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "argument.h"
#include "call.h"
#include "events.h"
#include "history.h"
#include "user.h"

PG_FUNCTION_INFO_V1(us_sql_delete);

/*
 * us_sql_delete(user_id text, store text, context jsonb) → boolean
 *
 * The relation's deferred constraints speak inside the call, not at COMMIT.
 */
Datum
us_sql_delete(PG_FUNCTION_ARGS)
{
	UsCall		call;
	char	   *user_id;
	UsUser	   *user;
	Datum		value;

	us_call_open(&call, fcinfo, US_DELETE, 1, 2);
	user_id = us_argument_string(fcinfo, 0, "user_id", US_IDENTIFIER_MAX);

	user = us_user_find_shown_id(call.store, user_id);
	if (user == NULL)
		PG_RETURN_BOOL(false);
	value = CStringGetTextDatum(user->user_id);
	if (!us_store_write(call.store, US_DELETE_USER, &value))
		PG_RETURN_BOOL(false);
	us_history_forget(&call, user->user_id);
	us_events_record(&call, user->user_id);
	us_guard_count(&call.guard, US_COUNT_DELETED);
	PG_RETURN_BOOL(true);
}
