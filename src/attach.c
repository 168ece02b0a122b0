/*-------------------------------------------------------------------------
 *
 * attach.c
 *	  SQL functions that make a relation a store, change that, and undo it.
 *
 * A store can be changed by the owner of its relation: whoever else could
 * point it at a relation of his own would get the passwords typed there.
 *
 * src/attach.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "access/relation.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "argument.h"
#include "attempt.h"
#include "capability.h"
#include "catalog.h"
#include "compat.h"
#include "configuration.h"
#include "hiding.h"
#include "outcome.h"
#include "owner.h"
#include "ownership.h"
#include "report.h"
#include "schema.h"
#include "search.h"
#include "store.h"
#include "value.h"
#include "verifiers.h"
#include "words.h"

PG_FUNCTION_INFO_V1(us_sql_attach);
PG_FUNCTION_INFO_V1(us_sql_capabilities);
PG_FUNCTION_INFO_V1(us_sql_detach);
PG_FUNCTION_INFO_V1(us_sql_suspend);
PG_FUNCTION_INFO_V1(us_sql_resume);

/* An identifier that nobody has: RFC 2606 reserves the domain. */
#define NOBODY	"attach@userstore.invalid"

/*
 * Keeps others from changing a mapping until the transaction ends; actions
 * read on.  NB: before it is read whose a store is, or somebody else could
 * make it meanwhile.
 */
static void
lock_mappings(void)
{
	Oid			owner;

	LockRelationOid(us_catalog_mappings_table(&owner), ShareRowExclusiveLock);
}

static void
check_name(const char *store)
{
	bool		fine = store[0] != '\0';

	for (const char *p = store; *p != '\0'; p++)
		fine = fine && !iscntrl((unsigned char) *p);
	if (!fine)
		us_refuse_argument("store", "It has 1 to 63 bytes and no control characters.");
}

/* Refuses relations of a kind that holds no users. */
static void
check_kind(Relation rel)
{
	switch (rel->rd_rel->relkind)
	{
		case RELKIND_RELATION:
		case RELKIND_PARTITIONED_TABLE:
		case RELKIND_VIEW:
		case RELKIND_MATVIEW:
		case RELKIND_FOREIGN_TABLE:
			break;
		default:
			ereport(ERROR,
					errcode(ERRCODE_WRONG_OBJECT_TYPE),
					errmsg("\"%s\" is not a table or view",
						   RelationGetRelationName(rel)));
	}
	if (rel->rd_rel->relpersistence == RELPERSISTENCE_TEMP)
		ereport(ERROR,
				errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("\"%s\" is temporary", RelationGetRelationName(rel)));
}

/* What a layout says of a relation of which nothing is said. */
static void
recognise(Oid relation, Jsonb **columns, Jsonb **options)
{
	static const char sql[] =
		"SELECT r.columns, r.options FROM userstore.recognise($1, $2) AS r";
	static const Oid types[] = {REGCLASSOID, JSONBOID};
	Datum		values[] = {ObjectIdGetDatum(relation),
	JsonbPGetDatum(*options)};
	UsResult	result;

	us_configuration_run(sql, lengthof(types), types, values, US_PLAN_READ,
						 &result);
	if (result.count != 1)
		elog(ERROR, "userstore.recognise() gave no layout");
	*columns = DatumGetJsonbP(result.rows[0].values[0]);
	*options = DatumGetJsonbP(result.rows[0].values[1]);
}

static void
check_superuser_owner(Relation rel, const UsMapping *mapping)
{
	bool		owned = superuser_arg(rel->rd_rel->relowner);

	if (mapping->options->superuser_owner && !superuser())
		ereport(ERROR,
				errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("only a superuser may set \"allow_superuser_owner\""));
	if (owned && !mapping->options->superuser_owner)
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("relation \"%s\" is owned by a superuser",
					   RelationGetRelationName(rel)),
				errdetail("Whoever may put a trigger on it would get a superuser's rights in every action."),
				errhint("Give it another owner, or set option \"allow_superuser_owner\"."));
}

/* Checks the expressions as the owner, before anything is built of them. */
static void
check_words(Relation rel, const UsMapping *mapping)
{
	UsOwnerScope scope;

	us_owner_enter(&scope, rel->rd_rel->relowner, mapping->search_path,
				   US_PIN_OUTPUT);
	(void) us_words_check(mapping, rel);
	us_owner_leave(&scope);
}

/* A mapping that is read, if it still can be; a work function of us_attempt. */
typedef struct Former
{
	Relation	rel;
	const char *store;
	const UsMappingRow *row;
	UsMapping  *mapping;
} Former;

static void
read_former(void *arg)
{
	Former	   *former = arg;

	former->mapping = us_mapping_read(former->rel, former->store,
									  former->row->columns,
									  former->row->options);
}

/* Is a field read alike in two mappings of one relation? */
static bool
is_read_alike(const UsMapping *a, const UsMapping *b, UsField field)
{
	const UsColumn *left = us_mapping_column(a, field);
	const UsColumn *right = us_mapping_column(b, field);

	if (left == NULL || right == NULL)
		return left == right;
	return strcmp(us_value_read(left), us_value_read(right)) == 0;
}

us_noreturn static void
refuse_sealed(const char *store, const char *detail)
{
	ereport(ERROR,
			errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("the verifiers of store \"%s\" are sealed", store),
			errdetail("%s", detail),
			errhint("Unseal them first: CALL userstore.reseal(%s, unseal => true)",
					quote_literal_cstr(store)));
}

/*
 * Refuses a mapping by which sealed verifiers would not open.  NB: of one that
 * can't be read any more, as after a column was renamed, nothing is known.
 */
static void
check_sealed(const char *store, const UsMappingRow *existing, Relation rel,
			 const UsMapping *mapping)
{
	Former		former = {rel, store, existing, NULL};
	ErrorData  *error;

	if (existing->sealing == US_SEALING_OFF)
		return;
	if (mapping->options->verifiers != US_VERIFIERS_EXCLUSIVE)
		refuse_sealed(store, "Whoever else reads them could not read a sealed one.");
	if (existing->relation != RelationGetRelid(rel))
		refuse_sealed(store, "Those in another relation are not, and would match no password.");
	error = us_attempt(read_former, &former);
	if (error != NULL)
	{
		FreeErrorData(error);
		return;
	}
	if (!is_read_alike(former.mapping, mapping, US_FIELD_USER_ID))
		refuse_sealed(store, "They were sealed for the user_id, and would not open for another.");
	if (!is_read_alike(former.mapping, mapping, US_FIELD_VERIFIER))
		refuse_sealed(store, "Those in another column are not, and would match no password.");
}

/* Writes the mapping of a store, new or not. */
static void
write_mapping(const char *store, Oid relation, Jsonb *columns, Jsonb *options)
{
	static const char sql[] =
		"INSERT INTO userstore.mappings AS m (store, relation, columns, options)"
		" VALUES ($1, $2, $3, $4) ON CONFLICT (store) DO UPDATE SET"
		" relation = excluded.relation, columns = excluded.columns,"
		" options = excluded.options";
	static const Oid types[] = {TEXTOID, REGCLASSOID, JSONBOID, JSONBOID};
	Datum		values[] = {CStringGetTextDatum(store),
		ObjectIdGetDatum(relation), JsonbPGetDatum(columns),
	JsonbPGetDatum(options)};
	UsResult	result;

	us_configuration_run(sql, lengthof(types), types, values, US_PLAN_WRITE,
						 &result);
}

/* One look-up of nobody; a work function of us_attempt. */
typedef struct Probe
{
	UsState    *state;
	UsStatement which;
} Probe;

static void
look_up_nobody(void *arg)
{
	Probe	   *probe = arg;
	Datum		value = CStringGetTextDatum(NOBODY);
	UsPlan		plan = probe->state->plans[probe->which];
	UsResult	result;

	plan.prepared = NULL;
	us_plan_run(&plan, &value, NULL, US_PLAN_READ, 1, &result);
	us_plan_free(&plan);
}

/*
 * Runs each look-up once, so that a right that the owner lacks is found now;
 * a work function of us_store_explore.  That nobody's identifier is not of a
 * column's type is no error.
 */
static void
try_lookups(UsState *state, Relation rel pg_attribute_unused(),
			void *arg pg_attribute_unused())
{
	for (int which = 0; which <= (int) US_CREDENTIAL; which++)
	{
		Probe		probe = {state, (UsStatement) which};
		ErrorData  *error;

		if (state->plans[which].sql == NULL)
			continue;
		error = us_attempt(look_up_nobody, &probe);
		if (error != NULL &&
			ERRCODE_TO_CATEGORY(error->sqlerrcode) != ERRCODE_DATA_EXCEPTION)
			ReThrowError(error);
	}
}

static void
refuse_unusable(const char *store, const char *detail, const char *cure)
{
	ereport(ERROR,
			errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("the relation can't be store \"%s\"", store),
			errdetail("%s", detail),
			cure ? errhint("%s", cure) : 0);
}

/* Refuses a store that can't find its users. */
static void
check_lookups(UsStore *store)
{
	const UsVerdict *verdict = us_capability(store, US_CAN_GET_USER);
	const UsLookup *by_id = us_search_lookup(store, US_FIELD_USER_ID);

	if (by_id == NULL || !by_id->indexed)
		refuse_unusable(store->name, "No index finds a user by user_id.",
						by_id ? by_id->cure : NULL);
	if (!verdict->able)
		refuse_unusable(store->name, verdict->reason, verdict->cure);
}

static void
warn(UsStore *store, Relation rel)
{
	char	   *other = us_report_clash(store);

	if (rel->rd_rel->relforcerowsecurity)
		ereport(WARNING,
				errmsg("row-level security of \"%s\" is forced on its owner",
					   RelationGetRelationName(rel)),
				errdetail("A policy that depends on the caller's settings is no isolation: the caller sets them."),
				errhint("Say which rows belong to the store with option \"where\"."));
	if (other != NULL)
		ereport(WARNING,
				errmsg("stores \"%s\" and \"%s\" could give two users the same user_id",
					   store->name, other),
				errhint("Set option \"user_id_prefix\"."));
}

/*
 * us_sql_attach(store text, relation regclass, columns jsonb, options jsonb)
 *		→ setof record
 */
Datum
us_sql_attach(PG_FUNCTION_ARGS)
{
	char	   *name = us_argument_string(fcinfo, 0, "store", NAMEDATALEN - 1);
	Jsonb	   *columns = PG_ARGISNULL(2) ? NULL : PG_GETARG_JSONB_P(2);
	UsMappingRow existing = {.sealing = US_SEALING_OFF};
	UsMapping  *mapping;
	Jsonb	   *options;
	UsStore    *store;
	Relation	rel;

	/* NB: options may hold a pepper. */
	us_hide_statement();
	if (PG_ARGISNULL(1) || PG_ARGISNULL(3))
		us_refuse_null(PG_ARGISNULL(1) ? "relation" : "options");
	options = PG_GETARG_JSONB_P(3);

	check_name(name);
	rel = try_relation_open(PG_GETARG_OID(1), AccessShareLock);
	if (rel == NULL)
		ereport(ERROR,
				errcode(ERRCODE_UNDEFINED_TABLE),
				errmsg("relation with OID %u does not exist",
					   PG_GETARG_OID(1)));
	if (!us_owns_relation(RelationGetRelid(rel), GetUserId()))
		us_ownership_refuse(psprintf("relation \"%s\"",
								  RelationGetRelationName(rel)));
	lock_mappings();
	if (us_catalog_mapping(name, &existing))
		us_ownership_check(name, &existing);
	check_kind(rel);
	if (!JB_ROOT_IS_OBJECT(options))
		us_refuse_argument("options", "It is not an object.");
	if (columns == NULL)
		recognise(RelationGetRelid(rel), &columns, &options);
	mapping = us_mapping_read(rel, name, columns, options);
	check_superuser_owner(rel, mapping);
	us_schema_check(rel, mapping->options->schemas);
	check_words(rel, mapping);
	check_sealed(name, &existing, rel, mapping);

	write_mapping(name, RelationGetRelid(rel), columns, options);
	store = us_store_open(name);
	us_report(fcinfo, store);
	us_store_explore(store, false, try_lookups, NULL);
	check_lookups(store);
	us_verifiers_learn(store);
	warn(store, rel);
	relation_close(rel, NoLock);
	return (Datum) 0;
}

/* us_sql_capabilities(store text) → setof record */
Datum
us_sql_capabilities(PG_FUNCTION_ARGS)
{
	char	   *name = us_argument_string(fcinfo, 0, "store", NAMEDATALEN - 1);
	UsMappingRow row;

	us_ownership_read(name, &row);
	us_report(fcinfo, us_store_open(name));
	return (Datum) 0;
}

/* us_sql_detach(store text) → void */
Datum
us_sql_detach(PG_FUNCTION_ARGS)
{
	static const char sql[] = "SELECT userstore.forget_store($1, $2)";
	static const Oid types[] = {TEXTOID, BOOLOID};
	char	   *name = us_argument_string(fcinfo, 0, "store", NAMEDATALEN - 1);
	Datum		values[] = {CStringGetTextDatum(name),
	BoolGetDatum(superuser())};
	UsMappingRow row;
	UsResult	result;

	lock_mappings();
	us_ownership_read(name, &row);
	if (row.sealing != US_SEALING_OFF && get_rel_name(row.relation) != NULL)
		refuse_sealed(name, "Nobody could read them any more.");
	us_configuration_run(sql, lengthof(types), types, values, US_PLAN_WRITE,
						 &result);
	PG_RETURN_VOID();
}

static void
set_suspended(FunctionCallInfo fcinfo, bool suspended)
{
	static const char sql[] =
		"UPDATE userstore.mappings SET suspended = $2"
		" WHERE store OPERATOR(pg_catalog.=) $1";
	static const Oid types[] = {TEXTOID, BOOLOID};
	char	   *name = us_argument_string(fcinfo, 0, "store", NAMEDATALEN - 1);
	Datum		values[] = {CStringGetTextDatum(name),
	BoolGetDatum(suspended)};
	UsMappingRow row;
	UsResult	result;

	lock_mappings();
	us_ownership_read(name, &row);
	us_configuration_run(sql, lengthof(types), types, values, US_PLAN_WRITE,
						 &result);
}

/* us_sql_suspend(store text) → void */
Datum
us_sql_suspend(PG_FUNCTION_ARGS)
{
	set_suspended(fcinfo, true);
	PG_RETURN_VOID();
}

/* us_sql_resume(store text) → void */
Datum
us_sql_resume(PG_FUNCTION_ARGS)
{
	set_suspended(fcinfo, false);
	PG_RETURN_VOID();
}
