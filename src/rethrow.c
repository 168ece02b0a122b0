/*-------------------------------------------------------------------------
 *
 * rethrow.c
 *	  An error of a store's own SQL, with nothing in it but its SQLSTATE.
 *
 * "Failing row contains (…)" shows a verifier; a trigger's message, detail,
 * hint, context and query may.  None of them reaches client or log: the
 * message is ours, the SQLSTATE and the constraint's name are the store's.
 *
 * src/rethrow.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "outcome.h"
#include "rethrow.h"

/* What PostgreSQL itself raises in any statement, in our words. */
static const struct
{
	int			sqlstate;
	const char *message;
}			messages[] = {
	{ERRCODE_QUERY_CANCELED, "the statement was canceled"},
	{ERRCODE_LOCK_NOT_AVAILABLE, "a lock could not be had in time"},
	{ERRCODE_T_R_SERIALIZATION_FAILURE, "could not serialize access to the store"},
	{ERRCODE_T_R_DEADLOCK_DETECTED, "deadlock detected"},
	{ERRCODE_READ_ONLY_SQL_TRANSACTION, "cannot write in a read-only transaction"},
	{ERRCODE_OUT_OF_MEMORY, "out of memory"},
};

/* Does this look like a constraint's name, and not like a verifier? */
static bool
is_constraint_name(const char *name)
{
	return name != NULL && strlen(name) < NAMEDATALEN &&
		strpbrk(name, "$:{}=") == NULL;
}

void
us_rethrow_bare(const ErrorData *error, const char *store)
{
	const char *message = NULL;

	for (int i = 0; i < (int) lengthof(messages); i++)
	{
		if (messages[i].sqlstate == error->sqlerrcode)
			message = messages[i].message;
	}

	us_forget_context();
	ereport(ERROR,
			errcode(error->sqlerrcode),
			message ? errmsg("%s", message) :
			errmsg("the relation of store \"%s\" raised an error", store),
			is_constraint_name(error->constraint_name) ?
			err_generic_string(PG_DIAG_CONSTRAINT_NAME,
							   error->constraint_name) : 0);
}
