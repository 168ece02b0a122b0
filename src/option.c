/*-------------------------------------------------------------------------
 *
 * option.c
 *	  One option of a store while it is read: its type, what is wrong with it.
 *
 * src/option.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

#include "member.h"
#include "nearest.h"
#include "option.h"
#include "outcome.h"

#define NAMED_MAX	16			/* names that a hint gives */

bool
us_option_is_object(const JsonbValue *value)
{
	return value->type == jbvBinary &&
		JsonContainerIsObject(value->val.binary.data);
}

void
us_option_refuse(const UsOption *option, const char *detail)
{
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("invalid option \"%s\" of store \"%s\"", option->name,
				   option->store),
			errdetail("%s", detail));
}

void
us_option_refuse_name(const UsOption *option, const char *name,
					  const char *const *names, int count)
{
	StringInfoData all;
	UsNearest	nearest;

	initStringInfo(&all);
	us_nearest_start(&nearest, name);
	for (int i = 0; i < count; i++)
	{
		appendStringInfo(&all, "%s%s", i > 0 ? ", " : "", names[i]);
		us_nearest_offer(&nearest, names[i]);
	}
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("\"%s\" is not known in option \"%s\" of store \"%s\"",
				   name, option->name, option->store),
			us_nearest_name(&nearest) ?
			errhint("Perhaps you meant \"%s\".", us_nearest_name(&nearest)) :
			count > NAMED_MAX ? errhint("There are %d; the README lists them.",
										count) :
			errhint("There are %s.", all.data));
}

char *
us_option_string(const UsOption *option)
{
	if (option->value->type != jbvString)
		us_option_refuse(option, "It is not a string.");
	return us_member_text(option->value);
}

bool
us_option_boolean(const UsOption *option)
{
	if (option->value->type != jbvBool)
		us_option_refuse(option, "It is neither true nor false.");
	return option->value->val.boolean;
}

int
us_option_integer(const UsOption *option, int min, int max,
				  const char *detail)
{
	double		number;

	if (option->value->type != jbvNumeric)
		us_option_refuse(option, "It is not a number.");
	number = DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
												NumericGetDatum(option->value->val.numeric)));
	if (!(number >= min && number <= max))
		us_option_refuse(option, detail);
	if (number != (int) number)
		us_option_refuse(option, "It is not a whole number.");
	return (int) number;
}
