/*-------------------------------------------------------------------------
 *
 * guard.h
 *	  Hashes under guard: within the slots, and as tries within the throttle.
 *
 * src/guard.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_GUARD_H
#define US_GUARD_H

#include "postgres.h"

#include "secret.h"
#include "throttle.h"
#include "usage.h"

/* For whom is hashed, and whether it is a guess. */
typedef struct UsGuard
{
	const char *store;			/* its name, which outlives this */
	UsUsage    *usage;			/* NULL: there is no shared memory */
	UsSubject	identifier;		/* 0: no guess */
	UsSubject	user;			/* 0: nobody, or no guess */
	bool		background;		/* can wait */
	uint64		since;			/* when the call began (clock.h) */
} UsGuard;

/*
 * A guard for a role and a store ("" for none), without a guess.  It does not
 * raise if there is no shared memory: what hashes nothing does without.
 *
 * All hashes under one guard wait for as long as a call may in all; what can
 * wait, for US_GUARD_PATIENCE, and then takes only what is free.
 */
#define US_GUARD_PATIENCE	5000	/* milliseconds */
extern UsGuard us_guard_make(Oid role, const char *store);

/*
 * Raises too_many_requests if there is no shared memory.  To be called before
 * a subject is made; the functions that hash do it themselves.
 */
extern void us_guard_require(const UsGuard *guard);

/* Counts something that was done, or refused. */
extern void us_guard_count(const UsGuard *guard, UsCounter counter);

/*
 * Raises too_many_attempts if tries at that identifier are refused now.  To be
 * called before anything is looked up.
 */
extern void us_guard_check(const UsGuard *guard);

/*
 * The same unless so many wrong tries in a row are left, at the identifier and
 * at the user.
 */
extern void us_guard_check_several(const UsGuard *guard, int count);

/*
 * Calls work(arg) while holding slots for a hash of that memory.  Raises
 * too_many_requests if there are none in time.
 */
extern void us_guard_hash(const UsGuard *guard, uint64 memory_kib,
						  void (*work) (void *arg), void *arg);

/* The same; false, and nothing called, if there are none in time. */
extern bool us_guard_hash_if_free(const UsGuard *guard, uint64 memory_kib,
								  void (*work) (void *arg), void *arg);

/*
 * The same of a guess: work tells whether it was right.  If not, or if it does
 * not come back, the guess counts.  blind: there were too many guesses at this
 * user; nothing may be compared, only burnt.  Raises too_many_attempts, or
 * too_many_requests; neither counts.
 *
 * password: what is guessed, since a repeat need not count.  NULL: every try
 * counts, but as no failed login; a blind one is refused.
 */
extern bool us_guard_try(const UsGuard *guard, const UsSecret *password,
						 uint64 memory_kib,
						 bool (*work) (void *arg, bool blind), void *arg);

#endif							/* US_GUARD_H */
