/*-------------------------------------------------------------------------
 *
 * digest.c
 *	  Digests and HMAC, as OpenSSL computes them.
 *
 * src/hash/digest.c
 *
 *-------------------------------------------------------------------------
 */
#include "digest.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <sodium.h>

#include "encoding.h"
#include "host.h"
#include "ossl.h"
#include "span.h"

/*
 * A loop asks whether to stop once it has hashed so many bytes: a few hundred
 * microseconds of the slowest digest.  What a round costs beside its bytes is
 * counted as bytes too.
 */
#define POLL_BYTES		32768
#define ROUND_BYTES		128

static const struct
{
	const char *name;
	const char *openssl;
	size_t		bytes;
	UsOsslSource source;
}			digests[] =
{
	[US_MD4] = {"md4", "MD4", 16, US_OSSL_LEGACY},
	[US_MD5] = {"md5", "MD5", 16, US_OSSL_DEFAULT},
	[US_SHA1] = {"sha1", "SHA1", 20, US_OSSL_DEFAULT},
	[US_SHA224] = {"sha224", "SHA2-224", 28, US_OSSL_DEFAULT},
	[US_SHA256] = {"sha256", "SHA2-256", 32, US_OSSL_DEFAULT},
	[US_SHA384] = {"sha384", "SHA2-384", 48, US_OSSL_DEFAULT},
	[US_SHA512] = {"sha512", "SHA2-512", 64, US_OSSL_DEFAULT},
	[US_SHA3_224] = {"sha3-224", "SHA3-224", 28, US_OSSL_DEFAULT},
	[US_SHA3_256] = {"sha3-256", "SHA3-256", 32, US_OSSL_DEFAULT},
	[US_SHA3_384] = {"sha3-384", "SHA3-384", 48, US_OSSL_DEFAULT},
	[US_SHA3_512] = {"sha3-512", "SHA3-512", 64, US_OSSL_DEFAULT},
	[US_RIPEMD160] = {"ripemd160", "RIPEMD-160", 20, US_OSSL_DEFAULT},
	[US_WHIRLPOOL] = {"whirlpool", "WHIRLPOOL", 64, US_OSSL_LEGACY},
};

const char *
us_digest_name(UsDigest digest)
{
	return digests[digest].name;
}

bool
us_digest_named(UsSpan name, UsDigest *digest)
{
	int			i;

	for (i = 0; i < US_DIGEST_COUNT; i++)
	{
		if (us_span_equals(name, digests[i].name))
		{
			*digest = (UsDigest) i;
			return true;
		}
	}
	return false;
}

size_t
us_digest_bytes(UsDigest digest)
{
	return digests[digest].bytes;
}

const char *
us_digest_openssl_name(UsDigest digest, bool *legacy)
{
	*legacy = digests[digest].source == US_OSSL_LEGACY;
	return digests[digest].openssl;
}

/* OpenSSL's handle of a digest; as us_ossl_digest. */
static UsHashResult
find_digest(UsDigest digest, const EVP_MD **md)
{
	static EVP_MD *fetched[US_DIGEST_COUNT];
	const UsHashResult result = us_ossl_digest(digests[digest].source,
											   digests[digest].openssl,
											   &fetched[digest]);

	*md = fetched[digest];
	return result;
}

UsHashResult
us_digest_check(UsDigest digest)
{
	const EVP_MD *md;

	return find_digest(digest, &md);
}

/* A digest of parts with a context that is there; false if OpenSSL fails. */
static bool
compute(EVP_MD_CTX *context, const EVP_MD *md, const UsSpan *parts, int count,
		unsigned char *out)
{
	int			i;

	if (EVP_DigestInit_ex(context, md, NULL) != 1)
		return false;
	for (i = 0; i < count; i++)
	{
		if (parts[i].len > 0 &&
			EVP_DigestUpdate(context, parts[i].start, parts[i].len) != 1)
			return false;
	}
	return EVP_DigestFinal_ex(context, out, NULL) == 1;
}

UsHashResult
us_digest_compute(UsDigest digest, const UsSpan *parts, int count,
				  unsigned char *out)
{
	const EVP_MD *md;
	EVP_MD_CTX *context;
	UsHashResult result = find_digest(digest, &md);

	if (result != US_HASH_MATCH)
		return result;
	ERR_clear_error();
	context = EVP_MD_CTX_new();
	if (context == NULL || !compute(context, md, parts, count, out))
		result = us_ossl_failure();
	EVP_MD_CTX_free(context);
	return result;
}

UsHashResult
us_digest_hex(UsDigest digest, const UsSpan *parts, int count, char *out)
{
	unsigned char bytes[US_DIGEST_MAX];
	const UsHashResult result = us_digest_compute(digest, parts, count,
												  bytes);

	if (result == US_HASH_MATCH)
		sodium_bin2hex(out, 2 * digests[digest].bytes + 1, bytes,
					   digests[digest].bytes);
	sodium_memzero(bytes, sizeof(bytes));
	return result;
}

/* The rounds of us_digest_iterate, with a context that is there. */
static UsHashResult
iterate(EVP_MD_CTX *context, const EVP_MD *md, UsDigest digest,
		unsigned char *value, UsSpan tail, uint64_t times)
{
	const UsSpan parts[] = {
		{(const char *) value, digests[digest].bytes},
		tail
	};
	const size_t round = ROUND_BYTES + digests[digest].bytes + tail.len;
	size_t		since = 0;
	uint64_t	i;

	for (i = 0; i < times; i++)
	{
		if (!compute(context, md, parts, 2, value))
			return us_ossl_failure();
		since += round;
		if (since >= POLL_BYTES)
		{
			since = 0;
			if (us_host_interrupted())
				return US_HASH_INTERRUPTED;
		}
	}
	return US_HASH_MATCH;
}

UsHashResult
us_digest_iterate(UsDigest digest, unsigned char *value, UsSpan tail,
				  uint64_t times)
{
	const EVP_MD *md;
	EVP_MD_CTX *context;
	UsHashResult result = find_digest(digest, &md);

	if (result != US_HASH_MATCH)
		return result;
	ERR_clear_error();
	context = EVP_MD_CTX_new();
	result = context == NULL ? us_ossl_failure() :
		iterate(context, md, digest, value, tail, times);
	EVP_MD_CTX_free(context);
	return result;
}

/* HMAC with a context that is there; false if OpenSSL fails. */
static bool
authenticate(EVP_MAC_CTX *context, UsDigest digest, UsSpan key,
			 const UsSpan *parts, int count, unsigned char *out)
{
	char	   *name = (char *) digests[digest].openssl;
	OSSL_PARAM	params[2];
	size_t		len;
	int			i;

	params[0] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST,
												 name, 0);
	params[1] = OSSL_PARAM_construct_end();
	/* NB: without a pointer it would take no key for the key of before */
	if (EVP_MAC_init(context,
					 (const unsigned char *) (key.len == 0 ? "" : key.start),
					 key.len, params) != 1)
		return false;
	for (i = 0; i < count; i++)
	{
		if (parts[i].len > 0 &&
			EVP_MAC_update(context, (const unsigned char *) parts[i].start,
						   parts[i].len) != 1)
			return false;
	}
	return EVP_MAC_final(context, out, &len, US_DIGEST_MAX) == 1;
}

UsHashResult
us_hmac_compute(UsDigest digest, UsSpan key, const UsSpan *parts, int count,
				unsigned char *out)
{
	EVP_MAC    *mac;
	EVP_MAC_CTX *context;
	UsHashResult result = us_digest_check(digest);

	if (result == US_HASH_MATCH)
		result = us_ossl_hmac(digests[digest].source, &mac);
	if (result != US_HASH_MATCH)
		return result;
	ERR_clear_error();
	context = EVP_MAC_CTX_new(mac);
	if (context == NULL ||
		!authenticate(context, digest, key, parts, count, out))
		result = us_ossl_failure();
	EVP_MAC_CTX_free(context);
	return result;
}

const char *
us_digest_detail(UsHashResult result)
{
	switch (result)
	{
		case US_HASH_UNSUPPORTED:
			return "This system's OpenSSL does not have that digest, or not the legacy provider that has it.";
		case US_HASH_NO_MEMORY:
			return "The memory that OpenSSL works in could not be had.";
		case US_HASH_INTERRUPTED:
			return "The computation was interrupted.";
		case US_HASH_TOO_LONG:
			return "The password is longer than OpenSSL takes.";
		case US_HASH_OUT_OF_BOUNDS:
			return "The password, salt or iterations are beyond what OpenSSL takes.";
		default:
			return NULL;
	}
}
