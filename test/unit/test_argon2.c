/* Proves which argon2 strings are computed, and why others are not. */
#include <stdio.h>
#include <string.h>

#include "examples.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define NOT_PHC			"The argon2 string is not a PHC string with parameters, salt and digest."
#define NO_TYPE			"The string does not name a type of argon2."
#define NO_NUMBERS		"The argon2 parameters m, t and p are not all positive decimal numbers of 32 bits."
#define BAD_SALT		"The argon2 salt is not base64."
#define BAD_DIGEST		"The argon2 digest is not base64."
#define SHORT_DIGEST	"The argon2 digest is shorter than 4 bytes."
#define MUCH_MEMORY		"The argon2 memory exceeds the limit."
#define MUCH_WORK		"The argon2 memory times passes exceeds the limit."
#define ARGON2D			"This build can't compute argon2d."
#define VERSION			"This build can't compute an argon2 version other than 19."
#define LANES			"This build can't compute argon2 with several lanes."
#define MEMORY			"This build can't compute argon2 with that little or that much memory."
#define SALT_SIZE		"This build can't compute argon2 with a salt that is not 16 bytes long."
#define DIGEST_SIZE		"This build can't compute argon2 with a digest shorter than 16 or longer than 128 bytes."
#define PASSES			"This build can't compute argon2i with fewer than 3 passes."

#define REST			SALT DIGEST_ID_8_1
#define ID				"$argon2id$v=19$"

/* All match the example password, as libargon2 has it. */
static const struct
{
	const char *verifier;
	const char *what;
}			matching[] =
{
	{EXAMPLE_ID, "argon2id"},
	{EXAMPLE_I, "argon2i"},
	{EXAMPLE_ID_PADDED, "padded base64"},
	{ID "m=8,t=1,p=1" SALT "==" DIGEST_ID_8_1, "the salt padded alone"},
	{ID "p=1,t=1,m=8" REST, "p,t,m"},
	{ID "m=8,p=1,t=1" REST, "m,p,t"},
	{ID "t=1,m=8,p=1" REST, "t,m,p"},
	{ID "m=8,t=1,p=1,backend=openssl" REST, "a key of pg_pwhash's"},
	{ID "x=1,m=8,y=2,t=1,z=3,p=1" REST, "keys that nobody knows"},
	{ID_8_1 "$hfUK5kasNx+MA8Ldy3ooWQ", "a digest of 16 bytes"},
	{"$argon2id$v=19$m=8,t=4,p=1" SALT
		"$dZm0T6Xjcn6TZTsnK4uGR66V9ftQyau3MN8VOPXf5w",
	"a digest of 31 bytes"},
	{ID_8_1 "$ElYavE5lgslWJcIIcvuuBW3Pz/1wXpDjo5DsqDC0SEedinUUyivw6NihVuFZW1O"
		"396b4Y7BG7sdrS6SkZdImig",
	"a digest of 64 bytes"},
	{ID_8_1 "$FmX6UeraId5T4lt2LqRb0VNyAlo6HviBuKnDlXzr1FIvNEIA1m3nHZ1bc8+0LQa"
		"h9FyfDbJFXs8Q5L/a/EMnLPZnDDru05IUSBl+c0+yeJUWIyWH2tEp6WSoCiRZKC+2qLwV1"
		"BesmgpYESlsHOePuVajDlPZeSMIdWuxiMv+DMI",
	"a digest of 128 bytes"},
	{EXAMPLE_ID_65536_2, "the default cost"},
};

static const struct
{
	const char *verifier;
	UsHashResult result;
	const char *detail;
}			refused[] =
{
	{"$argon2", US_HASH_MALFORMED, NOT_PHC},
	{"$argon2id$v=19$m=8,t=1,p=1" SALT, US_HASH_MALFORMED, NOT_PHC},
	{ID "m=8,t=1,p=1$" DIGEST_ID_8_1, US_HASH_MALFORMED, NOT_PHC},
	{ID "m=8,t=1,p=1" SALT "$", US_HASH_MALFORMED, NOT_PHC},
	{ID "m=8,m=8,t=1,p=1" REST, US_HASH_MALFORMED, NOT_PHC},
	{ID "m=8,t=1,p=1,keyid=,data=" REST, US_HASH_MALFORMED, NOT_PHC},
	{EXAMPLE_ID "\n", US_HASH_MALFORMED, NOT_PHC},
	{EXAMPLE_ID "$", US_HASH_MALFORMED, NOT_PHC},
	{"$argon2ix$v=19$m=8,t=1,p=1" REST, US_HASH_MALFORMED, NO_TYPE},
	{"$argon2$v=19$m=8,t=1,p=1" REST, US_HASH_MALFORMED, NO_TYPE},
	{ID "t=1,p=1" REST, US_HASH_MALFORMED, NO_NUMBERS},
	{ID "m=8,p=1" REST, US_HASH_MALFORMED, NO_NUMBERS},
	{ID "m=8,t=1" REST, US_HASH_MALFORMED, NO_NUMBERS},
	{"$argon2id$v=19" REST, US_HASH_MALFORMED, NO_NUMBERS},
	{"$argon2id" REST, US_HASH_MALFORMED, NO_NUMBERS},
	{ID "m=0,t=1,p=1" REST, US_HASH_MALFORMED, NO_NUMBERS},
	{ID "m=8,t=0,p=1" REST, US_HASH_MALFORMED, NO_NUMBERS},
	{ID "m=8,t=1,p=0" REST, US_HASH_MALFORMED, NO_NUMBERS},
	{ID "m=08,t=1,p=1" REST, US_HASH_MALFORMED, NO_NUMBERS},
	{ID "m=-8,t=1,p=1" REST, US_HASH_MALFORMED, NO_NUMBERS},
	{ID "m=4294967296,t=1,p=1" REST, US_HASH_MALFORMED, NO_NUMBERS},
	{ID "m=4294967304,t=1,p=1" REST, US_HASH_MALFORMED, NO_NUMBERS},
	{ID "m=8,t=4294967297,p=1" REST, US_HASH_MALFORMED, NO_NUMBERS},
	{ID "m=8,t=1,p=4294967297" REST, US_HASH_MALFORMED, NO_NUMBERS},
	{"$argon2id$v=x$m=8,t=1,p=1" REST, US_HASH_MALFORMED, NOT_PHC},
	{ID "m=8,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZh" DIGEST_ID_8_1,
	US_HASH_MALFORMED, BAD_SALT},
	{ID "m=8,t=1,p=1" SALT "=" DIGEST_ID_8_1, US_HASH_MALFORMED, BAD_SALT},
	{ID "m=8,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZ." DIGEST_ID_8_1,
	US_HASH_MALFORMED, BAD_SALT},
	{EXAMPLE_ID "==", US_HASH_MALFORMED, BAD_DIGEST},
	{EXAMPLE_ID "AA", US_HASH_MALFORMED, BAD_DIGEST},
	{ID_8_1 "$AAA", US_HASH_MALFORMED, SHORT_DIGEST},
	{ID_8_1 "$AAAA", US_HASH_MALFORMED, SHORT_DIGEST},

	{ID "m=4294967295,t=1,p=1" REST, US_HASH_OUT_OF_BOUNDS, MUCH_MEMORY},
	{ID "m=262145,t=1,p=1" REST, US_HASH_OUT_OF_BOUNDS, MUCH_MEMORY},
	{ID "m=262144,t=5,p=1" REST, US_HASH_OUT_OF_BOUNDS, MUCH_WORK},
	{ID "m=8,t=131073,p=1" REST, US_HASH_OUT_OF_BOUNDS, MUCH_WORK},
	{ID "m=8,t=536870912,p=1" REST, US_HASH_OUT_OF_BOUNDS, MUCH_WORK},
	{ID "m=262144,t=16384,p=1" REST, US_HASH_OUT_OF_BOUNDS, MUCH_WORK},
	{ID "m=8,t=4294967295,p=1" REST, US_HASH_OUT_OF_BOUNDS, MUCH_WORK},
	{ID "m=262144,t=4294967295,p=1" REST, US_HASH_OUT_OF_BOUNDS, MUCH_WORK},
	{"$argon2d$v=16$m=262145,t=1,p=9$AA$AAAAAAA", US_HASH_OUT_OF_BOUNDS,
	MUCH_MEMORY},

	{"$argon2d$v=19$m=8,t=1,p=1" REST, US_HASH_UNSUPPORTED, ARGON2D},
	{"$argon2id$m=8,t=1,p=1" REST, US_HASH_UNSUPPORTED, VERSION},
	{"$argon2id$v=19,m=8,t=1,p=1" REST, US_HASH_UNSUPPORTED, VERSION},
	{"$argon2id$v=16$m=8,t=1,p=1" REST, US_HASH_UNSUPPORTED, VERSION},
	{"$argon2id$v=20$m=8,t=1,p=1" REST, US_HASH_UNSUPPORTED, VERSION},
	{"$argon2id$v=4294967295$m=8,t=1,p=1" REST, US_HASH_UNSUPPORTED, VERSION},
	{ID "m=16,t=1,p=2" REST, US_HASH_UNSUPPORTED, LANES},
	{ID "m=16,t=1,p=4294967295" REST, US_HASH_UNSUPPORTED, LANES},
	{ID "m=7,t=1,p=1" REST, US_HASH_UNSUPPORTED, MEMORY},
	{ID "m=8,t=1,p=1$c29tZXNhbHQ" DIGEST_ID_8_1,
	US_HASH_UNSUPPORTED, SALT_SIZE},
	{ID "m=8,t=1,p=1" SALT "AA" DIGEST_ID_8_1, US_HASH_UNSUPPORTED, SALT_SIZE},
	{ID_8_1 "$FCCR23lGx1Lbrn0agujk", US_HASH_UNSUPPORTED, DIGEST_SIZE},
	{ID_8_1 "$AAAAAA", US_HASH_UNSUPPORTED, DIGEST_SIZE},
	{ID_8_1 "$C2UaAjpBBND6EZRDABkikFTbqnXEIMUsUx1MSay7JzDMigicgayZd6QT/F4yxmG"
		"5q3TnlACaTWNqPVFcTiX5OKKhqzgotL59sB7Dpn0dpMFDPAiAC+BEtrWjWmODqJKtW9+4L"
		"vuUY4b2846d1WH+JsLgDtYlpEAyHTn5/13N4fHy",
	US_HASH_UNSUPPORTED, DIGEST_SIZE},
	{"$argon2i$v=19$m=8,t=2,p=1" REST, US_HASH_UNSUPPORTED, PASSES},
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
		   strcmp(right.scheme, "argon2") == 0 &&
		   right.work.amount == wrong.work.amount,
		   "computes %s", matching[i].what);
	}
}

static void
test_refused(void)
{
	int			i;

	for (i = 0; i < COUNT(refused); i++)
	{
		const char *verifier = refused[i].verifier;
		UsHashInfo	info;
		UsHashInfo	inspected;
		UsHashResult result = try_text(verifier, EXAMPLE_PASSWORD, &info);

		if (!ok(result == refused[i].result && info.detail != NULL &&
				strcmp(info.detail, refused[i].detail) == 0 &&
				us_hash_inspect(NULL, verifier, strlen(verifier),
								&example_limits, &inspected) == result &&
				inspected.detail == info.detail,
				"%s: %.*s", result_name(refused[i].result),
				(int) strcspn(verifier, "\n"), verifier))
			note("got %s: %s", result_name(result),
				 info.detail != NULL ? info.detail : "no detail");
	}
}

static void
test_passwords(void)
{
	static const char empty[] = ID_8_1
		"$1EDrpniG35PWQ9y4ppsCr2jBbShM1vaGWVU+JFv578A";
	static const char nul[] = ID_8_1
		"$jcAABn2LBCmD4dtvjm4q76xFsvdJEn2Qpg9Z1gxI3Jw";
	UsHashInfo	info;

	ok(try_text(empty, "", &info) == US_HASH_MATCH, "the empty password");
	ok(us_hash_verify(NULL, empty, strlen(empty), NULL, 0, &example_limits,
					  &info) == US_HASH_MATCH,
	   "the empty password as a null pointer");
	ok(try_bytes(nul, strlen(nul), "nul\0inside", 10, &example_limits,
				 &info) == US_HASH_MATCH, "a password with a NUL inside");
	ok(try_bytes(nul, strlen(nul), "nul", 3, &example_limits, &info) ==
	   US_HASH_MISMATCH, "a password does not end at a NUL");
	ok(us_hash_verify(NULL, empty, strlen(empty), "", (size_t) UINT32_MAX + 1,
					  &example_limits, &info) == US_HASH_OUT_OF_BOUNDS &&
	   info.detail != NULL, "a password of 4 GiB is refused, unread");
}

static void
test_make(void)
{
	static const UsHashCost costs[] = {
		{8, 1, 0}, {64, 1, 0}, {65536, 2, 0}
	};
	static const char *const made[] = {
		EXAMPLE_ID, EXAMPLE_ID_64_1, EXAMPLE_ID_65536_2
	};
	static const UsHashCost impossible[] = {
		{7, 1, 0}, {0, 1, 0}, {8, 0, 0}, {0, 0, 0}
	};
	const UsHashFormat *format = us_hash_format("argon2");
	const unsigned char *salt = (const unsigned char *) EXAMPLE_SALT;
	char		out[US_HASH_VERIFIER_MAX];
	UsHashInfo	info;
	int			i;

	for (i = 0; i < COUNT(costs); i++)
		ok(us_hash_make(format, &costs[i], salt, EXAMPLE_PASSWORD,
						strlen(EXAMPLE_PASSWORD), out) == US_HASH_MATCH &&
		   strcmp(out, made[i]) == 0, "makes what libargon2 makes: m=%u",
		   (unsigned) costs[i].memory_kib);
	ok(us_hash_make(format, &costs[0], salt, NULL, 0, out) == US_HASH_MATCH &&
	   try_text(out, "", &info) == US_HASH_MATCH,
	   "makes a verifier of the empty password");
	for (i = 0; i < COUNT(impossible); i++)
		ok(us_hash_make(format, &impossible[i], salt, "", 0, out) ==
		   US_HASH_OUT_OF_BOUNDS, "makes none at m=%u, t=%u",
		   (unsigned) impossible[i].memory_kib,
		   (unsigned) impossible[i].iterations);
}

int
main(void)
{
	UsHashInfo	info;

	plan(COUNT(matching) + COUNT(refused) + 5 + 8 + 1);
	if (us_hash_start() != 0)
		return 1;
	test_matching();
	test_refused();
	test_passwords();
	test_make();
	us_hash_inspect(NULL, EXAMPLE_ID_65536_2, strlen(EXAMPLE_ID_65536_2),
					&example_limits, &info);
	ok(info.work.primitive == US_PRIMITIVE_ARGON2 &&
	   info.work.amount == 131072, "the work is memory times passes");
	return done();
}
