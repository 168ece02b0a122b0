/* Proves PBKDF2's known answers, and that OpenSSL's want of memory is told
 * apart from a wrong password. */
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <sodium.h>

#include "examples.h"
#include "hash/pbkdf2.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define FAILURES_MAX	2000

/* RFC 6070 for SHA-1; RFC 7914 for SHA-256; SHA-512 by Python's hashlib. */
static const struct
{
	UsPbkdf2Prf prf;
	const char *password;
	const char *salt;
	uint32_t	iterations;
	size_t		key_len;
	const char *key;
}			answers[] =
{
	{US_PBKDF2_SHA1, "password", "salt", 1, 20,
	"0c60c80f961f0e71f3a9b524af6012062fe037a6"},
	{US_PBKDF2_SHA1, "password", "salt", 4096, 20,
	"4b007901b765489abead49d926f721d065a429c1"},
	{US_PBKDF2_SHA1, "passwordPASSWORDpassword",
		"saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096, 25,
	"3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038"},
	{US_PBKDF2_SHA256, "passwd", "salt", 1, 64,
		"55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
	"49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"},
	{US_PBKDF2_SHA512, "password", "salt", 1000, 64,
		"afe6c5530785b6cc6b1c6453384731bd5ee432ee549fd42fb6695779ad8a1c5b"
	"f59de69c48f774efc4007d5298f9033c0241d5ab69305e7b64eceeb8d834cfec"},
};

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
		UsPbkdf2	pbkdf2;
		unsigned char key[US_PBKDF2_KEY_MAX];
		char		hex[2 * US_PBKDF2_KEY_MAX + 1];

		pbkdf2.prf = answers[i].prf;
		pbkdf2.iterations = answers[i].iterations;
		pbkdf2.salt = answers[i].salt;
		pbkdf2.salt_len = strlen(answers[i].salt);
		pbkdf2.key_len = answers[i].key_len;
		ok(us_pbkdf2_compute(&pbkdf2, answers[i].password,
							 strlen(answers[i].password),
							 key) == US_HASH_MATCH &&
		   strcmp(sodium_bin2hex(hex, sizeof(hex), key, pbkdf2.key_len),
				  answers[i].key) == 0, "a known answer: %.20s...",
		   answers[i].key);
	}
}

/*
 * Lets each allocation fail in turn.  A mistaken answer is any but out of
 * memory, or the right one if OpenSSL could do without.
 */
static void
test_failures(bool all_behind, const char *what)
{
	int			failures = 0;
	int			mistaken = 0;
	long		i;

	for (i = 0; i < FAILURES_MAX; i++)
	{
		UsHashInfo	info;
		UsHashResult result;

		forever = all_behind;
		failed = false;
		allowed = i;
		result = us_hash_verify(NULL, CHEAP_DJANGO, strlen(CHEAP_DJANGO),
								EXAMPLE_PASSWORD, strlen(EXAMPLE_PASSWORD),
								&example_limits, &info);
		allowed = -1;
		if (!failed)
			break;
		failures++;
		if (result != US_HASH_MATCH &&
			(result != US_HASH_NO_MEMORY || info.detail == NULL))
		{
			mistaken++;
			note("allocation %ld: %s", i, result_name(result));
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
	UsHashInfo	info;

	ok(EVP_set_default_properties(NULL, "provider=nobody") == 1 &&
	   us_hash_verify(NULL, CHEAP_DJANGO, strlen(CHEAP_DJANGO), "x", 1,
					  &example_limits, &info) == US_HASH_UNSUPPORTED &&
	   info.detail != NULL && ERR_peek_error() == 0,
	   "without the algorithm: unsupported");
}

int
main(void)
{
	plan(1 + COUNT(answers) + 4 + 1);
	ok(CRYPTO_set_mem_functions(count_malloc, count_realloc, count_free) == 1,
	   "OpenSSL takes its memory here");
	if (us_hash_start() != 0)
		return 1;
	/* NB: these first: OpenSSL 3.0 may crash if its first use lacks memory */
	test_answers();
	test_failures(false, "one allocation fails");
	test_failures(true, "it and all behind it fail");
	test_missing();
	return done();
}
