/*-------------------------------------------------------------------------
 *
 * underlying.c
 *	  The relations that another is made of.
 *
 * src/underlying.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/pg_inherits.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "utils/rel.h"

#include "underlying.h"

static List *add_relations_of(Relation rel, List *relations);

/* Adds what a query reads; context points to the list. */
static bool
collect(Node *node, List **relations)
{
	if (node == NULL)
		return false;
	if (IsA(node, RangeTblEntry))
	{
		RangeTblEntry *rte = (RangeTblEntry *) node;
		Relation	rel;

		if (!OidIsValid(rte->relid) ||
			list_member_oid(*relations, rte->relid))
			return false;
		rel = try_relation_open(rte->relid, AccessShareLock);
		if (rel == NULL)
			return false;
		*relations = add_relations_of(rel, lappend_oid(*relations, rte->relid));
		relation_close(rel, AccessShareLock);
		return false;
	}
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, collect, relations,
								 QTW_EXAMINE_RTES_BEFORE);
	return expression_tree_walker(node, collect, relations);
}

/* Adds what a relation is made of; views can't go round in circles. */
static List *
add_relations_of(Relation rel, List *relations)
{
	check_stack_depth();
	if (rel->rd_rel->relhassubclass)
		relations = list_concat_unique_oid(relations,
										   find_all_inheritors(RelationGetRelid(rel),
															   AccessShareLock, NULL));
	if (rel->rd_rel->relkind != RELKIND_VIEW || rel->rd_rules == NULL)
		return relations;
	for (int i = 0; i < rel->rd_rules->numLocks; i++)
	{
		const RewriteRule *rule = rel->rd_rules->rules[i];

		if (rule->event == CMD_SELECT)
			(void) collect(linitial(rule->actions), &relations);
	}
	return relations;
}

List *
us_underlying(Relation rel)
{
	List	   *relations = add_relations_of(rel, NIL);

	return list_delete_oid(relations, RelationGetRelid(rel));
}
