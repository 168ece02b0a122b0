/*-------------------------------------------------------------------------
 *
 * ldap.c
 *	  The scheme "ldap": {SSHA} and the like (RFC 2307).
 *
 *	 {SHA}base64(digest)					name in any case; hexadecimal too
 *	 {SSHA}base64(digest salt)				digest of password and salt
 *	 {CRYPT}string of crypt(3)				and other names for some of them
 *	 {PBKDF2-SHA256}N$salt$key				as OpenLDAP and passlib write it
 *	 {ARGON2}PHC string
 *
 * src/hash/ldap.c
 *
 *-------------------------------------------------------------------------
 */
#include "ldap.h"

#include <string.h>

#include <sodium.h>

#include "argon2.h"
#include "crypt_any.h"
#include "encoding.h"
#include "passlib_pbkdf2.h"
#include "prefixed.h"
#include "salted.h"
#include "span.h"

/*
 * Servers write salts of four bytes and more.  A shorter one before MD5 or
 * SHA-1 is one that was cut off, as these digests leave no other way to tell;
 * behind SHA-2 some tools wrote fewer.
 */
#define SALT_MIN	4

static const struct
{
	const char *prefix;
	UsDigest	digest;
	size_t		salt_min;		/* 0: none */
}			digests[] =
{
	{"{MD5}", US_MD5, 0},
	{"{SMD5}", US_MD5, SALT_MIN},
	{"{SHA}", US_SHA1, 0},
	{"{SSHA}", US_SHA1, SALT_MIN},
	{"{SHA256}", US_SHA256, 0},
	{"{SSHA256}", US_SHA256, 1},
	{"{SHA384}", US_SHA384, 0},
	{"{SSHA384}", US_SHA384, 1},
	{"{SHA512}", US_SHA512, 0},
	{"{SSHA512}", US_SHA512, 1},
};

#define DIGEST_COUNT	(sizeof(digests) / sizeof(digests[0]))

/* What other schemes read, and the prefix that they know; NULL: none. */
static const struct
{
	const char *prefix;
	UsRead		read;
	const char *as;
}			others[] =
{
	{"{CRYPT}", us_crypt_read, NULL},
	{"{MD5-CRYPT}", us_crypt_read, NULL},
	{"{SHA256-CRYPT}", us_crypt_read, NULL},
	{"{SHA512-CRYPT}", us_crypt_read, NULL},
	{"{BLF-CRYPT}", us_crypt_read, NULL},
	{"{PBKDF2}", us_passlib_pbkdf2_read, "$pbkdf2$"},
	{"{PBKDF2-SHA1}", us_passlib_pbkdf2_read, "$pbkdf2$"},
	{"{PBKDF2-SHA256}", us_passlib_pbkdf2_read, "$pbkdf2-sha256$"},
	{"{PBKDF2-SHA512}", us_passlib_pbkdf2_read, "$pbkdf2-sha512$"},
	{"{ARGON2}", us_argon2_read, NULL},
};

#define OTHER_COUNT		(sizeof(others) / sizeof(others[0]))

/* Finds the digest whose prefix it has, and cuts that off; -1 if none. */
static int
skip_digest(UsSpan *text)
{
	size_t		i;

	for (i = 0; i < DIGEST_COUNT; i++)
	{
		if (us_span_skip_ci(text, digests[i].prefix))
			return (int) i;
	}
	return -1;
}

/*
 * Spring has names in lower case and hexadecimal, and so can't have dollars
 * where PBKDF2 has them; {argon2} is its own.
 */
static int
skip_other(UsSpan *text)
{
	size_t		i;

	for (i = 0; i < OTHER_COUNT; i++)
	{
		UsSpan		rest = *text;

		if (!us_span_skip_ci(&rest, others[i].prefix))
			continue;
		if (others[i].read == us_argon2_read &&
			!us_span_begins(*text, others[i].prefix))
			return -1;
		if (others[i].read == us_passlib_pbkdf2_read &&
			(rest.len == 0 || memchr(rest.start, '$', rest.len) == NULL))
			return -1;
		*text = rest;
		return (int) i;
	}
	return -1;
}

/* Unsalted MD5 and SHA-1 in hexadecimal are Spring's, as is salted SHA-256. */
bool
us_ldap_recognise(UsSpan text)
{
	int			i;

	if (skip_other(&text) >= 0)
		return true;
	i = skip_digest(&text);
	return i >= 0 &&
		!(us_span_is_of(text, "0123456789abcdefABCDEF") &&
		  (text.len == 32 || text.len == 40 || text.len == 80)) &&
		!us_span_begins(text, "{");
}

/* Decodes digest and salt. */
static UsHashResult
read_salted(size_t salt_min, UsSpan text, UsHashJob *job, UsHashInfo *info)
{
	unsigned char bytes[US_DIGEST_MAX + US_SALTED_ROOM];
	const size_t digest_len = job->expected_len;
	UsSpan		salt = {(const char *) bytes + digest_len, 0};
	size_t		len;

	if (us_base64_size(text.start, text.len) > digest_len + US_SALTED_ROOM)
		return us_salted_too_long(info);
	if (text.len % 4 != 0 ||
		!us_base64_decode(text.start, text.len, bytes, sizeof(bytes), &len))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "What follows the prefix is not padded base64.");
	if (len < digest_len + salt_min)
	{
		sodium_memzero(bytes, sizeof(bytes));
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The base64 is too short for such a digest and its salt.");
	}
	salt.len = len - digest_len;
	memcpy(job->expected, bytes, digest_len);
	us_salted_append(&us_salted_state(job)->after, salt);
	job->blank.kind = US_BLANK_BYTES;
	job->blank.where = text;
	job->blank.at = 0;
	job->blank.len = digest_len;
	sodium_memzero(bytes, sizeof(bytes));
	return US_HASH_MATCH;
}

static UsHashResult
read_digest(int i, UsSpan text, bool hex, UsHashJob *job, UsHashInfo *info)
{
	UsHashResult result = us_salted_start(job, digests[i].digest, info);

	if (result != US_HASH_MATCH)
		return result;
	if (digests[i].salt_min > 0)
		return read_salted(digests[i].salt_min, text, job, info);
	if (hex && us_salted_expect_hex(job, text))
		return US_HASH_MATCH;
	if (text.len % 4 != 0 ||
		!us_salted_expect_base64(job, US_BASE64_STANDARD, text))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "What follows the prefix is not padded base64 of such a digest.");
	return US_HASH_MATCH;
}

UsHashResult
us_ldap_read(const UsVerifier *verifier, const UsHashLimits *limits,
			 UsHashJob *job, UsHashInfo *info)
{
	UsSpan		text = verifier->text;
	int			i = skip_digest(&text);

	if (i >= 0)
		return read_digest(i, text, true, job, info);
	i = skip_other(&text);
	if (i >= 0 && others[i].as == NULL)
		return us_prefixed_read(others[i].read, verifier,
								strlen(others[i].prefix), limits, job, info);
	if (i >= 0)
		return us_prefixed_read_as(others[i].read, verifier,
								   strlen(others[i].prefix), others[i].as,
								   limits, job, info);
	return us_hash_refuse(info, US_HASH_MALFORMED,
						  "The verifier does not begin with one of LDAP's schemes in braces.");
}

UsHashResult
us_ldap_read_digest(const UsVerifier *verifier, const UsHashLimits *limits,
					UsHashJob *job, UsHashInfo *info)
{
	UsSpan		text = verifier->text;
	int			i = skip_digest(&text);

	(void) limits;
	return i >= 0 ? read_digest(i, text, false, job, info) :
		us_hash_refuse(info, US_HASH_MALFORMED,
					   "The value does not begin with one of LDAP's digests in braces.");
}
