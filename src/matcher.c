/*-------------------------------------------------------------------------
 *
 * matcher.c
 *	  Matches a password with a verifier, or does the work of it for nobody.
 *
 * A password is compared as given; if its NFC differs and that failed, once
 * more as NFC.  New verifiers hash the NFC (NIST SP 800-63B-4, 3.1.1.2).  How
 * many hashes a failure takes depends on what was typed only.
 *
 * No hash is computed while a lock is held that another user's login needs.
 *
 * src/matcher.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "miscadmin.h"

#include "hash/hash.h"
#include "hash/work.h"
#include "matcher.h"
#include "outcome.h"
#include "settings.h"
#include "trail.h"

#define LOGGED_MAX			256 /* users who were logged lately */

/* A comparison while it goes on. */
typedef struct Comparison
{
	UsPassword *password;
	const UsVerifier *verifier; /* NULL: nobody's */
	const UsHashLoad *load;
	const UsHashLimits *limits;
	UsHashInfo *info;
	UsHashResult result;		/* out */
} Comparison;

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
		us_refuse_memory();
	CHECK_FOR_INTERRUPTS();
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
		us_refuse_memory();
	CHECK_FOR_INTERRUPTS();
	return result;
}

/*
 * Compares one form of a password; what a failure did not do of the load is
 * done for nothing.
 *
 * NB: of a failure without a comparison that is all of it.
 */
static UsHashResult
compare_and_settle(const UsSecret *secret, const Comparison *comparison)
{
	UsHashResult result = compare(secret, comparison->verifier,
								  comparison->limits, comparison->info);

	if (result != US_HASH_MATCH)
		settle(secret, comparison->load,
			   result == US_HASH_MISMATCH ? comparison->info : NULL);
	return result;
}

static void
burn(const Comparison *comparison)
{
	settle(comparison->password->given, comparison->load, NULL);
	if (comparison->password->nfc != NULL)
		settle(comparison->password->nfc, comparison->load, NULL);
}

/* A work function of us_guard_try. */
static bool
match(void *arg, bool blind)
{
	Comparison *comparison = arg;
	UsPassword *password = comparison->password;

	comparison->result = US_HASH_MISMATCH;
	if (blind || comparison->verifier == NULL)
	{
		burn(comparison);
		return false;
	}
	password->matched = password->given;
	comparison->result = compare_and_settle(password->given, comparison);
	if (comparison->result != US_HASH_MATCH && password->nfc != NULL)
	{
		password->matched = password->nfc;
		comparison->result = compare_and_settle(password->nfc, comparison);
	}
	if (comparison->result != US_HASH_MATCH)
		password->matched = NULL;
	return comparison->result == US_HASH_MATCH;
}

/*
 * The most memory that a failure takes, in KiB.  NB: that of nobody is the
 * same, since what the verifiers take is part of the load.
 */
static uint64
memory_of(const Comparison *comparison)
{
	uint64		most = us_load_memory_kib(comparison->load);
	UsHashInfo	info;

	if (comparison->verifier == NULL)
		return most;
	(void) us_hash_inspect(comparison->verifier, comparison->limits, &info);
	for (int i = 0; i < info.work_count; i++)
		most = Max(most, us_work_memory_kib(&info.works[i]));
	return most;
}

void
us_matcher_burn(UsPassword *password, const UsHashLoad *load,
				const UsGuard *guard)
{
	Comparison	comparison = {.password = password, .load = load};

	(void) us_guard_try(guard, password->given, memory_of(&comparison), match,
						&comparison);
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
log_unusable(const UsMatchPlace *place, const char *detail, bool tampered)
{
	us_guard_count(place->guard,
				   tampered ? US_COUNT_TAMPERED : US_COUNT_UNUSABLE);
	if (is_logged(place->store, place->user_id) || !us_trail_may_log())
		return;
	ereport(LOG_SERVER_ONLY,
			errcode(ERRCODE_DATA_CORRUPTED),
			tampered ?
			errmsg("the verifier of user \"%s\" of store \"%s\" was tampered with",
				   place->user_id, place->store) :
			errmsg("user \"%s\" of store \"%s\" has no usable verifier",
				   place->user_id, place->store),
			errdetail("%s", detail),
			errhidestmt(true), errhidecontext(true));
}

/* Why a verifier that is not there is not. */
static const char *
why_missing(const UsSealProblem *problem)
{
	return problem->detail ? problem->detail : "It is null.";
}

UsMatch
us_matcher_compare(UsPassword *password, const UsVerifier *verifier,
				   const UsMatchPlace *place, UsHashInfo *info)
{
	Comparison	comparison = {password, verifier, place->load, place->limits,
	info, US_HASH_MISMATCH};

	memset(info, 0, sizeof(*info));
	if (us_guard_try(place->guard, password->given, memory_of(&comparison),
					 match, &comparison))
		return US_MATCH_RIGHT;
	if (verifier != NULL && is_usable(comparison.result))
		return US_MATCH_WRONG;
	log_unusable(place, verifier ? info->detail : why_missing(place->problem),
				 verifier == NULL && place->problem->tampered);
	info->work_count = 0;
	return US_MATCH_UNUSABLE;
}

/* Compares both forms of a password; a work function of us_guard_hash. */
static void
check(void *arg)
{
	Comparison *comparison = arg;
	const UsPassword *password = comparison->password;

	comparison->result = compare(password->given, comparison->verifier,
								 comparison->limits, comparison->info);
	if (comparison->result == US_HASH_MISMATCH && password->nfc != NULL)
		comparison->result = compare(password->nfc, comparison->verifier,
									 comparison->limits, comparison->info);
}

/* The same; a work function of us_guard_try.  NB: never right, so it counts. */
static bool
recall(void *arg, bool blind pg_attribute_unused())
{
	check(arg);
	return false;
}

bool
us_matcher_recall(UsPassword *password, const UsVerifier *verifier,
				  const UsGuard *guard, const UsHashLimits *limits)
{
	UsHashLoad	load = {0};
	UsHashInfo	info;
	Comparison	comparison = {password, verifier, &load, limits, &info,
	US_HASH_MISMATCH};

	(void) us_guard_try(guard, NULL, memory_of(&comparison), recall,
						&comparison);
	return comparison.result == US_HASH_MATCH;
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
us_matcher_check(UsPassword *password, const UsVerifier *verifier,
				 const UsGuard *guard)
{
	UsHashLimits limits = us_settings_limits();
	UsHashLoad	load = {0};
	UsHashInfo	info;
	Comparison	comparison = {password, verifier, &load, &limits, &info,
	US_HASH_MISMATCH};

	us_guard_hash(guard, memory_of(&comparison), check, &comparison);
	if (comparison.result != US_HASH_MATCH &&
		comparison.result != US_HASH_MISMATCH)
		raise_unusable(info.detail);
	return comparison.result == US_HASH_MATCH;
}
