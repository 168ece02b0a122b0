/* Proves that hostile verifiers of crypt(3) never reach libxcrypt, and that
 * what goes wrong in there is told apart. */
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <crypt.h>

#include "examples.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define SHA512			"The sha512crypt string is not $6$, perhaps rounds=N$, a salt, $ and 86 characters of checksum."
#define SHA256			"The sha256crypt string is not $5$, perhaps rounds=N$, a salt, $ and 43 characters of checksum."
#define SHA1			"The sha1crypt string is not $sha1$, a number, $, a salt, $ and 28 characters of checksum."
#define SUNMD5			"The sunmd5 string is not $md5, perhaps rounds, a salt, one $ or two and 22 characters of checksum."
#define MD5				"The md5crypt string is not $1$, a salt, $ and 22 characters of checksum."
#define BSDI			"The bsdicrypt string is not _ and 19 of the characters ./0-9A-Za-z."
#define DES				"The descrypt string is not 13 of the characters ./0-9A-Za-z."
#define SPARE			"The checksum ends in a character that stands for more bits than it has."
#define FEW				"The rounds are fewer than the scheme has at least."
#define MANY			"The rounds exceed the limit."
#define APR1_END		"The apr1 string does not end in $ and the 22 characters of a checksum."
#define APR1_SALT		"The apr1 string is not $apr1$ and a salt of up to 8 characters."
#define NT				"The nthash string is not 32 hexadecimal digits, perhaps behind $3$$."
#define SCRYPT7			"The scrypt string is not $7$, parameters, a salt, $ and 43 characters of checksum."
#define SCRYPT7_BEHIND	"Behind $7$ are no 11 characters of parameters and a salt of the characters ./0-9A-Za-z."
#define YESCRYPT		"The yescrypt string is not $y$, parameters, $, a salt, $ and 43 characters of checksum."
#define GOST			"The gost-yescrypt string is not $gy$, parameters, $, a salt, $ and 43 characters of checksum."
#define NUMBERS			"The parameters of the yescrypt string are not numbers as yescrypt encodes them."
#define ROM				"The yescrypt string was computed with a ROM."
#define UPGRADED		"The yescrypt string was upgraded without its password, which libxcrypt can't compute."
#define NO_SALT			"Behind the parameters of the yescrypt string is no salt of up to 64 bytes."
#define FLAVOUR			"The yescrypt string is of a flavour that libxcrypt can't compute."
#define NO_T			"The yescrypt string is plain scrypt, which has no parameter t."
#define BEYOND			"The parameters of scrypt or yescrypt are beyond what libxcrypt computes."
#define MEMORY			"The scrypt or yescrypt memory, 128 * N * r bytes, exceeds the limit."
#define LANES			"The memory of the p lanes of scrypt or yescrypt exceeds the limit."
#define WORK			"The work of scrypt or yescrypt, memory times p or t, exceeds the limit."

#define DIGITS_22		"......................"
#define DIGITS_43		DIGITS_22 "....................."
#define DIGITS_86		DIGITS_43 DIGITS_43
#define DIGITS_28		DIGITS_22 "......"

static const struct
{
	const char *scheme;
	const char *verifier;
	UsHashResult result;
	const char *detail;
}			refused[] =
{
	{NULL, "$6$rounds=999999999$salt$" DIGITS_86, US_HASH_OUT_OF_BOUNDS,
	MANY},
	{NULL, "$6$rounds=1000001$salt$" DIGITS_86, US_HASH_OUT_OF_BOUNDS, MANY},
	{NULL, "$6$rounds=99999999999999999999$salt$" DIGITS_86,
	US_HASH_OUT_OF_BOUNDS, MANY},
	{NULL, "$6$rounds=999$salt$" DIGITS_86, US_HASH_OUT_OF_BOUNDS, FEW},
	{NULL, "$6$rounds=0$salt$" DIGITS_86, US_HASH_OUT_OF_BOUNDS, FEW},
	{NULL, "$6$rounds=01000$salt$" DIGITS_86, US_HASH_MALFORMED, SHA512},
	{NULL, "$6$rounds=-1$salt$" DIGITS_86, US_HASH_MALFORMED, SHA512},
	{NULL, "$6$rounds= 1000$salt$" DIGITS_86, US_HASH_MALFORMED, SHA512},
	{NULL, "$6$rounds=$salt$" DIGITS_86, US_HASH_MALFORMED, SHA512},
	{NULL, "$6$rounds=1000$" DIGITS_86, US_HASH_MALFORMED, SHA512},
	{NULL, "$6$sa:lt$" DIGITS_86, US_HASH_MALFORMED, SHA512},
	{NULL, "$6$sa lt$" DIGITS_86, US_HASH_MALFORMED, SHA512},
	{NULL, "$6$s\xc3\xa4lt$" DIGITS_86, US_HASH_MALFORMED, SHA512},
	{NULL, "$6$" DIGITS_86 "$" DIGITS_86, US_HASH_MALFORMED, SHA512},
	{NULL, "$6$salt$" DIGITS_86 ".", US_HASH_MALFORMED, SHA512},
	{NULL, "$6$salt$" DIGITS_43, US_HASH_MALFORMED, SHA512},
	{NULL, "$6$", US_HASH_MALFORMED, SHA512},
	{NULL, "$6$salt$" DIGITS_43 DIGITS_22 "....................2",
	US_HASH_MALFORMED, SPARE},
	{NULL, "$5$rounds=4294967296$salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS,
	MANY},
	{NULL, "$5$salt$" DIGITS_22 "..............!......", US_HASH_MALFORMED,
	SHA256},
	{NULL, "$5$salt$" DIGITS_22 "....................E", US_HASH_MALFORMED,
	SPARE},
	{"sha256crypt", "$6$salt$" DIGITS_86, US_HASH_MALFORMED, SHA256},
	{"sha256crypt", "$1$salt$" DIGITS_43, US_HASH_MALFORMED, SHA256},

	{NULL, "$sha1$1000001$salt$" DIGITS_28, US_HASH_OUT_OF_BOUNDS, MANY},
	{NULL, "$sha1$4294967295$salt$" DIGITS_28, US_HASH_OUT_OF_BOUNDS, MANY},
	{NULL, "$sha1$0$salt$" DIGITS_28, US_HASH_OUT_OF_BOUNDS, FEW},
	{NULL, "$sha1$$salt$" DIGITS_28, US_HASH_MALFORMED, SHA1},
	{NULL, "$sha1$012$salt$" DIGITS_28, US_HASH_MALFORMED, SHA1},
	{NULL, "$sha1$12$$" DIGITS_28, US_HASH_MALFORMED, SHA1},
	{NULL, "$sha1$12$sa-t$" DIGITS_28, US_HASH_MALFORMED, SHA1},
	{NULL, "$sha1$12$" DIGITS_43 DIGITS_22 "$" DIGITS_28, US_HASH_MALFORMED,
	SHA1},

	{NULL, "$md5,rounds=4294967295$salt$" DIGITS_22, US_HASH_OUT_OF_BOUNDS,
	MANY},
	{NULL, "$md5,rounds=995905$salt$" DIGITS_22, US_HASH_OUT_OF_BOUNDS, MANY},
	{NULL, "$md5$rounds=18446744073709551615$salt$" DIGITS_22,
	US_HASH_OUT_OF_BOUNDS, MANY},
	{NULL, "$md5,rounds=0$salt$" DIGITS_22, US_HASH_MALFORMED, SUNMD5},
	{NULL, "$md5,round=1$salt$" DIGITS_22, US_HASH_MALFORMED, SUNMD5},
	{NULL, "$md5$salt$$$" DIGITS_22, US_HASH_MALFORMED, SUNMD5},
	{"sunmd5", "$md5$" DIGITS_22, US_HASH_MALFORMED, SUNMD5},
	{"sunmd5", "$md5" DIGITS_22, US_HASH_MALFORMED, SUNMD5},

	{NULL, "$1$123456789" DIGITS_43 DIGITS_22 "$" DIGITS_22,
	US_HASH_MALFORMED, MD5},
	{NULL, "$1$salt" DIGITS_22, US_HASH_MALFORMED, MD5},
	{NULL, "$1$salt$.....................2", US_HASH_MALFORMED, SPARE},

	{NULL, "_zzzzsalt...........", US_HASH_OUT_OF_BOUNDS, MANY},
	{NULL, "_....salt...........", US_HASH_OUT_OF_BOUNDS, FEW},
	{"bsdicrypt", "_J...salt..........", US_HASH_MALFORMED, BSDI},
	{"bsdicrypt", "_J...sa$t...........", US_HASH_MALFORMED, BSDI},
	{"bsdicrypt", "_J...salt........../", US_HASH_MALFORMED, SPARE},
	{"descrypt", "abJnggxhB/yW", US_HASH_MALFORMED, DES},
	{"descrypt", "abJnggxhB/yWI.", US_HASH_MALFORMED, DES},
	{"descrypt", "a+JnggxhB/yWI", US_HASH_MALFORMED, DES},
	{"descrypt", "abJnggxhB/yWJ", US_HASH_MALFORMED, SPARE},

	{NULL, "$apr1$123456789$" DIGITS_22, US_HASH_MALFORMED, APR1_SALT},
	{NULL, "$apr1$s;lt$" DIGITS_22, US_HASH_MALFORMED, APR1_SALT},
	{NULL, "$apr1$salt$.....................2", US_HASH_MALFORMED, APR1_END},
	{NULL, "$apr1$salt" DIGITS_22, US_HASH_MALFORMED, APR1_END},
	{"apr1", "$1$salt$" DIGITS_22, US_HASH_MALFORMED, APR1_SALT},
	{NULL, "$apr1$" DIGITS_43, US_HASH_MALFORMED, APR1_END},

	{NULL, "$3$$47b6e1cb72ba1ecfa462ad840ada1c9", US_HASH_MALFORMED, NT},
	{NULL, "$3$$47b6e1cb72ba1ecfa462ad840ada1c91aa", US_HASH_MALFORMED, NT},
	{"nthash", "47b6e1cb72ba1ecfa462ad840ada1c9g", US_HASH_MALFORMED, NT},

	{NULL, "$7$E6..../....salt$" DIGITS_43, US_HASH_MATCH, NULL},
	{NULL, "$7$F6..../....salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, MEMORY},
	{NULL, "$7$TzD.../....salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, MEMORY},
	{NULL, "$7$06....zzz1.salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, LANES},
	{NULL, "$7$D6....7....salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, WORK},
	{NULL, "$7$U6..../....salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, BEYOND},
	{NULL, "$7$z6..../....salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, BEYOND},
	{NULL, "$7$/6..../....salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, BEYOND},
	{NULL, "$7$6...../....salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, BEYOND},
	{NULL, "$7$66.........salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, BEYOND},
	{NULL, "$7$6zzzzzzzzzzsalt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, BEYOND},
	{NULL, "$7$66..../...$" DIGITS_43, US_HASH_MALFORMED, SCRYPT7_BEHIND},
	{NULL, "$7$66..../....s$lt$" DIGITS_43, US_HASH_MALFORMED,
	SCRYPT7_BEHIND},
	{NULL, "$7$66..../...." DIGITS_86 ".$" DIGITS_43, US_HASH_MALFORMED,
	SCRYPT7_BEHIND},
	{NULL, "$7$66..../....salt", US_HASH_MALFORMED, SCRYPT7},
	{NULL, "$7$66..../....salt$" DIGITS_22, US_HASH_MALFORMED, SCRYPT7},

	{NULL, "$y$jD5$salt$" DIGITS_43, US_HASH_MATCH, NULL},
	{NULL, "$gy$jD5$salt$" DIGITS_43, US_HASH_MATCH, NULL},
	{NULL, "$y$jE5$salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, MEMORY},
	{NULL, "$gy$jE5$salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, MEMORY},
	{NULL, "$y$jTw....$salt$" DIGITS_43, US_HASH_MALFORMED, NUMBERS},
	{NULL, "$y$jSyzzzz$salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, BEYOND},
	{NULL, "$y$jU5$salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, BEYOND},
	{NULL, "$y$jzzzzzz5$salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, BEYOND},
	{NULL, "$y$j5zzzzzz$salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, BEYOND},
	{NULL, "$y$j/..0$salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, BEYOND},
	{NULL, "$y$j9..zzzzzz$salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, BEYOND},
	{NULL, "$y$jA..wzzz$salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, BEYOND},
	{NULL, "$y$jG..u..$salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, LANES},
	{NULL, "$y$jD5.1$salt$" DIGITS_43, US_HASH_MATCH, NULL},
	{NULL, "$y$/D5.1$salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, WORK},
	{NULL, "$y$jD5/4$salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, WORK},
	{NULL, "$y$jD5/zzzzzz$salt$" DIGITS_43, US_HASH_OUT_OF_BOUNDS, WORK},
	{NULL, "$y$/C50zzz$salt$" DIGITS_43, US_HASH_MALFORMED, NUMBERS},
	{NULL, "$y$.C5/.$salt$" DIGITS_43, US_HASH_MALFORMED, NO_T},
	{NULL, "$y$jC51.$salt$" DIGITS_43, US_HASH_UNSUPPORTED, UPGRADED},
	{NULL, "$y$jC55.$salt$" DIGITS_43, US_HASH_UNSUPPORTED, ROM},
	{NULL, "$y$jC5D$salt$" DIGITS_43, US_HASH_MALFORMED, NUMBERS},
	{NULL, "$y$iC5$salt$" DIGITS_43, US_HASH_UNSUPPORTED, FLAVOUR},
	{NULL, "$y$k.C5$salt$" DIGITS_43, US_HASH_UNSUPPORTED, FLAVOUR},
	{NULL, "$y$jC$salt$" DIGITS_43, US_HASH_MALFORMED, NUMBERS},
	{NULL, "$y$jC5.$salt$" DIGITS_43, US_HASH_MALFORMED, NUMBERS},
	{NULL, "$y$$salt$" DIGITS_43, US_HASH_MALFORMED, NUMBERS},
	{NULL, "$y$jC5x$" DIGITS_43, US_HASH_MALFORMED, NUMBERS},
	{NULL, "$y$jC5$s$" DIGITS_43, US_HASH_MALFORMED, NO_SALT},
	{NULL, "$y$jC5$sz$" DIGITS_43, US_HASH_MALFORMED, NO_SALT},
	{NULL, "$y$jC5$sa-t$" DIGITS_43, US_HASH_MALFORMED, NO_SALT},
	{NULL, "$y$jC5$" DIGITS_86 ".$" DIGITS_43, US_HASH_MALFORMED, NO_SALT},
	{NULL, "$y$jC5$salt$" DIGITS_22 "....................E",
	US_HASH_MALFORMED, YESCRYPT},
	{NULL, "$y$jC5$salt", US_HASH_MALFORMED, YESCRYPT},
	{NULL, "$gy$", US_HASH_MALFORMED, GOST},
};

/* What stands in libxcrypt's place. */
static enum
{
	ITSELF,
	NO_METHOD,					/* built without it */
	NO_WORK_AREA,
	NO_LARGE_AREA,				/* as 4.4 says it */
	ANOTHER_SETTING
}			behaviour = ITSELF;

static int	calls;

/* Found before libxcrypt's, by all of this program. */
char *
crypt_rn(const char *phrase, const char *setting, void *data, int size)
{
	static char answer[] = "$6$rounds=1000$salt$" DIGITS_86;
	char	   *(*real) (const char *, const char *, void *, int);

	calls++;
	errno = behaviour == NO_WORK_AREA ? ENOMEM : EINVAL;
	if (behaviour == NO_METHOD || behaviour == NO_WORK_AREA ||
		(behaviour == NO_LARGE_AREA && strstr(setting, "salt") != NULL))
		return NULL;
	if (behaviour == ANOTHER_SETTING)
		return answer;
	*(void **) &real = dlsym(RTLD_NEXT, "crypt_rn");
	return real == NULL ? NULL : real(phrase, setting, data, size);
}

static void
test_refused(void)
{
	int			i;

	for (i = 0; i < COUNT(refused); i++)
	{
		const UsVerifier stored = declared_verifier(refused[i].scheme,
													refused[i].verifier);
		UsHashInfo	info;

		if (refused[i].detail == NULL)
			ok(us_hash_inspect(&stored, &example_limits, &info) ==
			   US_HASH_MATCH, "within bounds: %s", refused[i].verifier);
		else
			refuses(refused[i].scheme, refused[i].verifier,
					refused[i].result, refused[i].detail);
	}
	ok(calls == 0, "libxcrypt was not asked once");
}

static void
test_failure(int wanted, const char *verifier, UsHashResult expected,
			 const char *what)
{
	UsHashInfo	info;

	behaviour = wanted;
	ok(try_text(verifier, "x", &info) == expected && info.detail != NULL,
	   "%s: %s", result_name(expected), what);
	behaviour = ITSELF;
}

static void
test_failures(void)
{
	const char *sha512 = "$6$salt$" DIGITS_86;
	const char *large = "$y$jC5$salt$" DIGITS_43;
	const char *gost = "$gy$jC5$salt$" DIGITS_43;
	const char *scrypt7 = "$7$66..../....salt$" DIGITS_43;

	test_failure(NO_METHOD, sha512, US_HASH_UNSUPPORTED,
				 "a libxcrypt without SHA-512");
	test_failure(NO_METHOD, large, US_HASH_UNSUPPORTED,
				 "a libxcrypt without yescrypt");
	test_failure(NO_METHOD, gost, US_HASH_UNSUPPORTED,
				 "a libxcrypt without GOST yescrypt");
	test_failure(NO_METHOD, scrypt7, US_HASH_UNSUPPORTED,
				 "a libxcrypt without scrypt");
	test_failure(NO_WORK_AREA, sha512, US_HASH_NO_MEMORY,
				 "no memory, by its errno");
	test_failure(NO_LARGE_AREA, large, US_HASH_NO_MEMORY,
				 "no memory for yescrypt, whatever its errno");
	test_failure(NO_LARGE_AREA, gost, US_HASH_NO_MEMORY,
				 "no memory for GOST yescrypt");
	test_failure(NO_LARGE_AREA, scrypt7, US_HASH_NO_MEMORY,
				 "no memory for scrypt");
	test_failure(ANOTHER_SETTING, sha512, US_HASH_UNSUPPORTED,
				 "another number of rounds than asked for");
	test_failure(ANOTHER_SETTING, "$6$rounds=1000$salt2$" DIGITS_86,
				 US_HASH_UNSUPPORTED, "another salt than asked for");
}

/* What other schemes have must not be taken for these. */
static void
test_unrecognised(void)
{
	static const char *const others[] = {
		"$md5$pf=e1NBTFR9$c2FsdA$AAAA", "$sha1$pf=e1NBTFR9$c2FsdA$AAAA",
		"abJnggxhB/yWJ", "abJnggxhB/yW", "abJnggxhB/yWI.",
		"_J...abcdVgzihBO6j1", "_J...abcdVgzihBO6j1Z", "$md5", "$sha1",
	};
	UsHashInfo	info;
	int			i;

	for (i = 0; i < COUNT(others); i++)
	{
		const UsVerifier stored = declared_verifier(NULL, others[i]);

		us_hash_inspect(&stored, &example_limits, &info);
		ok(info.scheme == NULL || (strcmp(info.scheme, "sunmd5") != 0 &&
								   strcmp(info.scheme, "sha1crypt") != 0 &&
								   strcmp(info.scheme, "descrypt") != 0 &&
								   strcmp(info.scheme, "bsdicrypt") != 0),
		   "not recognised: %s", others[i]);
	}
}

int
main(void)
{
	plan(COUNT(refused) + 1 + 10 + 9);
	us_hash_start(NULL);
	test_refused();
	test_failures();
	test_unrecognised();
	return done();
}
