/*-------------------------------------------------------------------------
 *
 * json_reader.c
 *	  Finds values in a JSON text that is valid.
 *
 * src/hash/json_reader.c
 *
 *-------------------------------------------------------------------------
 */
#include "json_reader.h"

#include <string.h>

#include "span.h"
#include "utf8.h"

bool
us_json_is_valid(UsSpan text)
{
	us_json_skip_space(&text);
	if (!us_json_cut_value(&text, US_JSON_DEPTH_MAX))
		return false;
	us_json_skip_space(&text);
	return text.len == 0;
}

bool
us_json_is_object(UsSpan value)
{
	us_json_skip_space(&value);
	return us_span_begins(value, "{");
}

bool
us_json_is_string(UsSpan value)
{
	us_json_skip_space(&value);
	return us_span_begins(value, "\"");
}

/* Is a string, with its quotes, this text once unescaped? */
static bool
key_equals(UsSpan key, const char *text)
{
	UsJsonString string;
	uint32_t	character;

	us_json_string_open(key, &string);
	while (us_json_string_next(&string, &character))
	{
		char		bytes[US_UTF8_MAX];
		const size_t len = us_utf8_put(character, bytes);

		/* NB: strncmp would find the NUL that ends the text */
		if (character == 0 || len == 0 || strncmp(text, bytes, len) != 0)
			return false;
		text += len;
	}
	return *text == '\0';
}

typedef struct Wanted
{
	const char *key;
	UsSpan	   *value;
} Wanted;

/* Stops at the member that is wanted. */
static bool
is_other_member(void *arg, UsSpan key, UsSpan value)
{
	const Wanted *wanted = arg;

	if (!key_equals(key, wanted->key))
		return true;
	*wanted->value = value;
	return false;
}

bool
us_json_member(UsSpan object, const char *key, UsSpan *value)
{
	Wanted		wanted;

	wanted.key = key;
	wanted.value = value;
	return us_json_is_object(object) &&
		!us_json_each(object, is_other_member, &wanted);
}

bool
us_json_each(UsSpan object, bool (*visit) (void *arg, UsSpan key,
										   UsSpan value), void *arg)
{
	UsSpan		key;
	UsSpan		value;

	us_json_skip_space(&object);
	if (!us_span_skip(&object, "{"))
		return true;
	while (us_json_next_member(&object, &key, &value))
	{
		if (!visit(arg, key, value))
			return false;
	}
	return true;
}

bool
us_json_string(UsSpan value, char *out, size_t size, size_t *len)
{
	UsJsonString string;
	uint32_t	character;
	size_t		done = 0;

	us_json_skip_space(&value);
	if (!us_span_begins(value, "\""))
		return false;
	us_json_string_open(value, &string);
	while (us_json_string_next(&string, &character))
	{
		char		bytes[US_UTF8_MAX];
		const size_t width = us_utf8_put(character, bytes);

		if (character == 0 || width == 0 || size - done <= width)
			return false;
		memcpy(out + done, bytes, width);
		done += width;
	}
	if (done == size)
		return false;
	out[done] = '\0';
	*len = done;
	return true;
}

bool
us_json_number(UsSpan value, uint32_t *number)
{
	us_json_skip_space(&value);
	while (value.len > 0 && us_json_is_space(value.start[value.len - 1]))
		value.len--;
	return us_span_number(value, number);
}
