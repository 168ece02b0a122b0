/*-------------------------------------------------------------------------
 *
 * argument.c
 *	  Arguments checked for NULL and size before they are detoasted.
 *
 * src/argument.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/detoast.h"
#include "utils/builtins.h"

#include "argument.h"
#include "compat.h"
#include "outcome.h"

struct varlena *
us_argument_optional(FunctionCallInfo fcinfo, int argno, const char *name,
					 Size max)
{
	if (PG_ARGISNULL(argno))
		return NULL;

	/* NB: before detoasting, which would allocate what the caller asked. */
	if (toast_raw_datum_size(PG_GETARG_DATUM(argno)) - VARHDRSZ > max)
		us_refuse_argument(name, psprintf("It is longer than %zu bytes.", max));
	return PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(argno));
}

struct varlena *
us_argument_varlena(FunctionCallInfo fcinfo, int argno, const char *name,
					Size max)
{
	struct varlena *value = us_argument_optional(fcinfo, argno, name, max);

	if (value == NULL)
		us_refuse_null(name);
	return value;
}

char *
us_argument_string(FunctionCallInfo fcinfo, int argno, const char *name,
				   Size max)
{
	return text_to_cstring((text *) us_argument_varlena(fcinfo, argno, name,
														max));
}

bool
us_argument_bool(FunctionCallInfo fcinfo, int argno, const char *name)
{
	if (PG_ARGISNULL(argno))
		us_refuse_null(name);
	return PG_GETARG_BOOL(argno);
}
