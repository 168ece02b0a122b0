/*-------------------------------------------------------------------------
 *
 * match.c
 *	  How a user is looked up by a column, if nobody says.
 *
 * src/match.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "catalog/pg_class.h"
#include "catalog/pg_index.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_type.h"
#include "nodes/nodes.h"
#include "nodes/primnodes.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "conversion.h"
#include "domain.h"
#include "match.h"

/* Is this pg_catalog.lower() of a column? */
static bool
is_lower_of(Node *expression, AttrNumber attno)
{
	FuncExpr   *call = (FuncExpr *) expression;
	Node	   *argument;

	if (!IsA(expression, FuncExpr) || call->funcid != F_LOWER_TEXT)
		return false;
	argument = linitial(call->args);
	while (IsA(argument, RelabelType))
		argument = (Node *) ((RelabelType *) argument)->arg;
	return IsA(argument, Var) && ((Var *) argument)->varattno == attno;
}

/*
 * The first key of an index, which is an expression, as it is stored.
 *
 * NB: RelationGetIndexExpressions() would simplify it, and that may call a
 * function of the table's owner; here as the caller.
 */
static Node *
first_expression(Relation index)
{
	HeapTuple	tuple = SearchSysCache1(INDEXRELID,
										ObjectIdGetDatum(RelationGetRelid(index)));
	List	   *expressions;
	bool		isnull;
	Datum		stored;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for index %u",
			 RelationGetRelid(index));
	stored = SysCacheGetAttr(INDEXRELID, tuple, Anum_pg_index_indexprs, &isnull);
	expressions = stringToNode(TextDatumGetCString(stored));
	ReleaseSysCache(tuple);
	return linitial(expressions);
}

/*
 * Should a text column be looked up by lower()?  If there is an index whose
 * first key is that, or none that would serve the column itself: then one has
 * to be made.  A partial index does not outdo a whole one on the column.
 *
 * NB: an index may be partial or invalid; whether it serves is found later.
 */
static bool
wants_lower(Relation rel, AttrNumber attno)
{
	bool		exact = rel->rd_rel->relkind == RELKIND_VIEW ||
		rel->rd_rel->relkind == RELKIND_FOREIGN_TABLE;
	bool		whole = exact;	/* one that is not partial */
	bool		lower = false;
	bool		lower_partly = false;
	ListCell   *cell;

	foreach(cell, RelationGetIndexList(rel))
	{
		Relation	index = index_open(lfirst_oid(cell), AccessShareLock);
		AttrNumber	key = index->rd_index->indkey.values[0];
		bool		partial = !heap_attisnull(index->rd_indextuple,
											  Anum_pg_index_indpred, NULL);
		bool		holds = false;

		if (key == 0 &&
			is_lower_of(first_expression(index), attno))
			*(partial ? &lower_partly : &lower) = true;
		for (int i = 0; i < index->rd_index->indnkeyatts; i++)
			holds = holds || index->rd_index->indkey.values[i] == attno;
		exact = exact || holds;
		whole = whole || (holds && !partial);
		index_close(index, AccessShareLock);
	}
	return lower || (lower_partly && !whole) || !exact;
}

/* "OPERATOR(schema.=)" of a type's own equality; NULL if it has none. */
static char *
equality_of(Oid type)
{
	TypeCacheEntry *entry = lookup_type_cache(type, TYPECACHE_EQ_OPR);
	char	   *text = NULL;
	HeapTuple	tuple;

	if (!OidIsValid(entry->eq_opr))
		return NULL;
	tuple = SearchSysCache1(OPEROID, ObjectIdGetDatum(entry->eq_opr));
	if (HeapTupleIsValid(tuple))
	{
		Form_pg_operator form = (Form_pg_operator) GETSTRUCT(tuple);

		text = psprintf("OPERATOR(%s.%s)",
						quote_identifier(get_namespace_name(form->oprnamespace)),
						NameStr(form->oprname));
		ReleaseSysCache(tuple);
	}
	return text;
}

/*
 * us_match_default
 *
 * The value takes the type of the column and not the other way round, so that
 * an index on the column serves, and so that the column's collation counts.
 */
char *
us_match_default(Relation rel, const char *column, Oid type, bool any_case,
				 bool *exact)
{
	const char *quoted = quote_identifier(column);
	Oid			base = getBaseType(type);
	bool		is_text = base == TEXTOID || base == VARCHAROID;
	char	   *equality = equality_of(base);

	*exact = false;
	if (equality == NULL)
		return NULL;
	if (any_case && is_text &&
		wants_lower(rel, get_attnum(RelationGetRelid(rel), column)))
		return psprintf("pg_catalog.lower(%s) OPERATOR(pg_catalog.=) pg_catalog.lower($)",
						quoted);

	*exact = is_text || base == BPCHAROID;
	if (base == TEXTOID)
		return psprintf("%s %s $", quoted, equality);
	if (base == VARCHAROID)
		return psprintf("%s::pg_catalog.text %s $", quoted, equality);
	return psprintf("%s %s $::%s", quoted, equality,
					us_conversion_type_name(base));
}
