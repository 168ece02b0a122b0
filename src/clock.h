/*-------------------------------------------------------------------------
 *
 * clock.h
 *	  The guard's time: it never goes back, and no client sets it.
 *
 * src/clock.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_CLOCK_H
#define US_CLOCK_H

#include "postgres.h"

#define US_SECOND	((uint64) 1000000)

/*
 * Microseconds since some moment before the server started; the same for all
 * of its processes.
 */
extern uint64 us_clock_now(void);

/*
 * The same, and what a test has added to it in this session; for whatever
 * counts hours and days.  Nothing that is waited for.
 */
extern uint64 us_clock_simulated(void);

#endif							/* US_CLOCK_H */
