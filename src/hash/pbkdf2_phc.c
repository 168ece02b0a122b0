/*-------------------------------------------------------------------------
 *
 * pbkdf2_phc.c
 *	  The scheme "pbkdf2-phc", for Auth0 and Kratos too.
 *
 *	 $pbkdf2-<digest>$i=N[,l=L]$salt$key
 *
 * L is the bytes of the key.  Base64 has no padding; all who write such
 * strings (@phc/pbkdf2, RustCrypto, Kratos, Auth0's imports) leave it out.
 *
 * src/hash/pbkdf2_phc.c
 *
 *-------------------------------------------------------------------------
 */
#include "pbkdf2_phc.h"

#include <string.h>

#include "pbkdf2.h"
#include "pbkdf2_parts.h"
#include "span.h"

/* A text taken apart. */
typedef struct Parts
{
	UsSpan		digest;
	UsSpan		parameters;		/* behind "i=" */
	UsSpan		salt;
	UsSpan		key;
} Parts;

static bool
split(UsSpan text, Parts *parts)
{
	if (!us_span_skip(&text, "$pbkdf2-") ||
		!us_span_cut(&text, '$', &parts->digest) ||
		!us_span_skip(&text, "i=") ||
		!us_span_cut(&text, '$', &parts->parameters) ||
		!us_span_cut(&text, '$', &parts->salt))
		return false;
	parts->key = text;
	return true;
}

bool
us_pbkdf2_phc_recognise(UsSpan text)
{
	Parts		parts;

	return split(text, &parts);
}

/* Reads "N" or "N,l=L"; *length becomes 0 if there is none. */
static bool
read_parameters(UsSpan parameters, uint32_t *iterations, uint32_t *length)
{
	UsSpan		number;

	*length = 0;
	if (!us_span_cut(&parameters, ',', &number))
		return us_span_number(parameters, iterations);
	return us_span_number(number, iterations) &&
		us_span_skip(&parameters, "l=") &&
		us_span_number(parameters, length) && *length > 0;
}

static bool
is_padded(UsSpan text)
{
	return text.len > 0 && text.start[text.len - 1] == '=';
}

/* What remains once the digest is known. */
static UsHashResult
read_rest(const Parts *parts, const UsHashLimits *limits, UsHashJob *job,
		  UsHashInfo *info)
{
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);
	uint32_t	length;

	if (!read_parameters(parts->parameters, &pbkdf2->iterations, &length))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The parameters of the PBKDF2 string are not \"i=N\" or \"i=N,l=L\".");
	if (parts->salt.len == 0 || is_padded(parts->salt) ||
		is_padded(parts->key) ||
		!us_pbkdf2_salt_base64(job, US_BASE64_STANDARD, parts->salt) ||
		!us_pbkdf2_key_base64(job, US_BASE64_STANDARD, parts->key))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "Salt and key of the PBKDF2 string are not unpadded base64 of 1 to 256 and of 16 to 128 bytes.");
	if (length != 0 && length != job->expected_len)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The key of the PBKDF2 string is not of the length that it names.");
	return us_pbkdf2_finish(job, limits, info);
}

static UsHashResult
read_as(bool kratos, const UsVerifier *verifier, const UsHashLimits *limits,
		UsHashJob *job, UsHashInfo *info)
{
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);
	Parts		parts;

	if (!split(verifier->text, &parts))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The PBKDF2 string is not \"$pbkdf2-<digest>$i=N$\", salt and key.");
	if (!us_digest_named(parts.digest, &pbkdf2->digest))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The digest of the PBKDF2 string is none that is known.");
	if (kratos && pbkdf2->digest == US_SHA224)
		pbkdf2->digest = US_SHA3_224;
	if (kratos && pbkdf2->digest == US_SHA384)
		pbkdf2->digest = US_SHA3_384;
	return read_rest(&parts, limits, job, info);
}

UsHashResult
us_pbkdf2_phc_read(const UsVerifier *verifier, const UsHashLimits *limits,
				   UsHashJob *job, UsHashInfo *info)
{
	return read_as(false, verifier, limits, job, info);
}

UsHashResult
us_pbkdf2_phc_read_kratos(const UsVerifier *verifier,
						  const UsHashLimits *limits, UsHashJob *job,
						  UsHashInfo *info)
{
	return read_as(true, verifier, limits, job, info);
}
