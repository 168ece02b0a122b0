/*-------------------------------------------------------------------------
 *
 * state.c
 *	  What a session knows of a store, until that changes.
 *
 * A store is a handle by name, kept for the life of the session, and a state:
 * what was read of its mapping, and its statements.  The state goes stale
 * when the configuration or its relation changes and is built anew at the
 * next use.  A stale state may still be in use further up the stack (a
 * trigger of the application may call us), so it is freed at the end of the
 * transaction.
 *
 * src/state.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "access/xact.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "catalog.h"
#include "compat.h"
#include "hash/work.h"
#include "insert.h"
#include "outcome.h"
#include "state.h"
#include "underlying.h"

/* How many INSERTs a state keeps. */
#define INSERTS_MAX		64

/* An INSERT of some set of slots. */
typedef struct Insert
{
	uint64		slots;
	UsPlan		plan;
} Insert;

static HTAB *stores = NULL;
static List *retired = NIL;		/* states to free with the transaction */
static uint64 changes = 0;		/* messages received that may concern a state */

static void
relation_changed(Datum arg pg_attribute_unused(), Oid relid)
{
	HASH_SEQ_STATUS scan;
	UsStore    *store;

	changes++;
	if (stores == NULL)
		return;
	hash_seq_init(&scan, stores);
	while ((store = hash_seq_search(&scan)) != NULL)
	{
		if (store->state != NULL &&
			(relid == InvalidOid || relid == store->state->relation ||
			 list_member_oid(store->state->dependencies, relid)))
			store->state->stale = true;
	}
}

static void
configuration_changed(void)
{
	relation_changed((Datum) 0, InvalidOid);
}

/* A schema may have been renamed: it stands in the statements. */
static void
schema_changed(Datum arg pg_attribute_unused(),
			   int cacheid pg_attribute_unused(),
			   uint32 hashvalue pg_attribute_unused())
{
	configuration_changed();
}

static void
free_state(UsState *state)
{
	ListCell   *cell;

	for (int i = 0; i < US_STATEMENT_COUNT; i++)
		us_plan_free(&state->plans[i]);
	foreach(cell, state->inserts)
		us_plan_free(&((Insert *) lfirst(cell))->plan);
	MemoryContextDelete(state->context);
}

static void
free_retired(XactEvent event, void *arg pg_attribute_unused())
{
	ListCell   *cell;

	if (retired == NIL ||
		(event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT &&
		 event != XACT_EVENT_PREPARE))
		return;
	foreach(cell, retired)
		free_state(lfirst(cell));
	list_free(retired);
	retired = NIL;
}

void
us_state_start(void)
{
	us_catalog_listen(configuration_changed);
	CacheRegisterRelcacheCallback(relation_changed, (Datum) 0);
	CacheRegisterSyscacheCallback(NAMESPACEOID, schema_changed, (Datum) 0);
	RegisterXactCallback(free_retired, NULL);
}

static void
retire(UsStore *store)
{
	MemoryContext old = MemoryContextSwitchTo(TopMemoryContext);

	retired = lappend(retired, store->state);
	store->state = NULL;
	MemoryContextSwitchTo(old);
}

void
us_state_refuse_gone(const UsStore *store)
{
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_UNDEFINED_TABLE),
			errmsg("the relation of store \"%s\" does not exist", store->name));
}

/*
 * Does a write to a relation write nothing but its row?  Not if it is no
 * table, or has rules, or triggers other than those of foreign keys.
 */
static bool
is_plain(Relation rel)
{
	if (rel->rd_rel->relkind != RELKIND_RELATION || rel->rd_rules != NULL)
		return false;
	if (rel->trigdesc == NULL)
		return true;
	for (int i = 0; i < rel->trigdesc->numtriggers; i++)
	{
		if (!rel->trigdesc->triggers[i].tgisinternal)
			return false;
	}
	return true;
}

/* Reads the kinds of work that a store's verifiers are known to take. */
static void
read_load(const char *store, UsHashLoad *load)
{
	ListCell   *cell;

	foreach(cell, us_catalog_costs(store))
	{
		const UsCostRow *row = lfirst(cell);
		UsHashWork	work;

		if (!us_work_named(row->primitive, &work.primitive) ||
			row->shape > PG_UINT32_MAX)
			continue;			/* of a later version */
		work.shape = (uint32) row->shape;
		work.amount = (uint64) row->amount;
		if (us_work_is_known(&work))
			us_load_add(load, &work);
	}
}

/*
 * Builds the state of a store.  It is in a context of its own under
 * CacheMemoryContext only once it is complete.
 */
static void
build_state(UsStore *store)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "userstore store",
												  ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	UsState    *state = palloc0(sizeof(UsState));
	uint64		changes_before = changes;
	UsMappingRow row;
	Relation	rel;

	if (!us_catalog_mapping(store->name, &row))
		us_refuse_store(store->name);
	rel = try_relation_open(row.relation, AccessShareLock);
	if (rel == NULL)
		us_state_refuse_gone(store);

	state->context = context;
	state->id = row.id;
	state->relation = row.relation;
	state->suspended = row.suspended;
	state->sealing = row.sealing;
	state->unsealing = row.unsealing;
	state->mapping = us_mapping_read(rel, store->name, row.columns,
									 row.options);
	state->underlying = us_underlying(rel);
	state->dependencies = list_copy(state->underlying);
	us_deferred_collect(rel, state->underlying, &state->deferred);
	state->plain = is_plain(rel);
	read_load(store->name, &state->load);
	for (int i = 0; i < US_STATEMENT_COUNT; i++)
		us_statement_build(state->mapping, (UsStatement) i, &state->plans[i]);
	relation_close(rel, AccessShareLock);

	MemoryContextSwitchTo(old);
	MemoryContextSetParent(context, CacheMemoryContext);
	store->state = state;

	/* NB: a change may have come while we read what it changed. */
	state->stale = changes != changes_before;
}

/*
 * us_state_current
 *
 * It may be stale already if changes keep coming; whoever needs it not to be
 * looks again under the relation's lock.
 */
UsState *
us_state_current(UsStore *store)
{
	if (store->state != NULL && store->state->stale)
		retire(store);
	if (store->state == NULL)
		build_state(store);
	return store->state;
}

UsStore *
us_state_handle(const char *name)
{
	UsStore    *store;
	bool		found;

	if (stores == NULL)
	{
		HASHCTL		ctl;

		ctl.keysize = NAMEDATALEN;
		ctl.entrysize = sizeof(UsStore);
		stores = hash_create("userstore stores", 8, &ctl,
							 HASH_ELEM | HASH_STRINGS);
	}
	store = hash_search(stores, name, HASH_ENTER, &found);
	if (!found)
	{
		store->state = NULL;
		store->met.count = 0;
	}
	return store;
}

/*
 * us_state_insert
 *
 * NB: which slots are given is the caller's choice, so how many INSERTs are
 * kept is bounded: a state with too many is not used again.
 */
UsPlan *
us_state_insert(UsState *state, uint64 slots)
{
	MemoryContext old;
	ListCell   *cell;
	Insert	   *insert;

	foreach(cell, state->inserts)
	{
		insert = lfirst(cell);
		if (insert->slots == slots)
			return &insert->plan;
	}
	if (list_length(state->inserts) >= INSERTS_MAX)
		state->stale = true;
	old = MemoryContextSwitchTo(state->context);
	insert = palloc0(sizeof(Insert));
	insert->slots = slots;
	us_insert_build(state->mapping, slots, &insert->plan);
	state->inserts = lappend(state->inserts, insert);
	MemoryContextSwitchTo(old);
	return &insert->plan;
}
