/*-------------------------------------------------------------------------
 *
 * clearing.c
 *	  Forgets failed guesses when the transaction commits, and not before.
 *
 * BEGIN; change_password(...); ROLLBACK must buy no guess.  What is to be
 * forgotten is kept with the subtransaction that said so, in the transaction's
 * own memory.  A transaction that is prepared clears nothing: who commits it is
 * another session.
 *
 * src/clearing.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "nodes/pg_list.h"
#include "utils/memutils.h"

#include "clearing.h"

typedef struct Clearing
{
	UsSubject	subject;
	bool		shared;
	SubTransactionId within;
} Clearing;

/* In TopTransactionContext. */
static List *clearings = NIL;

static void
at_end(XactEvent event, void *arg pg_attribute_unused())
{
	ListCell   *cell;

	if (clearings == NIL ||
		(event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT &&
		 event != XACT_EVENT_PREPARE))
		return;
	if (event == XACT_EVENT_COMMIT)
	{
		foreach(cell, clearings)
		{
			const Clearing *clearing = lfirst(cell);

			(void) us_throttle_clear(clearing->subject, clearing->shared);
		}
	}
	clearings = NIL;
}

static void
at_end_of_part(SubXactEvent event, SubTransactionId mine,
			   SubTransactionId parent, void *arg pg_attribute_unused())
{
	ListCell   *cell;

	if (event != SUBXACT_EVENT_COMMIT_SUB && event != SUBXACT_EVENT_ABORT_SUB)
		return;
	foreach(cell, clearings)
	{
		Clearing   *clearing = lfirst(cell);

		if (clearing->within != mine)
			continue;
		if (event == SUBXACT_EVENT_COMMIT_SUB)
			clearing->within = parent;
		else
			clearings = foreach_delete_current(clearings, cell);
	}
}

void
us_clearing_start(void)
{
	RegisterXactCallback(at_end, NULL);
	RegisterSubXactCallback(at_end_of_part, NULL);
}

void
us_clearing_at_commit(UsSubject subject, bool shared)
{
	MemoryContext old = MemoryContextSwitchTo(TopTransactionContext);
	Clearing   *clearing = palloc(sizeof(Clearing));

	clearing->subject = subject;
	clearing->shared = shared;
	clearing->within = GetCurrentSubTransactionId();
	clearings = lappend(clearings, clearing);
	MemoryContextSwitchTo(old);
}
