/* Proves what the schemes around bcrypt make of a password before it. */
#include <string.h>

#include "examples.h"
#include "hash/span.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define BCRYPT			"$2b$04$" BCRYPT_SALT
#define REST			BCRYPT_SALT "$3z0jInX3uLYrfSJ3xeNlTWBD1qJChXa"
#define ADONIS_SALT		"MDEyMzQ1Njc4OWFiY2RlZg"
#define ADONIS_DIGEST	"zIhD7foFxxxiGXlggZkVq+9k20ZYacw"

#define PREHASH(parameters)	"{\"scheme\": \"bcrypt-prehash\"" parameters "}"
#define PEPPER(parameters) \
	"{\"scheme\": \"bcrypt-pepper-suffix\"" parameters "}"

#define PREHASH_OPTION	"The declaration of bcrypt-prehash has another parameter than \"digest\" and \"encoding\"."
#define PREHASH_DIGEST	"The declaration of bcrypt-prehash has a \"digest\" that this build does not know."
#define ENCODING		"The declaration of bcrypt-prehash has an \"encoding\" other than \"hex\" and \"base64\"."
#define PEPPER_OPTION	"The declaration of bcrypt-pepper-suffix has another parameter than \"pepper\"."
#define NO_PEPPER		"The declaration of bcrypt-pepper-suffix has no \"pepper\" that is a text of 1 to 512 bytes."
#define PREFIX			"The string does not begin with one of bcrypt's prefixes."
#define INCOMPLETE		"The bcrypt string is not a cost of two digits and 53 characters of salt and digest."
#define SPARE			"The bcrypt salt ends in a character that stands for more bits than it has."
#define DEAR			"The bcrypt cost exceeds the limit."
#define ENDLESS			"The bcrypt cost exceeds 31."
#define CHEAP			"The bcrypt cost is below 4."
#define LENGTHS			"The bcrypt salt is not 22 characters, or the digest not 31."
#define PASSLIB			"The string is not passlib's bcrypt-sha256 of version 1 or 2 with a cost, salt and digest."
#define ADONIS			"The string is not a PHC string of bcrypt with a version v, a cost r, salt and digest."
#define ADONIS_VERSION	"This build can't compute a PHC string of bcrypt whose version is neither 97 nor 98."
#define ADONIS_PARTS	"The bcrypt salt or digest is not base64 of 16 or 23 bytes."

/* Of the example password, by python3-bcrypt, hashlib and passlib. */
static const struct
{
	const char *declared;
	const char *verifier;
	const char *what;
}			matching[] =
{
	{"bcrypt-prehash", BCRYPT "ws96PLnmDW7s6Vw3XEEzbD0YsNn92du",
	"bcrypt-prehash: SHA-256 in hexadecimal by default"},
	{PREHASH(", \"encoding\": \"base64\""),
		BCRYPT "3z0jInX3uLYrfSJ3xeNlTWBD1qJChXa",
	"bcrypt-prehash: SHA-256 in base64"},
	{PREHASH(", \"digest\": \"sha512\", \"encoding\": \"hex\""),
		BCRYPT "9cg4gbiqVLeDxFQIRrA1BeoaLg6Wu4y",
	"bcrypt-prehash: SHA-512, of which bcrypt sees 72 digits"},
	{PREHASH(", \"digest\": \"md5\""),
		BCRYPT "dC4Htdqu3gxEg8x3wI4GvONuxVSmnie",
	"bcrypt-prehash: MD5"},
	{PEPPER(", \"pepper\": \"PEPPER\""),
		BCRYPT ".3/bvEW5jwm6Daxx/HrgAh2tEJyYx2y",
	"bcrypt-pepper-suffix"},
	{NULL, "$bcrypt-sha256$v=2,t=2b,r=4$" BCRYPT_SALT
		"$SOeL6bLnZNMCbHDp3hkGG1wuJSQS0Wa",
	"passlib-bcrypt-sha256: version 2"},
	{NULL, "$bcrypt-sha256$2b,4$" REST, "passlib-bcrypt-sha256: version 1"},
	{NULL, "$bcrypt-sha256$2a,4$" REST,
	"passlib-bcrypt-sha256: version 1, $2a$"},
	{NULL, "$wp" BCRYPT "d2AVO2tjgVMceVWVnwTQiS1xNmqNgJ.", "wp-bcrypt"},
	{NULL, "$bcrypt$v=98$r=4$" ADONIS_SALT "$" ADONIS_DIGEST, "adonis-phc"},
	{NULL, "$bcrypt$v=97$r=4$" ADONIS_SALT "$" ADONIS_DIGEST,
	"adonis-phc: $2a$"},
	{"symfony-bcrypt-sha512", EXAMPLE_2Y, "symfony-bcrypt-sha512"},
};

static const struct
{
	const char *declared;
	const char *verifier;
	UsHashResult result;
	const char *detail;
}			refused[] =
{
	{PREHASH(", \"rounds\": 1"), EXAMPLE_2B, US_HASH_UNSUPPORTED,
	PREHASH_OPTION},
	{PREHASH(", \"digest\": \"sha257\""), EXAMPLE_2B, US_HASH_UNSUPPORTED,
	PREHASH_DIGEST},
	{PREHASH(", \"digest\": 256"), EXAMPLE_2B, US_HASH_UNSUPPORTED,
	PREHASH_DIGEST},
	{PREHASH(", \"encoding\": \"raw\""), EXAMPLE_2B, US_HASH_UNSUPPORTED,
	ENCODING},
	{"bcrypt-prehash", EXAMPLE_ID, US_HASH_MALFORMED, PREFIX},
	{"bcrypt-pepper-suffix", EXAMPLE_2B, US_HASH_UNSUPPORTED, NO_PEPPER},
	{PEPPER(", \"pepper\": \"\""), EXAMPLE_2B, US_HASH_UNSUPPORTED,
	NO_PEPPER},
	{PEPPER(", \"pepper\": null"), EXAMPLE_2B, US_HASH_UNSUPPORTED,
	NO_PEPPER},
	{PEPPER(", \"peper\": \"x\""), EXAMPLE_2B, US_HASH_UNSUPPORTED,
	PEPPER_OPTION},
	{PEPPER(", \"pepper\": \"x\""), EXAMPLE_ID, US_HASH_MALFORMED, PREFIX},

	{NULL, "$bcrypt-sha256$", US_HASH_MALFORMED, PASSLIB},
	{NULL, "$bcrypt-sha256$2x,4$" REST, US_HASH_MALFORMED, PASSLIB},
	{NULL, "$bcrypt-sha256$2b,04$" REST, US_HASH_MALFORMED, PASSLIB},
	{NULL, "$bcrypt-sha256$2b$" REST, US_HASH_MALFORMED, PASSLIB},
	{NULL, "$bcrypt-sha256$v=1,t=2b,r=4$" REST, US_HASH_MALFORMED, PASSLIB},
	{NULL, "$bcrypt-sha256$v=2,t=2a,r=4$" REST, US_HASH_MALFORMED, PASSLIB},
	{NULL, "$bcrypt-sha256$v=2,r=4,t=2b$" REST, US_HASH_MALFORMED, PASSLIB},
	{NULL, "$bcrypt-sha256$2b,4$" REST ".", US_HASH_MALFORMED, LENGTHS},
	{NULL, "$bcrypt-sha256$2b,4$" BCRYPT_SALT "3z0jInX3uLYrfSJ3xeNlTWBD1qJChXa",
	US_HASH_MALFORMED, PASSLIB},
	{NULL, "$bcrypt-sha256$2b,4$KBCwKxOzLha2MUDgW0PjX!$" BCRYPT_DIGEST,
	US_HASH_MALFORMED, INCOMPLETE},
	{NULL, "$bcrypt-sha256$2b,4$KBCwKxOzLha2MUDgW0PjXf$" BCRYPT_DIGEST,
	US_HASH_MALFORMED, SPARE},
	{NULL, "$bcrypt-sha256$2b,3$" REST, US_HASH_OUT_OF_BOUNDS, CHEAP},
	{NULL, "$bcrypt-sha256$v=2,t=2b,r=15$" REST, US_HASH_OUT_OF_BOUNDS,
	DEAR},
	{NULL, "$bcrypt-sha256$v=2,t=2b,r=4294967295$" REST,
	US_HASH_OUT_OF_BOUNDS, ENDLESS},

	{"wp-bcrypt", EXAMPLE_2B, US_HASH_MALFORMED,
	"The string does not begin with WordPress's prefix, $wp."},
	{NULL, "$wp$2y$10$", US_HASH_MALFORMED, INCOMPLETE},
	{NULL, "$wp$2y$15$" BCRYPT_SALT BCRYPT_DIGEST, US_HASH_OUT_OF_BOUNDS,
	DEAR},
	{"symfony-bcrypt-sha512", EXAMPLE_ID, US_HASH_MALFORMED, PREFIX},

	{NULL, "$bcrypt$r=4$" ADONIS_SALT "$" ADONIS_DIGEST, US_HASH_MALFORMED,
	ADONIS},
	{NULL, "$bcrypt$v=98$" ADONIS_SALT "$" ADONIS_DIGEST, US_HASH_MALFORMED,
	ADONIS},
	{NULL, "$bcrypt$v=99$r=4$" ADONIS_SALT "$" ADONIS_DIGEST,
	US_HASH_UNSUPPORTED, ADONIS_VERSION},
	{NULL, "$bcrypt$v=98$r=4$" ADONIS_SALT "AA$" ADONIS_DIGEST,
	US_HASH_MALFORMED, ADONIS_PARTS},
	{NULL, "$bcrypt$v=98$r=4$" ADONIS_SALT "$" ADONIS_SALT,
	US_HASH_MALFORMED, ADONIS_PARTS},
	{NULL, "$bcrypt$v=98$r=15$" ADONIS_SALT "$" ADONIS_DIGEST,
	US_HASH_OUT_OF_BOUNDS, DEAR},
	{NULL, "$bcrypt$v=98$r=260$" ADONIS_SALT "$" ADONIS_DIGEST,
	US_HASH_OUT_OF_BOUNDS, ENDLESS},
};

/* How long may a password be, to be told from every other? */
static const struct
{
	const char *declared;
	const char *verifier;
	size_t		password_len;
	bool		consumes;
}			consumed[] =
{
	{"bcrypt-prehash", EXAMPLE_2B, 4096, true},
	{PEPPER(", \"pepper\": \"PEPPER\""), EXAMPLE_2B, 65, true},
	{PEPPER(", \"pepper\": \"PEPPER\""), EXAMPLE_2B, 66, false},
	{NULL, "$bcrypt-sha256$2b,4$" REST, 4096, true},
	{NULL, "$wp" EXAMPLE_2Y, 0, false},
	{NULL, "$wp" EXAMPLE_2Y, 1, false},
	{"symfony-bcrypt-sha512", EXAMPLE_2Y, 4096, true},
	{NULL, "$bcrypt$v=98$r=4$" ADONIS_SALT "$" ADONIS_DIGEST, 71, true},
	{NULL, "$bcrypt$v=98$r=4$" ADONIS_SALT "$" ADONIS_DIGEST, 72, false},
};

static void
test_consumed(void)
{
	int			i;

	for (i = 0; i < COUNT(consumed); i++)
	{
		const UsVerifier stored = declared_verifier(consumed[i].declared,
													consumed[i].verifier);

		ok(us_hash_consumes(&stored, consumed[i].password_len,
							&example_limits) == consumed[i].consumes,
		   "%d bytes are %s by %s", (int) consumed[i].password_len,
		   consumed[i].consumes ? "told apart" : "not all told apart",
		   consumed[i].declared != NULL ? consumed[i].declared :
		   consumed[i].verifier);
	}
}

/* WordPress trims as PHP does, and lets 4096 bytes in. */
static void
test_wordpress(void)
{
	static const char *const verifier =
		"$wp" BCRYPT "d2AVO2tjgVMceVWVnwTQiS1xNmqNgJ.";
	char		lengthy[4097];
	UsHashInfo	info;

	ok(try_bytes(verifier, strlen(verifier),
				 " \t\n\r\v\0" EXAMPLE_PASSWORD "\0\v\r\n\t ", 25,
				 &example_limits, &info) == US_HASH_MATCH,
	   "WordPress: trimmed");
	ok(try_text(verifier, "\f" EXAMPLE_PASSWORD, &info) == US_HASH_MISMATCH,
	   "WordPress: a form feed is not");
	memset(lengthy, ' ', sizeof(lengthy));
	memcpy(lengthy, EXAMPLE_PASSWORD, strlen(EXAMPLE_PASSWORD));
	ok(try_bytes(verifier, strlen(verifier), lengthy, 4096, &example_limits,
				 &info) == US_HASH_MATCH, "WordPress: 4096 bytes");
	ok(try_bytes(verifier, strlen(verifier), lengthy, 4097, &example_limits,
				 &info) == US_HASH_MISMATCH && info.detail == NULL,
	   "WordPress: one more matches nothing");
}

/* What bcrypt would cut goes through SHA-512, declared or not. */
static void
test_symfony(void)
{
	static const char *const of_73 =
		BCRYPT "004MMx9VSlDBhPbX0BIuruQ2Ob3Skx2";
	static const char *const of_72 =
		BCRYPT "2EbuGeU17K17Rx1Pb2UnKJd/.iteNSW";
	char		password[74];
	UsHashInfo	info;

	memset(password, 'x', sizeof(password));
	password[73] = '\0';
	ok(try_declared("symfony-bcrypt-sha512", of_73, password, &info) ==
	   US_HASH_MATCH, "Symfony: 73 bytes");
	ok(try_declared("symfony-bcrypt-sha512", of_72, password, &info) ==
	   US_HASH_MISMATCH, "Symfony: 72 of 73 bytes are too few");
	ok(try_declared(NULL, of_73, password, &info) == US_HASH_MATCH &&
	   try_declared(NULL, of_72, password, &info) == US_HASH_MATCH,
	   "undeclared, both are tried");
	ok(try_declared("bcrypt", of_73, password, &info) == US_HASH_MISMATCH,
	   "declared and strict, bcrypt is bcrypt");
	password[72] = '\0';
	ok(try_declared("symfony-bcrypt-sha512", of_72, password, &info) ==
	   US_HASH_MATCH &&
	   try_declared(NULL, of_73, password, &info) == US_HASH_MISMATCH,
	   "Symfony: 72 bytes are bcrypt's own");
}

/* bcrypt looks at 72 bytes of password and pepper. */
static void
test_pepper(void)
{
	static const char *const declared = PEPPER(", \"pepper\": \"AAAA\"");
	static const char *const verifier =
		BCRYPT ".vxW9PKOqwHavzBuPthbjRBR1hvctbG";
	char		password[72] = {0};
	UsHashInfo	info;

	memset(password, 'x', 70);
	ok(try_declared(declared, verifier, password, &info) == US_HASH_MATCH,
	   "of a password of 70 bytes the pepper is cut");
	password[70] = 'A';
	ok(try_declared(declared, verifier, password, &info) == US_HASH_MATCH,
	   "so that another is the same");
}

int
main(void)
{
	int			i;

	plan(COUNT(matching) + COUNT(refused) + COUNT(consumed) + 4 + 5 + 2);
	if (us_hash_start(NULL) != 0)
		return 1;
	for (i = 0; i < COUNT(matching); i++)
		matches(matching[i].declared, matching[i].verifier, EXAMPLE_PASSWORD,
				matching[i].what);
	for (i = 0; i < COUNT(refused); i++)
		refuses(refused[i].declared, refused[i].verifier, refused[i].result,
				refused[i].detail);
	test_consumed();
	test_wordpress();
	test_symfony();
	test_pepper();
	return done();
}
