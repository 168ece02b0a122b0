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

#include <sodium.h>

#include "credential.h"

/* A column as a secret; wipes the copy that the row has.  NULL if it is null. */
static UsSecret *
take_secret(const UsRow *row, int column)
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
us_credential_take(UsCredential *credential, const UsRow *row)
{
	memset(credential, 0, sizeof(*credential));
	credential->verifier = take_secret(row, US_CREDENTIAL_VERIFIER);
	credential->salt = take_secret(row, US_CREDENTIAL_SALT);
	if (!row->nulls[US_CREDENTIAL_USERNAME])
		credential->username =
			TextDatumGetCString(row->values[US_CREDENTIAL_USERNAME]);
}

static bool
is_true(const UsRow *row, int column)
{
	return !row->nulls[column] && DatumGetBool(row->values[column]);
}

bool
us_credential_read(UsStore *store, const char *user_id,
				   UsCredential *credential)
{
	Datum		value = CStringGetTextDatum(user_id);
	UsResult	result;

	us_store_read(store, US_CREDENTIAL, &value, 2, &result);
	if (result.count != 1)
		return false;
	us_credential_take(credential, &result.rows[0]);
	credential->blocked = is_true(&result.rows[0], US_CREDENTIAL_BLOCKED);
	credential->must_change = is_true(&result.rows[0],
									  US_CREDENTIAL_MUST_CHANGE);
	return true;
}

bool
us_credential_lock(UsStore *store, const char *user_id,
				   UsCredential *credential)
{
	Datum		value = CStringGetTextDatum(user_id);
	UsResult	result;

	us_store_lock(store, US_LOCK_CREDENTIAL, &value, 2, &result);
	if (result.count != 1)
		return false;
	us_credential_take(credential, &result.rows[0]);
	return true;
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
