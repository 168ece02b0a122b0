/* Proves which of Django's strings are computed, and why others are not. */
#include <string.h>

#include "examples.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define HASHER			"The string does not begin with a Django hasher of this build."
#define PARTS			"The Django string is not iterations, salt and the base64 of a whole digest."
#define MANY			"The PBKDF2 iterations exceed the limit."
#define NOT_PHC			"The argon2 string is not a PHC string with parameters, salt and digest."
#define NO_TYPE			"The string does not name a type of argon2."
#define LANES			"This build can't compute argon2 with several lanes."
#define SALT_SIZE		"This build can't compute argon2 with a salt that is not 16 bytes long."
#define PREFIX			"The string does not begin with one of bcrypt's prefixes."
#define FIRST			"This build can't compute the first bcrypt, $2$."
#define CHEAP			"The bcrypt cost is below 4."
#define DEAR			"The bcrypt cost exceeds the limit."

#define TAIL			DJANGO_SALT "$" DJANGO_KEY

static const struct
{
	const char *verifier;
	UsHashPrimitive primitive;
	uint64_t	amount;
}			matching[] =
{
	{EXAMPLE_DJANGO, US_PRIMITIVE_PBKDF2_SHA256, 1000},
	{EXAMPLE_DJANGO_SHA1, US_PRIMITIVE_PBKDF2_SHA1, 1000},
	{EXAMPLE_DJANGO_ARGON2, US_PRIMITIVE_ARGON2, 8},
	{EXAMPLE_DJANGO_BCRYPT, US_PRIMITIVE_BCRYPT, 16},
	{EXAMPLE_DJANGO_BCRYPT_SHA256, US_PRIMITIVE_BCRYPT, 16},
};

static const struct
{
	const char *scheme;
	const char *verifier;
	UsHashResult result;
	const char *detail;
}			refused[] =
{
	{"django", "plain text", US_HASH_MALFORMED, HASHER},
	{"django", "pbkdf2_sha512$1000$" TAIL, US_HASH_MALFORMED, HASHER},
	{"django", EXAMPLE_ID, US_HASH_MALFORMED, HASHER},
	{"django", EXAMPLE_2B, US_HASH_MALFORMED, HASHER},
	{NULL, "pbkdf2_sha256$", US_HASH_MALFORMED, PARTS},
	{NULL, "pbkdf2_sha256$1000", US_HASH_MALFORMED, PARTS},
	{NULL, "pbkdf2_sha256$1000$", US_HASH_MALFORMED, PARTS},
	{NULL, "pbkdf2_sha256$1000$" DJANGO_SALT, US_HASH_MALFORMED, PARTS},
	{NULL, "pbkdf2_sha256$1000$" DJANGO_SALT "$", US_HASH_MALFORMED, PARTS},
	{NULL, "pbkdf2_sha256$1000$$" DJANGO_KEY, US_HASH_MALFORMED, PARTS},
	{NULL, "pbkdf2_sha256$1000$" DJANGO_KEY, US_HASH_MALFORMED, PARTS},
	{NULL, "pbkdf2_sha256$$" TAIL, US_HASH_MALFORMED, PARTS},
	{NULL, "pbkdf2_sha256$0$" TAIL, US_HASH_MALFORMED, PARTS},
	{NULL, "pbkdf2_sha256$01000$" TAIL, US_HASH_MALFORMED, PARTS},
	{NULL, "pbkdf2_sha256$-1$" TAIL, US_HASH_MALFORMED, PARTS},
	{NULL, "pbkdf2_sha256$4294968296$" TAIL, US_HASH_MALFORMED, PARTS},
	{NULL, EXAMPLE_DJANGO "=", US_HASH_MALFORMED, PARTS},
	{NULL, EXAMPLE_DJANGO "\n", US_HASH_MALFORMED, PARTS},
	{NULL, EXAMPLE_DJANGO "$", US_HASH_MALFORMED, PARTS},
	{NULL, "pbkdf2_sha256$1000$" DJANGO_SALT "$" DJANGO_KEY_SHA1,
	US_HASH_MALFORMED, PARTS},
	{NULL, "pbkdf2_sha1$1000$" TAIL, US_HASH_MALFORMED, PARTS},
	{NULL, "pbkdf2_sha256$1000$" DJANGO_SALT
		"$cADxLjTruBaDwGFpgIIdwfzdrm3C3UMw3YoC1ujPzx4",
	US_HASH_MALFORMED, PARTS},
	{NULL, "pbkdf2_sha256$1000$" DJANGO_SALT
		"$cADxLjTruBaDwGFpgIIdwfzdrm3C3UMw3YoC1ujPzx5=",
	US_HASH_MALFORMED, PARTS},
	{NULL, "pbkdf2_sha256$2000001$" TAIL, US_HASH_OUT_OF_BOUNDS, MANY},
	{NULL, "pbkdf2_sha1$4294967295$" DJANGO_SALT "$" DJANGO_KEY_SHA1,
	US_HASH_OUT_OF_BOUNDS, MANY},
	{NULL, "argon2$", US_HASH_MALFORMED, NOT_PHC},
	{NULL, "argon2" EXAMPLE_ID "$", US_HASH_MALFORMED, NOT_PHC},
	{NULL, "argon2" EXAMPLE_2B, US_HASH_MALFORMED, NO_TYPE},
	{NULL, "argon2$$argon2id$v=19$m=8,t=1,p=1" SALT DIGEST_ID_8_1,
	US_HASH_MALFORMED, NOT_PHC},
	{NULL, "argon2$bcrypt$v=19$m=8,t=1,p=1" SALT DIGEST_ID_8_1,
	US_HASH_MALFORMED, NO_TYPE},
	{NULL, "argon2$argon2id$v=19$m=102400,t=2,p=8" SALT DIGEST_ID_8_1,
	US_HASH_UNSUPPORTED, LANES},
	{NULL, "argon2$argon2id$v=19$m=8,t=1,p=1" SALT "AA" DIGEST_ID_8_1,
	US_HASH_UNSUPPORTED, SALT_SIZE},
	{NULL, "bcrypt$", US_HASH_MALFORMED, PREFIX},
	{NULL, "bcrypt$2b$04$" BCRYPT_SALT BCRYPT_DIGEST, US_HASH_MALFORMED,
	PREFIX},
	{NULL, "bcrypt$" EXAMPLE_ID, US_HASH_MALFORMED, PREFIX},
	{NULL, "bcrypt$" EXAMPLE_DJANGO_BCRYPT, US_HASH_MALFORMED, PREFIX},
	{NULL, "bcrypt$$2$04$" BCRYPT_SALT BCRYPT_DIGEST, US_HASH_UNSUPPORTED,
	FIRST},
	{NULL, "bcrypt$$2b$03$" BCRYPT_SALT BCRYPT_DIGEST, US_HASH_OUT_OF_BOUNDS,
	CHEAP},
	{NULL, "bcrypt_sha256$" EXAMPLE_ID, US_HASH_MALFORMED, PREFIX},
	{NULL, "bcrypt_sha256$$2b$15$" BCRYPT_SALT BCRYPT_DIGEST,
	US_HASH_OUT_OF_BOUNDS, DEAR},
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
		   strcmp(right.scheme, "django") == 0 &&
		   right.work.primitive == matching[i].primitive &&
		   right.work.amount == matching[i].amount,
		   "computes %.*s", (int) strcspn(verifier, "$"), verifier);
	}
}

/* A digest goes before bcrypt_sha256, so every byte counts, a NUL too. */
static void
test_passwords(void)
{
	static const char nul[] = "correct horse\0tail";
	UsHashInfo	info;

	ok(try_bytes(EXAMPLE_DJANGO_BCRYPT, strlen(EXAMPLE_DJANGO_BCRYPT), nul,
				 sizeof(nul) - 1, &example_limits, &info) == US_HASH_MATCH &&
	   try_bytes(EXAMPLE_DJANGO_BCRYPT_SHA256,
				 strlen(EXAMPLE_DJANGO_BCRYPT_SHA256), nul, sizeof(nul) - 1,
				 &example_limits, &info) == US_HASH_MISMATCH &&
	   try_bytes(EXAMPLE_DJANGO, strlen(EXAMPLE_DJANGO), nul,
				 sizeof(nul) - 1, &example_limits, &info) == US_HASH_MISMATCH,
	   "behind a NUL bcrypt does not look, the others do");
	ok(us_hash_verify(NULL, EXAMPLE_DJANGO, strlen(EXAMPLE_DJANGO), NULL, 0,
					  &example_limits, &info) == US_HASH_MISMATCH &&
	   us_hash_verify(NULL, EXAMPLE_DJANGO_BCRYPT_SHA256,
					  strlen(EXAMPLE_DJANGO_BCRYPT_SHA256), NULL, 0,
					  &example_limits, &info) == US_HASH_MISMATCH,
	   "the empty password as a null pointer");
	ok(us_hash_verify(NULL, EXAMPLE_DJANGO, strlen(EXAMPLE_DJANGO), "",
					  (size_t) INT32_MAX + 1, &example_limits, &info) ==
	   US_HASH_OUT_OF_BOUNDS && info.detail != NULL,
	   "a password of 2 GiB is refused, unread");
}

int
main(void)
{
	int			i;

	plan(COUNT(matching) + COUNT(refused) + 3);
	if (us_hash_start() != 0)
		return 1;
	test_matching();
	for (i = 0; i < COUNT(refused); i++)
		refuses(refused[i].scheme, refused[i].verifier, refused[i].result,
				refused[i].detail);
	test_passwords();
	return done();
}
