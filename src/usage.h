/*-------------------------------------------------------------------------
 *
 * usage.h
 *	  What each role did on each store: counted, and limited by the hour.
 *
 * Nothing of it is undone by a rollback.
 *
 * src/usage.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_USAGE_H
#define US_USAGE_H

#include "postgres.h"

#include "port/atomics.h"

/* What is counted, in the order of the columns of userstore.usage(). */
typedef enum UsCounter
{
	US_COUNT_LOGINS,			/* right passwords that gave a profile */
	US_COUNT_FAILURES,			/* wrong passwords, of whomever */
	US_COUNT_UNKNOWN,			/* of these, identifiers that nobody has */
	US_COUNT_UNUSABLE,			/* of these, verifiers that can't be used */
	US_COUNT_TAMPERED,			/* of these, verifiers that were put there */
	US_COUNT_REPEATED,			/* of these, repeats that were let pass */
	US_COUNT_BLOCKED,			/* right passwords of users who may not */
	US_COUNT_THROTTLED,			/* refused: too_many_attempts */
	US_COUNT_BUSY,				/* refused: no slot in time */
	US_COUNT_OVER_QUOTA,		/* refused: a quota is used up */
	US_COUNT_UPGRADES,			/* verifiers replaced by logins */
	US_COUNT_UPGRADES_SKIPPED,	/* not: locked, changed, no slot */
	US_COUNT_LOOKUPS,			/* get_user */
	US_COUNT_CREATED,			/* and so on: done, committed or not */
	US_COUNT_VERIFIED,
	US_COUNT_PASSWORDS_CHANGED,
	US_COUNT_EMAILS_CHANGED,
	US_COUNT_DELETED,
	US_COUNT_HASHES,			/* times that a slot was held */
	US_COUNT_HASH_MICROSECONDS, /* for how long, in all */
	US_COUNT_WAIT_MICROSECONDS, /* waited for slots, in all */
	US_COUNTER_COUNT
} UsCounter;

/* Waits for a slot: up to 1 ms, 10 ms, 100 ms, 1 s, 5 s, more. */
#define US_WAIT_BUCKETS		6

/* What may be limited by the hour. */
typedef enum UsQuota
{
	US_QUOTA_LOOKUPS,			/* get_user */
	US_QUOTA_CHANGES,			/* create, verify, change_... */
	US_QUOTA_DELETES,			/* delete */
	US_QUOTA_COUNT
} UsQuota;

/* A role on a store, in shared memory. */
typedef struct UsUsage UsUsage;

/* Registers the part of shared memory.  Once, from _PG_init. */
extern void us_usage_start(void);

/*
 * The usage of a role on a store of this database; of "" for what is hashed
 * for no store.  If there is no room, one that others share too.  It stays for
 * an hour: not to be kept from one call to the next, because it may be
 * another's then.  us_shared_attach() was called.
 */
extern UsUsage *us_usage_of(Oid role, const char *store);

extern void us_usage_add(UsUsage *usage, UsCounter counter, uint64 n);

/* Counts a wait for a slot, in its bucket and in all. */
extern void us_usage_add_wait(UsUsage *usage, uint64 microseconds);

/*
 * Takes one from the quota of this hour, or raises too_many_requests and
 * counts US_COUNT_OVER_QUOTA.  limit is per hour, 0 if there is none; what is
 * taken then counts against a limit that comes later.
 */
extern void us_usage_take(UsUsage *usage, UsQuota quota, int limit);

/* Whose turn it is among those who wait for a slot: see slots.c. */
extern pg_atomic_uint64 *us_usage_turn(UsUsage *usage);

/* A usage, copied out. */
typedef struct UsUsageRow
{
	Oid			database;		/* invalid for the one that is shared */
	Oid			role;			/* likewise */
	char		store[NAMEDATALEN];
	uint64		counters[US_COUNTER_COUNT];
	uint64		waits[US_WAIT_BUCKETS];
	uint32		taken[US_QUOTA_COUNT];	/* of the quotas, in the last hour */
} UsUsageRow;

/* The next usage, of whatever database; *i is 0 at first.  False after all. */
extern bool us_usage_next(int *i, UsUsageRow *row);

#endif							/* US_USAGE_H */
