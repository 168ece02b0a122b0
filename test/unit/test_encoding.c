/* Proves that base64 and decimal numbers have one spelling each. */
#include <string.h>

#include <sodium.h>

#include "hash/encoding.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

typedef struct Text
{
	const char *text;
	size_t		len;
	const char *what;
} Text;

static const Text not_base64[] = {
	{"Z", 1, "one character"},
	{"Zg=", 3, "half a padding"},
	{"Zg===", 5, "three of padding"},
	{"Zm9v=", 5, "a padding where none belongs"},
	{"Zm9v====", 8, "a whole quantum of padding"},
	{"=", 1, "padding alone"},
	{"==", 2, "two of padding alone"},
	{"====", 4, "four of padding alone"},
	{"Zh", 2, "spare bits of one byte"},
	{"Zh==", 4, "spare bits of one byte, padded"},
	{"Zm9", 3, "spare bits of two bytes"},
	{"Zm8=Zm8=", 8, "padding inside"},
	{"Zm9v\n", 5, "a line feed at the end"},
	{" Zm9v", 5, "a blank in front"},
	{"Zm 9v", 5, "a blank inside"},
	{"Zm9v\0", 5, "a NUL at the end"},
	{"Zm\0v", 4, "a NUL inside"},
	{"Zm-v", 4, "the alphabet for URLs"},
	{"Zm.v", 4, "the adapted alphabet"},
	{"Zm9\x80", 4, "a byte outside ASCII"},
	{"\xc3\xa4m9v", 5, "a letter outside ASCII"},
};

static const Text not_decimal[] = {
	{"", 0, "nothing"},
	{"00", 2, "two zeros"},
	{"01", 2, "a leading zero"},
	{"+1", 2, "a plus"},
	{"-1", 2, "a minus"},
	{" 1", 2, "a blank in front"},
	{"1 ", 2, "a blank behind"},
	{"1\0", 2, "a NUL"},
	{"0x10", 4, "hexadecimal"},
	{"1e3", 3, "an exponent"},
	{"1.0", 3, "a point"},
	{"4294967296", 10, "2^32"},
	{"4294967300", 10, "a little more than 2^32"},
	{"42949672950", 11, "one digit more than fits"},
	{"99999999999999999999999999999999999999", 38, "38 digits"},
	{"\xd9\xa1", 2, "an Arabic-Indic digit"},
};

typedef struct Number
{
	const char *text;
	uint32_t	value;
} Number;

static const Number decimals[] = {
	{"0", 0}, {"1", 1}, {"9", 9}, {"10", 10}, {"65536", 65536},
	{"4294967289", 4294967289u}, {"4294967294", 4294967294u},
	{"4294967295", 4294967295u},
};

/* Does each number of bytes come back as it went, padded and unpadded? */
static bool
survives(size_t len)
{
	unsigned char bytes[70];
	unsigned char back[70];
	char		unpadded[100];
	char		padded[100];
	char		encoded[100];
	size_t		unpadded_len;
	size_t		padded_len;
	size_t		back_len = 99;

	randombytes_buf(bytes, len);
	sodium_bin2base64(padded, sizeof(padded), bytes, len,
					  sodium_base64_VARIANT_ORIGINAL);
	if (!us_base64_encode(bytes, len, unpadded, sizeof(unpadded)) ||
		!us_base64_encode_padded(bytes, len, encoded, sizeof(encoded)) ||
		strcmp(encoded, padded) != 0)
		return false;
	unpadded_len = strlen(unpadded);
	padded_len = strlen(padded);
	if (strncmp(unpadded, padded, unpadded_len) != 0 ||
		unpadded_len != (len * 4 + 2) / 3 ||
		us_base64_size(unpadded, unpadded_len) != len ||
		us_base64_size(padded, padded_len) != len)
		return false;
	if (!us_base64_decode(unpadded, unpadded_len, back, len, &back_len) ||
		back_len != len || memcmp(bytes, back, len) != 0)
		return false;
	return us_base64_decode(padded, padded_len, back, len, &back_len) &&
		back_len == len && memcmp(bytes, back, len) == 0;
}

/* Of 256 bytes, at each place of a quantum, are the 64 digits decoded? */
static bool
has_one_alphabet(void)
{
	unsigned char out[3];
	size_t		len;
	int			place;
	int			byte;

	for (place = 0; place < 4; place++)
	{
		for (byte = 0; byte < 256; byte++)
		{
			char		text[4] = {'Z', 'm', '9', 'v'};
			bool		digit = (byte >= 'A' && byte <= 'Z') ||
				(byte >= 'a' && byte <= 'z') ||
				(byte >= '0' && byte <= '9') || byte == '+' || byte == '/';

			/* a padding at the end is another matter */
			if (place == 3 && byte == '=')
				continue;
			text[place] = (char) byte;
			if (us_base64_decode(text, 4, out, sizeof(out), &len) != digit)
				return false;
		}
	}
	return true;
}

static void
test_base64(void)
{
	unsigned char out[64] = {0};
	char		text[8] = "before";
	size_t		len = 99;
	bool		all = true;
	int			i;

	for (i = 0; i < 70; i++)
		all = all && survives((size_t) i);
	ok(all, "base64 of 0 to 69 bytes comes back, padded and unpadded");
	ok(has_one_alphabet(), "base64: 64 digits and no other byte");
	for (i = 0; i < COUNT(not_base64); i++)
		ok(!us_base64_decode(not_base64[i].text, not_base64[i].len, out,
							 sizeof(out), &len),
		   "base64: refuses %s", not_base64[i].what);

	ok(us_base64_decode("", 0, out, 0, &len) && len == 0,
	   "base64: nothing is no bytes");
	ok(!us_base64_decode("Zm9v", 4, out, 2, &len),
	   "base64: refuses what does not fit");
	ok(us_base64_decode("Zm9vYmFy", 4, out, 3, &len) && len == 3 &&
	   memcmp(out, "foo", 3) == 0, "base64: reads no further than its length");
	ok(!us_base64_encode(out, 3, text, 4) && strcmp(text, "before") == 0,
	   "base64: writes nothing where there is no room for the NUL");
	ok(us_base64_encode(out, 3, text, 5) && strcmp(text, "Zm9v") == 0,
	   "base64: writes where there is just room");
	ok(!us_base64_encode_padded(out, 2, text, 4) &&
	   strcmp(text, "Zm9v") == 0 && us_base64_encode_padded(out, 2, text, 5) &&
	   strcmp(text, "Zm8=") == 0,
	   "base64: writes padding, where there is room for it");
	ok(!us_base64_encode(out, SIZE_MAX, text, sizeof(text)),
	   "base64: a length that overflows is refused");
}

static void
test_decimal(void)
{
	uint32_t	value;
	int			i;

	for (i = 0; i < COUNT(decimals); i++)
		ok(us_decimal_decode(decimals[i].text, strlen(decimals[i].text),
							 &value) &&
		   value == decimals[i].value, "decimal: reads %s", decimals[i].text);
	for (i = 0; i < COUNT(not_decimal); i++)
	{
		value = 7;
		ok(!us_decimal_decode(not_decimal[i].text, not_decimal[i].len,
							  &value) && value == 7,
		   "decimal: refuses %s", not_decimal[i].what);
	}
	ok(us_decimal_decode("123", 2, &value) && value == 12,
	   "decimal: reads no further than its length");
}

int
main(void)
{
	plan(2 + COUNT(not_base64) + 7 + COUNT(decimals) +
		 COUNT(not_decimal) + 1);
	if (sodium_init() < 0)
		return 1;
	test_base64();
	test_decimal();
	return done();
}
