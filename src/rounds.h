/*-------------------------------------------------------------------------
 *
 * rounds.h
 *	  Long work on the verifiers of a store: rounds, batches, progress.
 *
 * A round lists the users that are to be done, in batches, does one batch
 * after the other in a transaction each, and leaves those whom somebody else
 * has locked or the store's own SQL refuses.
 *
 * src/rounds.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_ROUNDS_H
#define US_ROUNDS_H

#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "secret.h"
#include "store.h"
#include "verdict.h"

/* The batches of a round while they are made. */
typedef struct UsBatches
{
	ReturnSetInfo *rsinfo;
	int			size;
	Datum	   *ids;
	int			count;			/* of the batch that is not full yet */
	MemoryContext context;		/* holds its IDs */
} UsBatches;

/* How far a session is, in one round through a store. */
typedef struct UsRound
{
	const char *makes;			/* "wrapped": verifiers that we alone read */
	const char *done_word;		/* "wrapped" */
	const char *procedure;		/* "harden" */
	int64		total;			/* to be done when the round began */
	int64		seen;			/* of them gone through */
	int64		done;			/* by this session */
	int64		locked;			/* left to others */
	int64		failed;			/* whom the store's own SQL refused */
	TimestampTz started;
	TimestampTz told;
} UsRound;

/*
 * The batches that a function gives as setof text[], of the size that its
 * argument argno, batch_size, says.  Raises 22004 or 22023.
 */
extern UsBatches *us_rounds_batches(FunctionCallInfo fcinfo, int argno);

/* Adds a user, whose user_id is a text that is copied. */
extern void us_rounds_add(UsBatches *batches, Datum user_id);

/* Gives the last batch. */
extern void us_rounds_close(UsBatches *batches);

/* The IDs in argument argno, ids, of a function that does a batch. */
extern Datum *us_rounds_ids(FunctionCallInfo fcinfo, int argno, int *count);

/* Raises 0A000: the verifiers of a store can't be written. */
us_noreturn extern void us_rounds_refuse(const UsRound *round,
										 const UsVerdict *verdict);

/*
 * Raises 0A000 unless the store's verifiers are ours alone, and can be
 * written.
 */
extern void us_rounds_check_store(const UsRound *round, UsStore *store);

extern void us_rounds_begin(UsRound *round, int64 total);

/*
 * Writes a verifier over the one that was there; stored is what the relation
 * is to hold.  A user whom a trigger or a constraint refuses is left, and
 * named in the log; if there are many, so may be all, and that is raised.
 */
extern void us_rounds_write(UsRound *round, UsStore *store,
							const char *user_id, const char *stored,
							const UsSecret *before);

/* One line now and then, and the last: done, total, rate, time left. */
extern void us_rounds_tell(UsRound *round, const char *store, bool last);

/* Tells whom a round left. */
extern void us_rounds_tell_left(const UsRound *round, const char *store);

/* A length of time, "2 h 5 min", palloc'd. */
extern char *us_rounds_duration(double seconds);

#endif							/* US_ROUNDS_H */
