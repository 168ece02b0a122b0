/*-------------------------------------------------------------------------
 *
 * rounds.c
 *	  Long work on the verifiers of a store: rounds, batches, progress.
 *
 * src/rounds.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "argument.h"
#include "attempt.h"
#include "capability.h"
#include "outcome.h"
#include "rounds.h"

#define BATCH_MAX			1000
#define PROGRESS_SECONDS	5	/* between two lines */
#define FAILED_MAX			100 /* users that can't be written, in one round */

UsBatches *
us_rounds_batches(FunctionCallInfo fcinfo, int argno)
{
	UsBatches  *batches = palloc0(sizeof(UsBatches));

	if (PG_ARGISNULL(argno))
		us_refuse_null("batch_size");
	batches->size = PG_GETARG_INT32(argno);
	if (batches->size < 1 || batches->size > BATCH_MAX)
		us_refuse_argument("batch_size", "It is from 1 to 1000.");
	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	batches->rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	batches->ids = palloc(batches->size * sizeof(Datum));
	batches->context = AllocSetContextCreate(CurrentMemoryContext,
											 "userstore batch",
											 ALLOCSET_DEFAULT_SIZES);
	return batches;
}

void
us_rounds_close(UsBatches *batches)
{
	Datum		value;
	bool		isnull = false;

	if (batches->count == 0)
		return;
	value = PointerGetDatum(construct_array(batches->ids, batches->count,
											TEXTOID, -1, false, TYPALIGN_INT));
	tuplestore_putvalues(batches->rsinfo->setResult, batches->rsinfo->setDesc,
						 &value, &isnull);
	MemoryContextReset(batches->context);
	batches->count = 0;
}

void
us_rounds_add(UsBatches *batches, Datum user_id)
{
	MemoryContext old = MemoryContextSwitchTo(batches->context);

	batches->ids[batches->count++] = PointerGetDatum(DatumGetTextPCopy(user_id));
	MemoryContextSwitchTo(old);
	if (batches->count == batches->size)
		us_rounds_close(batches);
}

Datum *
us_rounds_ids(FunctionCallInfo fcinfo, int argno, int *count)
{
	Datum	   *ids;
	bool	   *nulls;
	int			n;

	if (PG_ARGISNULL(argno))
		us_refuse_null("ids");
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(argno), TEXTOID, -1, false,
					  TYPALIGN_INT, &ids, &nulls, &n);
	*count = 0;
	for (int i = 0; i < n; i++)
	{
		if (!nulls[i])
			ids[(*count)++] = ids[i];
	}
	return ids;
}

void
us_rounds_refuse(const UsRound *round, const UsVerdict *verdict)
{
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("the verifiers can't be %s", round->done_word),
			errdetail("%s", verdict->reason),
			verdict->cure ? errhint("%s", verdict->cure) : 0);
}

void
us_rounds_check_store(const UsRound *round, UsStore *store)
{
	const UsVerdict *verdict;

	if (us_store_mapping(store)->options->verifiers != US_VERIFIERS_EXCLUSIVE)
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("the verifiers of store \"%s\" are not ours alone",
					   store->name),
				errdetail("Whoever else reads them could not read a %s one.",
						  round->makes),
				errhint("If nobody else does, set option \"verifiers\" to \"exclusive\"."));
	verdict = us_capability(store, US_CAN_UPGRADE);
	if (!verdict->able)
		us_rounds_refuse(round, verdict);
}

void
us_rounds_begin(UsRound *round, int64 total)
{
	round->total = total;
	round->seen = round->done = round->locked = round->failed = 0;
	round->started = round->told = GetCurrentTimestamp();
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

void
us_rounds_write(UsRound *round, UsStore *store, const char *user_id,
				const char *stored, const UsSecret *before)
{
	Write		write = {store, {CStringGetTextDatum(user_id),
		CStringGetTextDatum(stored), CStringGetTextDatum(before->bytes)},
	false};
	ErrorData  *error = us_attempt(write_verifier, &write);

	if (error == NULL)
	{
		if (write.done)
			round->done++;
		return;
	}
	if (++round->failed > FAILED_MAX)
		ReThrowError(error);
	ereport(LOG_SERVER_ONLY,
			errcode(error->sqlerrcode),
			errmsg("the verifier of user \"%s\" of store \"%s\" could not be %s",
				   user_id, store->name, round->done_word),
			errdetail("SQLSTATE %s.", unpack_sql_state(error->sqlerrcode)),
			errhidestmt(true), errhidecontext(true));
	FreeErrorData(error);
}

char *
us_rounds_duration(double seconds)
{
	if (seconds < 60)
		return psprintf("%.0f s", seconds);
	if (seconds < 3600)
		return psprintf("%.0f min", seconds / 60);
	return psprintf("%.0f h %.0f min", floor(seconds / 3600),
					floor(fmod(seconds, 3600) / 60));
}

void
us_rounds_tell(UsRound *round, const char *store, bool last)
{
	TimestampTz now = GetCurrentTimestamp();
	double		seconds = (double) (now - round->started) / USECS_PER_SEC;
	double		rate = seconds > 0 ? (double) round->done / seconds : 0;
	double		speed = seconds > 0 ? (double) round->seen / seconds : 0;
	int64		left = Max(round->total - round->seen, 0);

	if (!last && now - round->told < PROGRESS_SECONDS * USECS_PER_SEC)
		return;
	round->told = now;
	ereport(NOTICE,
			errmsg("store \"%s\": " INT64_FORMAT " of " INT64_FORMAT
				   " done, " INT64_FORMAT " %s by this session at %.1f/s, %s left",
				   store, round->seen, round->total, round->done,
				   round->done_word, rate,
				   speed > 0 ? us_rounds_duration((double) left / speed) :
				   "?"));
}

void
us_rounds_tell_left(const UsRound *round, const char *store)
{
	if (round->locked > 0 && round->done == 0)
		ereport(NOTICE,
				errmsg("store \"%s\": " INT64_FORMAT
					   " users are locked by others and were left",
					   store, round->locked),
				errhint("Call userstore.%s() again later.", round->procedure));
	if (round->failed > 0)
		ereport(WARNING,
				errmsg("store \"%s\": " INT64_FORMAT
					   " users could not be written and were left",
					   store, round->failed),
				errhint("The server's log names them."));
}
