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
	password.matched = NULL;
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

static const UsSecret *
normalized(const UsPassword *password)
{
	return password->nfc ? password->nfc : password->given;
}

/*
 * What new verifiers are made of.  NB: one that replaces another has to match
 * what that did, or the application would refuse what it took before.
 */
static const UsSecret *
hashed_form(const UsPassword *password, const UsRecipe *recipe)
{
	if (!recipe->as_given)
		return normalized(password);
	return password->matched ? password->matched : password->given;
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

void
us_password_check_format(const UsPassword *password, const UsRecipe *recipe)
{
	size_t		max = recipe->format->password_max;

	if (max > 0 && hashed_form(password, recipe)->len > max)
		us_refuse(US_INVALID_PASSWORD,
				  psprintf("It is longer than %zu bytes.", max));
}

/* Writes a verifier of a secret. */
static UsHashResult
make_verifier(const UsSecret *secret, const UsRecipe *recipe, char *verifier)
{
	size_t		max = recipe->format->password_max;
	size_t		len = max > 0 ? Min(secret->len, max) : secret->len;
	unsigned char salt[US_HASH_SALT_BYTES];
	UsHashResult result;

	randombytes_buf(salt, sizeof(salt));
	CHECK_FOR_INTERRUPTS();
	result = us_hash_make(recipe->format, &recipe->cost, salt, secret->bytes,
						  len, verifier);
	CHECK_FOR_INTERRUPTS();
	return result;
}

/* Raises why a verifier was not made. */
static void
raise_not_made(UsHashResult result, const UsRecipe *recipe)
{
	if (result == US_HASH_NO_MEMORY)
		raise_no_memory();
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("a verifier of format \"%s\" could not be made",
				   recipe->format->name),
			errdetail("The library that computes it refuses to."));
}

char *
us_password_try_hash(const UsPassword *password, const UsRecipe *recipe)
{
	char	   *verifier = palloc(US_HASH_VERIFIER_MAX);

	return make_verifier(hashed_form(password, recipe), recipe,
						 verifier) == US_HASH_MATCH ? verifier : NULL;
}

char *
us_password_hash(const UsPassword *password, const UsRecipe *recipe)
{
	char	   *verifier = palloc(US_HASH_VERIFIER_MAX);
	UsHashResult result = make_verifier(hashed_form(password, recipe), recipe,
										verifier);

	if (result != US_HASH_MATCH)
		raise_not_made(result, recipe);
	return verifier;
}

/* One hash of what was typed, compared with nothing. */
static void
burn(const UsSecret *secret, const UsRecipe *recipe)
{
	UsSecret   *verifier = us_secret_make(US_HASH_VERIFIER_MAX);
	UsHashResult result = make_verifier(secret, recipe, verifier->bytes);

	if (result != US_HASH_MATCH)
		raise_not_made(result, recipe);
	us_secret_wipe(verifier);
}

void
us_password_burn(const UsPassword *password, const UsRecipe *recipe)
{
	burn(password->given, recipe);
	if (password->nfc != NULL)
		burn(password->nfc, recipe);
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

/* Compares a password as given, then as NFC; *form is the one compared last. */
static UsHashResult
compare_both(const UsPassword *password, const char *verifier,
			 const char *scheme, const UsSecret **form, UsHashInfo *info)
{
	UsHashResult result;

	*form = password->given;
	result = compare(*form, verifier, scheme, info);
	if (result != US_HASH_MISMATCH || password->nfc == NULL)
		return result;
	*form = password->nfc;
	return compare(*form, verifier, scheme, info);
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
us_password_match(UsPassword *password, const char *verifier,
				  const UsRecipe *recipe, const char *store,
				  const char *user_id)
{
	UsHashLimits limits = us_settings_limits();
	UsHashInfo	info = {0};
	UsHashResult result;

	if (verifier == NULL)
	{
		log_unusable(store, user_id, "It is null.");
		us_password_burn(password, recipe);
		return false;
	}

	result = compare_both(password, verifier, NULL, &password->matched, &info);
	if (result == US_HASH_MATCH)
		return true;
	if (result != US_HASH_MISMATCH)
		log_unusable(store, user_id, info.detail);

	/* NB: a failure that was cheaper than a new verifier is topped up. */
	if (result != US_HASH_MISMATCH ||
		!us_hash_costs_as_much(recipe->format, &recipe->cost, verifier,
							   strlen(verifier), &limits))
		us_password_burn(password, recipe);
	return false;
}

bool
us_password_is_weak(const UsPassword *password, const char *verifier,
					const UsRecipe *recipe)
{
	UsHashLimits limits = us_settings_limits();
	size_t		len = Max(password->given->len, normalized(password)->len);
	size_t		max = recipe->format->password_max;

	return (max == 0 || len <= max) &&
		us_hash_consumes(verifier, strlen(verifier), len) &&
		us_hash_is_weaker(recipe->format, &recipe->cost, verifier,
						  strlen(verifier), &limits);
}

bool
us_password_check(const UsPassword *password, const char *verifier,
				  const char *scheme)
{
	UsHashInfo	info = {0};
	const UsSecret *form;
	UsHashResult result = compare_both(password, verifier, scheme, &form,
										&info);

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
