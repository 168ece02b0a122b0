/*-------------------------------------------------------------------------
 *
 * hex_digest.c
 *	  The schemes "hex-md5" to "hex-sha512": a bare digest, in hexadecimal.
 *
 * src/hash/hex_digest.c
 *
 *-------------------------------------------------------------------------
 */
#include "hex_digest.h"

#include "declared.h"
#include "salted.h"

static UsHashResult
read_hex(UsDigest digest, const UsVerifier *verifier, UsHashJob *job,
		 UsHashInfo *info)
{
	static const char *const no_keys[] = {NULL};
	const UsSpan declared = us_declared_for(verifier, info->scheme);
	UsHashResult result;

	if (!us_declared_is_of(declared, no_keys))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The declared scheme has no parameters.");
	result = us_salted_start(job, digest, info);
	if (result == US_HASH_MATCH &&
		!us_salted_expect_hex(job, verifier->text))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The verifier is not the hexadecimal of such a digest.");
	return result;
}

#define READ_FUNCTION(name, digest) \
UsHashResult \
us_hex_##name##_read(const UsVerifier *verifier, \
					 const UsHashLimits *limits, UsHashJob *job, \
					 UsHashInfo *info) \
{ \
	(void) limits; \
	return read_hex(digest, verifier, job, info); \
}

READ_FUNCTION(md4, US_MD4)
READ_FUNCTION(md5, US_MD5)
READ_FUNCTION(sha1, US_SHA1)
READ_FUNCTION(sha256, US_SHA256)
READ_FUNCTION(sha512, US_SHA512)
