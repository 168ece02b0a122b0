/* Proves which bcrypt strings are computed, and why others are not. */
#include <string.h>

#include "examples.h"
#include "hash/span.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define PREFIX			"The string does not begin with one of bcrypt's prefixes."
#define FIRST			"This build can't compute the first bcrypt, $2$."
#define INCOMPLETE		"The bcrypt string is not a cost of two digits and 53 characters of salt and digest."
#define SPARE			"The bcrypt salt ends in a character that stands for more bits than it has."
#define CHEAP			"The bcrypt cost is below 4."
#define DEAR			"The bcrypt cost exceeds the limit."
#define ENDLESS			"The bcrypt cost exceeds 31."

#define REST			"$04$" BCRYPT_SALT BCRYPT_DIGEST
#define SALT_22			BCRYPT_SALT
#define DIGEST_31		BCRYPT_DIGEST

static const struct
{
	const char *scheme;
	const char *verifier;
	UsHashResult result;
	const char *detail;
}			refused[] =
{
	{"bcrypt", "plain text", US_HASH_MALFORMED, PREFIX},
	{"bcrypt", "$2", US_HASH_MALFORMED, PREFIX},
	{"bcrypt", "$2c" REST, US_HASH_MALFORMED, PREFIX},
	{"bcrypt", " $2b" REST, US_HASH_MALFORMED, PREFIX},
	{"bcrypt", EXAMPLE_ID, US_HASH_MALFORMED, PREFIX},
	{NULL, "$2" REST, US_HASH_UNSUPPORTED, FIRST},
	{NULL, "$2$", US_HASH_UNSUPPORTED, FIRST},
	{NULL, "$2b$", US_HASH_MALFORMED, INCOMPLETE},
	{NULL, "$2b$04$" SALT_22, US_HASH_MALFORMED, INCOMPLETE},
	{NULL, "$2b" REST ".", US_HASH_MALFORMED, INCOMPLETE},
	{NULL, "$2b" REST "\n", US_HASH_MALFORMED, INCOMPLETE},
	{NULL, "$2b$4$" SALT_22 DIGEST_31, US_HASH_MALFORMED, INCOMPLETE},
	{NULL, "$2b$4$." SALT_22 DIGEST_31, US_HASH_MALFORMED, INCOMPLETE},
	{NULL, "$2b$+4$" SALT_22 DIGEST_31, US_HASH_MALFORMED, INCOMPLETE},
	{NULL, "$2b$0a$" SALT_22 DIGEST_31, US_HASH_MALFORMED, INCOMPLETE},
	{NULL, "$2b$04." SALT_22 DIGEST_31, US_HASH_MALFORMED, INCOMPLETE},
	{NULL, "$2b$04$KBCwKxOzLha2MU+gW0PjXe" DIGEST_31, US_HASH_MALFORMED,
	INCOMPLETE},
	{NULL, "$2b$04$" SALT_22 "$GfB5dmDvvvgEVjeeXiTo87i0yXWYau",
	US_HASH_MALFORMED, INCOMPLETE},
	{NULL, "$2b$04$" SALT_22 "xGfB5dmDvvvgEVjeeXiTo87i0yXWYa\x80",
	US_HASH_MALFORMED, INCOMPLETE},
	{NULL, "$2b$99$KBCwKxOzLha2MUDgW0PjXf" DIGEST_31, US_HASH_MALFORMED,
	SPARE},
	{NULL, "$2b$00$" SALT_22 DIGEST_31, US_HASH_OUT_OF_BOUNDS, CHEAP},
	{NULL, "$2b$03$" SALT_22 DIGEST_31, US_HASH_OUT_OF_BOUNDS, CHEAP},
	{NULL, "$2b$15$" SALT_22 DIGEST_31, US_HASH_OUT_OF_BOUNDS, DEAR},
	{NULL, "$2y$31$" SALT_22 DIGEST_31, US_HASH_OUT_OF_BOUNDS, DEAR},
	{NULL, "$2x$32$" SALT_22 DIGEST_31, US_HASH_OUT_OF_BOUNDS, ENDLESS},
	{NULL, "$2x$99$" SALT_22 DIGEST_31, US_HASH_OUT_OF_BOUNDS, ENDLESS},
};

/* The example with each of its prefixes; they differ beyond ASCII only. */
static void
test_matching(void)
{
	static const char *const matching[] = {
		"$2a" REST, "$2b" REST, "$2x" REST, "$2y" REST
	};
	UsHashInfo	info;
	int			i;

	for (i = 0; i < COUNT(matching); i++)
		ok(try_text(matching[i], EXAMPLE_PASSWORD, &info) == US_HASH_MATCH &&
		   info.detail == NULL && strcmp(info.scheme, "bcrypt") == 0 &&
		   is_work(&info, US_PRIMITIVE_BCRYPT, 0, 16) &&
		   try_text(matching[i], "correct hors", &info) == US_HASH_MISMATCH &&
		   info.detail == NULL, "computes %.4s", matching[i]);
}

/* The limit is the caller's, and nothing is computed beyond 31. */
static void
test_limits(void)
{
	static const char *const dearest = "$2b$14$" SALT_22 DIGEST_31;
	static const char *const endless = "$2b$32$" SALT_22 DIGEST_31;
	UsHashLimits limits = example_limits;
	UsVerifier	verifier = us_hash_verifier(dearest, strlen(dearest));
	UsHashInfo	info;

	ok(us_hash_inspect(&verifier, &limits, &info) == US_HASH_MATCH &&
	   is_work(&info, US_PRIMITIVE_BCRYPT, 0, 16384), "a cost at the limit");
	limits.bcrypt_cost = 3;
	ok(us_hash_inspect(&verifier, &limits, &info) == US_HASH_OUT_OF_BOUNDS,
	   "a limit below the least cost");
	limits.bcrypt_cost = UINT32_MAX;
	verifier = us_hash_verifier(endless, strlen(endless));
	ok(us_hash_inspect(&verifier, &limits, &info) == US_HASH_OUT_OF_BOUNDS,
	   "a cost that bcrypt does not have");
}

/* It is what no password gives, and no other way to write what one does. */
static void
test_spare_bits(void)
{
	static const char *const verifier =
		"$2b$04$" SALT_22 "xGfB5dmDvvvgEVjeeXiTo87i0yXWYav";
	UsHashInfo	info;

	ok(try_text(verifier, EXAMPLE_PASSWORD, &info) == US_HASH_MISMATCH &&
	   info.detail == NULL,
	   "a digest that ends in more bits than it has matches nothing");
}

/* What stands behind 72 bytes or a NUL is not looked at. */
static void
test_passwords(void)
{
	static const UsHashCost cost = {0, 0, 4};
	static const size_t lengths[] = {72, 73, 255, 256, 511, 512, 513, 4096};
	const UsHashFormat *format = us_hash_format("bcrypt");
	const unsigned char *salt = (const unsigned char *) EXAMPLE_SALT;
	char		out[US_HASH_VERIFIER_MAX];
	char		lengthy[4096];
	UsSpan		password = {lengthy, 72};
	UsVerifier	stored;
	UsHashInfo	info;
	int			i;

	memset(lengthy, 'x', sizeof(lengthy));
	us_hash_make(format, &cost, salt, password, out);
	for (i = 0; i < COUNT(lengths); i++)
		ok(try_bytes(out, strlen(out), lengthy, lengths[i], &example_limits,
					 &info) == US_HASH_MATCH, "72 of %d bytes count",
		   (int) lengths[i]);
	ok(try_bytes(out, strlen(out), lengthy, 71, &example_limits, &info) ==
	   US_HASH_MISMATCH, "71 are too few");
	lengthy[71] = 'y';
	ok(try_bytes(out, strlen(out), lengthy, 4096, &example_limits, &info) ==
	   US_HASH_MISMATCH, "the 72nd byte counts");
	password.len = 73;
	ok(us_hash_make(format, &cost, salt, password, out) ==
	   US_HASH_OUT_OF_BOUNDS, "no verifier is made of 73 bytes");

	ok(try_bytes("$2b" REST, 60, EXAMPLE_PASSWORD "\0tail", 18,
				 &example_limits, &info) == US_HASH_MATCH,
	   "a password ends at its first NUL");
	ok(us_hash_make(format, &cost, salt, US_SPAN("nul\0inside"), out) ==
	   US_HASH_OUT_OF_BOUNDS, "no verifier is made of a password with a NUL");
	password.start = NULL;
	password.len = 0;
	ok(us_hash_make(format, &cost, salt, password, out) == US_HASH_MATCH &&
	   try_text(out, "", &info) == US_HASH_MATCH &&
	   try_text(out, "x", &info) == US_HASH_MISMATCH,
	   "the empty password, as a null pointer");
	stored = us_hash_verifier(out, strlen(out));
	ok(us_hash_verify(&stored, password, &example_limits, &info) ==
	   US_HASH_MATCH, "the same compared");
}

int
main(void)
{
	int			i;

	plan(4 + COUNT(refused) + 3 + 1 + 15);
	if (us_hash_start(NULL) != 0)
		return 1;
	test_matching();
	for (i = 0; i < COUNT(refused); i++)
		refuses(refused[i].scheme, refused[i].verifier, refused[i].result,
				refused[i].detail);
	test_limits();
	test_spare_bits();
	test_passwords();
	return done();
}
