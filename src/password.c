/*-------------------------------------------------------------------------
 *
 * password.c
 *	  A password as given and as NFC: matched, hashed, or burnt for nobody.
 *
 * A password is compared as given; if its NFC differs and that failed, once
 * more as NFC.  New verifiers hash the NFC (NIST SP 800-63B-4, 3.1.1.2).  How
 * many hashes a failure takes depends on what was typed only.
 *
 * No hash is computed while a lock is held that another user's login needs.
 *
 * src/password.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include <sodium.h>

#include "argument.h"
#include "charset.h"
#include "compat.h"
#include "fold.h"
#include "hash/hash.h"
#include "outcome.h"
#include "password.h"
#include "settings.h"

#define PASSWORD_LENGTH_MIN	8	/* code points, NIST SP 800-63B-4 */

void
us_password_start(void)
{
	if (us_hash_start() != 0)
		ereport(ERROR,
				errcode(ERRCODE_SYSTEM_ERROR),
				errmsg("libsodium could not be initialized"));
}

UsPassword
us_password_from(UsSecret *utf8)
{
	UsPassword	password;

	password.given = utf8;
	password.nfc = us_nfc(utf8->bytes, utf8->len);
	return password;
}

UsPassword
us_password_argument(FunctionCallInfo fcinfo, int argno, const char *name)
{
	text	   *argument = (text *) us_argument_varlena(fcinfo, argno, name,
														US_PASSWORD_MAX);
	Size		len = VARSIZE_ANY_EXHDR(argument);
	UsSecret   *utf8 = us_secret_make(US_UTF8_SIZE(len));

	us_utf8_append(utf8, VARDATA_ANY(argument), len);
	return us_password_from(utf8);
}

/* What new verifiers are made of. */
static const UsSecret *
normalized(const UsPassword *password)
{
	return password->nfc ? password->nfc : password->given;
}

void
us_password_check_policy(const UsPassword *password)
{
	const UsSecret *secret = normalized(password);

	if (us_code_points(secret->bytes, secret->len) < PASSWORD_LENGTH_MIN)
		us_refuse(US_INVALID_PASSWORD, "It is shorter than 8 characters.");
	if (secret->len > US_PASSWORD_MAX)
		us_refuse(US_INVALID_PASSWORD, "It is longer than 4096 bytes.");
}

static void
raise_no_memory(void)
{
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_OUT_OF_MEMORY),
			errmsg("out of memory"),
			errdetail("The work area for hashing a password could not be allocated."));
}

/* Writes a verifier of a secret at the current cost; false if out of memory. */
static bool
make_verifier(const UsSecret *secret, char *verifier)
{
	UsHashCost	cost = us_settings_cost();
	unsigned char salt[US_HASH_SALT_BYTES];

	randombytes_buf(salt, sizeof(salt));
	CHECK_FOR_INTERRUPTS();
	if (us_hash_make(&cost, salt, secret->bytes, secret->len,
					 verifier) != US_HASH_MATCH)
		return false;
	CHECK_FOR_INTERRUPTS();
	return true;
}

char *
us_password_try_hash(const UsPassword *password)
{
	char	   *verifier = palloc(US_HASH_VERIFIER_MAX);

	return make_verifier(normalized(password), verifier) ? verifier : NULL;
}

char *
us_password_hash(const UsPassword *password)
{
	char	   *verifier = us_password_try_hash(password);

	if (verifier == NULL)
		raise_no_memory();
	return verifier;
}

/* One hash of what was typed, compared with nothing. */
static void
burn(const UsSecret *secret)
{
	UsSecret   *verifier = us_secret_make(US_HASH_VERIFIER_MAX);

	if (!make_verifier(secret, verifier->bytes))
		raise_no_memory();
	us_secret_wipe(verifier);
}

void
us_password_burn(const UsPassword *password)
{
	burn(password->given);
	if (password->nfc != NULL)
		burn(password->nfc);
}

/* Compares one form of a password with a verifier. */
static UsHashResult
compare(const UsSecret *secret, const char *verifier, const char *scheme,
		UsHashInfo *info)
{
	UsHashLimits limits = us_settings_limits();
	UsHashResult result;

	CHECK_FOR_INTERRUPTS();
	result = us_hash_verify(scheme, verifier, strlen(verifier),
							secret->bytes, secret->len, &limits, info);
	if (result == US_HASH_NO_MEMORY)
		raise_no_memory();
	CHECK_FOR_INTERRUPTS();
	return result;
}

/* Compares a password as given, then as NFC. */
static UsHashResult
compare_both(const UsPassword *password, const char *verifier,
			 const char *scheme, UsHashInfo *info)
{
	UsHashResult result = compare(password->given, verifier, scheme, info);

	if (result == US_HASH_MISMATCH && password->nfc != NULL)
		result = compare(password->nfc, verifier, scheme, info);
	return result;
}

static void
log_unusable(const char *store, const char *user_id, const char *detail)
{
	ereport(LOG_SERVER_ONLY,
			errcode(ERRCODE_DATA_CORRUPTED),
			errmsg("user \"%s\" of store \"%s\" has no usable verifier",
				   user_id, store),
			errdetail("%s", detail),
			errhidestmt(true), errhidecontext(true));
}

bool
us_password_match(const UsPassword *password, const char *verifier,
				  const char *store, const char *user_id)
{
	UsHashCost	cost = us_settings_cost();
	UsHashInfo	info = {0};
	UsHashResult result;

	if (verifier == NULL)
	{
		log_unusable(store, user_id, "It is null.");
		us_password_burn(password);
		return false;
	}

	result = compare_both(password, verifier, NULL, &info);
	if (result == US_HASH_MATCH)
		return true;
	if (result != US_HASH_MISMATCH)
		log_unusable(store, user_id, info.detail);

	/* NB: a failure that was cheaper than a new verifier is topped up. */
	if (result != US_HASH_MISMATCH ||
		info.work_kib < (uint64) cost.memory_kib * cost.iterations)
		us_password_burn(password);
	return false;
}

bool
us_password_is_weak(const char *verifier)
{
	UsHashLimits limits = us_settings_limits();
	UsHashCost	cost = us_settings_cost();

	return us_hash_is_weaker(NULL, verifier, strlen(verifier), &limits, &cost);
}

bool
us_password_check(const UsPassword *password, const char *verifier,
				  const char *scheme)
{
	UsHashInfo	info = {0};
	UsHashResult result = compare_both(password, verifier, scheme, &info);

	if (result != US_HASH_MATCH && result != US_HASH_MISMATCH)
	{
		us_forget_context();
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the verifier can't be used"),
				errdetail("%s", info.detail));
	}
	return result == US_HASH_MATCH;
}
