/*-------------------------------------------------------------------------
 *
 * lookup.c
 *	  Does a look-up use an index, and can it find more than one row?
 *
 * The planner is asked, not the catalogs: it knows about views, partitions,
 * expressions, partial indexes and collations.  A scan is keyed if its
 * conditions compare something of its relation with $1.  A unique index whose
 * columns are all bound to $1 or to constants lets a keyed scan find one row;
 * rows of several relations may be joined to it, but not added.
 *
 * src/lookup.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/relation.h"
#include "catalog/partition.h"
#include "catalog/pg_am.h"
#include "parser/parsetree.h"
#include "rewrite/rewriteManip.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "bound.h"
#include "compat.h"
#include "lookup.h"

typedef struct Judge
{
	PlannedStmt *plan;
	UsLookup   *lookup;
	int			keyed_count;
	bool		appended;		/* below a node that adds rows to rows */
	Oid			added;			/* the relation of the keyed scans there */
	bool		several;		/* it adds those of several relations */
} Judge;

/*
 * The clauses of a scan as conditions on relation number 1: that of the scan,
 * or the partitioned table that it is a partition of, which is opened.
 */
static List *
lift_clauses(List *clauses, Index scanned, Oid relation, Relation *rel)
{
	List	   *ancestors = get_rel_relispartition(relation) ?
		get_partition_ancestors(relation) : NIL;

	clauses = copyObject(clauses);
	ChangeVarNodes((Node *) clauses, (int) scanned, 1, 0);
	*rel = relation_open(relation, AccessShareLock);
	if (ancestors != NIL)
	{
		Relation	root = relation_open(llast_oid(ancestors),
										 AccessShareLock);
		AttrMap    *map = us_build_attrmap(RelationGetDescr(root),
										   RelationGetDescr(*rel));
		bool		whole_row;

		clauses = (List *) map_variable_attnos((Node *) clauses, 1, 0, map,
											   InvalidOid, &whole_row);
		relation_close(*rel, AccessShareLock);
		*rel = root;
	}
	return clauses;
}

/* Judges one scan of a base relation by its clauses. */
static void
judge_scan(Judge *judge, Index scanned, List *clauses, bool by_index)
{
	UsLookup   *lookup = judge->lookup;
	RangeTblEntry *rte = rt_fetch(scanned, judge->plan->rtable);
	bool		keyed = (us_bound_parameters((Node *) clauses) & US_BOUND_INPUT) != 0;
	Relation	rel;

	if (!by_index)
	{
		lookup->indexed = false;
		lookup->scanned = get_rel_name(rte->relid);
	}
	if (!keyed)
		return;

	clauses = lift_clauses(clauses, scanned, rte->relid, &rel);
	judge->keyed_count++;
	if (judge->appended)
	{
		if (OidIsValid(judge->added) && judge->added != RelationGetRelid(rel))
			judge->several = true;
		judge->added = RelationGetRelid(rel);
	}
	if (!us_bound_unique(rel, clauses))
	{
		lookup->unique = false;
		us_bound_cure(rel, clauses, by_index, &lookup->cure,
					  &lookup->duplicates);
	}
	relation_close(rel, AccessShareLock);
}

/*
 * The predicate of a partial index as clauses of a scan.  The planner leaves
 * those conditions of the query out that it implies.
 */
static List *
predicate_of(Oid index_oid, Index scanned)
{
	Relation	index = index_open(index_oid, AccessShareLock);
	List	   *predicate = copyObject(RelationGetIndexPredicate(index));

	index_close(index, AccessShareLock);
	ChangeVarNodes((Node *) predicate, 1, (int) scanned, 0);
	return predicate;
}

/* Does an index scan's condition narrow it down at all? */
static bool
is_narrowed(const List *indexqual)
{
	return us_bound_parameters((Node *) indexqual) != 0;
}

/* The predicates of all indexes that a bitmap is the intersection of. */
static List *
predicates_of_bitmap(const Plan *plan, Index scanned)
{
	List	   *predicates = NIL;
	ListCell   *cell;

	if (IsA(plan, BitmapIndexScan))
		return predicate_of(((const BitmapIndexScan *) plan)->indexid, scanned);
	if (IsA(plan, BitmapAnd))
	{
		foreach(cell, ((const BitmapAnd *) plan)->bitmapplans)
			predicates = list_concat(predicates,
									 predicates_of_bitmap(lfirst(cell), scanned));
	}
	return predicates;
}

/* Does an index only say in which part of the table a value may be? */
static bool
is_summary(Oid index_oid)
{
	Relation	index = index_open(index_oid, AccessShareLock);
	bool		summary = index->rd_rel->relam == BRIN_AM_OID;

	index_close(index, AccessShareLock);
	return summary;
}

/* The index conditions under a bitmap heap scan all narrow it down. */
static bool
is_bitmap_narrowed(const Plan *plan)
{
	const List *children = IsA(plan, BitmapAnd) ?
		((const BitmapAnd *) plan)->bitmapplans :
		IsA(plan, BitmapOr) ? ((const BitmapOr *) plan)->bitmapplans : NIL;
	bool		any = false;
	bool		all = true;
	ListCell   *cell;

	if (IsA(plan, BitmapIndexScan))
		return is_narrowed(((const BitmapIndexScan *) plan)->indexqual) &&
			!is_summary(((const BitmapIndexScan *) plan)->indexid);
	foreach(cell, children)
	{
		bool		narrowed = is_bitmap_narrowed(lfirst(cell));

		any = any || narrowed;
		all = all && narrowed;
	}
	return IsA(plan, BitmapAnd) ? any : all;
}

static void judge_plan(Judge *judge, Plan *plan);

static void
judge_plans(Judge *judge, List *plans)
{
	ListCell   *cell;

	foreach(cell, plans)
		judge_plan(judge, lfirst(cell));
}

/* The same for plans of which one's rows are added to another's. */
static void
judge_appended(Judge *judge, List *plans)
{
	bool		before = judge->appended;

	judge->appended = true;
	judge_plans(judge, plans);
	judge->appended = before;
}

/* Judges a plan node and all below it. */
static void
judge_plan(Judge *judge, Plan *plan)
{
	List	   *clauses;
	Index		scanned;

	if (plan == NULL)
		return;
	switch (nodeTag(plan))
	{
		case T_SeqScan:
		case T_SampleScan:
			judge_scan(judge, ((Scan *) plan)->scanrelid, plan->qual, false);
			break;
		case T_IndexScan:
			scanned = ((Scan *) plan)->scanrelid;
			clauses = list_concat_copy(((IndexScan *) plan)->indexqualorig,
									   plan->qual);
			judge_scan(judge, scanned,
					   list_concat(clauses,
								   predicate_of(((IndexScan *) plan)->indexid,
												scanned)),
					   is_narrowed(((IndexScan *) plan)->indexqual));
			break;
		case T_BitmapHeapScan:
			scanned = ((Scan *) plan)->scanrelid;
			clauses = list_concat_copy(((BitmapHeapScan *) plan)->bitmapqualorig,
									   plan->qual);
			judge_scan(judge, scanned,
					   list_concat(clauses,
								   predicates_of_bitmap(plan->lefttree, scanned)),
					   is_bitmap_narrowed(plan->lefttree));
			return;
		case T_IndexOnlyScan:
			/* Discouraged, so there was no other; it has no rows to tell. */
			scanned = ((Scan *) plan)->scanrelid;
			judge_scan(judge, scanned, NIL,
					   is_narrowed(((IndexOnlyScan *) plan)->indexqual));
			break;
		case T_ForeignScan:
			judge->lookup->foreign = true;
			break;
		case T_CustomScan:
			judge_appended(judge, ((CustomScan *) plan)->custom_plans);
			break;
		case T_SubqueryScan:
			judge_plan(judge, ((SubqueryScan *) plan)->subplan);
			break;
		case T_Append:
			judge_appended(judge, ((Append *) plan)->appendplans);
			break;
		case T_MergeAppend:
			judge_appended(judge, ((MergeAppend *) plan)->mergeplans);
			break;
		default:
			break;
	}
	judge_plan(judge, plan->lefttree);
	judge_plan(judge, plan->righttree);
}

void
us_lookup_judge(PlannedStmt *plan, UsLookup *lookup)
{
	Judge		judge = {.plan = plan, .lookup = lookup};

	memset(lookup, 0, sizeof(*lookup));
	lookup->indexed = true;
	lookup->unique = true;
	lookup->transient = plan->transientPlan;
	lookup->relations = list_copy(plan->relationOids);
	judge_plan(&judge, plan->planTree);
	judge_plans(&judge, plan->subplans);
	if (judge.keyed_count == 0 || judge.several)
		lookup->unique = false;
	if (judge.several)
		lookup->cure = lookup->duplicates = NULL;
}
