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

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "argument.h"
#include "attempt.h"
#include "capability.h"
#include "compat.h"
#include "credential.h"
#include "maker.h"
#include "outcome.h"
#include "ownership.h"
#include "report.h"
#include "width.h"

PG_FUNCTION_INFO_V1(us_sql_harden_list);
PG_FUNCTION_INFO_V1(us_sql_harden_batch);
PG_FUNCTION_INFO_V1(us_sql_harden_is_done);

#define BATCH_MAX			1000
#define PROGRESS_SECONDS	5	/* between two lines */
#define MEASURED			3	/* hashes that an estimate is made of */
#define FAILED_MAX			100 /* users that can't be written, in one round */

/* How far this session is, in one round through a store. */
static struct
{
	int64		total;			/* weak when the round began */
	int64		seen;			/* of them gone through */
	int64		done;			/* wrapped by this session */
	int64		locked;			/* left to others, or for want of slots */
	int64		failed;			/* whom the store's own SQL refused */
	TimestampTz started;
	TimestampTz told;
}			round_of;

/* The list of users while it is made. */
typedef struct Listing
{
	ReturnSetInfo *rsinfo;		/* NULL: they are counted only */
	UsRecipe	recipe;
	UsHashLimits limits;
	int			batch_size;
	Datum	   *ids;
	int			count;			/* of the batch that is not full yet */
	MemoryContext context;		/* holds its IDs */
	int64		total;
	size_t		longest;		/* bytes of a wrapped verifier */
} Listing;

static void
give_batch(Listing *listing)
{
	Datum		value;
	bool		isnull = false;

	if (listing->count == 0)
		return;
	value = PointerGetDatum(construct_array(listing->ids, listing->count,
											TEXTOID, -1, false, TYPALIGN_INT));
	tuplestore_putvalues(listing->rsinfo->setResult, listing->rsinfo->setDesc,
						 &value, &isnull);
	MemoryContextReset(listing->context);
	listing->count = 0;
}

/* A visitor of us_plan_scan. */
static void
visit_user(const UsRow *row, void *arg)
{
	Listing    *listing = arg;
	UsCredential credential;
	UsVerifier	verifier;
	MemoryContext old;
	size_t		len;

	us_credential_take(&credential, row);
	if (credential.verifier == NULL || row->nulls[US_SCAN_USER_ID])
		return;
	verifier = us_credential_verifier(&credential, listing->recipe.declared);
	len = us_hash_wrapped_length(&verifier, &listing->limits,
								 &listing->recipe.cost);
	if (len == 0)
		return;
	listing->total++;
	listing->longest = Max(listing->longest, len);
	if (listing->rsinfo == NULL)
		return;
	old = MemoryContextSwitchTo(listing->context);
	listing->ids[listing->count++] =
		PointerGetDatum(DatumGetTextPCopy(row->values[US_SCAN_USER_ID]));
	MemoryContextSwitchTo(old);
	if (listing->count == listing->batch_size)
		give_batch(listing);
}

static void
refuse_to_wrap(const UsVerdict *verdict)
{
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("the verifiers can't be wrapped"),
			errdetail("%s", verdict->reason),
			verdict->cure ? errhint("%s", verdict->cure) : 0);
}

/* A work function of us_store_explore. */
static void
list_users(UsState *state, Relation rel, void *arg)
{
	Listing    *listing = arg;
	const UsColumn *column = us_mapping_stored(state->mapping,
											   US_FIELD_VERIFIER);
	UsVerdict	verdict = {.known = true, .able = true};

	us_plan_scan(&state->plans[US_SCAN_VERIFIERS], visit_user, listing);
	if (listing->rsinfo != NULL)
		give_batch(listing);
	if (column != NULL &&
		!us_width_suffices(rel, column, listing->longest, &verdict))
		refuse_to_wrap(&verdict);
}

/* Raises unless verifiers of the store may be wrapped. */
static void
check_store(UsStore *store)
{
	const UsVerdict *verdict;

	if (us_store_mapping(store)->options->verifiers != US_VERIFIERS_EXCLUSIVE)
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("the verifiers of store \"%s\" are not ours alone",
					   store->name),
				errdetail("Whoever else reads them could not read a wrapped one."),
				errhint("If nobody else does, set option \"verifiers\" to \"exclusive\"."));
	if (us_store_state(store)->suspended)
		us_refuse(US_STORE_SUSPENDED, NULL);
	verdict = us_capability(store, US_CAN_UPGRADE);
	if (!verdict->able)
		refuse_to_wrap(verdict);
}

/* A length of time, "2 h 5 min", palloc'd. */
static char *
describe_time(double seconds)
{
	if (seconds < 60)
		return psprintf("%.0f s", seconds);
	if (seconds < 3600)
		return psprintf("%.0f min", seconds / 60);
	return psprintf("%.0f h %.0f min", floor(seconds / 3600),
					floor(fmod(seconds, 3600) / 60));
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
					  describe_time(seconds * (double) listing->total)));
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
	UsStore    *store;

	if (PG_ARGISNULL(1))
		us_refuse_null("batch_size");
	listing.batch_size = PG_GETARG_INT32(1);
	if (listing.batch_size < 1 || listing.batch_size > BATCH_MAX)
		us_refuse_argument("batch_size", "It is from 1 to 1000.");
	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	us_ownership_read(name, &row);
	store = us_store_open(name);
	check_store(store);

	listing.rsinfo = dry_run ? NULL : (ReturnSetInfo *) fcinfo->resultinfo;
	listing.recipe = us_options_recipe(us_store_mapping(store)->options);
	listing.limits = us_password_limits(&listing.recipe);
	listing.ids = palloc(listing.batch_size * sizeof(Datum));
	listing.context = AllocSetContextCreate(CurrentMemoryContext,
											"userstore batch",
											ALLOCSET_DEFAULT_SIZES);
	us_store_explore(store, false, list_users, &listing);

	memset(&round_of, 0, sizeof(round_of));
	round_of.total = dry_run ? 0 : listing.total;
	round_of.started = round_of.told = GetCurrentTimestamp();
	if (dry_run)
		tell_estimate(store, &listing);
	return (Datum) 0;
}

/* A new verifier to be written. */
typedef struct Write
{
	UsStore    *store;
	Datum		values[3];		/* of US_HARDEN */
	bool		done;
} Write;

/* A work function of us_attempt. */
static void
write_verifier(void *arg)
{
	Write	   *write = arg;

	write->done = us_store_write(write->store, US_HARDEN, write->values);
}

/*
 * Writes a wrapped verifier.  A user whom a trigger or a constraint refuses is
 * left, and named in the log; if there are many, so may be all.
 */
static void
write_or_leave(Write *write, const char *user_id)
{
	ErrorData  *error = us_attempt(write_verifier, write);

	if (error == NULL)
	{
		if (write->done)
			round_of.done++;
		return;
	}
	if (++round_of.failed > FAILED_MAX)
		ReThrowError(error);
	ereport(LOG_SERVER_ONLY,
			errcode(error->sqlerrcode),
			errmsg("the verifier of user \"%s\" of store \"%s\" could not be wrapped",
				   user_id, write->store->name),
			errdetail("SQLSTATE %s.", unpack_sql_state(error->sqlerrcode)),
			errhidestmt(true), errhidecontext(true));
	FreeErrorData(error);
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
	Write		write = {.store = store};

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
	write.values[0] = CStringGetTextDatum(user_id);
	write.values[1] = CStringGetTextDatum(wrapped);
	write.values[2] = CStringGetTextDatum(credential.verifier->bytes);
	write_or_leave(&write, user_id);
	return true;
}

/* One line now and then: done, total, rate, time left. */
static void
tell_progress(const UsStore *store, bool last)
{
	TimestampTz now = GetCurrentTimestamp();
	double		seconds = (double) (now - round_of.started) / USECS_PER_SEC;
	double		rate = seconds > 0 ? (double) round_of.done / seconds : 0;
	double		speed = seconds > 0 ? (double) round_of.seen / seconds : 0;
	int64		left = Max(round_of.total - round_of.seen, 0);

	if (!last && now - round_of.told < PROGRESS_SECONDS * USECS_PER_SEC)
		return;
	round_of.told = now;
	ereport(NOTICE,
			errmsg("store \"%s\": " INT64_FORMAT " of " INT64_FORMAT
				   " done, " INT64_FORMAT " wrapped by this session at %.1f/s, %s left",
				   store->name, round_of.seen, round_of.total, round_of.done,
				   rate, speed > 0 ? describe_time((double) left / speed) : "?"));
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
	bool	   *nulls;
	int			count;

	if (PG_ARGISNULL(1))
		us_refuse_null("ids");
	us_ownership_read(name, &row);
	store = us_store_open(name);
	check_store(store);
	recipe = us_options_recipe(us_store_mapping(store)->options);
	guard = guard_of(store);
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), TEXTOID, -1, false,
					  TYPALIGN_INT, &ids, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		if (!nulls[i] &&
			!harden_user(store, TextDatumGetCString(ids[i]), &recipe, &guard))
		{
			round_of.locked += count - i;
			round_of.seen += count - i - 1;
			break;
		}
	}
	tell_progress(store, false);
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
		tell_progress(us_store_open(name), true);
	if (round_of.locked > 0 && round_of.done == 0)
		ereport(NOTICE,
				errmsg("store \"%s\": " INT64_FORMAT
					   " users are locked by others and were left",
					   name, round_of.locked),
				errhint("Call userstore.harden() again later."));
	if (round_of.failed > 0)
		ereport(WARNING,
				errmsg("store \"%s\": " INT64_FORMAT
					   " users could not be written and were left",
					   name, round_of.failed),
				errhint("The server's log names them."));
	PG_RETURN_BOOL(round_of.locked == 0 || round_of.done == 0);
}
