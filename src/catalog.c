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
#include "domain.h"

#define LISTENERS_MAX	4

/* Attribute numbers, as install/configuration.sql defines the tables. */
#define KEY					1	/* a store's name, a grantee, a key's id,
								 * a password */
#define MAPPINGS_ID			2
#define MAPPINGS_RELATION	3
#define MAPPINGS_COLUMNS	4
#define MAPPINGS_OPTIONS	5
#define MAPPINGS_SUSPENDED	6
#define MAPPINGS_SEALING	8
#define MAPPINGS_UNSEALING	9
#define GRANTS_STORE		2
#define GRANTS_ACTIONS		3
#define GRANTS_QUOTAS		5	/* the first, in the order of UsQuota */
#define COSTS_PRIMITIVE		2
#define COSTS_SHAPE			3
#define COSTS_AMOUNT		4
#define KEYS_CANARY			2

typedef enum ConfigurationTable
{
	TABLE_MAPPINGS,
	TABLE_GRANTS,
	TABLE_COSTS,
	TABLE_KEYS,
	TABLE_BLOCKLIST
} ConfigurationTable;

#define TABLE_COUNT (TABLE_BLOCKLIST + 1)

static const struct
{
	const char *table;
	const char *index;
}			names[TABLE_COUNT] = {
	{"mappings", "mappings_pkey"},
	{"grants", "grants_pkey"},
	{"costs", "costs_pkey"},
	{"keys", "keys_pkey"},
	{"blocklist", "blocklist_pkey"},
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

/*
 * NB: a parallel worker that loads the library must not take a transaction's
 * first snapshot yet: its transaction is still being made like the leader's.
 */
static Snapshot
newest_snapshot(Relation rel)
{
	return FirstSnapshotSet ? GetLatestSnapshot() :
		GetCatalogSnapshot(RelationGetRelid(rel));
}

/* Called for each row that a scan finds. */
typedef void (*Visitor) (HeapTuple tuple, TupleDesc desc, void *arg);

/*
 * Visits the rows of a table whose first attribute, with which its index
 * begins, equals the key; all rows if there is no such procedure.
 */
static void
scan_table(ConfigurationTable which, RegProcedure equal, Datum key,
		   Visitor visit, void *arg)
{
	Relation	rel = open_table(which);
	Snapshot	snapshot = RegisterSnapshot(newest_snapshot(rel));
	bool		keyed = OidIsValid(equal);
	ScanKeyData scan_key;
	SysScanDesc scan;
	HeapTuple	tuple;

	if (keyed)
		ScanKeyInit(&scan_key, KEY, BTEqualStrategyNumber, equal, key);
	scan = systable_beginscan(rel, known[which].index, keyed, snapshot,
							  keyed ? 1 : 0, &scan_key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		visit(tuple, RelationGetDescr(rel), arg);
	systable_endscan(scan);
	UnregisterSnapshot(snapshot);
	table_close(rel, AccessShareLock);
}

/* An attribute that is never null. */
static Datum
read_value(HeapTuple tuple, int attno, TupleDesc desc)
{
	bool		isnull;

	return heap_getattr(tuple, attno, desc, &isnull);
}

static char *
read_string(HeapTuple tuple, int attno, TupleDesc desc)
{
	return TextDatumGetCString(read_value(tuple, attno, desc));
}

/* A jsonb attribute as a palloc'd copy; NULL if the attribute is. */
static Jsonb *
copy_jsonb(HeapTuple tuple, int attno, TupleDesc desc)
{
	bool		isnull;
	Datum		value = heap_getattr(tuple, attno, desc, &isnull);

	return isnull ? NULL : (Jsonb *) PG_DETOAST_DATUM_COPY(value);
}

/* An int attribute; 0 if it is null. */
static int
read_int(HeapTuple tuple, int attno, TupleDesc desc)
{
	bool		isnull;
	Datum		value = heap_getattr(tuple, attno, desc, &isnull);

	return isnull ? 0 : DatumGetInt32(value);
}

/* A mapping that is looked for. */
typedef struct MappingSearch
{
	UsMappingRow *row;
	bool		found;
} MappingSearch;

/* The state of sealing by its name.  NB: required if we don't know it. */
static UsSealing
sealing_named(const char *name)
{
	if (strcmp(name, "off") == 0)
		return US_SEALING_OFF;
	if (strcmp(name, "migrating") == 0)
		return US_SEALING_MIGRATING;
	return US_SEALING_REQUIRED;
}

static void
take_mapping(HeapTuple tuple, TupleDesc desc, void *arg)
{
	MappingSearch *search = arg;
	UsMappingRow *row = search->row;

	row->id = *DatumGetUUIDP(read_value(tuple, MAPPINGS_ID, desc));
	row->relation = DatumGetObjectId(read_value(tuple, MAPPINGS_RELATION,
												desc));
	row->columns = copy_jsonb(tuple, MAPPINGS_COLUMNS, desc);
	row->options = copy_jsonb(tuple, MAPPINGS_OPTIONS, desc);
	row->suspended = DatumGetBool(read_value(tuple, MAPPINGS_SUSPENDED,
											 desc));
	row->sealing = sealing_named(read_string(tuple, MAPPINGS_SEALING, desc));
	row->unsealing = DatumGetBool(read_value(tuple, MAPPINGS_UNSEALING,
											 desc));
	search->found = true;
}

bool
us_catalog_mapping(const char *store, UsMappingRow *row)
{
	MappingSearch search = {row, false};

	scan_table(TABLE_MAPPINGS, F_TEXTEQ, CStringGetTextDatum(store),
			   take_mapping, &search);
	return search.found;
}

static void
take_store(HeapTuple tuple, TupleDesc desc, void *arg)
{
	List	  **stores = arg;

	*stores = lappend(*stores, read_string(tuple, KEY, desc));
}

List *
us_catalog_stores(void)
{
	List	   *stores = NIL;

	scan_table(TABLE_MAPPINGS, InvalidOid, (Datum) 0, take_store, &stores);
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

static void
take_grant(HeapTuple tuple, TupleDesc desc, void *arg)
{
	List	  **rows = arg;
	UsGrantRow *row = palloc(sizeof(UsGrantRow));

	row->store = read_string(tuple, GRANTS_STORE, desc);
	row->actions = array_strings(DatumGetArrayTypeP(read_value(tuple,
															   GRANTS_ACTIONS,
															   desc)));
	for (int i = 0; i < US_QUOTA_COUNT; i++)
		row->quotas[i] = read_int(tuple, GRANTS_QUOTAS + i, desc);
	*rows = lappend(*rows, row);
}

List *
us_catalog_grants(Oid role)
{
	List	   *rows = NIL;

	scan_table(TABLE_GRANTS, F_OIDEQ, ObjectIdGetDatum(role), take_grant,
			   &rows);
	return rows;
}

static void
take_cost(HeapTuple tuple, TupleDesc desc, void *arg)
{
	List	  **rows = arg;
	UsCostRow  *row = palloc(sizeof(UsCostRow));

	row->primitive = read_string(tuple, COSTS_PRIMITIVE, desc);
	row->shape = DatumGetInt64(read_value(tuple, COSTS_SHAPE, desc));
	row->amount = DatumGetInt64(read_value(tuple, COSTS_AMOUNT, desc));
	*rows = lappend(*rows, row);
}

List *
us_catalog_costs(const char *store)
{
	List	   *rows = NIL;

	scan_table(TABLE_COSTS, F_TEXTEQ, CStringGetTextDatum(store), take_cost,
			   &rows);
	return rows;
}

static void
take_key(HeapTuple tuple, TupleDesc desc, void *arg)
{
	List	  **rows = arg;
	UsKeyRow   *row = palloc(sizeof(UsKeyRow));

	row->id = read_string(tuple, KEY, desc);
	row->canary = read_string(tuple, KEYS_CANARY, desc);
	*rows = lappend(*rows, row);
}

List *
us_catalog_keys(void)
{
	List	   *rows = NIL;

	scan_table(TABLE_KEYS, InvalidOid, (Datum) 0, take_key, &rows);
	return rows;
}

static void
find_any(HeapTuple tuple pg_attribute_unused(),
		 TupleDesc desc pg_attribute_unused(), void *arg)
{
	*(bool *) arg = true;
}

bool
us_catalog_blocks(Datum password)
{
	bool		found = false;

	scan_table(TABLE_BLOCKLIST, F_TEXTEQ, password, find_any, &found);
	return found;
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
