/*-------------------------------------------------------------------------
 *
 * json_scan.c
 *	  Steps through a JSON text (RFC 8259), for json_reader.c.
 *
 * src/hash/json_scan.c
 *
 *-------------------------------------------------------------------------
 */
#include "json_scan.h"

#include <string.h>

#include "span.h"
#include "utf8.h"

bool
us_json_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void
us_json_skip_space(UsSpan *text)
{
	while (text->len > 0 && us_json_is_space(*text->start))
		us_span_take(text, 1);
}

/* The value of a hexadecimal digit, or -1. */
static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Cuts four hexadecimal digits off. */
static bool
cut_unit(UsSpan *text, uint32_t *unit)
{
	int			i;

	if (text->len < 4)
		return false;
	*unit = 0;
	for (i = 0; i < 4; i++)
	{
		const int	value = hex_value(text->start[i]);

		if (value < 0)
			return false;
		*unit = *unit << 4 | (uint32_t) value;
	}
	us_span_take(text, 4);
	return true;
}

/* Cuts what stands behind a backslash off. */
static bool
cut_escape(UsSpan *text, uint32_t *character)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meanings[] = "\"\\/\b\f\n\r\t";
	const char *at;
	char		c;

	if (text->len == 0)
		return false;
	c = *us_span_take(text, 1).start;
	if (c == 'u')
		return cut_unit(text, character);
	at = c == '\0' ? NULL : strchr(letters, c);
	if (at == NULL)
		return false;
	*character = (uint32_t) meanings[at - letters];
	return true;
}

/* Cuts one character, or one escape, of a string off. */
static bool
cut_character(UsSpan *text, uint32_t *character)
{
	if ((unsigned char) *text->start < 0x20)
		return false;
	if (us_span_skip(text, "\\"))
		return cut_escape(text, character);
	return us_utf8_cut(text, character);
}

static bool
cut_string(UsSpan *text)
{
	uint32_t	character;

	if (!us_span_skip(text, "\""))
		return false;
	while (text->len > 0 && *text->start != '"')
	{
		if (!cut_character(text, &character))
			return false;
	}
	return us_span_skip(text, "\"");
}

/* Cuts digits off; false if there is none. */
static bool
cut_digits(UsSpan *text)
{
	const size_t before = text->len;

	while (text->len > 0 && *text->start >= '0' && *text->start <= '9')
		us_span_take(text, 1);
	return text->len < before;
}

static bool
cut_number(UsSpan *text)
{
	us_span_skip(text, "-");
	if (!us_span_skip(text, "0") && !cut_digits(text))
		return false;
	if (us_span_skip(text, ".") && !cut_digits(text))
		return false;
	if (us_span_skip_ci(text, "e"))
	{
		if (!us_span_skip(text, "+"))
			us_span_skip(text, "-");
		return cut_digits(text);
	}
	return true;
}

/* Are two valid strings the same once unescaped? */
static bool
same_string(UsSpan a, UsSpan b)
{
	UsJsonString left;
	UsJsonString right;
	uint32_t	c;
	uint32_t	d;

	us_json_string_open(a, &left);
	us_json_string_open(b, &right);
	while (us_json_string_next(&left, &c))
	{
		if (!us_json_string_next(&right, &d) || c != d)
			return false;
	}
	return !us_json_string_next(&right, &d);
}

/* Cuts the key of a member off, and the colon. */
static bool
cut_key(UsSpan *text, UsSpan *key)
{
	*key = *text;
	if (!cut_string(text))
		return false;
	key->len -= text->len;
	us_json_skip_space(text);
	if (!us_span_skip(text, ":"))
		return false;
	us_json_skip_space(text);
	return true;
}

static bool
cut_object(UsSpan *text, int depth)
{
	UsSpan		keys[US_JSON_MEMBERS_MAX];
	int			count = 0;

	us_json_skip_space(text);
	if (us_span_skip(text, "}"))
		return true;
	do
	{
		int			i;

		us_json_skip_space(text);
		if (count == US_JSON_MEMBERS_MAX || !cut_key(text, &keys[count]))
			return false;
		for (i = 0; i < count; i++)
		{
			if (same_string(keys[i], keys[count]))
				return false;
		}
		count++;
		if (!us_json_cut_value(text, depth))
			return false;
		us_json_skip_space(text);
	} while (us_span_skip(text, ","));
	return us_span_skip(text, "}");
}

static bool
cut_array(UsSpan *text, int depth)
{
	us_json_skip_space(text);
	if (us_span_skip(text, "]"))
		return true;
	do
	{
		us_json_skip_space(text);
		if (!us_json_cut_value(text, depth))
			return false;
		us_json_skip_space(text);
	} while (us_span_skip(text, ","));
	return us_span_skip(text, "]");
}

bool
us_json_cut_value(UsSpan *text, int depth)
{
	if (us_span_begins(*text, "\""))
		return cut_string(text);
	if (us_span_skip(text, "{"))
		return depth > 0 && cut_object(text, depth - 1);
	if (us_span_skip(text, "["))
		return depth > 0 && cut_array(text, depth - 1);
	return us_span_skip(text, "true") || us_span_skip(text, "false") ||
		us_span_skip(text, "null") || cut_number(text);
}

bool
us_json_next_member(UsSpan *rest, UsSpan *key, UsSpan *value)
{
	us_json_skip_space(rest);
	if (us_span_skip(rest, ","))
		us_json_skip_space(rest);
	if (!cut_key(rest, key))
		return false;
	*value = *rest;
	if (!us_json_cut_value(rest, US_JSON_DEPTH_MAX))
		return false;
	value->len -= rest->len;
	return true;
}

void
us_json_string_open(UsSpan text, UsJsonString *string)
{
	string->rest = text;
	us_span_skip(&string->rest, "\"");
}

bool
us_json_string_next(UsJsonString *string, uint32_t *character)
{
	UsSpan		rest;
	uint32_t	low;

	if (string->rest.len == 0 || *string->rest.start == '"' ||
		!cut_character(&string->rest, character))
		return false;
	if (*character < 0xD800 || *character > 0xDBFF)
		return true;

	/* the two halves of a character beyond U+FFFF are two escapes */
	rest = string->rest;
	if (us_span_skip(&rest, "\\u") && cut_unit(&rest, &low) &&
		low >= 0xDC00 && low <= 0xDFFF)
	{
		*character = 0x10000 + ((*character & 0x3FF) << 10 | (low & 0x3FF));
		string->rest = rest;
	}
	return true;
}
