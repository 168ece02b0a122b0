/*-------------------------------------------------------------------------
 *
 * large.c
 *	  Plans as if every table were large.
 *
 * A look-up's plan is kept for the life of a session, and judged when a store
 * is attached.  Of an empty table the planner would read anything, since it
 * costs nothing; with a million users that plan would stop the server.
 *
 * src/large.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "optimizer/plancat.h"
#include "utils/guc.h"

#include "large.h"

#define TUPLES_MIN	1e6
#define PAGES_MIN	20000
#define INDEX_PAGES_MIN	3000

/* A caller may have switched these off; whether a store works is not his. */
static const char *const wanted[] = {
	"enable_indexscan", "enable_bitmapscan", "enable_nestloop"
};

/* No user is found faster by reading a table, or by hashing one. */
static const char *const unwanted[] = {
	"enable_seqscan", "enable_indexonlyscan", "enable_hashjoin",
	"enable_mergejoin",
	/* What can't be helped looks so dear now that it would be compiled. */
	"jit"
};

static get_relation_info_hook_type previous_hook = NULL;
static bool pretending = false;

/* Raises the size of a table and of its indexes in the planner's eyes. */
static void
enlarge(PlannerInfo *root, Oid relation, bool inhparent, RelOptInfo *rel)
{
	ListCell   *cell;

	if (previous_hook)
		previous_hook(root, relation, inhparent, rel);
	if (!pretending || inhparent)
		return;
	rel->tuples = Max(rel->tuples, TUPLES_MIN);
	rel->pages = Max(rel->pages, PAGES_MIN);
	foreach(cell, rel->indexlist)
	{
		IndexOptInfo *index = lfirst(cell);

		index->tuples = Max(index->tuples, TUPLES_MIN);
		index->pages = Max(index->pages, INDEX_PAGES_MIN);
	}
}

void
us_large_start(void)
{
	previous_hook = get_relation_info_hook;
	get_relation_info_hook = enlarge;
}

static void
set(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
}

void
us_large_plan(void (*plan) (void *arg), void *arg)
{
	int			nest_level = NewGUCNestLevel();

	for (int i = 0; i < (int) lengthof(wanted); i++)
		set(wanted[i], "on");
	for (int i = 0; i < (int) lengthof(unwanted); i++)
		set(unwanted[i], "off");
	pretending = true;
	PG_TRY();
	{
		plan(arg);
	}
	PG_FINALLY();
	{
		pretending = false;
	}
	PG_END_TRY();
	AtEOXact_GUC(false, nest_level);
}
