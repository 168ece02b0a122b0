/*-------------------------------------------------------------------------
 *
 * throttle.h
 *	  Failed guesses, by whom they were about.
 *
 * A subject is a keyed hash of what was typed, in a store: whether there is
 * such a user or not.  Failures count at once, whatever becomes of the
 * transaction.
 *
 * src/throttle.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_THROTTLE_H
#define US_THROTTLE_H

#include "postgres.h"

#include "offenders.h"
#include "secret.h"
#include "utils/uuid.h"

/* What identifies a subject: the class of an identifier, or a user_id. */
typedef enum UsSubjectKind
{
	US_SUBJECT_EMAIL,			/* in the order of UsClass */
	US_SUBJECT_PHONE_NUMBER,
	US_SUBJECT_USERNAME,
	US_SUBJECT_USER,			/* the user himself, whatever he is found by */
	US_SUBJECT_HISTORY			/* his passwords, as new ones are compared */
} UsSubjectKind;

/* Registers the part of shared memory.  Once, from _PG_init. */
extern void us_throttle_start(void);

/*
 * The subject of a text, as it counts: an identifier folded, or a user_id as
 * the relation has it.  id is the store's.  For all functions from here on
 * us_shared_attach() was called.
 */
extern UsSubject us_throttle_subject(const pg_uuid_t *id, UsSubjectKind kind,
									 const char *folded);

/* What tells one password from another, for a subject, well enough. */
extern uint16 us_throttle_tag(UsSubject subject, const UsSecret *password);

/*
 * How many tries about a subject may run at once, counting those that do; 0 in
 * a delay.
 */
extern int	us_throttle_left(UsSubject subject);

/* How long it is until the next try: milliseconds, 0 if there is no delay. */
extern uint64 us_throttle_delay(UsSubject subject);

/*
 * How long it is until so many tries in a row are left, which are no more than
 * userstore.max_failures: milliseconds, 0 if they are.
 */
extern uint64 us_throttle_wait(UsSubject subject, int count);

/* The same of a user (US_SUBJECT_USER); no less than it is. */
extern uint64 us_throttle_wait_user(UsSubject subject, int count);

/* Failures that are not forgiven yet, of an identifier. */
extern int	us_throttle_failures(UsSubject subject);

/*
 * Counts a failure; not if it repeats one of the last wrong passwords, though
 * such a repetition counts once in a while.  tag 0: it counts in any case.
 * True if it counted.
 */
extern bool us_throttle_charge(UsSubject subject, uint16 tag);

/*
 * Counts a failure of a user (US_SUBJECT_USER), of whom there are three times
 * as many as of an identifier.  NB: not one that was not compared.
 */
extern void us_throttle_charge_user(UsSubject subject);

/*
 * Has a user had as many failures as three identifiers together can't bring
 * about, with those tries at him that are in flight already?  Then the next
 * one is not to be compared.
 */
extern bool us_throttle_user_spent(UsSubject subject, int in_flight);

/*
 * Forgets the failures of a subject.  shared: even where it shares its count
 * with others, because the table was full.  True if there were some.
 */
extern bool us_throttle_clear(UsSubject subject, bool shared);

/* What an operator is shown of the table as a whole. */
typedef UsOffenderGauges UsThrottleGauges;

extern void us_throttle_measure(UsThrottleGauges *gauges);

#endif							/* US_THROTTLE_H */
