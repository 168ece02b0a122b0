/*-------------------------------------------------------------------------
 *
 * flight.h
 *	  Tries in flight: begun, and neither right nor wrong yet.
 *
 * So that a hundred guesses at once are not a hundred guesses, though several
 * right logins of one user at once are let through.
 *
 * src/flight.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_FLIGHT_H
#define US_FLIGHT_H

#include "postgres.h"

#include "throttle.h"

/* Registers the part of shared memory.  Once, from _PG_init. */
extern void us_flight_start(void);

typedef enum UsFlightResult
{
	US_FLIGHT_ADMITTED,
	US_FLIGHT_BLIND,			/* admitted, but not to be compared */
	US_FLIGHT_DELAYED,			/* the throttle refuses */
	US_FLIGHT_TIMED_OUT			/* others in flight took too long */
} UsFlightResult;

/*
 * Begins a try about an identifier, and about a user if there is one (else 0).
 * Waits until deadline (on us_clock_now) where those in flight could exceed
 * what is left.  If admitted, us_flight_end() has to be called, whatever
 * happens.  One process has one try in flight at most.
 */
extern UsFlightResult us_flight_begin(UsSubject identifier, UsSubject user,
									  uint64 deadline);

/* Ends the try of this process, if it has one; failures are charged before. */
extern void us_flight_end(void);

/* Tries in flight, and those that wait. */
extern void us_flight_measure(int *in_flight, int *waiting);

/* Of one identifier, both. */
extern int	us_flight_count(UsSubject identifier);

#endif							/* US_FLIGHT_H */
