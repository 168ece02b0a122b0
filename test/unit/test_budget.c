/* Proves what a budget does step by step: free failures, delays, forgiveness,
 * tries at once; and what a reload or a clock that stands makes of it.  What
 * comes of it however guesses are paced is test_pacing.c's. */
#include "budget.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define START			1000000		/* some moment */

static const int free_failures[] = {3, 5, 20, 100};

/*
 * The delays of one who tries as soon as he may.  One comes twice: by then a
 * failure has been forgiven.
 */
static const uint32_t delays[] = {
	300, 600, 1200, 2400, 4800, 4800, 9000, 9000
};

static void
charge_times(UsBudget *budget, int times, uint32_t now)
{
	while (times-- > 0)
		us_budget_charge(budget, now);
}

static void
test_nothing(void)
{
	UsBudget	budget = {0, 0};

	ok(us_budget_failures(&budget, 1) == 0, "zeros: nothing failed");
	ok(us_budget_delay(&budget, 3, 1) == 0, "... no delay");
	ok(us_budget_left(&budget, 3, 1) == 3, "... all is left");
	ok(us_budget_user_failures(&budget, 1) == 0, "... of a user neither");
	ok(us_budget_user_left(&budget, 3, 1) == 24, "... of whom more is left");
}

/* How long it is until several tries in a row are left. */
static void
test_wait(void)
{
	UsBudget	budget = {0, 0};

	ok(us_budget_wait(&budget, 20, 20, START) == 0, "all that are free are left");
	charge_times(&budget, 9, START);
	ok(us_budget_wait(&budget, 20, 11, START) == 0, "the rest of them too");
	ok(us_budget_wait(&budget, 20, 12, START) == US_BUDGET_FORGIVEN &&
	   us_budget_wait(&budget, 20, 13, START + 1) == 2 * US_BUDGET_FORGIVEN - 1,
	   "more are when so many are forgiven");
	ok(us_budget_wait(&budget, 20, 12, START + US_BUDGET_FORGIVEN) == 0,
	   "... and not later");
	charge_times(&budget, 11, START);
	ok(us_budget_wait(&budget, 20, 1, START) == US_BUDGET_DELAY_MIN,
	   "one is after the delay");
	ok(us_budget_wait(&budget, 20, 2, START) == 2 * US_BUDGET_FORGIVEN,
	   "... two are not");
}

/* Without a pause: free failures, then delays, to their very end. */
static void
test_delays(int free)
{
	UsBudget	budget = {0, 0};
	uint32_t	now = START;
	bool		counted = true;
	bool		doubled = true;
	bool		ended = true;
	int			i;

	for (i = 0; i < free; i++)
	{
		counted = counted && us_budget_delay(&budget, free, now) == 0 &&
			us_budget_left(&budget, free, now) == free - i;
		us_budget_charge(&budget, now);
		counted = counted && us_budget_failures(&budget, now) == i + 1;
	}
	for (i = 0; i < COUNT(delays); i++)
	{
		doubled = doubled && us_budget_delay(&budget, free, now) == delays[i];
		now += delays[i] - 1;
		ended = ended && us_budget_delay(&budget, free, now) == 1 &&
			us_budget_left(&budget, free, now) == 0;
		now++;
		ended = ended && us_budget_delay(&budget, free, now) == 0 &&
			us_budget_left(&budget, free, now) == 1;
		us_budget_charge(&budget, now);
	}
	ok(counted, "%d failures are free", free);
	ok(doubled, "... the next ones bring 30 s, twice as much, 15 min");
	ok(ended, "... after which there is one try, and before none");
}

static void
test_forgiveness(int free)
{
	UsBudget	budget = {0, 0};
	bool		forgiven = true;
	int			i;

	charge_times(&budget, free, START);
	for (i = 0; i < free; i++)
	{
		uint32_t	now = START + i * US_BUDGET_FORGIVEN;

		forgiven = forgiven && us_budget_failures(&budget, now) == free - i &&
			us_budget_failures(&budget, now + 1) == free - i &&
			us_budget_failures(&budget, now + US_BUDGET_FORGIVEN) ==
			free - i - 1;
	}
	ok(forgiven, "of %d failures one is forgiven each 15 minutes", free);
	ok(us_budget_failures(&budget, START + US_BUDGET_FORGIVEN * free) == 0,
	   "... and all at last");

	budget.clean_at = START + US_BUDGET_FORGIVEN * free + 1;
	ok(us_budget_delay(&budget, free, START) == 600,
	   "... a part of one is one, when the next fails");
}

/* As many as are left may fail at once: that is no more than is free. */
static void
test_at_once(int free)
{
	bool		kept = true;
	uint32_t	ahead;

	for (ahead = 0; ahead < (uint32_t) (free + 5) * US_BUDGET_FORGIVEN;
		 ahead += 50)
	{
		UsBudget	budget = {START + ahead, START - US_BUDGET_DELAY_MAX};
		int			before = us_budget_failures(&budget, START);
		int			after;

		charge_times(&budget, us_budget_left(&budget, free, START), START);
		after = us_budget_failures(&budget, START);
		kept = kept && (after <= free || after == before + 1);
	}
	ok(kept, "%d free: as many fail at once as are left, and no more",
	   free);
}

static void
test_reload(void)
{
	UsBudget	budget = {0, 0};

	charge_times(&budget, 100, START);
	ok(us_budget_delay(&budget, 100, START) == 300, "100 of 100 free ones");
	ok(us_budget_delay(&budget, 5, START) == 9000,
	   "... of which 5 are, after a reload: 15 minutes");
	ok(us_budget_left(&budget, 5, START + 9000) == 1, "... then one try");
	ok(us_budget_failures(&budget, START + 9000) == 99, "... is left");
	ok(us_budget_user_left(&budget, 5, START + 3000) == 1,
	   "... of a user too, after 5 minutes");
	charge_times(&budget, 3, START + 9000);
	ok(us_budget_delay(&budget, 5, START + 9000) == 9000,
	   "... the delay is no longer for three more");

	budget = (UsBudget) {0, 0};
	charge_times(&budget, 9, START);
	ok(us_budget_delay(&budget, 5, START) == 4800, "9 of 5 free ones");
	ok(us_budget_delay(&budget, 100, START) == 0 &&
	   us_budget_left(&budget, 100, START) == 91,
	   "... of which 100 are, after a reload: no delay, 91 are left");
}

/* Clocks of several processes, and one that has come to its end. */
static void
test_clock(void)
{
	UsBudget	budget = {0, 0};
	uint32_t	end = US_BUDGET_TIME_MAX;

	charge_times(&budget, 20, START);
	ok(us_budget_delay(&budget, 20, START - 1) == 300,
	   "a clock that lags behind makes no delay longer");
	ok(us_budget_left(&budget, 20, 1) == 0 &&
	   us_budget_delay(&budget, 20, 1) == 300, "... however far");
	us_budget_charge(&budget, 1);
	ok(us_budget_failures(&budget, 1) > 20, "... and forgives nothing");

	budget = (UsBudget) {0, 0};
	charge_times(&budget, 25, end);
	ok(us_budget_failures(&budget, end) == 25 &&
	   us_budget_delay(&budget, 20, end) == 9000,
	   "at the end of time failures count");
	charge_times(&budget, 1000000, end);
	ok(us_budget_failures(&budget, end) == 400 &&
	   us_budget_delay(&budget, 20, end) == 9000, "... a million: as 400");
	charge_times(&budget, 25, UINT32_MAX);
	ok(us_budget_failures(&budget, end) == 400 &&
	   budget.clean_at == UINT32_MAX, "... and beyond it nothing wraps");

	budget = (UsBudget) {0, 0};
	charge_times(&budget, 1000000, START);
	ok(us_budget_failures(&budget, START + 400 * US_BUDGET_FORGIVEN) == 0,
	   "a million failures are forgiven after 100 hours");
}

static void
test_user(int free)
{
	UsBudget	budget = {0, 0};
	int			most = 3 * (free + 5);
	bool		counted = true;
	int			i;

	for (i = 0; i < most; i++)
	{
		counted = counted && us_budget_user_failures(&budget, START) == i &&
			us_budget_user_left(&budget, free, START) == most - i;
		us_budget_user_charge(&budget, START);
	}
	ok(counted, "a user has %d failures", most);
	ok(us_budget_user_left(&budget, free, START + 2999) == 0,
	   "... then no try is left");
	ok(us_budget_user_left(&budget, free, START + 3000) == 1,
	   "... but one after 5 minutes, when one is forgiven");
	ok(us_budget_failures(&budget, START) == free + 5,
	   "... in a count that is shared they are a third as many");
	us_budget_user_charge(&budget, START + 3000);
	ok(us_budget_user_left(&budget, free, START + 5999) == 0,
	   "... if that fails, again 5 minutes");
	ok(us_budget_user_failures(&budget, START + 3000 * most) == 1 &&
	   us_budget_user_failures(&budget, START + 3000 * (most + 1)) == 0,
	   "... all are forgiven at last");
}

int
main(void)
{
	int			i;

	plan(5 + 6 + COUNT(free_failures) * 13 + 8 + 7);
	test_nothing();
	test_wait();
	for (i = 0; i < COUNT(free_failures); i++)
	{
		test_delays(free_failures[i]);
		test_forgiveness(free_failures[i]);
		test_at_once(free_failures[i]);
		test_user(free_failures[i]);
	}
	test_reload();
	test_clock();
	return done();
}
