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
#include "events.h"
#include "history.h"
#include "maker.h"
#include "policy.h"
#include "sealing.h"
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
	const UsPolicy *policy;
	UsHistory  *history;
	char	   *verifier;
	Datum		values[2];

	us_call_open(&call, fcinfo, US_CHANGE_PASSWORD, 2, 3);
	identifier = us_argument_string(fcinfo, 0, "identifier",
									US_IDENTIFIER_MAX);
	password = us_password_argument(fcinfo, 1, "new_password");
	policy = &us_store_mapping(call.store)->options->policy;
	us_policy_check(policy, &password);
	us_password_check_format(&password, &call.recipe);

	user = us_user_find(call.store, identifier);
	if (user == NULL)
		PG_RETURN_BOOL(false);
	us_policy_check_personal(policy, &password, us_user_personal(user));
	history = us_history_check(&call, &password, user->user_id);
	verifier = us_maker_hash(&password, &call.recipe, &call.guard);

	/* NB: whoever the identifier belongs to now, after the hashes. */
	us_call_resume(&call);
	user = us_user_find(call.store, identifier);
	if (user == NULL)
		PG_RETURN_BOOL(false);
	us_history_keep(&call, history, &password, user->user_id);
	values[0] = CStringGetTextDatum(user->user_id);
	values[1] = CStringGetTextDatum(us_sealing_seal(us_store_state(call.store),
													US_SEAL_CURRENT,
													user->user_id, verifier));
	if (!us_store_write(call.store, US_SET_VERIFIER, values))
		PG_RETURN_BOOL(false);
	clear(&call, user);
	us_events_record(&call, user->user_id);
	us_guard_count(&call.guard, US_COUNT_PASSWORDS_CHANGED);
	PG_RETURN_BOOL(true);
}
