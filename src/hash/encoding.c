/*-------------------------------------------------------------------------
 *
 * encoding.c
 *	  Text encodings of verifiers, read strictly.
 *
 * Base64 is libsodium's, which refuses white space, spare bits that are not
 * zero and half a padding, and whose time does not depend on the bytes.  It
 * does take bytes from 0x80 on for digits (1.0.18, where char is signed), so
 * they are refused here.
 *
 * src/hash/encoding.c
 *
 *-------------------------------------------------------------------------
 */
#include "encoding.h"

#include <string.h>

#include <sodium.h>

#include "utf8.h"

#define CHUNK	64				/* digits of base64 translated at a time */

static const char crypt64_digits[] =
"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static const char bcrypt64_digits[] =
"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

size_t
us_base64_size(const char *text, size_t len)
{
	int			padding = 0;

	while (padding < 2 && len > 0 && text[len - 1] == '=')
	{
		padding++;
		len--;
	}
	return len / 4 * 3 + len % 4 * 3 / 4;
}

static bool
is_ascii(const char *text, size_t len)
{
	unsigned char bits = 0;
	size_t		i;

	for (i = 0; i < len; i++)
		bits |= (unsigned char) text[i];
	return bits < 0x80;
}

bool
us_base64_decode(const char *text, size_t len,
				 unsigned char *out, size_t size, size_t *out_len)
{
	int			variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;

	if (len == 0)
	{
		*out_len = 0;
		return true;
	}
	if (!is_ascii(text, len))
		return false;
	if (text[len - 1] == '=')
		variant = sodium_base64_VARIANT_ORIGINAL;
	return sodium_base642bin(out, size, text, len, NULL, out_len, NULL,
							 variant) == 0;
}

static bool
encode(const unsigned char *bytes, size_t len, char *out, size_t size,
	   int variant)
{
	/* NB: libsodium ends the process if the room is too small. */
	if (len > SIZE_MAX / 2 || sodium_base64_encoded_len(len, variant) > size)
		return false;
	sodium_bin2base64(out, size, bytes, len, variant);
	return true;
}

bool
us_base64_encode(const unsigned char *bytes, size_t len,
				 char *out, size_t size)
{
	return encode(bytes, len, out, size,
				  sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}

bool
us_base64_encode_padded(const unsigned char *bytes, size_t len,
						char *out, size_t size)
{
	return encode(bytes, len, out, size, sodium_base64_VARIANT_ORIGINAL);
}

/* Standard base64 of some digits in another alphabet. */
static void
translate(UsBase64 alphabet, const char *text, size_t len, char *out)
{
	const char	plus = alphabet == US_BASE64_URL ? '-' : '.';
	const char	slash = alphabet == US_BASE64_URL ? '_' : '/';
	size_t		i;

	for (i = 0; i < len; i++)
	{
		if (text[i] == plus)
			out[i] = '+';
		else if (text[i] == slash)
			out[i] = '/';
		else if (text[i] == '+' || text[i] == '/')
			out[i] = '!';		/* a digit of the other alphabet */
		else
			out[i] = text[i];
	}
}

bool
us_base64_decode_as(UsBase64 alphabet, const char *text, size_t len,
					unsigned char *out, size_t size, size_t *out_len)
{
	char		chunk[CHUNK];
	size_t		done = 0;
	bool		good = true;

	if (alphabet == US_BASE64_STANDARD)
		return us_base64_decode(text, len, out, size, out_len);
	while (good && len > 0)
	{
		const size_t part = len < CHUNK ? len : CHUNK;
		size_t		got = 0;

		translate(alphabet, text, part, chunk);
		good = us_base64_decode(chunk, part, out + done, size - done, &got);

		/* padding ends the text */
		if (part < len && got != CHUNK / 4 * 3)
			good = false;
		done += got;
		text += part;
		len -= part;
	}
	sodium_memzero(chunk, sizeof(chunk));
	*out_len = done;
	return good;
}

bool
us_hex_decode(const char *text, size_t len,
			  unsigned char *out, size_t size, size_t *out_len)
{
	*out_len = 0;
	return len == 0 ||
		sodium_hex2bin(out, size, text, len, NULL, out_len, NULL) == 0;
}

bool
us_hex_encode(const unsigned char *bytes, size_t len, char *out, size_t size)
{
	/* NB: libsodium ends the process if the room is too small. */
	if (len >= SIZE_MAX / 2 || len * 2 + 1 > size)
		return false;
	sodium_bin2hex(out, size, bytes, len);
	return true;
}

/* The digits that so many bytes take. */
static size_t
digits_of(size_t len)
{
	return len / 3 * 4 + (len % 3 == 0 ? 0 : len % 3 + 1);
}

/* The same for both of crypt(3): which of 24 bits become the first digit? */
static bool
encode_digits(const char *alphabet, bool lowest_first,
			  const unsigned char *bytes, size_t len, char *out, size_t size)
{
	size_t		i;

	if (len > SIZE_MAX / 2 || digits_of(len) >= size)
		return false;
	for (i = 0; i < len; i += 3)
	{
		const size_t part = len - i < 3 ? len - i : 3;
		uint32_t	bits = 0;
		size_t		j;

		for (j = 0; j < part; j++)
			bits |= (uint32_t) bytes[i + j] <<
				8 * (lowest_first ? j : 2 - j);
		for (j = 0; j <= part; j++)
			*out++ = alphabet[bits >> 6 * (lowest_first ? j : 3 - j) & 0x3F];
	}
	*out = '\0';
	return true;
}

bool
us_crypt64_encode(const unsigned char *bytes, size_t len,
				  char *out, size_t size)
{
	return encode_digits(crypt64_digits, true, bytes, len, out, size);
}

bool
us_bcrypt64_encode(const unsigned char *bytes, size_t len,
				   char *out, size_t size)
{
	return encode_digits(bcrypt64_digits, false, bytes, len, out, size);
}

static int
value_of_digit(const char *alphabet, char c)
{
	const char *at = c == '\0' ? NULL : strchr(alphabet, c);

	return at == NULL ? -1 : (int) (at - alphabet);
}

int
us_crypt64_value(char c)
{
	return value_of_digit(crypt64_digits, c);
}

int
us_bcrypt64_value(char c)
{
	return value_of_digit(bcrypt64_digits, c);
}

static void
put_unit(uint32_t unit, char *out)
{
	out[0] = (char) (unit & 0xFF);
	out[1] = (char) (unit >> 8);
}

bool
us_utf16le_encode(const char *text, size_t len,
				  char *out, size_t size, size_t *out_len)
{
	UsSpan		rest = {text, len};
	size_t		done = 0;

	while (rest.len > 0)
	{
		uint32_t	c;

		if (!us_utf8_cut(&rest, &c) || size - done < (c < 0x10000 ? 2 : 4))
			return false;
		if (c >= 0x10000)
		{
			/* a pair of surrogates, the high one first (RFC 2781, 2.1) */
			c -= 0x10000;
			put_unit(0xD800 | c >> 10, out + done);
			done += 2;
			c = 0xDC00 | (c & 0x3FF);
		}
		put_unit(c, out + done);
		done += 2;
	}
	*out_len = done;
	return true;
}

bool
us_latin1_encode(const char *text, size_t len,
				 char *out, size_t size, size_t *out_len)
{
	UsSpan		rest = {text, len};
	size_t		done = 0;

	while (rest.len > 0)
	{
		uint32_t	c;

		if (!us_utf8_cut(&rest, &c) || c > 0xFF || done == size)
			return false;
		out[done++] = (char) c;
	}
	*out_len = done;
	return true;
}

bool
us_decimal_decode(const char *text, size_t len, uint32_t *value)
{
	uint32_t	number = 0;
	size_t		i;

	if (len == 0 || (len > 1 && text[0] == '0'))
		return false;
	for (i = 0; i < len; i++)
	{
		uint32_t	digit;

		if (text[i] < '0' || text[i] > '9')
			return false;
		digit = (uint32_t) (text[i] - '0');
		if (number > (UINT32_MAX - digit) / 10)
			return false;
		number = number * 10 + digit;
	}
	*value = number;
	return true;
}
