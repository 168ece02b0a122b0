/*-------------------------------------------------------------------------
 *
 * slots.h
 *	  Hash slots: how many hash at once, and who is next.
 *
 * src/slots.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SLOTS_H
#define US_SLOTS_H

#include "postgres.h"

#include "usage.h"

/* Registers the part of shared memory.  Once, from _PG_init. */
extern void us_slots_start(void);

/*
 * Waits for as many slots as a hash of that memory takes, until deadline (on
 * us_clock_now) at most; false if there were none in time, or none could be
 * expected in time.  If true, us_slots_release() has to be called, whatever
 * happens.  A process holds slots once at a time.  background: who can wait
 * has a smaller share.
 *
 * NB: no SPI and no wait for a lock while slots are held: the deadlock
 * detector can't see them.
 */
extern bool us_slots_acquire(UsUsage *usage, uint64 memory_kib,
							 bool background, uint64 deadline);

/* Gives the slots of this process back, or its place in the queue, if any. */
extern void us_slots_release(void);

/* What an operator is shown. */
typedef struct UsSlotGauges
{
	int			slots;
	int			busy;			/* slots in use */
	int			hashing;		/* processes that hold them */
	int			waiting;
	uint64		longest_wait;	/* of those who wait now, microseconds */
	uint64		hash_time;		/* of one slot, lately, microseconds */
	uint64		expected_wait;	/* of one who came now, microseconds */
} UsSlotGauges;

extern void us_slots_measure(UsSlotGauges *gauges);

#endif							/* US_SLOTS_H */
