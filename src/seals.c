/*-------------------------------------------------------------------------
 *
 * seals.c
 *	  Finds verifiers of a store that are not sealed as wanted; seals those.
 *
 * src/seals.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/uuid.h"

#include "catalog.h"
#include "configuration.h"
#include "credential.h"
#include "hash/hash.h"
#include "hash/span.h"
#include "outcome.h"
#include "owner.h"
#include "password.h"
#include "seals.h"
#include "width.h"

#define LOGGED_MAX	1000		/* lines of tampered verifiers, in one look */

/* How a stored verifier is. */
typedef enum Standing
{
	FINE,						/* as wanted, or nothing that could be sealed */
	NOT_AS_WANTED,
	TAMPERED					/* it can't be opened */
} Standing;

/* What a verifier is judged by. */
typedef struct Judge
{
	const UsSealsWanted *wanted;
	UsSpan		declared;
	UsHashLimits limits;
	size_t		length;			/* out: bytes of the last one, sealed anew */
} Judge;

static Judge
judge_of(UsStore *store, const UsSealsWanted *wanted)
{
	UsRecipe	recipe = us_options_recipe(us_store_mapping(store)->options);
	return (Judge) {.wanted = wanted, .declared = recipe.declared,
		.limits = us_password_limits(&recipe)};
}

static UsSpan
span_of(const UsSecret *secret)
{
	UsSpan		span = {secret->bytes, secret->len};

	return span;
}

/*
 * What no scheme knows, as the mark of who has no password, stays as it is.
 * What its scheme can't use today is sealed: a setting may change.
 */
static Standing
judge_plain(Judge *judge, const UsCredential *credential)
{
	UsVerifier	verifier = us_credential_verifier(credential,
												  judge->declared);
	UsHashInfo	info;

	(void) us_hash_inspect(&verifier, &judge->limits, &info);
	if (info.scheme == NULL)
		return FINE;
	judge->length = us_seal_length(strlen(judge->wanted->key),
								   strlen(info.scheme),
								   credential->verifier->len);
	return NOT_AS_WANTED;
}

static Standing
judge_sealed(Judge *judge, const UsCredential *credential)
{
	UsSealed   *sealed = palloc(sizeof(UsSealed));
	Standing	standing = NOT_AS_WANTED;

	if (us_seal_parse(span_of(credential->stored), sealed) != US_SEAL_DONE)
		standing = TAMPERED;
	else if (us_span_equals(sealed->key, judge->wanted->key))
		standing = FINE;
	else
		judge->length = us_seal_length(strlen(judge->wanted->key),
									   sealed->scheme.len,
									   credential->verifier->len);
	pfree(sealed);
	return standing;
}

/* How does a verifier stand?  Sets judge->length if it is to be sealed. */
static Standing
judge_verifier(Judge *judge, const UsCredential *credential)
{
	bool		sealed;

	judge->length = 0;
	if (credential->stored == NULL)
		return FINE;
	if (credential->verifier == NULL)
		return credential->problem.tampered ? TAMPERED : FINE;
	sealed = us_seal_recognise(span_of(credential->stored));
	if (judge->wanted->plain)
		return sealed ? NOT_AS_WANTED : FINE;
	return sealed ? judge_sealed(judge, credential) :
		judge_plain(judge, credential);
}

/* A look through a store while it goes on. */
typedef struct Look
{
	Judge		judge;
	const UsState *state;
	UsBatches  *batches;
	const char *log_store;		/* NULL: nothing is logged */
	UsSealsFound *found;
	size_t		longest;		/* of those of the relation, sealed */
} Look;

static void
note_tampered(Look *look, const char *user_id, const char *detail)
{
	if (++look->found->tampered > LOGGED_MAX || look->log_store == NULL)
		return;
	ereport(LOG_SERVER_ONLY,
			errcode(ERRCODE_DATA_CORRUPTED),
			errmsg("the verifier of user \"%s\" of store \"%s\" was tampered with",
				   user_id, look->log_store),
			detail ? errdetail("%s", detail) : 0,
			errhidestmt(true), errhidecontext(true));
}

/* Notes how a verifier stands. */
static Standing
note(Look *look, const UsCredential *credential, Datum user_id)
{
	Standing	standing = judge_verifier(&look->judge, credential);

	if (standing == TAMPERED)
		note_tampered(look, TextDatumGetCString(user_id),
					  credential->problem.detail);
	if (standing != NOT_AS_WANTED)
		return standing;
	look->found->total++;
	if (look->batches != NULL)
		us_rounds_add(look->batches, user_id);
	return standing;
}

/* A visitor of us_plan_scan. */
static void
visit_user(const UsRow *row, void *arg)
{
	Look	   *look = arg;
	UsCredential credential;
	Standing	standing;

	if (row->nulls[US_SCAN_USER_ID])
		return;
	us_credential_take(&credential, look->state,
					   TextDatumGetCString(row->values[US_SCAN_USER_ID]), row);
	standing = note(look, &credential, row->values[US_SCAN_USER_ID]);
	if (standing == NOT_AS_WANTED)
		look->longest = Max(look->longest, look->judge.length);
	if (standing == TAMPERED &&
		!us_seal_recognise(span_of(credential.stored)))
		look->found->planted++;
}

us_noreturn static void
refuse_narrow(const UsVerdict *verdict)
{
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("the verifiers can't be sealed"),
			errdetail("%s", verdict->reason),
			verdict->cure ? errhint("%s", verdict->cure) : 0);
}

/* A work function of us_store_explore. */
static void
look_through(UsState *state, Relation rel, void *arg)
{
	Look	   *look = arg;
	const UsColumn *column = us_mapping_stored(state->mapping,
											   US_FIELD_VERIFIER);
	UsVerdict	verdict = {.known = true, .able = true};

	look->state = state;
	us_plan_scan(&state->plans[US_SCAN_VERIFIERS], visit_user, look);
	if (column != NULL &&
		!us_width_suffices(rel, column, look->longest, &verdict))
		refuse_narrow(&verdict);
}

/* The columns of what is read of userstore.history. */
#define HISTORY_USER_ID		0
#define HISTORY_VERIFIER	1
#define HISTORY_DECLARED	2

/* Takes an entry of the history. */
static void
take_entry(Judge *judge, UsCredential *credential, const UsState *state,
		   const char *user_id, const UsRow *row)
{
	char	   *stored = TextDatumGetCString(row->values[HISTORY_VERIFIER]);

	memset(credential, 0, sizeof(*credential));
	credential->stored = us_secret_copy(stored, strlen(stored));
	credential->verifier = us_sealing_open(state, US_SEAL_HISTORY, user_id,
										   credential->stored,
										   &credential->problem);
	judge->declared = (UsSpan) {NULL, 0};
	if (!row->nulls[HISTORY_DECLARED])
	{
		judge->declared.start =
			TextDatumGetCString(row->values[HISTORY_DECLARED]);
		judge->declared.len = strlen(judge->declared.start);
	}
}

/* A visitor of us_plan_scan. */
static void
visit_entry(const UsRow *row, void *arg)
{
	Look	   *look = arg;
	UsCredential credential;

	take_entry(&look->judge, &credential, look->state,
			   TextDatumGetCString(row->values[HISTORY_USER_ID]), row);
	if (note(look, &credential,
			 row->values[HISTORY_USER_ID]) == NOT_AS_WANTED)
		look->found->history = true;
}

static void
look_through_history(Look *look)
{
	UsPlan		plan = {0};
	UsOwnerScope scope;
	Oid			owner;

	plan.sql = psprintf("SELECT user_id::pg_catalog.text, verifier, declared"
						" FROM userstore.history WHERE"
						" store_id OPERATOR(pg_catalog.=) '%s'",
						DatumGetCString(DirectFunctionCall1(uuid_out,
															UUIDPGetDatum(&look->state->id))));
	(void) us_catalog_mappings_table(&owner);
	us_owner_enter(&scope, owner, "pg_catalog, pg_temp", 0);
	us_plan_scan(&plan, visit_entry, look);
	us_owner_leave(&scope);
}

void
us_seals_find(UsStore *store, const UsSealsWanted *wanted, UsBatches *batches,
			  bool log, UsSealsFound *found)
{
	Look		look = {.judge = judge_of(store, wanted), .batches = batches,
		.log_store = log ? store->name : NULL, .found = found};

	memset(found, 0, sizeof(*found));
	us_store_explore(store, false, look_through, &look);
	look.state = us_store_state(store);
	look_through_history(&look);
	if (batches != NULL)
		us_rounds_close(batches);
}

/*
 * Makes an entry of the history what is wanted.  NB: two entries that were
 * alike stay so, and each opens.
 */
static void
make_entry(const UsState *state, const char *user_id, const char *verifier,
		   Datum before)
{
	static const char sql[] =
		"UPDATE userstore.history SET verifier = $3"
		" WHERE store_id OPERATOR(pg_catalog.=) $1"
		" AND user_id OPERATOR(pg_catalog.=) $2"
		" AND verifier OPERATOR(pg_catalog.=) $4";
	static const Oid types[] = {UUIDOID, TEXTOID, TEXTOID, TEXTOID};
	Datum		values[] = {UUIDPGetDatum(&state->id),
		CStringGetTextDatum(user_id),
		CStringGetTextDatum(us_sealing_seal(state, US_SEAL_HISTORY, user_id,
											verifier)),
	before};
	UsResult	result;

	us_configuration_run(sql, lengthof(types), types, values, US_PLAN_WRITE,
						 &result);
}

/*
 * Makes a user's history what is wanted, entry by entry in the order of their
 * texts.
 *
 * NB: an entry that is locked is left: who changes a password has locked it,
 * and waits for the user's row, which is ours.
 */
static void
make_history(UsStore *store, Judge *judge, const char *user_id,
			 UsRound *round)
{
	static const char sql[] =
		"SELECT user_id::pg_catalog.text, verifier, declared"
		" FROM userstore.history WHERE store_id OPERATOR(pg_catalog.=) $1"
		" AND user_id OPERATOR(pg_catalog.=) $2"
		" AND verifier OPERATOR(pg_catalog.>) $3 COLLATE pg_catalog.\"C\""
		" ORDER BY verifier COLLATE pg_catalog.\"C\""
		" LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED";
	static const Oid types[] = {UUIDOID, TEXTOID, TEXTOID};
	const UsState *state = us_store_state(store);
	Datum		values[] = {UUIDPGetDatum(&state->id),
	CStringGetTextDatum(user_id), CStringGetTextDatum("")};
	UsCredential entry;
	UsResult	result;

	for (;;)
	{
		us_configuration_run(sql, lengthof(types), types, values,
							 US_PLAN_WRITE_LATEST, &result);
		if (result.count == 0)
			return;
		take_entry(judge, &entry, state, user_id, &result.rows[0]);
		values[2] = result.rows[0].values[HISTORY_VERIFIER];
		if (judge_verifier(judge, &entry) != NOT_AS_WANTED)
			continue;
		make_entry(state, user_id, entry.verifier->bytes, values[2]);
		round->done++;
	}
}

void
us_seals_make(UsStore *store, const UsSealsWanted *wanted,
			  const char *user_id, bool history, UsRound *round)
{
	Judge		judge = judge_of(store, wanted);
	UsCredential credential;

	round->seen++;
	if (us_credential_lock(store, user_id, &credential))
	{
		if (judge_verifier(&judge, &credential) == NOT_AS_WANTED)
			us_rounds_write(round, store, user_id,
							us_sealing_seal(us_store_state(store),
											US_SEAL_CURRENT, user_id,
											credential.verifier->bytes),
							credential.stored);
	}
	else if (us_credential_read(store, user_id, &credential))
	{
		round->locked++;
		return;
	}
	if (history)
		make_history(store, &judge, user_id, round);
}
