/* Proves which of Django's strings are computed, and why others are not. */
#include <string.h>

#include "examples.h"
#include "hash/digest.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define HASHER			"The string does not begin with a Django hasher of this build."
#define PARTS			"The Django string is not iterations, a salt of 1 to 256 bytes and the base64 of a whole digest."
#define MANY			"The PBKDF2 iterations exceed the limit."
#define NOT_PHC			"The argon2 string is not a PHC string with parameters, salt and digest."
#define NO_TYPE			"The string does not name a type of argon2."
#define LANES			"The argon2 lanes are more than 16."
#define PREFIX			"The string does not begin with one of bcrypt's prefixes."
#define FIRST			"This build can't compute the first bcrypt, $2$."
#define CHEAP			"The bcrypt cost is below 4."
#define DEAR			"The bcrypt cost exceeds the limit."
#define SCRYPT			"The Django string is not scrypt's parameters, a salt of 1 to 256 bytes and the base64 of 64 bytes."
#define SCRYPT_MEMORY	"The scrypt memory, 128 * N * r bytes, exceeds the limit."
#define DIGEST			"The Django digest is not lower-case hexadecimal of its whole length."
#define CRYPT			"The Django string is not crypt's, whose salt is empty or begins as its 13 characters do."
#define UNRECOGNISED	"No scheme of this build recognises the verifier."

/* These by Python's hashlib and passlib. */
#define SCRYPT_KEY \
	"6RkQHNQ6zELzESTzJo0wnZlVAV456dXFIFwb9N3o9WWUqThcejouNRAJmPlQRBk2V3L1wQYXH" \
	"B4sM62SaUARUw=="
#define SHA1_HEX		"619a8b7fb0e2b3f5d24ab3bc0b53ce167a50f893"
#define MD5_HEX			"de8498eb12b0309737310c8971cfc7a2"
#define MD5_BARE		"3cb4e732631f47e6eb961f34554b7cde"

#define TAIL			DJANGO_SALT "$" DJANGO_KEY

static const struct
{
	const char *verifier;
	UsHashPrimitive primitive;
	uint32_t	shape;
	uint64_t	amount;
}			matching[] =
{
	{EXAMPLE_DJANGO, US_PRIMITIVE_PBKDF2, US_SHA256, 1000},
	{EXAMPLE_DJANGO_SHA1, US_PRIMITIVE_PBKDF2, US_SHA1, 1000},
	{EXAMPLE_DJANGO_ARGON2, US_PRIMITIVE_ARGON2ID, 8, 1},
	{"argon2$argon2id$v=19$m=16,t=1,p=2" SALT
		"$D7NDv/GtIvf1vc9pAgGJ4wuW+w0Spjr6kht7sXseVWM",
	US_PRIMITIVE_LIBARGON2, 16, 1},
	{EXAMPLE_DJANGO_BCRYPT, US_PRIMITIVE_BCRYPT, 0, 16},
	{EXAMPLE_DJANGO_BCRYPT_SHA256, US_PRIMITIVE_BCRYPT, 0, 16},
	{"scrypt$16$salt$8$1$" SCRYPT_KEY, US_PRIMITIVE_SCRYPT, 4 << 16 | 8, 1},
	{"scrypt$salt$4$8$1$64$" SCRYPT_KEY, US_PRIMITIVE_SCRYPT, 4 << 16 | 8, 1},
	{"sha1$salt$" SHA1_HEX, US_PRIMITIVE_NONE, 0, 0},
	{"md5$salt$" MD5_HEX, US_PRIMITIVE_NONE, 0, 0},
	{"sha1$$2f9e53523b62abc141a2b4d6019d23cba835dbd0", US_PRIMITIVE_NONE,
	0, 0},
	{"md5$$" MD5_BARE, US_PRIMITIVE_NONE, 0, 0},
	{"crypt$$abhfCpXqd4GrI", US_PRIMITIVE_DES, 0, 25},
	{"crypt$ab$abhfCpXqd4GrI", US_PRIMITIVE_DES, 0, 25},
	{"crypt$ab.c$abhfCpXqd4GrI", US_PRIMITIVE_DES, 0, 25},
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
	{NULL, "argon2$argon2id$v=19$m=102400,t=2,p=17" SALT DIGEST_ID_8_1,
	US_HASH_OUT_OF_BOUNDS, LANES},
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
	{NULL, "scrypt$", US_HASH_MALFORMED, SCRYPT},
	{NULL, "scrypt$16$salt$8$1$", US_HASH_MALFORMED, SCRYPT},
	{NULL, "scrypt$16$$8$1$" SCRYPT_KEY, US_HASH_MALFORMED, SCRYPT},
	{NULL, "scrypt$15$salt$8$1$" SCRYPT_KEY, US_HASH_MALFORMED, SCRYPT},
	{NULL, "scrypt$016$salt$8$1$" SCRYPT_KEY, US_HASH_MALFORMED, SCRYPT},
	{NULL, "scrypt$16$salt$8$" SCRYPT_KEY, US_HASH_MALFORMED, SCRYPT},
	{NULL, "scrypt$16$salt$8$1$1$" SCRYPT_KEY, US_HASH_MALFORMED, SCRYPT},
	{NULL, "scrypt$16$salt$8$1$" SCRYPT_KEY "AAAA", US_HASH_MALFORMED,
	SCRYPT},
	{NULL, "scrypt$salt$4$8$1$63$" SCRYPT_KEY, US_HASH_MALFORMED, SCRYPT},
	{NULL, "scrypt$16$salt$8$1$" DJANGO_KEY, US_HASH_MALFORMED, SCRYPT},
	{NULL, "scrypt$1073741824$salt$8$1$" SCRYPT_KEY, US_HASH_OUT_OF_BOUNDS,
	SCRYPT_MEMORY},
	{NULL, "md5$salt$" SHA1_HEX, US_HASH_MALFORMED, DIGEST},
	{NULL, "sha1$salt$" MD5_HEX, US_HASH_MALFORMED, DIGEST},
	{NULL, "md5$salt$DE8498EB12B0309737310C8971CFC7A2", US_HASH_MALFORMED,
	DIGEST},
	{NULL, "md5$salt$", US_HASH_MALFORMED, DIGEST},
	{NULL, "sha1$salt$1$" SHA1_HEX, US_HASH_UNSUPPORTED, UNRECOGNISED},
	{NULL, "md5$" MD5_HEX, US_HASH_UNSUPPORTED, UNRECOGNISED},
	{NULL, MD5_BARE, US_HASH_UNSUPPORTED, UNRECOGNISED},
	{"django", SHA1_HEX, US_HASH_MALFORMED, HASHER},
	{NULL, "crypt$ffe86$abhfCpXqd4GrI", US_HASH_MALFORMED, CRYPT},
	{NULL, "crypt$a$abhfCpXqd4GrI", US_HASH_MALFORMED, CRYPT},
	{NULL, "crypt$$$1$salt$" MD5_HEX, US_HASH_UNSUPPORTED, UNRECOGNISED},
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
		   try_text(verifier, "Correct horse", &wrong) == US_HASH_MISMATCH &&
		   right.detail == NULL && wrong.detail == NULL &&
		   strcmp(right.scheme, "django") == 0 &&
		   is_work(&right, matching[i].primitive, matching[i].shape,
				   matching[i].amount), "computes %.24s", verifier);
	}
}

/* A digest goes before bcrypt_sha256, so every byte counts, a NUL too. */
static void
test_passwords(void)
{
	static const char nul[] = "correct horse\0tail";
	UsVerifier	stored = declared_verifier(NULL, EXAMPLE_DJANGO);
	UsSpan		password = {NULL, 0};
	UsHashInfo	info;

	ok(try_bytes(EXAMPLE_DJANGO_BCRYPT, strlen(EXAMPLE_DJANGO_BCRYPT), nul,
				 sizeof(nul) - 1, &example_limits, &info) == US_HASH_MATCH &&
	   try_bytes(EXAMPLE_DJANGO_BCRYPT_SHA256,
				 strlen(EXAMPLE_DJANGO_BCRYPT_SHA256), nul, sizeof(nul) - 1,
				 &example_limits, &info) == US_HASH_MISMATCH &&
	   try_bytes(EXAMPLE_DJANGO, strlen(EXAMPLE_DJANGO), nul,
				 sizeof(nul) - 1, &example_limits, &info) == US_HASH_MISMATCH,
	   "behind a NUL bcrypt does not look, the others do");
	ok(us_hash_verify(&stored, password, &example_limits, &info) ==
	   US_HASH_MISMATCH, "the empty password as a null pointer");
	password.start = "";
	password.len = (size_t) INT32_MAX + 1;
	ok(us_hash_verify(&stored, password, &example_limits, &info) ==
	   US_HASH_OUT_OF_BOUNDS && info.detail != NULL,
	   "a password of 2 GiB is refused, unread");
	stored = declared_verifier(NULL, EXAMPLE_DJANGO_BCRYPT_SHA256);
	password.len = 0;
	ok(us_hash_verify(&stored, password, &example_limits, &info) ==
	   US_HASH_MISMATCH, "the empty password before bcrypt_sha256");
	ok(try_declared("django", MD5_BARE, EXAMPLE_PASSWORD, &info) ==
	   US_HASH_MATCH && is_work(&info, US_PRIMITIVE_NONE, 0, 0) &&
	   try_declared("django", MD5_BARE, "x", &info) == US_HASH_MISMATCH,
	   "a bare digest is unsalted_md5 if Django is declared");
}

int
main(void)
{
	int			i;

	plan(COUNT(matching) + COUNT(refused) + 5);
	if (us_hash_start(NULL) != 0)
		return 1;
	test_matching();
	for (i = 0; i < COUNT(refused); i++)
		refuses(refused[i].scheme, refused[i].verifier, refused[i].result,
				refused[i].detail);
	test_passwords();
	return done();
}
