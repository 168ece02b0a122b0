/* Proves how a verifier finds its scheme, and which verifiers are weaker. */
#include <string.h>

#include "examples.h"
#include "hash/span.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

/* A literal and its length. */
#define ALL(literal)	literal, (int) sizeof(literal) - 1

#define EMPTY			"The verifier is empty."
#define UNUSABLE		"The verifier is marked as unusable."
#define NUL				"The verifier holds a NUL byte."
#define UNRECOGNISED	"No scheme of this build recognises the verifier."
#define UNDECLARED		"This build has no scheme of the declared name."

static const struct
{
	const char *scheme;
	const char *verifier;
	int			len;			/* -1: a null pointer */
	UsHashResult result;
	const char *detail;
}			refused[] =
{
	{NULL, "", -1, US_HASH_UNSUPPORTED, EMPTY},
	{NULL, "", 0, US_HASH_UNSUPPORTED, EMPTY},
	{"argon2", "", -1, US_HASH_UNSUPPORTED, EMPTY},
	{"argon2", "", 0, US_HASH_UNSUPPORTED, EMPTY},
	{"rot13", "", 0, US_HASH_UNSUPPORTED, EMPTY},
	{NULL, "!", 1, US_HASH_UNSUPPORTED, UNUSABLE},
	{NULL, "!!", 2, US_HASH_UNSUPPORTED, UNUSABLE},
	{NULL, "*", 1, US_HASH_UNSUPPORTED, UNUSABLE},
	{NULL, "*LK*", 4, US_HASH_UNSUPPORTED, UNUSABLE},
	{NULL, ALL("!" EXAMPLE_ID), US_HASH_UNSUPPORTED, UNUSABLE},
	{"argon2", ALL("!" EXAMPLE_ID), US_HASH_UNSUPPORTED, UNUSABLE},
	{NULL, "\0", 1, US_HASH_MALFORMED, NUL},
	{NULL, "!\0", 2, US_HASH_MALFORMED, NUL},
	{NULL, EXAMPLE_ID, (int) sizeof(EXAMPLE_ID), US_HASH_MALFORMED, NUL},
	{"argon2", EXAMPLE_ID, (int) sizeof(EXAMPLE_ID), US_HASH_MALFORMED, NUL},
	{NULL, " ", 1, US_HASH_UNSUPPORTED, UNRECOGNISED},
	{NULL, "$", 1, US_HASH_UNSUPPORTED, UNRECOGNISED},
	{NULL, "x", 1, US_HASH_UNSUPPORTED, UNRECOGNISED},
	{NULL, ALL(" " EXAMPLE_ID), US_HASH_UNSUPPORTED, UNRECOGNISED},
	{NULL, ALL("argon" EXAMPLE_ID), US_HASH_UNSUPPORTED, UNRECOGNISED},
	{NULL, "$ARGON2ID$", 10, US_HASH_UNSUPPORTED, UNRECOGNISED},
	{NULL, "$2c$10$abcdefghijklmnopqrstuu", 29, US_HASH_UNSUPPORTED,
	UNRECOGNISED},
	{NULL, "$2b", 3, US_HASH_UNSUPPORTED, UNRECOGNISED},
	{NULL, "$2", 2, US_HASH_UNSUPPORTED, UNRECOGNISED},
	{NULL, "pbkdf2_sha256", 13, US_HASH_UNSUPPORTED, UNRECOGNISED},
	{NULL, "pbkdf2_sha512$1$a$b", 19, US_HASH_UNSUPPORTED, UNRECOGNISED},
	{NULL, "AAAA", 4, US_HASH_UNSUPPORTED, UNRECOGNISED},
	{" ", ALL(EXAMPLE_ID), US_HASH_UNSUPPORTED, UNDECLARED},
	{"argon", ALL(EXAMPLE_ID), US_HASH_UNSUPPORTED, UNDECLARED},
	{"argon2 ", ALL(EXAMPLE_ID), US_HASH_UNSUPPORTED, UNDECLARED},
	{"ARGON2", ALL(EXAMPLE_ID), US_HASH_UNSUPPORTED, UNDECLARED},
	{"scrypt", ALL(EXAMPLE_ID), US_HASH_UNSUPPORTED, UNDECLARED},
};

#define COST			{64, 2, 0}

static const struct
{
	const char *verifier;
	bool		weaker;
	const char *what;
}			costs[] =
{
	{"$argon2id$v=19$m=64,t=2,p=1" SALT DIGEST_ID_8_1, false, "the same"},
	{"$argon2id$v=19$t=2,p=1,m=64,x=y" SALT DIGEST_ID_8_1, false,
	"the same, written otherwise"},
	{"$argon2id$v=19$m=65,t=2,p=1" SALT DIGEST_ID_8_1, false, "more memory"},
	{"$argon2id$v=19$m=64,t=3,p=1" SALT DIGEST_ID_8_1, false, "more passes"},
	{"$argon2id$v=19$m=128,t=1,p=1" SALT DIGEST_ID_8_1, false,
	"twice the memory, half the passes"},
	{"$argon2id$v=19$m=63,t=2,p=1" SALT DIGEST_ID_8_1, true, "less memory"},
	{"$argon2id$v=19$m=63,t=99,p=1" SALT DIGEST_ID_8_1, true,
	"less memory, however many passes"},
	{"$argon2id$v=19$m=64,t=1,p=1" SALT DIGEST_ID_8_1, true, "fewer passes"},
	{"$argon2id$v=19$m=127,t=1,p=1" SALT DIGEST_ID_8_1, true, "less work"},
	{"$argon2i$v=19$m=640,t=20,p=1" SALT DIGEST_ID_8_1, true, "argon2i"},
	{"$argon2id$v=19$m=64,t=2,p=1" SALT "$hfUK5kasNx+MA8Ldy3ooWQ", false,
	"a digest of 16 bytes"},
	{"$argon2id$v=19$m=64,t=2,p=1" SALT "$hfUK5kasNx+MA8Ldy3oo", true,
	"a shorter digest"},
	{"$argon2id$v=19$m=64,t=2,p=1" SALT
		"$ElYavE5lgslWJcIIcvuuBW3Pz/1wXpDjo5DsqDC0SEedinUUyivw6NihVuFZW1O"
	"396b4Y7BG7sdrS6SkZdImig", false, "a longer digest"},
	{"$argon2id$v=19$m=136,t=1,p=17" SALT DIGEST_ID_8_1, false,
	"not usable: lanes"},
	{"$argon2id$v=19$m=9999999,t=1,p=1" SALT DIGEST_ID_8_1, false,
	"not usable: bounds"},
	{"$argon2id$m=8", false, "not usable: malformed"},
	{"!", false, "not usable: marked so"},
	{"x", false, "not usable: unrecognised"},
};

static void
test_refused(void)
{
	int			i;

	for (i = 0; i < COUNT(refused); i++)
	{
		const char *verifier = refused[i].len < 0 ? NULL : refused[i].verifier;
		size_t		len = refused[i].len < 0 ? 0 : (size_t) refused[i].len;
		const char *scheme = refused[i].scheme;
		UsVerifier	text = us_hash_verifier(verifier, len);
		UsHashInfo	info;
		UsHashInfo	inspected;

		if (scheme != NULL)
		{
			text.declared.start = scheme;
			text.declared.len = strlen(scheme);
			text.strict = true;
		}
		memset(&info, 0x55, sizeof(info));
		memset(&inspected, 0x55, sizeof(inspected));

		ok(us_hash_verify(&text, US_SPAN("x"), &example_limits,
						  &info) == refused[i].result &&
		   us_hash_inspect(&text, &example_limits,
						   &inspected) == refused[i].result &&
		   strcmp(info.detail, refused[i].detail) == 0 &&
		   inspected.detail == info.detail && info.scheme == NULL &&
		   inspected.scheme == NULL && info.work_count == 0 &&
		   inspected.work_count == 0,
		   "%s%s: %s", scheme != NULL ? scheme : "undeclared",
		   verifier == NULL ? ", null" : "", refused[i].detail);
	}
}

static void
test_declared(void)
{
	char		name[] = "argon2";
	UsVerifier	verifier = declared_verifier(name, EXAMPLE_ID);
	UsVerifier	lax = declared_verifier("bcrypt", EXAMPLE_ID);
	UsVerifier	other = declared_verifier("argon2", "plain text");
	UsHashInfo	info;

	ok(us_hash_verify(&verifier, US_SPAN(EXAMPLE_PASSWORD), &example_limits,
					  &info) == US_HASH_MATCH &&
	   strcmp(info.scheme, "argon2") == 0, "declared: the right password");
	ok(us_hash_verify(&verifier, US_SPAN("x"), &example_limits,
					  &info) == US_HASH_MISMATCH,
	   "declared: a wrong password");
	ok(us_hash_inspect(&other, &example_limits, &info) ==
	   US_HASH_MALFORMED && strcmp(info.scheme, "argon2") == 0,
	   "declared: a string of no scheme is malformed");
	us_hash_inspect(&verifier, &example_limits, &info);
	name[0] = 'X';
	ok(strcmp(info.scheme, "argon2") == 0,
	   "the scheme's name is not the caller's memory");
	verifier = us_hash_verifier(EXAMPLE_ID, strlen(EXAMPLE_ID));
	ok(us_hash_inspect(&verifier, &example_limits, &info) ==
	   US_HASH_MATCH && info.work_count == 1 && info.works[0].shape == 8 &&
	   info.works[0].amount == 1 && info.detail == NULL,
	   "inspecting finds the scheme and the work");
	ok(us_hash_inspect(&lax, &example_limits, &info) == US_HASH_MALFORMED &&
	   strcmp(info.scheme, "bcrypt") == 0,
	   "declared and strict: another scheme's string is malformed");
	lax.strict = false;
	ok(us_hash_verify(&lax, US_SPAN(EXAMPLE_PASSWORD), &example_limits,
					  &info) == US_HASH_MATCH &&
	   strcmp(info.scheme, "argon2") == 0,
	   "declared for a store: another scheme's string describes itself");
}

static void
test_weaker(void)
{
	static const UsHashCost cost = COST;
	const UsHashFormat *format = us_hash_format("argon2");
	const UsVerifier null = us_hash_verifier(NULL, 0);
	int			i;

	for (i = 0; i < COUNT(costs); i++)
	{
		UsVerifier	verifier = us_hash_verifier(costs[i].verifier,
												strlen(costs[i].verifier));

		ok(us_hash_is_weaker(format, &cost, &verifier,
							 &example_limits) == costs[i].weaker,
		   "%s: %s", costs[i].weaker ? "weaker" : "not weaker",
		   costs[i].what);
	}
	ok(!us_hash_is_weaker(format, &cost, &null, &example_limits),
	   "not weaker: null");
}

int
main(void)
{
	plan(COUNT(refused) + 7 + COUNT(costs) + 1 + 1);
	ok(us_hash_start(NULL) == 0 && us_hash_start(NULL) == 0,
	   "starts, and again does no harm");
	test_refused();
	test_declared();
	test_weaker();
	return done();
}
