/*-------------------------------------------------------------------------
 *
 * verdict.h
 *	  What a store can do: a verdict for each capability.
 *
 * src/verdict.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_VERDICT_H
#define US_VERDICT_H

#include "postgres.h"

/* The actions, in the order of UsAction, and what login does beside. */
typedef enum UsCapability
{
	US_CAN_LOGIN,
	US_CAN_CREATE,
	US_CAN_VERIFY,
	US_CAN_CHANGE_PASSWORD,
	US_CAN_GET_USER,
	US_CAN_DELETE,
	US_CAN_CHANGE_EMAIL,
	US_CAN_UPGRADE,				/* replace a weak verifier */
	US_CAN_STAMP				/* write options.set.login */
} UsCapability;

#define US_CAPABILITY_COUNT	(US_CAN_STAMP + 1)

typedef struct UsVerdict
{
	bool		known;
	bool		able;
	const char *reason;			/* a sentence, or NULL */
	const char *cure;			/* a statement, or NULL */
	const char *told;			/* the reason as a caller may see it, or NULL */
} UsVerdict;

#endif							/* US_VERDICT_H */
