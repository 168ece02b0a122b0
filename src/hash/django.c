/*-------------------------------------------------------------------------
 *
 * django.c
 *	  The scheme "django": the verifiers of Django's hashers.
 *
 *	 pbkdf2_sha256$..., pbkdf2_sha1$...	see django_pbkdf2.c
 *	 argon2$argon2id$...			"argon2", then argon2's own string
 *	 bcrypt$$2b$...					"bcrypt$", then bcrypt's own string
 *	 bcrypt_sha256$$2b$...			bcrypt of the hexadecimal SHA-256
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
#include "django_pbkdf2.h"

#define ARGON2			"argon2"

/* bcrypt of the hexadecimal digest, so of every byte of the password. */
static UsHashResult
verify_bcrypt_sha256(const char *text, size_t len,
					 const char *password, size_t password_len,
					 const UsHashLimits *limits, UsHashInfo *info)
{
	unsigned char digest[crypto_hash_sha256_BYTES];
	char		hex[2 * crypto_hash_sha256_BYTES + 1];
	UsHashResult result = us_bcrypt_inspect(text, len, limits, info);

	if (result != US_HASH_MATCH)
		return result;
	crypto_hash_sha256(digest, (const unsigned char *) password, password_len);
	sodium_bin2hex(hex, sizeof(hex), digest, sizeof(digest));
	result = us_bcrypt_verify(text, len, hex, sizeof(hex) - 1, limits, info);
	sodium_memzero(digest, sizeof(digest));
	sodium_memzero(hex, sizeof(hex));
	return result;
}

/* A hasher of Django's; its functions get what stands behind so many bytes. */
typedef struct Hasher
{
	const char *prefix;
	size_t		skipped;
	UsHashResult (*inspect) (const char *text, size_t len,
							 const UsHashLimits *limits, UsHashInfo *info);
	UsHashResult (*verify) (const char *text, size_t len,
							const char *password, size_t password_len,
							const UsHashLimits *limits, UsHashInfo *info);
	size_t		password_max;	/* 0: all */
} Hasher;

static const Hasher hashers[] = {
	{"pbkdf2_sha256$", 0, us_django_pbkdf2_inspect, us_django_pbkdf2_verify,
	0},
	{"pbkdf2_sha1$", 0, us_django_pbkdf2_inspect, us_django_pbkdf2_verify, 0},
	{ARGON2 "$", 6, us_argon2_inspect, us_argon2_verify, 0},
	{"bcrypt$", 7, us_bcrypt_inspect, us_bcrypt_verify,
	US_BCRYPT_PASSWORD_MAX},
	{"bcrypt_sha256$", 14, us_bcrypt_inspect, verify_bcrypt_sha256, 0},
};

static bool
begins_with(const char *verifier, size_t len, const char *prefix)
{
	return len >= strlen(prefix) &&
		memcmp(verifier, prefix, strlen(prefix)) == 0;
}

/* The hasher whose prefix the verifier has, or NULL. */
static const Hasher *
find_hasher(const char *verifier, size_t len)
{
	size_t		i;

	for (i = 0; i < sizeof(hashers) / sizeof(hashers[0]); i++)
	{
		if (begins_with(verifier, len, hashers[i].prefix))
			return &hashers[i];
	}
	return NULL;
}

static UsHashResult
refuse_prefix(UsHashInfo *info)
{
	return us_hash_refuse(info, US_HASH_MALFORMED,
						  "The string does not begin with a Django hasher of this build.");
}

bool
us_django_recognise(const char *verifier, size_t len)
{
	return find_hasher(verifier, len) != NULL;
}

UsHashResult
us_django_inspect(const char *verifier, size_t len,
				  const UsHashLimits *limits, UsHashInfo *info)
{
	const Hasher *hasher = find_hasher(verifier, len);

	return hasher == NULL ? refuse_prefix(info) :
		hasher->inspect(verifier + hasher->skipped, len - hasher->skipped,
						limits, info);
}

UsHashResult
us_django_verify(const char *verifier, size_t len,
				 const char *password, size_t password_len,
				 const UsHashLimits *limits, UsHashInfo *info)
{
	const Hasher *hasher = find_hasher(verifier, len);

	return hasher == NULL ? refuse_prefix(info) :
		hasher->verify(verifier + hasher->skipped, len - hasher->skipped,
					   password, password_len, limits, info);
}

size_t
us_django_password_max(const char *verifier, size_t len)
{
	const Hasher *hasher = find_hasher(verifier, len);

	return hasher == NULL ? 0 : hasher->password_max;
}

UsHashResult
us_django_argon2_make(const UsHashCost *cost, const unsigned char *salt,
					  const char *password, size_t password_len, char *out)
{
	char		argon2[US_HASH_VERIFIER_MAX];
	UsHashResult result = us_argon2_make(cost, salt, password, password_len,
										 argon2);

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
us_django_argon2_is_weaker(const char *verifier, size_t len,
						   const UsHashLimits *limits, const UsHashCost *cost)
{
	const size_t skipped = strlen(ARGON2);

	return !begins_with(verifier, len, ARGON2 "$") ||
		us_argon2_is_weaker(verifier + skipped, len - skipped, limits, cost);
}
