/*-------------------------------------------------------------------------
 *
 * json_reader.h
 *	  Reads JSON (RFC 8259) without copying or allocating.
 *
 * A library would keep salts, keys and verifiers in memory of its own that
 * nobody wipes.
 *
 * src/hash/json_reader.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_JSON_READER_H
#define US_JSON_READER_H

#include "json_scan.h"

/*
 * Is the text one JSON value, and nothing but white space around it?  Invalid
 * UTF-8 in strings, a key twice in one object, and more depth or members than
 * the limits of json_scan.h are refused too.
 */
extern bool us_json_is_valid(UsSpan text);

/* These take a valid text, or a value that one of them gave. */

extern bool us_json_is_object(UsSpan value);
extern bool us_json_is_string(UsSpan value);

/* The value of a key, with its quotes if it is a string; false if none. */
extern bool us_json_member(UsSpan object, const char *key, UsSpan *value);

/* Calls back for each member; stops, and is false, if that returns false. */
extern bool us_json_each(UsSpan object,
						 bool (*visit) (void *arg, UsSpan key, UsSpan value),
						 void *arg);

/*
 * Writes a string, unescaped, as UTF-8 into out, which has size bytes, and a
 * NUL behind it that *len does not count.  False if it is no string, holds
 * U+0000 or half a surrogate pair, or does not fit.
 */
extern bool us_json_string(UsSpan value, char *out, size_t size, size_t *len);

/* A number that is an integer of 32 bits from 0 on, written plainly. */
extern bool us_json_number(UsSpan value, uint32_t *number);

#endif							/* US_JSON_READER_H */
