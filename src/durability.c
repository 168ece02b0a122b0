/*-------------------------------------------------------------------------
 *
 * durability.c
 *	  Lets a transaction that only stamped logins commit without waiting.
 *
 * A login's stamp, or a verifier hashed anew from the same password, may be
 * lost in a crash; to wait for the disk for it would slow every login down.
 * But synchronous_commit is the transaction's, and what the caller writes
 * beside it must not become asynchronous.  So it is turned off at commit, and
 * only if the last WAL record of this transaction is still the one that stood
 * there when a login ended, and nothing but logins stood before it.
 *
 * src/durability.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "utils/guc.h"

#include "durability.h"

/* Where this transaction's WAL ended when it was last called routine. */
static XLogRecPtr routine_end = InvalidXLogRecPtr;

static void
before_commit(XactEvent event, void *arg pg_attribute_unused())
{
	switch (event)
	{
		case XACT_EVENT_PRE_COMMIT:
			if (routine_end != InvalidXLogRecPtr &&
				routine_end == XactLastRecEnd &&
				synchronous_commit > SYNCHRONOUS_COMMIT_OFF)
				(void) set_config_option("synchronous_commit", "off",
										 PGC_USERSET, PGC_S_SESSION,
										 GUC_ACTION_LOCAL, true, 0, false);
			break;
		case XACT_EVENT_COMMIT:
		case XACT_EVENT_ABORT:
		case XACT_EVENT_PREPARE:
			routine_end = InvalidXLogRecPtr;
			break;
		default:
			break;
	}
}

void
us_durability_start(void)
{
	RegisterXactCallback(before_commit, NULL);
}

bool
us_durability_is_routine(void)
{
	return !TransactionIdIsValid(GetTopTransactionIdIfAny()) ||
		(routine_end != InvalidXLogRecPtr && routine_end == XactLastRecEnd);
}

void
us_durability_set_routine(void)
{
	if (TransactionIdIsValid(GetTopTransactionIdIfAny()))
		routine_end = XactLastRecEnd;
}
