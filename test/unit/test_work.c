/* Proves how work is named, described, judged and done for nothing; times are
 * noted, not judged. */
#include <string.h>
#include <time.h>

#include "hash/crypt3.h"
#include "hash/hash.h"
#include "hash/digest.h"
#include "hash/span.h"
#include "hash/work.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))
#define SHAPE(log2_n, r)	((log2_n) << 16 | (r))

static const struct
{
	UsHashWork	work;
	const char *text;
	bool		weak;
	bool		wrappable;
}			works[] =
{
	{{US_PRIMITIVE_NONE, 0, 0}, "", true, true},

	/* OWASP's equivalents, and a step below each */
	{{US_PRIMITIVE_ARGON2ID, 47104, 1}, "m=47104,t=1", false, false},
	{{US_PRIMITIVE_ARGON2ID, 47103, 1}, "m=47103,t=1", true, false},
	{{US_PRIMITIVE_ARGON2ID, 19456, 2}, "m=19456,t=2", false, false},
	{{US_PRIMITIVE_ARGON2ID, 19455, 2}, "m=19455,t=2", true, false},
	{{US_PRIMITIVE_ARGON2ID, 12288, 3}, "m=12288,t=3", false, false},
	{{US_PRIMITIVE_ARGON2ID, 9216, 4}, "m=9216,t=4", false, false},
	{{US_PRIMITIVE_ARGON2ID, 7168, 5}, "m=7168,t=5", false, false},
	{{US_PRIMITIVE_ARGON2ID, 7167, 100}, "m=7167,t=100", true, false},
	{{US_PRIMITIVE_ARGON2ID, 4194304, 1}, "m=4194304,t=1", false, false},
	{{US_PRIMITIVE_ARGON2I, 19456, 3}, "m=19456,t=3", false, false},
	{{US_PRIMITIVE_ARGON2I, 4096, 3}, "m=4096,t=3", true, false},
	{{US_PRIMITIVE_LIBARGON2, 65536, 3}, "m=65536,t=3", false, false},
	{{US_PRIMITIVE_LIBARGON2, 4096, 3}, "m=4096,t=3", true, false},
	{{US_PRIMITIVE_SCRYPT, SHAPE(17, 8), 1}, "ln=17,r=8,p=1", false, false},
	{{US_PRIMITIVE_SCRYPT, SHAPE(16, 8), 2}, "ln=16,r=8,p=2", false, false},
	{{US_PRIMITIVE_SCRYPT, SHAPE(16, 8), 1}, "ln=16,r=8,p=1", true, false},
	{{US_PRIMITIVE_SCRYPT, SHAPE(15, 8), 3}, "ln=15,r=8,p=3", false, false},
	{{US_PRIMITIVE_SCRYPT, SHAPE(14, 8), 5}, "ln=14,r=8,p=5", false, false},
	{{US_PRIMITIVE_SCRYPT, SHAPE(14, 8), 4}, "ln=14,r=8,p=4", true, false},
	{{US_PRIMITIVE_SCRYPT, SHAPE(13, 8), 10}, "ln=13,r=8,p=10", false, false},
	{{US_PRIMITIVE_SCRYPT, SHAPE(12, 8), 99}, "ln=12,r=8,p=99", true, false},
	{{US_PRIMITIVE_SCRYPT, SHAPE(16, 16), 1}, "ln=16,r=16,p=1", false, false},
	{{US_PRIMITIVE_SCRYPT, SHAPE(20, 1), 1}, "ln=20,r=1,p=1", true, false},
	{{US_PRIMITIVE_SCRYPT7, SHAPE(14, 32), 1}, "ln=14,r=32,p=1", true, false},
	{{US_PRIMITIVE_BCRYPT, 0, 1 << 10}, "cost=10", false, false},
	{{US_PRIMITIVE_BCRYPT, 0, 1 << 9}, "cost=9", true, false},
	{{US_PRIMITIVE_BCRYPT, 0, 3 << 10}, "rounds=3072", false, false},
	{{US_PRIMITIVE_PBKDF2, US_SHA1, 1300000}, "sha1,i=1300000", false, true},
	{{US_PRIMITIVE_PBKDF2, US_SHA1, 1299999}, "sha1,i=1299999", true, true},
	{{US_PRIMITIVE_PBKDF2, US_SHA256, 600000}, "sha256,i=600000", false, true},
	{{US_PRIMITIVE_PBKDF2, US_SHA256, 599999}, "sha256,i=599999", true, true},
	{{US_PRIMITIVE_PBKDF2, US_SHA512, 210000}, "sha512,i=210000", false, true},
	{{US_PRIMITIVE_PBKDF2, US_SHA512, 209999}, "sha512,i=209999", true, true},
	{{US_PRIMITIVE_PBKDF2, US_SHA3_512, 2000000}, "sha3-512,i=2000000", true,
	true},
	{{US_PRIMITIVE_YESCRYPT, SHAPE(12, 32), 1}, "ln=12,r=32", false, false},
	{{US_PRIMITIVE_GOST_YESCRYPT, SHAPE(12, 32), 1}, "ln=12,r=32", false,
	false},
	{{US_PRIMITIVE_SHA512CRYPT, 0, 999999999}, "rounds=999999999", true, true},
	{{US_PRIMITIVE_DES, 0, 25}, "rounds=25", true, true},
	{{US_PRIMITIVE_DIGEST, US_MD5, 8192}, "md5,rounds=8192", true, true},
	{{US_PRIMITIVE_DIGEST, US_SHA512, UINT64_MAX},
	"sha512,rounds=18446744073709551615", true, true},
};

/* A setting of crypt(3) that asks for just that work; NULL: none does. */
static const struct
{
	UsHashWork	work;
	const char *setting;
}			burnt[] =
{
	{{US_PRIMITIVE_NONE, 0, 0}, NULL},
	{{US_PRIMITIVE_ARGON2ID, 8192, 1}, NULL},
	{{US_PRIMITIVE_ARGON2I, 8192, 3}, NULL},
	{{US_PRIMITIVE_LIBARGON2, 8192, 1}, NULL},
	{{US_PRIMITIVE_BCRYPT, 0, 1 << 8}, "$2b$08$abcdefghijklmnopqrstuu"},
	{{US_PRIMITIVE_BCRYPT, 0, (1 << 8) - (1 << 6)}, NULL},
	{{US_PRIMITIVE_BCRYPT, 0, 15}, NULL},
	{{US_PRIMITIVE_PBKDF2, US_SHA256, 10000}, NULL},
	{{US_PRIMITIVE_SCRYPT, SHAPE(10, 8), 1}, NULL},
	{{US_PRIMITIVE_SCRYPT7, SHAPE(10, 8), 1}, "$7$86..../....NaClNaCl"},
	{{US_PRIMITIVE_SCRYPT7, SHAPE(10, 8), 16}, "$7$86....E....NaClNaCl"},
	{{US_PRIMITIVE_YESCRYPT, SHAPE(12, 32), 1}, "$y$j9T$abcdefgh"},
	{{US_PRIMITIVE_YESCRYPT, SHAPE(10, 8), 1}, "$y$j75$abcdefgh"},
	{{US_PRIMITIVE_YESCRYPT, SHAPE(8, 100), 1}, NULL},
	{{US_PRIMITIVE_GOST_YESCRYPT, SHAPE(10, 8), 1}, "$gy$j75$abcdefgh"},
	{{US_PRIMITIVE_SHA512CRYPT, 0, 5000}, "$6$abcdefghijklmnop"},
	{{US_PRIMITIVE_SHA512CRYPT, 0, 400}, NULL},
	{{US_PRIMITIVE_SHA256CRYPT, 0, 5000}, "$5$abcdefghijklmnop"},
	{{US_PRIMITIVE_SHA1CRYPT, 0, 5000}, "$sha1$5000$abcdefgh"},
	{{US_PRIMITIVE_SUNMD5, 0, 5000}, "$md5,rounds=904$abcdefgh$"},
	{{US_PRIMITIVE_MD5CRYPT, 0, 1000}, "$1$abcdefgh"},
	{{US_PRIMITIVE_DES, 0, 25}, "ab"},
	{{US_PRIMITIVE_DES, 0, 725}, "_J9..abcd"},
	{{US_PRIMITIVE_APR1, 0, 1000}, NULL},
	{{US_PRIMITIVE_DIGEST, US_MD5, 8192}, NULL},
};

static const UsHashWork refused[] =
{
	{US_PRIMITIVE_BCRYPT, 0, UINT64_C(1) << 32},
	{US_PRIMITIVE_SCRYPT, SHAPE(10, 8), UINT64_MAX},
	{US_PRIMITIVE_SCRYPT7, SHAPE(10, 8), UINT64_MAX},
	{US_PRIMITIVE_YESCRYPT, 0, 1},
	{US_PRIMITIVE_SHA512CRYPT, 0, UINT64_MAX},
	{US_PRIMITIVE_SUNMD5, 0, UINT64_MAX},
	{US_PRIMITIVE_DES, 0, 1 << 24},
};

static bool
stop(void)
{
	return true;
}

static double
milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static void
test_names(void)
{
	int			wrong = 0;
	int			i;
	UsHashPrimitive primitive;

	for (i = 0; i < US_PRIMITIVE_COUNT; i++)
	{
		const char *name = us_work_name((UsHashPrimitive) i);

		if (name == NULL || !us_work_named(name, &primitive) ||
			primitive != (UsHashPrimitive) i)
			wrong++;
	}
	ok(wrong == 0, "every primitive is found by its name");
	ok(!us_work_named("rot13", &primitive) && !us_work_named("", &primitive),
	   "nothing else is");
}

static void
test_works(void)
{
	int			i;

	for (i = 0; i < COUNT(works); i++)
	{
		const UsHashWork *work = &works[i].work;
		const char *name = us_work_name(work->primitive);
		char		text[US_WORK_TEXT_MAX];

		us_work_describe(work, text);
		if (!ok(strcmp(text, works[i].text) == 0, "%s: %s", name,
				works[i].text))
			note("got %s", text);
		ok(us_work_is_weak(work) == works[i].weak, "%s: %s is%s weak", name,
		   works[i].text, works[i].weak ? "" : " not");
		ok(us_work_is_wrappable(work) == works[i].wrappable,
		   "%s: %s is%s wrapped", name, works[i].text,
		   works[i].wrappable ? "" : " not");
	}
}

static void
test_burn(void)
{
	const UsSpan password = US_SPAN("correct horse");
	int			i;

	for (i = 0; i < COUNT(burnt); i++)
	{
		const UsHashWork *work = &burnt[i].work;
		char		text[US_WORK_TEXT_MAX];
		char		out[US_CRYPT3_ROOM];
		double		begin = milliseconds();
		double		middle;

		us_work_describe(work, text);
		ok(us_work_burn(work, password) == US_HASH_MATCH, "%s: %s is burnt",
		   us_work_name(work->primitive), text);
		middle = milliseconds();
		if (burnt[i].setting == NULL)
			note("%.2f ms", middle - begin);
		else if (us_crypt3_compute(burnt[i].setting, password, out) ==
				 US_HASH_MATCH)
			note("%.2f ms; %s takes %.2f ms", middle - begin,
				 burnt[i].setting, milliseconds() - middle);
	}
	for (i = 0; i < COUNT(refused); i++)
		ok(us_work_burn(&refused[i], password) == US_HASH_OUT_OF_BOUNDS,
		   "%s: too much is refused", us_work_name(refused[i].primitive));
}

static void
test_interrupt(void)
{
	const UsHashHost host = {stop, NULL, NULL};
	const UsHashWork bcrypt = {US_PRIMITIVE_BCRYPT, 0, 1 << 4};
	const UsHashWork digest = {US_PRIMITIVE_DIGEST, US_MD5, UINT64_MAX};

	us_host_set(&host);
	ok(us_work_burn(&bcrypt, US_SPAN("x")) == US_HASH_INTERRUPTED &&
	   us_work_burn(&digest, US_SPAN("x")) == US_HASH_INTERRUPTED,
	   "burning is interrupted");
}

int
main(void)
{
	plan(2 + 3 * COUNT(works) + COUNT(burnt) + COUNT(refused) + 1);
	if (us_hash_start(NULL) != 0)
		return 1;
	test_names();
	test_works();
	test_burn();
	test_interrupt();
	return done();
}
