/*-------------------------------------------------------------------------
 *
 * json.c
 *	  Splits a validated JSON object into its members, reads its strings.
 *
 * PostgreSQL's own JSON functions put the text they stumble over into the
 * error's context, and this text holds a password (tried: U+0000 in a
 * password).  What is read here has passed json_in, so it is well formed
 * (RFC 8259), and all that can go wrong is told by a result, not by an error.
 *
 * src/json.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "charset.h"
#include "json.h"

static const char *
skip_space(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
		p++;
	return p;
}

/* Behind the string that starts at p. */
static const char *
skip_string(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
	{
		if (*p == '\\')
			p++;
	}
	return Min(p + 1, end);
}

/* Behind the value that starts at p. */
static const char *
skip_value(const char *p, const char *end)
{
	int			depth = 0;

	while (p < end)
	{
		if (*p == '"')
		{
			p = skip_string(p, end);
			if (depth == 0)
				return p;
			continue;
		}
		if (*p == '{' || *p == '[')
			depth++;
		else if (*p == '}' || *p == ']')
		{
			if (depth == 0)
				return p;		/* the end of what encloses a scalar */
			if (--depth == 0)
				return p + 1;
		}
		else if (depth == 0 &&
				 (*p == ',' || *p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
			return p;
		p++;
	}
	return p;
}

/* The number of four hexadecimal digits, or -1. */
static int
read_hex4(const char *p, const char *end)
{
	int			value = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++)
	{
		char		c = p[i];

		value <<= 4;
		if (c >= '0' && c <= '9')
			value += c - '0';
		else if (c >= 'a' && c <= 'f')
			value += c - 'a' + 10;
		else if (c >= 'A' && c <= 'F')
			value += c - 'A' + 10;
		else
			return -1;
	}
	return value;
}

/*
 * Appends the code point of the \u escape whose digits start at *p, and its
 * low surrogate's.  False for U+0000 and for a surrogate without its other
 * half.
 */
static bool
append_unicode(UsSecret *out, const char **p, const char *end)
{
	int			high = read_hex4(*p, end);
	int			low;
	pg_wchar	c = (pg_wchar) high;

	if (high <= 0 || (high >= 0xDC00 && high <= 0xDFFF))
		return false;
	*p += 4;
	if (high >= 0xD800 && high <= 0xDBFF)
	{
		if (end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u')
			return false;
		low = read_hex4(*p + 2, end);
		if (low < 0xDC00 || low > 0xDFFF)
			return false;
		*p += 6;
		c = surrogate_pair_to_codepoint(high, low);
	}
	unicode_to_utf8(c, (unsigned char *) out->bytes + out->len);
	out->len += pg_utf_mblen((unsigned char *) out->bytes + out->len);
	return true;
}

/* Appends what the escape behind a backslash stands for. */
static bool
append_escape(UsSecret *out, const char **p, const char *end)
{
	static const char escapes[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
	char		c = *(*p)++;

	if (c == 'u')
		return append_unicode(out, p, end);
	for (const char *e = escapes; *e != '\0'; e += 2)
	{
		if (e[0] == c)
		{
			out->bytes[out->len++] = e[1];
			return true;
		}
	}
	return false;
}

UsJsonString
us_json_text(UsJsonSpan value, UsSecret **result)
{
	const char *p = value.text + 1;
	const char *end = value.text + value.len - 1;
	UsSecret   *out;

	if (value.len < 2 || value.text[0] != '"')
		return US_JSON_NOT_STRING;

	out = us_secret_make(US_UTF8_SIZE(value.len));
	while (p < end)
	{
		const char *run = p;

		while (p < end && *p != '\\')
			p++;
		us_utf8_append(out, run, p - run);
		if (p >= end)
			break;
		p++;
		if (p >= end || !append_escape(out, &p, end))
		{
			us_secret_wipe(out);
			return US_JSON_BAD_CHARACTER;
		}
	}
	*result = out;
	return US_JSON_STRING;
}

bool
us_json_is_null(UsJsonSpan value)
{
	return value.len == 4 && memcmp(value.text, "null", 4) == 0;
}

/* The key in the database's encoding, or NULL if it can't be read. */
static char *
read_key(UsJsonSpan raw)
{
	UsSecret   *key;

	if (us_json_text(raw, &key) != US_JSON_STRING)
		return NULL;
	return us_utf8_to_server(key);
}

bool
us_json_members(const char *text, Size len, List **members)
{
	const char *end = text + len;
	const char *p = skip_space(text, end);

	*members = NIL;
	if (p >= end || *p != '{')
		return false;
	p = skip_space(p + 1, end);

	while (p < end && *p != '}')
	{
		UsJsonMember *member = palloc(sizeof(UsJsonMember));

		member->raw_key.text = p;
		p = skip_string(p, end);
		member->raw_key.len = p - member->raw_key.text;
		member->key = read_key(member->raw_key);
		if (member->key == NULL)
			return false;

		p = skip_space(p, end);
		p = skip_space(p + 1, end); /* the colon */
		member->value.text = p;
		p = skip_value(p, end);
		member->value.len = p - member->value.text;
		*members = lappend(*members, member);

		p = skip_space(p, end);
		if (p < end && *p == ',')
			p = skip_space(p + 1, end);
	}
	return true;
}
