/*-------------------------------------------------------------------------
 *
 * input.c
 *	  What a fuzzer's bytes mean, and what must be true of every answer.
 *
 * test/fuzz/input.c
 *
 *-------------------------------------------------------------------------
 */
#include "input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/normal.h"
#include "hash/work.h"

/*
 * argon2 64 KiB and four passes of it, bcrypt 4, PBKDF2 100; scrypt 16 KiB;
 * crypt(3) what SHA-2 takes at least; digests what phpass does.
 */
const UsHashLimits small_limits = {64, 256, 4, 100, 16, 64, 1000, 1024};

const UsHashLimits usual_limits = {
	262144, 1048576, 14, 2000000, 65536, 262144, 1000000, 1048576
};

void
check_failed(const char *condition, const char *file, int line)
{
	fprintf(stderr, "%s:%d: not true: %s\n", file, line, condition);
	abort();
}

void
input_start(void)
{
	static bool started;

	if (!started)
		CHECK(us_hash_start(&normal_host) == 0);
	started = true;
}

/* An empty one has a place too: NULL would mean that nothing is given. */
static UsSpan
copy(Input *input, int i, const char *start, size_t len)
{
	UsSpan		span;

	input->copies[i] = malloc(len > 0 ? len : 1);
	CHECK(input->copies[i] != NULL);
	if (len > 0)
		memcpy(input->copies[i], start, len);
	span.start = input->copies[i];
	span.len = len;
	return span;
}

/* Cuts a line off, if the flags announce it. */
static void
take_line(Input *input, int i, bool announced, UsSpan *rest, UsSpan *field)
{
	const char *end;
	size_t		len;

	if (!announced || rest->len == 0)
		return;
	end = memchr(rest->start, '\n', rest->len);
	len = end != NULL ? (size_t) (end - rest->start) : rest->len;
	*field = copy(input, i, rest->start, len);
	if (end != NULL)
		len++;
	rest->start += len;
	rest->len -= len;
}

/* The name of a scheme; nothing for one more than there are. */
static UsSpan
choose_declared(Input *input, int choice)
{
	const char *name;
	int			count = 0;

	while (us_hash_scheme_at(count) != NULL)
		count++;
	name = us_hash_scheme_at(choice % (count + 1));
	return copy(input, 0, name, name != NULL ? strlen(name) : 0);
}

bool
input_read(const uint8_t *data, size_t size, Input *input)
{
	UsSpan		rest = {(const char *) data, size};
	int			flags;

	memset(input, 0, sizeof(*input));
	if (size < 2)
		return false;
	flags = data[1];
	rest.start += 2;
	rest.len -= 2;
	input->verifier.strict = (flags & IS_STRICT) != 0;
	if ((flags & HAS_DECLARED) == 0)
		input->verifier.declared = choose_declared(input, data[0]);
	take_line(input, 0, (flags & HAS_DECLARED) != 0, &rest,
			  &input->verifier.declared);
	take_line(input, 1, (flags & HAS_SALT) != 0, &rest,
			  &input->verifier.salt);
	take_line(input, 2, (flags & HAS_USER) != 0, &rest,
			  &input->verifier.user);
	take_line(input, 3, (flags & HAS_PASSWORD) != 0, &rest,
			  &input->password);
	input->verifier.text = copy(input, 4, rest.start, rest.len);
	return true;
}

void
input_free(Input *input)
{
	size_t		i;

	for (i = 0; i < sizeof(input->copies) / sizeof(input->copies[0]); i++)
		free(input->copies[i]);
}

/* Is the scheme one of the table, and what it says of its work in order? */
static void
check_info(const UsHashInfo *info)
{
	int			i;

	if (info->scheme != NULL)
	{
		for (i = 0; us_hash_scheme_at(i) != NULL; i++)
		{
			if (us_hash_scheme_at(i) == info->scheme)
				break;
		}
		CHECK(us_hash_scheme_at(i) != NULL ||
			  strcmp(info->scheme, "us-wrap") == 0);
	}
	CHECK(info->work_count >= 0 && info->work_count <= US_HASH_WORKS_MAX);
	for (i = 0; i < info->work_count; i++)
	{
		char		text[US_WORK_TEXT_MAX];

		CHECK(info->works[i].primitive > US_PRIMITIVE_NONE &&
			  info->works[i].primitive < US_PRIMITIVE_COUNT);
		us_work_describe(&info->works[i], text);
		CHECK(strlen(text) < US_WORK_TEXT_MAX);
		(void) us_work_is_weak(&info->works[i]);
	}
	if (info->detail != NULL)
	{
		size_t		len = strlen(info->detail);

		CHECK(len > 10 && info->detail[len - 1] == '.');
	}
}

void
check_inspected(UsHashResult result, const UsHashInfo *info)
{
	CHECK(result == US_HASH_MATCH || result == US_HASH_MALFORMED ||
		  result == US_HASH_UNSUPPORTED || result == US_HASH_OUT_OF_BOUNDS);
	CHECK((result == US_HASH_MATCH) == (info->detail == NULL));
	CHECK(result != US_HASH_MATCH || info->scheme != NULL);
	check_info(info);
}

void
check_verified(UsHashResult result, const UsHashInfo *info)
{
	const bool	compared = result == US_HASH_MATCH ||
		result == US_HASH_MISMATCH;

	CHECK(result != US_HASH_NO_MEMORY && result != US_HASH_INTERRUPTED);
	CHECK(compared == (info->detail == NULL));
	CHECK(!compared || info->scheme != NULL);
	check_info(info);
}

bool
is_same(const UsHashInfo *a, const UsHashInfo *b)
{
	int			i;

	if (a->scheme != b->scheme || a->work_count != b->work_count)
		return false;
	for (i = 0; i < a->work_count; i++)
	{
		if (a->works[i].primitive != b->works[i].primitive ||
			a->works[i].shape != b->works[i].shape ||
			a->works[i].amount != b->works[i].amount)
			return false;
	}
	return true;
}
