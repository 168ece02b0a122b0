/*-------------------------------------------------------------------------
 *
 * digest.h
 *	  Digests and HMAC, as OpenSSL computes them.
 *
 * MD4 and Whirlpool come from OpenSSL's legacy provider, loaded into a library
 * context of our own: where it is not installed they are unsupported, and the
 * server's own use of OpenSSL sees nothing of it.
 *
 * src/hash/digest.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_DIGEST_H
#define US_DIGEST_H

#include "types.h"

#define US_DIGEST_MAX	64		/* bytes of any digest */

typedef enum UsDigest
{
	US_MD4,
	US_MD5,
	US_SHA1,
	US_SHA224,
	US_SHA256,
	US_SHA384,
	US_SHA512,
	US_SHA3_224,
	US_SHA3_256,
	US_SHA3_384,
	US_SHA3_512,
	US_RIPEMD160,
	US_WHIRLPOOL,
	US_DIGEST_COUNT
} UsDigest;

/* Its name: md4, md5, sha1 ... sha512, sha3-224 ..., ripemd160, whirlpool. */
extern const char *us_digest_name(UsDigest digest);

/* The digest of that name, in lower case; false if there is none. */
extern bool us_digest_named(UsSpan name, UsDigest *digest);

/* Its bytes. */
extern size_t us_digest_bytes(UsDigest digest);

/* What OpenSSL calls it; is it one of the legacy provider's? */
extern const char *us_digest_openssl_name(UsDigest digest, bool *legacy);

/*
 * Does this system have it?  US_HASH_MATCH, or as us_digest_compute.
 */
extern UsHashResult us_digest_check(UsDigest digest);

/*
 * The digest of some parts, one behind the other, into out.  US_HASH_MATCH, and
 * the caller wipes it; US_HASH_UNSUPPORTED if this system's OpenSSL does not
 * have it; US_HASH_NO_MEMORY.
 */
extern UsHashResult us_digest_compute(UsDigest digest,
									  const UsSpan *parts, int count,
									  unsigned char *out);

/* The same as lower-case hexadecimal, NUL-terminated: 2 * bytes + 1. */
extern UsHashResult us_digest_hex(UsDigest digest,
								  const UsSpan *parts, int count, char *out);

/*
 * Replaces a digest so many times by the digest of it and of tail, which may
 * be empty: PBKDF1 (RFC 8018, 5.1), phpass and others.  US_HASH_INTERRUPTED
 * too.
 */
extern UsHashResult us_digest_iterate(UsDigest digest, unsigned char *value,
									  UsSpan tail, uint64_t times);

/* HMAC (RFC 2104) of some parts, one behind the other. */
extern UsHashResult us_hmac_compute(UsDigest digest, UsSpan key,
									const UsSpan *parts, int count,
									unsigned char *out);

/* The sentence for a result that is neither a match nor a mismatch. */
extern const char *us_digest_detail(UsHashResult result);

#endif							/* US_DIGEST_H */
