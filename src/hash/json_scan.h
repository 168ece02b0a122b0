/*-------------------------------------------------------------------------
 *
 * json_scan.h
 *	  Steps through a JSON text (RFC 8259), for json_reader.h.
 *
 * src/hash/json_scan.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_JSON_SCAN_H
#define US_JSON_SCAN_H

#include "types.h"

#define US_JSON_DEPTH_MAX	8	/* objects and arrays within each other */
#define US_JSON_MEMBERS_MAX	64	/* of one object */

/* The characters of a string that are still to come. */
typedef struct UsJsonString
{
	UsSpan		rest;
} UsJsonString;

extern bool us_json_is_space(char c);

/* Cuts white space off the beginning. */
extern void us_json_skip_space(UsSpan *text);

/*
 * Cuts one value off a text that begins with it, which may have so many
 * objects and arrays within each other; false, and *text anywhere, if it is
 * not valid.
 */
extern bool us_json_cut_value(UsSpan *text, int depth);

/* These take what is valid. */

/*
 * The next member of an object whose "{", or whose member before it, was cut
 * off; false at its end.
 */
extern bool us_json_next_member(UsSpan *rest, UsSpan *key, UsSpan *value);

/* Begins to read a string, which has its quotes. */
extern void us_json_string_open(UsSpan text, UsJsonString *string);

/*
 * Its next character, unescaped, false at its end.  Half a surrogate pair,
 * escaped, is given as it is.
 */
extern bool us_json_string_next(UsJsonString *string, uint32_t *character);

#endif							/* US_JSON_SCAN_H */
