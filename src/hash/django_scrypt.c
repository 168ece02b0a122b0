/*-------------------------------------------------------------------------
 *
 * django_scrypt.c
 *	  Django's scrypt hasher, and that of the package django-scrypt.
 *
 *	 scrypt$N$salt$r$p$key				Django 4
 *	 scrypt$salt$log2 N$r$p$bytes$key	django-scrypt
 *
 * The salt is text and taken literally.  The key, always of 64 bytes, is
 * padded base64.
 *
 * src/hash/django_scrypt.c
 *
 *-------------------------------------------------------------------------
 */
#include "django_scrypt.h"

#include <string.h>

#include "encoding.h"
#include "scrypt.h"
#include "span.h"

#define KEY_BYTES	64

/* Cuts a number off. */
static bool
cut_number(UsSpan *text, uint32_t *number)
{
	UsSpan		field;

	return us_span_cut(text, '$', &field) && us_span_number(field, number);
}

static bool
read_salt(UsSpan salt, UsScrypt *scrypt)
{
	if (salt.len == 0 || salt.len > US_SCRYPT_SALT_MAX)
		return false;
	memcpy(scrypt->salt, salt.start, salt.len);
	scrypt->salt_len = salt.len;
	return true;
}

/* What stands before the key in Django's own string. */
static bool
read_django(UsSpan text, UsScrypt *scrypt)
{
	uint32_t	n;
	UsSpan		salt;

	return cut_number(&text, &n) && us_scrypt_log2(n, &scrypt->log2_n) &&
		us_span_cut(&text, '$', &salt) && read_salt(salt, scrypt) &&
		cut_number(&text, &scrypt->r) && us_span_number(text, &scrypt->p);
}

/* What stands before the key in the package's string. */
static bool
read_package(UsSpan text, UsScrypt *scrypt)
{
	UsSpan		salt;
	uint32_t	bytes;

	return us_span_cut(&text, '$', &salt) && read_salt(salt, scrypt) &&
		cut_number(&text, &scrypt->log2_n) && cut_number(&text, &scrypt->r) &&
		cut_number(&text, &scrypt->p) && us_span_number(text, &bytes) &&
		bytes == KEY_BYTES;
}

/* False if the string is broken. */
static bool
parse(UsSpan text, UsHashJob *job)
{
	UsScrypt   *scrypt = us_scrypt_state(job);
	UsSpan		key;

	/* They have five fields and six. */
	return us_span_skip(&text, "scrypt$") &&
		us_span_cut_last(&text, '$', &key) && key.len % 4 == 0 &&
		(read_django(text, scrypt) || read_package(text, scrypt)) &&
		us_base64_decode(key.start, key.len, job->expected,
						 US_JOB_EXPECTED_MAX, &job->expected_len) &&
		job->expected_len == KEY_BYTES;
}

UsHashResult
us_django_scrypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
					  UsHashJob *job, UsHashInfo *info)
{
	if (!parse(verifier->text, job))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The Django string is not scrypt's parameters, a salt of 1 to 256 bytes and the base64 of 64 bytes.");
	return us_scrypt_finish(job, limits, info);
}
