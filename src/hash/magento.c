/*-------------------------------------------------------------------------
 *
 * magento.c
 *	  The scheme "magento": Magento's digests of salt and password.
 *
 *	 <hexadecimal>[:<salt>[:<version>[:<version>]]]
 *
 * A version is how the text before it was hashed again, when the store was
 * upgraded: 0 is MD5 and 1 is SHA-256 of the salt and the text, 2 is argon2id
 * of the text with libsodium's interactive cost, 3_<bytes>_<passes>_<memory>
 * with its own.  The text is the password, then the hexadecimal before.
 * Without a version the digest's length tells which it is.
 *
 * src/hash/magento.c
 *
 *-------------------------------------------------------------------------
 */
#include "magento.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "argon2.h"
#include "declared.h"
#include "encoding.h"
#include "salted.h"
#include "span.h"

#define MD5_LEN			32
#define SHA256_LEN		64
#define ARGON2_BYTES	32
#define ARGON2_SALT		16		/* bytes; the salt is cut or repeated */
#define ARGON2_ROOM		160

/* What is before the last version. */
typedef struct Earlier
{
	UsDigest	digest;
	UsSaltedText salt;
} Earlier;

US_JOB_OUTER_FITS(Earlier);

/* The digest of version 0 and 1. */
static bool
simple_version(UsSpan version, UsDigest *digest)
{
	*digest = us_span_equals(version, "0") ? US_MD5 : US_SHA256;
	return us_span_equals(version, "0") || us_span_equals(version, "1");
}

/* Passes and KiB of version 2 and 3. */
static bool
argon2_version(UsSpan version, uint32_t *passes, uint32_t *kib)
{
	UsSpan		bytes;
	UsSpan		field;
	uint32_t	memory;

	*passes = 2;
	*kib = 65536;
	if (us_span_equals(version, "2"))
		return true;
	if (!us_span_skip(&version, "3_") ||
		!us_span_cut(&version, '_', &bytes) ||
		!us_span_equals(bytes, "32") ||
		!us_span_cut(&version, '_', &field) ||
		!us_span_number(field, passes) || !us_span_number(version, &memory))
		return false;
	*kib = memory / 1024;
	return true;
}

/* Prepares a password as the hexadecimal that was stored before. */
static UsHashResult
prepare_earlier(const UsHashJob *job, UsSpan password, char *out,
				size_t *out_len, UsHashInfo *info)
{
	const Earlier *earlier = US_JOB_OUTER_CONST(job, Earlier);
	const UsSpan parts[] = {
		{earlier->salt.bytes, earlier->salt.len}, password
	};
	UsHashResult result = us_digest_hex(earlier->digest, parts, 2, out);

	if (result != US_HASH_MATCH)
		return us_hash_refuse(info, result, us_digest_detail(result));
	*out_len = 2 * us_digest_bytes(earlier->digest);
	return US_HASH_MATCH;
}

static UsHashResult
read_simple(UsDigest digest, UsSpan hex, UsSpan salt, UsHashJob *job,
			UsHashInfo *info)
{
	UsHashResult result = us_salted_start(job, digest, info);

	if (result != US_HASH_MATCH)
		return result;
	if (!us_salted_expect_hex(job, hex))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The verifier does not begin with the hexadecimal of its version's digest.");
	return us_salted_append(&us_salted_state(job)->before, salt) ?
		US_HASH_MATCH : us_salted_too_long(info);
}

/* Writes what Magento leaves out, for argon2's own reader. */
static UsHashResult
read_argon2(uint32_t passes, uint32_t kib, UsSpan hex, UsSpan salt,
			const UsHashLimits *limits, UsHashJob *job, UsHashInfo *info)
{
	unsigned char digest[ARGON2_BYTES];
	unsigned char bytes[ARGON2_SALT];
	char		digest_text[ARGON2_BYTES * 2];
	char		salt_text[ARGON2_SALT * 2];
	char		text[ARGON2_ROOM];
	UsVerifier	argon2;
	size_t		len;
	size_t		i;
	int			written;
	UsHashResult result;

	if (salt.len == 0 || hex.len != 2 * ARGON2_BYTES ||
		!us_hex_decode(hex.start, hex.len, digest, sizeof(digest), &len))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The verifier of argon2 has no salt, or does not begin with the hexadecimal of 32 bytes.");
	for (i = 0; i < ARGON2_SALT; i++)
		bytes[i] = (unsigned char) salt.start[i % salt.len];
	us_base64_encode(digest, sizeof(digest), digest_text, sizeof(digest_text));
	us_base64_encode(bytes, sizeof(bytes), salt_text, sizeof(salt_text));
	written = snprintf(text, sizeof(text),
					   "$argon2id$v=19$m=%lu,t=%lu,p=1$%s$%s",
					   (unsigned long) kib, (unsigned long) passes, salt_text,
					   digest_text);
	memset(&argon2, 0, sizeof(argon2));
	argon2.text.start = text;
	argon2.text.len = (size_t) written;
	result = us_argon2_read(&argon2, limits, job, info);
	job->blank.kind = US_BLANK_NEVER;
	sodium_memzero(digest, sizeof(digest));
	sodium_memzero(digest_text, sizeof(digest_text));
	sodium_memzero(text, sizeof(text));
	return result;
}

/* Reads the version that comes before another. */
static UsHashResult
read_earlier(UsSpan version, UsSpan salt, UsHashJob *job, UsHashInfo *info)
{
	Earlier    *earlier = US_JOB_OUTER(job, Earlier);

	if (!simple_version(version, &earlier->digest))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The first of the verifier's versions is neither 0 nor 1.");
	if (!us_salted_append(&earlier->salt, salt))
		return us_salted_too_long(info);
	job->prepare = prepare_earlier;
	return US_HASH_MATCH;
}

/* Reads a digest made by the versions, of which there may be none. */
static UsHashResult
read_versions(UsSpan versions, UsSpan hex, UsSpan salt,
			  const UsHashLimits *limits, UsHashJob *job, UsHashInfo *info)
{
	UsDigest	digest = hex.len == MD5_LEN ? US_MD5 : US_SHA256;
	UsSpan		version;
	uint32_t	passes;
	uint32_t	kib;

	if (us_span_cut(&versions, ':', &version))
	{
		UsHashResult result = read_earlier(version, salt, job, info);

		if (result != US_HASH_MATCH)
			return result;
	}
	if (versions.start == NULL || simple_version(versions, &digest))
		return read_simple(digest, hex, salt, job, info);
	if (argon2_version(versions, &passes, &kib))
		return read_argon2(passes, kib, hex, salt, limits, job, info);
	return us_hash_refuse(info, US_HASH_UNSUPPORTED,
						  "The verifier's version is none of 0, 1, 2 and 3_32_<passes>_<memory>, or there are more than two.");
}

UsHashResult
us_magento_read(const UsVerifier *verifier, const UsHashLimits *limits,
				UsHashJob *job, UsHashInfo *info)
{
	static const char *const no_keys[] = {NULL};
	const UsSpan none = {NULL, 0};
	UsSpan		rest = verifier->text;
	UsSpan		salt = verifier->salt;
	UsSpan		hex = rest;

	if (!us_declared_is_of(us_declared_for(verifier, info->scheme), no_keys))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The declared scheme has no parameters.");
	if (!us_span_cut(&rest, ':', &hex))
		return read_versions(none, hex, salt, limits, job, info);

	/* Magento's salts are letters and digits, so a colon is none of theirs */
	if (!us_span_cut(&rest, ':', &salt))
		return read_versions(none, hex, rest, limits, job, info);
	return read_versions(rest, hex, salt, limits, job, info);
}
