/* Proves that of all ways to pace guesses none is admitted more of in 24 hours
 * than test_pacing.c says.
 *
 * Searched are steps of 30 seconds, of which all delays are multiples, from
 * any state on: what is in the budget, and how long the delay still is, in
 * steps.  At each the attacker guesses, if there is a try left, or waits. */
#include <string.h>

#include "budget.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define DAY				864000
#define ADMITTED(free)	((free) + 4 + 96)	/* in any 24 hours */

#define START			5000000
#define STEP			300
#define STEPS_MAX(free)	(((free) + 8) * 30)
#define DELAY_STEPS		31

static const int free_failures[] = {3, 5, 20};

#define FREE_MAX		20


/* The delay, in steps, that a failure with so much in the budget brings. */
static int
delay_steps(int ahead, int free)
{
	UsBudget	budget = {START + ahead * STEP, START - 9000};

	us_budget_charge(&budget, START);
	if (budget.clean_at != START + (uint32_t) (ahead + 30) * STEP)
		return -1;
	return us_budget_delay(&budget, free, START) / STEP;
}

/* One step: before tells what can be had of one step less. */
static void
search_step(int free, const int *delays, const int (*before)[DELAY_STEPS],
			int (*most)[DELAY_STEPS])
{
	int			ahead;
	int			delay;

	for (ahead = STEPS_MAX(free) - 1; ahead >= 0; ahead--)
	{
		int			drained = ahead > 0 ? ahead - 1 : 0;

		most[ahead][0] = before[drained][0];
		if (ahead + 30 < STEPS_MAX(free) &&
			most[ahead][0] < 1 + most[ahead + 30][delays[ahead]])
			most[ahead][0] = 1 + most[ahead + 30][delays[ahead]];
		for (delay = 1; delay < DELAY_STEPS; delay++)
			most[ahead][delay] = before[drained][delay - 1];
	}
}

static void
test_every_way(int free)
{
	static int	rooms[2][STEPS_MAX(FREE_MAX)][DELAY_STEPS];
	static int	delays[STEPS_MAX(FREE_MAX)];
	int			(*before)[DELAY_STEPS] = rooms[0];
	int			(*most)[DELAY_STEPS] = rooms[1];
	int			best = 0;
	bool		modelled = true;
	int			i;

	memset(rooms, 0, sizeof(rooms));
	for (i = 0; i < STEPS_MAX(free); i++)
	{
		delays[i] = delay_steps(i, free);
		modelled = modelled && delays[i] >= 0;
	}
	ok(modelled, "%d free: a failure fills as much as is forgiven", free);

	/* with no time at all there is what can be had at once */
	for (i = 0; modelled && i <= DAY / STEP; i++)
	{
		int			(*other)[DELAY_STEPS] = before;

		search_step(free, delays, before, most);
		before = most;
		most = other;
	}
	for (i = 0; i < STEPS_MAX(free) * DELAY_STEPS; i++)
	{
		if (before[i / DELAY_STEPS][i % DELAY_STEPS] > best)
			best = before[i / DELAY_STEPS][i % DELAY_STEPS];
	}
	ok(best <= ADMITTED(free), "... the best of every way and state has %d",
	   best);
	ok(best == before[0][0], "... and is that from a clean start");
}

int
main(void)
{
	int			i;

	plan(COUNT(free_failures) * 3);
	for (i = 0; i < COUNT(free_failures); i++)
		test_every_way(free_failures[i]);
	return done();
}
