/*-------------------------------------------------------------------------
 *
 * fold.c
 *	  One fold of identifiers; normalization form C.
 *
 * The fold must not depend on locale, ICU or C library: it decides who is
 * who, and an index enforces it.  Its letters come from a generated table,
 * normalization from PostgreSQL's own (Unicode Standard Annex #15).  A dotted
 * capital I is not "i": a character outside ASCII never folds to one inside.
 * The three that normalization itself would lead there, KELVIN SIGN to "K"
 * among them, are shielded from it.
 *
 * src/fold.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/unicode_norm.h"
#include "mb/pg_wchar.h"

#include <sodium.h>

#include "fold.h"
#include "unicode_table.h"

#define UTF8_BYTES_MAX	4		/* bytes of one code point */

/*
 * The characters outside ASCII whose NFC is inside: KELVIN SIGN, GREEK
 * QUESTION MARK, GREEK VARIA.  While NFC is formed, noncharacters stand for
 * them.
 */
static const pg_wchar into_ascii[] = {0x212A, 0x037E, 0x1FEF};
static const pg_wchar shields[] = {0xFDD0, 0xFDD1, 0xFDD2};

static bool
is_ascii(const char *bytes, Size len)
{
	for (Size i = 0; i < len; i++)
	{
		if (IS_HIGHBIT_SET(bytes[i]))
			return false;
	}
	return true;
}

/* The code points of valid UTF-8, 0-terminated, palloc'd. */
static pg_wchar *
decode(const char *utf8, Size len, Size *count)
{
	pg_wchar   *points = palloc((len + 1) * sizeof(pg_wchar));
	const unsigned char *p = (const unsigned char *) utf8;
	const unsigned char *end = p + len;
	Size		n = 0;

	while (p < end)
	{
		points[n++] = utf8_to_unicode((unsigned char *) p);
		p += pg_utf_mblen(p);
	}
	points[n] = 0;
	*count = n;
	return points;
}

/* Writes code points as UTF-8 to out; returns the bytes written. */
static Size
encode(const pg_wchar *points, char *out)
{
	unsigned char *p = (unsigned char *) out;

	for (; *points != 0; points++)
	{
		unicode_to_utf8(*points, p);
		p += pg_utf_mblen(p);
	}
	return p - (unsigned char *) out;
}

static Size
count_points(const pg_wchar *points)
{
	Size		n = 0;

	while (points[n] != 0)
		n++;
	return n;
}

/* A form of code points, palloc'd; wipes and frees what it is given. */
static pg_wchar *
normalize(UnicodeNormalizationForm form, pg_wchar *points)
{
	pg_wchar   *composed = unicode_normalize(form, points);

	sodium_memzero(points, count_points(points) * sizeof(pg_wchar));
	pfree(points);
	return composed;
}

static char *
lower_ascii(const char *identifier)
{
	char	   *folded = pstrdup(identifier);

	for (char *p = folded; *p != '\0'; p++)
	{
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	}
	return folded;
}

/* Replaces the characters of one list by those of another. */
static void
replace(pg_wchar *points, const pg_wchar *from, const pg_wchar *to, int count)
{
	for (pg_wchar *p = points; *p != 0; p++)
	{
		for (int i = 0; i < count; i++)
		{
			if (*p == from[i])
			{
				*p = to[i];
				break;
			}
		}
	}
}

/*
 * us_fold
 *
 * NB: lowering may leave NFC (U+03AA U+0301), so it is restored afterwards.
 * userstore.fold_definition() says the same in SQL.
 */
char *
us_fold(const char *identifier)
{
	Size		len = strlen(identifier);
	pg_wchar   *points;
	char	   *folded;

	if (GetDatabaseEncoding() != PG_UTF8 || is_ascii(identifier, len))
		return lower_ascii(identifier);

	points = decode(identifier, len, &len);
	replace(points, into_ascii, shields, lengthof(shields));
	points = normalize(UNICODE_NFC, points);
	for (pg_wchar *p = points; *p != 0; p++)
		*p = us_unicode_lower(*p);
	points = normalize(UNICODE_NFC, points);
	replace(points, shields, into_ascii, lengthof(shields));
	folded = palloc(count_points(points) * UTF8_BYTES_MAX + 1);
	folded[encode(points, folded)] = '\0';
	sodium_memzero(points, count_points(points) * sizeof(pg_wchar));
	pfree(points);
	return folded;
}

bool
us_fold_equal(const char *a, const char *b)
{
	char	   *folded_a = us_fold(a);
	char	   *folded_b = us_fold(b);
	bool		equal = strcmp(folded_a, folded_b) == 0;

	pfree(folded_a);
	pfree(folded_b);
	return equal;
}

/*
 * A form of UTF-8 bytes as a secret, or NULL.
 *
 * PostgreSQL's normalization keeps a buffer of its own, which it frees
 * without wiping; that is out of our reach and said in SECURITY.md.
 */
static UsSecret *
normalized(UnicodeNormalizationForm form, const char *utf8, Size len)
{
	UsSecret   *secret;
	pg_wchar   *points;
	Size		count;

	if (is_ascii(utf8, len) ||
		pg_encoding_verifymbstr(PG_UTF8, utf8, (int) len) != (int) len)
		return NULL;

	points = normalize(form, decode(utf8, len, &count));
	count = count_points(points);
	secret = us_secret_make(count * UTF8_BYTES_MAX);
	secret->len = encode(points, secret->bytes);
	sodium_memzero(points, count * sizeof(pg_wchar));
	pfree(points);

	if (secret->len == len && memcmp(secret->bytes, utf8, len) == 0)
	{
		us_secret_wipe(secret);
		return NULL;
	}
	return secret;
}

UsSecret *
us_nfc(const char *utf8, Size len)
{
	return normalized(UNICODE_NFC, utf8, len);
}

UsSecret *
us_nfkc(const char *utf8, Size len)
{
	return normalized(UNICODE_NFKC, utf8, len);
}

int
us_code_points(const char *utf8, Size len)
{
	int			count = 0;

	if (pg_encoding_verifymbstr(PG_UTF8, utf8, (int) len) != (int) len)
		return (int) len;
	for (Size i = 0; i < len; i++)
	{
		if (((unsigned char) utf8[i] & 0xC0) != 0x80)
			count++;
	}
	return count;
}

pg_wchar
us_next_character(const char **p)
{
	const unsigned char *bytes = (const unsigned char *) *p;

	if (!IS_HIGHBIT_SET(*bytes))
	{
		*p += 1;
		return *bytes;
	}
	if (GetDatabaseEncoding() == PG_UTF8)
	{
		*p += pg_utf_mblen(bytes);
		return utf8_to_unicode((unsigned char *) bytes);
	}
	*p += 1;
	return 0x00E9;				/* some letter */
}

void
us_fold_letters(char **upper, char **lower)
{
	int			count = GetDatabaseEncoding() == PG_UTF8 ?
		us_case_pairs_count : 0;
	pg_wchar   *points = palloc((count + 1) * sizeof(pg_wchar));

	*upper = palloc0(count * UTF8_BYTES_MAX + 1);
	*lower = palloc0(count * UTF8_BYTES_MAX + 1);

	points[count] = 0;
	for (int i = 0; i < count; i++)
		points[i] = us_case_pairs[i].upper;
	encode(points, *upper);
	for (int i = 0; i < count; i++)
		points[i] = us_case_pairs[i].lower;
	encode(points, *lower);
	pfree(points);
}
