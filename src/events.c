/*-------------------------------------------------------------------------
 *
 * events.c
 *	  Records what actions did: a row each in userstore.events.
 *
 * The row is the extension's: written as its owner, by a statement that is
 * kept, which neither the caller's settings nor his rights nor triggers on the
 * store's relation reach.
 *
 * src/events.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "pgtime.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/uuid.h"

#include "attempt.h"
#include "configuration.h"
#include "durability.h"
#include "events.h"
#include "outcome.h"

/* NB: the time is the clock's; a caller may hold a transaction for long. */
static UsPlan insert = {
	.sql = "INSERT INTO userstore.events (at, event, store, store_id, user_id,"
	" role, session_role, client_addr)"
	" VALUES (pg_catalog.clock_timestamp(), $1, $2, $3, $4, $5, SESSION_USER,"
	" pg_catalog.inet_client_addr())",
	.nargs = 5,
	.argtypes = {TEXTOID, TEXTOID, UUIDOID, TEXTOID, TEXTOID}
};

/* One event to record. */
typedef struct Event
{
	const UsCall *call;
	const char *user_id;
} Event;

static bool
is_login(const UsCall *call)
{
	return call->action == US_LOGIN;
}

bool
us_events_wanted(const UsCall *call)
{
	const UsOptions *options = us_store_mapping(call->store)->options;

	if (options->read_only || options->events == US_EVENTS_OFF)
		return false;
	return options->events == US_EVENTS_ALL || !is_login(call);
}

/* Raises 55P03 unless a table is free now; false if there is none. */
static bool
lock_if_free(const char *name)
{
	Oid			table = get_relname_relid(name,
										  get_namespace_oid("userstore", false));

	if (!OidIsValid(table))
		return false;
	if (!ConditionalLockRelationOid(table, RowExclusiveLock))
		ereport(ERROR,
				errcode(ERRCODE_LOCK_NOT_AVAILABLE),
				errmsg("could not obtain lock on table \"%s\"", name));
	return true;
}

/*
 * Takes the locks of the INSERT without waiting for anybody.
 *
 * NB: lock_timeout won't do: it ends the short wait for a table's extension
 * as well, for which many logins at once queue up.
 */
static void
lock_events(void)
{
	pg_time_t	now = (pg_time_t) time(NULL);
	char		day[sizeof("events_YYYYMMDD")];

	pg_strftime(day, sizeof(day), "events_%Y%m%d", pg_gmtime(&now));
	(void) lock_if_free("events");
	if (!lock_if_free(day))
		(void) lock_if_free("events_default");
}

/* A work function of us_attempt. */
static void
write_event(void *arg)
{
	const Event *event = arg;
	const UsCall *call = event->call;
	UsResult	result;
	Datum		values[] = {
		CStringGetTextDatum(us_action_name(call->action)),
		CStringGetTextDatum(call->store_name),
		UUIDPGetDatum(&us_store_state(call->store)->id),
		CStringGetTextDatum(event->user_id),
		CStringGetTextDatum(GetUserNameFromId(GetUserId(), false))
	};

	if (is_login(call))
		lock_events();
	us_configuration_run_kept(&insert, values, US_PLAN_WRITE, &result);
}

/*
 * NB: the row is as routine as the login's stamp: the commit does not wait for
 * it, unless the caller wrote something before.
 */
static void
record_login(Event *event)
{
	bool		routine = us_durability_is_routine();
	ErrorData  *error = us_attempt(write_event, event);

	if (routine)
		us_durability_set_routine();
	if (error == NULL)
		return;
	ereport(LOG_SERVER_ONLY,
			errcode(error->sqlerrcode),
			errmsg("a login of user \"%s\" of store \"%s\" was not recorded",
				   event->user_id, event->call->store_name),
			errdetail("SQLSTATE %s.", unpack_sql_state(error->sqlerrcode)),
			errhidestmt(true), errhidecontext(true));
	FreeErrorData(error);
}

/* What the server raised, without the context of the call. */
static void
refuse(const UsCall *call, MemoryContext context)
{
	ErrorData  *error;

	MemoryContextSwitchTo(context);
	error = CopyErrorData();
	FlushErrorState();
	us_forget_context();
	ereport(ERROR,
			errcode(error->sqlerrcode),
			errmsg("what was done in store \"%s\" could not be recorded",
				   call->store_name),
			errdetail_log("%s", error->message));
}

static void
record_change(Event *event)
{
	MemoryContext context = CurrentMemoryContext;

	PG_TRY();
	{
		write_event(event);
	}
	PG_CATCH();
	{
		refuse(event->call, context);
	}
	PG_END_TRY();
}

void
us_events_record(const UsCall *call, const char *user_id)
{
	Event		event = {call, user_id};

	/* NB: of a login that can't be recorded login.c writes the line. */
	if (!us_events_wanted(call) || !us_call_may_write())
		return;
	if (is_login(call))
		record_login(&event);
	else
		record_change(&event);
}
