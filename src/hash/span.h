/*-------------------------------------------------------------------------
 *
 * span.h
 *	  Takes a text apart without copying it.
 *
 * src/hash/span.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SPAN_H
#define US_SPAN_H

#include "types.h"

/* A string literal as a span, without its NUL. */
#define US_SPAN(literal)	((UsSpan) {(literal), sizeof(literal) - 1})

/* Is the span this NUL-terminated text? */
extern bool us_span_equals(UsSpan span, const char *text);

/* Does it begin with this NUL-terminated text? */
extern bool us_span_begins(UsSpan span, const char *prefix);

/* Cuts a prefix off; false, and nothing changed, if it is not there. */
extern bool us_span_skip(UsSpan *span, const char *prefix);

/* The same whatever the case of ASCII letters. */
extern bool us_span_skip_ci(UsSpan *span, const char *prefix);

/*
 * Cuts what stands before the first delimiter off, and the delimiter; false,
 * and nothing changed, if there is none.  The field may be empty.
 */
extern bool us_span_cut(UsSpan *span, char delimiter, UsSpan *field);

/* Cuts what stands behind the last delimiter off, and the delimiter. */
extern bool us_span_cut_last(UsSpan *span, char delimiter, UsSpan *field);

/* The first len bytes, which the span has, are cut off and given back. */
extern UsSpan us_span_take(UsSpan *span, size_t len);

/* Is every byte one of these characters? */
extern bool us_span_is_of(UsSpan span, const char *characters);

/*
 * Reads a decimal number of 32 bits: digits only, no sign, no leading zero but
 * in "0" itself.  False, and *value untouched, for anything else.
 */
extern bool us_span_number(UsSpan span, uint32_t *value);

#endif							/* US_SPAN_H */
