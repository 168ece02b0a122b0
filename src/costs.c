/*-------------------------------------------------------------------------
 *
 * costs.c
 *	  The work that every failed login of a store does, and how it is learned.
 *
 * A kind of work that no failure did before tells whose verifier takes it, so
 * it is learned at once: from a sample when a store is attached, from the
 * first login that meets it, from whoever counts the store's schemes.
 *
 * src/costs.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "attempt.h"
#include "configuration.h"
#include "costs.h"
#include "domain.h"
#include "hash/hash.h"
#include "hash/work.h"

UsHashLoad
us_costs_load(UsStore *store, const UsRecipe *recipe)
{
	UsHashLoad	load = us_store_state(store)->load;
	UsHashWork	work = us_hash_work(recipe->format, &recipe->cost);

	us_load_add(&load, &work);
	for (int i = 0; i < store->met.count; i++)
		us_load_add(&load, &store->met.works[i]);
	return load;
}

/* What write_costs() writes. */
typedef struct Costs
{
	const char *store;
	const UsHashLoad *load;
	bool		replace;
	UsPlanMode	mode;
} Costs;

static void
write_cost(const Costs *costs, const UsHashWork *work)
{
	static const char sql[] =
		"INSERT INTO userstore.costs (store, primitive, shape, amount)"
		" VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
	static const Oid types[] = {TEXTOID, TEXTOID, INT8OID, INT8OID};
	Datum		values[] = {CStringGetTextDatum(costs->store),
		CStringGetTextDatum(us_work_name(work->primitive)),
		Int64GetDatum((int64) work->shape),
	Int64GetDatum((int64) work->amount)};
	UsResult	result;

	us_configuration_run(sql, lengthof(types), types, values, costs->mode,
						 &result);
}

/* A work function of us_attempt. */
static void
write_costs(void *arg)
{
	static const char sql[] =
		"DELETE FROM userstore.costs WHERE store OPERATOR(pg_catalog.=) $1";
	static const Oid types[] = {TEXTOID};
	const Costs *costs = arg;
	Datum		values[] = {CStringGetTextDatum(costs->store)};
	UsResult	result;

	if (costs->replace)
		us_configuration_run(sql, lengthof(types), types, values, costs->mode,
							 &result);
	for (int i = 0; i < costs->load->count; i++)
		write_cost(costs, &costs->load->works[i]);
}

void
us_costs_meet(UsStore *store, const UsHashInfo *info, bool may_write)
{
	UsHashLoad	load = us_store_state(store)->load;
	UsHashLoad	met = {0};
	Costs		costs = {store->name, &met, false, US_PLAN_WRITE_LATEST};
	ErrorData  *error;

	us_load_add_all(&met, info);
	if (!us_load_add_all(&load, info))
		return;
	/* NB: written as long as the table lacks it: it may have been rolled back */
	us_load_add_all(&store->met, info);
	if (!may_write)
		return;
	error = us_attempt(write_costs, &costs);
	if (error == NULL)
		return;
	ereport(LOG_SERVER_ONLY,
			errcode(error->sqlerrcode),
			errmsg("store \"%s\" could not record the work of a verifier",
				   store->name),
			errdetail("SQLSTATE %s.", unpack_sql_state(error->sqlerrcode)),
			errhidestmt(true), errhidecontext(true));
	FreeErrorData(error);
}

void
us_costs_write(const char *store, const UsHashLoad *load, bool replace)
{
	Costs		costs = {store, load, replace, US_PLAN_WRITE};

	write_costs(&costs);
}
