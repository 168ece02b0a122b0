/*-------------------------------------------------------------------------
 *
 * spring_digest.c
 *	  The schemes "spring-digest" and "spring-sha256": Spring's plain digests.
 *
 *	 {MD5}{salt}<digest>	digest of the password and "{salt}"
 *	 {sha256}<salt><digest>	SHA-256, 1024 times, of salt, secret, password
 *
 * The first is MessageDigestPasswordEncoder's: its salt may be missing, its
 * digest is hexadecimal or base64.  The second is StandardPasswordEncoder's,
 * in hexadecimal.
 *
 * src/hash/spring_digest.c
 *
 *-------------------------------------------------------------------------
 */
#include "spring_digest.h"

#include <sodium.h>

#include "declared.h"
#include "encoding.h"
#include "salted.h"
#include "span.h"

#define SHA256_PREFIX		"{sha256}"
#define SHA256_SALT_BYTES	8
#define SHA256_LEN			(2 * (SHA256_SALT_BYTES + 32))
#define SHA256_ROUNDS		1024

/* As an application registers them; SHA and SHA-1 are the same to Java. */
static const struct
{
	const char *id;
	UsDigest	digest;
}			ids[] =
{
	{"{MD4}", US_MD4},
	{"{MD5}", US_MD5},
	{"{SHA}", US_SHA1},
	{"{SHA-1}", US_SHA1},
	{"{SHA-256}", US_SHA256},
	{"{SHA-384}", US_SHA384},
	{"{SHA-512}", US_SHA512},
};

#define ID_COUNT	(sizeof(ids) / sizeof(ids[0]))

static bool
skip_id(UsSpan *text, UsDigest *digest)
{
	size_t		i;

	for (i = 0; i < ID_COUNT; i++)
	{
		if (us_span_skip_ci(text, ids[i].id))
		{
			*digest = ids[i].digest;
			return true;
		}
	}
	return false;
}

static bool
is_hex(UsSpan text)
{
	return us_span_is_of(text, "0123456789abcdefABCDEF");
}

/*
 * {MD5} and {SHA} before base64 without a salt are LDAP's, which computes the
 * same; LDAP does not know the others.
 */
bool
us_spring_digest_recognise(UsSpan text)
{
	UsSpan		rest = text;
	UsDigest	digest;

	if (!skip_id(&rest, &digest))
		return false;

	/* {SHA-256} and the like have a dash */
	return digest == US_MD4 || text.start[4] == '-' ||
		us_span_begins(rest, "{") ||
		(rest.len == 2 * us_digest_bytes(digest) && is_hex(rest));
}

/* Appends what stands in braces, with them, to the password. */
static UsHashResult
read_salt(UsSpan *rest, UsHashJob *job, UsHashInfo *info)
{
	UsSpan		salt = *rest;
	UsSpan		inner;

	if (!us_span_begins(*rest, "{"))
		return US_HASH_MATCH;
	if (!us_span_cut(rest, '}', &inner))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The salt's brace is not closed.");
	salt.len -= rest->len;
	return us_salted_append(&us_salted_state(job)->after, salt) ?
		US_HASH_MATCH : us_salted_too_long(info);
}

UsHashResult
us_spring_digest_read(const UsVerifier *verifier, const UsHashLimits *limits,
					  UsHashJob *job, UsHashInfo *info)
{
	UsSpan		rest = verifier->text;
	UsDigest	digest;
	UsHashResult result;

	(void) limits;
	if (!skip_id(&rest, &digest))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The verifier does not begin with the name of a digest in braces.");
	result = us_salted_start(job, digest, info);
	if (result == US_HASH_MATCH)
		result = read_salt(&rest, job, info);
	if (result == US_HASH_MATCH &&
		!us_salted_expect_hex(job, rest) &&
		!us_salted_expect_base64(job, US_BASE64_STANDARD, rest))
		result = us_hash_refuse(info, US_HASH_MALFORMED,
								"The verifier does not end with such a digest in hexadecimal or base64.");
	return result;
}

bool
us_spring_sha256_recognise(UsSpan text)
{
	return us_span_skip(&text, SHA256_PREFIX) && text.len == SHA256_LEN &&
		is_hex(text);
}

/* Reads salt and secret, which stand before the password. */
static UsHashResult
read_secret(const UsVerifier *verifier, UsSpan hex, UsHashJob *job,
			UsHashInfo *info)
{
	static const char *const keys[] = {"secret", NULL};
	const UsSpan declared = us_declared_for(verifier, info->scheme);
	UsSalted   *salted = us_salted_state(job);
	unsigned char salt[SHA256_SALT_BYTES];
	char		secret[US_SALTED_ROOM];
	UsSpan		text = {secret, 0};
	bool		good;
	size_t		len;

	us_hex_decode(hex.start, hex.len, salt, sizeof(salt), &len);
	good = us_declared_is_of(declared, keys) &&
		us_declared_text(declared, "secret", secret, sizeof(secret),
						 &text.len, NULL) &&
		us_salted_append(&salted->before,
						 (UsSpan) {(const char *) salt, sizeof(salt)}) &&
		us_salted_append(&salted->before, text);
	sodium_memzero(secret, sizeof(secret));
	if (!good)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The scheme's only parameter is \"secret\", a string of up to 500 bytes.");

	/* NB: the secret is not written beside what it protects */
	if (text.len > 0)
		job->blank.kind = US_BLANK_NEVER;
	return US_HASH_MATCH;
}

UsHashResult
us_spring_sha256_read(const UsVerifier *verifier, const UsHashLimits *limits,
					  UsHashJob *job, UsHashInfo *info)
{
	UsHashWork	work = {US_PRIMITIVE_DIGEST, US_SHA256, SHA256_ROUNDS};
	UsSpan		rest = verifier->text;
	UsSpan		salt;
	UsHashResult result;

	us_span_skip(&rest, SHA256_PREFIX);
	if (rest.len != SHA256_LEN || !is_hex(rest))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The verifier is not the hexadecimal of 40 bytes.");
	salt = us_span_take(&rest, 2 * SHA256_SALT_BYTES);
	result = us_salted_start(job, US_SHA256, info);
	if (result != US_HASH_MATCH)
		return result;
	us_hash_add_work(info, work);
	if (SHA256_ROUNDS > limits->digest_rounds)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The rounds of the digest exceed the limit.");
	us_salted_state(job)->again = SHA256_ROUNDS - 1;
	us_salted_expect_hex(job, rest);
	return read_secret(verifier, salt, job, info);
}
