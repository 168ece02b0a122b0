/*-------------------------------------------------------------------------
 *
 * trail.h
 *	  The trail of failures: lines in the log, few enough, and counts by minute.
 *
 * src/trail.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_TRAIL_H
#define US_TRAIL_H

#include "postgres.h"

#include "tally.h"

/*
 * A login on a store failed: counts it in this minute, and writes a line if
 * there were not too many already.  user_id is NULL if nobody has that
 * identifier, of which the line has but a fingerprint.  Does nothing without
 * shared memory.
 */
extern void us_trail_failure(const char *store, UsFailure why,
							 const char *user_id, const char *identifier);

/*
 * A call was refused: counts it.  The line is that of the error, which the
 * hook (redact.h) lets pass if us_trail_may_log().
 */
extern void us_trail_refusal(const char *store, UsFailure why);

/*
 * Takes one of the lines of this minute; false if there are none left.  Raises
 * and writes nothing, so that the hook may call it.
 */
extern bool us_trail_may_log(void);

#endif							/* US_TRAIL_H */
