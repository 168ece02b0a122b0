/*-------------------------------------------------------------------------
 *
 * span.c
 *	  Takes a text apart without copying it.
 *
 * src/hash/span.c
 *
 *-------------------------------------------------------------------------
 */
#include "span.h"

#include <string.h>
#include <strings.h>

#include "encoding.h"

bool
us_span_begins(UsSpan span, const char *prefix)
{
	const size_t len = strlen(prefix);

	return span.len >= len && (len == 0 || memcmp(span.start, prefix, len) == 0);
}

static bool
begins_ci(UsSpan span, const char *prefix)
{
	const size_t len = strlen(prefix);

	return span.len >= len &&
		(len == 0 || strncasecmp(span.start, prefix, len) == 0);
}

bool
us_span_equals(UsSpan span, const char *text)
{
	return span.len == strlen(text) && us_span_begins(span, text);
}

UsSpan
us_span_take(UsSpan *span, size_t len)
{
	const UsSpan taken = {span->start, len};

	span->start += len;
	span->len -= len;
	return taken;
}

bool
us_span_skip(UsSpan *span, const char *prefix)
{
	if (!us_span_begins(*span, prefix))
		return false;
	us_span_take(span, strlen(prefix));
	return true;
}

bool
us_span_skip_ci(UsSpan *span, const char *prefix)
{
	if (!begins_ci(*span, prefix))
		return false;
	us_span_take(span, strlen(prefix));
	return true;
}

bool
us_span_cut(UsSpan *span, char delimiter, UsSpan *field)
{
	const char *end = span->len == 0 ? NULL :
		memchr(span->start, delimiter, span->len);

	if (end == NULL)
		return false;
	*field = us_span_take(span, (size_t) (end - span->start));
	us_span_take(span, 1);
	return true;
}

bool
us_span_cut_last(UsSpan *span, char delimiter, UsSpan *field)
{
	size_t		at = span->len;

	while (at > 0 && span->start[at - 1] != delimiter)
		at--;
	if (at == 0)
		return false;
	field->start = span->start + at;
	field->len = span->len - at;
	span->len = at - 1;
	return true;
}

bool
us_span_is_of(UsSpan span, const char *characters)
{
	size_t		i;

	for (i = 0; i < span.len; i++)
	{
		if (span.start[i] == '\0' || strchr(characters, span.start[i]) == NULL)
			return false;
	}
	return true;
}

bool
us_span_number(UsSpan span, uint32_t *value)
{
	return us_decimal_decode(span.start, span.len, value);
}
