/*-------------------------------------------------------------------------
 *
 * charset.h
 *	  Between the database's encoding and UTF-8, without ever raising.
 *
 * src/charset.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_CHARSET_H
#define US_CHARSET_H

#include "postgres.h"

#include "secret.h"

/* The most bytes that len bytes of the database's encoding have as UTF-8. */
#define US_UTF8_SIZE(len)	((len) * MAX_CONVERSION_GROWTH + 1)

/*
 * Appends bytes to a secret as UTF-8; it must have room for US_UTF8_SIZE.
 * What can't be converted, and everything in SQL_ASCII, is taken as it is.
 */
extern void us_utf8_append(UsSecret *out, const char *bytes, Size len);

/*
 * A secret's UTF-8 as a palloc'd string in the database's encoding; NULL if
 * it can't be said in it.
 */
extern char *us_utf8_to_server(const UsSecret *utf8);

#endif							/* US_CHARSET_H */
