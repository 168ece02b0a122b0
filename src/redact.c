/*-------------------------------------------------------------------------
 *
 * redact.c
 *	  Keeps what clients say out of the log, in sessions of granted roles.
 *
 * The settings that grant_access() gives a role keep its statements out of
 * the log; what they leave is edited here: a message that repeats a value
 * ("invalid input syntax for type ..."), a detail with parameters, the context
 * and the query of an error in nested SQL.  Nothing is parsed or searched:
 * whatever came from the client goes, and of a message stays the format that
 * the server's source has for it.  SQLSTATE, severity, command tag, query ID
 * and the place in the source stay.
 *
 * NB: elog.c says of emit_log_hook that anything but turning off
 * output_to_server is "not considered supported".  We edit the message in
 * place all the same.  The client gets the message after the hook, and many
 * a client writes it to a log of its own, which must not get a password
 * either; and a second message, emitted for the one that is turned off, would
 * be without the first one's severity, place and time.  PostgreSQL 15 to 18
 * read every field after the hook, and t/023_logs.pl fails if one does not.
 *
 * Two kinds of messages never come here: those that log_min_messages keeps
 * out of the log, so that only the client sees them, and those of other
 * processes about this one.
 *
 * src/redact.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/parallel.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "attempt.h"
#include "catalog.h"
#include "domain.h"
#include "hiding.h"
#include "redact.h"
#include "trail.h"

/* What is said if a message is nothing but what somebody made up. */
static const char withheld[] =
	"message withheld in a session that has access to a user store";

/* Formats that say little without their values, and what is said instead. */
static const struct
{
	const char *format;
	const char *message;
}			plainer[] = {
	{"%s at or near \"%s\"", "syntax error"},
	{"%s at end of input", "syntax error at end of input"},
	{"%s %s%s%s: %s", "execute"},
	{"no access to store \"%s\"", "no access to the store"},
	{"%s", withheld},
};

/* Formats whose values are the server's own, by how they begin. */
static const char *const harmless[] = {
	"disconnection: session time: ",
	"process %d still waiting for ",
	"process %d acquired ",
	"process %d failed to acquire ",
	"process %d avoided deadlock ",
	"process %d detected deadlock ",
};

static emit_log_hook_type previous_hook = NULL;
static bool redacting = false;

/* Is the message one of ours?  Our files are compiled with that TEXTDOMAIN. */
static bool
is_ours(const ErrorData *edata)
{
	return edata->domain != NULL && strcmp(edata->domain, TEXTDOMAIN) == 0;
}

/*
 * Refusals, which a flood of calls would write without end: those of outcome.c,
 * by the letter that their SQLSTATEs have in common, and in a redacted session
 * those of what was typed.
 */
static bool
is_refusal(const ErrorData *edata)
{
	if (!is_ours(edata))
		return false;
	return strchr(unpack_sql_state(edata->sqlerrcode), 'U') != NULL ||
		(redacting &&
		 ERRCODE_TO_CATEGORY(edata->sqlerrcode) == ERRCODE_DATA_EXCEPTION);
}

static bool
has_conversion(const char *format)
{
	const char *p;

	for (p = strchr(format, '%'); p != NULL; p = strchr(p + 2, '%'))
	{
		if (p[1] != '%')
			return true;
	}
	return false;
}

/* What went wrong in the server, not with what a client said. */
static bool
is_servers_trouble(int sqlstate)
{
	switch (ERRCODE_TO_CATEGORY(sqlstate))
	{
		case ERRCODE_TRANSACTION_ROLLBACK:
		case ERRCODE_INSUFFICIENT_RESOURCES:
		case ERRCODE_OPERATOR_INTERVENTION:
		case ERRCODE_SYSTEM_ERROR:
		case ERRCODE_INTERNAL_ERROR:
			return true;
		default:
			return false;
	}
}

/* May the message stay with the values in it? */
static bool
message_may_stay(const ErrorData *edata)
{
	const char *format = edata->message_id;

	/* NB: a store's name as it was typed may be a password in its place. */
	if (is_ours(edata))
		return edata->sqlerrcode != ERRCODE_INSUFFICIENT_PRIVILEGE;
	if (format == NULL || strcmp(format, "%s") == 0)
		return false;
	if (!has_conversion(format) || is_servers_trouble(edata->sqlerrcode) ||
		strcmp(format, "duration: %s ms") == 0)
		return true;
	for (int i = 0; i < (int) lengthof(harmless); i++)
	{
		if (strncmp(format, harmless[i], strlen(harmless[i])) == 0)
			return true;
	}
	return false;
}

/* The fields are palloc'd, in the error's own context. */
static void
forget(char **field)
{
	if (*field != NULL)
		pfree(*field);
	*field = NULL;
}

static void
replace_message(ErrorData *edata)
{
	const char *message = edata->message_id ? edata->message_id : withheld;

	for (int i = 0; i < (int) lengthof(plainer); i++)
	{
		if (strcmp(message, plainer[i].format) == 0)
			message = plainer[i].message;
	}
	forget(&edata->message);
	edata->message = MemoryContextStrdup(edata->assoc_context, message);
}

/* NB: a statement that failed before an action began is still on show. */
static void
redact(ErrorData *edata)
{
	if (edata->elevel >= ERROR)
		us_hide_statement();
	edata->hide_stmt = true;
	edata->hide_ctx = true;
	if (!message_may_stay(edata))
		replace_message(edata);
	if (!is_ours(edata))
	{
		forget(&edata->detail);
		forget(&edata->detail_log);
		forget(&edata->hint);
	}
	forget(&edata->context);
	forget(&edata->internalquery);
	edata->internalpos = 0;
}

static void
edit_message(ErrorData *edata)
{
	if (redacting)
		redact(edata);
	if (is_refusal(edata) && !us_trail_may_log())
		edata->output_to_server = false;
	if (previous_hook != NULL && edata->output_to_server)
		previous_hook(edata);
}

/* A work function of us_attempt. */
static void
ask_grants(void *arg)
{
	bool	   *granted = arg;

	*granted = us_catalog_grants(GetSessionUserId()) != NIL;
}

/*
 * Has the session's role been granted a store?  Raises nothing but a cancel,
 * for this may be the start of a connection; what can't be known counts as
 * granted.
 */
static bool
is_granted_session(void)
{
	bool		granted = false;

	if (!OidIsValid(MyDatabaseId) || !IsTransactionState())
		return false;
	if (!OidIsValid(get_namespace_oid("userstore", true)))
		return false;
	if (IsInParallelMode() || us_attempt(ask_grants, &granted) != NULL)
		return !superuser_arg(GetSessionUserId());
	return granted;
}

void
us_redact_start(void)
{
	redacting = is_granted_session();
	previous_hook = emit_log_hook;
	emit_log_hook = edit_message;
}

/*
 * us_redact_session
 *
 * A superuser who has taken on a role is not a session of that role: none of
 * its settings hold, and what he reads is his.
 */
void
us_redact_session(void)
{
	if (!redacting)
		redacting = !superuser_arg(GetSessionUserId());
}
