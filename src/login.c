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

#include "access/xlog.h"
#include "utils/builtins.h"

#include <sodium.h>

#include "argument.h"
#include "call.h"
#include "capability.h"
#include "clearing.h"
#include "compat.h"
#include "costs.h"
#include "credential.h"
#include "durability.h"
#include "events.h"
#include "maker.h"
#include "matcher.h"
#include "outcome.h"
#include "profile.h"
#include "sealing.h"
#include "subject.h"
#include "trail.h"
#include "user.h"

PG_FUNCTION_INFO_V1(us_sql_login);

/* NB: as opened; that reseal.c seals it anew is no other verifier. */
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
	UsMatchPlace place = {&call->guard, &call->load, &call->limits,
	call->store_name, user_id, &credential->problem};
	UsVerifier	verifier;
	UsHashInfo	info;
	UsMatch		match;

	if (credential->verifier != NULL)
		verifier = us_credential_verifier(credential, call->recipe.declared);
	match = us_matcher_compare(password,
							   credential->verifier ? &verifier : NULL,
							   &place, &info);
	us_costs_meet(call->store, &info, us_call_may_write());
	return match == US_MATCH_RIGHT;
}

/*
 * Does the password match the user's verifier, before and after the hash?
 * Leaves the credential as it is afterwards, or as it failed.  Raises 40001 if
 * it always matches and is never the same.
 */
static bool
authenticate(UsCall *call, UsPassword *password, const char *user_id,
			 UsCredential *credential)
{
	UsCredential before;

	memset(credential, 0, sizeof(*credential));
	if (!us_credential_read(call->store, user_id, &before))
	{
		us_matcher_burn(password, &call->load, &call->guard);
		return false;
	}
	for (int again = 0;; again++)
	{
		if (!compare(call, password, user_id, &before))
		{
			*credential = before;
			return false;
		}
		us_call_resume(call);
		if (!us_credential_read(call->store, user_id, credential))
			return false;
		if (same_verifier(&before, credential))
			return true;
		if (again >= US_COMPARE_AGAIN_MAX)
			us_refuse_restless(call->store_name);
		before = *credential;
	}
}

/* A verifier that should replace the one that matched, or NULL. */
static char *
better_verifier(const UsCall *call, const UsPassword *password,
				const UsCredential *credential)
{
	UsVerifier	old;
	char	   *verifier;

	if (!us_capability_now(call->store, US_CAN_UPGRADE))
		return NULL;
	old = us_credential_verifier(credential, call->recipe.declared);
	if (!us_maker_is_upgradable(password, &old, &call->recipe))
		return NULL;
	verifier = us_maker_upgrade(password, &old, &call->recipe, &call->guard);
	if (verifier == NULL)
		us_guard_count(&call->guard, US_COUNT_UPGRADES_SKIPPED);
	return verifier;
}

/*
 * Writes a better verifier, with the stamp, unless the old one has changed.
 *
 * NB: the relation is locked before it is asked whether verifiers are sealed;
 * reseal.c waits for who had the lock then.
 */
static bool
upgrade(const UsCall *call, const char *user_id, const char *verifier,
		const UsCredential *credential)
{
	Datum		values[] = {CStringGetTextDatum(user_id), (Datum) 0,
	CStringGetTextDatum(credential->stored->bytes)};
	bool		done = us_store_lock_if_free(call->store);

	if (done)
	{
		values[1] =
			CStringGetTextDatum(us_sealing_seal(us_store_state(call->store),
												US_SEAL_CURRENT, user_id,
												verifier));
		done = us_store_write_if_free(call->store, US_UPGRADE, values);
	}
	us_guard_count(&call->guard,
				   done ? US_COUNT_UPGRADES : US_COUNT_UPGRADES_SKIPPED);
	return done;
}

/* What stands in the log where nothing can be written. */
static void
log_login(const UsCall *call, const char *user_id)
{
	if (us_capability_now(call->store, US_CAN_STAMP) ||
		us_capability_now(call->store, US_CAN_UPGRADE) ||
		us_events_wanted(call))
		ereport(LOG_SERVER_ONLY,
				errmsg("a login of user \"%s\" of store \"%s\" was not recorded",
					   user_id, call->store_name),
				errdetail(RecoveryInProgress() ?
						  "The server is in recovery." :
						  "The transaction is read-only."),
				errhidestmt(true), errhidecontext(true));
}

/*
 * Stamps the login, and replaces a weak verifier unless it has changed.  It
 * never waits for a lock and never fails the login.
 */
static void
record_login(const UsCall *call, const UsPassword *password,
			 const char *user_id, const UsCredential *credential)
{
	Datum		value = CStringGetTextDatum(user_id);
	char	   *verifier;

	if (!us_call_may_write())
	{
		log_login(call, user_id);
		return;
	}
	verifier = better_verifier(call, password, credential);
	if (verifier != NULL && upgrade(call, user_id, verifier, credential))
		return;
	if (us_capability_now(call->store, US_CAN_STAMP))
		(void) us_store_write_if_free(call->store, US_STAMP_LOGIN, &value);
}

/* Raises what keeps a user out who knows the password. */
static void
check_may_log_in(const UsCall *call, const char *user_id,
				 const UsCredential *credential)
{
	if (!credential->blocked && !credential->must_change)
		return;
	us_guard_count(&call->guard, US_COUNT_BLOCKED);
	us_trail_failure(call->store_name, US_FAILED_BLOCKED, user_id, NULL);
	us_refuse(credential->blocked ? US_BLOCKED_USER :
			  US_PASSWORD_CHANGE_REQUIRED, NULL);
}

/*
 * NB: only once the login has committed are wrong passwords forgotten, and
 * those only that were about this user.
 */
static void
settle(const UsCall *call, const UsUser *user, const char *identifier)
{
	us_guard_count(&call->guard, US_COUNT_LOGINS);
	if (us_user_has_alone(user, identifier))
		us_clearing_at_commit(call->guard.identifier, false);
	us_clearing_at_commit(call->guard.user, false);
}

/*
 * Who is meant, for the throttle.  Raises too_many_attempts before anybody is
 * looked up.
 */
static void
begin_try(UsCall *call, const char *identifier)
{
	us_guard_require(&call->guard);
	call->guard.identifier = us_subject_of(&us_store_state(call->store)->id,
										   identifier);
	us_guard_check(&call->guard);
}

/*
 * The user with that identifier; NULL if there is none, which takes as long
 * as a wrong password.
 */
static UsUser *
find_user(UsCall *call, UsPassword *password, const char *identifier)
{
	UsUser	   *user = us_user_find(call->store, identifier);

	if (user == NULL)
	{
		us_user_miss(call->store, identifier);
		us_matcher_burn(password, &call->load, &call->guard);
		us_guard_count(&call->guard, US_COUNT_UNKNOWN);
		us_trail_failure(call->store_name, US_FAILED_UNKNOWN, NULL,
						 identifier);
		return NULL;
	}
	call->guard.user = us_subject_of_user(&us_store_state(call->store)->id,
										  user->user_id);
	return user;
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

	begin_try(&call, identifier);
	user = find_user(&call, &password, identifier);
	if (user == NULL)
		PG_RETURN_NULL();
	if (!authenticate(&call, &password, user->user_id, &credential))
	{
		us_trail_failure(call.store_name,
						 credential.problem.tampered ? US_FAILED_TAMPERED :
						 US_FAILED_PASSWORD, user->user_id, NULL);
		PG_RETURN_NULL();
	}
	check_may_log_in(&call, user->user_id, &credential);
	record_login(&call, &password, user->user_id, &credential);

	/* NB: as get_user would find it now; a trigger may have changed it. */
	user = us_user_find_id(call.store, user->user_id);
	if (routine && us_store_is_plain(call.store))
		us_durability_set_routine();
	if (user == NULL || !us_user_has(user, identifier))
		PG_RETURN_NULL();
	us_events_record(&call, user->user_id);
	settle(&call, user, identifier);
	return us_profile(user);
}
