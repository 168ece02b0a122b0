/*-------------------------------------------------------------------------
 *
 * verifiers.c
 *	  Goes through the verifiers of a store: which schemes and costs it has.
 *
 * src/verifiers.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/pg_class.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "argument.h"
#include "compat.h"
#include "costs.h"
#include "credential.h"
#include "hash/work.h"
#include "outcome.h"
#include "ownership.h"
#include "password.h"
#include "verifiers.h"

PG_FUNCTION_INFO_V1(us_sql_schemes);

#define SAMPLE_PAGES	4000	/* pages of a table that are read, if sampled */
#define KINDS_MAX		1000	/* more are counted together */
#define COLUMNS			6		/* of schemes() */

/* Verifiers of one scheme and cost. */
typedef struct Kind
{
	UsHashInfo	info;
	bool		missing;		/* there is no verifier */
	int64		count;
} Kind;

/* What is found in a store. */
typedef struct Census
{
	const UsState *state;
	UsSpan		declared;
	UsHashLimits limits;
	bool		exact;
	bool		blind;			/* of some it is not known what work they are */
	double		percent;		/* of the pages that were read */
	bool		first_rows;		/* it has none: the first rows instead */
	Kind	   *kinds;
	int			kind_count;
	int64		total;
	UsHashLoad	load;
} Census;

static bool
is_same_work(const UsHashWork *a, const UsHashWork *b)
{
	return a->primitive == b->primitive && a->shape == b->shape &&
		a->amount == b->amount;
}

static bool
is_of_kind(const Kind *kind, const UsHashInfo *info, bool missing)
{
	if (kind->missing != missing || kind->info.scheme != info->scheme ||
		kind->info.detail != info->detail ||
		kind->info.work_count != info->work_count)
		return false;
	for (int i = 0; i < info->work_count; i++)
	{
		if (!is_same_work(&kind->info.works[i], &info->works[i]))
			return false;
	}
	return true;
}

static void
count_verifier(Census *census, const UsHashInfo *info, bool missing)
{
	int			i = 0;

	census->total++;
	while (i < census->kind_count &&
		   !is_of_kind(&census->kinds[i], info, missing))
		i++;
	if (i == census->kind_count)
	{
		if (census->kind_count == KINDS_MAX)
			i = KINDS_MAX - 1;
		else
		{
			census->kind_count++;
			census->kinds[i].info = *info;
			census->kinds[i].missing = missing;
			census->kinds[i].count = 0;
		}
	}
	census->kinds[i].count++;
}

/*
 * What can be told of a verifier that was not opened: its scheme, and why.
 * One that is no verifier at all, in a store that seals, is as in any other.
 */
static void
inspect_closed(Census *census, const UsCredential *credential,
			   UsHashInfo *info)
{
	UsCredential plain = *credential;
	UsVerifier	verifier;
	char	   *key_id;
	const char *scheme;

	if (us_sealing_read(credential->stored, &key_id, &scheme))
		info->scheme = scheme;
	else
	{
		plain.verifier = credential->stored;
		verifier = us_credential_verifier(&plain, census->declared);
		(void) us_hash_inspect(&verifier, &census->limits, info);
		info->work_count = 0;
		if (!credential->problem.tampered)
			return;
	}
	info->detail = credential->problem.detail;
	census->blind = census->blind || credential->problem.key_missing;
}

/* A visitor of us_plan_scan. */
static void
visit_verifier(const UsRow *row, void *arg)
{
	Census	   *census = arg;
	UsCredential credential;
	UsVerifier	verifier;
	UsHashInfo	info;

	us_credential_take(&credential, census->state,
					   row->nulls[US_SCAN_USER_ID] ? "" :
					   TextDatumGetCString(row->values[US_SCAN_USER_ID]), row);
	memset(&info, 0, sizeof(info));
	if (credential.verifier != NULL)
	{
		verifier = us_credential_verifier(&credential, census->declared);
		if (us_hash_inspect(&verifier, &census->limits,
							&info) == US_HASH_MATCH)
			us_load_add_all(&census->load, &info);
	}
	else if (credential.stored != NULL)
		inspect_closed(census, &credential, &info);
	count_verifier(census, &info, credential.stored == NULL);
}

/*
 * The pages of a relation and of its partitions now: what pg_class says of a
 * table that was never analyzed is nothing.
 */
static double
count_pages(const UsState *state)
{
	List	   *oids = list_append_unique_oid(list_copy(state->underlying),
											  state->relation);
	double		pages = 0;
	ListCell   *cell;

	foreach(cell, oids)
	{
		Relation	rel = try_relation_open(lfirst_oid(cell), AccessShareLock);

		if (rel == NULL)
			continue;
		if (RELKIND_HAS_TABLE_AM(rel->rd_rel->relkind))
			pages += RelationGetNumberOfBlocks(rel);
		relation_close(rel, AccessShareLock);
	}
	return pages;
}

static bool
has_pages(Relation rel)
{
	return rel->rd_rel->relkind == RELKIND_RELATION ||
		rel->rd_rel->relkind == RELKIND_PARTITIONED_TABLE ||
		rel->rd_rel->relkind == RELKIND_MATVIEW;
}

/* Goes through a store's verifiers; a work function of us_store_explore. */
static void
take_census(UsState *state, Relation rel, void *arg)
{
	Census	   *census = arg;
	double		pages = has_pages(rel) ? count_pages(state) : 0;
	UsPlan		plan;

	census->state = state;
	census->percent = 100;
	census->first_rows = !census->exact && !has_pages(rel);
	if (!census->exact && pages > SAMPLE_PAGES)
		census->percent = Max(100 * SAMPLE_PAGES / pages, 0.000001);
	us_statement_build_sample(state->mapping, census->percent,
							  census->first_rows ? US_SAMPLE_ROWS : 0, &plan);
	if (plan.sql != NULL)
		us_plan_scan(&plan, visit_verifier, census);
}

/* A census of a store, in the current memory context. */
static Census *
make_census(UsStore *store, bool exact)
{
	UsRecipe	recipe = us_options_recipe(us_store_mapping(store)->options);
	Census	   *census = palloc0(sizeof(Census));

	census->declared = recipe.declared;
	census->limits = us_password_limits(&recipe);
	census->exact = exact;
	census->kinds = palloc(KINDS_MAX * sizeof(Kind));
	us_store_explore(store, false, take_census, census);
	return census;
}

void
us_verifiers_learn(UsStore *store)
{
	Census	   *census = make_census(store, false);

	us_costs_write(store->name, &census->load, !census->blind);
}

/* The cost of a verifier in words; NULL if there is none to tell. */
static char *
describe_cost(const UsHashInfo *info)
{
	char		text[US_WORK_TEXT_MAX];
	char	   *cost = NULL;

	for (int i = 0; i < info->work_count; i++)
	{
		us_work_describe(&info->works[i], text);
		if (text[0] != '\0')
			cost = cost == NULL ? pstrdup(text) :
				psprintf("%s; %s", cost, text);
	}
	return cost;
}

/* Gives one row: scheme, cost, users, share, weak, problem. */
static void
give_kind(ReturnSetInfo *rsinfo, const Census *census, const Kind *kind)
{
	const UsHashInfo *info = &kind->info;
	char	   *cost = describe_cost(info);
	const char *problem = kind->missing ? "There is no verifier." :
		info->detail;
	Datum		values[COLUMNS] = {0};
	bool		nulls[COLUMNS] = {0};

	nulls[0] = info->scheme == NULL;
	if (!nulls[0])
		values[0] = CStringGetTextDatum(info->scheme);
	nulls[1] = cost == NULL;
	if (!nulls[1])
		values[1] = CStringGetTextDatum(cost);
	values[2] = Int64GetDatum((int64) (kind->count * 100 / census->percent +
									   0.5));
	values[3] = Float8GetDatum((double) kind->count / census->total);
	values[4] = BoolGetDatum(problem == NULL && us_hash_is_weak(info));
	nulls[5] = problem == NULL;
	if (!nulls[5])
		values[5] = CStringGetTextDatum(problem);
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

static int
compare_kinds(const void *a, const void *b)
{
	const Kind *left = a;
	const Kind *right = b;

	return left->count > right->count ? -1 : left->count < right->count;
}

static void
tell_sampled(const Census *census)
{
	if (census->percent >= 100 &&
		(!census->first_rows || census->total < US_SAMPLE_ROWS))
		return;
	ereport(NOTICE,
			errmsg("sampled: " INT64_FORMAT " users were looked at",
				   census->total),
			errhint("Rare schemes may be missing. schemes(store, exact => true) looks at all."));
}

/* us_sql_schemes(store text, exact boolean) → setof record */
Datum
us_sql_schemes(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	char	   *name = us_argument_string(fcinfo, 0, "store", NAMEDATALEN - 1);
	bool		exact = !PG_ARGISNULL(1) && PG_GETARG_BOOL(1);
	UsMappingRow row;
	UsStore    *store;
	Census	   *census;

	InitMaterializedSRF(fcinfo, 0);
	us_ownership_read(name, &row);
	store = us_store_open(name);
	census = make_census(store, exact);
	qsort(census->kinds, census->kind_count, sizeof(Kind), compare_kinds);
	for (int i = 0; i < census->kind_count; i++)
		give_kind(rsinfo, census, &census->kinds[i]);
	tell_sampled(census);

	/* who counts them all may as well tell the logins */
	if (exact && !XactReadOnly && !RecoveryInProgress())
		us_costs_write(name, &census->load, !census->blind);
	return (Datum) 0;
}
