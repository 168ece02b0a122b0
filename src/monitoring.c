/*-------------------------------------------------------------------------
 *
 * monitoring.c
 *	  SQL functions for administrators: what the guard counts and holds back.
 *
 * src/monitoring.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "argument.h"
#include "clearing.h"
#include "flight.h"
#include "outcome.h"
#include "ownership.h"
#include "shared.h"
#include "slots.h"
#include "subject.h"
#include "tally.h"
#include "throttle.h"
#include "usage.h"

PG_FUNCTION_INFO_V1(us_sql_throttled);
PG_FUNCTION_INFO_V1(us_sql_clear_throttle);
PG_FUNCTION_INFO_V1(us_sql_usage);
PG_FUNCTION_INFO_V1(us_sql_failures);
PG_FUNCTION_INFO_V1(us_sql_gauges);

/* role, store, the counters, the waits, what was taken, since */
#define USAGE_COLUMNS \
	(US_COUNTER_COUNT + US_WAIT_BUCKETS + US_QUOTA_COUNT + 3)
#define FAILURE_COLUMNS	(US_FAILURE_COUNT + 2)
#define GAUGE_COLUMNS	16

/* Raises too_many_requests if the guard has no memory. */
static void
require_memory(void)
{
	if (!us_shared_attach())
		us_refuse(US_TOO_MANY_REQUESTS,
				  "There is no shared memory for the guard; the server's log says why.");
}

/* A row of a function's result type. */
static Datum
make_row(FunctionCallInfo fcinfo, Datum *values, bool *nulls)
{
	TupleDesc	desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values,
											 nulls));
}

static Datum
milliseconds_of(uint64 microseconds)
{
	return Float8GetDatum((double) microseconds / 1000);
}

static Datum
interval_of(uint64 milliseconds)
{
	Interval   *interval = palloc0(sizeof(Interval));

	interval->time = (TimeOffset) (milliseconds * 1000);
	return IntervalPGetDatum(interval);
}

/*
 * us_sql_throttled(identifier text, store text, OUT failures int,
 *					OUT refused_for interval, OUT in_flight int)
 *
 * refused_for is null if nothing is refused.
 */
Datum
us_sql_throttled(PG_FUNCTION_ARGS)
{
	char	   *identifier = us_argument_string(fcinfo, 0, "identifier",
												US_IDENTIFIER_MAX);
	char	   *store = us_argument_string(fcinfo, 1, "store",
										   NAMEDATALEN - 1);
	UsMappingRow row;
	UsSubject	subject;
	uint64		delay;
	Datum		values[3];
	bool		nulls[3] = {false, false, false};

	us_ownership_read(store, &row);
	require_memory();
	subject = us_subject_of(&row.id, identifier);
	delay = us_throttle_delay(subject);
	values[0] = Int32GetDatum(us_throttle_failures(subject));
	values[1] = interval_of(delay);
	nulls[1] = delay == 0;
	values[2] = Int32GetDatum(us_flight_count(subject));
	return make_row(fcinfo, values, nulls);
}

/* Clears a subject at commit; had it any failures? */
static bool
clear_subject(UsSubject subject)
{
	bool		some = us_throttle_failures(subject) > 0;

	us_clearing_at_commit(subject, true);
	return some;
}

/*
 * us_sql_clear_throttle(identifier text, store text) → boolean
 *
 * Writes to no table, so that it works on a standby.
 */
Datum
us_sql_clear_throttle(PG_FUNCTION_ARGS)
{
	char	   *identifier = us_argument_string(fcinfo, 0, "identifier",
												US_IDENTIFIER_MAX);
	char	   *store = us_argument_string(fcinfo, 1, "store",
										   NAMEDATALEN - 1);
	UsMappingRow row;
	UsStore    *handle;
	UsUser	   *user;
	bool		some;

	us_ownership_read(store, &row);
	require_memory();
	handle = us_store_open(store);
	user = us_user_find(handle, identifier);
	some = clear_subject(us_subject_of(&row.id, identifier));
	if (user != NULL)
	{
		int			count;
		UsSubject  *subjects = us_subject_all(handle, user, &count);

		for (int i = 0; i < count; i++)
		{
			if (clear_subject(subjects[i]))
				some = true;
		}
	}
	PG_RETURN_BOOL(some);
}

/* Gives one row of usage(). */
static void
give_usage(ReturnSetInfo *rsinfo, const UsUsageRow *usage)
{
	Datum		values[USAGE_COLUMNS];
	bool		nulls[USAGE_COLUMNS] = {0};
	int			n = 0;

	nulls[n] = !OidIsValid(usage->role);
	values[n++] = ObjectIdGetDatum(usage->role);
	values[n++] = CStringGetTextDatum(usage->store);
	for (int i = 0; i < US_COUNTER_COUNT; i++)
		values[n++] = Int64GetDatum((int64) usage->counters[i]);
	for (int i = 0; i < US_WAIT_BUCKETS; i++)
		values[n++] = Int64GetDatum((int64) usage->waits[i]);
	for (int i = 0; i < US_QUOTA_COUNT; i++)
		values[n++] = Int64GetDatum((int64) usage->taken[i]);
	values[n++] = TimestampTzGetDatum(us_shared_made_at());
	Assert(n == USAGE_COLUMNS);
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/*
 * us_sql_usage() → setof record
 *
 * This database's, and the one of those who found no room, of whatever
 * database; that has no role.
 */
Datum
us_sql_usage(PG_FUNCTION_ARGS)
{
	UsUsageRow	usage;
	int			i = 0;

	InitMaterializedSRF(fcinfo, 0);
	require_memory();
	while (us_usage_next(&i, &usage))
	{
		if (usage.database == MyDatabaseId || !OidIsValid(usage.database))
			give_usage((ReturnSetInfo *) fcinfo->resultinfo, &usage);
	}
	return (Datum) 0;
}

/* Gives one row of failures(). */
static void
give_tally(ReturnSetInfo *rsinfo, const UsTally *tally)
{
	Datum		values[FAILURE_COLUMNS];
	bool		nulls[FAILURE_COLUMNS] = {0};
	int			n = 0;

	values[n++] = TimestampTzGetDatum(us_tally_time(tally->minute));
	nulls[n] = !OidIsValid(tally->database);
	values[n++] = CStringGetTextDatum(tally->store);
	for (int i = 0; i < US_FAILURE_COUNT; i++)
		values[n++] = Int32GetDatum((int32) Min(tally->counts[i],
												PG_INT32_MAX));
	Assert(n == FAILURE_COLUMNS);
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/*
 * us_sql_failures() → setof record
 *
 * This database's, and those of stores that found no room, of whatever
 * database.
 */
Datum
us_sql_failures(PG_FUNCTION_ARGS)
{
	UsTally		tally;
	int			i = 0;

	InitMaterializedSRF(fcinfo, 0);
	require_memory();
	while (us_tally_next(&i, 0, &tally))
	{
		if (tally.database == MyDatabaseId || !OidIsValid(tally.database))
			give_tally((ReturnSetInfo *) fcinfo->resultinfo, &tally);
	}
	return (Datum) 0;
}

/* us_sql_gauges() → record */
Datum
us_sql_gauges(PG_FUNCTION_ARGS)
{
	UsSlotGauges slots;
	UsThrottleGauges throttle;
	int			in_flight;
	int			flights_waiting;
	Datum		values[GAUGE_COLUMNS];
	bool		nulls[GAUGE_COLUMNS] = {0};
	int			n = 0;

	require_memory();
	us_slots_measure(&slots);
	us_flight_measure(&in_flight, &flights_waiting);
	us_throttle_measure(&throttle);

	values[n++] = Int32GetDatum(slots.slots);
	values[n++] = Int32GetDatum(slots.busy);
	values[n++] = Int32GetDatum(slots.hashing);
	values[n++] = Int32GetDatum(slots.waiting);
	values[n++] = milliseconds_of(slots.longest_wait);
	values[n++] = milliseconds_of(slots.expected_wait);
	values[n++] = milliseconds_of(slots.hash_time);
	values[n++] = Int32GetDatum(in_flight);
	values[n++] = Int32GetDatum(flights_waiting);
	values[n++] = Int32GetDatum(throttle.capacity);
	values[n++] = Int32GetDatum(throttle.subjects);
	values[n++] = Int32GetDatum(throttle.throttled);
	values[n++] = Int32GetDatum(throttle.shared);
	values[n++] = Int64GetDatum((int64) throttle.spilled);
	values[n++] = Int64GetDatum((int64) us_shared_size());
	values[n++] = TimestampTzGetDatum(us_shared_made_at());
	Assert(n == GAUGE_COLUMNS);
	return make_row(fcinfo, values, nulls);
}
