/*-------------------------------------------------------------------------
 *
 * deferred.c
 *	  Fires a relation's deferred triggers inside the call.
 *
 * Until PostgreSQL 17 a deferred trigger fires at commit as the caller: a
 * table's owner could so take over a superuser who calls an action (tried),
 * and the application's own triggers would run as a role without rights.  So
 * SET CONSTRAINTS … IMMEDIATE is done while we are the owner.  All deferrable
 * constraints count, not only those that start deferred: the caller may have
 * said SET CONSTRAINTS ALL DEFERRED.
 *
 * src/deferred.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/relation.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/pg_constraint.h"
#include "commands/trigger.h"
#include "nodes/makefuncs.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "deferred.h"

/* What SET CONSTRAINTS can be told of one trigger's constraint. */
typedef struct NamedConstraint
{
	char	   *schema;
	char	   *name;
	bool		may_defer;		/* all constraints of that name can be deferred */
} NamedConstraint;

/*
 * Finds the name of a constraint.  SET CONSTRAINTS means all constraints of
 * one name in a schema, and DEFERRED fails if one of them is not deferrable.
 * Returns false if the constraint is gone.
 */
static bool
find_name(Oid constraint, NamedConstraint *found)
{
	HeapTuple	tuple = SearchSysCache1(CONSTROID,
										ObjectIdGetDatum(constraint));
	Form_pg_constraint form;
	ScanKeyData keys[2];
	Relation	rel;
	SysScanDesc scan;

	if (!HeapTupleIsValid(tuple))
		return false;
	form = (Form_pg_constraint) GETSTRUCT(tuple);
	found->name = pstrdup(NameStr(form->conname));
	found->schema = get_namespace_name(form->connamespace);
	found->may_defer = true;

	ScanKeyInit(&keys[0], Anum_pg_constraint_conname, BTEqualStrategyNumber,
				F_NAMEEQ, CStringGetDatum(found->name));
	ScanKeyInit(&keys[1], Anum_pg_constraint_connamespace,
				BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(form->connamespace));
	ReleaseSysCache(tuple);

	rel = table_open(ConstraintRelationId, AccessShareLock);
	scan = systable_beginscan(rel, ConstraintNameNspIndexId, true, NULL,
							  2, keys);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		if (!((Form_pg_constraint) GETSTRUCT(tuple))->condeferrable)
			found->may_defer = false;
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return found->schema != NULL;
}

/* Adds a constraint to a statement, which is made if it is NULL. */
static ConstraintsSetStmt *
add_constraint(ConstraintsSetStmt *stmt, const NamedConstraint *constraint,
			   bool deferred)
{
	if (stmt == NULL)
	{
		stmt = makeNode(ConstraintsSetStmt);
		stmt->deferred = deferred;
	}
	stmt->constraints = lappend(stmt->constraints,
								makeRangeVar(constraint->schema,
											 constraint->name, -1));
	return stmt;
}

/* Adds the constraints of a relation's deferrable triggers. */
static void
collect_from(Relation rel, UsDeferred *deferred)
{
	if (rel->trigdesc == NULL)
		return;
	for (int i = 0; i < rel->trigdesc->numtriggers; i++)
	{
		const Trigger *trigger = &rel->trigdesc->triggers[i];
		NamedConstraint constraint;

		if (!trigger->tgdeferrable ||
			trigger->tgenabled == TRIGGER_DISABLED ||
			!find_name(trigger->tgconstraint, &constraint))
			continue;
		deferred->immediate = add_constraint(deferred->immediate, &constraint,
											 false);
		if (trigger->tginitdeferred && constraint.may_defer)
			deferred->deferred = add_constraint(deferred->deferred,
												&constraint, true);
	}
}

void
us_deferred_collect(Relation rel, const List *underlying,
					UsDeferred *deferred)
{
	ListCell   *cell;

	deferred->immediate = NULL;
	deferred->deferred = NULL;
	collect_from(rel, deferred);
	foreach(cell, underlying)
	{
		Relation	table = try_relation_open(lfirst_oid(cell),
											  AccessShareLock);

		if (table == NULL)
			continue;
		collect_from(table, deferred);
		relation_close(table, AccessShareLock);
	}
}

/*
 * us_deferred_fire
 *
 * After a write this runs the triggers it queued.  Before one, in a
 * security-restricted operation, where PostgreSQL refuses to queue any, it
 * makes them fire with the statement.
 */
void
us_deferred_fire(const UsDeferred *deferred)
{
	if (deferred->immediate != NULL)
		AfterTriggerSetState(deferred->immediate);
}

void
us_deferred_restore(const UsDeferred *deferred)
{
	if (deferred->deferred != NULL)
		AfterTriggerSetState(deferred->deferred);
}
