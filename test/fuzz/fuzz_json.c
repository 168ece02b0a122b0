/*-------------------------------------------------------------------------
 *
 * fuzz_json.c
 *	  Reads arbitrary bytes as JSON.
 *
 * What is valid is walked through: every value is valid too, lies within the
 * text, and is what its key finds.
 *
 * test/fuzz/fuzz_json.c
 *
 *-------------------------------------------------------------------------
 */
#include "input.h"

#include <stdlib.h>
#include <string.h>

#include "hash/json_reader.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The object whose members are walked through. */
typedef struct Walk
{
	UsSpan		object;
	int			members;
} Walk;

static bool
is_within(UsSpan inner, UsSpan outer)
{
	return inner.start >= outer.start &&
		inner.start + inner.len <= outer.start + outer.len;
}

/* A string is no longer than it is written, and fits where it just fits. */
static void
check_string(UsSpan value)
{
	char	   *room = malloc(value.len + 1);
	char	   *exact;
	size_t		len;
	size_t		again;

	CHECK(room != NULL);
	if (us_json_string(value, room, value.len + 1, &len))
	{
		CHECK(us_json_is_string(value));
		CHECK(len + 2 <= value.len && room[len] == '\0');
		CHECK(strlen(room) == len);
		exact = malloc(len + 1);
		CHECK(exact != NULL);
		CHECK(us_json_string(value, exact, len + 1, &again));
		CHECK(again == len && memcmp(room, exact, len) == 0);
		CHECK(!us_json_string(value, exact, len, &again));
		free(exact);
	}
	free(room);
}

static void walk(UsSpan value);

static bool
visit(void *arg, UsSpan key, UsSpan value)
{
	Walk	   *at = arg;
	UsSpan		found;
	char	   *name = malloc(key.len + 1);

	CHECK(name != NULL);
	CHECK(is_within(key, at->object) && is_within(value, at->object));
	memcpy(name, key.start, key.len);
	name[key.len] = '\0';
	/* what is escaped, or holds a quote, has another name */
	if (strpbrk(name, "\\\"") == NULL && strlen(name) == key.len &&
		us_json_member(at->object, name, &found))
		CHECK(found.start == value.start && found.len == value.len);
	free(name);
	at->members++;
	walk(value);
	return true;
}

static void
walk(UsSpan value)
{
	Walk		at = {value, 0};
	uint32_t	number;

	CHECK(us_json_is_valid(value));
	check_string(value);
	if (us_json_number(value, &number))
		CHECK(!us_json_is_string(value) && !us_json_is_object(value));
	if (us_json_is_object(value))
		CHECK(us_json_each(value, visit, &at));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char	   *copy = malloc(size > 0 ? size : 1);
	UsSpan		text = {copy, size};

	CHECK(copy != NULL);
	if (size > 0)
		memcpy(copy, data, size);
	if (us_json_is_valid(text))
		walk(text);
	free(copy);
	return 0;
}
