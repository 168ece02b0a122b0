/* Proves how Auth0's objects and Kratos's strings are read. */
#include <string.h>

#include <sodium.h>

#include "examples.h"
#include "hash/table.h"
#include "tap.h"

/* The digests were computed with Python's hashlib and hmac. */
#define PASSWORD	"p\xc3\xa4ssw\xc3\xb6rd"

#define MD5			"12841e4ba5e37d2fbfc78458c6714ade"
#define MD5_LATIN1	"2ca67a2dbf3a2f52ef5126a2ae8f8a2f"
#define MD5_UTF16	"5635299b0882ffccd11e311d65a7ccf1"
#define SHA256		"46970bef70aced8123f0d5d094717e2a5cd412041e03b26376049fe65b2834a4"
#define SALT_SHA256	"0c6c72b51e990d8a66976ee61462d1a62c3e1618bf1b571c68c1730538cb84c2"
#define SHA256_SALT	"3ea59d76a11bb15f08dec036b2dd350f9e8947b35dc0bb29993acdd2b32748be"
#define HMAC		"ee350bb56d0aa7f17ebff2d7316a0f3b692c932a2926cdac17a848d13646ae8b"
#define HMAC_SALT	"568a11ea7819f4aaa01db955fdc9207aaba4cc16a8551caeb5ccb2ccd875682a"
#define SCRYPT		"9c5af792c4463728f6e5a13bc8c32dac"

#define OBJECT(algorithm, hash, more) \
	"{\"algorithm\":\"" algorithm "\",\"hash\":{" hash "}" more "}"
#define VALUE(value)	"\"value\":\"" value "\""

/* What a declared object leaves to the verifier, and to a column. */
typedef struct Template
{
	const char *declared;
	const char *text;
	const char *column;			/* NULL: none */
	UsHashResult expected;
	const char *what;
} Template;

static const Template templates[] = {
	{"{\"algorithm\":\"sha256\"}", SHA256, NULL, US_HASH_MATCH, "no salt"},
	{"{\"algorithm\":\"sha256\"}", SALT_SHA256, "salt", US_HASH_MATCH,
	"a column for the salt"},
	{OBJECT("sha256", "\"encoding\":\"hex\"",
		",\"salt\":{\"position\":\"suffix\"}"), SHA256_SALT, "salt",
	US_HASH_MATCH, "the salt's position"},
	{OBJECT("sha256", "", ",\"salt\":{\"encoding\":\"base64\"}"), SALT_SHA256,
	"c2FsdA==", US_HASH_MATCH, "the salt's encoding"},
	{OBJECT("sha256", "", ",\"salt\":{\"encoding\":\"hex\"}"), SALT_SHA256,
	"salt", US_HASH_MALFORMED, "a salt that is not in its encoding"},
	{OBJECT("sha256", "", ",\"salt\":{\"value\":\"salt\"}"), SALT_SHA256,
	"other", US_HASH_MATCH, "a salt of the object"},
	{OBJECT("sha256", "", ",\"salt\":{}"), SALT_SHA256, NULL,
	US_HASH_MALFORMED, "a salt that is nowhere"},
	{OBJECT("hmac", "\"digest\":\"sha256\",\"key\":{\"value\":\"key\"}", ""),
	HMAC, "salt", US_HASH_MATCH, "a key of the object"},
	{OBJECT("hmac", "\"digest\":\"sha256\"", ""), HMAC, "key", US_HASH_MATCH,
	"a column for the key"},
	{OBJECT("hmac", "\"digest\":\"sha256\",\"key\":{\"value\":\"key\"}",
		",\"salt\":{}"), HMAC_SALT, "salt", US_HASH_MATCH,
	"a key of the object, and a column for the salt"},
	{OBJECT("hmac", "\"digest\":\"sha256\"", ""), HMAC, NULL,
	US_HASH_MALFORMED, "a key that is nowhere"},
	{OBJECT("hmac", "\"key\":{\"value\":\"key\"}", ""), HMAC, NULL,
	US_HASH_UNSUPPORTED, "an HMAC without a digest"},
	{"{\"algorithm\":\"bcrypt\"}", EXAMPLE_2B, "ignored", US_HASH_MISMATCH,
	"a column that the algorithm has no use for"},
	{"{\"algorithm\":\"scrypt\",\"keylen\":16,\"cost\":16,\"blockSize\":1}",
	SCRYPT, "salt", US_HASH_MATCH, "scrypt's parameters"},
	{"{\"algorithm\":\"scrypt\",\"keylen\":16,\"cost\":15}", SCRYPT, "salt",
	US_HASH_OUT_OF_BOUNDS, "a cost that is no power of two"},
	{"{\"algorithm\":\"scrypt\",\"keylen\":16,\"cost\":2147483648}", SCRYPT,
	"salt", US_HASH_OUT_OF_BOUNDS, "a cost beyond the limit"},
	{"{\"algorithm\":\"scrypt\"}", SCRYPT, "salt", US_HASH_MALFORMED,
	"scrypt without keylen"},
	{"{\"algorithm\":\"md5\",\"password\":{\"encoding\":\"latin1\"}}",
	MD5_LATIN1, NULL, US_HASH_MATCH, "a password in Latin-1"},
	{"{\"algorithm\":\"md5\",\"password\":{\"encoding\":\"ucs2\"}}",
	MD5_UTF16, NULL, US_HASH_MATCH, "a password in UTF-16LE"},
	{"{\"algorithm\":\"sha256\"}", OBJECT("md5", VALUE(MD5), ""), NULL,
	US_HASH_MATCH, "a verifier that is an object itself"},
	{OBJECT("sha256", VALUE(SHA256), ""), SHA256, NULL, US_HASH_UNSUPPORTED,
	"a declared object with a value"},
	{"{\"algorithm\":\"sha224\"}", SHA256, NULL, US_HASH_UNSUPPORTED,
	"an algorithm that Auth0 does not have"},
	{"{\"algorithm\":\"sha256\",\"rounds\":2}", SHA256, NULL,
	US_HASH_UNSUPPORTED, "a member that Auth0 does not have"},
	{"{\"algorithm\":\"ldap\"}", "{CRYPT}" EXAMPLE_2B, NULL,
	US_HASH_MALFORMED, "LDAP's other schemes"},
};

#define TEMPLATE_COUNT	((int) (sizeof(templates) / sizeof(templates[0])))

static void
test_templates(void)
{
	const UsSpan password = {PASSWORD, sizeof(PASSWORD) - 1};
	int			i;

	for (i = 0; i < TEMPLATE_COUNT; i++)
	{
		const Template *template = &templates[i];
		UsVerifier	stored = declared_verifier(template->declared,
											   template->text);
		UsHashInfo	info;
		UsHashResult result;

		stored.salt.start = template->column;
		if (template->column != NULL)
			stored.salt.len = strlen(template->column);
		result = us_hash_verify(&stored, password, &example_limits, &info);
		if (!ok(result == template->expected, "declared: %s", template->what))
			note("got %s: %s", result_name(result),
				 info.detail != NULL ? info.detail : "no detail");
	}
}

#define SLASHES	"B4dQsi26h72+dlMjUjNgqwnzyojRyR2Udh8qb4bq/As="
#define SALT_A	",\"salt\":{\"value\":\"a\"}"

static void
test_objects(void)
{
	matches(NULL, OBJECT("sha256", VALUE(SLASHES), SALT_A), PASSWORD,
			"base64");
	matches(NULL, OBJECT("sha256", VALUE("B4dQsi26h72-dlMjUjNgqwnzyojRyR2Udh8qb4bq_As"), SALT_A),
			PASSWORD, "base64 in the URL's alphabet");
	matches(NULL, OBJECT("sha256", VALUE("B4dQsi26h72+dlMjUjNgqwnzyojRyR2Udh8qb4bq\\/As="), SALT_A),
			PASSWORD, "base64 with its slash escaped");
	matches(NULL, " {\n\"hash\" : {\"value\" : \"" MD5 "\"},\n\"\\u0061lgorithm\" : \"md5\"}\n",
			PASSWORD, "blanks, and a key that is escaped");
	refuses(NULL, OBJECT("md5", VALUE(MD5) ",\"encoding\":\"utf8\"", ""),
			US_HASH_MALFORMED,
			"The hash's value is not such a digest in its encoding, hexadecimal or base64.");
	refuses(NULL, OBJECT("md5", VALUE(MD5) ",\"encoding\":\"base32\"", ""),
			US_HASH_UNSUPPORTED,
			"The object has an encoding that custom_password_hash does not.");
	refuses(NULL, OBJECT("md5", VALUE(MD5) ",\"digest\":\"md5\"", ""),
			US_HASH_UNSUPPORTED, "Only an HMAC has a digest and a key.");
	refuses(NULL, OBJECT("bcrypt", VALUE(EXAMPLE_2B), SALT_A),
			US_HASH_UNSUPPORTED,
			"The salt of such an algorithm stands in its value.");
	refuses(NULL, OBJECT("md5", "\"value\":5", ""), US_HASH_MALFORMED,
			"The hash's value is not a string of 1 to 1023 bytes.");
	refuses(NULL, OBJECT("md5", VALUE(MD5), ",\"salt\":\"a\""),
			US_HASH_MALFORMED,
			"A member that should be an object is none.");
	refuses(NULL, OBJECT("md5", VALUE(MD5), ",\"salt\":{\"value\":\"a\",\"position\":\"infix\"}"),
			US_HASH_UNSUPPORTED,
			"The salt's position is neither \"prefix\" nor \"suffix\".");
	refuses("auth0", MD5, US_HASH_MALFORMED,
			"The verifier is not a custom_password_hash: a JSON object with an algorithm and a hash with its value.");
}

#define OBJECTS	12

/* Is what is blanked just the value, within the object? */
static bool
blanks(const char *declared, const char *text, const char *value)
{
	const UsVerifier stored = declared_verifier(declared, text);
	UsHashInfo	info;
	UsHashJob	job;

	if (us_table_read(&stored, &example_limits, &job, &info) != US_HASH_MATCH)
		return false;
	if (value == NULL)
		return job.blank.kind == US_BLANK_NEVER;
	return job.blank.kind == US_BLANK_TEXT &&
		job.blank.where.start == strstr(text, value) &&
		job.blank.where.len == strlen(value);
}

static void
test_blanks(void)
{
	ok(blanks(NULL, OBJECT("md5", VALUE(MD5), ""), MD5),
	   "the value within an object is blanked");
	ok(blanks(NULL, OBJECT("ldap", VALUE("{MD5}EoQeS6XjfS+/x4RYxnFK3g=="), ""),
			  "EoQeS6XjfS+/x4RYxnFK3g"),
	   "so is a digest within the value");
	ok(blanks(NULL, OBJECT("md5", VALUE("EoQeS6XjfS+\\/x4RYxnFK3g=="), ""),
			  NULL), "but not one that is escaped");
	ok(blanks("{\"algorithm\":\"md5\"}", MD5, MD5),
	   "a value whose object is declared is blanked");
	ok(blanks(OBJECT("hmac", "\"digest\":\"sha256\",\"key\":{\"value\":\"key\"}", ""),
			  HMAC, NULL),
	   "but not one that the declared key goes into");
	ok(blanks(OBJECT("hmac", "\"digest\":\"sha256\"", ",\"salt\":{\"value\":\"\"}"),
			  HMAC, NULL) == false, "nor one whose key is missing");
	ok(blanks(NULL, OBJECT("bcrypt", VALUE(EXAMPLE_2B), ""), NULL),
	   "nor bcrypt's");
}

#define KRATOS_HASH	"$o9kMGmduL5OrTm5m+VqN8qAiXEU/TdKfDaLMWpjFDZo="
#define HMAC_SHA1	"MTgzOGIxNWE4ZjZjMzAxZjFjZTA4MTIxZWIyNDgzMDdlZGYxZDAyZQ=="

static void
test_kratos(void)
{
	matches(NULL, "$md5$EoQeS6XjfS+/x4RYxnFK3g==", PASSWORD,
			"Kratos: MD5 without a salt");
	matches(NULL, "$sha256$pf=PHtTQUxUfXx7UEFTU1dPUkR9fHtTQUxUfT4=$c2FsdA=="
			KRATOS_HASH, PASSWORD, "Kratos: a pattern with the salt twice");
	matches(NULL, "$hmac-sha1$" HMAC_SHA1 "$a2V5", PASSWORD, "Kratos: HMAC");
	refuses(NULL, "$sha256$pf=e1BBU1NXT1JEfXtQQVNTV09SRH0=$c2FsdA=="
			KRATOS_HASH, US_HASH_MALFORMED,
			"The pattern has {PASSWORD} not just once.");
	refuses(NULL, "$sha256$pf=e1NBTFR9$c2FsdA==" KRATOS_HASH,
			US_HASH_MALFORMED, "The pattern has {PASSWORD} not just once.");
	refuses(NULL, "$sha256$pf=e1NBTFR9$c2FsdA" KRATOS_HASH,
			US_HASH_MALFORMED,
			"The pattern or salt is not padded base64 of up to 512 bytes.");
	refuses(NULL, "$hmac-sha1$" HMAC_SHA1, US_HASH_MALFORMED,
			"The verifier has no padded base64 of such a digest's hexadecimal before its key.");
	refuses("kratos", "$unknown$x", US_HASH_MALFORMED,
			"The verifier begins as none of those of Kratos do.");
}

#define KRATOS	8

int
main(void)
{
	plan(TEMPLATE_COUNT + OBJECTS + 7 + KRATOS);
	if (us_hash_start(NULL) < 0)
		return 1;
	test_templates();
	test_objects();
	test_blanks();
	test_kratos();
	return done();
}
