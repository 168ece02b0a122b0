/*-------------------------------------------------------------------------
 *
 * width.c
 *	  Is a column wide enough for what is written to it?
 *
 * src/width.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/dependency.h"
#include "catalog/indexing.h"
#include "catalog/pg_class.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_rewrite.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/ruleutils.h"

#include "width.h"

/* The relation that a rewrite rule belongs to. */
static Oid
relation_of_rule(Oid rule)
{
	Relation	rules = table_open(RewriteRelationId, AccessShareLock);
	Oid			relation = InvalidOid;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_rewrite_oid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(rule));
	scan = systable_beginscan(rules, RewriteOidIndexId, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
		relation = ((Form_pg_rewrite) GETSTRUCT(tuple))->ev_class;
	systable_endscan(scan);
	table_close(rules, AccessShareLock);
	return relation;
}

/* The names of the views that use a column, palloc'd; empty if none does. */
static char *
find_views(Oid relation, AttrNumber attno)
{
	Relation	depend = table_open(DependRelationId, AccessShareLock);
	List	   *views = NIL;
	StringInfoData names;
	ScanKeyData keys[3];
	SysScanDesc scan;
	HeapTuple	tuple;
	ListCell   *cell;

	ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber,
				F_OIDEQ, ObjectIdGetDatum(RelationRelationId));
	ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber,
				F_OIDEQ, ObjectIdGetDatum(relation));
	ScanKeyInit(&keys[2], Anum_pg_depend_refobjsubid, BTEqualStrategyNumber,
				F_INT4EQ, Int32GetDatum(attno));
	scan = systable_beginscan(depend, DependReferenceIndexId, true, NULL,
							  3, keys);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend form = (Form_pg_depend) GETSTRUCT(tuple);

		if (form->classid == RewriteRelationId)
			views = list_append_unique_oid(views, relation_of_rule(form->objid));
	}
	systable_endscan(scan);
	table_close(depend, AccessShareLock);

	initStringInfo(&names);
	foreach(cell, views)
	{
		char	   *name = get_rel_name(lfirst_oid(cell));

		if (name == NULL)
			continue;
		appendStringInfo(&names, "%s%s", names.len > 0 ? ", " : "",
						 quote_qualified_identifier(get_namespace_name(get_rel_namespace(lfirst_oid(cell))),
													name));
	}
	return names.data;
}

bool
us_width_suffices(Relation rel, const UsColumn *column, size_t characters,
				  UsVerdict *verdict)
{
	int32		typmod = column->typmod;
	Oid			type = getBaseTypeAndTypmod(column->type, &typmod);
	int32		width = typmod - (int32) VARHDRSZ;
	char	   *views;

	if ((type != VARCHAROID && type != BPCHAROID) || typmod < 0 ||
		width >= (int32) characters)
		return true;

	verdict->able = false;
	views = find_views(RelationGetRelid(rel),
					   get_attnum(RelationGetRelid(rel), column->column));
	verdict->reason =
		psprintf("Column \"%s\" has %d characters, a new verifier needs %zu.%s%s%s",
				 column->column, width, characters,
				 views[0] != '\0' ? " To be dropped first and made again: view " : "",
				 views, views[0] != '\0' ? "." : "");
	if (rel->rd_rel->relkind == RELKIND_RELATION ||
		rel->rd_rel->relkind == RELKIND_PARTITIONED_TABLE)
		verdict->cure = psprintf("ALTER TABLE %s ALTER COLUMN %s TYPE text",
								 quote_qualified_identifier(get_namespace_name(RelationGetNamespace(rel)),
															RelationGetRelationName(rel)),
								 column->quoted);
	return false;
}
