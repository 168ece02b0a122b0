/*-------------------------------------------------------------------------
 *
 * kratos.c
 *	  The scheme "kratos": the strings that Ory Kratos imports.
 *
 *	 $md5$digest
 *	 $md5$pf=pattern$salt$digest		also $sha1$, $sha256$, $sha512$
 *	 $hmac-sha256$digest$key			also other digests
 *	 $md5-crypt$ ...					also $sha256-crypt$, $sha512-crypt$
 *	 $scrypt$ln=16384,r=8,p=1$...		N where others have its logarithm
 *	 $pbkdf2-sha224$ ...				SHA-3, where others have SHA-2
 *
 * All in padded base64.  The pattern has {SALT} and {PASSWORD} for what is
 * hashed; HMAC's digest is the base64 of hexadecimal.
 *
 * src/hash/kratos.c
 *
 *-------------------------------------------------------------------------
 */
#include "kratos.h"

#include <string.h>

#include <sodium.h>

#include "argon2.h"
#include "bcrypt.h"
#include "crypt_schemes.h"
#include "declared.h"
#include "encoding.h"
#include "firebase.h"
#include "kratos_pattern.h"
#include "ldap.h"
#include "pbkdf2_phc.h"
#include "prefixed.h"
#include "salted.h"
#include "scrypt_phc.h"
#include "span.h"

#define PATTERN		"pf="

/* What crypt(3) has another prefix for. */
static const struct
{
	const char *prefix;
	UsRead		read;
	const char *as;
}			crypts[] =
{
	{"$md5-crypt$", us_md5crypt_read, "$1$"},
	{"$sha256-crypt$", us_sha256crypt_read, "$5$"},
	{"$sha512-crypt$", us_sha512crypt_read, "$6$"},
};

#define CRYPT_COUNT	((int) (sizeof(crypts) / sizeof(crypts[0])))

/* What another scheme has as it is. */
static const struct
{
	bool		(*recognise) (UsSpan text);
	UsRead		read;
}			others[] =
{
	{us_kratos_scrypt_recognise, us_kratos_scrypt_read},
	{us_pbkdf2_phc_recognise, us_pbkdf2_phc_read_kratos},
	{us_firebase_recognise, us_firebase_read},
	{us_argon2_recognise, us_argon2_read},
	{us_bcrypt_recognise, us_bcrypt_read},
	{us_ldap_recognise, us_ldap_read},
};

#define OTHER_COUNT	((int) (sizeof(others) / sizeof(others[0])))

static int
find_crypt(UsSpan text)
{
	int			i;

	for (i = 0; i < CRYPT_COUNT; i++)
	{
		if (us_span_begins(text, crypts[i].prefix))
			return i;
	}
	return -1;
}

/* Cuts "$name$" off, for one of the digests that come with a pattern. */
static bool
skip_digest(UsSpan *text, UsDigest *digest)
{
	UsSpan		rest = *text;
	UsSpan		name;

	if (!us_span_skip(&rest, "$") || !us_span_cut(&rest, '$', &name) ||
		!us_digest_named(name, digest) ||
		(*digest != US_MD5 && *digest != US_SHA1 && *digest != US_SHA256 &&
		 *digest != US_SHA512))
		return false;
	*text = rest;
	return true;
}

/* Cuts "$hmac-name$" off. */
static bool
skip_hmac(UsSpan *text, UsDigest *digest)
{
	UsSpan		rest = *text;
	UsSpan		name;

	if (!us_span_skip(&rest, "$hmac-") || !us_span_cut(&rest, '$', &name) ||
		!us_digest_named(name, digest) || *digest > US_SHA512)
		return false;
	*text = rest;
	return true;
}

/* MD5 without a salt: one piece, which crypt(3)'s "$md5$" never is. */
static bool
is_bare_md5(UsSpan text)
{
	return us_span_skip(&text, "$md5$") && text.len > 0 &&
		memchr(text.start, '$', text.len) == NULL &&
		us_base64_size(text.start, text.len) == us_digest_bytes(US_MD5);
}

bool
us_kratos_recognise(UsSpan text)
{
	UsDigest	digest;

	if (find_crypt(text) >= 0 || us_kratos_scrypt_recognise(text) ||
		is_bare_md5(text))
		return true;
	return skip_hmac(&text, &digest) ||
		(skip_digest(&text, &digest) && us_span_begins(text, PATTERN));
}

/* Decodes one padded field into room for US_SALTED_ROOM bytes. */
static bool
decode(UsSpan field, char *room, UsSpan *bytes)
{
	bytes->start = room;
	return field.len % 4 == 0 &&
		us_base64_decode(field.start, field.len, (unsigned char *) room,
						 US_SALTED_ROOM, &bytes->len);
}

/* Reads "pf=pattern$salt$", of which text has what is behind the name. */
static UsHashResult
read_pattern(UsSpan *text, UsHashJob *job, UsHashInfo *info)
{
	UsSalted   *salted = us_salted_state(job);
	char		pattern_room[US_SALTED_ROOM];
	char		salt_room[US_SALTED_ROOM];
	UsSpan		pattern;
	UsSpan		salt;

	if (!us_span_skip(text, PATTERN) || !us_span_cut(text, '$', &pattern) ||
		!us_span_cut(text, '$', &salt))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The verifier is not a pattern, a salt and a digest.");
	if (!decode(pattern, pattern_room, &pattern) ||
		!decode(salt, salt_room, &salt))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The pattern or salt is not padded base64 of up to 512 bytes.");
	switch (us_kratos_pattern_apply(pattern, salt, &salted->before,
									&salted->after))
	{
		case US_HASH_MATCH:
			return US_HASH_MATCH;
		case US_HASH_MALFORMED:
			return us_hash_refuse(info, US_HASH_MALFORMED,
								  "The pattern has {PASSWORD} not just once.");
		default:
			return us_salted_too_long(info);
	}
}

static UsHashResult
read_digest(UsDigest digest, UsSpan text, bool bare, UsHashJob *job,
			UsHashInfo *info)
{
	UsHashResult result = us_salted_start(job, digest, info);

	if (result == US_HASH_MATCH && !bare)
		result = read_pattern(&text, job, info);
	if (result == US_HASH_MATCH &&
		(text.len % 4 != 0 ||
		 !us_salted_expect_base64(job, US_BASE64_STANDARD, text)))
		result = us_hash_refuse(info, US_HASH_MALFORMED,
								"The verifier does not end with padded base64 of such a digest.");
	return result;
}

/*
 * Reads the base64 of a digest's hexadecimal.  Zeros instead of its digits are
 * read too: so it is left when it is taken out to be wrapped.
 */
static bool
expect_base64_of_hex(UsHashJob *job, UsSpan base64)
{
	const size_t hex_len = 2 * job->expected_len;
	char		hex[2 * US_DIGEST_MAX];
	size_t		len;
	bool		good;

	if (base64.len % 4 != 0 ||
		!us_base64_decode(base64.start, base64.len, (unsigned char *) hex,
						  sizeof(hex), &len) || len != hex_len)
		return false;
	if (sodium_is_zero((unsigned char *) hex, hex_len))
		memset(hex, '0', hex_len);
	good = us_span_is_of((UsSpan) {hex, hex_len}, "0123456789abcdef") &&
		us_hex_decode(hex, hex_len, job->expected, sizeof(job->expected),
					  &len);
	sodium_memzero(hex, sizeof(hex));
	job->blank.kind = US_BLANK_BYTES;
	job->blank.where = base64;
	job->blank.at = 0;
	job->blank.len = hex_len;
	return good;
}

static UsHashResult
read_hmac(UsDigest digest, UsSpan text, UsHashJob *job, UsHashInfo *info)
{
	UsSalted   *salted = us_salted_state(job);
	UsSpan		field;
	UsSpan		key;
	UsHashResult result = us_salted_start(job, digest, info);

	if (result != US_HASH_MATCH)
		return result;
	if (!us_span_cut(&text, '$', &field) || !expect_base64_of_hex(job, field))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The verifier has no padded base64 of such a digest's hexadecimal before its key.");
	if (!decode(text, salted->key.bytes, &key))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The key is not padded base64 of up to 512 bytes.");
	salted->key.len = key.len;
	salted->keyed = true;
	return US_HASH_MATCH;
}

/* What is left to the readers of other schemes. */
static UsHashResult
read_other(const UsVerifier *verifier, const UsHashLimits *limits,
		   UsHashJob *job, UsHashInfo *info)
{
	int			i = find_crypt(verifier->text);

	if (i >= 0)
		return us_prefixed_read_as(crypts[i].read, verifier,
								   strlen(crypts[i].prefix), crypts[i].as,
								   limits, job, info);
	for (i = 0; i < OTHER_COUNT; i++)
	{
		if (others[i].recognise(verifier->text))
			return us_prefixed_read(others[i].read, verifier, 0, limits, job,
									info);
	}
	return us_hash_refuse(info, US_HASH_MALFORMED,
						  "The verifier begins as none of those of Kratos do.");
}

UsHashResult
us_kratos_read(const UsVerifier *verifier, const UsHashLimits *limits,
			   UsHashJob *job, UsHashInfo *info)
{
	static const char *const no_keys[] = {NULL};
	UsSpan		text = verifier->text;
	UsDigest	digest;
	bool		bare = is_bare_md5(text);

	if (!us_declared_is_of(us_declared_for(verifier, info->scheme), no_keys))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The declared scheme has no parameters.");
	if (skip_digest(&text, &digest))
		return read_digest(digest, text, bare, job, info);
	if (skip_hmac(&text, &digest))
		return read_hmac(digest, text, job, info);
	return read_other(verifier, limits, job, info);
}
