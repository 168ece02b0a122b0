/*-------------------------------------------------------------------------
 *
 * werkzeug.c
 *	  The scheme "werkzeug": Flask's method$salt$hex.
 *
 *	 scrypt:32768:8:1$salt$hex		N, r and p
 *	 pbkdf2:sha256:600000$salt$hex	digest and iterations
 *	 sha256$salt$hex				HMAC keyed with the salt; before 2.3
 *
 * The salt's bytes are its characters (werkzeug/security.py).
 *
 * src/hash/werkzeug.c
 *
 *-------------------------------------------------------------------------
 */
#include "werkzeug.h"

#include <string.h>

#include "digest.h"
#include "encoding.h"
#include "pbkdf2_parts.h"
#include "scrypt_parts.h"
#include "span.h"

#define SCRYPT			"scrypt:"
#define PBKDF2			"pbkdf2:"
#define SALT_MAX		256

/* The state of what is HMAC. */
typedef struct Keyed
{
	UsDigest	digest;
	char		salt[SALT_MAX];
	size_t		salt_len;		/* 0: a digest, not HMAC */
} Keyed;

US_JOB_STATE_FITS(Keyed);

/* A string's parts. */
typedef struct Parts
{
	UsSpan		method;
	UsSpan		salt;
	UsSpan		hex;
} Parts;

static bool
split(UsSpan text, Parts *parts)
{
	if (!us_span_cut(&text, '$', &parts->method) ||
		!us_span_cut(&text, '$', &parts->salt))
		return false;
	parts->hex = text;
	return true;
}

/* A digest by the name that Python has for it. */
static bool
find_digest(UsSpan name, UsDigest *digest)
{
	static const struct
	{
		const char *name;
		UsDigest	digest;
	}			others[] =
	{
		{"sha3_224", US_SHA3_224},
		{"sha3_256", US_SHA3_256},
		{"sha3_384", US_SHA3_384},
		{"sha3_512", US_SHA3_512},
	};
	size_t		i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
	{
		if (us_span_equals(name, others[i].name))
		{
			*digest = others[i].digest;
			return true;
		}
	}
	return memchr(name.start, '-', name.len) == NULL &&
		us_digest_named(name, digest);
}

static bool
is_hex(UsSpan text)
{
	return us_span_is_of(text, "0123456789abcdefABCDEF");
}

static UsHashResult
read_scrypt(UsSpan method, const Parts *parts, const UsHashLimits *limits,
			UsHashJob *job, UsHashInfo *info)
{
	UsScrypt   *scrypt = us_scrypt_state(job);
	UsSpan		n_text;
	UsSpan		r_text;
	uint32_t	n;

	if (!us_span_cut(&method, ':', &n_text) ||
		!us_span_cut(&method, ':', &r_text) ||
		!us_span_number(n_text, &n) ||
		!us_span_number(r_text, &scrypt->r) ||
		!us_span_number(method, &scrypt->p))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The scrypt parameters are not the numbers N, r and p.");
	if (!us_scrypt_log2(n, &scrypt->log2_n))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The scrypt N is not a power of two from 2 on.");
	if (!us_scrypt_salt_text(job, parts->salt))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The scrypt salt is longer than 256 bytes.");
	if (!us_scrypt_key_hex(job, parts->hex))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The scrypt key is not hexadecimal of 16 to 128 bytes.");
	return us_scrypt_finish(job, limits, info);
}

static UsHashResult
read_pbkdf2(UsSpan method, const Parts *parts, const UsHashLimits *limits,
			UsHashJob *job, UsHashInfo *info)
{
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);
	UsSpan		digest;

	if (!us_span_cut(&method, ':', &digest) ||
		!us_span_number(method, &pbkdf2->iterations))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The PBKDF2 parameters are not a digest and a number of iterations.");
	if (!find_digest(digest, &pbkdf2->digest))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "This build does not know the digest of the PBKDF2 string.");
	if (!us_pbkdf2_salt_text(job, parts->salt))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The PBKDF2 salt is longer than 256 bytes.");
	if (!us_pbkdf2_key_hex(job, parts->hex) ||
		job->expected_len != us_digest_bytes(pbkdf2->digest))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The PBKDF2 key is not hexadecimal of as many bytes as its digest has.");
	return us_pbkdf2_finish(job, limits, info);
}

static UsHashResult
compute_keyed(const UsHashJob *job, UsSpan password, unsigned char *out,
			  UsHashInfo *info)
{
	const Keyed *keyed = US_JOB_STATE_CONST(job, Keyed);
	const UsSpan salt = {keyed->salt, keyed->salt_len};
	const UsHashResult result = salt.len == 0 ?
		us_digest_compute(keyed->digest, &password, 1, out) :
		us_hmac_compute(keyed->digest, salt, &password, 1, out);

	if (result != US_HASH_MATCH)
		info->detail = us_digest_detail(result);
	return result;
}

static UsHashResult
read_keyed(const Parts *parts, UsHashJob *job, UsHashInfo *info)
{
	Keyed	   *keyed = US_JOB_STATE(job, Keyed);

	if (!find_digest(parts->method, &keyed->digest))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The string does not begin with a method of Werkzeug's.");
	if (parts->salt.len > SALT_MAX)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The salt is longer than 256 bytes.");
	if (parts->salt.len > 0)
		memcpy(keyed->salt, parts->salt.start, parts->salt.len);
	keyed->salt_len = parts->salt.len;
	if (!us_hex_decode(parts->hex.start, parts->hex.len, job->expected,
					   US_DIGEST_MAX, &job->expected_len) ||
		job->expected_len != us_digest_bytes(keyed->digest))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The digest is not hexadecimal of its length.");
	job->blank.kind = US_BLANK_TEXT;
	job->blank.where = parts->hex;
	job->blank.fill = '0';
	job->compute = compute_keyed;
	return US_HASH_MATCH;
}

bool
us_werkzeug_recognise(UsSpan text)
{
	UsDigest	digest;
	Parts		parts;

	if (!split(text, &parts))
		return false;
	if (us_span_begins(parts.method, SCRYPT) ||
		us_span_begins(parts.method, PBKDF2))
		return true;
	return find_digest(parts.method, &digest) &&
		digest != US_SHA1 && digest != US_MD5 && is_hex(parts.hex) &&
		parts.hex.len == 2 * us_digest_bytes(digest);
}

UsHashResult
us_werkzeug_read(const UsVerifier *verifier, const UsHashLimits *limits,
				 UsHashJob *job, UsHashInfo *info)
{
	UsSpan		method;
	Parts		parts;

	if (!split(verifier->text, &parts))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The string is not a method, a salt and a digest with \"$\" between them.");
	method = parts.method;
	if (us_span_skip(&method, SCRYPT))
		return read_scrypt(method, &parts, limits, job, info);
	if (us_span_skip(&method, PBKDF2))
		return read_pbkdf2(method, &parts, limits, job, info);
	return read_keyed(&parts, job, info);
}
