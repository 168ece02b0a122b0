/*-------------------------------------------------------------------------
 *
 * symfony_pbkdf2.c
 *	  The scheme "symfony-pbkdf2": Symfony's Pbkdf2PasswordHasher.
 *
 * The text is nothing but the key.  The salt is a column's or, if it has none,
 * the declared "salt", "" if there never was one; it is taken as it is.  The
 * other parameters have Symfony's defaults: "digest" is "sha512", "iterations"
 * 1000, "length" 40, "encoding" "base64" or else "hex".  Symfony takes no
 * password of more than 4096 bytes.
 *
 * src/hash/symfony_pbkdf2.c
 *
 *-------------------------------------------------------------------------
 */
#include "symfony_pbkdf2.h"

#include <string.h>

#include "declared.h"
#include "pbkdf2.h"
#include "pbkdf2_parts.h"
#include "span.h"

#define NAME			"symfony-pbkdf2"
#define PASSWORD_MAX	4096

enum Encoding
{
	ENCODING_BASE64,
	ENCODING_HEX
};

static const char *const encodings[] = {"base64", "hex", NULL};
static const char *const keys[] = {
	"salt", "digest", "iterations", "length", "encoding", NULL
};

static UsHashResult
prepare(const UsHashJob *job, UsSpan password, char *out, size_t *out_len,
		UsHashInfo *info)
{
	(void) job;
	(void) info;
	if (password.len > PASSWORD_MAX)
		return US_HASH_MISMATCH;
	if (password.len > 0)
		memcpy(out, password.start, password.len);
	*out_len = password.len;
	return US_HASH_MATCH;
}

/* Reads the salt of the column or else of the declaration. */
static UsHashResult
read_salt(const UsVerifier *verifier, UsSpan declared, UsHashJob *job,
		  UsHashInfo *info)
{
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);
	char		text[US_PBKDF2_SALT_MAX + 1];
	UsSpan		salt = verifier->salt;
	bool		given = true;

	if (salt.start == NULL)
	{
		salt.start = text;
		if (!us_declared_text(declared, "salt", text, sizeof(text),
							  &salt.len, &given))
			return us_hash_refuse(info, US_HASH_UNSUPPORTED,
								  "The declared salt is no text of up to 256 bytes.");
	}
	if (!given)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The salt of symfony-pbkdf2 is neither a column's nor declared.");
	if (!us_pbkdf2_salt_text(job, salt))
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The salt is longer than 256 bytes.");
	return pbkdf2->iterations > 0 ? US_HASH_MATCH :
		us_hash_refuse(info, US_HASH_UNSUPPORTED,
					   "The declared iterations are none.");
}

UsHashResult
us_symfony_pbkdf2_read(const UsVerifier *verifier, const UsHashLimits *limits,
					   UsHashJob *job, UsHashInfo *info)
{
	const UsSpan declared = us_declared_for(verifier, NAME);
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);
	uint32_t	length = 40;
	int			encoding = ENCODING_BASE64;
	bool		good;
	UsHashResult result;

	pbkdf2->digest = US_SHA512;
	pbkdf2->iterations = 1000;
	if (!us_declared_is_of(declared, keys) ||
		!us_declared_digest(declared, "digest", &pbkdf2->digest) ||
		!us_declared_number(declared, "iterations", &pbkdf2->iterations) ||
		!us_declared_number(declared, "length", &length) ||
		!us_declared_choice(declared, "encoding", encodings, &encoding))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The parameters of symfony-pbkdf2 are not \"salt\", \"digest\", one that is known, the numbers \"iterations\" and \"length\", and \"encoding\", \"hex\" or \"base64\".");
	result = read_salt(verifier, declared, job, info);
	if (result != US_HASH_MATCH)
		return result;
	good = encoding == ENCODING_HEX ?
		us_pbkdf2_key_hex(job, verifier->text) :
		verifier->text.len % 4 == 0 &&
		us_pbkdf2_key_base64(job, US_BASE64_STANDARD, verifier->text);
	if (!good || job->expected_len != length)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The text is not a key of the declared length, 16 to 128 bytes and 40 if none is, in the declared encoding, padded base64 if none is.");
	job->prepare = prepare;
	return us_pbkdf2_finish(job, limits, info);
}
