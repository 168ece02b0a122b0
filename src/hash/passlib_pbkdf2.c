/*-------------------------------------------------------------------------
 *
 * passlib_pbkdf2.c
 *	  The scheme "passlib-pbkdf2": passlib's pbkdf2_sha1, _sha256, _sha512.
 *
 *	 $pbkdf2$N$salt$key				SHA-1
 *	 $pbkdf2-<digest>$N$salt$key
 *
 * Salt and key are in passlib's adapted base64, "." for "+" and no padding;
 * Go's passwap, which writes SHA-224 and SHA-384 too, is among those that use
 * the standard alphabet.  The key is a whole digest; the salt may be empty.
 *
 * src/hash/passlib_pbkdf2.c
 *
 *-------------------------------------------------------------------------
 */
#include "passlib_pbkdf2.h"

#include <string.h>

#include "pbkdf2.h"
#include "pbkdf2_parts.h"
#include "span.h"

#define DIGITS	"0123456789"

/* A text taken apart. */
typedef struct Parts
{
	UsSpan		digest;			/* empty for "$pbkdf2$" */
	UsSpan		iterations;		/* digits, at least one */
	UsSpan		encoded;		/* salt and key */
} Parts;

/* Numbers without a key tell the text from one of pbkdf2-phc. */
static bool
split(UsSpan text, Parts *parts)
{
	parts->digest.start = text.start;
	parts->digest.len = 0;
	if (!us_span_skip(&text, "$pbkdf2$") &&
		(!us_span_skip(&text, "$pbkdf2-") ||
		 !us_span_cut(&text, '$', &parts->digest) ||
		 parts->digest.len == 0))
		return false;
	if (!us_span_cut(&text, '$', &parts->iterations))
		return false;
	parts->encoded = text;
	return parts->iterations.len > 0 &&
		us_span_is_of(parts->iterations, DIGITS);
}

bool
us_passlib_pbkdf2_recognise(UsSpan text)
{
	Parts		parts;

	return split(text, &parts);
}

/* Reads salt and key, both in the same alphabet. */
static bool
read_encoded(UsSpan encoded, UsHashJob *job)
{
	const UsBase64 alphabet =
		encoded.len > 0 && memchr(encoded.start, '+', encoded.len) != NULL ?
		US_BASE64_STANDARD : US_BASE64_DOT;
	UsSpan		salt;

	return us_span_cut(&encoded, '$', &salt) &&
		us_pbkdf2_salt_base64(job, alphabet, salt) &&
		us_pbkdf2_key_base64(job, alphabet, encoded) &&
		job->expected_len == us_digest_bytes(us_pbkdf2_state(job)->digest);
}

UsHashResult
us_passlib_pbkdf2_read(const UsVerifier *verifier, const UsHashLimits *limits,
					   UsHashJob *job, UsHashInfo *info)
{
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);
	Parts		parts;

	if (!split(verifier->text, &parts))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The string of passlib's PBKDF2 is not \"$pbkdf2$\" or \"$pbkdf2-<digest>$\", iterations, salt and key.");
	pbkdf2->digest = US_SHA1;
	if (parts.digest.len > 0 &&
		!us_digest_named(parts.digest, &pbkdf2->digest))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The digest that passlib's PBKDF2 names is none that is known.");
	if (!us_span_number(parts.iterations, &pbkdf2->iterations))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The iterations of passlib's PBKDF2 are no number of 32 bits without leading zeros.");
	if (!read_encoded(parts.encoded, job))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "Salt and key of passlib's PBKDF2 are not base64 of up to 256 bytes and of a whole digest.");
	return us_pbkdf2_finish(job, limits, info);
}
