/*-------------------------------------------------------------------------
 *
 * search.c
 *	  Which look-ups of a store use an index, judged once.
 *
 * src/search.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/rel.h"

#include "lookup.h"
#include "search.h"

/* What judge_lookup() needs. */
typedef struct LookupWork
{
	UsField		field;
	UsLookup	lookup;
} LookupWork;

/*
 * Judges one look-up; a work function of us_store_explore.  It is not kept if
 * an index waits for older transactions to end, of which no message tells.
 */
static void
judge_lookup(UsState *state, Relation rel, void *arg)
{
	LookupWork *work = arg;
	PlannedStmt *generic;
	MemoryContext old;
	UsLookup   *lookup;
	UsPlan		plan;

	us_statement_build_lookup(state->mapping, work->field, &plan);
	(void) us_plan_explain(&plan, &generic);
	us_lookup_judge(generic, &work->lookup);
	if (!work->lookup.indexed && rel->rd_rel->relforcerowsecurity)
	{
		/* A policy goes before whatever could tell of other rows. */
		work->lookup.cure = psprintf("ALTER TABLE %s NO FORCE ROW LEVEL SECURITY",
									 state->mapping->relation);
		work->lookup.duplicates = NULL;
	}
	if (work->lookup.transient)
		return;

	old = MemoryContextSwitchTo(state->context);
	lookup = palloc(sizeof(UsLookup));
	*lookup = work->lookup;
	lookup->relations = list_copy(work->lookup.relations);
	if (lookup->scanned)
		lookup->scanned = pstrdup(lookup->scanned);
	if (lookup->cure)
		lookup->cure = pstrdup(lookup->cure);
	if (lookup->duplicates)
		lookup->duplicates = pstrdup(lookup->duplicates);
	state->dependencies = list_concat_unique_oid(state->dependencies,
												 lookup->relations);
	MemoryContextSwitchTo(old);
	state->lookups[work->field] = lookup;
}

/*
 * us_search_lookup
 *
 * Returns a copy: the state in which it was kept may be stale by now.
 */
const UsLookup *
us_search_lookup(UsStore *store, UsField field)
{
	UsState    *state = us_store_state(store);
	const UsColumn *column = us_mapping_column(state->mapping, field);
	LookupWork *work;

	if (state->lookups[field] != NULL)
		return state->lookups[field];
	if (column == NULL || column->match == NULL)
		return NULL;
	work = palloc0(sizeof(LookupWork));
	work->field = field;
	us_store_explore(store, true, judge_lookup, work);
	return &work->lookup;
}

bool
us_search_finds(UsStore *store, UsField field)
{
	const UsLookup *lookup = us_search_lookup(store, field);

	return lookup != NULL && lookup->indexed;
}
