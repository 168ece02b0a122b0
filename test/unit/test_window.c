/* Proves that no pace of calls gets more out of a quota than it allows in any 60 minutes, and that 65 minutes give all of it back. */
#include "window.h"

#include <stdlib.h>

#include "tap.h"

#define HOUR	3600
#define AGAIN	(HOUR + US_WINDOW_BUCKET)	/* after that all is given back */
#define LIMIT	7
#define TAKEN_MAX	4096
#define DAYS	2

/* When something was taken. */
typedef struct History
{
	uint32_t	at[TAKEN_MAX];
	int			count;
	int			asked;
} History;

/* The most that was taken in 60 minutes. */
static int
most_in_an_hour(const History *history)
{
	int			most = 0;
	int			first = 0;

	for (int i = 0; i < history->count; i++)
	{
		while (history->at[i] - history->at[first] >= HOUR)
			first++;
		if (i - first + 1 > most)
			most = i - first + 1;
	}
	return most;
}

/* Asks at a pace from start on: every so many seconds, and so much by chance. */
static void
ask(History *history, uint32_t start, uint32_t pace, uint32_t chance)
{
	UsWindow	window = {0, {0}};
	uint32_t	now = start;

	history->count = history->asked = 0;
	while (now < start + DAYS * 24 * HOUR)
	{
		history->asked++;
		if (us_window_take(&window, LIMIT, now))
			history->at[history->count++] = now;
		now += pace + (chance > 0 ? (uint32_t) rand() % chance : 0);
	}
}

static void
test_paces(void)
{
	static const uint32_t paces[] = {1, 60, 299, 300, 301, 514, 515, 900, 3599, 3600};
	static const uint32_t chances[] = {0, 7, 600, 7200};
	static History history;
	bool		held = true;
	bool		given = true;

	for (int p = 0; p < 10; p++)
	{
		for (int c = 0; c < 4; c++)
		{
			for (uint32_t start = 0; start < 1200; start += 37)
			{
				ask(&history, start, paces[p], chances[c]);
				held = held && most_in_an_hour(&history) <= LIMIT;
				if (paces[p] * LIMIT >= AGAIN)
					given = given && history.count == history.asked;
				if (paces[p] == 1 && chances[c] == 0)
					given = given &&
						history.count >= LIMIT * (DAYS * 24 * HOUR / AGAIN);
			}
		}
	}
	ok(held, "never more than the quota in 60 minutes");
	ok(given, "nobody who stays below it is refused, and all is given back");
}

static void
test_edges(void)
{
	UsWindow	window = {0, {0}};
	int			taken = 0;

	while (taken < 100000 && us_window_take(&window, 0, 5))
		taken++;
	ok(taken == 100000, "0 is no limit");
	ok(us_window_taken(&window, 5) == 100000, "... and counts");
	ok(!us_window_take(&window, 100000, 5), "... against a limit that comes then");
	ok(us_window_taken(&window, 5) == 100000, "what is refused takes nothing");
	ok(us_window_taken(&window, 5 + HOUR - 10) == 100000, "it counts for an hour");
	ok(us_window_taken(&window, 5 + AGAIN) == 0, "... and no longer");
	ok(us_window_take(&window, 1, UINT32_MAX), "136 years later there is room");
	ok(!us_window_take(&window, 1, 5), "a clock that goes back gives nothing");
	window.taken[window.bucket % US_WINDOW_BUCKETS] = UINT32_MAX;
	ok(us_window_take(&window, 0, UINT32_MAX) &&
	   us_window_taken(&window, UINT32_MAX) == UINT32_MAX, "a count does not overflow");
}

int
main(void)
{
	plan(11);
	test_paces();
	test_edges();
	return done();
}
