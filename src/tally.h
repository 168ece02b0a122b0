/*-------------------------------------------------------------------------
 *
 * tally.h
 *	  Failures by store and minute, for an hour, and how many had a line.
 *
 * src/tally.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_TALLY_H
#define US_TALLY_H

#include "postgres.h"

#include "utils/timestamp.h"

/* Why a login failed. */
typedef enum UsFailure
{
	US_FAILED_UNKNOWN,			/* nobody has that identifier */
	US_FAILED_PASSWORD,			/* wrong, or the verifier can't be used */
	US_FAILED_TAMPERED,			/* the verifier was put there by somebody */
	US_FAILED_BLOCKED,			/* right, but the user may not */
	US_FAILED_THROTTLED,		/* refused: too_many_attempts */
	US_FAILED_BUSY,				/* refused: too_many_requests */
	US_FAILURE_COUNT
} UsFailure;

/* The failures of a store in a minute. */
typedef struct UsTally
{
	Oid			database;		/* invalid: of stores that found no room */
	char		store[NAMEDATALEN];
	uint32		minute;			/* since 2000-01-01 */
	uint32		counts[US_FAILURE_COUNT];
} UsTally;

/* Registers the part of shared memory.  Once, from _PG_init. */
extern void us_tally_start(void);

/* For all that follows us_shared_attach() was called. */

/* Counts a failure on a store of this database, in this minute. */
extern void us_tally_count(const char *store, UsFailure why);

/*
 * The next tally that is not empty: of a minute, or of the whole last hour if
 * minute is 0.  *i is 0 at first.  False after all.
 */
extern bool us_tally_next(int *i, uint32 minute, UsTally *tally);

/* Takes one of the lines of this minute; false if there are none left. */
extern bool us_tally_take_line(void);

/*
 * Is a minute over in which lines were left out?  Tells which, and how many;
 * once.
 */
extern bool us_tally_take_minute(uint32 *minute, uint64 *left_out);

/* When a minute began. */
extern TimestampTz us_tally_time(uint32 minute);

#endif							/* US_TALLY_H */
