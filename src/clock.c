/*-------------------------------------------------------------------------
 *
 * clock.c
 *	  The guard's time: it never goes back, and no client sets it.
 *
 * The monotonic clock, which all processes of a machine share: a wall clock
 * that is set forward would forgive guesses.
 *
 * src/clock.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "portability/instr_time.h"
#include "utils/timestamp.h"

#include "clock.h"
#include "domain.h"

PG_FUNCTION_INFO_V1(us_sql_test_clock);

/* What a test has added, in this session. */
static uint64 added = 0;

uint64
us_clock_now(void)
{
	instr_time	now;

	INSTR_TIME_SET_CURRENT(now);
	return (uint64) INSTR_TIME_GET_MICROSEC(now);
}

uint64
us_clock_simulated(void)
{
	return us_clock_now() + added;
}

/*
 * us_sql_test_clock(interval) → void
 *
 * Moves the simulated clock of this session forward, by days and time.  Not
 * declared by the install script: a test does that, as a superuser.
 */
Datum
us_sql_test_clock(PG_FUNCTION_ARGS)
{
	Interval   *interval = PG_GETARG_INTERVAL_P(0);

	if (!superuser())
		ereport(ERROR,
				errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("only a superuser may move the clock"));
	if (interval->time < 0 || interval->day < 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the clock can't go back"));
	added += (uint64) interval->time + (uint64) interval->day * USECS_PER_DAY;
	PG_RETURN_VOID();
}
