/*-------------------------------------------------------------------------
 *
 * budget.h
 *	  How many guesses there may be at one identifier: the arithmetic.
 *
 * So many failures are free; then each brings a delay, of 30 seconds at first
 * and twice as long each time, up to 15 minutes.  One failure is forgiven
 * every 15 minutes.  So there are at most as many guesses in any 24 hours as
 * are free, five until the delay is at its longest, and the 96 forgiven.
 *
 * A user has a budget of his own beside those of his identifiers, which counts
 * each failure for a third: all that three identifiers admit fits in.
 *
 * Plain C, so that a test can try every way to pace guesses.
 *
 * src/budget.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_BUDGET_H
#define US_BUDGET_H

#include <stdint.h>

/* All times are in tenths of a second since some epoch, and not 0. */
#define US_BUDGET_FORGIVEN		9000	/* after that long one is forgiven */
#define US_BUDGET_DELAY_MIN		300
#define US_BUDGET_DELAY_MAX		9000

/* Failures from the first delay to the longest. */
#define US_BUDGET_DOUBLINGS		5

/* A failure of a user is forgiven sooner: he has so many identifiers. */
#define US_BUDGET_IDENTIFIERS	3
#define US_BUDGET_USER_FORGIVEN	(US_BUDGET_FORGIVEN / US_BUDGET_IDENTIFIERS)

/* No failure is remembered longer; far beyond what any setting needs. */
#define US_BUDGET_AHEAD_MAX		(400 * US_BUDGET_FORGIVEN)

/*
 * The latest time at which all is counted as it should be.  A clock that has
 * come so far has to stand there: nothing is forgiven any more then.
 */
#define US_BUDGET_TIME_MAX		(UINT32_MAX - US_BUDGET_AHEAD_MAX)

/* Zeros: nothing has failed. */
typedef struct UsBudget
{
	uint32_t	clean_at;		/* when all failures are forgiven */
	uint32_t	failed_at;		/* the last failure */
} UsBudget;

/* Failures that are not forgiven yet. */
extern int	us_budget_failures(const UsBudget *budget, uint32_t now);

/* How long all tries are refused, 0 if none is; free: failures without that. */
extern uint32_t us_budget_delay(const UsBudget *budget, int free,
								uint32_t now);

/*
 * How many tries may run at once: as many as could all fail without exceeding
 * what is free, one after a delay, 0 in one.
 */
extern int	us_budget_left(const UsBudget *budget, int free, uint32_t now);

/*
 * How long it is until so many tries in a row are left, at most as many as are
 * free; 0 if they are.  Of one, the delay.
 */
extern uint32_t us_budget_wait(const UsBudget *budget, int free, int count,
							   uint32_t now);

/* Counts a failure. */
extern void us_budget_charge(UsBudget *budget, uint32_t now);

/*
 * The same of a user's own budget.  There is no delay in it: when it is used
 * up, one try is left whenever as long has gone since the last failure as one
 * takes to be forgiven.
 */
extern int	us_budget_user_failures(const UsBudget *budget, uint32_t now);
extern int	us_budget_user_left(const UsBudget *budget, int free,
								uint32_t now);
extern void us_budget_user_charge(UsBudget *budget, uint32_t now);

#endif							/* US_BUDGET_H */
