/*-------------------------------------------------------------------------
 *
 * utf8.c
 *	  Reads and writes UTF-8 (RFC 3629), one character at a time.
 *
 * src/hash/utf8.c
 *
 *-------------------------------------------------------------------------
 */
#include "utf8.h"

static bool
is_character(uint32_t c)
{
	return c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
}

/* The bytes that a character takes. */
static size_t
width(uint32_t c)
{
	return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

bool
us_utf8_cut(UsSpan *text, uint32_t *character)
{
	const unsigned char *byte = (const unsigned char *) text->start;
	uint32_t	c = byte[0];
	size_t		len;
	size_t		i;

	if (c < 0x80)
		len = 1;
	else if (c >= 0xC0 && c < 0xE0)
		len = 2;
	else if (c >= 0xE0 && c < 0xF0)
		len = 3;
	else if (c >= 0xF0 && c < 0xF8)
		len = 4;
	else
		return false;
	if (len > text->len)
		return false;
	if (len > 1)
		c &= 0x7Fu >> len;
	for (i = 1; i < len; i++)
	{
		if ((byte[i] & 0xC0) != 0x80)
			return false;
		c = c << 6 | (byte[i] & 0x3F);
	}
	if (!is_character(c) || width(c) != len)
		return false;
	text->start += len;
	text->len -= len;
	*character = c;
	return true;
}

size_t
us_utf8_put(uint32_t character, char *out)
{
	const size_t len = width(character);
	size_t		i;

	if (!is_character(character))
		return 0;
	if (len == 1)
	{
		out[0] = (char) character;
		return 1;
	}
	for (i = len - 1; i > 0; i--)
	{
		out[i] = (char) (0x80 | (character & 0x3F));
		character >>= 6;
	}
	out[0] = (char) ((0xF00u >> len & 0xFF) | character);
	return len;
}
