/*-------------------------------------------------------------------------
 *
 * json.h
 *	  Splits a validated JSON object into its members, reads its strings.
 *
 * src/json.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_JSON_H
#define US_JSON_H

#include "postgres.h"

#include "nodes/pg_list.h"

#include "secret.h"

/* A stretch of the JSON text. */
typedef struct UsJsonSpan
{
	const char *text;
	Size		len;
} UsJsonSpan;

typedef struct UsJsonMember
{
	char	   *key;			/* unescaped, in the database's encoding */
	UsJsonSpan	raw_key;		/* as written, with its quotes */
	UsJsonSpan	value;			/* as written */
} UsJsonMember;

/* What came of reading a string. */
typedef enum UsJsonString
{
	US_JSON_STRING,				/* read */
	US_JSON_NOT_STRING,			/* the value is something else */
	US_JSON_BAD_CHARACTER		/* U+0000, a lone surrogate */
} UsJsonString;

/*
 * The members of a JSON object that json_in has accepted, as a list of
 * UsJsonMember, palloc'd.  Returns false if the text is not an object or a
 * key can't be read.
 */
extern bool us_json_members(const char *text, Size len, List **members);

/*
 * Reads a string value into a secret, as UTF-8 (in SQL_ASCII: the bytes as
 * they are).
 */
extern UsJsonString us_json_text(UsJsonSpan value, UsSecret **result);

/* Is the value the literal null? */
extern bool us_json_is_null(UsJsonSpan value);

#endif							/* US_JSON_H */
