/*-------------------------------------------------------------------------
 *
 * django_digest.c
 *	  Django's oldest hashers: sha1, md5 and their unsalted kinds.
 *
 *	 sha1$salt$hex, md5$salt$hex		of salt and password
 *	 sha1$$hex, md5$$hex				unsalted_sha1, unsalted_md5
 *	 hex								unsalted_md5 before it had a name
 *
 * The salt is text and taken literally.  Django compares texts, so hexadecimal
 * of upper case never matched.
 *
 * src/hash/django_digest.c
 *
 *-------------------------------------------------------------------------
 */
#include "django_digest.h"

#include <string.h>

#include "digest.h"
#include "encoding.h"
#include "span.h"

#define DIGITS		"0123456789abcdef"
#define SALT_MAX	256

typedef struct Digest
{
	UsDigest	digest;
	char		salt[SALT_MAX];
	size_t		salt_len;
} Digest;

US_JOB_STATE_FITS(Digest);

/* The compute function. */
static UsHashResult
compute(const UsHashJob *job, UsSpan password, unsigned char *out,
		UsHashInfo *info)
{
	const Digest *digest = US_JOB_STATE_CONST(job, Digest);
	UsSpan		parts[2];
	UsHashResult result;

	parts[0].start = digest->salt;
	parts[0].len = digest->salt_len;
	parts[1] = password;
	result = us_digest_compute(digest->digest, parts, 2, out);
	if (result != US_HASH_MATCH)
		info->detail = us_digest_detail(result);
	return result;
}

/* Cuts the hasher's name and the salt off. */
static bool
read_salt(UsSpan *text, UsHashJob *job)
{
	Digest	   *digest = US_JOB_STATE(job, Digest);
	UsSpan		name;
	UsSpan		salt;

	if (!us_span_cut(text, '$', &name) || !us_span_cut(text, '$', &salt) ||
		salt.len > SALT_MAX)
		return false;
	if (salt.len > 0)
		memcpy(digest->salt, salt.start, salt.len);
	digest->salt_len = salt.len;
	return us_digest_named(name, &digest->digest) &&
		(digest->digest == US_SHA1 || digest->digest == US_MD5);
}

static bool
read_hex(UsSpan text, UsHashJob *job)
{
	const size_t bytes = us_digest_bytes(US_JOB_STATE(job, Digest)->digest);

	job->blank.kind = US_BLANK_TEXT;
	job->blank.where = text;
	job->blank.fill = '0';
	return text.len == 2 * bytes && us_span_is_of(text, DIGITS) &&
		us_hex_decode(text.start, text.len, job->expected,
					  US_JOB_EXPECTED_MAX, &job->expected_len);
}

bool
us_django_digest_is_bare(UsSpan text)
{
	return text.len == 2 * us_digest_bytes(US_MD5) &&
		us_span_is_of(text, DIGITS);
}

UsHashResult
us_django_digest_read(const UsVerifier *verifier, const UsHashLimits *limits,
					  UsHashJob *job, UsHashInfo *info)
{
	UsSpan		text = verifier->text;

	(void) limits;
	if (us_django_digest_is_bare(text))
		US_JOB_STATE(job, Digest)->digest = US_MD5;
	else if (!read_salt(&text, job))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The Django string is not sha1 or md5, a salt of up to 256 bytes and a digest.");
	if (!read_hex(text, job))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The Django digest is not lower-case hexadecimal of its whole length.");
	job->compute = compute;
	return US_HASH_MATCH;
}
