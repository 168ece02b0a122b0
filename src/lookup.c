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
#include "access/stratnum.h"
#include "catalog/partition.h"
#include "catalog/pg_am.h"
#include "lib/stringinfo.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parsetree.h"
#include "partitioning/partdefs.h"
#include "rewrite/rewriteManip.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/partcache.h"
#include "utils/rel.h"
#include "utils/ruleutils.h"

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

/* The kinds of parameters in an expression, as bits. */
#define HAS_INPUT		1		/* $1 */
#define HAS_INTERNAL	2		/* of the executor: a join's, a subquery's */

static bool
collect_parameters(Node *node, int *found)
{
	if (node == NULL)
		return false;
	if (IsA(node, Param))
		*found |= ((Param *) node)->paramkind == PARAM_EXTERN ?
			HAS_INPUT : HAS_INTERNAL;
	return expression_tree_walker(node, collect_parameters, found);
}

static int
parameters_of(Node *node)
{
	int			found = 0;

	(void) collect_parameters(node, &found);
	return found;
}

static Node *
strip(Node *node)
{
	while (node != NULL && IsA(node, RelabelType))
		node = (Node *) ((RelabelType *) node)->arg;
	return node;
}

/*
 * Splits "key = value" into its sides, value being free of columns.  False
 * for any other clause.
 */
static bool
split_clause(Node *clause, Node **key, Node **value)
{
	OpExpr	   *op = (OpExpr *) clause;

	if (!IsA(clause, OpExpr) || list_length(op->args) != 2)
		return false;
	*key = strip(linitial(op->args));
	*value = lsecond(op->args);
	if (contain_var_clause(*value))
	{
		*key = strip(lsecond(op->args));
		*value = linitial(op->args);
	}
	return contain_var_clause(*key) && !contain_var_clause(*value);
}

/* Does a clause bind the n-th column of an index to $1 or a constant? */
static bool
binds_column(Node *clause, Relation index, int n, Node *column, bool *input)
{
	Oid			collation = index->rd_indcollation[n];
	Node	   *key;
	Node	   *value;
	int			parameters;

	if (!split_clause(clause, &key, &value) || !equal(key, column) ||
		get_op_opfamily_strategy(((OpExpr *) clause)->opno,
								 index->rd_opfamily[n]) != BTEqualStrategyNumber ||
		(OidIsValid(collation) &&
		 collation != ((OpExpr *) clause)->inputcollid))
		return false;
	parameters = parameters_of(value);
	if (parameters & HAS_INTERNAL)
		return false;
	if (parameters & HAS_INPUT)
		*input = true;
	return true;
}

/* The n-th column of an index as an expression of relation number 1. */
static Node *
index_column(Relation index, int n, ListCell **expression, List *expressions)
{
	AttrNumber	attno = index->rd_index->indkey.values[n];
	Node	   *column;

	if (attno != 0)
	{
		Oid			relation = index->rd_index->indrelid;
		Oid			type;
		int32		typmod;
		Oid			collation;

		get_atttypetypmodcoll(relation, attno, &type, &typmod, &collation);
		return (Node *) makeVar(1, attno, type, typmod, collation, 0);
	}
	column = strip(lfirst(*expression));
	*expression = lnext(expressions, *expression);
	return column;
}

/* Is an index one that lets the clauses, on relation number 1, find one row? */
static bool
is_unique_for(Relation index, List *clauses)
{
	List	   *expressions = RelationGetIndexExpressions(index);
	List	   *predicate = RelationGetIndexPredicate(index);
	ListCell   *expression = list_head(expressions);
	bool		input = false;

	if (!index->rd_index->indisunique || !index->rd_index->indisvalid)
		return false;
	for (int n = 0; n < IndexRelationGetNumberOfKeyAttributes(index); n++)
	{
		Node	   *column = index_column(index, n, &expression, expressions);
		bool		bound = false;
		ListCell   *cell;

		foreach(cell, clauses)
			bound = bound || binds_column(lfirst(cell), index, n, column,
										  &input);
		if (!bound)
			return false;
	}
	return input &&
		(predicate == NIL || predicate_implied_by(predicate, clauses, false));
}

static bool
has_unique_index(Relation rel, List *clauses)
{
	bool		found = false;
	ListCell   *cell;

	foreach(cell, RelationGetIndexList(rel))
	{
		Relation	index = index_open(lfirst_oid(cell), AccessShareLock);

		found = found || is_unique_for(index, clauses);
		index_close(index, AccessShareLock);
	}
	return found;
}

/*
 * Can a unique index have these columns, of relation number 1?  That of a
 * partitioned table has to have all that the partitions are chosen by.
 */
static bool
may_be_unique(Relation rel, const List *columns)
{
	PartitionKey key = RelationGetPartitionKey(rel);

	for (int i = 0; key != NULL && i < key->partnatts; i++)
	{
		bool		found = false;
		ListCell   *cell;

		foreach(cell, columns)
		{
			const Var  *column = lfirst(cell);

			found = found || (IsA(column, Var) &&
							  column->varattno == key->partattrs[i]);
		}
		if (!found)
			return false;
	}
	return true;
}

/*
 * Writes the CREATE INDEX that would serve the clauses: on what they compare
 * with $1, where all that has no parameter holds.  Writes the SELECT of what
 * that would find twice, too.  Where one serves already but can't be unique,
 * there is no cure.
 */
static void
write_cure(Relation rel, List *clauses, bool by_index, UsLookup *lookup)
{
	List	   *context = deparse_context_for(RelationGetRelationName(rel),
											 RelationGetRelid(rel));
	char	   *name = quote_qualified_identifier(get_namespace_name(RelationGetNamespace(rel)),
												  RelationGetRelationName(rel));
	StringInfoData keys;
	StringInfoData conditions;
	StringInfoData not_null;
	List	   *columns = NIL;
	ListCell   *cell;

	initStringInfo(&keys);
	initStringInfo(&conditions);
	initStringInfo(&not_null);
	foreach(cell, clauses)
	{
		Node	   *clause = lfirst(cell);
		Node	   *key;
		Node	   *value;

		if (parameters_of(clause) == 0)
			appendStringInfo(&conditions, "%s%s",
							 conditions.len > 0 ? " AND " : "",
							 deparse_expression(clause, context, false, false));
		else if (split_clause(clause, &key, &value) &&
				 parameters_of(value) == HAS_INPUT)
		{
			char	   *text = deparse_expression(key, context, false, false);

			columns = lappend(columns, key);
			appendStringInfo(&keys, IsA(key, Var) || IsA(key, FuncExpr) ?
							 "%s%s" : "%s(%s)",
							 keys.len > 0 ? ", " : "", text);
			appendStringInfo(&not_null, " AND (%s) IS NOT NULL", text);
		}
	}
	if (keys.len == 0 || rel->rd_rel->relkind == RELKIND_FOREIGN_TABLE)
		return;
	lookup->duplicates =
		psprintf("SELECT %s, count(*) FROM %s WHERE %s%s GROUP BY %s HAVING count(*) > 1",
				 keys.data, name, conditions.len > 0 ? conditions.data : "true",
				 not_null.data, keys.data);
	if (by_index && !may_be_unique(rel, columns))
		return;
	lookup->cure =
		psprintf("CREATE %sINDEX%s ON %s (%s)%s%s",
				 may_be_unique(rel, columns) ? "UNIQUE " : "",
				 rel->rd_rel->relkind == RELKIND_PARTITIONED_TABLE ?
				 "" : " CONCURRENTLY", name, keys.data,
				 conditions.len > 0 ? " WHERE " : "", conditions.data);
}

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
	bool		keyed = (parameters_of((Node *) clauses) & HAS_INPUT) != 0;
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
	if (!has_unique_index(rel, clauses))
	{
		lookup->unique = false;
		write_cure(rel, clauses, by_index, lookup);
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
	return parameters_of((Node *) indexqual) != 0;
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
