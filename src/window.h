/*-------------------------------------------------------------------------
 *
 * window.h
 *	  How much was taken in the last hour: the arithmetic of a quota.
 *
 * Counted in thirteen buckets of five minutes, within which any 60 minutes
 * lie: so never more than the limit is taken in an hour, and what was taken
 * is given back after 60 to 65 minutes.
 *
 * Plain C, so that a test can try every way to pace what is taken.
 *
 * src/window.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_WINDOW_H
#define US_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

/* Times are in seconds since some epoch. */
#define US_WINDOW_BUCKET	300
#define US_WINDOW_BUCKETS	13

/* Zeros: nothing was taken. */
typedef struct UsWindow
{
	uint32_t	bucket;			/* the number of the last */
	uint32_t	taken[US_WINDOW_BUCKETS];	/* a ring */
} UsWindow;

/* What was taken in the last hour. */
extern uint32_t us_window_taken(UsWindow *window, uint32_t now);

/* Takes one, unless the limit is reached; 0 is no limit. */
extern bool us_window_take(UsWindow *window, uint32_t limit, uint32_t now);

#endif							/* US_WINDOW_H */
