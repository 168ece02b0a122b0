/*-------------------------------------------------------------------------
 *
 * escrow.c
 *	  SQL functions for operators: keys made, confirmed, looked at.
 *
 * No grant is looked up here: who may EXECUTE them, may.  grant_access()
 * never grants them.  No message has anything of a key but its id.
 *
 * src/escrow.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include <sodium.h>

#include "argument.h"
#include "domain.h"
#include "hash/encoding.h"
#include "hash/span.h"
#include "keys.h"
#include "ownership.h"
#include "sealing.h"
#include "store.h"

PG_FUNCTION_INFO_V1(us_sql_new_key);
PG_FUNCTION_INFO_V1(us_sql_key_canary);
PG_FUNCTION_INFO_V1(us_sql_key_file_keys);
PG_FUNCTION_INFO_V1(us_sql_key_file_problem);
PG_FUNCTION_INFO_V1(us_sql_sealed_with);

#define COLUMNS		3			/* of key_file_keys() */

/* A key with its padding, and a NUL. */
#define KEY_TEXT	(sodium_base64_ENCODED_LEN(US_SEAL_KEY_BYTES, \
											   sodium_base64_VARIANT_ORIGINAL))

/* The id of a key as an argument; 22023 for one that no key can have. */
static char *
read_id(FunctionCallInfo fcinfo, int argno)
{
	char	   *id = us_argument_string(fcinfo, argno, "key_id",
										US_SEAL_ID_MAX);

	if (!us_seal_is_id((UsSpan) {id, strlen(id)}))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid value for argument \"%s\"", "key_id"),
				errdetail("It has 1 to %d of the characters a-z, 0-9, \"_\" and \"-\".",
						  US_SEAL_ID_MAX));
	return id;
}

/*
 * us_sql_new_key(key_id text) → text
 *
 * A line for the key file, with a new key.
 */
Datum
us_sql_new_key(PG_FUNCTION_ARGS)
{
	char	   *id = read_id(fcinfo, 0);
	unsigned char key[US_SEAL_KEY_BYTES];
	char		encoded[KEY_TEXT];
	char	   *line;
	text	   *result;

	randombytes_buf(key, sizeof(key));
	(void) us_base64_encode_padded(key, sizeof(key), encoded, sizeof(encoded));
	line = psprintf("%s %s", id, encoded);
	result = cstring_to_text(line);
	sodium_memzero(key, sizeof(key));
	sodium_memzero(encoded, sizeof(encoded));
	sodium_memzero(line, strlen(line));
	PG_RETURN_TEXT_P(result);
}

/* The key of the file with that id; NULL if there is none. */
static const UsKey *
find_in_file(const char *id)
{
	const UsKey *key;

	for (int i = 0; (key = us_keys_at(i)) != NULL; i++)
	{
		if (strcmp(key->id, id) == 0)
			return key;
	}
	return NULL;
}

/*
 * us_sql_key_canary(key_id text) → text
 *
 * What userstore.keys is to hold of a key of the file.
 */
Datum
us_sql_key_canary(PG_FUNCTION_ARGS)
{
	char	   *id = read_id(fcinfo, 0);
	const UsKey *key = find_in_file(id);

	if (key == NULL)
	{
		const char *problem = us_keys_problem();

		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("key \"%s\" is not in the key file of this server", id),
				problem ? errdetail("%s", problem) : 0,
				errhint("Put the line of userstore.new_key() into the file that userstore.key_file names."));
	}
	PG_RETURN_TEXT_P(cstring_to_text(us_keys_canary(key)));
}

/*
 * us_sql_key_file_keys(OUT id text, OUT active boolean, OUT confirmed boolean)
 *		→ setof record
 */
Datum
us_sql_key_file_keys(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	const UsKey *key;

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; (key = us_keys_at(i)) != NULL; i++)
	{
		Datum		values[COLUMNS];
		bool		nulls[COLUMNS] = {false, false, false};

		values[0] = CStringGetTextDatum(key->id);
		values[1] = BoolGetDatum(key == us_keys_active());
		values[2] = BoolGetDatum(key->confirmed);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values,
							 nulls);
	}
	return (Datum) 0;
}

/* us_sql_key_file_problem() → text */
Datum
us_sql_key_file_problem(PG_FUNCTION_ARGS)
{
	const char *problem = us_keys_problem();

	if (problem == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(problem));
}

/* Verifiers that are sealed with a key, while they are counted. */
typedef struct Count
{
	const char *id;
	int64		count;
} Count;

/* A visitor of us_plan_scan. */
static void
visit_verifier(const UsRow *row, void *arg)
{
	Count	   *count = arg;
	text	   *stored;
	UsSealed	sealed;
	UsSpan		span;

	if (row->nulls[US_CREDENTIAL_VERIFIER])
		return;
	stored = DatumGetTextPP(row->values[US_CREDENTIAL_VERIFIER]);
	span = (UsSpan) {VARDATA_ANY(stored), VARSIZE_ANY_EXHDR(stored)};
	if (us_seal_parse(span, &sealed) == US_SEAL_DONE &&
		us_span_equals(sealed.key, count->id))
		count->count++;
}

/* Counts the verifiers of a store; a work function of us_store_explore. */
static void
count_verifiers(UsState *state, Relation rel pg_attribute_unused(), void *arg)
{
	UsPlan		plan;

	us_statement_build_sample(state->mapping, 100, 0, &plan);
	if (plan.sql != NULL)
		us_plan_scan(&plan, visit_verifier, arg);
}

/*
 * us_sql_sealed_with(store text, key_id text) → bigint
 *
 * How many verifiers of a store say that they are sealed with a key; looks at
 * them all.
 */
Datum
us_sql_sealed_with(PG_FUNCTION_ARGS)
{
	char	   *name = us_argument_string(fcinfo, 0, "store", NAMEDATALEN - 1);
	Count		count = {read_id(fcinfo, 1), 0};
	UsMappingRow row;

	us_ownership_read(name, &row);
	us_store_explore(us_store_open(name), false, count_verifiers, &count);
	PG_RETURN_INT64(count.count);
}
