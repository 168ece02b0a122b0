/* Proves scrypt's known answers, its bounds, and that want of memory is told
 * apart. */
#include <string.h>

#include <sodium.h>

#include "hash/scrypt.h"
#include "hash/span.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

/* RFC 7914, 12. */
static const struct
{
	const char *password;
	const char *salt;
	uint32_t	n;
	uint32_t	r;
	uint32_t	p;
	const char *key;
}			answers[] =
{
	{"", "", 16, 1, 1,
		"77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
	"fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"},
	{"password", "NaCl", 1024, 8, 16,
		"fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
	"2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"},
	{"pleaseletmein", "SodiumChloride", 16384, 8, 1,
		"7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
	"d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"},
};

/* 64 MiB of memory, 256 MiB of work. */
static const UsHashLimits limits = {0, 0, 0, 0, 65536, 262144, 0, 0};

static const struct
{
	uint32_t	log2_n;
	uint32_t	r;
	uint32_t	p;
	size_t		key_len;
	UsHashResult result;
	const char *what;
}			bounds[] =
{
	{16, 8, 1, 32, US_HASH_MATCH, "64 MiB"},
	{16, 8, 4, 32, US_HASH_MATCH, "64 MiB four times"},
	{16, 8, 5, 32, US_HASH_OUT_OF_BOUNDS, "64 MiB five times"},
	{16, 9, 1, 32, US_HASH_OUT_OF_BOUNDS, "72 MiB"},
	{17, 8, 1, 32, US_HASH_OUT_OF_BOUNDS, "128 MiB"},
	{1, 1, 524288, 32, US_HASH_MATCH, "64 MiB of lanes"},
	{1, 1, 524289, 32, US_HASH_OUT_OF_BOUNDS, "a lane more"},
	{1, 65535, 8, 32, US_HASH_MATCH, "the largest r"},
	{1, 65536, 1, 32, US_HASH_OUT_OF_BOUNDS, "an r beyond 16 bits"},
	{31, 65535, 16384, 32, US_HASH_OUT_OF_BOUNDS, "all at their largest"},
	{31, 1, 1, 32, US_HASH_OUT_OF_BOUNDS, "256 GiB"},
	{32, 1, 1, 32, US_HASH_OUT_OF_BOUNDS, "N of 32 bits"},
	{63, 1, 1, 32, US_HASH_OUT_OF_BOUNDS, "N of 63 bits"},
	{64, 1, 1, 32, US_HASH_OUT_OF_BOUNDS, "N beyond 64 bits"},
	{UINT32_MAX, UINT32_MAX, UINT32_MAX, 32, US_HASH_OUT_OF_BOUNDS,
	"all ones"},
	{0, 1, 1, 32, US_HASH_MALFORMED, "N = 1"},
	{4, 0, 1, 32, US_HASH_MALFORMED, "r = 0"},
	{4, 1, 0, 32, US_HASH_MALFORMED, "p = 0"},
	{4, 1, 1, 0, US_HASH_MALFORMED, "no key"},
	{4, 1, 1, 128, US_HASH_MATCH, "the longest key"},
	{4, 1, 1, 129, US_HASH_MALFORMED, "a longer one"},
};

static void
test_answers(void)
{
	int			i;

	for (i = 0; i < COUNT(answers); i++)
	{
		const UsSpan password = {answers[i].password,
		strlen(answers[i].password)};
		UsScrypt	scrypt = {0};
		unsigned char key[64];
		char		hex[2 * 64 + 1];

		scrypt.r = answers[i].r;
		scrypt.p = answers[i].p;
		scrypt.salt_len = strlen(answers[i].salt);
		memcpy(scrypt.salt, answers[i].salt, scrypt.salt_len);
		ok(us_scrypt_log2(answers[i].n, &scrypt.log2_n) &&
		   us_scrypt_derive(&scrypt, password, key, 64) == US_HASH_MATCH &&
		   strcmp(sodium_bin2hex(hex, sizeof(hex), key, 64),
				  answers[i].key) == 0,
		   "a known answer: %.20s...", answers[i].key);
	}
}

static void
test_log2(void)
{
	static const uint32_t none[] = {0, 1, 3, 6, 16383, 16385, UINT32_MAX};
	uint32_t	log2_n = 99;
	int			wrong = 0;
	unsigned	i;

	for (i = 1; i < 32; i++)
	{
		if (!us_scrypt_log2((uint32_t) 1 << i, &log2_n) || log2_n != i)
			wrong++;
	}
	ok(wrong == 0, "powers of two have their exponents");
	log2_n = 99;
	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
	{
		if (us_scrypt_log2(none[i], &log2_n) || log2_n != 99)
			wrong++;
	}
	ok(wrong == 0, "other numbers have none");
}

static void
test_bounds(void)
{
	int			i;

	for (i = 0; i < COUNT(bounds); i++)
	{
		UsHashJob	job;
		UsHashInfo	info;
		UsHashResult result;

		memset(&job, 0, sizeof(job));
		memset(&info, 0, sizeof(info));
		us_scrypt_state(&job)->log2_n = bounds[i].log2_n;
		us_scrypt_state(&job)->r = bounds[i].r;
		us_scrypt_state(&job)->p = bounds[i].p;
		job.expected_len = bounds[i].key_len;
		result = us_scrypt_finish(&job, &limits, &info);
		ok(result == bounds[i].result &&
		   (result == US_HASH_MATCH) == (info.detail == NULL),
		   "bounds: %s", bounds[i].what);
	}
}

static void
test_burn(void)
{
	const UsSpan password = US_SPAN("x");

	ok(us_scrypt_burn(4 << 16 | 8, 3, password) == US_HASH_MATCH,
	   "as much can be done for nothing");
	ok(us_scrypt_burn(4 << 16 | 8, 0, password) == US_HASH_MATCH,
	   "and nothing too");
	ok(us_scrypt_burn(4 << 16 | 8, UINT64_MAX, password) ==
	   US_HASH_OUT_OF_BOUNDS, "but no endless lanes");
}

/* A sanitizer needs the address space too: a quarter of a PiB is too much. */
static void
test_memory(void)
{
	UsHashInfo	info;
	UsHashJob	job;
	unsigned char key[US_JOB_EXPECTED_MAX];

	memset(&info, 0, sizeof(info));
	memset(&job, 0, sizeof(job));
	us_scrypt_state(&job)->log2_n = 31;
	us_scrypt_state(&job)->r = 1024;
	us_scrypt_state(&job)->p = 1;
	job.expected_len = 32;
	ok(us_scrypt_compute(&job, US_SPAN("x"), key, &info) ==
	   US_HASH_NO_MEMORY && info.detail != NULL,
	   "memory that can't be had is told");
}

int
main(void)
{
	plan(COUNT(answers) + 2 + COUNT(bounds) + 3 + 1);
	if (sodium_init() < 0)
		return 1;
	test_answers();
	test_log2();
	test_bounds();
	test_burn();
	test_memory();
	return done();
}
