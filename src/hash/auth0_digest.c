/*-------------------------------------------------------------------------
 *
 * auth0_digest.c
 *	  The algorithms of custom_password_hash whose salt stands beside the hash.
 *
 * src/hash/auth0_digest.c
 *
 *-------------------------------------------------------------------------
 */
#include "auth0_digest.h"

#include <string.h>

#include <sodium.h>

#include "encoding.h"
#include "json_reader.h"
#include "salted.h"
#include "scrypt.h"
#include "span.h"

#define STRING_ROOM	(2 * US_SALTED_ROOM + 1)	/* hexadecimal, and a NUL */

/* Base64 may have the URL's alphabet, as Auth0 takes it. */
static bool
decode_base64(UsSpan text, unsigned char *out, size_t size, size_t *len)
{
	return us_base64_decode(text.start, text.len, out, size, len) ||
		us_base64_decode_as(US_BASE64_URL, text.start, text.len, out, size,
							len);
}

static bool
decode(UsSpan text, UsAuth0Encoding encoding, char *out, size_t size,
	   size_t *len)
{
	unsigned char *bytes = (unsigned char *) out;

	if (encoding == US_AUTH0_HEX)
		return us_hex_decode(text.start, text.len, bytes, size, len);
	if (encoding == US_AUTH0_BASE64)
		return decode_base64(text, bytes, size, len);
	if (text.len > size)
		return false;
	if (text.len > 0)
		memcpy(out, text.start, text.len);
	*len = text.len;
	return true;
}

/* Decodes a JSON string or, if there is none, the text of a column. */
static UsHashResult
read_text(UsSpan string, UsSpan column, UsAuth0Encoding encoding,
		  UsSaltedText *out, UsHashInfo *info)
{
	char		room[STRING_ROOM];
	UsSpan		text = column;
	bool		good = true;

	if (string.start != NULL)
	{
		text.start = room;
		good = us_json_string(string, room, sizeof(room), &text.len);
	}
	else if (column.start == NULL)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The salt or key stands neither in the object nor in a column of its own.");
	good = good && decode(text, encoding, out->bytes, sizeof(out->bytes),
						  &out->len);
	sodium_memzero(room, sizeof(room));
	return good ? US_HASH_MATCH :
		us_hash_refuse(info, US_HASH_MALFORMED,
					   "The salt or key is not a string in its encoding, of up to 512 bytes.");
}

/* An HMAC's key; whose own column it is then. */
static UsHashResult
read_key(const UsAuth0Source *source, UsHashJob *job, UsHashInfo *info)
{
	UsSalted   *salted = us_salted_state(job);

	salted->keyed = true;
	return read_text(source->object.key, source->column,
					 source->object.key_encoding, &salted->key, info);
}

/* The salt, if there is one. */
static UsHashResult
read_salt(const UsAuth0Source *source, UsSaltedText *out, UsHashInfo *info)
{
	const UsAuth0 *object = &source->object;
	const UsSpan none = {NULL, 0};
	UsSpan		column = source->column;

	/* a column that is an HMAC's key is no salt */
	if (object->algorithm == US_AUTH0_HMAC &&
		(object->key.start == NULL || !object->has_salt))
		column = none;
	if (!object->has_salt && column.start == NULL)
		return US_HASH_MATCH;
	return read_text(object->salt, column, object->salt_encoding, out, info);
}

/* The digest that the algorithm names or, of HMAC, the hash's member. */
static bool
find_digest(const UsAuth0 *object, UsDigest *digest)
{
	char		name[32];
	UsSpan		text = {name, 0};

	switch (object->algorithm)
	{
		case US_AUTH0_MD4:
			*digest = US_MD4;
			return true;
		case US_AUTH0_MD5:
			*digest = US_MD5;
			return true;
		case US_AUTH0_SHA1:
			*digest = US_SHA1;
			return true;
		case US_AUTH0_SHA256:
			*digest = US_SHA256;
			return true;
		case US_AUTH0_SHA512:
			*digest = US_SHA512;
			return true;
		default:
			return object->digest.start != NULL &&
				us_json_string(object->digest, name, sizeof(name),
							   &text.len) &&
				us_digest_named(text, digest);
	}
}

/*
 * Reads the hash in its encoding; if that is not said the length tells, for
 * base64 of a digest is always shorter than hexadecimal.
 */
static bool
expect(UsHashJob *job, UsAuth0Encoding encoding, UsSpan value)
{
	const bool	any = encoding == US_AUTH0_UNSAID;

	return ((any || encoding == US_AUTH0_HEX) &&
			us_salted_expect_hex(job, value)) ||
		((any || encoding == US_AUTH0_BASE64) &&
		 (us_salted_expect_base64(job, US_BASE64_STANDARD, value) ||
		  us_salted_expect_base64(job, US_BASE64_URL, value)));
}

UsHashResult
us_auth0_read_digest(const UsAuth0Source *source, UsHashJob *job,
					 UsHashInfo *info)
{
	const UsAuth0 *object = &source->object;
	UsSalted   *salted = us_salted_state(job);
	UsDigest	digest;
	UsHashResult result;

	if (!find_digest(object, &digest))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The hash has no digest that HMAC is computed with here.");
	result = us_salted_start(job, digest, info);
	if (result != US_HASH_MATCH)
		return result;
	if (!expect(job, object->encoding, source->value))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The hash's value is not such a digest in its encoding, hexadecimal or base64.");
	result = read_salt(source, object->salt_behind ? &salted->after :
					   &salted->before, info);
	if (result != US_HASH_MATCH || object->algorithm != US_AUTH0_HMAC)
		return result;

	/* NB: the application's key is not written beside what it protects */
	if (source->is_template && object->key.start != NULL)
		job->blank.kind = US_BLANK_NEVER;
	return read_key(source, job, info);
}

UsHashResult
us_auth0_read_scrypt(const UsAuth0Source *source, const UsHashLimits *limits,
					 UsHashJob *job, UsHashInfo *info)
{
	const UsAuth0 *object = &source->object;
	UsScrypt   *scrypt = us_scrypt_state(job);
	UsSaltedText salt = {"", 0};
	UsHashResult result;

	if (!object->has_key_len)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The object has no keylen, which scrypt needs.");
	if (object->key_len == 0 || object->key_len > US_SCRYPT_KEY_MAX ||
		!us_scrypt_log2(object->n, &scrypt->log2_n))
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The keylen is not from 1 to 128, or the cost is not a power of two.");
	job->expected_len = object->key_len;
	if (!expect(job, object->encoding, source->value))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The hash's value is not a key of that keylen in its encoding, hexadecimal or base64.");
	job->blank.kind = US_BLANK_NEVER;
	result = read_salt(source, &salt, info);
	if (result != US_HASH_MATCH)
		return result;
	if (salt.len > sizeof(scrypt->salt))
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The salt is longer than 256 bytes.");
	memcpy(scrypt->salt, salt.bytes, salt.len);
	scrypt->salt_len = salt.len;
	scrypt->r = object->r;
	scrypt->p = object->p;
	return us_scrypt_finish(job, limits, info);
}
