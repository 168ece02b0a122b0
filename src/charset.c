/*-------------------------------------------------------------------------
 *
 * charset.c
 *	  Between the database's encoding and UTF-8, without ever raising.
 *
 * Passwords are hashed as UTF-8, whatever the database's encoding, so that a
 * verifier is the same everywhere.  PostgreSQL's usual conversion shows the
 * bytes it stumbles over in its error, and they may be a password's.
 *
 * src/charset.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "mb/pg_wchar.h"

#include <sodium.h>

#include "charset.h"

/*
 * Converts src into dest, which has room for US_UTF8_SIZE(len) bytes and gets
 * a NUL.  False if some byte of src has no equivalent.
 */
static bool
convert(const char *src, Size len, int from, int to, char *dest)
{
	Oid			conversion = FindDefaultConversionProc(from, to);

	if (!OidIsValid(conversion))
		return false;
	return pg_do_encoding_conversion_buf(conversion, from, to,
										 (unsigned char *) src, (int) len,
										 (unsigned char *) dest,
										 (int) US_UTF8_SIZE(len),
										 true) == (int) len;
}

static bool
needs_conversion(void)
{
	return GetDatabaseEncoding() != PG_UTF8 &&
		GetDatabaseEncoding() != PG_SQL_ASCII;
}

void
us_utf8_append(UsSecret *out, const char *bytes, Size len)
{
	char	   *end = out->bytes + out->len;

	if (len == 0)
		return;
	Assert(out->len + US_UTF8_SIZE(len) <= out->size + 1);
	if (needs_conversion() &&
		convert(bytes, len, GetDatabaseEncoding(), PG_UTF8, end))
	{
		out->len += strlen(end);
		return;
	}
	memcpy(end, bytes, len);
	out->len += len;
	out->bytes[out->len] = '\0';
}

char *
us_utf8_to_server(const UsSecret *utf8)
{
	char	   *text;

	if (!needs_conversion())
		return pnstrdup(utf8->bytes, utf8->len);
	text = palloc(US_UTF8_SIZE(utf8->len));
	text[0] = '\0';
	if (utf8->len > 0 &&
		!convert(utf8->bytes, utf8->len, PG_UTF8, GetDatabaseEncoding(), text))
	{
		sodium_memzero(text, US_UTF8_SIZE(utf8->len));
		return NULL;
	}
	return text;
}
