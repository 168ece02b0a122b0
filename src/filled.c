/*-------------------------------------------------------------------------
 *
 * filled.c
 *	  Which columns of a table an INSERT fills.
 *
 * src/filled.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "lib/stringinfo.h"
#include "parser/parsetree.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "filled.h"

static bool
must_be_filled(Form_pg_attribute att)
{
	return !att->attisdropped && att->attnotnull && !att->atthasdef &&
		att->attidentity == '\0';
}

static UsFilled
is_filled(const UsMapping *mapping, Form_pg_attribute att)
{
	List	   *sets = us_options_set(mapping->options,
									  US_SET_FOR_CREATE);
	const UsColumn *column = us_mapping_by_name(mapping,
												NameStr(att->attname));

	if (!must_be_filled(att) ||
		us_options_assign(sets, NameStr(att->attname)))
		return US_FILLED_ALWAYS;
	if (column == NULL || !us_column_is_stored(column))
		return US_FILLED_NEVER;
	if (column->field == US_FIELD_VERIFIER || column->fill != NULL)
		return US_FILLED_ALWAYS;
	if (column->field != US_FIELD_CUSTOM &&
		us_fields[column->field].input == US_INPUT_REFUSED)
		return US_FILLED_NEVER;
	return US_FILLED_IF_GIVEN;
}

char *
us_filled_columns(const UsMapping *mapping, Relation rel, UsFilled filled)
{
	TupleDesc	desc = RelationGetDescr(rel);
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);

		if (is_filled(mapping, att) == filled)
			appendStringInfo(&list, "%s%s", list.len > 0 ? ", " : "",
							 quote_identifier(NameStr(att->attname)));
	}
	return list.data;
}

static bool
is_assigned(const List *targets, AttrNumber attno)
{
	ListCell   *cell;

	foreach(cell, targets)
	{
		const TargetEntry *target = lfirst(cell);

		if (!target->resjunk && target->resno == attno)
			return true;
	}
	return false;
}

char *
us_filled_not_by(const Query *insert)
{
	RangeTblEntry *rte = rt_fetch(insert->resultRelation, insert->rtable);
	Relation	rel = relation_open(rte->relid, AccessShareLock);
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < RelationGetNumberOfAttributes(rel); i++)
	{
		Form_pg_attribute att = TupleDescAttr(RelationGetDescr(rel), i);

		if (must_be_filled(att) && !is_assigned(insert->targetList, att->attnum))
			appendStringInfo(&list, "%s%s", list.len > 0 ? ", " : "",
							 quote_identifier(NameStr(att->attname)));
	}
	relation_close(rel, AccessShareLock);
	return list.data;
}
