/*-------------------------------------------------------------------------
 *
 * trail.c
 *	  The trail of failures: lines in the log, few enough, and counts by minute.
 *
 * A row would vanish with the caller's rollback, and whoever guesses could
 * fill the disk with rows.  So failures have lines in the log, as many in a
 * minute as tally.c gives.  After a minute with more, what it counted is
 * written instead: a line for each store, by whoever comes next.
 *
 * NB: each failure is counted and has a line alike, whether there is such a
 * user or not.  What a fingerprint takes more is microseconds, beside a hash.
 *
 * src/trail.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "commands/dbcommands.h"
#include "utils/lsyscache.h"

#include "domain.h"
#include "fingerprint.h"
#include "shared.h"
#include "trail.h"

/* In the order of UsFailure: as a line has it, and as a sum of a minute. */
static const struct
{
	int			sqlstate;
	const char *reason;
}			failures[] = {
	{ERRCODE_INVALID_PASSWORD, "unknown identifier"},
	{ERRCODE_INVALID_PASSWORD, "wrong password"},
	{ERRCODE_DATA_CORRUPTED, "the verifier was tampered with"},
	{ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION, "the user may not log in"},
	{ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION, "too many attempts"},
	{ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION, "too many requests"},
};

StaticAssertDecl(lengthof(failures) == US_FAILURE_COUNT,
				 "a failure has no row in the table");

/* Writes what a store had in a minute of which lines were left out. */
static void
write_tally(const UsTally *tally, const char *minute)
{
	const uint32 *n = tally->counts;
	char	   *database = get_database_name(tally->database);

	ereport(LOG_SERVER_ONLY,
			errcode(ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION),
			OidIsValid(tally->database) ?
			errmsg("failed logins of store \"%s\" of database \"%s\" in the minute from %s",
				   tally->store, database ? database : "", minute) :
			errmsg("failed logins of other stores in the minute from %s",
				   minute),
			errdetail("Unknown %u, wrong password %u, tampered %u, blocked %u, throttled %u, busy %u.",
					  n[US_FAILED_UNKNOWN], n[US_FAILED_PASSWORD],
					  n[US_FAILED_TAMPERED], n[US_FAILED_BLOCKED],
					  n[US_FAILED_THROTTLED], n[US_FAILED_BUSY]),
			errhidestmt(true), errhidecontext(true));
}

/* After a minute of which lines were left out: writes what it counted. */
static void
sum_up(void)
{
	uint32		minute;
	uint64		left_out;
	UsTally		tally;
	int			i = 0;
	char	   *began;

	if (!us_tally_take_minute(&minute, &left_out))
		return;
	began = pstrdup(timestamptz_to_str(us_tally_time(minute)));
	ereport(LOG_SERVER_ONLY,
			errcode(ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION),
			errmsg(UINT64_FORMAT " lines about failures and refusals were left out in the minute from %s",
				   left_out, began),
			errhidestmt(true), errhidecontext(true));
	while (us_tally_next(&i, minute, &tally))
		write_tally(&tally, began);
}

void
us_trail_failure(const char *store, UsFailure why, const char *user_id,
				 const char *identifier)
{
	if (!us_shared_attach())
		return;
	us_tally_count(store, why);
	sum_up();
	if (!us_tally_take_line())
		return;
	ereport(LOG_SERVER_ONLY,
			errcode(failures[why].sqlstate),
			errmsg("login failed: %s", failures[why].reason),
			user_id ?
			errdetail("Store \"%s\", user \"%s\".", store, user_id) :
			errdetail("Store \"%s\", fingerprint %08x.", store,
					  us_fingerprint(identifier)),
			errhidestmt(true), errhidecontext(true));
}

void
us_trail_refusal(const char *store, UsFailure why)
{
	if (!us_shared_attach())
		return;
	us_tally_count(store, why);
	sum_up();
}

bool
us_trail_may_log(void)
{
	return !us_shared_is_attached() || us_tally_take_line();
}
