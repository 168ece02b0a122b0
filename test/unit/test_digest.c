/* Proves digests' and HMAC's known answers, that a loop can be interrupted,
 * and that a missing provider is told from missing memory. */
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <sodium.h>

#include "hash/digest.h"
#include "hash/host.h"
#include "hash/span.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))
#define HEX_ROOM		(2 * US_DIGEST_MAX + 1)

/* How often the loop goes on asking before it is told to stop. */
static int	questions = -1;

/*
 * The digest of "abc": FIPS 180-4 and FIPS 202 by NIST's examples, RFC 1320,
 * RFC 1321, and the authors of RIPEMD-160 and Whirlpool.
 */
static const struct
{
	UsDigest	digest;
	const char *name;
	const char *answer;
}			answers[] =
{
	{US_MD4, "md4", "a448017aaf21d8525fc10ae87aa6729d"},
	{US_MD5, "md5", "900150983cd24fb0d6963f7d28e17f72"},
	{US_SHA1, "sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"},
	{US_SHA224, "sha224",
	"23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"},
	{US_SHA256, "sha256",
	"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
	{US_SHA384, "sha384",
		"cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"
	"1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"},
	{US_SHA512, "sha512",
		"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
	"2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
	{US_SHA3_224, "sha3-224",
	"e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf"},
	{US_SHA3_256, "sha3-256",
	"3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"},
	{US_SHA3_384, "sha3-384",
		"ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c25"
	"96da7cf0e49be4b298d88cea927ac7f539f1edf228376d25"},
	{US_SHA3_512, "sha3-512",
		"b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e"
	"10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0"},
	{US_RIPEMD160, "ripemd160", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"},
	{US_WHIRLPOOL, "whirlpool",
		"4e2448a4c6f486bb16b6562c73b4020bf3043e3a731bce721ae1b303d97e6d4c"
	"7181eebdb6c57e277d0e34957114cbd6c797fc9d95d8b582d225292076d4eef5"},
};

/* RFC 2202 and RFC 4231, test case 2: the key is "Jefe". */
static const struct
{
	UsDigest	digest;
	const char *answer;
}			keyed[] =
{
	{US_MD5, "750c783e6ab0b503eaa86e310a5db738"},
	{US_SHA1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
	{US_SHA224, "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44"},
	{US_SHA256,
	"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
	{US_SHA384,
		"af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47"
	"e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"},
	{US_SHA512,
		"164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
	"9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"},
};

static bool
stop_soon(void)
{
	return questions == 0 || (questions > 0 && questions-- == 0);
}

static bool
is_legacy(UsDigest digest)
{
	bool		legacy;

	us_digest_openssl_name(digest, &legacy);
	return legacy;
}

/* OpenSSL looks for its modules in that folder. */
static void
test_missing(void)
{
	const UsSpan abc = US_SPAN("abc");
	unsigned char out[US_DIGEST_MAX];

	setenv("OPENSSL_MODULES", "/nowhere", 1);
	ok(us_digest_compute(US_MD4, &abc, 1, out) == US_HASH_UNSUPPORTED &&
	   us_hmac_compute(US_WHIRLPOOL, abc, &abc, 1, out) ==
	   US_HASH_UNSUPPORTED &&
	   us_digest_iterate(US_MD4, out, abc, 1) == US_HASH_UNSUPPORTED,
	   "without the legacy provider: unsupported");
	ok(us_digest_detail(US_HASH_UNSUPPORTED) != NULL, "... which is said");
	ok(ERR_peek_error() == 0, "... and leaves no error");
	ok(us_digest_compute(US_SHA256, &abc, 1, out) == US_HASH_MATCH,
	   "the others need none");
	unsetenv("OPENSSL_MODULES");
}

static void
test_answers(void)
{
	const UsSpan parts[] = {{"a", 1}, {NULL, 0}, {"bc", 2}};
	int			i;

	for (i = 0; i < COUNT(answers); i++)
	{
		const UsDigest digest = answers[i].digest;
		const UsSpan name = {answers[i].name, strlen(answers[i].name)};
		char		hex[HEX_ROOM];
		UsDigest	named;
		UsHashResult result;

		ok(us_digest_named(name, &named) && named == digest &&
		   strcmp(us_digest_name(digest), name.start) == 0 &&
		   2 * us_digest_bytes(digest) == strlen(answers[i].answer),
		   "%s has its name and length", name.start);
		result = us_digest_hex(digest, parts, 3, hex);
		if (result == US_HASH_UNSUPPORTED && is_legacy(digest))
			skip("no legacy provider here");
		else
			ok(result == US_HASH_MATCH &&
			   strcmp(hex, answers[i].answer) == 0, "%s of parts", name.start);
	}
}

static void
test_hmac(void)
{
	const UsSpan parts[] = {{"what do ya want ", 16}, {"for nothing?", 12}};
	unsigned char out[US_DIGEST_MAX];
	char		hex[HEX_ROOM];
	int			i;

	for (i = 0; i < COUNT(keyed); i++)
	{
		const UsDigest digest = keyed[i].digest;

		ok(us_hmac_compute(digest, US_SPAN("Jefe"), parts, 2, out) ==
		   US_HASH_MATCH &&
		   strcmp(sodium_bin2hex(hex, sizeof(hex), out,
								 us_digest_bytes(digest)),
				  keyed[i].answer) == 0,
		   "HMAC with %s", us_digest_name(digest));
	}
	/* by Python's hmac */
	ok(us_hmac_compute(US_SHA1, (UsSpan) {NULL, 0}, parts, 0, out) ==
	   US_HASH_MATCH &&
	   strcmp(sodium_bin2hex(hex, sizeof(hex), out, 20),
			  "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d") == 0,
	   "HMAC of nothing with no key");
}

static void
test_iterate(void)
{
	const UsSpan tail = US_SPAN("tail");
	unsigned char value[US_DIGEST_MAX] = {0};
	unsigned char other[US_DIGEST_MAX] = {0};
	UsSpan		parts[2];
	int			i;

	parts[0] = (UsSpan) {(char *) other, 32};
	parts[1] = tail;
	for (i = 0; i < 1000; i++)
		us_digest_compute(US_SHA256, parts, 2, other);
	ok(us_digest_iterate(US_SHA256, value, tail, 1000) == US_HASH_MATCH &&
	   memcmp(value, other, 32) == 0, "a thousand rounds are as many digests");
	ok(us_digest_iterate(US_SHA256, value, tail, 0) == US_HASH_MATCH &&
	   memcmp(value, other, 32) == 0, "no round changes nothing");
}

static void
test_interrupt(void)
{
	const UsHashHost host = {stop_soon, NULL, NULL};
	unsigned char value[US_DIGEST_MAX] = {0};

	us_host_set(&host);
	questions = 3;
	ok(us_digest_iterate(US_MD5, value, (UsSpan) {NULL, 0},
						 UINT64_MAX) == US_HASH_INTERRUPTED,
	   "an endless loop is interrupted");
	questions = -1;
	ok(us_digest_detail(US_HASH_INTERRUPTED) != NULL, "... which is said");
}

static void
test_names(void)
{
	static const char *const none[] = {"", "SHA1", "sha", "sha-1", "sha256 "};
	UsDigest	digest = US_MD5;
	int			i;

	for (i = 0; i < COUNT(none); i++)
	{
		const UsSpan name = {none[i], strlen(none[i])};

		ok(!us_digest_named(name, &digest) && digest == US_MD5,
		   "no digest is called \"%s\"", none[i]);
	}
}

int
main(void)
{
	plan(4 + 2 * COUNT(answers) + COUNT(keyed) + 1 + 2 + 2 + 5);
	if (sodium_init() < 0)
		return 1;
	/* NB: first, for once loaded it stays */
	test_missing();
	test_answers();
	test_hmac();
	test_iterate();
	test_interrupt();
	test_names();
	return done();
}
