/*-------------------------------------------------------------------------
 *
 * create.c
 *	  userstore.create(): a new user from Auth0's user object.
 *
 * src/create.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "argument.h"
#include "call.h"
#include "compat.h"
#include "events.h"
#include "maker.h"
#include "new_user.h"
#include "outcome.h"
#include "policy.h"
#include "profile.h"
#include "sealing.h"
#include "unique.h"
#include "user.h"

PG_FUNCTION_INFO_V1(us_sql_create);

/* What insert() needs and gives. */
typedef struct Insertion
{
	UsStore    *store;
	uint64		slots;
	Datum		values[US_SLOT_COUNT];
	const char *verifier;
	bool		unsealed;		/* the insert writes UNSEALED, not the verifier */
	char	   *user_id;		/* out */
} Insertion;

/* What stands for a verifier until the user_id is known that it is sealed for. */
#define UNSEALED	"!"

/* Raises: the relation took the new user and does not show him. */
us_noreturn static void
refuse_hidden(const char *store)
{
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
			errmsg("the relation of store \"%s\" does not show the new user",
				   store),
			errhint("\"set\".\"create\" has to write what option \"where\" asks for."));
}

/*
 * Writes the verifier of a new user, sealed for his user_id.  NB: or plain, if
 * reseal.c has just begun to unseal the store.
 */
static void
seal(Insertion *insertion)
{
	char	   *sealed = us_sealing_seal(us_store_state(insertion->store),
										 US_SEAL_CURRENT, insertion->user_id,
										 insertion->verifier);
	Datum		values[] = {CStringGetTextDatum(insertion->user_id),
		CStringGetTextDatum(sealed),
	CStringGetTextDatum(UNSEALED)};

	if (!us_store_write(insertion->store, US_HARDEN, values))
		refuse_hidden(insertion->store->name);
}

/* Inserts the user; a work function of us_unique_write. */
static void
insert(void *arg)
{
	Insertion  *insertion = arg;

	insertion->user_id = us_store_insert(insertion->store, insertion->slots,
										 insertion->values);
	if (insertion->unsealed)
		seal(insertion);
}

/* Packs the given slots in their order. */
static void
pack(const UsNewUser *user, Insertion *insertion)
{
	int			n = 0;

	insertion->slots = user->slots;
	for (int i = 0; i < US_SLOT_COUNT; i++)
	{
		if (user->slots & US_SLOT_BIT(i))
			insertion->values[n++] = user->values[i];
	}
}

/*
 * us_sql_create(new_user json, store text, context jsonb) → jsonb
 *
 * json and not jsonb: jsonb's input function would write a password with
 * U+0000 into its error (tried).
 */
Datum
us_sql_create(PG_FUNCTION_ARGS)
{
	UsCall		call;
	UsNewUser	new_user;
	Insertion	insertion = {0};
	text	   *json;
	UsUser	   *user;
	const UsPolicy *policy;

	us_call_open(&call, fcinfo, US_CREATE, 1, 2);
	json = (text *) us_argument_varlena(fcinfo, 0, "new_user",
										US_NEW_USER_MAX);
	us_new_user_read(VARDATA_ANY(json), VARSIZE_ANY_EXHDR(json),
					 us_store_mapping(call.store), &new_user);

	policy = &us_store_mapping(call.store)->options->policy;
	us_policy_check(policy, &new_user.password);
	us_policy_check_personal(policy, &new_user.password, new_user.personal);
	us_password_check_format(&new_user.password, &call.recipe);

	/* A user who exists costs no hash; who comes meanwhile is found below. */
	us_unique_check(call.store, NULL, new_user.identifiers);
	insertion.verifier = us_maker_hash(&new_user.password, &call.recipe,
									   &call.guard);

	us_call_resume(&call);
	insertion.store = call.store;
	insertion.unsealed = us_sealing_seals(us_store_state(call.store));
	new_user.values[US_FIELD_VERIFIER] =
		CStringGetTextDatum(insertion.unsealed ? UNSEALED :
							insertion.verifier);
	new_user.slots |= US_SLOT_BIT(US_FIELD_VERIFIER);
	pack(&new_user, &insertion);
	us_unique_write(call.store, NULL, new_user.identifiers,
					insert, &insertion);

	user = us_user_find_id(call.store, insertion.user_id);
	if (user == NULL)
		refuse_hidden(call.store_name);
	us_events_record(&call, user->user_id);
	us_guard_count(&call.guard, US_COUNT_CREATED);
	return us_profile(user);
}
