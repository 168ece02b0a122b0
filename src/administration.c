/*-------------------------------------------------------------------------
 *
 * administration.c
 *	  SQL functions for administrators: verifiers, the fold.
 *
 * No grant is looked up here: who may EXECUTE them, may.  grant_access()
 * never grants them.
 *
 * src/administration.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/rel.h"

#include "argument.h"
#include "fold.h"
#include "hiding.h"
#include "maker.h"
#include "matcher.h"
#include "outcome.h"
#include "settings.h"

PG_FUNCTION_INFO_V1(us_sql_configuration_changed);
PG_FUNCTION_INFO_V1(us_sql_hash_password);
PG_FUNCTION_INFO_V1(us_sql_check_password);
PG_FUNCTION_INFO_V1(us_sql_scheme_of);
PG_FUNCTION_INFO_V1(us_sql_fold);
PG_FUNCTION_INFO_V1(us_sql_fold_letters);

#define VERIFIER_MAX	4096	/* bytes */

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

/* us_sql_hash_password(password text) → text */
Datum
us_sql_hash_password(PG_FUNCTION_ARGS)
{
	UsPassword	password = us_password_argument(fcinfo, 0, "password");
	UsRecipe	recipe = us_options_recipe(NULL);
	UsGuard		guard = us_guard_make(GetUserId(), "");

	us_hide_statement();
	PG_RETURN_TEXT_P(cstring_to_text(us_maker_hash(&password, &recipe,
												   &guard)));
}

/* An argument that may be NULL, as a span; its start is NULL then. */
static UsSpan
span_argument(FunctionCallInfo fcinfo, int argno, const char *name,
			  Size max)
{
	text	   *argument = (text *) us_argument_optional(fcinfo, argno, name,
														 max);
	UsSpan		span = {NULL, 0};

	if (argument != NULL)
	{
		span.start = VARDATA_ANY(argument);
		span.len = VARSIZE_ANY_EXHDR(argument);
	}
	return span;
}

/*
 * us_sql_check_password(password text, verifier text, scheme text, salt text,
 *						 username text) → boolean
 */
Datum
us_sql_check_password(PG_FUNCTION_ARGS)
{
	UsPassword	password = us_password_argument(fcinfo, 0, "password");
	char	   *text_of = us_argument_string(fcinfo, 1, "verifier",
											 VERIFIER_MAX);
	UsVerifier	verifier = us_hash_verifier(text_of, strlen(text_of));
	UsGuard		guard = us_guard_make(GetUserId(), "");

	us_hide_statement();
	verifier.declared = span_argument(fcinfo, 2, "scheme", US_DECLARED_MAX);
	verifier.strict = verifier.declared.start != NULL;
	verifier.salt = span_argument(fcinfo, 3, "salt", VERIFIER_MAX);
	verifier.user = span_argument(fcinfo, 4, "username", US_IDENTIFIER_MAX);
	PG_RETURN_BOOL(us_matcher_check(&password, &verifier, &guard));
}

/*
 * us_sql_scheme_of(verifier text) → text
 *
 * The scheme by its name, whether or not this build can compute the verifier;
 * null for one that no scheme recognises.
 */
Datum
us_sql_scheme_of(PG_FUNCTION_ARGS)
{
	char	   *text_of = us_argument_string(fcinfo, 0, "verifier",
											 VERIFIER_MAX);
	UsHashLimits limits = us_settings_limits();
	UsVerifier	verifier = us_hash_verifier(text_of, strlen(text_of));
	UsHashInfo	info;

	(void) us_hash_inspect(&verifier, &limits, &info);
	if (info.scheme == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(info.scheme));
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
