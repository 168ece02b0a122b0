/* Proves that nobody guesses more than a budget admits in 24 hours, however he
 * paces his guesses, and that nobody is kept out when he stops.
 *
 * The bound is that of any 24 hours, those of an attack that goes on as those
 * that begin it, both ends included: what is free, 4 and the 96 forgiven.  One
 * more is promised.  For after a failure there is never more in the budget
 * than what is free and 4 7/15 failures: from 4 on the delay takes at least
 * 8/15 out before the next one comes, from 5 on all of it. */
#include <string.h>

#include "budget.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define DAY				864000
#define ADMITTED(free)	((free) + 4 + 96)	/* in any 24 hours */
#define OF_USER(free)	(3 * ((free) + 5) + 3 * 96)

#define START			5000000
#define RUNS			3000	/* random ways to pace guesses */

static const int free_failures[] = {3, 5, 20, 100};

/* Random numbers, the same in every run. */
static uint64_t state = 88172645463325252U;

static uint32_t
random_below(uint32_t bound)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t) (state >> 32) % bound;
}

/* An attack, and what came of it. */
typedef struct Attack
{
	UsBudget	budget;
	int			free;
	int			bound;			/* that may be admitted in 24 hours */
	int			admitted;
	uint32_t	times[1000];	/* of the last ones admitted */
	bool		broken;			/* there were more */
	bool		shut;			/* a delay was too long */
} Attack;

static Attack
attack(int free)
{
	Attack		new;

	memset(&new, 0, sizeof(new));
	new.free = free;
	new.bound = ADMITTED(free);
	return new;
}

/* Notes a guess that was admitted. */
static void
admit(Attack *a, uint32_t now)
{
	int			size = COUNT(a->times);

	a->times[a->admitted % size] = now;
	if (a->admitted >= a->bound &&
		now - a->times[(a->admitted - a->bound) % size] <= DAY)
		a->broken = true;
	a->admitted++;
}

/* So many wrong guesses at once; returns how many were admitted. */
static int
guess(Attack *a, int guesses, uint32_t now)
{
	int			left = us_budget_left(&a->budget, a->free, now);
	int			i;

	if (us_budget_delay(&a->budget, a->free, now) > US_BUDGET_DELAY_MAX)
		a->shut = true;
	for (i = 0; i < guesses && i < left; i++)
	{
		us_budget_charge(&a->budget, now);
		admit(a, now);
	}
	return i;
}

/* Who stops now: is the right password admitted after 15 minutes? */
static bool
opens(const Attack *a, uint32_t now)
{
	return us_budget_left(&a->budget, a->free, now + 9000) > 0;
}

/* As soon as there is a try left, for three days; then all the first day's. */
static void
test_greedy(int free)
{
	Attack		a = attack(free);
	uint32_t	now = START;
	int			first_day = 0;

	while (now <= START + 3 * DAY)
	{
		uint32_t	delay;

		guess(&a, 1, now);
		if (now <= START + DAY)
			first_day = a.admitted;
		delay = us_budget_delay(&a.budget, free, now);
		now += delay;
	}
	ok(!a.broken && first_day <= ADMITTED(free), "%d free: as soon as one "
	   "may, %d in the first 24 hours, %d in three days", free, first_day,
	   a.admitted);
}

/* In bursts, one each period, whatever that is: for two days. */
static void
test_periods(int free, int burst)
{
	bool		kept = true;
	bool		open = true;
	uint32_t	period;

	for (period = 1; period < 20000; period += 1 + period / 100)
	{
		Attack		a = attack(free);
		uint32_t	now;

		for (now = START; now <= START + 2 * DAY; now += period)
			guess(&a, burst, now);
		kept = kept && !a.broken;
		open = open && !a.shut && opens(&a, now);
	}
	ok(kept, "%d free: %d at once, in any period", free, burst);
	ok(open, "... and in 15 minutes after the last one");
}

/* The time to the next try, of one who paces them in some way. */
static uint32_t
random_gap(int way, uint32_t scale)
{
	switch (way)
	{
		case 0:
			return 1 + random_below(scale);
		case 1:					/* bursts and pauses */
			return random_below(10) > 0 ? random_below(3) :
				random_below(20 * scale);
		case 2:					/* of all magnitudes */
			return random_below(1 + (scale >> random_below(14)));
		default:				/* near to what is forgiven */
			return 8900 + random_below(200);
	}
}

/* What an attack of random tries comes to; reload: free changes meanwhile. */
static bool
run_random(bool reload)
{
	Attack		a = attack(3 + random_below(98));
	int			way = random_below(4);
	uint32_t	scale = 1 + random_below(20000);
	uint32_t	now = START;
	int			tries;

	if (reload)
		a.bound = ADMITTED(100);
	for (tries = 0; tries < 2000 && now < START + 5 * DAY; tries++)
	{
		now += random_gap(way, scale);
		guess(&a, 1 + random_below(1 + random_below(30)), now);
		if (reload && random_below(50) == 0)
			a.free = 3 + random_below(98);
		if (random_below(20) == 0)
			way = random_below(4);
	}
	return !a.broken && !a.shut && opens(&a, now);
}

static void
test_random(bool reload)
{
	int			good = 0;
	int			i;

	for (i = 0; i < RUNS; i++)
		good += run_random(reload);
	ok(good == RUNS, "%d random ways, %s free changes", good,
	   reload ? "while what is" : "none of what is");
}

/* Three identifiers of one user, whose own budget no guess at them uses up. */
static bool
run_three(void)
{
	Attack		of[3];
	UsBudget	user = {0, 0};
	int			free = 3 + random_below(98);
	int			way = random_below(4);
	uint32_t	scale = 1 + random_below(20000);
	uint32_t	now = START;
	int			i;

	for (i = 0; i < COUNT(of); i++)
		of[i] = attack(free);
	for (i = 0; i < 3000 && now < START + 5 * DAY; i++)
	{
		int			in_flight;

		now += random_gap(way, scale) / 3;
		in_flight = guess(&of[random_below(3)], 1 + random_below(30), now);
		if (in_flight > us_budget_user_left(&user, free, now))
			return false;
		while (in_flight-- > 0)
			us_budget_user_charge(&user, now);
	}
	return true;
}

/* Any number of identifiers, one after the other: his own budget counts. */
static void
test_user(int free)
{
	Attack		a = attack(free);
	uint32_t	now;

	a.bound = OF_USER(free);
	for (now = START; now <= START + 2 * DAY; now++)
	{
		while (us_budget_user_left(&a.budget, free, now) > 0)
		{
			us_budget_user_charge(&a.budget, now);
			admit(&a, now);
		}
	}
	ok(!a.broken && us_budget_user_left(&a.budget, free, now + 3000) == 1,
	   "%d free: by tricks at most %d of a user", free, a.bound);
}

int
main(void)
{
	int			good = 0;
	int			i;

	plan(COUNT(free_failures) * 6 + 2 + 1);
	for (i = 0; i < COUNT(free_failures); i++)
	{
		test_greedy(free_failures[i]);
		test_periods(free_failures[i], 1);
		test_periods(free_failures[i], 30);
		test_user(free_failures[i]);
	}
	test_random(false);
	test_random(true);
	for (i = 0; i < RUNS; i++)
		good += run_three();
	ok(good == RUNS, "%d random ways to guess at three identifiers of a user",
	   good);
	return done();
}
