/*-------------------------------------------------------------------------
 *
 * reseal.c
 *	  Seals the verifiers of a store, with another key, or no longer.
 *
 * A procedure commits the state that new verifiers are written by, waits for
 * all who may still write by the one before, and goes through the users in
 * rounds until none is left: see install/reseal.sql.  Nobody waits for it, and
 * in every state between, whoever knows a password gets in.
 *
 *				 new ones are	match
 *	 off		 plain			plain
 *	 migrating	 sealed			both	(or plain, while a store is unsealed)
 *	 required	 sealed			sealed
 *
 * It may be ended at any time and begun again, and several sessions share the
 * work: each takes what no other has locked.
 *
 * src/reseal.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/uuid.h"

#include "argument.h"
#include "catalog.h"
#include "compat.h"
#include "configuration.h"
#include "keys.h"
#include "outcome.h"
#include "ownership.h"
#include "rounds.h"
#include "sealing.h"
#include "seals.h"

PG_FUNCTION_INFO_V1(us_sql_reseal_begin);
PG_FUNCTION_INFO_V1(us_sql_reseal_wait);
PG_FUNCTION_INFO_V1(us_sql_reseal_list);
PG_FUNCTION_INFO_V1(us_sql_reseal_batch);
PG_FUNCTION_INFO_V1(us_sql_reseal_is_done);

/* The round of this session. */
static UsRound round_of = {.makes = "sealed", .done_word = "sealed",
	.procedure = "reseal"};
static UsSealsWanted wanted;	/* when it was listed */
static UsSealsFound found;
static bool logs_tampered = true;	/* not in every round */

/*
 * The store of a call that may reseal it.
 *
 * NB: sealing keeps out who may write to the relation, as its owner may.  He
 * may have its verifiers sealed, but not opened.
 */
static UsStore *
open_store(FunctionCallInfo fcinfo, bool *unseal)
{
	char	   *name = us_argument_string(fcinfo, 0, "store", NAMEDATALEN - 1);
	UsMappingRow row;

	if (PG_ARGISNULL(1))
		us_refuse_null("unseal");
	*unseal = PG_GETARG_BOOL(1);
	us_ownership_read(name, &row);
	if (*unseal && !superuser())
		ereport(ERROR,
				errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("only a superuser may unseal a store"),
				errdetail("The owner of its relation could write verifiers there that match."));
	round_of.done_word = *unseal ? "unsealed" : "sealed";
	return us_store_open(name);
}

/* Raises unless the server has all keys, and one to seal with. */
static void
check_keys(void)
{
	const char *reason = us_keys_lacking();

	if (reason == NULL)
		return;
	ereport(ERROR,
			errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("there is no key to seal with"),
			errdetail("%s", reason),
			errhint("Put a key into userstore.key_file, keep a copy where no dump is, and say so with userstore.confirm_escrow()."));
}

/* What the verifiers are to be. */
static void
read_wanted(bool unseal, UsSealsWanted *to)
{
	const UsKey *key = us_keys_active();

	memset(to, 0, sizeof(*to));
	to->plain = unseal;
	if (!unseal && key != NULL)
		strlcpy(to->key, key->id, sizeof(to->key));
}

/* Does the store's state, as begin() left it, still ask for what we do? */
static void
check_direction(UsStore *store, bool unseal)
{
	const UsState *state = us_store_state(store);

	if (state->sealing == US_SEALING_OFF ? unseal :
		state->sealing == US_SEALING_REQUIRED ? !unseal :
		state->unsealing == unseal)
		return;
	ereport(ERROR,
			errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("store \"%s\" is being %s by another session",
				   store->name, unseal ? "sealed" : "unsealed"));
}

/*
 * Keeps others from changing the state, or the options, until the transaction
 * ends.
 */
static void
lock_mappings(void)
{
	Oid			owner;

	LockRelationOid(us_catalog_mappings_table(&owner), ShareRowExclusiveLock);
	AcceptInvalidationMessages();
}

static void
set_migrating(const UsState *state, bool unseal)
{
	static const char sql[] =
		"UPDATE userstore.mappings SET sealing = 'migrating', unsealing = $2,"
		" sealing_since = pg_catalog.now()"
		" WHERE id OPERATOR(pg_catalog.=) $1";
	static const Oid types[] = {UUIDOID, BOOLOID};
	Datum		values[] = {UUIDPGetDatum(&state->id), BoolGetDatum(unseal)};
	UsResult	result;

	us_configuration_run(sql, lengthof(types), types, values, US_PLAN_WRITE,
						 &result);
}

static void
set_required(const UsState *state, const char *key_id)
{
	static const char sql[] =
		"UPDATE userstore.mappings SET sealing = 'required',"
		" sealing_since = pg_catalog.now(), sealed_with = $2"
		" WHERE id OPERATOR(pg_catalog.=) $1 AND (sealing OPERATOR(pg_catalog.<>) 'required'"
		" OR sealed_with OPERATOR(pg_catalog.<>) $2)";
	static const Oid types[] = {UUIDOID, TEXTOID};
	Datum		values[] = {UUIDPGetDatum(&state->id),
	CStringGetTextDatum(key_id)};
	UsResult	result;

	us_configuration_run(sql, lengthof(types), types, values, US_PLAN_WRITE,
						 &result);
}

static void
set_off(const UsState *state)
{
	static const char sql[] =
		"UPDATE userstore.mappings SET sealing = 'off', unsealing = false,"
		" sealing_since = NULL, sealed_with = NULL"
		" WHERE id OPERATOR(pg_catalog.=) $1 AND sealing OPERATOR(pg_catalog.<>) 'off'";
	static const Oid types[] = {UUIDOID};
	Datum		values[] = {UUIDPGetDatum(&state->id)};
	UsResult	result;

	us_configuration_run(sql, lengthof(types), types, values, US_PLAN_WRITE,
						 &result);
}

/*
 * Looks through the store before its state changes.
 *
 * NB: what was put into a store that is sealed does not match.  It would as
 * soon as the state allows what is plain, so that is not done by itself.
 */
static void
survey(UsStore *store, bool unseal, UsSealsFound *seen)
{
	UsSealsWanted target;
	bool		required =
		us_store_state(store)->sealing == US_SEALING_REQUIRED;

	read_wanted(unseal, &target);
	us_seals_find(store, &target, NULL, unseal && required, seen);
	if (!unseal || !required || seen->planted == 0)
		return;
	ereport(ERROR,
			errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("store \"%s\" has " INT64_FORMAT
				   " verifiers that are not sealed",
				   store->name, seen->planted),
			errdetail("Somebody put them there. They match no password now, and would once the store is unsealed."),
			errhint("The server's log names the users. Give each a new password, or set the verifier to '!'."));
}

/* Must the state change before anything is done? */
static bool
is_to_migrate(const UsState *state, bool unseal)
{
	switch (state->sealing)
	{
		case US_SEALING_OFF:
			return !unseal;
		case US_SEALING_REQUIRED:
			return unseal;
		case US_SEALING_MIGRATING:
			break;
	}
	return state->unsealing != unseal;
}

/*
 * us_sql_reseal_begin(store text, unseal boolean, dry_run boolean) → void
 *
 * Checks all that can be checked, and sets the state that new verifiers are
 * written by.
 */
Datum
us_sql_reseal_begin(PG_FUNCTION_ARGS)
{
	bool		unseal;
	UsStore    *store = open_store(fcinfo, &unseal);
	bool		dry_run = !PG_ARGISNULL(2) && PG_GETARG_BOOL(2);
	UsSealsFound seen;

	us_rounds_check_store(&round_of, store);
	us_sealing_require(us_store_state(store));
	if (!unseal)
		check_keys();
	if (dry_run || is_to_migrate(us_store_state(store), unseal))
		survey(store, unseal, &seen);
	if (dry_run)
	{
		ereport(NOTICE,
				errmsg("store \"%s\": " INT64_FORMAT " verifiers to be %s",
					   store->name, seen.total, round_of.done_word));
		PG_RETURN_VOID();
	}

	logs_tampered = true;
	lock_mappings();
	us_rounds_check_store(&round_of, store);
	if (is_to_migrate(us_store_state(store), unseal))
		set_migrating(us_store_state(store), unseal);
	PG_RETURN_VOID();
}

/*
 * us_sql_reseal_wait(store text, unseal boolean) → void
 *
 * Waits for all who may have read the state as it was: whoever writes a
 * verifier has the relation's lock before he asks for the state, and an
 * application that fills the relation has that of what it is made of.  Nobody
 * waits for us.
 */
Datum
us_sql_reseal_wait(PG_FUNCTION_ARGS)
{
	bool		unseal;
	UsStore    *store = open_store(fcinfo, &unseal);
	const UsState *state = us_store_state(store);
	List	   *oids = list_append_unique_oid(list_copy(state->underlying),
											  state->relation);
	List	   *tags = NIL;
	ListCell   *cell;

	foreach(cell, oids)
	{
		LOCKTAG    *tag = palloc(sizeof(LOCKTAG));

		SET_LOCKTAG_RELATION(*tag, MyDatabaseId, lfirst_oid(cell));
		tags = lappend(tags, tag);
	}
	WaitForLockersMultiple(tags, ShareLock, false);
	PG_RETURN_VOID();
}

/*
 * us_sql_reseal_list(store text, unseal boolean, batch_size int)
 *		→ setof text[]
 *
 * Begins a round.
 */
Datum
us_sql_reseal_list(PG_FUNCTION_ARGS)
{
	bool		unseal;
	UsStore    *store = open_store(fcinfo, &unseal);
	UsBatches  *batches = us_rounds_batches(fcinfo, 2);

	us_rounds_check_store(&round_of, store);
	check_direction(store, unseal);
	us_sealing_require(us_store_state(store));
	read_wanted(unseal, &wanted);
	us_seals_find(store, &wanted, batches, logs_tampered, &found);
	logs_tampered = false;
	us_rounds_begin(&round_of, found.total);
	return (Datum) 0;
}

/*
 * us_sql_reseal_batch(store text, unseal boolean, ids text[]) → void
 *
 * NB: as all who write verifiers, it has the lock before it asks for the state.
 */
Datum
us_sql_reseal_batch(PG_FUNCTION_ARGS)
{
	bool		unseal;
	UsStore    *store = open_store(fcinfo, &unseal);
	int			count;
	Datum	   *ids = us_rounds_ids(fcinfo, 2, &count);
	UsSealsWanted target;

	LockRelationOid(us_store_state(store)->relation, RowExclusiveLock);
	AcceptInvalidationMessages();
	us_rounds_check_store(&round_of, store);
	check_direction(store, unseal);
	us_sealing_require(us_store_state(store));
	read_wanted(unseal, &target);
	for (int i = 0; i < count; i++)
		us_seals_make(store, &target, TextDatumGetCString(ids[i]),
					  found.history, &round_of);
	us_rounds_tell(&round_of, store->name, false);
	PG_RETURN_VOID();
}

/* Sets the state that says that all is done, and tells. */
static void
finish(UsStore *store, bool unseal)
{
	lock_mappings();
	us_rounds_check_store(&round_of, store);
	check_direction(store, unseal);
	if (unseal)
		set_off(us_store_state(store));
	else
		set_required(us_store_state(store), wanted.key);
	ereport(NOTICE,
			unseal ?
			errmsg("store \"%s\" is not sealed", store->name) :
			errmsg("store \"%s\" is sealed with key \"%s\"",
				   store->name, wanted.key));
}

static void
tell_tampered(const UsStore *store)
{
	if (found.tampered == 0)
		return;
	ereport(WARNING,
			errmsg("store \"%s\": " INT64_FORMAT
				   " verifiers were tampered with and were left",
				   store->name, found.tampered),
			errdetail("They match no password."),
			errhint("The server's log names the users."));
}

/* Is the round that was listed one for this key, or for none? */
static bool
is_wanted_still(bool unseal)
{
	UsSealsWanted now;

	read_wanted(unseal, &now);
	return now.plain == wanted.plain && strcmp(now.key, wanted.key) == 0;
}

/*
 * us_sql_reseal_is_done(store text, unseal boolean) → boolean
 *
 * Ends a round.  If it found nobody all is done; if all whom it found are
 * left, another would not help now.
 */
Datum
us_sql_reseal_is_done(PG_FUNCTION_ARGS)
{
	bool		unseal;
	UsStore    *store = open_store(fcinfo, &unseal);

	if (!is_wanted_still(unseal))
		PG_RETURN_BOOL(false);
	if (round_of.total == 0)
	{
		finish(store, unseal);
		tell_tampered(store);
		PG_RETURN_BOOL(true);
	}
	us_rounds_tell(&round_of, store->name, true);
	if (round_of.done > 0 || round_of.locked + round_of.failed == 0)
		PG_RETURN_BOOL(false);
	us_rounds_tell_left(&round_of, store->name);
	tell_tampered(store);
	PG_RETURN_BOOL(true);
}
