/*-------------------------------------------------------------------------
 *
 * normal.c
 *	  A host for tests that have no server: it knows the normal forms of the
 *	  vectors' passwords.
 *
 * The server's own normalization is tested there; this one shows that a scheme
 * asks for it, and for which form.
 *
 * test/unit/normal.c
 *
 *-------------------------------------------------------------------------
 */
#include "normal.h"

#include <string.h>

#include "hash/utf8.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

typedef struct Form
{
	const char *from;
	const char *to;
} Form;

/*
 * An accent put together with its letter, a ligature, full-width letters, a
 * numeral, a no-break space; the last is what only saslprep does: a soft
 * hyphen goes.
 */
static const Form forms[] = {
	{"a\xcc\x88", "\xc3\xa4"},
	{"e\xcc\x81", "\xc3\xa9"},
	{"\xef\xac\x81", "fi"},
	{"\xef\xbc\xb0", "P"},
	{"\xef\xbd\x81", "a"},
	{"\xef\xbd\x93", "s"},
	{"\xe2\x85\xa8", "IX"},
	{"\xc2\xa0", " "},
	{"\xc2\xad", ""},
};

#define NFKC_COUNT		(COUNT(forms) - 1)

/* The form that a text begins with, or NULL. */
static const Form *
find(UsSpan text, int count)
{
	int			i;

	for (i = 0; i < count; i++)
	{
		const size_t len = strlen(forms[i].from);

		if (len <= text.len && memcmp(forms[i].from, text.start, len) == 0)
			return &forms[i];
	}
	return NULL;
}

/* Cuts a character off, and gives what stands for it in the normal form. */
static bool
cut(UsSpan *text, int count, UsSpan *replacement)
{
	const Form *form = find(*text, count);
	uint32_t	character;

	*replacement = *text;
	if (!us_utf8_cut(text, &character))
		return false;
	replacement->len -= text->len;
	if (form == NULL)
		return true;
	replacement->start += strlen(form->from);
	text->len -= (size_t) (replacement->start - text->start);
	text->start = replacement->start;
	replacement->start = form->to;
	replacement->len = strlen(form->to);
	return true;
}

static bool
normalize(UsSpan text, int count, char *out, size_t size, size_t *out_len)
{
	UsSpan		replacement;

	*out_len = 0;
	while (text.len > 0)
	{
		if (!cut(&text, count, &replacement) ||
			replacement.len > size - *out_len)
			return false;
		memcpy(out + *out_len, replacement.start, replacement.len);
		*out_len += replacement.len;
	}
	return true;
}

static bool
nfkc(UsSpan text, char *out, size_t size, size_t *out_len)
{
	return normalize(text, NFKC_COUNT, out, size, out_len);
}

static bool
saslprep(UsSpan text, char *out, size_t size, size_t *out_len)
{
	return normalize(text, COUNT(forms), out, size, out_len);
}

const UsHashHost normal_host = {NULL, nfkc, saslprep};
