/*-------------------------------------------------------------------------
 *
 * value.h
 *	  What reads a mapped field, and what stands for what is written.
 *
 * src/value.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_VALUE_H
#define US_VALUE_H

#include "postgres.h"

#include "expression.h"
#include "mapping.h"

/*
 * The SQL text that reads a field in the type of its kind, or as jsonb where
 * us_column_is_several says so; palloc'd.
 */
extern char *us_value_read(const UsColumn *column);

/*
 * What the placeholders of options.set mean in the statements of an action;
 * in those of create NULLs, for us_insert_build to replace.
 */
extern void us_value_placeholders(UsSetFor action,
								  UsPlaceholders *placeholders);

#endif							/* US_VALUE_H */
