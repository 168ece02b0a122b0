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

#include "secret.h"
#include "store.h"

/* In secrets of the memory context it was made in. */
typedef struct UsCredential
{
	UsSecret   *verifier;		/* NULL if it is null */
	UsSecret   *salt;			/* likewise, or if it has no column */
	char	   *username;		/* likewise */
	bool		blocked;		/* these two as a login reads them */
	bool		must_change;
} UsCredential;

/* Reads the credential of a user; false if he is gone. */
extern bool us_credential_read(UsStore *store, const char *user_id,
							   UsCredential *credential);

/* The same, and locks the row; false also if somebody else has its lock. */
extern bool us_credential_lock(UsStore *store, const char *user_id,
							   UsCredential *credential);

/* Takes the verifier, salt and username of a row of one of the statements. */
extern void us_credential_take(UsCredential *credential, const UsRow *row);

/*
 * The verifier as the schemes read it, borrowed from the credential, which has
 * one; declared as UsRecipe has it.
 */
extern UsVerifier us_credential_verifier(const UsCredential *credential,
										 UsSpan declared);

#endif							/* US_CREDENTIAL_H */
