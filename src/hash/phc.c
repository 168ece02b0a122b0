/*-------------------------------------------------------------------------
 *
 * phc.c
 *	  Reads a PHC string, $id[$v=N][$key=value(,key=value)*]$salt$digest.
 *
 * Found in the wild and so accepted beyond the specification: keys in any
 * order, keys of other programs, and "=" where a value, salt or digest is
 * padded base64.
 *
 * src/hash/phc.c
 *
 *-------------------------------------------------------------------------
 */
#include "phc.h"

#include <string.h>

#include "span.h"

#define NAME_MAX_BYTES	32		/* an identifier or a key, as specified */
#define PARTS_MIN		3		/* id, salt, digest */
#define PARTS_MAX		5		/* the same, version and parameters */

static bool
is_name(UsSpan span)
{
	size_t		i;

	if (span.len == 0 || span.len > NAME_MAX_BYTES)
		return false;
	for (i = 0; i < span.len; i++)
	{
		char		c = span.start[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
			return false;
	}
	return true;
}

static bool
is_value(UsSpan span)
{
	size_t		i;

	if (span.len == 0)
		return false;
	for (i = 0; i < span.len; i++)
	{
		char		c = span.start[i];

		/* strchr() would find the NUL that ends its list */
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			  (c >= '0' && c <= '9') ||
			  (c != '\0' && strchr("/+.-=", c) != NULL)))
			return false;
	}
	return true;
}

/*
 * Cuts what stands before the first separator off *rest; all of it if there
 * is none.  *rest starts behind the separator, or is NULL at the end.
 */
static UsSpan
cut(UsSpan *rest, char separator)
{
	UsSpan		piece = *rest;
	const char *at = memchr(rest->start, separator, rest->len);

	if (at == NULL)
	{
		rest->start = NULL;
		rest->len = 0;
		return piece;
	}
	piece.len = (size_t) (at - piece.start);
	rest->start = at + 1;
	rest->len -= piece.len + 1;
	return piece;
}

/* Appends one key=value; false if it is none, there already or too many. */
static bool
add_parameter(UsPhc *phc, UsSpan text)
{
	UsPhcParameter *parameter = &phc->parameters[phc->parameter_count];
	UsSpan		rest = text;
	int			i;

	if (phc->parameter_count == US_PHC_PARAMETERS_MAX)
		return false;
	parameter->key = cut(&rest, '=');
	parameter->value = rest;
	if (!is_name(parameter->key) || !is_value(parameter->value))
		return false;
	if (phc->has_version && us_span_equals(parameter->key, "v"))
		return false;
	for (i = 0; i < phc->parameter_count; i++)
	{
		if (phc->parameters[i].key.len == parameter->key.len &&
			memcmp(phc->parameters[i].key.start, parameter->key.start,
				   parameter->key.len) == 0)
			return false;
	}
	phc->parameter_count++;
	return true;
}

static bool
add_parameters(UsPhc *phc, UsSpan text)
{
	while (text.start != NULL)
	{
		if (!add_parameter(phc, cut(&text, ',')))
			return false;
	}
	return true;
}

/* A part of its own for the version holds "v=" and a number, nothing else. */
static bool
read_version(UsPhc *phc, UsSpan text)
{
	phc->has_version = us_span_skip(&text, "v=") &&
		us_span_number(text, &phc->version);
	return phc->has_version;
}

/* What stands between identifier and salt: version, parameters, or both. */
static bool
read_middle(UsPhc *phc, const UsSpan *parts, int count)
{
	if (count == 0)
		return true;
	if (count == 1)
		return read_version(phc, parts[0]) || add_parameters(phc, parts[0]);
	return read_version(phc, parts[0]) && add_parameters(phc, parts[1]);
}

bool
us_phc_parse(const char *text, size_t len, UsPhc *phc)
{
	UsSpan		parts[PARTS_MAX];
	UsSpan		rest;
	int			count = 0;

	phc->has_version = false;
	phc->version = 0;
	phc->parameter_count = 0;
	if (len == 0 || text[0] != '$')
		return false;
	rest.start = text + 1;
	rest.len = len - 1;
	while (rest.start != NULL)
	{
		if (count == PARTS_MAX)
			return false;
		parts[count++] = cut(&rest, '$');
	}
	if (count < PARTS_MIN)
		return false;

	phc->id = parts[0];
	phc->salt = parts[count - 2];
	phc->digest = parts[count - 1];
	if (!is_name(phc->id) || !is_value(phc->salt) || !is_value(phc->digest))
		return false;
	return read_middle(phc, parts + 1, count - PARTS_MIN);
}

const UsSpan *
us_phc_find(const UsPhc *phc, const char *key)
{
	int			i;

	for (i = 0; i < phc->parameter_count; i++)
	{
		if (us_span_equals(phc->parameters[i].key, key))
			return &phc->parameters[i].value;
	}
	return NULL;
}

bool
us_phc_number(const UsPhc *phc, const char *key, uint32_t *value)
{
	const UsSpan *span = us_phc_find(phc, key);

	return span != NULL && us_span_number(*span, value);
}
