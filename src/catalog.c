/*-------------------------------------------------------------------------
 *
 * catalog.c
 *	  Finds and reads the extension's own configuration tables.
 *
 * They are scanned directly, under the latest snapshot: no rights are asked
 * of the caller, no function of anybody runs, and a grant that another
 * session revoked counts even in a REPEATABLE READ transaction.
 *
 * A trigger on the tables sends a relcache message for each change (see
 * us_sql_configuration_changed); whoever keeps something read from here
 * listens and drops it.
 *
 * src/catalog.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/relation.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "catalog.h"
#include "compat.h"

#define LISTENERS_MAX	4

/* Attribute numbers, as install/configuration.sql defines the tables. */
#define MAPPINGS_STORE		1
#define MAPPINGS_RELATION	3
#define MAPPINGS_COLUMNS	4
#define MAPPINGS_OPTIONS	5
#define MAPPINGS_SUSPENDED	6
#define GRANTS_GRANTEE		1
#define GRANTS_STORE		2
#define GRANTS_ACTIONS		3
#define COSTS_STORE			1
#define COSTS_PRIMITIVE		2
#define COSTS_SHAPE			3
#define COSTS_AMOUNT		4

typedef enum ConfigurationTable
{
	TABLE_MAPPINGS,
	TABLE_GRANTS,
	TABLE_COSTS
} ConfigurationTable;

#define TABLE_COUNT (TABLE_COSTS + 1)

static const struct
{
	const char *table;
	const char *index;
}			names[TABLE_COUNT] = {
	{"mappings", "mappings_pkey"},
	{"grants", "grants_pkey"},
	{"costs", "costs_pkey"},
};

static struct
{
	Oid			table;
	Oid			index;
}			known[TABLE_COUNT];

static UsCatalogListener listeners[LISTENERS_MAX];
static int	listener_count = 0;

static void
relation_changed(Datum arg pg_attribute_unused(), Oid relid)
{
	for (int i = 0; i < TABLE_COUNT; i++)
	{
		if (relid != InvalidOid && relid != known[i].table)
			continue;
		known[i].table = InvalidOid;
		for (int j = 0; j < listener_count; j++)
			listeners[j] ();
	}
}

void
us_catalog_listen(UsCatalogListener listener)
{
	Assert(listener_count < LISTENERS_MAX);
	listeners[listener_count++] = listener;
}

void
us_catalog_start(void)
{
	CacheRegisterRelcacheCallback(relation_changed, (Datum) 0);
}

/* Opens a configuration table; raises if the extension is half there. */
static Relation
open_table(ConfigurationTable which)
{
	Relation	rel = NULL;

	if (!OidIsValid(known[which].table))
	{
		Oid			schema = get_namespace_oid("userstore", false);

		known[which].index = get_relname_relid(names[which].index, schema);
		known[which].table = get_relname_relid(names[which].table, schema);
	}
	if (OidIsValid(known[which].table) && OidIsValid(known[which].index))
		rel = try_relation_open(known[which].table, AccessShareLock);
	if (rel == NULL)
		ereport(ERROR,
				errcode(ERRCODE_UNDEFINED_TABLE),
				errmsg("table \"userstore.%s\" does not exist",
					   names[which].table),
				errhint("Install the extension anew with CREATE EXTENSION userstore."));
	return rel;
}

/* A jsonb attribute as a palloc'd copy; NULL if the attribute is. */
static Jsonb *
copy_jsonb(HeapTuple tuple, int attno, TupleDesc desc)
{
	bool		isnull;
	Datum		value = heap_getattr(tuple, attno, desc, &isnull);

	return isnull ? NULL : (Jsonb *) PG_DETOAST_DATUM_COPY(value);
}

bool
us_catalog_mapping(const char *store, UsMappingRow *row)
{
	Relation	rel = open_table(TABLE_MAPPINGS);
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, MAPPINGS_STORE, BTEqualStrategyNumber, F_TEXTEQ,
				CStringGetTextDatum(store));
	scan = systable_beginscan(rel, known[TABLE_MAPPINGS].index, true, snapshot,
							  1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
	{
		TupleDesc	desc = RelationGetDescr(rel);
		bool		isnull;

		row->relation = DatumGetObjectId(heap_getattr(tuple, MAPPINGS_RELATION,
													  desc, &isnull));
		row->columns = copy_jsonb(tuple, MAPPINGS_COLUMNS, desc);
		row->options = copy_jsonb(tuple, MAPPINGS_OPTIONS, desc);
		row->suspended = DatumGetBool(heap_getattr(tuple, MAPPINGS_SUSPENDED,
												   desc, &isnull));
	}
	systable_endscan(scan);
	UnregisterSnapshot(snapshot);
	table_close(rel, AccessShareLock);
	return HeapTupleIsValid(tuple);
}

List *
us_catalog_stores(void)
{
	Relation	rel = open_table(TABLE_MAPPINGS);
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	List	   *stores = NIL;
	SysScanDesc scan = systable_beginscan(rel, InvalidOid, false, snapshot,
										  0, NULL);
	HeapTuple	tuple;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		bool		isnull;

		stores = lappend(stores,
						 TextDatumGetCString(heap_getattr(tuple, MAPPINGS_STORE,
														  RelationGetDescr(rel),
														  &isnull)));
	}
	systable_endscan(scan);
	UnregisterSnapshot(snapshot);
	table_close(rel, AccessShareLock);
	return stores;
}

/* The elements of a text[] as a list of palloc'd strings. */
static List *
array_strings(ArrayType *array)
{
	List	   *strings = NIL;
	Datum	   *elements;
	bool	   *nulls;
	int			count;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT,
					  &elements, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		if (!nulls[i])
			strings = lappend(strings, TextDatumGetCString(elements[i]));
	}
	return strings;
}

List *
us_catalog_grants(Oid role)
{
	Relation	rel = open_table(TABLE_GRANTS);
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	List	   *rows = NIL;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, GRANTS_GRANTEE, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(role));
	scan = systable_beginscan(rel, known[TABLE_GRANTS].index, true, snapshot,
							  1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		TupleDesc	desc = RelationGetDescr(rel);
		UsGrantRow *row = palloc(sizeof(UsGrantRow));
		bool		isnull;

		row->store = TextDatumGetCString(heap_getattr(tuple, GRANTS_STORE,
													  desc, &isnull));
		row->actions = array_strings(DatumGetArrayTypeP(heap_getattr(tuple,
																	 GRANTS_ACTIONS,
																	 desc,
																	 &isnull)));
		rows = lappend(rows, row);
	}
	systable_endscan(scan);
	UnregisterSnapshot(snapshot);
	table_close(rel, AccessShareLock);
	return rows;
}

List *
us_catalog_costs(const char *store)
{
	Relation	rel = open_table(TABLE_COSTS);
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	List	   *rows = NIL;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, COSTS_STORE, BTEqualStrategyNumber, F_TEXTEQ,
				CStringGetTextDatum(store));
	scan = systable_beginscan(rel, known[TABLE_COSTS].index, true, snapshot,
							  1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		TupleDesc	desc = RelationGetDescr(rel);
		UsCostRow  *row = palloc(sizeof(UsCostRow));
		bool		isnull;

		row->primitive = TextDatumGetCString(heap_getattr(tuple,
														  COSTS_PRIMITIVE,
														  desc, &isnull));
		row->shape = DatumGetInt64(heap_getattr(tuple, COSTS_SHAPE, desc,
												&isnull));
		row->amount = DatumGetInt64(heap_getattr(tuple, COSTS_AMOUNT, desc,
												 &isnull));
		rows = lappend(rows, row);
	}
	systable_endscan(scan);
	UnregisterSnapshot(snapshot);
	table_close(rel, AccessShareLock);
	return rows;
}

Oid
us_catalog_mappings_table(Oid *owner)
{
	Relation	rel = open_table(TABLE_MAPPINGS);
	Oid			table = RelationGetRelid(rel);

	*owner = rel->rd_rel->relowner;
	table_close(rel, AccessShareLock);
	return table;
}
