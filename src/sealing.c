/*-------------------------------------------------------------------------
 *
 * sealing.c
 *	  Seals the verifiers of a store, as its state asks for, and opens them.
 *
 * src/sealing.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "clock.h"
#include "hash/hash.h"
#include "hash/span.h"
#include "keys.h"
#include "outcome.h"
#include "sealing.h"
#include "settings.h"

/* The scheme of what no scheme recognises. */
#define UNKNOWN			"unknown"

/* How often a session tells the operator what is lacking. */
#define TELL_AGAIN		(60 * US_SECOND)

/* Beside a user's verifier a key makes no difference, so these are all. */
static const char missing_detail[] =
"The server's key file can't be used, or is without a key that userstore.keys has.";
static const char not_sealed[] = "It is not sealed.";
static const char not_its_store[] = "It is sealed, and its store is not.";
static const char key_missing[] = "The key that it is sealed with is missing.";
static const char key_unknown[] = "It is sealed with a key that userstore.keys does not have.";
static const char malformed[] = "It is sealed, but malformed.";
static const char wrong[] = "It was sealed for another user, store or purpose, or changed.";

/* Tells the operator why; the client learns a constant. */
us_noreturn static void
refuse(const char *reason)
{
	static uint64 told_at = 0;
	uint64		now = us_clock_now();

	if (told_at == 0 || now - told_at >= TELL_AGAIN)
	{
		told_at = now;
		ereport(LOG_SERVER_ONLY,
				errcode(ERRCODE_CONFIG_FILE_ERROR),
				errmsg("sealed verifiers can't be used: %s", reason),
				errhidestmt(true), errhidecontext(true));
	}
	us_refuse(US_KEY_MISSING, missing_detail);
}

void
us_sealing_require(const UsState *state)
{
	const char *reason;

	if (state->sealing == US_SEALING_OFF)
		return;
	reason = us_keys_lacking();
	if (reason != NULL)
		refuse(reason);
}

void
us_sealing_check(const UsSealProblem *problem)
{
	const char *reason;

	if (!problem->key_missing)
		return;
	reason = us_keys_lacking();
	refuse(reason != NULL ? reason : "They were lacking a moment ago.");
}

bool
us_sealing_seals(const UsState *state)
{
	return state->sealing == US_SEALING_REQUIRED ||
		(state->sealing == US_SEALING_MIGRATING && !state->unsealing);
}

static UsSpan
span_of(const char *text)
{
	return (UsSpan) {text, strlen(text)};
}

static UsSealPlace
place_of(const UsState *state, UsSealPurpose purpose, const char *user_id)
{
	return (UsSealPlace) {purpose,
		{(const char *) state->id.data, UUID_LEN}, span_of(user_id)
	};
}

/* The name of a verifier's scheme, static. */
static const char *
scheme_of(const UsState *state, const char *text)
{
	UsHashLimits limits = us_settings_limits();
	UsVerifier	verifier = us_hash_verifier(text, strlen(text));
	UsHashInfo	info;

	verifier.declared = us_options_recipe(state->mapping->options).declared;
	(void) us_hash_inspect(&verifier, &limits, &info);
	return info.scheme != NULL ? info.scheme : UNKNOWN;
}

char *
us_sealing_seal(const UsState *state, UsSealPurpose purpose,
				const char *user_id, const char *verifier)
{
	UsSealPlace place = place_of(state, purpose, user_id);
	const char *scheme;
	const UsKey *key;
	UsSpan		id;
	Size		size;
	char	   *sealed;

	if (!us_sealing_seals(state))
		return pstrdup(verifier);
	us_sealing_require(state);
	scheme = scheme_of(state, verifier);
	key = us_keys_active();
	if (key == NULL)
		refuse("The active key went missing.");
	id = span_of(key->id);
	size = us_seal_length(id.len, strlen(scheme), strlen(verifier)) + 1;
	sealed = palloc(size);
	if (us_seal_make(key->bytes, id, span_of(scheme), &place,
					 span_of(verifier), sealed, size) != US_SEAL_DONE)
	{
		us_forget_context();
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a verifier can't be sealed"),
				errdetail("It is empty or longer than %d bytes, or the user_id is longer than %d.",
						  US_SEAL_VERIFIER_MAX, US_SEAL_USER_MAX));
	}
	return sealed;
}

/* Notes why a verifier can't be opened. */
static UsSecret *
reject(UsSealProblem *problem, const char *detail, bool tampered)
{
	problem->detail = detail;
	problem->tampered = tampered;
	return NULL;
}

/* A key that can't be had: is it this server that lacks one? */
static UsSecret *
reject_key(UsSealProblem *problem)
{
	problem->key_missing = us_keys_lacking() != NULL;
	return reject(problem, problem->key_missing ? key_missing : key_unknown,
				  !problem->key_missing);
}

/* Opens what is sealed. */
static UsSecret *
open_sealed(const UsState *state, UsSealPurpose purpose, const char *user_id,
			UsSpan text, UsSealProblem *problem)
{
	UsSealPlace place = place_of(state, purpose, user_id);
	UsSealed	sealed;
	const UsKey *key;
	UsSecret   *verifier;

	if (us_seal_parse(text, &sealed) != US_SEAL_DONE)
		return reject(problem, malformed, true);
	key = us_keys_find(sealed.key);
	if (key == NULL)
		return reject_key(problem);
	verifier = us_secret_make(sealed.verifier_len);
	verifier->len = sealed.verifier_len;
	if (us_seal_open(key->bytes, &sealed, &place,
					 verifier->bytes) != US_SEAL_DONE)
		return reject(problem, wrong, true);
	return verifier;
}

/* Is it a mark by which a user is locked out, which any state may have? */
static bool
is_mark(UsSpan text)
{
	return text.len == 0 || text.start[0] == '!' || text.start[0] == '*';
}

UsSecret *
us_sealing_open(const UsState *state, UsSealPurpose purpose,
				const char *user_id, UsSecret *stored, UsSealProblem *problem)
{
	UsSpan		text = {stored->bytes, stored->len};

	memset(problem, 0, sizeof(*problem));
	if (!us_seal_recognise(text))
	{
		if (state->sealing != US_SEALING_REQUIRED)
			return stored;
		return reject(problem, not_sealed, !is_mark(text));
	}

	/* Not tampering: a row that was copied from a store that seals. */
	if (state->sealing == US_SEALING_OFF)
		return reject(problem, not_its_store, false);
	return open_sealed(state, purpose, user_id, text, problem);
}

/* The static name of a scheme; NULL if there is none of that name. */
static const char *
scheme_named(UsSpan name)
{
	const char *scheme;

	for (int i = 0; (scheme = us_hash_scheme_at(i)) != NULL; i++)
	{
		if (us_span_equals(name, scheme))
			return scheme;
	}
	return NULL;
}

bool
us_sealing_read(const UsSecret *stored, char **key_id, const char **scheme)
{
	UsSealed	sealed;

	if (us_seal_parse((UsSpan) {stored->bytes, stored->len},
					  &sealed) != US_SEAL_DONE)
		return false;
	*key_id = pnstrdup(sealed.key.start, sealed.key.len);
	*scheme = scheme_named(sealed.scheme);
	return true;
}
