/*-------------------------------------------------------------------------
 *
 * history.c
 *	  The last passwords of a user, which he may not take again.
 *
 * userstore.history has the verifiers that change_password replaced, numbered
 * user by user.  Two changes of one user give their entries the same number:
 * the second waits for the first, and then sees what that wrote.
 *
 * Whether a password was used before is as good a guess as a login.  So each
 * comparison counts at once, against a subject that nothing else counts
 * against: strangers who guess at logins must not keep a user from resetting
 * his password.  There are no more of them than are free of delay; and none
 * at all unless all that a change needs are left.
 *
 * src/history.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/uuid.h"

#include <sodium.h>

#include "catalog.h"
#include "credential.h"
#include "history.h"
#include "matcher.h"
#include "outcome.h"
#include "owner.h"
#include "plan.h"
#include "sealing.h"
#include "settings.h"
#include "subject.h"

struct UsHistory
{
	const char *user_id;
	UsSecret   *stored;			/* the current verifier; NULL: he had none */
	int			number;			/* of the newest entry, 0 if there was none */
};

/* A verifier that the user has or had. */
typedef struct Former
{
	UsCredential credential;	/* but for what tells whether he may log in */
	UsSpan		declared;		/* its scheme, as UsRecipe has it */
} Former;

/* Columns of READ. */
enum
{
	READ_NUMBER, READ_VERIFIER, READ_SALT, READ_USERNAME, READ_DECLARED
};

typedef enum Statement
{
	READ,
	KEEP,
	TRIM,
	FORGET
} Statement;

/* All begin with the store's id and the user_id; kept for the session. */
static UsPlan plans[] = {
	[READ] = {.sql = "SELECT number, verifier, salt, username, declared"
		" FROM userstore.history WHERE store_id OPERATOR(pg_catalog.=) $1"
		" AND user_id OPERATOR(pg_catalog.=) $2"
		" AND number OPERATOR(pg_catalog.>) $3 ORDER BY number DESC",
	.nargs = 3, .argtypes = {UUIDOID, TEXTOID, INT4OID}},
	[KEEP] = {.sql = "INSERT INTO userstore.history (store_id, user_id,"
		" number, verifier, salt, username, declared)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
		.nargs = 7, .argtypes = {UUIDOID, TEXTOID, INT4OID, TEXTOID, TEXTOID,
	TEXTOID, TEXTOID}},
	[TRIM] = {.sql = "DELETE FROM userstore.history"
		" WHERE store_id OPERATOR(pg_catalog.=) $1"
		" AND user_id OPERATOR(pg_catalog.=) $2"
		" AND number OPERATOR(pg_catalog.<=) $3",
	.nargs = 3, .argtypes = {UUIDOID, TEXTOID, INT4OID}},
	[FORGET] = {.sql = "DELETE FROM userstore.history"
		" WHERE store_id OPERATOR(pg_catalog.=) $1"
		" AND user_id OPERATOR(pg_catalog.=) $2",
	.nargs = 2, .argtypes = {UUIDOID, TEXTOID}},
};

/*
 * Runs a statement as the extension's owner.  NB: without the context of the
 * caller, whose statement an error would repeat, with the password in it.
 */
static void
run(Statement which, const Datum *values, const char *nulls, int max_rows,
	UsResult *result)
{
	ErrorContextCallback *contexts = error_context_stack;
	UsOwnerScope scope;
	Oid			owner;

	error_context_stack = NULL;
	(void) us_catalog_mappings_table(&owner);
	us_owner_enter(&scope, owner, "pg_catalog, pg_temp", 0);
	us_plan_run(&plans[which], values, nulls,
				which == READ ? US_PLAN_READ : US_PLAN_WRITE, max_rows,
				result);
	us_owner_leave(&scope);
	if (which != READ)
		CommandCounterIncrement();
	error_context_stack = contexts;
}

/* The parameters that all statements begin with. */
static void
set_user(Datum *values, const UsCall *call, const char *user_id)
{
	values[0] = UUIDPGetDatum(&us_store_state(call->store)->id);
	values[1] = CStringGetTextDatum(user_id);
}

static const UsPolicy *
policy_of(const UsCall *call)
{
	return &us_store_mapping(call->store)->options->policy;
}

static UsSpan
span_of(const UsRow *row, int column)
{
	UsSpan		span = {NULL, 0};

	if (!row->nulls[column])
	{
		span.start = TextDatumGetCString(row->values[column]);
		span.len = strlen(span.start);
	}
	return span;
}

/* An entry of the history. */
static Former
take_entry(const UsCall *call, const char *user_id, const UsRow *row)
{
	Former		former = {.declared = span_of(row, READ_DECLARED)};
	UsCredential *credential = &former.credential;

	credential->stored = us_credential_secret(row, READ_VERIFIER);
	credential->verifier = us_sealing_open(us_store_state(call->store),
										   US_SEAL_HISTORY, user_id,
										   credential->stored,
										   &credential->problem);
	credential->salt = us_credential_secret(row, READ_SALT);
	if (!row->nulls[READ_USERNAME])
		credential->username =
			TextDatumGetCString(row->values[READ_USERNAME]);
	return former;
}

/* Can a password be compared with it?  What can't be is nobody's. */
static bool
is_usable(const UsCall *call, const Former *former)
{
	UsVerifier	verifier;
	UsHashInfo	info;

	if (former->credential.verifier == NULL)
		return false;
	verifier = us_credential_verifier(&former->credential, former->declared);
	return us_hash_inspect(&verifier, &call->limits, &info) == US_HASH_MATCH;
}

/* Adds one that can be compared, unless there are as many as may be. */
static void
add(const UsCall *call, List **formers, const Former *former)
{
	Former	   *copy;

	if (list_length(*formers) >= us_settings_max_failures() ||
		!is_usable(call, former))
		return;
	copy = palloc(sizeof(Former));
	*copy = *former;
	*formers = lappend(*formers, copy);
}

/*
 * What the password is to be compared with: the current verifier, then what is
 * in the history beyond what was compared before, the newest first.
 */
static List *
read_formers(const UsCall *call, UsHistory *history)
{
	List	   *formers = NIL;
	Former		current = {.declared = call->recipe.declared};
	UsResult	result;
	Datum		values[3];

	set_user(values, call, history->user_id);
	values[2] = Int32GetDatum(history->number);
	if (us_credential_read(call->store, history->user_id, &current.credential))
	{
		history->stored = current.credential.stored;
		add(call, &formers, &current);
	}
	run(READ, values, NULL, policy_of(call)->history, &result);
	for (int i = 0; i < result.count; i++)
	{
		Former		former = take_entry(call, history->user_id,
										&result.rows[i]);

		add(call, &formers, &former);
	}
	if (result.count > 0)
		history->number = DatumGetInt32(result.rows[0].values[READ_NUMBER]);
	return formers;
}

/*
 * Compares the password with what the user has and had since it was last
 * compared.
 *
 * NB: what is found is kept in *history before anything is hashed, so that
 * what comes meanwhile is noticed.
 */
static void
compare(UsCall *call, UsHistory *history, UsPassword *password)
{
	const pg_uuid_t *id = &us_store_state(call->store)->id;
	List	   *formers = read_formers(call, history);
	UsGuard		guard = call->guard;
	ListCell   *cell;

	if (formers == NIL)
		return;
	us_guard_require(&guard);
	guard.identifier = us_subject_of_history(id, history->user_id);
	guard.user = us_subject_of_user(id, history->user_id);
	us_guard_check_several(&guard, list_length(formers));
	foreach(cell, formers)
	{
		const Former *former = lfirst(cell);
		UsVerifier	verifier = us_credential_verifier(&former->credential,
													  former->declared);

		if (us_matcher_recall(password, &verifier, &guard, &call->limits))
			us_refuse(US_PASSWORD_HISTORY, NULL);
	}
}

UsHistory *
us_history_check(UsCall *call, UsPassword *password, const char *user_id)
{
	UsHistory  *history;

	if (policy_of(call)->history == 0)
		return NULL;
	history = palloc0(sizeof(UsHistory));
	history->user_id = user_id;
	compare(call, history, password);
	return history;
}

/* Is the credential that of the user, and the verifier that was compared? */
static bool
was_compared(const UsHistory *history, const char *user_id,
			 const UsCredential *credential)
{
	const UsSecret *a = history->stored;
	const UsSecret *b = credential->stored;

	if (strcmp(history->user_id, user_id) != 0)
		return false;
	if (a == NULL || b == NULL)
		return a == b;
	return a->len == b->len && sodium_memcmp(a->bytes, b->bytes, a->len) == 0;
}

/* A text that may be missing, as a parameter. */
static void
set_text(Datum *values, char *nulls, int i, const char *text)
{
	nulls[i] = text != NULL ? ' ' : 'n';
	if (text != NULL)
		values[i] = CStringGetTextDatum(text);
}

/* Adds an entry, unless another change added one of that number. */
static void
insert(const UsCall *call, const UsHistory *history,
	   const UsCredential *credential)
{
	Datum		values[7] = {0};
	char		nulls[] = "       ";
	char	   *sealed = us_sealing_seal(us_store_state(call->store),
										 US_SEAL_HISTORY, history->user_id,
										 credential->verifier->bytes);
	UsResult	result;

	set_user(values, call, history->user_id);
	values[2] = Int32GetDatum(history->number + 1);
	set_text(values, nulls, 3, sealed);
	set_text(values, nulls, 4,
			 credential->salt ? credential->salt->bytes : NULL);
	set_text(values, nulls, 5, credential->username);
	set_text(values, nulls, 6,
			 us_store_mapping(call->store)->options->declared);
	run(KEEP, values, nulls, 0, &result);
}

/* Forgets what is older than the store keeps; newest is the last number. */
static void
trim(const UsCall *call, const char *user_id, int newest)
{
	Datum		values[3];
	UsResult	result;

	set_user(values, call, user_id);
	values[2] = Int32GetDatum(newest - policy_of(call)->history);
	run(TRIM, values, NULL, 0, &result);
}

/*
 * us_history_keep
 *
 * NB: looks again after it has kept something, for it may have waited: another
 * change, or the application, could have written another verifier.
 */
void
us_history_keep(UsCall *call, UsHistory *history, UsPassword *password,
				const char *user_id)
{
	UsCredential credential;
	bool		kept = false;
	int			again = 0;

	if (history == NULL)
		return;
	while (us_credential_read(call->store, user_id, &credential))
	{
		if (was_compared(history, user_id, &credential))
		{
			if (kept || credential.verifier == NULL)
				break;
			insert(call, history, &credential);
			kept = true;
			continue;
		}

		/* Somebody changed it meanwhile, or the identifier is another's. */
		if (again++ >= US_COMPARE_AGAIN_MAX)
			us_refuse_restless(call->store_name);
		kept = false;
		if (strcmp(history->user_id, user_id) != 0)
			history->number = 0;
		history->user_id = user_id;
		compare(call, history, password);
		us_call_resume(call);
	}
	trim(call, user_id, history->number + (kept ? 1 : 0));
}

void
us_history_forget(const UsCall *call, const char *user_id)
{
	Datum		values[2];
	UsResult	result;

	set_user(values, call, user_id);
	run(FORGET, values, NULL, 0, &result);
}
