/*-------------------------------------------------------------------------
 *
 * bound.c
 *	  Which unique index the conditions of a scan bind, or would have to.
 *
 * src/bound.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/stratnum.h"
#include "catalog/pg_class.h"
#include "lib/stringinfo.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "partitioning/partdefs.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/partcache.h"
#include "utils/rel.h"
#include "utils/ruleutils.h"

#include "bound.h"

static bool
collect_parameters(Node *node, int *found)
{
	if (node == NULL)
		return false;
	if (IsA(node, Param))
		*found |= ((Param *) node)->paramkind == PARAM_EXTERN ?
			US_BOUND_INPUT : US_BOUND_INTERNAL;
	return expression_tree_walker(node, collect_parameters, found);
}

int
us_bound_parameters(Node *node)
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
	parameters = us_bound_parameters(value);
	if (parameters & US_BOUND_INTERNAL)
		return false;
	if (parameters & US_BOUND_INPUT)
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

bool
us_bound_unique(Relation rel, List *clauses)
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

void
us_bound_cure(Relation rel, List *clauses, bool by_index, char **cure,
			  char **duplicates)
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

		if (us_bound_parameters(clause) == 0)
			appendStringInfo(&conditions, "%s%s",
							 conditions.len > 0 ? " AND " : "",
							 deparse_expression(clause, context, false, false));
		else if (split_clause(clause, &key, &value) &&
				 us_bound_parameters(value) == US_BOUND_INPUT)
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
	*duplicates =
		psprintf("SELECT %s, count(*) FROM %s WHERE %s%s GROUP BY %s HAVING count(*) > 1",
				 keys.data, name, conditions.len > 0 ? conditions.data : "true",
				 not_null.data, keys.data);
	if (by_index && !may_be_unique(rel, columns))
		return;
	*cure =
		psprintf("CREATE %sINDEX%s ON %s (%s)%s%s",
				 may_be_unique(rel, columns) ? "UNIQUE " : "",
				 rel->rd_rel->relkind == RELKIND_PARTITIONED_TABLE ?
				 "" : " CONCURRENTLY", name, keys.data,
				 conditions.len > 0 ? " WHERE " : "", conditions.data);
}
