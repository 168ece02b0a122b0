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

#include "common/hashfn.h"
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
#define LOGGED_MAX			256 /* users whose verifiers are known to be logged */

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
	UsSpan		form = {secret->bytes,
	max > 0 ? Min(secret->len, max) : secret->len};
	unsigned char salt[US_HASH_SALT_BYTES];
	UsHashResult result;

	randombytes_buf(salt, sizeof(salt));
	CHECK_FOR_INTERRUPTS();
	result = us_hash_make(recipe->format, &recipe->cost, salt, form, verifier);
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
us_password_hash(const UsPassword *password, const UsRecipe *recipe)
{
	char	   *verifier = palloc(US_HASH_VERIFIER_MAX);
	UsHashResult result = make_verifier(hashed_form(password, recipe), recipe,
										verifier);

	if (result != US_HASH_MATCH)
		raise_not_made(result, recipe);
	return verifier;
}

UsHashLimits
us_password_limits(const UsRecipe *recipe)
{
	UsHashLimits limits = us_settings_limits();
	UsHashWork	work = us_hash_work(recipe->format, &recipe->cost);

	if (work.primitive == US_PRIMITIVE_BCRYPT)
	{
		while (((uint64) 1 << limits.bcrypt_cost) < work.amount)
			limits.bcrypt_cost++;
	}
	else if (work.primitive == US_PRIMITIVE_PBKDF2)
		limits.pbkdf2_iterations = Max(limits.pbkdf2_iterations, work.amount);
	return limits;
}

static UsSpan
span_of(const UsSecret *secret)
{
	UsSpan		span = {secret->bytes, secret->len};

	return span;
}

/*
 * The work that is left of a failure, for one form of the password.
 *
 * NB: an interrupt ends it, and is raised here.
 */
static void
settle(const UsSecret *secret, const UsHashLoad *load, const UsHashInfo *done)
{
	CHECK_FOR_INTERRUPTS();
	if (us_load_settle(load, done, span_of(secret)) == US_HASH_NO_MEMORY)
		raise_no_memory();
	CHECK_FOR_INTERRUPTS();
}

void
us_password_burn(const UsPassword *password, const UsHashLoad *load)
{
	settle(password->given, load, NULL);
	if (password->nfc != NULL)
		settle(password->nfc, load, NULL);
}

/* Compares one form of a password with a verifier. */
static UsHashResult
compare(const UsSecret *secret, const UsVerifier *verifier,
		const UsHashLimits *limits, UsHashInfo *info)
{
	UsHashResult result;

	do
	{
		CHECK_FOR_INTERRUPTS();
		result = us_hash_verify(verifier, span_of(secret), limits, info);
	} while (result == US_HASH_INTERRUPTED);
	if (result == US_HASH_NO_MEMORY)
		raise_no_memory();
	CHECK_FOR_INTERRUPTS();
	return result;
}

/* Can the verifier be used, if that came of comparing with it? */
static bool
is_usable(UsHashResult result)
{
	return result == US_HASH_MATCH || result == US_HASH_MISMATCH ||
		result == US_HASH_TOO_LONG;
}

/*
 * Was this logged before, in this session and not long ago?  Whoever guesses
 * at such a user need not fill the log, and a line takes time that a failure
 * for nobody does not.
 */
static bool
is_logged(const char *store, const char *user_id)
{
	static uint64 logged[LOGGED_MAX];
	uint64		seed = hash_bytes_extended((const unsigned char *) store,
										   (int) strlen(store), 1);
	uint64		hash = hash_bytes_extended((const unsigned char *) user_id,
										   (int) strlen(user_id), seed);
	uint64	   *slot = &logged[hash % LOGGED_MAX];
	bool		same = *slot == hash;

	*slot = hash;
	return same;
}

static void
log_unusable(const char *store, const char *user_id, const char *detail)
{
	if (is_logged(store, user_id))
		return;
	ereport(LOG_SERVER_ONLY,
			errcode(ERRCODE_DATA_CORRUPTED),
			errmsg("user \"%s\" of store \"%s\" has no usable verifier",
				   user_id, store),
			errdetail("%s", detail),
			errhidestmt(true), errhidecontext(true));
}

/*
 * Compares one form of a password; what a failure did not do of the load is
 * done for nothing.
 *
 * NB: of a failure without a comparison that is all of it.
 */
static UsHashResult
compare_and_settle(const UsSecret *secret, const UsVerifier *verifier,
				   const UsHashLoad *load, const UsHashLimits *limits,
				   UsHashInfo *info)
{
	UsHashResult result = compare(secret, verifier, limits, info);

	if (result != US_HASH_MATCH)
		settle(secret, load, result == US_HASH_MISMATCH ? info : NULL);
	return result;
}

UsPasswordResult
us_password_compare(UsPassword *password, const UsVerifier *verifier,
					const UsHashLoad *load, const UsHashLimits *limits,
					const char *store, const char *user_id, UsHashInfo *info)
{
	UsHashResult result;

	memset(info, 0, sizeof(*info));
	if (verifier == NULL)
	{
		log_unusable(store, user_id, "It is null.");
		us_password_burn(password, load);
		return US_PASSWORD_UNUSABLE;
	}

	password->matched = password->given;
	result = compare_and_settle(password->given, verifier, load, limits, info);
	if (result != US_HASH_MATCH && password->nfc != NULL)
	{
		password->matched = password->nfc;
		result = compare_and_settle(password->nfc, verifier, load, limits,
									info);
	}
	if (result == US_HASH_MATCH)
		return US_PASSWORD_RIGHT;
	password->matched = NULL;
	if (is_usable(result))
		return US_PASSWORD_WRONG;
	log_unusable(store, user_id, info->detail);
	info->work_count = 0;
	return US_PASSWORD_UNUSABLE;
}

/* Wraps a verifier, at the cost of a new one; NULL with why it was not. */
static char *
wrap(const UsVerifier *verifier, const UsRecipe *recipe, UsHashResult *result)
{
	UsHashLimits limits = us_password_limits(recipe);
	UsHashCost	cost = us_settings_cost();
	char	   *wrapped = palloc(US_HASH_WRAPPED_MAX);
	unsigned char salt[US_HASH_SALT_BYTES];

	randombytes_buf(salt, sizeof(salt));
	CHECK_FOR_INTERRUPTS();
	*result = us_hash_wrap(verifier, &limits, &cost, salt, wrapped);
	CHECK_FOR_INTERRUPTS();
	return *result == US_HASH_MATCH ? wrapped : NULL;
}

char *
us_password_wrap(const UsVerifier *verifier, const UsRecipe *recipe)
{
	UsHashResult result;
	char	   *wrapped = wrap(verifier, recipe, &result);

	if (result == US_HASH_NO_MEMORY)
		raise_no_memory();
	return wrapped;
}

/*
 * us_password_upgrade
 *
 * NB: DES looks at eight bytes of a password, others trim it or compare
 * another form of it.  Who logs in with one spelling today may type another
 * tomorrow, so all that matched goes on to match.
 */
char *
us_password_upgrade(const UsPassword *password, const UsVerifier *verifier,
					const UsRecipe *recipe)
{
	UsHashLimits limits = us_password_limits(recipe);
	size_t		len = Max(password->given->len, normalized(password)->len);
	size_t		max = recipe->format->password_max;
	UsHashResult result;
	char	   *replacement;

	if (!us_hash_is_weaker(recipe->format, &recipe->cost, verifier, &limits))
		return NULL;
	if (us_hash_consumes(verifier, len, &limits))
	{
		if (max > 0 && len > max)
			return NULL;
		replacement = palloc(US_HASH_VERIFIER_MAX);
		return make_verifier(hashed_form(password, recipe), recipe,
							 replacement) == US_HASH_MATCH ? replacement : NULL;
	}
	return recipe->as_given ? NULL : wrap(verifier, recipe, &result);
}

/* Raises why a verifier that was declared can't be used. */
static void
raise_unusable(const char *detail)
{
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("the verifier can't be used"),
			errdetail("%s", detail));
}

bool
us_password_check(const UsPassword *password, const UsVerifier *verifier)
{
	UsHashLimits limits = us_settings_limits();
	UsHashInfo	info;
	UsHashResult result = compare(password->given, verifier, &limits, &info);

	if (result == US_HASH_MISMATCH && password->nfc != NULL)
		result = compare(password->nfc, verifier, &limits, &info);
	if (result != US_HASH_MATCH && result != US_HASH_MISMATCH)
		raise_unusable(info.detail);
	return result == US_HASH_MATCH;
}
