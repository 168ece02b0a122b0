/* Proves PBKDF2's known answers and bounds, and that OpenSSL's want of memory
 * is told apart from a wrong password. */
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <sodium.h>

#include "hash/pbkdf2.h"
#include "hash/span.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define FAILURES_MAX	2000

/* A literal and its length, NUL bytes and all. */
#define BYTES(literal)	literal, sizeof(literal) - 1

/*
 * RFC 6070 for SHA-1; RFC 7914, 11 for SHA-256; the others by Python's hashlib
 * and, what comes from the legacy provider, by PHP's hash_pbkdf2.
 */
static const struct
{
	UsDigest	digest;
	const char *password;
	size_t		password_len;
	const char *salt;
	size_t		salt_len;
	uint32_t	iterations;
	const char *key;
}			answers[] =
{
	{US_SHA1, BYTES("password"), BYTES("salt"), 1,
	"0c60c80f961f0e71f3a9b524af6012062fe037a6"},
	{US_SHA1, BYTES("password"), BYTES("salt"), 2,
	"ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"},
	{US_SHA1, BYTES("password"), BYTES("salt"), 4096,
	"4b007901b765489abead49d926f721d065a429c1"},
	{US_SHA1, BYTES("passwordPASSWORDpassword"),
		BYTES("saltSALTsaltSALTsaltSALTsaltSALTsalt"), 4096,
	"3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038"},
	{US_SHA1, BYTES("pass\0word"), BYTES("sa\0lt"), 4096,
	"56fa6aa75548099dcc37d7f03425e0c3"},
	{US_SHA256, BYTES("passwd"), BYTES("salt"), 1,
		"55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
	"49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"},
	{US_SHA256, BYTES("Password"), BYTES("NaCl"), 80000,
		"4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
	"a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"},
	{US_SHA256, BYTES(""), BYTES(""), 1,
	"f7ce0b653d2d72a4108cf5abe912ffdd777616dbbb27a70e8204f3ae2d0f6fad"},
	{US_SHA512, BYTES("password"), BYTES("salt"), 1000,
		"afe6c5530785b6cc6b1c6453384731bd5ee432ee549fd42fb6695779ad8a1c5b"
	"f59de69c48f774efc4007d5298f9033c0241d5ab69305e7b64eceeb8d834cfec"},
	{US_MD5, BYTES("password"), BYTES("salt"), 1000,
	"8d189946a32d883622a16ae18af0632f"},
	{US_SHA224, BYTES("password"), BYTES("salt"), 1000,
	"d3bcf320fd918908eafcaa460faf40e201f6508d4e6f3d9c1c0abd30"},
	{US_SHA384, BYTES("password"), BYTES("salt"), 1000,
		"3bd37e2236941d4a77b1b5b714c6f913fabb6b0841a6d7d8"
	"656b99d611e900fe06edb93b5b809efaa9678b635ce513e0"},
	{US_SHA3_256, BYTES("password"), BYTES("salt"), 1000,
	"ee56a9b7311bb081d0bbfa8dc3c2798f30abbbec6344426829d956ed06eaecab"},
	{US_SHA3_512, BYTES("password"), BYTES("salt"), 1000,
		"e697001cf40fe4623eb67df2ddab791a499451234957133097deffce766fc983"
	"9e4642de2a1cfea8307d98bde6995bab8cf70453dc8eab92fcba0a02a2ae026e"},
	{US_RIPEMD160, BYTES("password"), BYTES("salt"), 1000,
	"b5c5682c46fdb315930cfc54e82d0987e6ef938f"},
	{US_MD4, BYTES("password"), BYTES("salt"), 1000,
	"fb0618184744c5ae3c685e5c1f592aff"},
	{US_WHIRLPOOL, BYTES("password"), BYTES("salt"), 1000,
		"5ad7361484c7dde6b23e573c4b61d1fd16023fd6c0170d0b26d70f7ac8c683f0"
	"6e767804750357b4032297c2ad36cbd84d01476c1298826b71f605dbcda9e055"},
};

static const UsHashLimits limits = {0, 0, 0, 1000, 0, 0, 0, 0};

/* Allocations that go well before one fails; negative: none fails. */
static long allowed = -1;
static bool forever;			/* do all behind it fail too? */
static bool failed;

static bool
is_refused(void)
{
	if (allowed < 0)
		return false;
	if (allowed > 0)
	{
		allowed--;
		return false;
	}
	if (!forever)
		allowed = -1;
	failed = true;
	return true;
}

static void *
count_malloc(size_t size, const char *file, int line)
{
	(void) file;
	(void) line;
	return is_refused() ? NULL : malloc(size);
}

static void *
count_realloc(void *old, size_t size, const char *file, int line)
{
	(void) file;
	(void) line;
	return is_refused() ? NULL : realloc(old, size);
}

static void
count_free(void *old, const char *file, int line)
{
	(void) file;
	(void) line;
	free(old);
}

static void
test_answers(void)
{
	int			i;

	for (i = 0; i < COUNT(answers); i++)
	{
		const UsSpan password = {answers[i].password, answers[i].password_len};
		const size_t key_len = strlen(answers[i].key) / 2;
		const char *name = us_digest_name(answers[i].digest);
		unsigned char key[US_PBKDF2_KEY_MAX];
		char		hex[2 * US_PBKDF2_KEY_MAX + 1];
		UsPbkdf2	pbkdf2;
		UsHashResult result;

		pbkdf2.digest = answers[i].digest;
		pbkdf2.iterations = answers[i].iterations;
		pbkdf2.salt_len = answers[i].salt_len;
		memcpy(pbkdf2.salt, answers[i].salt, pbkdf2.salt_len);
		result = us_pbkdf2_derive(&pbkdf2, password, key, key_len);
		if (result == US_HASH_UNSUPPORTED &&
			(pbkdf2.digest == US_MD4 || pbkdf2.digest == US_WHIRLPOOL))
			skip("no legacy provider here");
		else
			ok(result == US_HASH_MATCH &&
			   strcmp(sodium_bin2hex(hex, sizeof(hex), key, key_len),
					  answers[i].key) == 0, "%s, a known answer: %.20s...",
			   name, answers[i].key);
	}
}

/* A job of SHA-256 with so many iterations and bytes of key. */
static UsHashResult
finish(uint32_t iterations, size_t key_len, UsHashJob *job, UsHashInfo *info)
{
	memset(job, 0, sizeof(*job));
	memset(info, 0, sizeof(*info));
	us_pbkdf2_state(job)->digest = US_SHA256;
	us_pbkdf2_state(job)->iterations = iterations;
	job->expected_len = key_len;
	return us_pbkdf2_finish(job, &limits, info);
}

static void
test_finish(void)
{
	unsigned char out[US_JOB_EXPECTED_MAX];
	UsHashJob	job;
	UsHashInfo	info;

	ok(finish(500, 33, &job, &info) == US_HASH_MATCH &&
	   info.work_count == 1 &&
	   info.works[0].primitive == US_PRIMITIVE_PBKDF2 &&
	   info.works[0].shape == US_SHA256 && info.works[0].amount == 1000,
	   "the work is iterations times blocks");
	ok(job.compute(&job, US_SPAN("x"), out, &info) == US_HASH_MATCH,
	   "what is within the limit is computed");
	ok(finish(1001, 32, &job, &info) == US_HASH_OUT_OF_BOUNDS &&
	   info.detail != NULL, "more iterations are refused");
	ok(finish(501, 33, &job, &info) == US_HASH_OUT_OF_BOUNDS &&
	   info.detail != NULL, "and of two blocks together");
	ok(finish(0, 32, &job, &info) == US_HASH_MALFORMED &&
	   info.detail != NULL, "none are malformed");
	ok(finish(1, 0, &job, &info) == US_HASH_MALFORMED &&
	   info.detail != NULL, "an empty key is malformed");
	ok(finish(1, US_PBKDF2_KEY_MAX + 1, &job, &info) == US_HASH_MALFORMED &&
	   info.detail != NULL, "a long key is malformed");
	ok(us_pbkdf2_burn(US_SHA256, 0, US_SPAN("x")) == US_HASH_MATCH &&
	   us_pbkdf2_burn(US_SHA256, 1000, US_SPAN("x")) == US_HASH_MATCH,
	   "as much can be done for nothing");
}

/*
 * Lets each allocation fail in turn.  A mistaken answer is any but out of
 * memory, or the right one if OpenSSL could do without.
 */
static void
test_failures(UsDigest digest, bool all_behind, const char *what)
{
	const UsSpan message = US_SPAN("x");
	UsPbkdf2	pbkdf2 = {0};
	int			failures = 0;
	int			mistaken = 0;
	long		i;

	pbkdf2.digest = digest;
	pbkdf2.iterations = 1;
	for (i = 0; i < FAILURES_MAX; i++)
	{
		unsigned char key[US_DIGEST_MAX];
		UsHashResult result;

		forever = all_behind;
		failed = false;
		allowed = i;
		result = us_pbkdf2_derive(&pbkdf2, message, key, 16);
		if (result == US_HASH_MATCH)
			result = us_hmac_compute(digest, message, &message, 1, key);
		if (result == US_HASH_MATCH)
			result = us_digest_iterate(digest, key, message, 2);
		allowed = -1;
		if (!failed)
			break;
		failures++;
		if (result != US_HASH_MATCH && result != US_HASH_NO_MEMORY)
		{
			mistaken++;
			note("allocation %ld: result %d", i, (int) result);
		}
	}
	ok(failures > 0 && mistaken == 0 && i < FAILURES_MAX,
	   "%s: %d times, never mistaken", what, failures);
	ok(ERR_peek_error() == 0, "%s: no error is left behind", what);
}

/* An algorithm that OpenSSL's configuration lacks is no want of memory. */
static void
test_missing(void)
{
	const UsSpan message = US_SPAN("x");
	unsigned char key[US_DIGEST_MAX];

	ok(EVP_set_default_properties(NULL, "provider=nobody") == 1 &&
	   us_digest_compute(US_SHA3_224, &message, 1, key) ==
	   US_HASH_UNSUPPORTED && ERR_peek_error() == 0,
	   "without the algorithm: unsupported");
}

int
main(void)
{
	plan(1 + COUNT(answers) + 8 + 4 + 1);
	ok(CRYPTO_set_mem_functions(count_malloc, count_realloc, count_free) == 1,
	   "OpenSSL takes its memory here");
	if (sodium_init() < 0)
		return 1;
	/* NB: these first: OpenSSL 3.0 may crash if its first use lacks memory */
	test_answers();
	test_finish();
	test_failures(US_SHA256, false, "one allocation fails");
	test_failures(US_SHA256, true, "it and all behind it fail");
	test_missing();
	return done();
}
