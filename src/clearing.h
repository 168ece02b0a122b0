/*-------------------------------------------------------------------------
 *
 * clearing.h
 *	  Forgets failed guesses when the transaction commits, and not before.
 *
 * src/clearing.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_CLEARING_H
#define US_CLEARING_H

#include "postgres.h"

#include "throttle.h"

/* Registers for the ends of transactions.  Once, from _PG_init. */
extern void us_clearing_start(void);

/*
 * Clears a subject when the top-level transaction commits; not if this
 * subtransaction, or one around it, rolls back.  As us_throttle_clear.
 */
extern void us_clearing_at_commit(UsSubject subject, bool shared);

#endif							/* US_CLEARING_H */
