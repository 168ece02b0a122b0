/*-------------------------------------------------------------------------
 *
 * window.c
 *	  How much was taken in the last hour: the arithmetic of a quota.
 *
 * src/window.c
 *
 *-------------------------------------------------------------------------
 */
#include "window.h"

/* Moves the window on; never back, should the time go back. */
static void
move_to(UsWindow *window, uint32_t bucket)
{
	uint32_t	steps;

	if (bucket <= window->bucket)
		return;
	steps = bucket - window->bucket;
	if (steps > US_WINDOW_BUCKETS)
		steps = US_WINDOW_BUCKETS;
	for (uint32_t i = 0; i < steps; i++)
		window->taken[(bucket - i) % US_WINDOW_BUCKETS] = 0;
	window->bucket = bucket;
}

uint32_t
us_window_taken(UsWindow *window, uint32_t now)
{
	uint64_t	sum = 0;

	move_to(window, now / US_WINDOW_BUCKET);
	for (int i = 0; i < US_WINDOW_BUCKETS; i++)
		sum += window->taken[i];
	return sum > UINT32_MAX ? UINT32_MAX : (uint32_t) sum;
}

bool
us_window_take(UsWindow *window, uint32_t limit, uint32_t now)
{
	uint32_t	taken = us_window_taken(window, now);

	if (limit > 0 && taken >= limit)
		return false;
	if (taken < UINT32_MAX)
		window->taken[window->bucket % US_WINDOW_BUCKETS]++;
	return true;
}
