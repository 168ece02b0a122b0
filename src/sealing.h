/*-------------------------------------------------------------------------
 *
 * sealing.h
 *	  Seals the verifiers of a store, as its state asks for, and opens them.
 *
 * What a store may hold beside sealed verifiers, in each state:
 *
 *	off			plain ones; a sealed one can't be opened
 *	migrating	plain ones
 *	required	none; a plain one is tampered with
 *
 * and in each a null, and a mark that nobody's password matches: a text that
 * is empty or begins with ! or *, by which a user is locked out.
 *
 * src/sealing.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SEALING_H
#define US_SEALING_H

#include "postgres.h"

#include "seal.h"
#include "secret.h"
#include "state.h"

/* Why a stored verifier can't be opened. */
typedef struct UsSealProblem
{
	const char *detail;			/* a constant sentence; NULL: none */
	bool		tampered;		/* somebody put it there who must not */
	bool		key_missing;	/* this server could not tell; see below */
} UsSealProblem;

/*
 * Raises key_missing unless this server has all keys that a store needs which
 * seals, or did.  For a store that does not, does nothing.
 */
extern void us_sealing_require(const UsState *state);

/* Raises key_missing if that is what a problem was. */
extern void us_sealing_check(const UsSealProblem *problem);

/* Are new verifiers of the store sealed? */
extern bool us_sealing_seals(const UsState *state);

/*
 * A verifier as the store is to hold it, palloc'd: sealed for that user with
 * the active key if the store seals, else a copy.  Raises key_missing, and
 * 54000 for a verifier or user_id that is too long to be sealed.
 */
extern char *us_sealing_seal(const UsState *state, UsSealPurpose purpose,
							 const char *user_id, const char *verifier);

/*
 * The verifier in what a store holds for a user: a new secret, or stored
 * itself if it is not sealed and need not be.  NULL if it can't be opened, and
 * why.  Raises nothing: a census goes on without the key; who needs the
 * verifier calls us_sealing_check().
 */
extern UsSecret *us_sealing_open(const UsState *state, UsSealPurpose purpose,
								 const char *user_id, UsSecret *stored,
								 UsSealProblem *problem);

/*
 * What a stored text says in clear, which is to be believed only once it
 * opened: the id of its key, palloc'd, and its scheme, a static string, or
 * NULL for one that no scheme has now.  False if it is no sealed verifier.
 */
extern bool us_sealing_read(const UsSecret *stored, char **key_id,
							const char **scheme);

#endif							/* US_SEALING_H */
