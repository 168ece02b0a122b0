/* Proves that a failure does the same work whoever it is about: what the
 * libraries are asked for is counted, of what is compared and what is burnt. */
#include <crypt.h>
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <argon2.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <sodium.h>

#include "examples.h"
#include "hash/host.h"
#include "hash/load.h"
#include "hash/work.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

/*
 * The ledger: what the libraries were asked for.  Calls that take memory first
 * are counted as calls, by their parameters; of the others the rounds add up.
 */
#define KINDS_MAX	32
#define LABEL_MAX	64

typedef struct Ledger
{
	char		labels[KINDS_MAX][LABEL_MAX];
	uint64_t	amounts[KINDS_MAX];
	int			count;
} Ledger;

static Ledger ledger;

__attribute__((format(printf, 2, 3)))
static void
enter(uint64_t amount, const char *format, ...)
{
	char		label[LABEL_MAX];
	va_list		arguments;
	int			i = 0;

	va_start(arguments, format);
	vsnprintf(label, sizeof(label), format, arguments);
	va_end(arguments);
	while (i < ledger.count && strcmp(ledger.labels[i], label) != 0)
		i++;
	if (i == KINDS_MAX)
		abort();
	if (i == ledger.count)
	{
		strcpy(ledger.labels[i], label);
		ledger.amounts[i] = 0;
		ledger.count++;
	}
	ledger.amounts[i] += amount;
}

/* The function of that name in the library that this program stands before. */
static void
find_next(const char *name, void *function)
{
	void	   *found = dlsym(RTLD_NEXT, name);

	if (found == NULL)
		abort();
	memcpy(function, &found, sizeof(found));
}

int
crypto_pwhash(unsigned char *const out, unsigned long long outlen,
			  const char *const passwd, unsigned long long passwdlen,
			  const unsigned char *const salt, unsigned long long opslimit,
			  size_t memlimit, int alg)
{
	int			(*next) (unsigned char *, unsigned long long, const char *,
						 unsigned long long, const unsigned char *,
						 unsigned long long, size_t, int);

	find_next("crypto_pwhash", &next);
	enter(1, "argon2 %d m=%zu t=%llu", alg, memlimit / 1024, opslimit);
	return next(out, outlen, passwd, passwdlen, salt, opslimit, memlimit, alg);
}

int
crypto_pwhash_scryptsalsa208sha256_ll(const uint8_t *passwd, size_t passwdlen,
									  const uint8_t *salt, size_t saltlen,
									  uint64_t N, uint32_t r, uint32_t p,
									  uint8_t *buf, size_t buflen)
{
	int			(*next) (const uint8_t *, size_t, const uint8_t *, size_t,
						 uint64_t, uint32_t, uint32_t, uint8_t *, size_t);

	find_next("crypto_pwhash_scryptsalsa208sha256_ll", &next);
	enter(1, "scrypt N=%llu r=%u p=%u", (unsigned long long) N, r, p);
	return next(passwd, passwdlen, salt, saltlen, N, r, p, buf, buflen);
}

int
argon2_ctx(argon2_context *context, argon2_type type)
{
	int			(*next) (argon2_context *, argon2_type);

	find_next("argon2_ctx", &next);
	/* which of argon2's, and in how many lanes, takes the same time */
	enter(1, "libargon2 m=%u t=%u", context->m_cost, context->t_cost);
	return next(context, type);
}

int
EVP_KDF_derive(EVP_KDF_CTX *context, unsigned char *key, size_t len,
			   const OSSL_PARAM *params)
{
	int			(*next) (EVP_KDF_CTX *, unsigned char *, size_t,
						 const OSSL_PARAM *);
	const char *name = OSSL_PARAM_locate_const(params,
											   OSSL_KDF_PARAM_DIGEST)->data;
	const size_t bytes = (size_t) EVP_MD_get_size(EVP_get_digestbyname(name));
	uint64_t	rounds = 0;

	find_next("EVP_KDF_derive", &next);
	OSSL_PARAM_get_uint64(OSSL_PARAM_locate_const(params, OSSL_KDF_PARAM_ITER),
						  &rounds);
	enter(rounds * ((len + bytes - 1) / bytes), "pbkdf2 %zu", bytes);
	return next(context, key, len, params);
}

int
EVP_DigestFinal_ex(EVP_MD_CTX *context, unsigned char *out, unsigned *len)
{
	int			(*next) (EVP_MD_CTX *, unsigned char *, unsigned *);

	find_next("EVP_DigestFinal_ex", &next);
	enter(1, "digest");
	return next(context, out, len);
}

/* What a setting asks for. */
static void
enter_crypt(const char *setting)
{
	unsigned	rounds = 5000;
	int			params = 0;

	if (strncmp(setting, "$2", 2) == 0)
		enter(UINT64_C(1) << atoi(setting + 4), "bcrypt");
	else if (sscanf(setting, "$6$rounds=%u", &rounds) == 1)
		enter(rounds, "sha512crypt");
	else if (sscanf(setting, "$sha1$%u", &rounds) == 1)
		enter(rounds, "sha1crypt");
	else if (strncmp(setting, "$1$", 3) == 0)
		enter(1000, "md5crypt");
	else if (sscanf(setting, "$y$%*[^$]%n", &params) == 0 && params > 0)
		enter(1, "%.*s", params, setting);
	else if (strncmp(setting, "$7$", 3) == 0)
		enter(1, "%.14s", setting);
	else if (setting[0] != '$' && setting[0] != '_')
		enter(25, "des");
	else
		abort();
}

char *
crypt_rn(const char *phrase, const char *setting, void *data, int size)
{
	char	   *(*next) (const char *, const char *, void *, int);

	find_next("crypt_rn", &next);
	enter_crypt(setting);
	return next(phrase, setting, data, size);
}

/* Of one kind, several amounts; of some, a word of crypt(3)'s settings. */
#define KEY64 \
	"dUF4Vw1TiPvrYT41G2ThUZHkVpyOl8mM0JGYgAAAAAAdUF4Vw1TiPvrYT41G2ThUZHkVpyOl8mM0JGYgAAAAAA=="
#define PHPASS_TAIL		"IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0"

static const char *verifiers[] =
{
	"$argon2id$v=19$m=64,t=1,p=1" SALT DIGEST_ID_8_1,
	"$argon2id$v=19$m=64,t=3,p=1" SALT DIGEST_ID_8_1,
	"$argon2id$v=19$m=128,t=1,p=1" SALT DIGEST_ID_8_1,
	"$argon2i$v=19$m=64,t=3,p=1" SALT DIGEST_ID_8_1,
	"$argon2id$v=19$m=64,t=1,p=2" SALT DIGEST_ID_8_1,
	"$argon2d$v=19$m=64,t=2,p=1" SALT DIGEST_ID_8_1,
	EXAMPLE_2B,
	"$2y$05$" BCRYPT_SALT BCRYPT_DIGEST,
	EXAMPLE_DJANGO_BCRYPT_SHA256,
	"$wp$2y$04$" BCRYPT_SALT BCRYPT_DIGEST,
	EXAMPLE_DJANGO,
	"pbkdf2_sha256$3001$" DJANGO_SALT "$" DJANGO_KEY,
	EXAMPLE_DJANGO_SHA1,
	EXAMPLE_ASPNET,
	"scrypt$16$salt$8$1$" KEY64,
	"scrypt$16$salt$8$3$" KEY64,
	"$P$9" PHPASS_TAIL,
	"$P$B" PHPASS_TAIL,
	"md5$salt$827ccb0eea8a706c4c34a16891f84e7b",

	/* replaced by what crypt(3) makes of them */
	"$6$rounds=1000$saltsalt",
	"$6$rounds=2500$saltsalt",
	"$sha1$1000$saltsalt",
	"$1$saltsalt",
	"ab",
	"$y$j75$saltsaltsaltsalt",
	"$7$4/..../....saltsaltsalt",

	/* and that by one wrapped */
	EXAMPLE_DJANGO,

	/* no work at all, whatever for */
	"!",
	"$2b$04$broken",
	"$argon2id$v=19$m=4194304,t=2,p=1" SALT DIGEST_ID_8_1,
};

#define FIRST_OF_CRYPT	19
#define WRAPPED			(COUNT(verifiers) - 4)

static void
make_verifiers(void)
{
	static char made[COUNT(verifiers)][US_HASH_WRAPPED_MAX];
	static const unsigned char salt[US_HASH_SALT_BYTES] = {1};
	static const UsHashCost cost = {64, 2, 0};
	struct crypt_data *data = calloc(1, sizeof(*data));
	UsVerifier	weak = us_hash_verifier(verifiers[WRAPPED],
										strlen(verifiers[WRAPPED]));
	int			i;

	if (data == NULL ||
		us_hash_wrap(&weak, &example_limits, &cost, salt,
					 made[WRAPPED]) != US_HASH_MATCH)
		abort();
	for (i = FIRST_OF_CRYPT; i < WRAPPED; i++)
	{
		const char *hashed = crypt_rn("another", verifiers[i], data,
									  sizeof(*data));

		if (hashed == NULL)
			abort();
		strcpy(made[i], hashed);
	}
	for (i = FIRST_OF_CRYPT; i <= WRAPPED; i++)
		verifiers[i] = made[i];
	free(data);
}

/* Adds the work of a verifier to a load, as a census does. */
static void
add_verifier(UsHashLoad *load, const char *text)
{
	const UsVerifier verifier = us_hash_verifier(text, strlen(text));
	UsHashInfo	info;

	if (us_hash_inspect(&verifier, &example_limits, &info) == US_HASH_MATCH)
		us_load_add_all(load, &info);
}

/* What a failure for nobody asks for. */
static Ledger
fail_for_nobody(const UsHashLoad *load, UsSpan password)
{
	memset(&ledger, 0, sizeof(ledger));
	us_load_settle(load, NULL, password);
	return ledger;
}

/* What one for the owner of a verifier does, as password.c has it. */
static Ledger
fail_for(const char *text, const UsHashLoad *load, UsSpan password)
{
	const UsVerifier verifier = us_hash_verifier(text, strlen(text));
	UsHashInfo	info;
	UsHashResult result;

	memset(&ledger, 0, sizeof(ledger));
	result = us_hash_verify(&verifier, password, &example_limits, &info);
	us_load_settle(load, result == US_HASH_MISMATCH ? &info : NULL, password);
	return ledger;
}

/* Some digests are computed besides: of a salt, a long password, a key. */
#define DIGESTS_BESIDE	40

static uint64_t
amount_of(const Ledger *entries, const char *label)
{
	int			i;

	for (i = 0; i < entries->count; i++)
	{
		if (strcmp(entries->labels[i], label) == 0)
			return entries->amounts[i];
	}
	return 0;
}

/* Has b all that a has? */
static bool
covers(const Ledger *a, const Ledger *b, const char *who)
{
	int			i;

	for (i = 0; i < a->count; i++)
	{
		const uint64_t slack = strcmp(a->labels[i], "digest") == 0 ?
			DIGESTS_BESIDE : 0;
		const uint64_t amount = amount_of(b, a->labels[i]);

		if (amount + slack < a->amounts[i])
		{
			note("%s: %s is %llu, not %llu", who, a->labels[i],
				 (unsigned long long) amount,
				 (unsigned long long) a->amounts[i]);
			return false;
		}
	}
	return true;
}

static bool
is_same(const Ledger *nobody, const Ledger *somebody, const char *who)
{
	return covers(nobody, somebody, who) && covers(somebody, nobody, who);
}

/* A store of two verifiers, for each pair with the first. */
static void
test_pairs(int first, UsSpan password, const char *what)
{
	bool		same = true;
	int			second;

	for (second = 0; second < COUNT(verifiers); second++)
	{
		UsHashLoad	load = {0};
		Ledger		nobody;
		Ledger		somebody;

		add_verifier(&load, verifiers[first]);
		add_verifier(&load, verifiers[second]);
		nobody = fail_for_nobody(&load, password);
		somebody = fail_for(verifiers[first], &load, password);
		if (!is_same(&nobody, &somebody, verifiers[first]))
		{
			note("in a store with %s", verifiers[second]);
			same = false;
		}
	}
	ok(same, "the same work as for nobody, %s: %.40s", what,
	   verifiers[first]);
}

/* Most of them in one store: argon2's first are too many kinds together. */
#define FIRST_OF_ALL	5

static void
test_store_of_all(UsSpan password)
{
	UsHashLoad	load = {0};
	Ledger		nobody;
	bool		same = true;
	int			i;

	for (i = FIRST_OF_ALL; i < COUNT(verifiers); i++)
		add_verifier(&load, verifiers[i]);
	nobody = fail_for_nobody(&load, password);
	for (i = FIRST_OF_ALL; i < COUNT(verifiers); i++)
	{
		const Ledger somebody = fail_for(verifiers[i], &load, password);

		if (!is_same(&nobody, &somebody, verifiers[i]))
			same = false;
	}
	ok(same, "the same work as for nobody in a store of many kinds");
	ok(load.count == 15 && nobody.count >= load.count,
	   "... all of which are done");
}

static bool
add(UsHashLoad *load, UsHashPrimitive primitive, uint32_t shape,
	uint64_t amount)
{
	const UsHashWork work = {primitive, shape, amount};

	return us_load_add(load, &work);
}

static void
test_add(void)
{
	UsHashLoad	load = {0};
	UsHashInfo	info = {0};
	uint32_t	i;

	ok(!add(&load, US_PRIMITIVE_NONE, 0, 0) && load.count == 0,
	   "no work is no kind of work");
	ok(add(&load, US_PRIMITIVE_BCRYPT, 0, 64) && load.count == 1,
	   "a kind is added");
	ok(!add(&load, US_PRIMITIVE_BCRYPT, 0, 64) &&
	   !add(&load, US_PRIMITIVE_BCRYPT, 0, 16) &&
	   load.works[0].amount == 64, "as much, or less of it, changes nothing");
	ok(add(&load, US_PRIMITIVE_BCRYPT, 0, 128) && load.count == 1 &&
	   load.works[0].amount == 128, "more of it raises it");
	ok(add(&load, US_PRIMITIVE_ARGON2ID, 64, 2) &&
	   add(&load, US_PRIMITIVE_ARGON2ID, 64, 1) &&
	   !add(&load, US_PRIMITIVE_ARGON2ID, 64, 2) && load.count == 3,
	   "each number of passes of argon2 is a kind of its own");
	for (i = 3; i < US_LOAD_MAX; i++)
		add(&load, US_PRIMITIVE_PBKDF2, i, 1);
	ok(load.count == US_LOAD_MAX && !add(&load, US_PRIMITIVE_DES, 0, 25) &&
	   load.count == US_LOAD_MAX && add(&load, US_PRIMITIVE_BCRYPT, 0, 256),
	   "a full one takes no other kind, but more of one it has");

	memset(&load, 0, sizeof(load));
	info.works[0] = (UsHashWork) {US_PRIMITIVE_ARGON2ID, 64, 2};
	info.works[1] = (UsHashWork) {US_PRIMITIVE_PBKDF2, 4, 1000};
	info.work_count = 2;
	ok(us_load_add_all(&load, &info) && load.count == 2 &&
	   !us_load_add_all(&load, &info), "all kinds of a verification");
}

static bool
always(void)
{
	return true;
}

static void
test_results(UsSpan password)
{
	static const UsHashHost impatient = {always, NULL, NULL};
	static const UsHashHost patient = {NULL, NULL, NULL};
	UsHashLoad	load = {0};
	Ledger		done;

	add(&load, US_PRIMITIVE_BCRYPT, 0, 16);
	add(&load, US_PRIMITIVE_PBKDF2, 4, 1000);
	us_host_set(&impatient);
	memset(&ledger, 0, sizeof(ledger));
	ok(us_load_settle(&load, NULL, password) == US_HASH_INTERRUPTED &&
	   ledger.count == 0, "an interrupt ends it");
	us_host_set(&patient);

	/* beyond what bcrypt has: refused, and the rest is done */
	add(&load, US_PRIMITIVE_BCRYPT, 0, UINT64_C(1) << 40);
	done = fail_for_nobody(&load, password);
	ok(amount_of(&done, "bcrypt") == 0 &&
	   amount_of(&done, "pbkdf2 32") == 1000,
	   "what a library refuses is left out");
}

int
main(void)
{
	static char of_100_bytes[] =
		"0123456789012345678901234567890123456789012345678901234567890123456789"
		"012345678901234567890123456789";
	const UsSpan shorter = {"incorrect horse", 15};
	const UsSpan longer = {of_100_bytes, sizeof(of_100_bytes) - 1};
	static char of_5000_bytes[5000];
	const UsSpan longest = {of_5000_bytes, sizeof(of_5000_bytes)};
	int			i;

	plan(7 + 3 * COUNT(verifiers) + 2 + 2 + 1);
	memset(of_5000_bytes, 'x', sizeof(of_5000_bytes));
	us_hash_start(NULL);
	make_verifiers();
	test_add();
	for (i = 0; i < COUNT(verifiers); i++)
	{
		test_pairs(i, shorter, "once");
		test_pairs(i, longer, "a long password");
		test_pairs(i, longest, "a password that some schemes refuse");
	}
	test_store_of_all(shorter);
	test_results(shorter);

	/* the measure itself */
	{
		UsHashLoad	load = {0};
		Ledger		nobody;
		Ledger		somebody;

		add_verifier(&load, verifiers[10]);
		nobody = fail_for_nobody(&load, shorter);
		somebody = fail_for(verifiers[11], &load, shorter);
		ok(!is_same(&nobody, &somebody, "dearer than known"),
		   "dearer than what the load has is told apart");
	}
	return done();
}
