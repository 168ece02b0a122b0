/*-------------------------------------------------------------------------
 *
 * declared.c
 *	  The parameters that stand beside the name of a declared scheme.
 *
 * src/hash/declared.c
 *
 *-------------------------------------------------------------------------
 */
#include "declared.h"

#include "json_reader.h"
#include "span.h"

#define NAME_ROOM	64

/* A member whose value is a short text. */
static bool
read_name(UsSpan value, char name[NAME_ROOM], UsSpan *span)
{
	span->start = name;
	return us_json_string(value, name, NAME_ROOM, &span->len);
}

UsSpan
us_declared_for(const UsVerifier *verifier, const char *scheme)
{
	const UsSpan none = {NULL, 0};
	char		name[NAME_ROOM];
	UsSpan		value;
	UsSpan		declared;

	if (!us_span_begins(verifier->declared, "{") ||
		!us_json_member(verifier->declared, "scheme", &value) ||
		!read_name(value, name, &declared) ||
		!us_span_equals(declared, scheme))
		return none;
	return verifier->declared;
}

/* Is a member's key, with its quotes, known? */
static bool
is_known(void *arg, UsSpan key, UsSpan value)
{
	const char *const *keys = arg;
	char		text[NAME_ROOM];
	UsSpan		name;

	(void) value;
	if (!read_name(key, text, &name))
		return false;
	if (us_span_equals(name, "scheme"))
		return true;
	for (; *keys != NULL; keys++)
	{
		if (us_span_equals(name, *keys))
			return true;
	}
	return false;
}

bool
us_declared_is_of(UsSpan declared, const char *const *keys)
{
	return declared.len == 0 ||
		us_json_each(declared, is_known, (void *) keys);
}

/* Is it declared? */
static bool
find(UsSpan declared, const char *key, UsSpan *value)
{
	return declared.len > 0 && us_json_member(declared, key, value);
}

bool
us_declared_number(UsSpan declared, const char *key, uint32_t *number)
{
	UsSpan		value;

	return !find(declared, key, &value) || us_json_number(value, number);
}

bool
us_declared_digest(UsSpan declared, const char *key, UsDigest *digest)
{
	char		text[NAME_ROOM];
	UsSpan		value;
	UsSpan		name;

	return !find(declared, key, &value) ||
		(read_name(value, text, &name) && us_digest_named(name, digest));
}

bool
us_declared_choice(UsSpan declared, const char *key,
				   const char *const *names, int *choice)
{
	char		text[NAME_ROOM];
	UsSpan		value;
	UsSpan		name;
	int			i;

	if (!find(declared, key, &value))
		return true;
	if (!read_name(value, text, &name))
		return false;
	for (i = 0; names[i] != NULL; i++)
	{
		if (us_span_equals(name, names[i]))
		{
			*choice = i;
			return true;
		}
	}
	return false;
}

bool
us_declared_text(UsSpan declared, const char *key, char *out, size_t size,
				 size_t *len, bool *given)
{
	UsSpan		value;
	bool		found = find(declared, key, &value);

	if (given != NULL)
		*given = found;
	return !found || us_json_string(value, out, size, len);
}
