/*-------------------------------------------------------------------------
 *
 * django_pbkdf2.c
 *	  Django's own hashers, pbkdf2_sha256 and pbkdf2_sha1.
 *
 *	 pbkdf2_sha256$N$salt$key
 *
 * The salt is text and taken literally.  The key is a whole digest in padded
 * base64: Django compares texts, so another spelling never matched.
 *
 * src/hash/django_pbkdf2.c
 *
 *-------------------------------------------------------------------------
 */
#include "django_pbkdf2.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "encoding.h"
#include "pbkdf2.h"

#define PREFIX_SHA256	"pbkdf2_sha256$"
#define PREFIX_SHA1		"pbkdf2_sha1$"
#define SALT_CHARACTERS	22		/* of new salts: 62^22 is over 2^128 */
#define KEY_CHARACTERS	44		/* base64 of 32 bytes */

/* A parsed verifier.  NB: holds the key, wipe it. */
typedef struct Derived
{
	UsPbkdf2	pbkdf2;			/* its salt is within the verifier */
	unsigned char key[US_PBKDF2_KEY_MAX];
} Derived;

/* Cuts a prefix off; false, and nothing changed, if it is not there. */
static bool
skip_prefix(const char **text, size_t *len, const char *prefix)
{
	size_t		prefix_len = strlen(prefix);

	if (*len < prefix_len || memcmp(*text, prefix, prefix_len) != 0)
		return false;
	*text += prefix_len;
	*len -= prefix_len;
	return true;
}

/* Cuts what stands before the first "$" off; false if there is none. */
static bool
cut_field(const char **text, size_t *len, const char **field,
		  size_t *field_len)
{
	const char *end = memchr(*text, '$', *len);

	if (end == NULL)
		return false;
	*field = *text;
	*field_len = (size_t) (end - *text);
	*text = end + 1;
	*len -= *field_len + 1;
	return true;
}

/* Reads the key: base64 as Django writes it, of a whole digest. */
static bool
read_key(const char *text, size_t len, Derived *derived)
{
	size_t		key_len;

	if (len % 4 != 0 ||
		!us_base64_decode(text, len, derived->key, sizeof(derived->key),
						  &key_len))
		return false;
	derived->pbkdf2.key_len = key_len;
	return key_len == us_pbkdf2_digest_bytes(derived->pbkdf2.prf);
}

/* False if the string is broken. */
static bool
parse(const char *text, size_t len, Derived *derived)
{
	const char *number;
	size_t		number_len;
	const char *salt;

	if (skip_prefix(&text, &len, PREFIX_SHA256))
		derived->pbkdf2.prf = US_PBKDF2_SHA256;
	else if (skip_prefix(&text, &len, PREFIX_SHA1))
		derived->pbkdf2.prf = US_PBKDF2_SHA1;
	else
		return false;
	if (!cut_field(&text, &len, &number, &number_len) ||
		!cut_field(&text, &len, &salt, &derived->pbkdf2.salt_len))
		return false;
	derived->pbkdf2.salt = salt;
	return us_decimal_decode(number, number_len,
							 &derived->pbkdf2.iterations) &&
		derived->pbkdf2.iterations > 0 && derived->pbkdf2.salt_len > 0 &&
		read_key(text, len, derived);
}

/* us_django_pbkdf2_inspect, but keeps what was read: wipe *derived. */
static UsHashResult
read_verifier(const char *verifier, size_t len, const UsHashLimits *limits,
			  Derived *derived, UsHashInfo *info)
{
	if (!parse(verifier, len, derived))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The Django string is not iterations, salt and the base64 of a whole digest.");
	return us_pbkdf2_bound(&derived->pbkdf2, limits, info);
}

UsHashResult
us_django_pbkdf2_inspect(const char *verifier, size_t len,
						 const UsHashLimits *limits, UsHashInfo *info)
{
	Derived		derived;
	UsHashResult result = read_verifier(verifier, len, limits, &derived,
										info);

	sodium_memzero(&derived, sizeof(derived));
	return result;
}

UsHashResult
us_django_pbkdf2_verify(const char *verifier, size_t len,
						const char *password, size_t password_len,
						const UsHashLimits *limits, UsHashInfo *info)
{
	Derived		derived;
	UsHashResult result = read_verifier(verifier, len, limits, &derived,
										info);

	if (result == US_HASH_MATCH)
		result = us_pbkdf2_verify(&derived.pbkdf2, derived.key, password,
								  password_len, info);
	sodium_memzero(&derived, sizeof(derived));
	return result;
}

/*
 * Spells 16 bytes, one big number, in 22 digits to the base 62: no two salts
 * are spelled alike, so the text has all their 128 bits.
 */
static void
spell_salt(const unsigned char *salt, char text[SALT_CHARACTERS + 1])
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	unsigned char number[US_HASH_SALT_BYTES];
	int			i;
	size_t		j;

	memcpy(number, salt, sizeof(number));
	text[SALT_CHARACTERS] = '\0';
	for (i = SALT_CHARACTERS - 1; i >= 0; i--)
	{
		unsigned	rest = 0;

		for (j = 0; j < sizeof(number); j++)
		{
			rest = rest << 8 | number[j];
			number[j] = (unsigned char) (rest / 62);
			rest %= 62;
		}
		text[i] = digits[rest];
	}
}

/* What new verifiers are derived with. */
static UsPbkdf2
new_pbkdf2(const UsHashCost *cost, const char *salt)
{
	UsPbkdf2	pbkdf2;

	pbkdf2.prf = US_PBKDF2_SHA256;
	pbkdf2.iterations = cost->rounds;
	pbkdf2.salt = salt;
	pbkdf2.salt_len = SALT_CHARACTERS;
	pbkdf2.key_len = US_HASH_DIGEST_BYTES;
	return pbkdf2;
}

UsHashResult
us_django_pbkdf2_make(const UsHashCost *cost, const unsigned char *salt,
					  const char *password, size_t password_len, char *out)
{
	char		text[SALT_CHARACTERS + 1];
	unsigned char key[US_HASH_DIGEST_BYTES];
	char		key_text[KEY_CHARACTERS + 1];
	const UsPbkdf2 pbkdf2 = new_pbkdf2(cost, text);
	UsHashResult result;

	spell_salt(salt, text);
	result = us_pbkdf2_compute(&pbkdf2, password, password_len, key);
	if (result == US_HASH_MATCH)
	{
		us_base64_encode_padded(key, sizeof(key), key_text, sizeof(key_text));
		snprintf(out, US_HASH_VERIFIER_MAX, PREFIX_SHA256 "%lu$%s$%s",
				 (unsigned long) cost->rounds, text, key_text);
		sodium_memzero(key_text, sizeof(key_text));
	}
	sodium_memzero(key, sizeof(key));
	return result;
}

size_t
us_django_pbkdf2_length(const UsHashCost *cost)
{
	return (size_t) snprintf(NULL, 0, PREFIX_SHA256 "%lu$$",
							 (unsigned long) cost->rounds) +
		SALT_CHARACTERS + KEY_CHARACTERS;
}

UsHashWork
us_django_pbkdf2_work(const UsHashCost *cost)
{
	const UsPbkdf2 pbkdf2 = new_pbkdf2(cost, NULL);

	return us_pbkdf2_work(&pbkdf2);
}

/*
 * Of what Django stores, all but its pbkdf2_sha256 is weaker; so is a salt of
 * fewer characters, which Django replaces too.
 */
bool
us_django_pbkdf2_is_weaker(const char *verifier, size_t len,
						   const UsHashLimits *limits, const UsHashCost *cost)
{
	Derived		derived;
	UsHashInfo	info;
	bool		weaker = true;

	if (read_verifier(verifier, len, limits, &derived,
					  &info) == US_HASH_MATCH)
		weaker = derived.pbkdf2.prf != US_PBKDF2_SHA256 ||
			derived.pbkdf2.iterations < cost->rounds ||
			derived.pbkdf2.salt_len < SALT_CHARACTERS;
	sodium_memzero(&derived, sizeof(derived));
	return weaker;
}
