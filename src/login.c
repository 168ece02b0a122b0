/*-------------------------------------------------------------------------
 *
 * login.c
 *	  userstore.login(): the profile for the right password, else NULL.
 *
 * The hash is computed with no lock held, so the row is looked at again
 * afterwards: who was deleted, blocked or given another password meanwhile
 * does not get in by what was true before.
 *
 * src/login.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include <sodium.h>

#include "argument.h"
#include "call.h"
#include "capability.h"
#include "compat.h"
#include "costs.h"
#include "credential.h"
#include "durability.h"
#include "outcome.h"
#include "password.h"
#include "profile.h"
#include "user.h"

PG_FUNCTION_INFO_V1(us_sql_login);

/* How often a verifier that changes under our hands is verified again. */
#define VERIFY_AGAIN_MAX	1

static bool
same_verifier(const UsCredential *a, const UsCredential *b)
{
	return a->verifier != NULL && b->verifier != NULL &&
		a->verifier->len == b->verifier->len &&
		sodium_memcmp(a->verifier->bytes, b->verifier->bytes,
					  a->verifier->len) == 0;
}

/*
 * Compares the password with a verifier.  What work that takes is learned
 * whatever came of it: a failure must not tell that it was new.
 */
static bool
compare(UsCall *call, UsPassword *password, const char *user_id,
		const UsCredential *credential)
{
	UsVerifier	verifier;
	UsHashInfo	info;
	UsPasswordResult result;

	if (credential->verifier != NULL)
		verifier = us_credential_verifier(credential, call->recipe.declared);
	result = us_password_compare(password,
								 credential->verifier ? &verifier : NULL,
								 &call->load, &call->limits, call->store_name,
								 user_id, &info);
	us_costs_meet(call->store, &info, us_call_may_write());
	return result == US_PASSWORD_RIGHT;
}

/*
 * Does the password match the user's verifier, before and after the hash?
 * Leaves the credential as it is afterwards.
 */
static bool
authenticate(UsCall *call, UsPassword *password, const char *user_id,
			 UsCredential *credential)
{
	UsCredential before;

	if (!us_credential_read(call->store, user_id, &before))
	{
		us_password_burn(password, &call->load);
		return false;
	}
	for (int again = 0;; again++)
	{
		if (!compare(call, password, user_id, &before))
			return false;
		us_call_resume(call);
		if (!us_credential_read(call->store, user_id, credential))
			return false;
		if (same_verifier(&before, credential))
			return true;
		if (again >= VERIFY_AGAIN_MAX)
			return false;
		before = *credential;
	}
}

/*
 * Stamps the login, and replaces a weak verifier unless it has changed.  It
 * never waits and never fails the login.
 */
static void
record_login(UsCall *call, const UsPassword *password, const char *user_id,
			 const UsCredential *credential)
{
	Datum		values[3];
	char	   *verifier = NULL;

	if (!us_call_may_write())
		return;
	values[0] = CStringGetTextDatum(user_id);
	if (us_capability_now(call->store, US_CAN_UPGRADE))
	{
		UsVerifier	old = us_credential_verifier(credential,
												 call->recipe.declared);

		verifier = us_password_upgrade(password, &old, &call->recipe);
	}
	if (verifier != NULL)
	{
		values[1] = CStringGetTextDatum(verifier);
		values[2] = CStringGetTextDatum(credential->verifier->bytes);
		if (us_store_write_if_free(call->store, US_UPGRADE, values))
			return;
	}
	if (us_capability_now(call->store, US_CAN_STAMP))
		(void) us_store_write_if_free(call->store, US_STAMP_LOGIN, values);
}

/*
 * us_sql_login(identifier text, password text, store text, context jsonb)
 *		→ jsonb
 */
Datum
us_sql_login(PG_FUNCTION_ARGS)
{
	UsCall		call;
	char	   *identifier;
	UsPassword	password;
	UsUser	   *user;
	UsCredential credential;
	bool		routine = us_durability_is_routine();

	us_call_open(&call, fcinfo, US_LOGIN, 2, 3);
	identifier = us_argument_string(fcinfo, 0, "identifier",
									US_IDENTIFIER_MAX);
	password = us_password_argument(fcinfo, 1, "password");

	user = us_user_find(call.store, identifier);
	if (user == NULL)
	{
		us_user_miss(call.store, identifier);
		us_password_burn(&password, &call.load);
		PG_RETURN_NULL();
	}
	if (!authenticate(&call, &password, user->user_id, &credential))
		PG_RETURN_NULL();
	if (credential.blocked)
		us_refuse(US_BLOCKED_USER, NULL);
	if (credential.must_change)
		us_refuse(US_PASSWORD_CHANGE_REQUIRED, NULL);

	record_login(&call, &password, user->user_id, &credential);

	/* NB: as get_user would find it now; a trigger may have changed it. */
	user = us_user_find_id(call.store, user->user_id);
	if (routine && us_store_is_plain(call.store))
		us_durability_set_routine();
	if (user == NULL || !us_user_has(user, identifier))
		PG_RETURN_NULL();
	return us_profile(user);
}
