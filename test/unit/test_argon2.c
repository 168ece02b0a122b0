/* Proves which argon2 strings are computed, and why others are not. */
#include <stdio.h>
#include <string.h>

#include "examples.h"
#include "hash/argon2.h"
#include "hash/span.h"
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
#define KEYED			"The argon2 string names a secret; it has to be declared as argon2-keyed."
#define LANES			"The argon2 lanes are more than 16."
#define VERSION			"This build can't compute an argon2 version other than 16 and 19."
#define MEMORY			"This build can't compute argon2 with less than 8 KiB of memory for each lane."
#define SALT_SIZE		"This build can't compute argon2 with a salt shorter than 8 or longer than 64 bytes."
#define BAD_DATA		"The argon2 associated data is not base64."
#define DATA_SIZE		"This build can't compute argon2 with more than 64 bytes of associated data."
#define DIGEST_SIZE		"This build can't compute argon2 with a digest longer than 128 bytes."

#define NO_SECRET		"The declaration of argon2-keyed has no \"secret\" that is a text of 1 to 512 bytes."
#define OTHER_OPTION	"The declaration of argon2-keyed has another parameter than \"secret\"."

#define REST			SALT DIGEST_ID_8_1
#define DIGEST_V16		"$UhA/MJM91vk0ET5esQQA3xeo4BJH1JUVy9H5Rdow1Cc"
#define SALT_48 \
	"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVm"
#define SALT_64			SALT_48 "MDEyMzQ1Njc4OWFiY2RlZg"

/* Who computes it: primitive, memory, passes. */
#define BY_SODIUM(memory, passes) \
	US_PRIMITIVE_ARGON2ID, (memory), (passes)
#define BY_LIBARGON2(memory, passes) \
	US_PRIMITIVE_LIBARGON2, (memory), (passes)

/* RFC 9106, appendix A; the password is 32 bytes of 1. */
#define RFC_PASSWORD \
	"\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1"
#define RFC_PARTS \
	"$v=19$m=32,t=3,p=4,data=BAQEBAQEBAQEBAQE$AgICAgICAgICAgICAgICAg$"
#define RFC_SECRET \
	"{\"scheme\": \"argon2-keyed\", \"secret\": " \
	"\"\\u0003\\u0003\\u0003\\u0003\\u0003\\u0003\\u0003\\u0003\"}"
#define ID				"$argon2id$v=19$"

/* All match the example password, as libargon2 has it. */
static const struct
{
	const char *verifier;
	UsHashPrimitive primitive;
	uint32_t	memory_kib;
	uint64_t	passes;
	const char *what;
}			matching[] =
{
	{EXAMPLE_ID, BY_SODIUM(8, 1), "argon2id"},
	{EXAMPLE_I, US_PRIMITIVE_ARGON2I, 8, 3, "argon2i"},
	{EXAMPLE_ID_PADDED, BY_SODIUM(8, 1), "padded base64"},
	{ID "m=8,t=1,p=1" SALT "==" DIGEST_ID_8_1, BY_SODIUM(8, 1),
	"the salt padded alone"},
	{ID "p=1,t=1,m=8" REST, BY_SODIUM(8, 1), "p,t,m"},
	{ID "m=8,p=1,t=1" REST, BY_SODIUM(8, 1), "m,p,t"},
	{ID "t=1,m=8,p=1" REST, BY_SODIUM(8, 1), "t,m,p"},
	{ID "m=8,t=1,p=1,backend=openssl" REST, BY_SODIUM(8, 1),
	"a key of pg_pwhash's"},
	{ID "x=1,m=8,y=2,t=1,z=3,p=1" REST, BY_SODIUM(8, 1),
	"keys that nobody knows"},
	{ID_8_1 "$hfUK5kasNx+MA8Ldy3ooWQ", BY_SODIUM(8, 1),
	"a digest of 16 bytes"},
	{"$argon2id$v=19$m=8,t=4,p=1" SALT
		"$dZm0T6Xjcn6TZTsnK4uGR66V9ftQyau3MN8VOPXf5w",
	BY_SODIUM(8, 4), "a digest of 31 bytes"},
	{ID_8_1 "$ElYavE5lgslWJcIIcvuuBW3Pz/1wXpDjo5DsqDC0SEedinUUyivw6NihVuFZW1O"
		"396b4Y7BG7sdrS6SkZdImig",
	BY_SODIUM(8, 1), "a digest of 64 bytes"},
	{ID_8_1 "$FmX6UeraId5T4lt2LqRb0VNyAlo6HviBuKnDlXzr1FIvNEIA1m3nHZ1bc8+0LQa"
		"h9FyfDbJFXs8Q5L/a/EMnLPZnDDru05IUSBl+c0+yeJUWIyWH2tEp6WSoCiRZKC+2qLwV1"
		"BesmgpYESlsHOePuVajDlPZeSMIdWuxiMv+DMI",
	BY_SODIUM(8, 1), "a digest of 128 bytes"},
	{EXAMPLE_ID_65536_2, BY_SODIUM(65536, 2), "the default cost"},
	{"$argon2d$v=19$m=8,t=1,p=1" SALT
		"$U6PgPTgO/gqoCAaEyCZfeE7UUFzbONu+ugJPU5slNIg",
	BY_LIBARGON2(8, 1), "argon2d"},
	{"$argon2i$v=19$m=8,t=2,p=1" SALT
		"$KnGQ8GP2+vK7aLPlf19r8Zp78bbZ5GIzJjLU96qVVKo",
	BY_LIBARGON2(8, 2), "argon2i with two passes"},
	{"$argon2id$v=16$m=8,t=1,p=1" SALT DIGEST_V16, BY_LIBARGON2(8, 1),
	"version 16"},
	{"$argon2id$m=8,t=1,p=1" SALT DIGEST_V16, BY_LIBARGON2(8, 1),
	"no version, which is 16"},
	{"$argon2id$v=16,m=8,t=1,p=1" SALT DIGEST_V16, BY_LIBARGON2(8, 1),
	"the version among the parameters is none"},
	{ID "m=16,t=1,p=2" SALT "$D7NDv/GtIvf1vc9pAgGJ4wuW+w0Spjr6kht7sXseVWM",
	BY_LIBARGON2(16, 1), "two lanes"},
	{ID "m=17,t=1,p=2" SALT "$ZLty8SZJ58Ou29jB8/cIhUA+5a8C2wfEXi+vbkLB56g",
	BY_LIBARGON2(17, 1), "two lanes of unlike memory"},
	{ID "m=128,t=1,p=16" SALT "$bz8zhd8n1nDC+PYmTvCV1jBdEV10QDKsqAeESxM336o",
	BY_LIBARGON2(128, 1), "16 lanes"},
	{ID "m=8,t=1,p=1$c29tZXNhbHQ$x59UGLuAwBDnzRfVUBQJ7zA6GJrOY5gZkOVPda70TuA",
	BY_LIBARGON2(8, 1), "a salt of 8 bytes"},
	{ID "m=8,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZjA"
		"$+YmCoOJ0nmmZD2G1Z7FAX78KrA42wJ415D1NFQMEm2Y",
	BY_LIBARGON2(8, 1), "a salt of 17 bytes"},
	{ID "m=8,t=1,p=1$" SALT_64
		"$3U5XLY2maTVaTIphZyaT9lKoAiJAE7JzKXocK/s4ufc",
	BY_LIBARGON2(8, 1), "a salt of 64 bytes"},
	{ID_8_1 "$Zko4WQ", BY_LIBARGON2(8, 1), "a digest of 4 bytes"},
	{ID_8_1 "$FCCR23lGx1Lbrn0agujk", BY_LIBARGON2(8, 1),
	"a digest of 15 bytes"},
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

	{ID "m=136,t=1,p=17" REST, US_HASH_OUT_OF_BOUNDS, LANES},
	{ID "m=4096,t=1,p=256" REST, US_HASH_OUT_OF_BOUNDS, LANES},
	{ID "m=16,t=1,p=4294967295" REST, US_HASH_OUT_OF_BOUNDS, LANES},

	{"$argon2id$v=20$m=8,t=1,p=1" REST, US_HASH_UNSUPPORTED, VERSION},
	{"$argon2id$v=0$m=8,t=1,p=1" REST, US_HASH_UNSUPPORTED, VERSION},
	{"$argon2id$v=4294967295$m=8,t=1,p=1" REST, US_HASH_UNSUPPORTED, VERSION},
	{ID "m=7,t=1,p=1" REST, US_HASH_UNSUPPORTED, MEMORY},
	{ID "m=15,t=1,p=2" REST, US_HASH_UNSUPPORTED, MEMORY},
	{ID "m=127,t=1,p=16" REST, US_HASH_UNSUPPORTED, MEMORY},
	{ID "m=8,t=1,p=1$MDEyMzQ1Ng" DIGEST_ID_8_1,
	US_HASH_UNSUPPORTED, SALT_SIZE},
	{ID "m=8,t=1,p=1$" SALT_64 "jA" DIGEST_ID_8_1,
	US_HASH_UNSUPPORTED, SALT_SIZE},
	{ID_8_1 "$C2UaAjpBBND6EZRDABkikFTbqnXEIMUsUx1MSay7JzDMigicgayZd6QT/F4yxmG"
		"5q3TnlACaTWNqPVFcTiX5OKKhqzgotL59sB7Dpn0dpMFDPAiAC+BEtrWjWmODqJKtW9+4L"
		"vuUY4b2846d1WH+JsLgDtYlpEAyHTn5/13N4fHy",
	US_HASH_UNSUPPORTED, DIGEST_SIZE},
	{ID "m=8,t=1,p=1,data=BAQEB" REST, US_HASH_MALFORMED, BAD_DATA},
	{ID "m=8,t=1,p=1,data=" SALT_64 "jA" REST, US_HASH_UNSUPPORTED,
	DATA_SIZE},
	{ID "m=8,t=1,p=1,keyid=AAAA" REST, US_HASH_UNSUPPORTED, KEYED},
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
		   is_work(&right, matching[i].primitive, matching[i].memory_kib,
				   matching[i].passes), "computes %s", matching[i].what);
	}
}

static void
test_refused(void)
{
	int			i;

	for (i = 0; i < COUNT(refused); i++)
	{
		const char *verifier = refused[i].verifier;
		const UsVerifier stored = us_hash_verifier(verifier, strlen(verifier));
		UsHashInfo	info;
		UsHashInfo	inspected;
		UsHashResult result = try_text(verifier, EXAMPLE_PASSWORD, &info);

		if (!ok(result == refused[i].result && info.detail != NULL &&
				strcmp(info.detail, refused[i].detail) == 0 &&
				us_hash_inspect(&stored, &example_limits,
								&inspected) == result &&
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
	static const char lanes[] = ID "m=16,t=1,p=2" REST;
	UsVerifier	stored = us_hash_verifier(empty, strlen(empty));
	UsSpan		none = {NULL, 0};
	UsHashInfo	info;

	ok(try_text(empty, "", &info) == US_HASH_MATCH, "the empty password");
	ok(us_hash_verify(&stored, none, &example_limits, &info) == US_HASH_MATCH,
	   "the empty password as a null pointer");
	ok(try_bytes(nul, strlen(nul), "nul\0inside", 10, &example_limits,
				 &info) == US_HASH_MATCH, "a password with a NUL inside");
	ok(try_bytes(nul, strlen(nul), "nul", 3, &example_limits, &info) ==
	   US_HASH_MISMATCH, "a password does not end at a NUL");
	none.start = "";
	none.len = (size_t) UINT32_MAX + 1;
	ok(us_hash_verify(&stored, none, &example_limits, &info) ==
	   US_HASH_TOO_LONG && info.detail != NULL,
	   "a password of 4 GiB is refused, unread");
	stored = us_hash_verifier(lanes, strlen(lanes));
	ok(us_hash_verify(&stored, none, &example_limits, &info) ==
	   US_HASH_TOO_LONG && info.detail != NULL,
	   "by libargon2 too");
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
	const UsSpan none = {NULL, 0};
	char		out[US_HASH_VERIFIER_MAX];
	UsHashInfo	info;
	int			i;

	for (i = 0; i < COUNT(costs); i++)
		ok(us_hash_make(format, &costs[i], salt, US_SPAN(EXAMPLE_PASSWORD),
						out) == US_HASH_MATCH &&
		   strcmp(out, made[i]) == 0, "makes what libargon2 makes: m=%u",
		   (unsigned) costs[i].memory_kib);
	ok(us_hash_make(format, &costs[0], salt, none, out) == US_HASH_MATCH &&
	   try_text(out, "", &info) == US_HASH_MATCH,
	   "makes a verifier of the empty password");
	for (i = 0; i < COUNT(impossible); i++)
		ok(us_hash_make(format, &impossible[i], salt, none, out) ==
		   US_HASH_OUT_OF_BOUNDS, "makes none at m=%u, t=%u",
		   (unsigned) impossible[i].memory_kib,
		   (unsigned) impossible[i].iterations);
}

/* The secret is an option, the associated data stands in the string. */
static void
test_keyed(void)
{
	static const char *const strings[] = {
		"$argon2d" RFC_PARTS "USs5G28RYpdTcdMJGXNClPho4745hPPBoTpNufq+Sss",
		"$argon2i" RFC_PARTS "yBTZ0dx/N6oT8Nd/JJS9ocjeawFt04jSmVKkxGcrbOg",
		"$argon2id" RFC_PARTS "DWQN9Y14dmwIwDejSotTydAe8EUtdbZetSUg6WsB5lk",
	};
	char		secret[600] =
		"{\"scheme\": \"argon2-keyed\", \"secret\": \"";
	const size_t len = strlen(secret);
	UsHashInfo	info;
	int			i;

	for (i = 0; i < COUNT(strings); i++)
		ok(try_declared(RFC_SECRET, strings[i], RFC_PASSWORD, &info) ==
		   US_HASH_MATCH && strcmp(info.scheme, "argon2-keyed") == 0 &&
		   is_work(&info, BY_LIBARGON2(32, 3)) &&
		   try_declared(RFC_SECRET, strings[i], "x", &info) ==
		   US_HASH_MISMATCH &&
		   try_text(strings[i], RFC_PASSWORD, &info) == US_HASH_MISMATCH,
		   "RFC 9106: %.9s", strings[i]);
	ok(try_declared(RFC_SECRET, EXAMPLE_ID, EXAMPLE_PASSWORD, &info) ==
	   US_HASH_MISMATCH && is_work(&info, BY_LIBARGON2(8, 1)),
	   "a secret changes what libsodium could compute");
	refuses("argon2-keyed", EXAMPLE_ID, US_HASH_UNSUPPORTED, NO_SECRET);
	refuses("{\"scheme\": \"argon2-keyed\", \"secret\": \"\"}", EXAMPLE_ID,
			US_HASH_UNSUPPORTED, NO_SECRET);
	refuses("{\"scheme\": \"argon2-keyed\", \"secret\": 1}", EXAMPLE_ID,
			US_HASH_UNSUPPORTED, NO_SECRET);
	refuses("{\"scheme\": \"argon2-keyed\", \"secret\": \"x\", \"v\": 1}",
			EXAMPLE_ID, US_HASH_UNSUPPORTED, OTHER_OPTION);
	refuses(RFC_SECRET, EXAMPLE_2B, US_HASH_MALFORMED, NO_TYPE);
	memset(secret + len, 'x', 512);
	strcpy(secret + len + 512, "\"}");
	ok(try_declared(secret, EXAMPLE_ID, "x", &info) == US_HASH_MISMATCH,
	   "a secret of 512 bytes");
	strcpy(secret + len + 512, "x\"}");
	refuses(secret, EXAMPLE_ID, US_HASH_UNSUPPORTED, NO_SECRET);
}

/* Work for nothing, whatever the verifier. */
static void
test_burn(void)
{
	static const UsHashWork possible[] = {
		{BY_SODIUM(8, 1)}, {US_PRIMITIVE_ARGON2I, 8, 3},
		{US_PRIMITIVE_ARGON2I, 8, 1}, {BY_LIBARGON2(8, 1)},
		{BY_LIBARGON2(65, 2)}, {BY_SODIUM(0, 0)},
	};
	static const UsHashWork impossible[] = {
		{BY_SODIUM(7, 1)}, {BY_LIBARGON2(7, 1)},
		{BY_SODIUM(8, (uint64_t) UINT32_MAX + 1)},
	};
	int			i;

	for (i = 0; i < COUNT(possible); i++)
		ok(us_argon2_burn(&possible[i], US_SPAN("x")) == US_HASH_MATCH,
		   "burns %u KiB", (unsigned) possible[i].shape);
	for (i = 0; i < COUNT(impossible); i++)
		ok(us_argon2_burn(&impossible[i], US_SPAN("x")) ==
		   US_HASH_OUT_OF_BOUNDS, "does not burn %u KiB",
		   (unsigned) impossible[i].shape);
}

int
main(void)
{
	plan(COUNT(matching) + COUNT(refused) + 6 + 8 + 11 + 9);
	if (us_hash_start(NULL) != 0)
		return 1;
	test_matching();
	test_refused();
	test_passwords();
	test_make();
	test_keyed();
	test_burn();
	return done();
}
