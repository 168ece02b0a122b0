/*-------------------------------------------------------------------------
 *
 * doctor.c
 *	  What userstore.doctor() and selftest() can't ask in SQL.
 *
 * These read, count nothing, and raise what is wrong as it is: the callers
 * catch it.
 *
 * src/doctor.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "argument.h"
#include "capability.h"
#include "credential.h"
#include "hash/table.h"
#include "outcome.h"
#include "ownership.h"
#include "report.h"
#include "schema.h"
#include "user.h"
#include "verifiers.h"

PG_FUNCTION_INFO_V1(us_sql_library_version);
PG_FUNCTION_INFO_V1(us_sql_known_schemes);
PG_FUNCTION_INFO_V1(us_sql_probe);
PG_FUNCTION_INFO_V1(us_sql_verdicts);
PG_FUNCTION_INFO_V1(us_sql_relations_of);
PG_FUNCTION_INFO_V1(us_sql_check_schemas);
PG_FUNCTION_INFO_V1(us_sql_clash_of);
PG_FUNCTION_INFO_V1(us_sql_shuckable);

#ifndef US_VERSION
#error "US_VERSION is the version of the control file: see the Makefile"
#endif

/* Nobody's: .invalid is reserved (RFC 2606). */
#define NOBODY	"selftest@userstore.invalid"

/* What a wrapped verifier of a digest without any salt begins with. */
static const char *const unsalted[] = {
	"$us-wrap$v=1,s=hex-md4,",
	"$us-wrap$v=1,s=hex-md5,",
	"$us-wrap$v=1,s=hex-sha1,",
	"$us-wrap$v=1,s=hex-sha256,",
	"$us-wrap$v=1,s=hex-sha512,",
	"$us-wrap$v=1,s=nthash,",
};

/* What find_unsalted() needs and gives. */
typedef struct Search
{
	const UsState *state;
	bool		exact;
	int64		found;
} Search;

/* us_sql_library_version() → text */
Datum
us_sql_library_version(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(US_VERSION));
}

/* us_sql_known_schemes() → setof text */
Datum
us_sql_known_schemes(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	const UsHashScheme *scheme;

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	for (int i = 0; (scheme = us_table_at(i)) != NULL; i++)
	{
		Datum		value = CStringGetTextDatum(scheme->name);
		bool		isnull = false;

		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, &value,
							 &isnull);
	}
	return (Datum) 0;
}

/* The store that the first argument names, if the current user may see it. */
static UsStore *
open_store(FunctionCallInfo fcinfo)
{
	char	   *name = us_argument_string(fcinfo, 0, "store", NAMEDATALEN - 1);
	UsMappingRow row;

	us_ownership_read(name, &row);
	return us_store_open(name);
}

/*
 * us_sql_probe(store text) → boolean
 *
 * Looks an identifier up that nobody has, as get_user does, also in a store
 * that is suspended.  Has somebody got it?
 */
Datum
us_sql_probe(PG_FUNCTION_ARGS)
{
	UsStore    *store = open_store(fcinfo);
	const UsVerdict *verdict = us_capability(store, US_CAN_GET_USER);

	if (!verdict->able)
		us_refuse_capability(store->name, us_capability_name(US_CAN_GET_USER),
							 verdict->reason);
	PG_RETURN_BOOL(us_user_find(store, NOBODY) != NULL);
}

static Datum
text_or_null(const char *text, bool *isnull)
{
	*isnull = text == NULL;
	return text ? CStringGetTextDatum(text) : (Datum) 0;
}

/*
 * us_sql_verdicts(store text, OUT capability text, OUT able boolean,
 *				   OUT reason text, OUT cure text) → setof record
 *
 * As capabilities(), without what has to read the relation.
 */
Datum
us_sql_verdicts(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	UsStore    *store;

	InitMaterializedSRF(fcinfo, 0);
	store = open_store(fcinfo);
	for (int i = 0; i < US_CAPABILITY_COUNT; i++)
	{
		const UsVerdict *verdict = us_capability(store, (UsCapability) i);
		Datum		values[4];
		bool		nulls[4] = {false};

		if (i == US_CAN_STAMP &&
			us_store_mapping(store)->options->sets[US_SET_FOR_LOGIN] == NIL)
			continue;
		values[0] = CStringGetTextDatum(us_capability_name((UsCapability) i));
		values[1] = BoolGetDatum(verdict->able);
		values[2] = text_or_null(verdict->reason, &nulls[2]);
		values[3] = text_or_null(verdict->cure, &nulls[3]);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values,
							 nulls);
	}
	return (Datum) 0;
}

/* us_sql_relations_of(store text) → setof regclass */
Datum
us_sql_relations_of(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	UsState    *state;
	List	   *oids;
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	state = us_store_state(open_store(fcinfo));
	oids = list_append_unique_oid(list_copy(state->underlying),
								  state->relation);
	foreach(cell, oids)
	{
		Datum		value = ObjectIdGetDatum(lfirst_oid(cell));
		bool		isnull = false;

		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, &value,
							 &isnull);
	}
	return (Datum) 0;
}

/* A work function of us_store_explore. */
static void
check_schemas(UsState *state, Relation rel, void *arg pg_attribute_unused())
{
	us_schema_check(rel, state->mapping->options->schemas);
}

/*
 * us_sql_check_schemas(store text) → void
 *
 * Raises what attach() does if others may create in a schema that is searched.
 */
Datum
us_sql_check_schemas(PG_FUNCTION_ARGS)
{
	us_store_explore(open_store(fcinfo), false, check_schemas, NULL);
	PG_RETURN_VOID();
}

/* us_sql_clash_of(store text) → text: as attach() warns of it */
Datum
us_sql_clash_of(PG_FUNCTION_ARGS)
{
	char	   *other = us_report_clash(open_store(fcinfo));

	if (other == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(other));
}

/* A visitor of us_plan_scan. */
static void
visit_verifier(const UsRow *row, void *arg)
{
	Search	   *search = arg;
	UsCredential credential;

	us_credential_take(&credential, search->state,
					   row->nulls[US_SCAN_USER_ID] ? "" :
					   TextDatumGetCString(row->values[US_SCAN_USER_ID]), row);
	if (credential.stored == NULL)
		return;
	for (int i = 0; i < (int) lengthof(unsalted); i++)
	{
		size_t		len = strlen(unsalted[i]);

		if (credential.stored->len >= len &&
			memcmp(credential.stored->bytes, unsalted[i], len) == 0)
			search->found++;
	}
}

/* A work function of us_store_explore. */
static void
find_unsalted(UsState *state, Relation rel pg_attribute_unused(), void *arg)
{
	Search	   *search = arg;
	UsPlan		plan;

	search->state = state;
	us_statement_build_sample(state->mapping, 100,
							  search->exact ? 0 : US_SAMPLE_ROWS, &plan);
	if (plan.sql != NULL)
		us_plan_scan(&plan, visit_verifier, search);
}

/*
 * us_sql_shuckable(store text, exact boolean) → bigint
 *
 * Of the first 10,000 users, or of all, those whose verifier is a digest
 * without salt, wrapped and not sealed.
 */
Datum
us_sql_shuckable(PG_FUNCTION_ARGS)
{
	Search		search = {0};

	search.exact = !PG_ARGISNULL(1) && PG_GETARG_BOOL(1);
	us_store_explore(open_store(fcinfo), false, find_unsalted, &search);
	PG_RETURN_INT64(search.found);
}
