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
#include "clearing.h"
#include "maker.h"
#include "subject.h"
#include "user.h"

PG_FUNCTION_INFO_V1(us_sql_change_password);

/* Whoever guessed at the old password did not guess at the new one. */
static void
clear(const UsCall *call, const UsUser *user)
{
	int			count;
	UsSubject  *subjects = us_subject_all(call->store, user, &count);

	for (int i = 0; i < count; i++)
		us_clearing_at_commit(subjects[i], false);
}

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
	values[1] = CStringGetTextDatum(us_maker_hash(&password, &call.recipe,
													  &call.guard));

	/* NB: whoever the identifier belongs to now, after the hash. */
	us_call_resume(&call);
	user = us_user_find(call.store, identifier);
	if (user == NULL)
		PG_RETURN_BOOL(false);
	values[0] = CStringGetTextDatum(user->user_id);
	if (!us_store_write(call.store, US_SET_VERIFIER, values))
		PG_RETURN_BOOL(false);
	clear(&call, user);
	us_guard_count(&call.guard, US_COUNT_PASSWORDS_CHANGED);
	PG_RETURN_BOOL(true);
}
