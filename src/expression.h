/*-------------------------------------------------------------------------
 *
 * expression.h
 *	  The SQL expressions of a mapping, and what stands in for values there.
 *
 * "$" stands for the identifier that is looked up, "new.email" and the like
 * for what an action writes.  Neither counts in a string, a quoted name or a
 * comment.
 *
 * src/expression.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_EXPRESSION_H
#define US_EXPRESSION_H

#include "postgres.h"

#include "lib/stringinfo.h"

#include "field.h"

#define US_FIELD_BIT(field)	(1u << (field))

/* What the placeholders of an expression become: SQL text, "$1" or so. */
typedef struct UsPlaceholders
{
	const char *value;			/* for "$"; NULL: there is none */
	const char *fields[US_FIELD_COUNT]; /* for "new.<field>"; NULL: likewise */
} UsPlaceholders;

/*
 * Appends an expression in parentheses, its placeholders replaced.  Raises
 * 22023 for one that placeholders does not have.
 */
extern void us_expression_append(StringInfo sql, const char *expression,
								 const UsPlaceholders *placeholders);

/*
 * The first placeholder of an expression that placeholders does not have, or
 * that is none; NULL if there is none such.
 */
extern char *us_expression_stranger(const char *expression,
									const UsPlaceholders *placeholders);

/* The fields that an expression names as new.<field>, as bits. */
extern uint32 us_expression_fields(const char *expression);

/*
 * Raises what the parser does unless the text is one expression and nothing
 * beyond it.
 */
extern void us_expression_check(const char *expression);

/* A deparsed expression with its placeholders back in place, palloc'd. */
extern char *us_expression_restore(const char *deparsed,
								   const UsPlaceholders *placeholders);

#endif							/* US_EXPRESSION_H */
