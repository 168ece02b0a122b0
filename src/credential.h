/*-------------------------------------------------------------------------
 *
 * credential.h
 *	  What a store keeps to know a user by: verifier, salt, whether he may.
 *
 * src/credential.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_CREDENTIAL_H
#define US_CREDENTIAL_H

#include "postgres.h"

#include "sealing.h"
#include "secret.h"
#include "store.h"

/*
 * How often a verifier that another session changed during the hash is
 * compared again, before us_refuse_restless: not users, but relations that
 * make one up at each read, change it more often.
 */
#define US_COMPARE_AGAIN_MAX	20

/* In secrets of the memory context it was made in. */
typedef struct UsCredential
{
	UsSecret   *stored;			/* as the store has it; NULL if it is null */
	UsSecret   *verifier;		/* the same, opened if it was sealed; or NULL */
	UsSealProblem problem;		/* why verifier is NULL and stored is not */
	UsSecret   *salt;			/* likewise, or if it has no column */
	char	   *username;		/* likewise */
	bool		blocked;		/* these two as a login reads them */
	bool		must_change;
} UsCredential;

/*
 * A column of a row as a secret, NULL if it is null; wipes the copy that the
 * row has.
 */
extern UsSecret *us_credential_secret(const UsRow *row, int column);

/*
 * Reads the credential of a user; false if he is gone.  Raises key_missing if
 * the verifier is sealed and the server lacks a key.
 */
extern bool us_credential_read(UsStore *store, const char *user_id,
							   UsCredential *credential);

/* The same, and locks the row; false also if somebody else has its lock. */
extern bool us_credential_lock(UsStore *store, const char *user_id,
							   UsCredential *credential);

/*
 * Takes the verifier, salt and username of a row of one of the statements, of
 * the user with that user_id.  Raises nothing.
 */
extern void us_credential_take(UsCredential *credential, const UsState *state,
							   const char *user_id, const UsRow *row);

/*
 * The verifier as the schemes read it, borrowed from the credential, which has
 * one; declared as UsRecipe has it.
 */
extern UsVerifier us_credential_verifier(const UsCredential *credential,
										 UsSpan declared);

#endif							/* US_CREDENTIAL_H */
