/*-------------------------------------------------------------------------
 *
 * harden.c
 *	  Wraps the weak verifiers of a store, without waiting for logins.
 *
 * A procedure asks for the users whose verifiers are weak, in batches, wraps
 * one batch after the other and commits behind each: see install/harden.sql.
 * It may be ended at any time and begun again, and several sessions share the
 * work: each takes what no other has locked.
 *
 * src/harden.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "argument.h"
#include "credential.h"
#include "maker.h"
#include "outcome.h"
#include "ownership.h"
#include "rounds.h"
#include "width.h"

PG_FUNCTION_INFO_V1(us_sql_harden_list);
PG_FUNCTION_INFO_V1(us_sql_harden_batch);
PG_FUNCTION_INFO_V1(us_sql_harden_is_done);

#define MEASURED			3	/* hashes that an estimate is made of */

#define WRAPPED_SCHEME		"us-wrap"

static UsRound round_of = {.makes = "wrapped", .done_word = "wrapped",
	.procedure = "harden"};

/* The list of users while it is made. */
typedef struct Listing
{
	UsBatches  *batches;		/* NULL: they are counted only */
	const UsState *state;
	UsRecipe	recipe;
	UsHashLimits limits;
	int64		total;
	size_t		longest;		/* bytes of a wrapped verifier as stored */
} Listing;

/* A visitor of us_plan_scan. */
static void
visit_user(const UsRow *row, void *arg)
{
	Listing    *listing = arg;
	UsCredential credential;
	UsVerifier	verifier;
	size_t		len;

	if (row->nulls[US_SCAN_USER_ID])
		return;
	us_credential_take(&credential, listing->state,
					   TextDatumGetCString(row->values[US_SCAN_USER_ID]), row);
	if (credential.verifier == NULL)
		return;
	verifier = us_credential_verifier(&credential, listing->recipe.declared);
	len = us_hash_wrapped_length(&verifier, &listing->limits,
								 &listing->recipe.cost);
	if (len == 0)
		return;
	if (us_sealing_seals(listing->state))
		len = us_seal_length(US_SEAL_ID_MAX, strlen(WRAPPED_SCHEME), len);
	listing->total++;
	listing->longest = Max(listing->longest, len);
	if (listing->batches != NULL)
		us_rounds_add(listing->batches, row->values[US_SCAN_USER_ID]);
}

/* A work function of us_store_explore. */
static void
list_users(UsState *state, Relation rel, void *arg)
{
	Listing    *listing = arg;
	const UsColumn *column = us_mapping_stored(state->mapping,
											   US_FIELD_VERIFIER);
	UsVerdict	verdict = {.known = true, .able = true};

	listing->state = state;
	us_plan_scan(&state->plans[US_SCAN_VERIFIERS], visit_user, listing);
	if (listing->batches != NULL)
		us_rounds_close(listing->batches);
	if (column != NULL &&
		!us_width_suffices(rel, column, listing->longest, &verdict))
		us_rounds_refuse(&round_of, &verdict);
}

/* Raises unless verifiers of the store may be wrapped. */
static void
check_store(UsStore *store)
{
	if (us_store_state(store)->suspended)
		us_refuse(US_STORE_SUSPENDED, NULL);
	us_sealing_require(us_store_state(store));
	us_rounds_check_store(&round_of, store);
}

/* NB: logins come first. */
static UsGuard
guard_of(const UsStore *store)
{
	UsGuard		guard = us_guard_make(GetUserId(), store->name);

	guard.background = true;
	return guard;
}

/* Seconds that one hash takes here and now: the middle of a few. */
static double
measure_hash(const UsRecipe *recipe, const UsGuard *guard)
{
	double		seconds[MEASURED];
	UsPassword	password = us_password_from(us_secret_copy("measure", 7));

	for (int i = 0; i < MEASURED; i++)
	{
		TimestampTz start = GetCurrentTimestamp();
		int			at = i;
		double		taken;

		(void) us_maker_hash(&password, recipe, guard);
		taken = (double) (GetCurrentTimestamp() - start) / USECS_PER_SEC;
		for (; at > 0 && seconds[at - 1] > taken; at--)
			seconds[at] = seconds[at - 1];
		seconds[at] = taken;
	}
	return seconds[MEASURED / 2];
}

static void
tell_estimate(const UsStore *store, const Listing *listing)
{
	UsGuard		guard = guard_of(store);
	double		seconds = measure_hash(&listing->recipe, &guard);

	ereport(NOTICE,
			errmsg("store \"%s\": " INT64_FORMAT " verifiers to be wrapped",
				   store->name, listing->total),
			errdetail("At %.0f ms a hash that takes one session %s; several share it.",
					  seconds * 1000,
					  us_rounds_duration(seconds * (double) listing->total)));
}

/*
 * us_sql_harden_list(store text, batch_size int, dry_run boolean)
 *		→ setof text[]
 *
 * Begins a round.
 */
Datum
us_sql_harden_list(PG_FUNCTION_ARGS)
{
	char	   *name = us_argument_string(fcinfo, 0, "store", NAMEDATALEN - 1);
	bool		dry_run = !PG_ARGISNULL(2) && PG_GETARG_BOOL(2);
	UsMappingRow row;
	Listing		listing = {0};
	UsBatches  *batches;
	UsStore    *store;

	batches = us_rounds_batches(fcinfo, 1);
	us_ownership_read(name, &row);
	store = us_store_open(name);
	check_store(store);

	listing.batches = dry_run ? NULL : batches;
	listing.recipe = us_options_recipe(us_store_mapping(store)->options);
	listing.limits = us_password_limits(&listing.recipe);
	us_store_explore(store, false, list_users, &listing);

	us_rounds_begin(&round_of, dry_run ? 0 : listing.total);
	if (dry_run)
		tell_estimate(store, &listing);
	return (Datum) 0;
}

/*
 * Wraps the verifier of one user, unless somebody else has his row locked.
 * False if there was no hash slot in time: rows are locked, so that ends the
 * batch.
 */
static bool
harden_user(UsStore *store, const char *user_id, const UsRecipe *recipe,
			const UsGuard *guard)
{
	bool		busy;
	UsCredential credential;
	UsVerifier	verifier;
	char	   *wrapped;

	round_of.seen++;
	if (!us_credential_lock(store, user_id, &credential))
	{
		/* or else he is gone */
		if (us_credential_read(store, user_id, &credential))
			round_of.locked++;
		return true;
	}
	if (credential.verifier == NULL)
		return true;
	verifier = us_credential_verifier(&credential, recipe->declared);
	wrapped = us_maker_wrap(&verifier, recipe, guard, &busy);
	if (wrapped == NULL)
		return !busy;			/* another session, or a login, was here */
	us_rounds_write(&round_of, store, user_id,
					us_sealing_seal(us_store_state(store), US_SEAL_CURRENT,
									user_id, wrapped),
					credential.stored);
	return true;
}

/* us_sql_harden_batch(store text, ids text[]) → void */
Datum
us_sql_harden_batch(PG_FUNCTION_ARGS)
{
	char	   *name = us_argument_string(fcinfo, 0, "store", NAMEDATALEN - 1);
	UsMappingRow row;
	UsRecipe	recipe;
	UsStore    *store;
	UsGuard		guard;
	Datum	   *ids;
	int			count;

	ids = us_rounds_ids(fcinfo, 1, &count);
	us_ownership_read(name, &row);
	store = us_store_open(name);
	check_store(store);
	recipe = us_options_recipe(us_store_mapping(store)->options);
	guard = guard_of(store);
	for (int i = 0; i < count; i++)
	{
		if (!harden_user(store, TextDatumGetCString(ids[i]), &recipe, &guard))
		{
			round_of.locked += count - i;
			round_of.seen += count - i - 1;
			break;
		}
	}
	us_rounds_tell(&round_of, name, false);
	PG_RETURN_VOID();
}

/*
 * us_sql_harden_is_done(store text) → boolean
 *
 * Ends a round.  Another is worth it if this one wrapped some and left some.
 */
Datum
us_sql_harden_is_done(PG_FUNCTION_ARGS)
{
	char	   *name = us_argument_string(fcinfo, 0, "store", NAMEDATALEN - 1);
	UsMappingRow row;

	us_ownership_read(name, &row);
	if (round_of.total > 0)
		us_rounds_tell(&round_of, name, true);
	us_rounds_tell_left(&round_of, name);
	PG_RETURN_BOOL(round_of.locked == 0 || round_of.done == 0);
}
