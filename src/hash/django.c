/*-------------------------------------------------------------------------
 *
 * django.c
 *	  The scheme "django": the verifiers of Django's hashers.
 *
 *	 pbkdf2_sha256$..., pbkdf2_sha1$...	see django_pbkdf2.c
 *	 argon2$argon2id$...			"argon2", then argon2's own string
 *	 bcrypt$$2b$...					"bcrypt$", then bcrypt's own string
 *	 bcrypt_sha256$$2b$...			bcrypt of the hexadecimal SHA-256
 *	 scrypt$...						see django_scrypt.c
 *	 sha1$..., md5$..., bare hex	see django_digest.c
 *	 crypt$...						see django_crypt.c
 *
 * src/hash/django.c
 *
 *-------------------------------------------------------------------------
 */
#include "django.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "argon2.h"
#include "bcrypt.h"
#include "django_crypt.h"
#include "django_digest.h"
#include "django_pbkdf2.h"
#include "django_scrypt.h"
#include "prehash.h"
#include "span.h"

#define ARGON2			"argon2"

typedef UsHashResult (*Read) (const UsVerifier *verifier,
							  const UsHashLimits *limits, UsHashJob *job,
							  UsHashInfo *info);

/* The hexadecimal digest, so that bcrypt looks at the whole password. */
static UsHashResult
prepare_sha256(const UsHashJob *job, UsSpan password, char *out,
			   size_t *out_len, UsHashInfo *info)
{
	(void) job;
	return us_prehash_digest(US_SHA256, US_PREHASH_HEX, password, out,
							 out_len, info);
}

static UsHashResult
read_bcrypt_sha256(const UsVerifier *verifier, const UsHashLimits *limits,
				   UsHashJob *job, UsHashInfo *info)
{
	const UsHashResult result = us_bcrypt_read(verifier, limits, job, info);

	job->prepare = prepare_sha256;
	job->partial = false;
	return result;
}

/*
 * A hasher of Django's: its name stands before the first dollar.  Its strings
 * have so many dollars, 0 for any number; what reads them gets what stands
 * behind the bytes that are skipped.
 */
typedef struct Hasher
{
	const char *name;
	int			dollars;
	size_t		skipped;
	Read		read;
} Hasher;

/* Other applications' strings begin with sha1$ or md5$ too. */
static const Hasher hashers[] = {
	{"pbkdf2_sha256", 0, 0, us_django_pbkdf2_read},
	{"pbkdf2_sha1", 0, 0, us_django_pbkdf2_read},
	{ARGON2, 0, 6, us_argon2_read},
	{"bcrypt", 0, 7, us_bcrypt_read},
	{"bcrypt_sha256", 0, 14, read_bcrypt_sha256},
	{"scrypt", 0, 0, us_django_scrypt_read},
	{"sha1", 2, 0, us_django_digest_read},
	{"md5", 2, 0, us_django_digest_read},
	{"crypt", 2, 0, us_django_crypt_read},
};

static int
count_dollars(UsSpan text)
{
	int			count = 0;
	size_t		i;

	for (i = 0; i < text.len; i++)
	{
		if (text.start[i] == '$')
			count++;
	}
	return count;
}

/* The hasher whose string it is, or NULL. */
static const Hasher *
find_hasher(UsSpan text)
{
	UsSpan		rest = text;
	UsSpan		name;
	size_t		i;

	if (!us_span_cut(&rest, '$', &name))
		return NULL;
	for (i = 0; i < sizeof(hashers) / sizeof(hashers[0]); i++)
	{
		if (us_span_equals(name, hashers[i].name) &&
			(hashers[i].dollars == 0 ||
			 hashers[i].dollars == count_dollars(text)))
			return &hashers[i];
	}
	return NULL;
}

bool
us_django_recognise(UsSpan text)
{
	return find_hasher(text) != NULL;
}

UsHashResult
us_django_read(const UsVerifier *verifier, const UsHashLimits *limits,
			   UsHashJob *job, UsHashInfo *info)
{
	const Hasher *hasher = find_hasher(verifier->text);
	UsVerifier	inner = *verifier;
	UsHashResult result;

	if (hasher == NULL && us_django_digest_is_bare(verifier->text))
		return us_django_digest_read(verifier, limits, job, info);
	if (hasher == NULL)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The string does not begin with a Django hasher of this build.");
	us_span_take(&inner.text, hasher->skipped);
	result = hasher->read(&inner, limits, job, info);
	job->variant = hasher->name;
	return result;
}

UsHashResult
us_django_argon2_make(const UsHashCost *cost, const unsigned char *salt,
					  UsSpan password, char *out)
{
	char		argon2[US_HASH_VERIFIER_MAX];
	const UsHashResult result = us_argon2_make(cost, salt, password, argon2);

	if (result == US_HASH_MATCH)
	{
		snprintf(out, US_HASH_VERIFIER_MAX, ARGON2 "%.*s",
				 US_HASH_VERIFIER_MAX - 1 - (int) strlen(ARGON2), argon2);
		sodium_memzero(argon2, sizeof(argon2));
	}
	return result;
}

size_t
us_django_argon2_length(const UsHashCost *cost)
{
	return strlen(ARGON2) + us_argon2_length(cost);
}

bool
us_django_argon2_is_weaker(const UsHashJob *job, const UsHashInfo *info,
						   const UsHashCost *cost)
{
	return strcmp(job->variant, ARGON2) != 0 ||
		us_argon2_is_weaker(job, info, cost);
}
