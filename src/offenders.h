/*-------------------------------------------------------------------------
 *
 * offenders.h
 *	  The table of those about whom guesses failed.
 *
 * A subject has an entry from his first failure until the last one is
 * forgiven, or, if the table was full where he belongs, a count that he shares
 * with others of his group.  None of the functions raises or allocates.
 *
 * src/offenders.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_OFFENDERS_H
#define US_OFFENDERS_H

#include "postgres.h"

#include "budget.h"
#include "storage/lwlock.h"

typedef uint64 UsSubject;		/* a keyed hash; 0: nobody */

/*
 * The bits of a subject that tell its group instead: the stores of one group
 * have no more than their part of the table, and leave the rest to others.
 */
#define US_SUBJECT_GROUPS		4
#define US_SUBJECT_GROUP_SHIFT	54

/* Wrong passwords that are known again. */
#define US_OFFENDER_TAGS	5

/*
 * One subject; a free entry is one whose failures are all forgiven.  The key
 * is of those bits of the subject that don't tell where he belongs.
 */
typedef struct UsOffender
{
	UsBudget	budget;
	uint32		key;
	uint8		more_key;
	uint8		repeats:5;		/* since the last failure that counted */
	uint8		is_user:1;		/* US_SUBJECT_USER: another rule (budget.h) */
	uint8		group:2;
	uint16		tags[US_OFFENDER_TAGS]; /* of wrong passwords, newest first */
} UsOffender;

/* Registers the part of shared memory.  Once, from _PG_init. */
extern void us_offenders_start(void);

/* Locks what concerns a subject; all but measuring needs that. */
extern void us_offenders_lock(UsSubject subject, LWLockMode mode);
extern void us_offenders_unlock(UsSubject subject);

/* The entry of a subject, NULL if he has none. */
extern UsOffender *us_offenders_find(UsSubject subject, uint32 now);

/*
 * His entry, or a free one that becomes his if he is charged; NULL if there is
 * none, and his shared count is to be charged.
 */
extern UsOffender *us_offenders_take(UsSubject subject, uint32 now);

/* What judges him, and all others who share it, when he has no entry. */
extern UsBudget *us_offenders_shared(UsSubject subject);

/* What the table holds. */
typedef struct UsOffenderGauges
{
	int			capacity;		/* subjects that fit in */
	int			subjects;		/* with failures that are not forgiven */
	int			throttled;		/* of these, and of shared ones, with no try
								 * left now */
	int			shared;			/* counts in use that several share */
	uint64		spilled;		/* failures that went to such a count, ever */
} UsOffenderGauges;

/* Measures it; free: as budget.h has it. */
extern void us_offenders_measure(UsOffenderGauges *gauges, int free,
								 uint32 now);

#endif							/* US_OFFENDERS_H */
