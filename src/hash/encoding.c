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

#include <sodium.h>

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
