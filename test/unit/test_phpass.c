/* Proves which strings of phpass and Drupal are computed, and why others are
 * not. */
#include <string.h>

#include <sodium.h>

#include "examples.h"
#include "hash/digest.h"
#include "hash/host.h"
#include "hash/table.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define WIDE			"Grüße, 世界"
#define X50				"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define LONG			X50 X50 X50 X50

#define PREFIX			"The string begins with neither $P$ nor $H$."
#define DRUPAL_PREFIX	"The string begins with neither $S$ nor U and the prefix of another."
#define LAYOUT			"The string is not a prefix, a character of cost, 8 of salt and the digits of a digest."
#define ALPHABET		"Behind the prefix stand other characters than ./0-9A-Za-z."
#define SPARE			"The digest ends in a character that stands for more bits than it has."
#define COST			"The cost is not of 7 to 30 doublings."
#define MANY			"The rounds exceed the limit."

#define DIGEST			"uprYbFMPo1ZseEa5e4/Q0."
#define DRUPAL_DIGEST	"9Dzu9YY.Ne3ZXBQedCMpmOU7bYrGE5TwluqPlrHlFqY"

/*
 * phpass by python3-passlib 1.7.4:
 *   passlib.hash.phpass.using(salt="saltsalt", rounds=8).hash(WIDE)
 * Drupal's by Python's hashlib after Drupal's description: sha512(salt + p),
 * 2^cost times sha512(digest + p), encoded as phpass does, cut off at 55
 * characters; behind a U, p is the MD5 of the password in hexadecimal.
 */
static const struct
{
	const char *scheme;
	const char *verifier;
	const char *password;
	UsDigest	digest;
	uint64_t	rounds;
}			known[] =
{
	{"phpass", "$P$6saltsalt" DIGEST, WIDE, US_MD5, 256},
	{"phpass", "$H$5saltsalt/VyEB6TNW7sFL3r0f4uQ31", "", US_MD5, 128},
	{"phpass", "$P$5abcdefghpiqJ9no39KlNd5ioFOcic1", LONG, US_MD5, 128},
	{"drupal7", "$S$6saltsalt" DRUPAL_DIGEST, WIDE, US_SHA512, 256},
	{"drupal7", "$S$5abcdefghTld7.HWrqUpS5v8zH0xQudqTggomGFGwp8D9U0X4We9",
	LONG, US_SHA512, 128},
	{"drupal7", "U$S$5saltsaltKjob06.vqPT4pwkNqRwp7j30DqpulsErrygOwln0VoB",
	WIDE, US_SHA512, 128},
	{"drupal7", "U$P$5saltsaltwI0IYVxpm/AK7Zxg3pOdk0", WIDE, US_MD5, 128},
	{"drupal7", "U$H$5saltsaltwI0IYVxpm/AK7Zxg3pOdk0", WIDE, US_MD5, 128},
};

static const struct
{
	const char *scheme;
	const char *verifier;
	UsHashResult result;
	const char *detail;
}			refused[] =
{
	{"phpass", "$S$6saltsalt" DRUPAL_DIGEST, US_HASH_MALFORMED, PREFIX},
	{"phpass", "plain text", US_HASH_MALFORMED, PREFIX},
	{NULL, "$P$", US_HASH_MALFORMED, LAYOUT},
	{NULL, "$P$6saltsaltuprYbFMPo1ZseEa5e4/Q.", US_HASH_MALFORMED, LAYOUT},
	{NULL, "$P$6saltsaltuprYbFMPo1ZseEa5e4/Q0..", US_HASH_MALFORMED, LAYOUT},
	{NULL, "$P$6saltsaltuprYbFMPo1ZseEa5e4/Q02", US_HASH_MALFORMED, SPARE},
	{NULL, "$P$6saltsaltuprYbFMPo1ZseEa5e4+Q0.", US_HASH_MALFORMED, ALPHABET},
	{NULL, "$P$6salt\xc3\xa4lt" DIGEST, US_HASH_MALFORMED, ALPHABET},
	{NULL, "$P$*saltsalt" DIGEST, US_HASH_MALFORMED, ALPHABET},
	{NULL, "$P$4saltsalt" DIGEST, US_HASH_OUT_OF_BOUNDS, COST},
	{NULL, "$P$.saltsalt" DIGEST, US_HASH_OUT_OF_BOUNDS, COST},
	{NULL, "$H$Tsaltsalt" DIGEST, US_HASH_OUT_OF_BOUNDS, COST},
	{NULL, "$H$zsaltsalt" DIGEST, US_HASH_OUT_OF_BOUNDS, COST},
	{NULL, "$P$Jsaltsalt" DIGEST, US_HASH_OUT_OF_BOUNDS, MANY},
	{NULL, "$P$Ssaltsalt" DIGEST, US_HASH_OUT_OF_BOUNDS, MANY},
	{"drupal7", "$P$6saltsalt" DIGEST, US_HASH_MALFORMED, DRUPAL_PREFIX},
	{"drupal7", "U", US_HASH_MALFORMED, DRUPAL_PREFIX},
	{NULL, "$S$", US_HASH_MALFORMED, LAYOUT},
	{NULL, "U$S$", US_HASH_MALFORMED, LAYOUT},
	{NULL, "$S$6saltsalt" DIGEST, US_HASH_MALFORMED, LAYOUT},
	{NULL, "$S$6saltsalt" DRUPAL_DIGEST ".", US_HASH_MALFORMED, LAYOUT},
	{NULL, "$S$@saltsalt" DRUPAL_DIGEST, US_HASH_MALFORMED, ALPHABET},
	{NULL, "$S$4saltsalt" DRUPAL_DIGEST, US_HASH_OUT_OF_BOUNDS, COST},
	{NULL, "U$S$Jsaltsalt" DRUPAL_DIGEST, US_HASH_OUT_OF_BOUNDS, MANY},
	{NULL, "U$P$Jsaltsalt" DIGEST, US_HASH_OUT_OF_BOUNDS, MANY},
};

static void
test_known(void)
{
	int			i;

	for (i = 0; i < COUNT(known); i++)
	{
		const UsVerifier stored = declared_verifier(NULL, known[i].verifier);
		UsHashInfo	info;

		matches(NULL, known[i].verifier, known[i].password,
				known[i].verifier);
		matches(known[i].scheme, known[i].verifier, known[i].password,
				"the same where it is declared");
		ok(us_hash_inspect(&stored, &example_limits, &info) ==
		   US_HASH_MATCH && strcmp(info.scheme, known[i].scheme) == 0 &&
		   is_work(&info, US_PRIMITIVE_DIGEST, known[i].digest,
				   known[i].rounds) &&
		   us_hash_consumes(&stored, 200, &example_limits),
		   "its scheme and work, and that it looks at every byte");
	}
}

/* Is the digest taken out, and nothing else, so that the rest still reads? */
static void
test_blanks(void)
{
	int			i;

	for (i = 0; i < COUNT(known); i++)
	{
		char		text[64];
		UsVerifier	stored = declared_verifier(NULL, text);
		UsHashInfo	info;
		UsHashJob	job;
		UsBlank		blank;

		strcpy(text, known[i].verifier);
		stored.text.len = strlen(text);
		us_table_read(&stored, &example_limits, &job, &info);
		blank = job.blank;
		if (blank.kind == US_BLANK_TEXT)
			memset(text + (blank.where.start - text), blank.fill,
				   blank.where.len);
		ok(blank.kind == US_BLANK_TEXT && blank.where.len ==
		   (size_t) (known[i].digest == US_MD5 ? 22 : 43) &&
		   us_table_read(&stored, &example_limits, &job, &info) ==
		   US_HASH_MATCH && strcmp(info.scheme, known[i].scheme) == 0 &&
		   job.expected[0] == '.', "the digest taken out of %.12s...", text);
		sodium_memzero(&job, sizeof(job));
	}
}

static bool
stop(void)
{
	return true;
}

static void
test_interrupted(void)
{
	const UsHashHost stopping = {stop, NULL, NULL};
	const UsHashHost silent = {NULL, NULL, NULL};
	UsHashInfo	info;

	us_host_set(&stopping);
	ok(try_text("$P$Isaltsalt" DIGEST, "x", &info) == US_HASH_INTERRUPTED &&
	   info.detail != NULL, "2^20 rounds can be interrupted");
	us_host_set(&silent);
}

int
main(void)
{
	int			i;

	plan(COUNT(known) * 4 + COUNT(refused) + 1);
	us_hash_start(NULL);
	test_known();
	for (i = 0; i < COUNT(refused); i++)
		refuses(refused[i].scheme, refused[i].verifier, refused[i].result,
				refused[i].detail);
	test_blanks();
	test_interrupted();
	return done();
}
