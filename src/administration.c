/*-------------------------------------------------------------------------
 *
 * administration.c
 *	  SQL functions for administrators: stores, verifiers, the fold.
 *
 * No grant is looked up here: who may EXECUTE them, may.  grant_access()
 * never grants them.
 *
 * src/administration.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "argument.h"
#include "catalog.h"
#include "compat.h"
#include "fold.h"
#include "mapping.h"
#include "outcome.h"
#include "owner.h"
#include "password.h"
#include "plan.h"

PG_FUNCTION_INFO_V1(us_sql_configuration_changed);
PG_FUNCTION_INFO_V1(us_sql_register_store);
PG_FUNCTION_INFO_V1(us_sql_hash_password);
PG_FUNCTION_INFO_V1(us_sql_check_password);
PG_FUNCTION_INFO_V1(us_sql_fold);
PG_FUNCTION_INFO_V1(us_sql_fold_letters);

#define VERIFIER_MAX	4096	/* bytes */
#define SCHEME_MAX		64		/* bytes */

/*
 * us_sql_configuration_changed() → trigger
 *
 * Tells every session that a configuration table changed, when the
 * transaction commits.
 */
Datum
us_sql_configuration_changed(PG_FUNCTION_ARGS)
{
	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				errmsg("configuration_changed() must be called as a trigger"));
	CacheInvalidateRelcacheByRelid(RelationGetRelid(((TriggerData *) fcinfo->context)->tg_relation));
	return PointerGetDatum(NULL);	/* what a trigger returns; not SQL's null */
}

/*
 * us_sql_register_store(store text, relation regclass, columns jsonb,
 *						 options jsonb) → void
 *
 * Writes the mapping of a relation that the current user owns.
 */
Datum
us_sql_register_store(PG_FUNCTION_ARGS)
{
	char	   *store = us_argument_string(fcinfo, 0, "store", NAMEDATALEN - 1);
	Oid			relation = PG_GETARG_OID(1);
	Jsonb	   *columns = PG_GETARG_JSONB_P(2);
	Jsonb	   *options = PG_GETARG_JSONB_P(3);
	UsPlan		plan = {
		"INSERT INTO userstore.mappings (store, relation, columns, options) VALUES ($1, $2, $3, $4)",
		4, {TEXTOID, REGCLASSOID, JSONBOID, JSONBOID}, NULL
	};
	Datum		values[4];
	UsMappingRow existing;
	UsOwnerScope scope;
	UsResult	result;
	Relation	rel;
	Oid			owner;

	rel = relation_open(relation, AccessShareLock);
	if (!us_owns_relation(relation, GetUserId()))
		ereport(ERROR,
				errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("must be owner of relation \"%s\"",
					   RelationGetRelationName(rel)));
	if (us_mapping_read(rel, store, columns, options)->superuser_owner &&
		!superuser())
		ereport(ERROR,
				errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("only a superuser may set \"allow_superuser_owner\""));
	if (us_catalog_mapping(store, &existing))
		ereport(ERROR,
				errcode(ERRCODE_DUPLICATE_OBJECT),
				errmsg("store \"%s\" already exists", store));

	values[0] = CStringGetTextDatum(store);
	values[1] = ObjectIdGetDatum(relation);
	values[2] = JsonbPGetDatum(columns);
	values[3] = JsonbPGetDatum(options);
	(void) us_catalog_mappings_table(&owner);
	us_owner_enter(&scope, owner, "pg_catalog, pg_temp", false);
	us_plan_run(&plan, values, NULL, US_PLAN_WRITE, 0, &result);
	us_owner_leave(&scope);
	us_plan_free(&plan);
	relation_close(rel, NoLock);
	PG_RETURN_VOID();
}

/* us_sql_hash_password(password text) → text */
Datum
us_sql_hash_password(PG_FUNCTION_ARGS)
{
	UsPassword	password = us_password_argument(fcinfo, 0, "password");

	PG_RETURN_TEXT_P(cstring_to_text(us_password_hash(&password)));
}

/* us_sql_check_password(password text, verifier text, scheme text) → boolean */
Datum
us_sql_check_password(PG_FUNCTION_ARGS)
{
	UsPassword	password = us_password_argument(fcinfo, 0, "password");
	char	   *verifier = us_argument_string(fcinfo, 1, "verifier",
											  VERIFIER_MAX);
	text	   *scheme = (text *) us_argument_optional(fcinfo, 2, "scheme",
													   SCHEME_MAX);

	PG_RETURN_BOOL(us_password_check(&password, verifier,
									 scheme ? text_to_cstring(scheme) : NULL));
}

/* us_sql_fold(identifier text) → text */
Datum
us_sql_fold(PG_FUNCTION_ARGS)
{
	char	   *identifier = us_argument_string(fcinfo, 0, "identifier",
												US_IDENTIFIER_MAX);

	PG_RETURN_TEXT_P(cstring_to_text(us_fold(identifier)));
}

/*
 * us_sql_fold_letters(OUT upper text, OUT lower text)
 *
 * The letters outside ASCII that the fold lowers, for create_store.
 */
Datum
us_sql_fold_letters(PG_FUNCTION_ARGS)
{
	TupleDesc	desc;
	Datum		values[2];
	bool		nulls[2] = {false, false};
	char	   *upper;
	char	   *lower;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	us_fold_letters(&upper, &lower);
	values[0] = CStringGetTextDatum(upper);
	values[1] = CStringGetTextDatum(lower);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc),
													  values, nulls)));
}
