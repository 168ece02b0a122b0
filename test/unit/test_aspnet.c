/* Proves which strings are ASP.NET Identity's, and why others are not. */
#include <string.h>

#include <sodium.h>

#include "examples.h"
#include "hash/digest.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define BASE64			"The ASP.NET Identity string is not padded base64 of up to 141 bytes."
#define VERSION			"The ASP.NET Identity string is of neither version 0 nor version 1."
#define PARTS			"The parts of the ASP.NET Identity string do not have the lengths or values of its version."
#define MANY			"The PBKDF2 iterations exceed the limit."

/* Decoded bytes, a string with its length. */
#define BYTES(text)		text, sizeof(text) - 1

#define BYTES_16		"0123456789abcdef"
#define BYTES_32		BYTES_16 BYTES_16
#define BYTES_64		BYTES_32 BYTES_32
#define V1				"\1\0\0\0\2"	/* with SHA-512 */
#define ONCE			"\0\0\0\1"
#define SALT_16_BYTES	"\0\0\0\x10" BYTES_16

static const struct
{
	const char *verifier;
	UsDigest	digest;
	uint64_t	amount;
	const char *what;
}			matching[] =
{
	{EXAMPLE_ASPNET_V0, US_SHA1, 2000, "version 0"},
	{EXAMPLE_ASPNET_SHA256, US_SHA256, 1000, "SHA-256"},
	{EXAMPLE_ASPNET, US_SHA512, 1000, "SHA-512"},
};

static const struct
{
	const char *text;
	const char *detail;
}			malformed[] =
{
	{"plain text", BASE64},
	{"=", BASE64},
	{"====", BASE64},
	{"AAA\x80", BASE64},
	{EXAMPLE_ASPNET "\n", BASE64},
	{EXAMPLE_ASPNET EXAMPLE_ASPNET, BASE64},
	{"ADAxMjM0NTY3ODlhYmNkZWZpR8Ta/HlDvOBtvSPHj0Bo2ldRBBVbql48o3lpvfsbjQ",
	BASE64},
	{"ADAxMjM0NTY3ODlhYmNkZWZpR8Ta/HlDvOBtvSPHj0Bo2ldRBBVbql48o3lpvfsbjR==",
	BASE64},
	{"AgAA", VERSION},
	{"/wAA", VERSION},
	{"AAAA", PARTS},
	{"AQAA", PARTS},
};

/* Of the same shape but for one value. */
static const struct
{
	const char *bytes;
	size_t		len;
	const char *detail;			/* NULL: it is one */
	const char *what;
}			shapes[] =
{
	{BYTES("\0" BYTES_16 BYTES_32), NULL, "version 0"},
	{BYTES("\0" BYTES_16 BYTES_32 "x"), PARTS, "version 0, a byte more"},
	{BYTES("\0" BYTES_32 "0123456789abcde"), PARTS,
	"version 0, a byte less"},
	{BYTES(V1 ONCE SALT_16_BYTES BYTES_16), NULL, "a key of 16 bytes"},
	{BYTES(V1 ONCE SALT_16_BYTES BYTES_64), NULL, "a key of 64 bytes"},
	{BYTES(V1 ONCE SALT_16_BYTES BYTES_64 "x"), PARTS, "a key of 65 bytes"},
	{BYTES(V1 ONCE SALT_16_BYTES "0123456789abcde"), PARTS,
	"a key of 15 bytes"},
	{BYTES(V1 ONCE "\0\0\0\x40" BYTES_64 BYTES_64), NULL,
	"a salt of 64 bytes"},
	{BYTES(V1 ONCE "\0\0\0\x41" BYTES_64 "x" BYTES_32), PARTS,
	"a salt of 65 bytes"},
	{BYTES(V1 ONCE "\0\0\0\x0f" BYTES_32), PARTS, "a salt of 15 bytes"},
	{BYTES(V1 ONCE "\0\0\0\x31" BYTES_64), PARTS, "a salt beyond the key"},
	{BYTES(V1 ONCE "\xff\xff\xff\xff" BYTES_64), PARTS, "a salt of 4 GiB"},
	{BYTES(V1 ONCE "\xff\xff\xff\xe3" BYTES_32 BYTES_16), PARTS,
	"a salt whose end wraps around"},
	{BYTES(V1 "\0\0\0\0" SALT_16_BYTES BYTES_32), PARTS, "no iterations"},
	{BYTES("\1\0\0\0\3" ONCE SALT_16_BYTES BYTES_32), PARTS, "PRF 3"},
	{BYTES("\1\1\0\0\2" ONCE SALT_16_BYTES BYTES_32), PARTS, "PRF 2^24 + 2"},
	{BYTES(V1 ONCE "\0\0\0"), PARTS, "a byte less than a header"},
	{BYTES(V1 ONCE "\0\0\0\x10"), PARTS, "a header"},
	{BYTES(V1 "\0\x1e\x84\x80" SALT_16_BYTES BYTES_32), NULL,
	"two million iterations"},
	{BYTES(V1 "\0\x1e\x84\x81" SALT_16_BYTES BYTES_32), MANY,
	"one iteration more"},
	{BYTES(V1 "\xff\xff\xff\xff" SALT_16_BYTES BYTES_32), MANY,
	"2^32 - 1 iterations"},
};

static void
test_matching(void)
{
	int			i;

	for (i = 0; i < COUNT(matching); i++)
	{
		const char *verifier = matching[i].verifier;
		UsHashInfo	right;
		UsHashInfo	wrong;

		ok(try_text(verifier, EXAMPLE_PASSWORD, &right) == US_HASH_MATCH &&
		   try_text(verifier, "correct hors", &wrong) == US_HASH_MISMATCH &&
		   right.detail == NULL && wrong.detail == NULL &&
		   strcmp(right.scheme, "aspnet-identity") == 0 &&
		   is_work(&right, US_PRIMITIVE_PBKDF2, matching[i].digest,
				   matching[i].amount),
		   "computes %s", matching[i].what);
	}
}

/* What is not of the shape has to be declared to be refused by name. */
static void
test_shape(int i)
{
	char		text[256];
	UsVerifier	stored;
	UsHashInfo	declared;
	UsHashInfo	found;
	UsHashResult result;
	const char *detail = shapes[i].detail;

	sodium_bin2base64(text, sizeof(text),
					  (const unsigned char *) shapes[i].bytes, shapes[i].len,
					  sodium_base64_VARIANT_ORIGINAL);
	stored = declared_verifier("aspnet-identity", text);
	result = us_hash_inspect(&stored, &example_limits, &declared);
	stored = declared_verifier(NULL, text);
	us_hash_inspect(&stored, &example_limits, &found);
	if (detail == NULL)
		ok(result == US_HASH_MATCH && declared.detail == NULL &&
		   found.scheme == declared.scheme, "%s", shapes[i].what);
	else
		ok((result == US_HASH_MALFORMED ||
			(result == US_HASH_OUT_OF_BOUNDS && strcmp(detail, MANY) == 0)) &&
		   strcmp(declared.detail, detail) == 0 &&
		   (found.scheme == NULL) == (result == US_HASH_MALFORMED),
		   "refused: %s", shapes[i].what);
}

int
main(void)
{
	int			i;

	plan(COUNT(matching) + COUNT(malformed) + COUNT(shapes));
	if (us_hash_start(NULL) != 0)
		return 1;
	test_matching();
	for (i = 0; i < COUNT(malformed); i++)
		refuses("aspnet-identity", malformed[i].text, US_HASH_MALFORMED,
				malformed[i].detail);
	for (i = 0; i < COUNT(shapes); i++)
		test_shape(i);
	return done();
}
