/*-------------------------------------------------------------------------
 *
 * seals.h
 *	  Finds verifiers of a store that are not sealed as wanted; seals those.
 *
 * Of its relation and of userstore.history.
 *
 * src/seals.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SEALS_H
#define US_SEALS_H

#include "postgres.h"

#include "rounds.h"
#include "seal.h"
#include "store.h"

/* How verifiers are to be. */
typedef struct UsSealsWanted
{
	bool		plain;			/* not sealed, or else with the key */
	char		key[US_SEAL_ID_MAX + 1];	/* its id */
} UsSealsWanted;

/* What a look through a store found. */
typedef struct UsSealsFound
{
	int64		total;			/* users who are not as wanted */
	bool		history;		/* some of them in the history */
	int64		tampered;		/* verifiers that can't be opened */
	int64		planted;		/* those of the relation that are not sealed */
} UsSealsFound;

/*
 * Looks through a store.  Users who are not as wanted go into batches, which
 * may be NULL; those whose verifiers can't be opened into the log, if log.
 * Raises 0A000 if a column is too narrow for what would be sealed.
 */
extern void us_seals_find(UsStore *store, const UsSealsWanted *wanted,
						  UsBatches *batches, bool log, UsSealsFound *found);

/*
 * Makes the verifier of a user what is wanted, and his history if asked for,
 * unless they are, or he is locked by somebody else: counts in round what
 * became of him.  What can't be opened is left.
 *
 * NB: the relation is locked, and the store's state asks for what is wanted.
 */
extern void us_seals_make(UsStore *store, const UsSealsWanted *wanted,
						  const char *user_id, bool history, UsRound *round);

#endif							/* US_SEALS_H */
