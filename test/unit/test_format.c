/* Proves what new verifiers look like, and how stored ones compare. */
#include <stdio.h>
#include <string.h>

#include "examples.h"
#include "hash/digest.h"
#include "hash/span.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

/* Made of the example's password and salt. */
static const struct
{
	const char *format;
	const char *scheme;
	UsHashCost	cost;
	const char *verifier;
}			made[] =
{
	{"argon2", "argon2", {8, 1, 0}, EXAMPLE_ID},
	{"bcrypt", "bcrypt", {0, 0, 4}, EXAMPLE_2B},
	{"bcrypt-2a", "bcrypt", {0, 0, 4}, EXAMPLE_2A},
	{"bcrypt-2y", "bcrypt", {0, 0, 4}, EXAMPLE_2Y},
	{"django", "django", {0, 0, 1000}, EXAMPLE_DJANGO},
	{"django-argon2", "django", {8, 1, 0}, EXAMPLE_DJANGO_ARGON2},
	{"aspnet-identity", "aspnet-identity", {0, 0, 1000}, EXAMPLE_ASPNET},
};

/* Rounds that have no verifier, and the widest that have. */
static const struct
{
	const char *format;
	uint32_t	rounds;
}			beyond[] =
{
	{"bcrypt", 3}, {"bcrypt", 15}, {"bcrypt", UINT32_MAX}, {"bcrypt-2a", 15},
	{"bcrypt-2y", 3}, {"django", 999}, {"django", 2000001},
	{"django", UINT32_MAX}, {"aspnet-identity", 999},
	{"aspnet-identity", 2000001},
};

static const struct
{
	const char *format;
	UsHashPrimitive primitive;
	uint32_t	shape;
	uint64_t	amount;
}			defaults[] =
{
	{"bcrypt", US_PRIMITIVE_BCRYPT, 0, 4096},
	{"django", US_PRIMITIVE_PBKDF2, US_SHA256, 600000},
	{"aspnet-identity", US_PRIMITIVE_PBKDF2, US_SHA512, 210000},
};

#define SALT_21			"Bc6HFoS3tg5xFkgTlNd1C"
#define DJANGO_999		"pbkdf2_sha256$999$" DJANGO_SALT "$" DJANGO_KEY
#define DJANGO_1001		"pbkdf2_sha256$1001$" DJANGO_SALT "$" DJANGO_KEY
#define BCRYPT_05		"$2b$05$" BCRYPT_SALT BCRYPT_DIGEST
#define BCRYPT_X		"$2x$04$" BCRYPT_SALT BCRYPT_DIGEST
#define ARGON2_9		"$argon2id$v=19$m=9,t=1,p=1" SALT DIGEST_ID_8_1
#define ARGON2_CFFI \
	"argon2$argon2id$v=19$m=16,t=1,p=2$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NQ" \
	"$hfUK5kasNx+MA8Ldy3ooWQ"
#define DJANGO_SHA1		"sha1$salt$619a8b7fb0e2b3f5d24ab3bc0b53ce167a50f893"
#define ARGON2_I		"$argon2i$v=19$m=8,t=3,p=1" SALT DIGEST_ID_8_1

/* Each is compared with a format at a cost. */
static const struct
{
	const char *format;
	UsHashCost	cost;
	const char *verifier;
	bool		weaker;
	const char *what;
}			compared[] =
{
	{"argon2", {8, 1, 0}, EXAMPLE_ID, false, "itself"},
	{"argon2", {9, 1, 0}, EXAMPLE_ID, true, "less memory"},
	{"argon2", {8, 1, 0}, ARGON2_9, false, "more memory"},
	{"argon2", {8, 1, 0}, ID_8_1 "$hfUK5kasNx+MA8Ldy3ooWQ", false,
	"a digest of 16 bytes"},
	{"argon2", {8, 1, 0}, ID_8_1 "$FCCR23lGx1Lbrn0agujk", true,
	"a digest of 15 bytes"},
	{"argon2", {8, 1, 0}, "$argon2id$v=16$m=8,t=1,p=1" SALT DIGEST_ID_8_1,
	true, "version 16"},
	{"argon2", {16, 1, 0}, "$argon2id$v=19$m=16,t=1,p=2" SALT DIGEST_ID_8_1,
	false, "two lanes"},
	{"argon2", {8, 1, 0}, ARGON2_I, true, "argon2i"},
	{"argon2", {8, 1, 0}, EXAMPLE_DJANGO_ARGON2, true, "Django's"},
	{"argon2", {8, 1, 0}, EXAMPLE_2B, true, "bcrypt"},
	{"argon2", {8, 1, 0}, EXAMPLE_DJANGO, true, "PBKDF2"},
	{"argon2", {8, 1, 0}, EXAMPLE_ASPNET_V0, true, "PBKDF2"},
	{"bcrypt", {0, 0, 4}, EXAMPLE_2B, false, "itself"},
	{"bcrypt", {0, 0, 4}, EXAMPLE_2A, false, "$2a$"},
	{"bcrypt", {0, 0, 4}, EXAMPLE_2Y, false, "$2y$"},
	{"bcrypt-2a", {0, 0, 4}, EXAMPLE_2B, false, "$2b$"},
	{"bcrypt-2y", {0, 0, 4}, EXAMPLE_2A, false, "$2a$"},
	{"bcrypt", {0, 0, 4}, BCRYPT_X, true, "$2x$"},
	{"bcrypt", {0, 0, 4}, BCRYPT_05, false, "more rounds"},
	{"bcrypt", {0, 0, 5}, EXAMPLE_2B, true, "fewer rounds"},
	{"bcrypt", {0, 0, 0}, BCRYPT_05, true, "fewer than the default"},
	{"bcrypt", {0, 0, 4}, EXAMPLE_DJANGO_BCRYPT, true, "Django's"},
	{"bcrypt", {0, 0, 4}, EXAMPLE_ID, true, "argon2"},
	{"bcrypt", {0, 0, 4}, "$2b$03$" BCRYPT_SALT BCRYPT_DIGEST, false,
	"one that can't be used"},
	{"django", {0, 0, 1000}, EXAMPLE_DJANGO, false, "itself"},
	{"django", {0, 0, 1000}, DJANGO_999, true, "fewer iterations"},
	{"django", {0, 0, 1000}, DJANGO_1001, false, "more iterations"},
	{"django", {0, 0, 0}, EXAMPLE_DJANGO, true,
	"fewer than the default"},
	{"django", {0, 0, 1000}, "pbkdf2_sha256$1000$" SALT_21 "$" DJANGO_KEY,
	true, "a shorter salt"},
	{"django", {0, 0, 1000}, EXAMPLE_DJANGO_SHA1, true, "SHA-1"},
	{"django", {8, 1, 1000}, EXAMPLE_DJANGO_ARGON2, true, "argon2"},
	{"django", {0, 0, 1000}, EXAMPLE_DJANGO_BCRYPT_SHA256, true,
	"bcrypt"},
	{"django", {0, 0, 1000}, "!" EXAMPLE_DJANGO, false,
	"one that can't be used"},
	{"django-argon2", {8, 1, 0}, EXAMPLE_DJANGO_ARGON2, false,
	"itself"},
	{"django-argon2", {9, 1, 0}, EXAMPLE_DJANGO_ARGON2, true,
	"less memory"},
	{"django-argon2", {16, 1, 0}, ARGON2_CFFI, false,
	"several lanes, a salt of 22 bytes and a digest of 16"},
	{"django-argon2", {8, 1, 0}, "argon2$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ"
		DIGEST_ID_8_1, true, "a salt of 8 bytes"},
	{"django-argon2", {8, 1, 0}, EXAMPLE_DJANGO_BCRYPT, true, "bcrypt"},
	{"django-argon2", {8, 1, 0}, DJANGO_SHA1, true, "SHA-1"},
	{"django", {0, 0, 1000}, DJANGO_SHA1, true, "SHA-1 once"},
	{"django", {0, 0, 1000}, "crypt$$abhfCpXqd4GrI", true, "DES"},
	{"django-argon2", {8, 1, 0}, EXAMPLE_ID, true, "argon2"},
	{"django-argon2", {8, 1, 0}, EXAMPLE_DJANGO, true, "PBKDF2"},
	{"aspnet-identity", {0, 0, 1000}, EXAMPLE_ASPNET, false, "itself"},
	{"aspnet-identity", {0, 0, 1001}, EXAMPLE_ASPNET, true,
	"fewer iterations"},
	{"aspnet-identity", {0, 0, 0}, EXAMPLE_ASPNET, true,
	"fewer than the default"},
	{"aspnet-identity", {0, 0, 1000}, EXAMPLE_ASPNET_SHA256, true,
	"SHA-256"},
	{"aspnet-identity", {0, 0, 1000}, EXAMPLE_ASPNET_V0, true,
	"version 0"},
	{"aspnet-identity", {0, 0, 1000}, EXAMPLE_DJANGO, true, "Django's"},
	{"aspnet-identity", {0, 0, 1000}, "x", false,
	"one that can't be used"},
};

static const struct
{
	const char *verifier;
	size_t		password_len;
	bool		consumes;
}			consumed[] =
{
	{EXAMPLE_2B, 0, true}, {EXAMPLE_2B, 71, true}, {EXAMPLE_2B, 72, false},
	{EXAMPLE_2A, 72, false}, {EXAMPLE_2Y, 72, false}, {BCRYPT_X, 72, false},
	{EXAMPLE_DJANGO_BCRYPT, 71, true}, {EXAMPLE_DJANGO_BCRYPT, 72, false},
	{EXAMPLE_DJANGO_BCRYPT_SHA256, 4096, true}, {EXAMPLE_DJANGO, 4096, true},
	{EXAMPLE_DJANGO_ARGON2, 4096, true}, {EXAMPLE_ID, 4096, true},
	{EXAMPLE_ASPNET, 4096, true}, {EXAMPLE_ASPNET_V0, 4096, true},
	{"crypt$$abhfCpXqd4GrI", 1, false}, {DJANGO_SHA1, 4096, true},
	{"x", 0, false}, {"", 0, false}, {"!" EXAMPLE_2B, 0, false},
};

/* The row, its known answer, its length. */
static void
test_made(int i)
{
	const UsHashFormat *format = us_hash_format(made[i].format);
	const UsHashCost *cost = &made[i].cost;
	const char *verifier = made[i].verifier;
	char		out[US_HASH_VERIFIER_MAX];
	UsHashInfo	info;

	memset(out, 'x', sizeof(out));
	ok(format != NULL && format == us_hash_format_at(i) &&
	   strcmp(format->scheme, made[i].scheme) == 0,
	   "%s is format %d", made[i].format, i);
	ok(us_hash_make(format, cost, (const unsigned char *) EXAMPLE_SALT,
					US_SPAN(EXAMPLE_PASSWORD), out) == US_HASH_MATCH &&
	   strcmp(out, verifier) == 0, "%s: the known answer", format->name);
	ok(try_text(out, EXAMPLE_PASSWORD, &info) == US_HASH_MATCH &&
	   strcmp(info.scheme, format->scheme) == 0 &&
	   try_text(out, "Correct horse", &info) == US_HASH_MISMATCH,
	   "%s: its scheme verifies it", format->name);
	ok(us_hash_length(format, cost) == strlen(verifier) &&
	   strlen(verifier) <= format->length_max, "%s: %d bytes", format->name,
	   (int) strlen(verifier));
}

/* At its dearest a verifier is as long as said, and fits the room. */
static void
test_widest(const UsHashFormat *format)
{
	UsHashCost	cost = {UINT32_MAX, UINT32_MAX, 0};

	cost.rounds = format->rounds_max;
	ok(us_hash_length(format, &cost) == format->length_max &&
	   format->length_max < US_HASH_VERIFIER_MAX, "%s: %d bytes at most",
	   format->name, (int) format->length_max);
}

static void
test_beyond(void)
{
	char		out[US_HASH_VERIFIER_MAX];
	int			i;

	for (i = 0; i < COUNT(beyond); i++)
	{
		UsHashCost	cost = {8, 1, 0};

		cost.rounds = beyond[i].rounds;
		ok(us_hash_make(us_hash_format(beyond[i].format), &cost,
						(const unsigned char *) EXAMPLE_SALT, US_SPAN("x"),
						out) == US_HASH_OUT_OF_BOUNDS,
		   "%s makes none of %u rounds", beyond[i].format,
		   (unsigned) beyond[i].rounds);
	}
}

static void
test_defaults(void)
{
	static const UsHashCost cost = {0, 0, 0};
	char		out[US_HASH_VERIFIER_MAX];
	int			i;

	for (i = 0; i < COUNT(defaults); i++)
	{
		const UsHashFormat *format = us_hash_format(defaults[i].format);
		const UsHashWork work = us_hash_work(format, &cost);
		UsVerifier	stored;
		UsHashInfo	info;
		bool		written =
			us_hash_make(format, &cost, (const unsigned char *) EXAMPLE_SALT,
						 US_SPAN("x"), out) == US_HASH_MATCH;

		stored = declared_verifier(NULL, out);
		ok(written &&
		   us_hash_inspect(&stored, &example_limits,
						   &info) == US_HASH_MATCH &&
		   is_work(&info, defaults[i].primitive, defaults[i].shape,
				   defaults[i].amount) &&
		   is_work(&info, work.primitive, work.shape, work.amount) &&
		   us_hash_length(format, &cost) == strlen(out),
		   "%s: the default", format->name);
	}
}

static void
test_compared(void)
{
	int			i;

	for (i = 0; i < COUNT(compared); i++)
	{
		const UsHashFormat *format = us_hash_format(compared[i].format);
		const UsVerifier stored = declared_verifier(NULL,
													compared[i].verifier);

		ok(us_hash_is_weaker(format, &compared[i].cost, &stored,
							 &example_limits) == compared[i].weaker,
		   "%s: %sweaker: %s", format->name,
		   compared[i].weaker ? "" : "not ", compared[i].what);
	}
}

/* Salts at both ends are spelled in full and apart. */
static void
test_salts(void)
{
	static const UsHashCost cost = {0, 0, 1000};
	const UsHashFormat *format = us_hash_format("django");
	unsigned char salt[US_HASH_SALT_BYTES];
	char		lowest[US_HASH_VERIFIER_MAX];
	char		highest[US_HASH_VERIFIER_MAX];

	memset(salt, 0, sizeof(salt));
	us_hash_make(format, &cost, salt, US_SPAN("x"), lowest);
	memset(salt, 0xFF, sizeof(salt));
	us_hash_make(format, &cost, salt, US_SPAN("x"), highest);
	ok(strncmp(lowest, "pbkdf2_sha256$1000$AAAAAAAAAAAAAAAAAAAAAA$", 42) == 0 &&
	   strncmp(highest, "pbkdf2_sha256$1000$HxECNQWFdpvuJxIw3HPrmH$", 42) == 0,
	   "Django's salt is the 16 bytes to the base 62");
}

static void
test_consumed(void)
{
	int			i;

	for (i = 0; i < COUNT(consumed); i++)
	{
		const UsVerifier stored = declared_verifier(NULL,
													consumed[i].verifier);

		ok(us_hash_consumes(&stored, consumed[i].password_len,
							&example_limits) == consumed[i].consumes,
		   "%d bytes are %s by %.14s", (int) consumed[i].password_len,
		   consumed[i].consumes ? "told apart" : "not all told apart",
		   consumed[i].verifier);
	}
}

int
main(void)
{
	int			i;

	plan(4 * COUNT(made) + COUNT(made) + 1 + COUNT(beyond) + COUNT(defaults) +
		 COUNT(compared) + COUNT(consumed) + 1);
	if (us_hash_start(NULL) != 0)
		return 1;
	for (i = 0; i < COUNT(made); i++)
	{
		test_made(i);
		test_widest(us_hash_format_at(i));
	}
	ok(us_hash_format_at(COUNT(made)) == NULL &&
	   us_hash_format_at(-1) == NULL && us_hash_format("") == NULL &&
	   us_hash_format("bcrypt-2x") == NULL &&
	   us_hash_format("Bcrypt") == NULL, "there are no others");
	test_beyond();
	test_defaults();
	test_compared();
	test_consumed();
	test_salts();
	return done();
}
