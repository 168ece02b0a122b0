/*-------------------------------------------------------------------------
 *
 * attempt.h
 *	  Does something in a subtransaction that may fail.
 *
 * src/attempt.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_ATTEMPT_H
#define US_ATTEMPT_H

#include "postgres.h"

/*
 * Calls work(arg) in an internal subtransaction.  Returns NULL if it did, and
 * the error if the subtransaction was rolled back, in the current memory
 * context.  A cancel of the statement is raised again.
 */
extern ErrorData *us_attempt(void (*work) (void *arg), void *arg);

#endif							/* US_ATTEMPT_H */
