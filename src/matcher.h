/*-------------------------------------------------------------------------
 *
 * matcher.h
 *	  Matches a password with a verifier, or does the work of it for nobody.
 *
 * Each within the hash slots (guard.h): they raise too_many_requests if there
 * are none in time.  A guess about somebody counts within the throttle, and
 * raises too_many_attempts if that refuses it.
 *
 * src/matcher.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_MATCHER_H
#define US_MATCHER_H

#include "postgres.h"

#include "guard.h"
#include "hash/load.h"
#include "password.h"
#include "sealing.h"

/* What came of comparing a password with the verifier of a user. */
typedef enum UsMatch
{
	US_MATCH_RIGHT,
	US_MATCH_WRONG,
	US_MATCH_UNUSABLE			/* the verifier is, or was tampered with; logged */
} UsMatch;

/* Where a comparison takes place. */
typedef struct UsMatchPlace
{
	const UsGuard *guard;
	const UsHashLoad *load;
	const UsHashLimits *limits;
	const char *store;			/* for the log */
	const char *user_id;
	const UsSealProblem *problem;	/* why there is no verifier, if sealed */
} UsMatchPlace;

/*
 * Compares the password with the verifier of a user, NULL if he has none.  If
 * it is not right, does the same work as us_matcher_burn in all, whatever the
 * verifier is.  A verifier that can't be used, or that somebody put there who
 * must not, is logged with the store's name and the user_id.  info tells what work the verifier takes; none if it can't
 * be used.
 */
extern UsMatch us_matcher_compare(UsPassword *password,
								  const UsVerifier *verifier,
								  const UsMatchPlace *place,
								  UsHashInfo *info);

/*
 * Does the password match a verifier that a user has or had, which can be
 * used?  A try that counts whatever comes of it, even if it is right; of a
 * verifier that does not match nothing else is done.
 */
extern bool us_matcher_recall(UsPassword *password,
							  const UsVerifier *verifier,
							  const UsGuard *guard,
							  const UsHashLimits *limits);

/* The work of a failure, for a user who does not exist. */
extern void us_matcher_burn(UsPassword *password, const UsHashLoad *load,
							const UsGuard *guard);

/*
 * Does the password match the verifier?  No guess about anybody.  Raises 22023
 * if the verifier can't be used, or the password is longer than its library
 * takes.
 */
extern bool us_matcher_check(UsPassword *password,
							 const UsVerifier *verifier,
							 const UsGuard *guard);

#endif							/* US_MATCHER_H */
