/* Proves that encoded bytes, texts and numbers have one spelling each. */
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

typedef struct Alphabet
{
	UsBase64	alphabet;
	const char *name;
	char		plus;
	char		slash;
} Alphabet;

static const Alphabet alphabets[] = {
	{US_BASE64_STANDARD, "standard", '+', '/'},
	{US_BASE64_URL, "URL", '-', '_'},
	{US_BASE64_DOT, "adapted", '.', '/'},
};

/* Random bytes of each length, through its digits and back. */
static bool
comes_back(const Alphabet *alphabet, bool padded)
{
	unsigned char bytes[150];
	unsigned char back[150];
	char		text[256];
	size_t		len;
	size_t		back_len;
	size_t		i;

	for (len = 0; len < sizeof(bytes); len++)
	{
		randombytes_buf(bytes, len);
		if (!(padded ? us_base64_encode_padded : us_base64_encode)
			(bytes, len, text, sizeof(text)))
			return false;
		for (i = 0; text[i] != '\0'; i++)
		{
			if (text[i] == '+')
				text[i] = alphabet->plus;
			else if (text[i] == '/')
				text[i] = alphabet->slash;
		}
		if (!us_base64_decode_as(alphabet->alphabet, text, strlen(text),
								 back, len, &back_len) ||
			back_len != len || memcmp(bytes, back, len) != 0)
			return false;
	}
	return true;
}

/* Is a byte, wherever it stands, taken just if it is a digit? */
static bool
has_its_digits(const Alphabet *alphabet)
{
	unsigned char out[60];
	char		text[76];
	size_t		len;
	int			byte;

	for (byte = 0; byte < 256; byte++)
	{
		const char	c = (char) byte;
		bool		digit = (byte >= 'A' && byte <= 'Z') ||
			(byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
			c == alphabet->plus || c == alphabet->slash;

		memset(text, 'A', sizeof(text));
		text[byte % 75] = c;
		if (us_base64_decode_as(alphabet->alphabet, text, sizeof(text), out,
								sizeof(out), &len) != digit)
			return false;
	}
	return true;
}

static void
test_alphabets(void)
{
	unsigned char out[60];
	char		text[100];
	size_t		len;
	int			i;

	for (i = 0; i < COUNT(alphabets); i++)
	{
		const Alphabet *alphabet = &alphabets[i];

		ok(comes_back(alphabet, true) && comes_back(alphabet, false),
		   "%s base64: 0 to 149 bytes come back, padded and unpadded",
		   alphabet->name);
		ok(has_its_digits(alphabet), "%s base64: its digits and no other",
		   alphabet->name);
		memset(text, 'A', sizeof(text));
		memcpy(text + 62, "==", 2);
		ok(!us_base64_decode_as(alphabet->alphabet, text, 68, out,
								sizeof(out), &len),
		   "%s base64: refuses padding inside", alphabet->name);
		ok(!us_base64_decode_as(alphabet->alphabet, "Zh", 2, out,
								sizeof(out), &len),
		   "%s base64: refuses spare bits", alphabet->name);
		ok(!us_base64_decode_as(alphabet->alphabet, text, 80, out, 59, &len),
		   "%s base64: refuses what does not fit", alphabet->name);
	}
}

static bool
is_hex_digit(int byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') ||
		(byte >= 'A' && byte <= 'F');
}

static void
test_hex(void)
{
	unsigned char out[4];
	char		text[8] = "before";
	size_t		len = 99;
	bool		all = true;
	int			byte;

	ok(us_hex_decode("00fFaB", 6, out, 3, &len) && len == 3 &&
	   memcmp(out, "\x00\xff\xab", 3) == 0, "hex: reads either case");
	ok(us_hex_decode("", 0, out, 0, &len) && len == 0,
	   "hex: nothing is no bytes");
	ok(!us_hex_decode("abc", 3, out, 3, &len), "hex: refuses half a byte");
	ok(!us_hex_decode("abcd", 4, out, 1, &len),
	   "hex: refuses what does not fit");
	for (byte = 0; byte < 256; byte++)
	{
		char		digits[2] = {'0', (char) byte};
		bool		first;

		first = us_hex_decode(digits, 2, out, 2, &len);
		digits[1] = '0';
		digits[0] = (char) byte;
		all = all && first == is_hex_digit(byte) &&
			us_hex_decode(digits, 2, out, 2, &len) == is_hex_digit(byte);
	}
	ok(all, "hex: 22 digits and no other byte");
	ok(!us_hex_encode((const unsigned char *) "abc", 3, text, 6) &&
	   strcmp(text, "before") == 0,
	   "hex: writes nothing where there is no room for the NUL");
	ok(us_hex_encode((const unsigned char *) "\xab\x01", 2, text, 5) &&
	   strcmp(text, "ab01") == 0, "hex: writes where there is just room");
	ok(!us_hex_encode(out, SIZE_MAX / 2 + 1, text, sizeof(text)),
	   "hex: a length that overflows is refused");
}

static void
test_digits_of_crypt(void)
{
	const unsigned char *bytes = (const unsigned char *) "\x01\x02\xfc\xff\x80";
	char		text[16] = "before";
	bool		all = true;
	int			byte;

	ok(us_crypt64_encode(bytes, 3, text, sizeof(text)) &&
	   strcmp(text, "/6.z") == 0, "crypt64: the lowest six bits come first");
	ok(us_crypt64_encode(bytes + 3, 1, text, sizeof(text)) &&
	   strcmp(text, "z1") == 0, "crypt64: one byte is two digits");
	ok(us_crypt64_encode(bytes + 3, 2, text, sizeof(text)) &&
	   strcmp(text, "z16") == 0, "crypt64: two bytes are three digits");
	ok(us_bcrypt64_encode(bytes, 3, text, sizeof(text)) &&
	   strcmp(text, ".OJ6") == 0, "bcrypt64: the highest six bits come first");
	ok(us_bcrypt64_encode(bytes + 3, 2, text, sizeof(text)) &&
	   strcmp(text, "92.") == 0, "bcrypt64: two bytes are three digits");
	ok(us_crypt64_encode(bytes, 0, text, 1) && text[0] == '\0' &&
	   us_bcrypt64_encode(bytes, 0, text, 1) && text[0] == '\0',
	   "both: no bytes are no digits");
	strcpy(text, "before");
	ok(!us_crypt64_encode(bytes, 3, text, 4) &&
	   !us_bcrypt64_encode(bytes, 2, text, 3) &&
	   !us_crypt64_encode(bytes, SIZE_MAX, text, sizeof(text)) &&
	   strcmp(text, "before") == 0,
	   "both: write nothing where there is no room for the NUL");
	for (byte = 0; byte < 256; byte++)
	{
		bool		digit = (byte >= 'A' && byte <= 'Z') ||
			(byte >= 'a' && byte <= 'z') ||
			(byte >= '0' && byte <= '9') || byte == '.' || byte == '/';

		all = all && (us_crypt64_value((char) byte) >= 0) == digit &&
			(us_bcrypt64_value((char) byte) >= 0) == digit;
	}
	ok(all, "both: 64 digits and no other byte");
	ok(us_crypt64_value('.') == 0 && us_crypt64_value('0') == 2 &&
	   us_crypt64_value('A') == 12 && us_crypt64_value('z') == 63 &&
	   us_bcrypt64_value('.') == 0 && us_bcrypt64_value('A') == 2 &&
	   us_bcrypt64_value('a') == 28 && us_bcrypt64_value('9') == 63,
	   "both: digits have their values");
}

static const Text not_utf8[] = {
	{"\x80", 1, "a byte that continues nothing"},
	{"\xc3", 1, "half a character"},
	{"\xc3\xc3", 2, "a character begun twice"},
	{"\xc1\xbf", 2, "a spelling that is not the shortest"},
	{"\xe0\x9f\xbf", 3, "such a spelling of three bytes"},
	{"\xf0\x8f\xbf\xbf", 4, "such a spelling of four bytes"},
	{"\xed\xa0\x80", 3, "half a surrogate pair"},
	{"\xf4\x90\x80\x80", 4, "what is beyond U+10FFFF"},
	{"\xf8\x88\x80\x80\x80", 5, "five bytes"},
	{"\xff", 1, "a byte that is never used"},
};

static void
test_texts(void)
{
	static const char text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x94\x91";
	char		out[10];
	size_t		len = 99;
	int			i;

	ok(us_utf16le_encode(text, 10, out, 10, &len) && len == 10 &&
	   memcmp(out, "a\0\xe9\0\xac\x20\x3d\xd8\x11\xdd", 10) == 0,
	   "UTF-16LE: one to four bytes of UTF-8");
	ok(us_utf16le_encode("", 0, out, 0, &len) && len == 0,
	   "UTF-16LE: nothing is no bytes");
	ok(us_utf16le_encode("\0", 1, out, 2, &len) && len == 2 &&
	   memcmp(out, "\0\0", 2) == 0, "UTF-16LE: a NUL is a character");
	ok(!us_utf16le_encode(text, 10, out, 9, &len) &&
	   !us_utf16le_encode(text, 1, out, 1, &len),
	   "UTF-16LE: refuses what does not fit");
	ok(us_latin1_encode(text, 3, out, 2, &len) && len == 2 &&
	   memcmp(out, "a\xe9", 2) == 0, "Latin-1: up to U+00FF");
	ok(!us_latin1_encode("\xc4\x80", 2, out, 2, &len),
	   "Latin-1: refuses U+0100");
	ok(!us_latin1_encode(text, 3, out, 1, &len),
	   "Latin-1: refuses what does not fit");
	for (i = 0; i < COUNT(not_utf8); i++)
		ok(!us_utf16le_encode(not_utf8[i].text, not_utf8[i].len, out,
							  sizeof(out), &len) &&
		   !us_latin1_encode(not_utf8[i].text, not_utf8[i].len, out,
							 sizeof(out), &len),
		   "UTF-8: refuses %s", not_utf8[i].what);
}

int
main(void)
{
	plan(2 + COUNT(not_base64) + 7 + COUNT(decimals) +
		 COUNT(not_decimal) + 1 + 5 * COUNT(alphabets) + 8 + 9 + 7 +
		 COUNT(not_utf8));
	if (sodium_init() < 0)
		return 1;
	test_base64();
	test_decimal();
	test_alphabets();
	test_hex();
	test_digits_of_crypt();
	test_texts();
	return done();
}
