/*-------------------------------------------------------------------------
 *
 * pbkdf2_colon.c
 *	  The scheme "pbkdf2-colon": what tutorials join with colons.
 *
 *	 <digest>:N:salt:key				hashcat, CrackStation's PHP
 *	 <digest>:N:<key's bytes>:salt:key	password-hashing, its successor
 *	 N:salt:key							CrackStation's C# and Java
 *
 * Salt and key are base64; CrackStation's Java writes hexadecimal, which must
 * be declared: {"scheme": "pbkdf2-colon", "encoding": "hex"}.  So must the
 * digest of the last form, "digest", if it is not SHA-1; a digest in the text
 * goes before.  hashcat does not mind padding that is left out.
 *
 * src/hash/pbkdf2_colon.c
 *
 *-------------------------------------------------------------------------
 */
#include "pbkdf2_colon.h"

#include "declared.h"
#include "pbkdf2.h"
#include "pbkdf2_parts.h"
#include "span.h"

#define NAME		"pbkdf2-colon"
#define DIGITS		"0123456789"
#define BASE64 \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="

/* A text taken apart. */
typedef struct Parts
{
	UsSpan		digest;			/* empty: none */
	UsSpan		iterations;
	UsSpan		length;			/* empty: none */
	UsSpan		salt;
	UsSpan		key;
} Parts;

enum Encoding
{
	ENCODING_BASE64,
	ENCODING_HEX
};

static const char *const encodings[] = {"base64", "hex", NULL};
static const char *const keys[] = {"digest", "encoding", NULL};

static bool
is_number(UsSpan text)
{
	return text.len > 0 && us_span_is_of(text, DIGITS);
}

static bool
split(UsSpan text, Parts *parts)
{
	const UsSpan none = {text.start, 0};

	parts->digest = none;
	parts->length = none;
	if (!us_span_cut(&text, ':', &parts->iterations))
		return false;
	if (!is_number(parts->iterations))
	{
		parts->digest = parts->iterations;
		if (parts->digest.len == 0 ||
			!us_span_cut(&text, ':', &parts->iterations))
			return false;
	}
	if (!us_span_cut(&text, ':', &parts->salt))
		return false;
	parts->key = text;
	if (us_span_cut(&text, ':', &parts->length))
	{
		/* one more: it was the length that was taken for the salt */
		const UsSpan salt = parts->length;

		parts->length = parts->salt;
		parts->salt = salt;
		parts->key = text;
	}
	return is_number(parts->iterations) && parts->salt.len > 0 &&
		(parts->length.len == 0 || is_number(parts->length));
}

/* Only with a digest that people use, and nothing but base64 behind it. */
bool
us_pbkdf2_colon_recognise(UsSpan text)
{
	Parts		parts;

	return split(text, &parts) &&
		(us_span_equals(parts.digest, "sha1") ||
		 us_span_equals(parts.digest, "sha256") ||
		 us_span_equals(parts.digest, "sha384") ||
		 us_span_equals(parts.digest, "sha512") ||
		 us_span_equals(parts.digest, "md5")) &&
		us_span_is_of(parts.salt, BASE64) &&
		us_span_is_of(parts.key, BASE64);
}

/* Reads what is declared; US_HASH_MATCH, or why not. */
static UsHashResult
read_declared(const UsVerifier *verifier, UsDigest *digest, int *encoding,
			  UsHashInfo *info)
{
	const UsSpan declared = us_declared_for(verifier, NAME);

	*digest = US_SHA1;
	*encoding = ENCODING_BASE64;
	if (us_declared_is_of(declared, keys) &&
		us_declared_digest(declared, "digest", digest) &&
		us_declared_choice(declared, "encoding", encodings, encoding))
		return US_HASH_MATCH;
	return us_hash_refuse(info, US_HASH_UNSUPPORTED,
						  "The parameters of pbkdf2-colon are not \"digest\", one that is known, and \"encoding\", \"base64\" or \"hex\".");
}

static bool
read_encoded(const Parts *parts, int encoding, UsHashJob *job)
{
	if (encoding == ENCODING_HEX)
		return us_pbkdf2_salt_hex(job, parts->salt) &&
			us_pbkdf2_key_hex(job, parts->key);
	return us_pbkdf2_salt_base64(job, US_BASE64_STANDARD, parts->salt) &&
		us_pbkdf2_key_base64(job, US_BASE64_STANDARD, parts->key);
}

UsHashResult
us_pbkdf2_colon_read(const UsVerifier *verifier, const UsHashLimits *limits,
					 UsHashJob *job, UsHashInfo *info)
{
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);
	Parts		parts;
	int			encoding;
	uint32_t	length;
	UsHashResult result;

	result = read_declared(verifier, &pbkdf2->digest, &encoding, info);
	if (result != US_HASH_MATCH)
		return result;
	if (!split(verifier->text, &parts))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The text is not iterations, salt and key between colons, with or without a digest before and a length within.");
	if (parts.digest.len > 0 &&
		!us_digest_named(parts.digest, &pbkdf2->digest))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "What stands before the iterations is no digest that is known.");
	if (!us_span_number(parts.iterations, &pbkdf2->iterations))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The iterations are no number of 32 bits without leading zeros.");
	if (!read_encoded(&parts, encoding, job))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "Salt and key are not encoded as declared, base64 if nothing is, of up to 256 and of 16 to 128 bytes.");
	if (parts.length.len > 0 &&
		(!us_span_number(parts.length, &length) ||
		 length != job->expected_len))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The key is not of the length that stands before the salt.");
	return us_pbkdf2_finish(job, limits, info);
}
