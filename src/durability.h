/*-------------------------------------------------------------------------
 *
 * durability.h
 *	  Lets a transaction that only stamped logins commit without waiting.
 *
 * src/durability.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_DURABILITY_H
#define US_DURABILITY_H

/* Registers for commits.  Once, from _PG_init. */
extern void us_durability_start(void);

/* Has this transaction written nothing yet but what was called routine? */
extern bool us_durability_is_routine(void);

/* Calls routine what it has written up to now. */
extern void us_durability_set_routine(void);

#endif							/* US_DURABILITY_H */
