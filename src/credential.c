/*-------------------------------------------------------------------------
 *
 * credential.c
 *	  What a store keeps to know a user by: verifier, salt, whether he may.
 *
 * src/credential.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/inval.h"

#include <sodium.h>

#include "credential.h"

/* How often a row is read that a change of its store came between. */
#define READ_ATTEMPTS	8

UsSecret *
us_credential_secret(const UsRow *row, int column)
{
	UsSecret   *secret;
	text	   *stored;

	if (row->nulls[column])
		return NULL;
	stored = DatumGetTextPP(row->values[column]);
	secret = us_secret_copy(VARDATA_ANY(stored), VARSIZE_ANY_EXHDR(stored));
	sodium_memzero(VARDATA_ANY(stored), VARSIZE_ANY_EXHDR(stored));
	return secret;
}

void
us_credential_take(UsCredential *credential, const UsState *state,
				   const char *user_id, const UsRow *row)
{
	memset(credential, 0, sizeof(*credential));
	credential->stored = us_credential_secret(row, US_CREDENTIAL_VERIFIER);
	if (credential->stored != NULL)
		credential->verifier = us_sealing_open(state, US_SEAL_CURRENT,
											   user_id, credential->stored,
											   &credential->problem);
	credential->salt = us_credential_secret(row, US_CREDENTIAL_SALT);
	if (!row->nulls[US_CREDENTIAL_USERNAME])
		credential->username =
			TextDatumGetCString(row->values[US_CREDENTIAL_USERNAME]);
}

static bool
is_true(const UsRow *row, int column)
{
	return !row->nulls[column] && DatumGetBool(row->values[column]);
}

/*
 * Reads a user's row, and locks it if asked for; false if there is none.
 *
 * NB: reseal.c may rewrite rows while we read.  What it wrote is of a state
 * that it told of before, so a row is opened by the state that was the same
 * before and after it was read; not without end, because a server built to
 * discard its caches all the time reports changes all the time.
 */
static bool
read_row(UsStore *store, bool lock, const char *user_id,
		 UsCredential *credential, UsRow *row)
{
	Datum		value = CStringGetTextDatum(user_id);

	for (int attempt = 1;; attempt++)
	{
		const UsState *before = us_store_state(store);
		const UsState *after;
		UsResult	result;

		if (lock)
			us_store_lock(store, US_LOCK_CREDENTIAL, &value, 2, &result);
		else
			us_store_read(store, US_CREDENTIAL, &value, 2, &result);
		if (result.count != 1)
			return false;
		AcceptInvalidationMessages();
		after = us_store_state(store);
		if (after != before && attempt < READ_ATTEMPTS)
			continue;
		us_credential_take(credential, after, user_id, &result.rows[0]);
		us_sealing_check(&credential->problem);
		*row = result.rows[0];
		return true;
	}
}

bool
us_credential_read(UsStore *store, const char *user_id,
				   UsCredential *credential)
{
	UsRow		row;

	if (!read_row(store, false, user_id, credential, &row))
		return false;
	credential->blocked = is_true(&row, US_CREDENTIAL_BLOCKED);
	credential->must_change = is_true(&row, US_CREDENTIAL_MUST_CHANGE);
	return true;
}

bool
us_credential_lock(UsStore *store, const char *user_id,
				   UsCredential *credential)
{
	UsRow		row;

	return read_row(store, true, user_id, credential, &row);
}

static UsSpan
span_of(const char *bytes, size_t len)
{
	UsSpan		span = {bytes, len};

	return span;
}

UsVerifier
us_credential_verifier(const UsCredential *credential, UsSpan declared)
{
	UsVerifier	verifier = us_hash_verifier(credential->verifier->bytes,
											credential->verifier->len);

	verifier.declared = declared;
	if (credential->salt != NULL)
		verifier.salt = span_of(credential->salt->bytes, credential->salt->len);
	if (credential->username != NULL)
		verifier.user = span_of(credential->username,
								strlen(credential->username));
	return verifier;
}
