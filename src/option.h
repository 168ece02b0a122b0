/*-------------------------------------------------------------------------
 *
 * option.h
 *	  One option of a store while it is read: its type, what is wrong with it.
 *
 * src/option.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_OPTION_H
#define US_OPTION_H

#include "postgres.h"

#include "utils/jsonb.h"

/* One option while it is read. */
typedef struct UsOption
{
	const char *store;
	const char *name;
	const JsonbValue *value;
} UsOption;

/* Raises 22023: what is wrong with the option. */
extern void us_option_refuse(const UsOption *option, const char *detail);

/* Raises 22023: a name that is not among those of a list. */
extern void us_option_refuse_name(const UsOption *option, const char *name,
								  const char *const *names, int count);

extern bool us_option_is_object(const JsonbValue *value);

/* The option's value, a string palloc'd; raises 22023 for another type. */
extern char *us_option_string(const UsOption *option);
extern bool us_option_boolean(const UsOption *option);

/* The same of a whole number; detail says that it is not from min to max. */
extern int	us_option_integer(const UsOption *option, int min, int max,
							  const char *detail);

#endif							/* US_OPTION_H */
