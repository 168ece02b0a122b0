/*-------------------------------------------------------------------------
 *
 * scrypt_parts.c
 *	  Decodes the parts of an scrypt verifier into its job.
 *
 * src/hash/scrypt_parts.c
 *
 *-------------------------------------------------------------------------
 */
#include "scrypt_parts.h"

#include <string.h>

bool
us_scrypt_salt_text(UsHashJob *job, UsSpan text)
{
	UsScrypt   *scrypt = us_scrypt_state(job);

	if (text.len > US_SCRYPT_SALT_MAX)
		return false;
	if (text.len > 0)
		memcpy(scrypt->salt, text.start, text.len);
	scrypt->salt_len = text.len;
	return true;
}

bool
us_scrypt_salt_base64(UsHashJob *job, UsSpan text)
{
	UsScrypt   *scrypt = us_scrypt_state(job);

	return us_base64_decode(text.start, text.len, scrypt->salt,
							US_SCRYPT_SALT_MAX, &scrypt->salt_len);
}

bool
us_scrypt_key_base64(UsHashJob *job, UsSpan text)
{
	return us_base64_decode(text.start, text.len, job->expected,
							US_SCRYPT_KEY_MAX, &job->expected_len) &&
		job->expected_len >= US_SCRYPT_KEY_MIN;
}

bool
us_scrypt_key_hex(UsHashJob *job, UsSpan text)
{
	return us_hex_decode(text.start, text.len, job->expected,
						 US_SCRYPT_KEY_MAX, &job->expected_len) &&
		job->expected_len >= US_SCRYPT_KEY_MIN;
}
