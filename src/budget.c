/*-------------------------------------------------------------------------
 *
 * budget.c
 *	  How many guesses there may be at one identifier: the arithmetic.
 *
 * A bucket that leaks: a failure pours 15 minutes into it, and time drains it.
 * What is in it tells how many failures are not forgiven; the delay after a
 * failure goes by how many there were just then, so that nothing but another
 * failure makes it longer.  With the longest delay as much is drained as the
 * next failure pours in, so there is never more in it than what is free and
 * five; and nobody pours in more, in any time, than that and what is drained.
 *
 * src/budget.c
 *
 *-------------------------------------------------------------------------
 */
#include "budget.h"

/* Failures not forgiven at a time, of which each takes so long. */
static int
failures(const UsBudget *budget, uint32_t forgiven, uint32_t now)
{
	uint32_t	ahead;

	if (budget->clean_at <= now)
		return 0;
	ahead = budget->clean_at - now;
	return ahead / forgiven + (ahead % forgiven > 0);
}

/* Pours a failure in. */
static void
charge(UsBudget *budget, uint32_t forgiven, uint32_t now)
{
	uint32_t	ahead = budget->clean_at > now ? budget->clean_at - now : 0;

	if (ahead > US_BUDGET_AHEAD_MAX - forgiven)
		ahead = US_BUDGET_AHEAD_MAX - forgiven;
	ahead += forgiven;
	budget->clean_at = ahead < UINT32_MAX - now ? now + ahead : UINT32_MAX;
	budget->failed_at = now;
}

/* Time gone since the last failure; by a clock that lags behind, none. */
static uint32_t
since_failure(const UsBudget *budget, uint32_t now)
{
	return now > budget->failed_at ? now - budget->failed_at : 0;
}

int
us_budget_failures(const UsBudget *budget, uint32_t now)
{
	return failures(budget, US_BUDGET_FORGIVEN, now);
}

/* The delay that the last failure brought, as a whole. */
static uint32_t
whole_delay(const UsBudget *budget, int free)
{
	int			count = us_budget_failures(budget, budget->failed_at);
	uint32_t	delay = US_BUDGET_DELAY_MIN;

	if (count < free)
		return 0;
	while (count-- > free && delay < US_BUDGET_DELAY_MAX)
		delay *= 2;
	return delay < US_BUDGET_DELAY_MAX ? delay : US_BUDGET_DELAY_MAX;
}

uint32_t
us_budget_delay(const UsBudget *budget, int free, uint32_t now)
{
	uint32_t	delay = whole_delay(budget, free);
	uint32_t	gone = since_failure(budget, now);

	return delay > gone ? delay - gone : 0;
}

int
us_budget_left(const UsBudget *budget, int free, uint32_t now)
{
	int			left = free - us_budget_failures(budget, now);

	if (us_budget_delay(budget, free, now) > 0)
		return 0;
	return left > 1 ? left : 1;
}

uint32_t
us_budget_wait(const UsBudget *budget, int free, int count, uint32_t now)
{
	uint32_t	delay = us_budget_delay(budget, free, now);
	uint32_t	ahead = budget->clean_at > now ? budget->clean_at - now : 0;
	uint32_t	may_be = (uint32_t) (free - count) * US_BUDGET_FORGIVEN;

	if (count < 2 || ahead <= may_be || ahead - may_be <= delay)
		return delay;
	return ahead - may_be;
}

void
us_budget_charge(UsBudget *budget, uint32_t now)
{
	charge(budget, US_BUDGET_FORGIVEN, now);
}

int
us_budget_user_failures(const UsBudget *budget, uint32_t now)
{
	return failures(budget, US_BUDGET_USER_FORGIVEN, now);
}

int
us_budget_user_left(const UsBudget *budget, int free, uint32_t now)
{
	int			left = US_BUDGET_IDENTIFIERS * (free + US_BUDGET_DOUBLINGS) -
		us_budget_user_failures(budget, now);

	if (left > 0)
		return left;
	return since_failure(budget, now) >= US_BUDGET_USER_FORGIVEN ? 1 : 0;
}

void
us_budget_user_charge(UsBudget *budget, uint32_t now)
{
	charge(budget, US_BUDGET_USER_FORGIVEN, now);
}
