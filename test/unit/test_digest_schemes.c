/* Proves where the plain digests' schemes find salts, and what they refuse. */
#include <string.h>

#include <sodium.h>

#include "examples.h"
#include "hash/table.h"
#include "tap.h"

/* The digests were computed with Python's hashlib, argon2id with libsodium. */
#define PASSWORD	"p\xc3\xa4ssw\xc3\xb6rd"

#define MD5			"12841e4ba5e37d2fbfc78458c6714ade"
#define MD5_SALT	"2bcc83de9dc82f49aed9fa1d8a390a23"	/* a:b */
#define SALT_MD5	"1ec34705ff6ca051c483670de86fb5bc"
#define VBULLETIN	"dd415611d3d412d96d569037b5c03a92"
#define IPB			"742529809b05e2ee991077e183361018"
#define MAGENTO_0	"d3a74c73ad2e5f477e9fd91ebb15b32f"	/* Xy */
#define MAGENTO_1	"76471ac6b39a3c51ad09d8b12253a9583b6e0c9c5fac74ccef6b774b80b385e0"
#define MAGENTO_01	"7f22fa587865018cbfa747771909b279786212d555e49945d76eeead1de03d59"
#define MAGENTO_3	"9bb1eef924513a547ceacdde522f3a6592ea57f348e56d1b69d0ca58f1b2b8cd"
#define MAGENTO_13	"dd9ac468a0e8ba52c65329d39febd292e26481cf54f1e6d6cbd3a48544829c08"
#define MAGENTO_LONG	"d8c341b8d8c5dc8b77f55cf96453abfa7e5236796d44555cfc9803cfded082fe"
#define PG_ROLE		"md59439ff94d7edd2a9fa5ecbaadc996981"
#define SSHA		"{SSHA}BISytF924CQwUjiaQ5YN5OjNbK9zYWx0"

#define NO_PARAMETERS	"The declared scheme has no parameters."

/* A case whose salt or user's name is a column of its own. */
typedef struct Column
{
	const char *declared;
	const char *text;
	const char *salt;			/* NULL: none */
	const char *user;			/* NULL: none */
	UsHashResult expected;
	const char *what;
} Column;

static const Column columns[] = {
	{"joomla-md5", MD5_SALT, "a:b", NULL, US_HASH_MATCH, "in a column"},
	{"joomla-md5", MD5_SALT ":a:b", "c", NULL, US_HASH_MATCH,
	"in both, and the verifier's own counts"},
	{"joomla-md5", MD5, NULL, NULL, US_HASH_MATCH, "nowhere"},
	{"joomla-md5", MD5_SALT, NULL, NULL, US_HASH_MISMATCH, "missing"},
	{"oscommerce-md5", SALT_MD5, "a:b", NULL, US_HASH_MATCH, "in a column"},
	{"vbulletin-md5", VBULLETIN, "a:b", NULL, US_HASH_MATCH, "in a column"},
	{"ipb-md5", IPB, "a:b", NULL, US_HASH_MATCH, "in a column"},
	{"magento", MAGENTO_0, "Xy", NULL, US_HASH_MATCH, "in a column"},
	{"magento", MD5, NULL, NULL, US_HASH_MATCH, "nowhere"},
	{"symfony-digest", "x", "{", NULL, US_HASH_MALFORMED, "with a brace"},
	{"{\"scheme\":\"symfony-digest\",\"digest\":\"sha256\",\"iterations\":1}",
		"d3Cww2q3TdKq+zJKefZsaKg4Jp9sjK7RisX79xeVXDE=", "salt", NULL,
	US_HASH_MATCH, "in a column"},
	{"pg-md5-role", PG_ROLE, NULL, "regress_role", US_HASH_MATCH,
	"the user's name"},
	{"pg-md5-role", PG_ROLE, NULL, "regress_other", US_HASH_MISMATCH,
	"another user's name"},
	{"pg-md5-role", PG_ROLE, NULL, NULL, US_HASH_UNSUPPORTED,
	"a user's name that is not known"},
};

#define COLUMN_COUNT	((int) (sizeof(columns) / sizeof(columns[0])))

static UsSpan
span_or_none(const char *text)
{
	UsSpan		span = {text, 0};

	if (text != NULL)
		span.len = strlen(text);
	return span;
}

static void
test_columns(void)
{
	const UsSpan password = {PASSWORD, sizeof(PASSWORD) - 1};
	int			i;

	for (i = 0; i < COLUMN_COUNT; i++)
	{
		const Column *column = &columns[i];
		UsVerifier	stored = declared_verifier(column->declared, column->text);
		UsHashInfo	info;

		stored.salt = span_or_none(column->salt);
		stored.user = span_or_none(column->user);
		ok(us_hash_verify(&stored, password, &example_limits,
						  &info) == column->expected,
		   "%s: salt %s", info.scheme, column->what);
	}
}

static void
test_matches(void)
{
	matches("magento", MAGENTO_0 ":Xy", PASSWORD, "Magento 1, MD5");
	matches("magento", MAGENTO_1 ":Xy", PASSWORD, "Magento 1, SHA-256");
	matches("magento", MAGENTO_0 ":Xy:0", PASSWORD, "Magento 2, MD5");
	matches("magento", MAGENTO_1 ":Xy:1", PASSWORD, "Magento 2, SHA-256");
	matches("magento", MAGENTO_01 ":Xy:0:1", PASSWORD,
			"Magento 2, SHA-256 of MD5");
	matches("magento", MAGENTO_3 ":Xy:3_32_1_8192", PASSWORD,
			"Magento 2, argon2id");
	matches("magento", MAGENTO_13 ":Xy:1:3_32_1_8192", PASSWORD,
			"Magento 2, argon2id of SHA-256");
	matches("magento", MAGENTO_LONG ":abcdefghijklmnopqrstuv:3_32_1_8192",
			PASSWORD, "Magento 2, argon2id with a salt that is cut");
	matches("hex-md5", "12841E4BA5E37D2FBFC78458C6714ADE", PASSWORD,
			"hexadecimal in upper case");
	matches(NULL, SSHA, PASSWORD, "LDAP");
	matches(NULL, "{ssha}BISytF924CQwUjiaQ5YN5OjNbK9zYWx0", PASSWORD,
			"LDAP in lower case");
	matches("ldap", "{MD5}" MD5, PASSWORD, "LDAP in hexadecimal");
	matches(NULL, "{ldap}" SSHA, PASSWORD, "LDAP within Spring");
	matches(NULL, "{bcrypt}" EXAMPLE_2A, EXAMPLE_PASSWORD,
			"bcrypt within Spring");
	matches(NULL, "{argon2@SpringSecurity_v5_8}" EXAMPLE_ID, EXAMPLE_PASSWORD,
			"argon2 within Spring");
	matches(NULL, "{ARGON2}" EXAMPLE_ID, EXAMPLE_PASSWORD,
			"argon2 within LDAP");
}

#define MATCHES	16

static void
test_refused(void)
{
	refuses("hex-md5", MAGENTO_1, US_HASH_MALFORMED,
			"The verifier is not the hexadecimal of such a digest.");
	refuses("{\"scheme\":\"hex-md5\",\"salt\":\"x\"}", MD5,
			US_HASH_UNSUPPORTED, NO_PARAMETERS);
	refuses("{\"scheme\":\"ipb-md5\",\"salt\":\"x\"}", MD5,
			US_HASH_UNSUPPORTED, NO_PARAMETERS);
	refuses("vbulletin-md5", MD5, US_HASH_MALFORMED,
			"The salt stands neither behind the digest nor in a column of its own.");
	refuses("joomla-md5", MD5 "x", US_HASH_MALFORMED,
			"The verifier is not the hexadecimal of an MD5, alone or before a colon and its salt.");
	refuses("magento", MAGENTO_0 ":Xy:1", US_HASH_MALFORMED,
			"The verifier does not begin with the hexadecimal of its version's digest.");
	refuses("magento", MAGENTO_0 ":Xy:7", US_HASH_UNSUPPORTED,
			"The verifier's version is none of 0, 1, 2 and 3_32_<passes>_<memory>, or there are more than two.");
	refuses("magento", MAGENTO_3 ":Xy:3_32_1_4294967295",
			US_HASH_OUT_OF_BOUNDS, "The argon2 memory exceeds the limit.");
	refuses("{\"scheme\":\"symfony-digest\",\"iterations\":1048577}", MD5,
			US_HASH_OUT_OF_BOUNDS,
			"The rounds of the digest exceed the limit.");
	refuses("{\"scheme\":\"symfony-digest\",\"iterations\":0}", MD5,
			US_HASH_UNSUPPORTED,
			"The parameter \"iterations\" is not a number from 1 on.");
	refuses(NULL, "{SSHA}V4CdqCwcGq0odelrb+KeytLlZjhhYmM=",
			US_HASH_MALFORMED,
			"The base64 is too short for such a digest and its salt.");
	refuses(NULL, "{SSHA}V4CdqCwcGq0odelrb+KeytLlZjhhYmMx=",
			US_HASH_MALFORMED,
			"What follows the prefix is not padded base64.");
	refuses(NULL, "{SHA}V4CdqCwcGq0odelrb-KeytLlZjg=", US_HASH_MALFORMED,
			"What follows the prefix is not padded base64 of such a digest.");
	refuses(NULL, "{CRYPT}", US_HASH_MALFORMED,
			"Nothing stands behind the verifier's prefix.");
	refuses(NULL, "{noop}secret", US_HASH_UNSUPPORTED,
			"The verifier is the password in plain text.");
	refuses(NULL, "{MD5}{salt" MD5, US_HASH_MALFORMED,
			"The salt's brace is not closed.");
	refuses(NULL, ":B:salt", US_HASH_MALFORMED,
			"The verifier has no digest behind its salt.");
	refuses("pg-md5-role", MD5, US_HASH_MALFORMED,
			"The verifier does not begin with \"md5\".");
}

#define REFUSED	18

/* Which scheme reads what could be of several? */
static const struct
{
	const char *text;
	const char *scheme;
}			recognised[] =
{
	{"{MD5}" MD5, "spring-digest"},
	{"{MD5}EoQeS6XjfS+/x4RYxnFK3g==", "ldap"},
	{"{MD5}{salt}EoQeS6XjfS+/x4RYxnFK3g==", "spring-digest"},
	{"{MD4}EoQeS6XjfS+/x4RYxnFK3g==", "spring-digest"},
	{"{SHA-1}9Rfd8dMqES/xrVXGbRsSyzjn6Pc=", "spring-digest"},
	{"{SHA}9Rfd8dMqES/xrVXGbRsSyzjn6Pc=", "ldap"},
	{"{sha256}" MAGENTO_1 "0123456789abcdef", "spring-sha256"},
	{"{SHA256}" MAGENTO_1, "ldap"},
	{"{argon2}" EXAMPLE_ID, "spring"},
	{"{ARGON2}" EXAMPLE_ID, "ldap"},
};

#define RECOGNISED_COUNT \
	((int) (sizeof(recognised) / sizeof(recognised[0])))

static void
test_recognised(void)
{
	int			i;

	for (i = 0; i < RECOGNISED_COUNT; i++)
	{
		const UsVerifier stored = us_hash_verifier(recognised[i].text,
												   strlen(recognised[i].text));
		UsHashInfo	info;

		ok(us_hash_inspect(&stored, &example_limits, &info) == US_HASH_MATCH &&
		   strcmp(info.scheme, recognised[i].scheme) == 0,
		   "%s: %s", recognised[i].scheme, recognised[i].text);
	}
}

/* Is the digest, blanked, all that is missing? */
static void
test_blanks(void)
{
	const UsVerifier ssha = declared_verifier(NULL, SSHA);
	const UsVerifier secret = declared_verifier("{\"scheme\":\"spring-sha256\",\"secret\":\"s\"}",
												MAGENTO_1 "0123456789abcdef");
	UsHashInfo	info;
	UsHashJob	job;

	ok(us_table_read(&ssha, &example_limits, &job, &info) == US_HASH_MATCH &&
	   job.blank.kind == US_BLANK_BYTES && job.blank.at == 0 &&
	   job.blank.len == 20 && job.blank.where.start == ssha.text.start + 6 &&
	   job.blank.where.len == ssha.text.len - 6,
	   "LDAP: the digest's bytes are blanked, and not the salt's");
	ok(us_table_read(&secret, &example_limits, &job, &info) == US_HASH_MATCH &&
	   job.blank.kind == US_BLANK_NEVER,
	   "Spring: what is hashed with an application's secret is not wrapped");
	sodium_memzero(&job, sizeof(job));
}

int
main(void)
{
	plan(COLUMN_COUNT + MATCHES + REFUSED + RECOGNISED_COUNT + 2);
	if (us_hash_start(NULL) < 0)
		return 1;
	test_columns();
	test_matches();
	test_refused();
	test_recognised();
	test_blanks();
	return done();
}
