/*-------------------------------------------------------------------------
 *
 * django_pbkdf2.c
 *	  Django's default hashers, pbkdf2_sha256 and pbkdf2_sha1.
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
#include "pbkdf2_parts.h"
#include "span.h"

#define SHA256			"pbkdf2_sha256"
#define SHA1			"pbkdf2_sha1"
#define SALT_CHARACTERS	22		/* of new salts: 62^22 is over 2^128 */
#define KEY_CHARACTERS	44		/* base64 of 32 bytes */

/* Cuts the name of the hasher off. */
static bool
read_hasher(UsSpan *text, UsPbkdf2 *pbkdf2)
{
	pbkdf2->digest = us_span_begins(*text, SHA1) ? US_SHA1 : US_SHA256;
	return us_span_skip(text, SHA256 "$") || us_span_skip(text, SHA1 "$");
}

/* Reads the key: base64 as Django writes it, of a whole digest. */
static bool
read_key(UsSpan text, UsHashJob *job)
{
	return text.len % 4 == 0 &&
		us_pbkdf2_key_base64(job, US_BASE64_STANDARD, text) &&
		job->expected_len == us_digest_bytes(us_pbkdf2_state(job)->digest);
}

/* False if the string is broken. */
static bool
parse(UsSpan text, UsHashJob *job)
{
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);
	UsSpan		number;
	UsSpan		salt;

	return read_hasher(&text, pbkdf2) && us_span_cut(&text, '$', &number) &&
		us_span_cut(&text, '$', &salt) &&
		us_span_number(number, &pbkdf2->iterations) &&
		pbkdf2->iterations > 0 && salt.len > 0 &&
		us_pbkdf2_salt_text(job, salt) && read_key(text, job);
}

UsHashResult
us_django_pbkdf2_read(const UsVerifier *verifier, const UsHashLimits *limits,
					  UsHashJob *job, UsHashInfo *info)
{
	if (!parse(verifier->text, job))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The Django string is not iterations, a salt of 1 to 256 bytes and the base64 of a whole digest.");
	return us_pbkdf2_finish(job, limits, info);
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

/* What new verifiers are derived with, but for the salt. */
static UsPbkdf2
new_pbkdf2(const UsHashCost *cost)
{
	UsPbkdf2	pbkdf2 = {0};

	pbkdf2.digest = US_SHA256;
	pbkdf2.iterations = cost->rounds;
	pbkdf2.salt_len = SALT_CHARACTERS;
	return pbkdf2;
}

UsHashResult
us_django_pbkdf2_make(const UsHashCost *cost, const unsigned char *salt,
					  UsSpan password, char *out)
{
	UsPbkdf2	pbkdf2 = new_pbkdf2(cost);
	char		text[SALT_CHARACTERS + 1];
	unsigned char key[US_HASH_DIGEST_BYTES];
	char		key_text[KEY_CHARACTERS + 1];
	UsHashResult result;

	spell_salt(salt, text);
	memcpy(pbkdf2.salt, text, SALT_CHARACTERS);
	result = us_pbkdf2_derive(&pbkdf2, password, key, sizeof(key));
	if (result == US_HASH_MATCH)
	{
		us_base64_encode_padded(key, sizeof(key), key_text, sizeof(key_text));
		snprintf(out, US_HASH_VERIFIER_MAX, SHA256 "$%lu$%s$%s",
				 (unsigned long) cost->rounds, text, key_text);
		sodium_memzero(key_text, sizeof(key_text));
	}
	sodium_memzero(key, sizeof(key));
	return result;
}

size_t
us_django_pbkdf2_length(const UsHashCost *cost)
{
	return (size_t) snprintf(NULL, 0, SHA256 "$%lu$$",
							 (unsigned long) cost->rounds) +
		SALT_CHARACTERS + KEY_CHARACTERS;
}

UsHashWork
us_django_pbkdf2_work(const UsHashCost *cost)
{
	const UsPbkdf2 pbkdf2 = new_pbkdf2(cost);

	return us_pbkdf2_work(&pbkdf2, US_HASH_DIGEST_BYTES);
}

/*
 * Of what Django stores, all but its pbkdf2_sha256 is weaker; so is a salt of
 * fewer characters, which Django replaces too.
 */
bool
us_django_pbkdf2_is_weaker(const UsHashJob *job, const UsHashInfo *info,
						   const UsHashCost *cost)
{
	const UsPbkdf2 *pbkdf2 = US_JOB_STATE_CONST(job, UsPbkdf2);

	(void) info;
	/* another state if it is another variant */
	return strcmp(job->variant, SHA256) != 0 ||
		pbkdf2->iterations < cost->rounds ||
		pbkdf2->salt_len < SALT_CHARACTERS;
}
