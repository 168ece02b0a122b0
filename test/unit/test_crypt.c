/* Proves that the verifiers of crypt(3) and its kin are computed, and what is
 * told about them. */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "examples.h"
#include "hash/apr1.h"
#include "hash/crypt_any.h"
#include "hash/table.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define WIDE			"Grüße, 世界"
#define X50				"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define LONG			X50 X50 X50 X50

/*
 * Made with python3-passlib 1.7.4, as in
 *   passlib.hash.sha512_crypt.using(salt="saltstring", rounds=1000).hash(WIDE)
 * and those of $6$, $5$, $1$, _ and DES again with PHP's crypt(), which is its
 * own, those of apr1 with "openssl passwd -apr1", and the hexadecimal digits
 * of nthash with
 *   printf %s "$WIDE" | iconv -t utf-16le |
 *       openssl dgst -md4 -provider legacy -provider default
 * Those of $7$, and $y$ of flavour ".", are Python's hashlib.scrypt(), encoded
 * by hand; the other $y$ and $gy$ are libxcrypt's own, by Perl's
 * crypt($WIDE, '$y$j/.$abcd'): nothing else computes them.
 */
static const struct
{
	const char *scheme;
	const char *verifier;
	const char *password;
	UsHashPrimitive primitive;
	uint32_t	shape;
	uint64_t	amount;
}			known[] =
{
	{"sha512crypt", "$6$rounds=1000$saltstring$vsYTII0C/BHe2YSxsQelXkxi1AQsqNJbmTHis.D05RRNlACedbAiO2M3l30ZFt5nvvkca7si9F2H2o1qEytYp/",
	WIDE, US_PRIMITIVE_SHA512CRYPT, 0, 1000},
	{"sha512crypt", "$6$abcdefghijklmnop$6.vC8ffobuN7AxcHvesxeeksF2DXFfpYyFt3PFU8pYpEQPhWFSN7hwaUQRfHg/LkfB3jIPEitUcU7ZTqjaQUp1",
	"", US_PRIMITIVE_SHA512CRYPT, 0, 5000},
	/* the same with a longer salt, of which 16 characters count */
	{"sha512crypt", "$6$abcdefghijklmnopqrst$6.vC8ffobuN7AxcHvesxeeksF2DXFfpYyFt3PFU8pYpEQPhWFSN7hwaUQRfHg/LkfB3jIPEitUcU7ZTqjaQUp1",
	"", US_PRIMITIVE_SHA512CRYPT, 0, 5000},
	{"sha256crypt", "$5$rounds=1234$saltstring$Ec76zQKnA5u3JiOlHBkcnABZSMnDqA7n/StR6SXBcR3",
	WIDE, US_PRIMITIVE_SHA256CRYPT, 0, 1234},
	{"sha256crypt", "$5$a$Ca7Msv3A0x6b6AXmEVqvTuLFgP/sgGgHmBTEy9kIb2B",
	LONG, US_PRIMITIVE_SHA256CRYPT, 0, 5000},
	{"sha1crypt", "$sha1$20$GGXpNqoJ$bIQbQiyRRcny0JtwhLVTJqSMRSWN",
	WIDE, US_PRIMITIVE_SHA1CRYPT, 0, 20},
	{"sunmd5", "$md5$9ZLwtuTO$$aOOVn0TfNZVlneE8yx8TQ/",
	EXAMPLE_PASSWORD, US_PRIMITIVE_SUNMD5, 0, 4096},
	{"sunmd5", "$md5,rounds=7$9ZLwtuTO$$58wKC3vcw9WGRNrq1E4bD1",
	WIDE, US_PRIMITIVE_SUNMD5, 0, 4103},
	{"sunmd5", "$md5,rounds=7$9ZLwtuTO$w32Bq4K7Pg/ZjIZsWqIp30",
	WIDE, US_PRIMITIVE_SUNMD5, 0, 4103},
	{"md5crypt", "$1$abcdefgh$zMAUyOpByhgtzs/zkOcZc/",
	WIDE, US_PRIMITIVE_MD5CRYPT, 0, 1000},
	{"md5crypt", "$1$$QK5kBxJgfMvwkMe8FdK/i/",
	LONG, US_PRIMITIVE_MD5CRYPT, 0, 1000},
	{"bsdicrypt", "_J...abcdVgzihBO6j1Y",
	WIDE, US_PRIMITIVE_DES, 0, 21},
	{"descrypt", "abkpzmEPq4NEA", WIDE, US_PRIMITIVE_DES, 0, 25},
	{"apr1", "$apr1$abcdefgh$/sR96RRNeXhH0I9PUsyRu1",
	WIDE, US_PRIMITIVE_APR1, 0, 1000},
	{"apr1", "$apr1$ab$S8K6Sgp3W8c9Jb6LxgywZ.",
	"", US_PRIMITIVE_APR1, 0, 1000},
	{"apr1", "$apr1$ab.$n5z6DqRIjuVrwwvM9G4e60",
	LONG, US_PRIMITIVE_APR1, 0, 1000},
	{"nthash", "$3$$47b6e1cb72ba1ecfa462ad840ada1c91",
	WIDE, US_PRIMITIVE_NONE, 0, 0},
	{"crypt-scrypt7", "$7$26..../....SaltSalt$gKLTy.11y61aYuqEB3dGulgGS4K/3eWNLoC/LrNROJA",
	WIDE, US_PRIMITIVE_SCRYPT7, 4 << 16 | 8, 1},
	{"crypt-scrypt7", "$7$40....1....$zhxaOzEYZCSJWaog1VI0O0JPrvpEUJ7hiaoV7DgUAO0",
	LONG, US_PRIMITIVE_SCRYPT7, 6 << 16 | 2, 3},
	{"yescrypt", "$y$.00$..$LkLgkcjVX06mZQ74wT11OVUaL.DDJHZYfBfyxUVMEP4",
	WIDE, US_PRIMITIVE_SCRYPT7, 3 << 16 | 3, 1},
	{"yescrypt", "$y$/1/./$..$jKhK15fMhoeGQiDgOssx3KFH9mwi8CR1w1xZ3pGd/ZC",
	WIDE, US_PRIMITIVE_SCRYPT7, 4 << 16 | 2, 3},
	{"yescrypt", "$y$j/.$abcd$2MXtLaqSietpxKoJlVstWk0U4w93paZmca8UYYH4FI5",
	WIDE, US_PRIMITIVE_YESCRYPT, 2 << 16 | 1, 1},
	{"yescrypt", "$y$jC5$saltsaltsalt....$Wc6vYI1jKtYVq3O5ivAkHvMnZR1ZvgwyoplqpxCccl2",
	WIDE, US_PRIMITIVE_YESCRYPT, 15 << 16 | 8, 1},
	{"yescrypt", "$y$j1.0./$..$4IjOofjOLcDuphskboGMOwcDWXt1ChVR7JCfoPQAs9B",
	WIDE, US_PRIMITIVE_YESCRYPT, 4 << 16 | 1, 2},
	{"gost-yescrypt", "$gy$jC5$saltsaltsalt....$/qM9Zb2U.yLwUpuysTti0zi3OEijZ7gFkONWg7rHma.",
	WIDE, US_PRIMITIVE_GOST_YESCRYPT, 15 << 16 | 8, 1},
};

static void
test_known(void)
{
	UsHashInfo	info;
	UsVerifier	stored;
	int			i;

	for (i = 0; i < COUNT(known); i++)
	{
		matches(NULL, known[i].verifier, known[i].password,
				known[i].verifier);
		matches(known[i].scheme, known[i].verifier, known[i].password,
				"the same where it is declared");
		stored = declared_verifier(NULL, known[i].verifier);
		ok(us_hash_inspect(&stored, &example_limits, &info) ==
		   US_HASH_MATCH && strcmp(info.scheme, known[i].scheme) == 0 &&
		   is_work(&info, known[i].primitive, known[i].shape,
				   known[i].amount), "its scheme and work");
	}
}

/* Bare digits of any case, declared by name or by an object. */
static void
test_nthash(void)
{
	const char *upper = "47B6E1CB72BA1ECFA462AD840ADA1C91";
	const char *mixed = "47b6e1cb72ba1ecfa462ad840adA1C91";
	UsHashInfo	info;

	matches("nthash", upper, WIDE, "nthash in bare digits");
	matches("{\"scheme\": \"nthash\"}", mixed, WIDE,
			"the same, declared by an object");
	ok(try_text(upper, WIDE, &info) == US_HASH_UNSUPPORTED &&
	   info.scheme == NULL, "bare digits are not recognised");
	ok(try_declared("nthash", upper, "\xff", &info) == US_HASH_MISMATCH &&
	   info.detail == NULL, "what is no UTF-8 matches no nthash");
	refuses("{\"scheme\": \"nthash\", \"salt\": \"a\"}", upper,
			US_HASH_UNSUPPORTED, "The scheme nthash has no parameters.");
}

/* Is the digest taken out, and nothing else, so that the rest still reads? */
static void
test_blanks(void)
{
	int			i;

	for (i = 0; i < COUNT(known); i++)
	{
		char	   *text = strdup(known[i].verifier);
		UsVerifier	stored = declared_verifier(NULL, text);
		UsHashInfo	info;
		UsHashJob	job;
		UsBlank		blank;
		const bool	dear = strstr(known[i].scheme, "scrypt") != NULL &&
			strcmp(known[i].scheme, "descrypt") != 0;

		us_table_read(&stored, &example_limits, &job, &info);
		blank = job.blank;
		if (blank.kind == US_BLANK_TEXT)
			memset(text + (blank.where.start - text), blank.fill,
				   blank.where.len);
		ok(dear ? blank.kind == US_BLANK_NEVER :
		   (blank.where.start + blank.where.len == text + strlen(text) &&
			us_table_read(&stored, &example_limits, &job, &info) ==
			US_HASH_MATCH && strcmp(info.scheme, known[i].scheme) == 0 &&
			job.blank.where.start == blank.where.start &&
			job.expected[0] == (strcmp(info.scheme, "nthash") == 0 ?
								0 : '.')),
		   "%s: the digest taken out", known[i].scheme);
		sodium_memzero(&job, sizeof(job));
		free(text);
	}
}

static bool
consumes(const char *verifier, size_t len)
{
	const UsVerifier stored = declared_verifier(NULL, verifier);

	return us_hash_consumes(&stored, len, &example_limits);
}

static void
test_consumed(void)
{
	ok(!consumes("abkpzmEPq4NEA", 1) &&
	   !consumes("_J...abcdVgzihBO6j1Y", 1),
	   "DES does not tell passwords of one byte apart");
	ok(consumes("$1$$QK5kBxJgfMvwkMe8FdK/i/", 511) &&
	   consumes("$apr1$ab$S8K6Sgp3W8c9Jb6LxgywZ.", 511) &&
	   consumes("$3$$47b6e1cb72ba1ecfa462ad840ada1c91", 511) &&
	   consumes("$y$j/.$$M7GCBJWuUlApaDUtLCZt/B0h/BZNy3EfqJNGsUPz8z.", 511),
	   "the others tell all apart");
}

/* As passlib computes them, too. */
static void
test_lengths(void)
{
	char		most[512];
	char		more[513];
	UsHashInfo	info;

	memset(most, 'y', 511);
	most[511] = '\0';
	memset(more, 'y', 512);
	more[512] = '\0';
	ok(try_text("$1$abcdefgh$8sSN7XHc7eeM.Rm.84qhv1", most, &info) ==
	   US_HASH_MATCH, "511 bytes are hashed");
	ok(try_text("$1$abcdefgh$8sSN7XHc7eeM.Rm.84qhv1", more, &info) ==
	   US_HASH_TOO_LONG && info.detail != NULL, "512 bytes are refused");
	ok(try_text("$apr1$ab$S8K6Sgp3W8c9Jb6LxgywZ.", most, &info) ==
	   US_HASH_MISMATCH, "511 bytes are hashed by apr1");
	ok(try_text("$apr1$ab$S8K6Sgp3W8c9Jb6LxgywZ.", more, &info) ==
	   US_HASH_TOO_LONG && info.detail != NULL,
	   "512 bytes are refused by apr1");
	memcpy(more, "password", 8);
	ok(try_text("abJnggxhB/yWI", more, &info) == US_HASH_MATCH,
	   "DES looks at the first 8 of 512");
}

/* Through whatever holds a string of crypt(3). */
static void
test_any(void)
{
	static const char *const others[] = {
		"plain", "", "$9$x", "$apr1$ab$S8K6Sgp3W8c9Jb6LxgywZ."
	};
	UsHashInfo	info;
	UsHashJob	job;
	int			good = 0;
	int			i;

	for (i = 0; i < COUNT(known); i++)
	{
		const UsVerifier stored = declared_verifier(NULL, known[i].verifier);

		memset(&job, 0, sizeof(job));
		memset(&info, 0, sizeof(info));
		if (us_crypt_read(&stored, &example_limits, &job, &info) ==
			US_HASH_MATCH && job.compute != NULL)
			good++;
	}
	ok(good == COUNT(known) - 3, "crypt(3) has all but apr1");
	for (i = 0; i < COUNT(others); i++)
	{
		const UsVerifier stored = declared_verifier(NULL, others[i]);

		ok(us_crypt_read(&stored, &example_limits, &job, &info) ==
		   US_HASH_UNSUPPORTED, "... and not \"%s\"", others[i]);
	}
	sodium_memzero(&job, sizeof(job));
}

static void
test_burn(void)
{
	char		long_one[600];

	memset(long_one, 'y', sizeof(long_one));
	ok(us_apr1_burn((UsSpan) {long_one, sizeof(long_one)}) == US_HASH_MATCH &&
	   us_apr1_burn((UsSpan) {NULL, 0}) == US_HASH_MATCH,
	   "apr1 burns any password");
}

int
main(void)
{
	plan(COUNT(known) * 4 + 5 + 2 + 5 + 5 + 1);
	us_hash_start(NULL);
	test_known();
	test_nthash();
	test_blanks();
	test_consumed();
	test_lengths();
	test_any();
	test_burn();
	return done();
}
