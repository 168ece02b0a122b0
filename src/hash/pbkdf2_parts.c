/*-------------------------------------------------------------------------
 *
 * pbkdf2_parts.c
 *	  Decodes salt and key of a PBKDF2 verifier into its job.
 *
 * src/hash/pbkdf2_parts.c
 *
 *-------------------------------------------------------------------------
 */
#include "pbkdf2_parts.h"

#include <string.h>

#include <sodium.h>

#include "span.h"

bool
us_pbkdf2_salt_text(UsHashJob *job, UsSpan text)
{
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);

	if (text.len > US_PBKDF2_SALT_MAX)
		return false;
	if (text.len > 0)
		memcpy(pbkdf2->salt, text.start, text.len);
	pbkdf2->salt_len = text.len;
	return true;
}

bool
us_pbkdf2_salt_base64(UsHashJob *job, UsBase64 alphabet, UsSpan text)
{
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);

	return us_base64_decode_as(alphabet, text.start, text.len, pbkdf2->salt,
							   US_PBKDF2_SALT_MAX, &pbkdf2->salt_len);
}

bool
us_pbkdf2_salt_hex(UsHashJob *job, UsSpan text)
{
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);

	return us_hex_decode(text.start, text.len, pbkdf2->salt,
						 US_PBKDF2_SALT_MAX, &pbkdf2->salt_len);
}

/* Notes that the digits of the key are these, without padding. */
static void
set_blank_text(UsHashJob *job, UsSpan text, char fill)
{
	while (text.len > 0 && text.start[text.len - 1] == '=')
		text.len--;
	job->blank.kind = US_BLANK_TEXT;
	job->blank.where = text;
	job->blank.fill = fill;
}

bool
us_pbkdf2_key_base64(UsHashJob *job, UsBase64 alphabet, UsSpan text)
{
	set_blank_text(job, text, 'A');
	return us_base64_decode_as(alphabet, text.start, text.len, job->expected,
							   US_PBKDF2_KEY_MAX, &job->expected_len) &&
		job->expected_len >= US_PBKDF2_KEY_MIN;
}

bool
us_pbkdf2_key_hex(UsHashJob *job, UsSpan text)
{
	set_blank_text(job, text, '0');
	return us_hex_decode(text.start, text.len, job->expected,
						 US_PBKDF2_KEY_MAX, &job->expected_len) &&
		job->expected_len >= US_PBKDF2_KEY_MIN;
}

bool
us_pbkdf2_both_base64(UsHashJob *job, size_t salt_len, UsSpan text)
{
	unsigned char both[US_PBKDF2_SALT_MAX + US_PBKDF2_KEY_MAX];
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);
	size_t		len;
	bool		good;

	good = salt_len <= US_PBKDF2_SALT_MAX &&
		us_base64_decode(text.start, text.len, both, sizeof(both), &len) &&
		len >= salt_len + US_PBKDF2_KEY_MIN &&
		len <= salt_len + US_PBKDF2_KEY_MAX;
	if (good)
	{
		pbkdf2->salt_len = salt_len;
		memcpy(pbkdf2->salt, both, salt_len);
		job->expected_len = len - salt_len;
		memcpy(job->expected, both + salt_len, job->expected_len);
		job->blank.kind = US_BLANK_BYTES;
		job->blank.where = text;
		job->blank.at = salt_len;
		job->blank.len = job->expected_len;
	}
	sodium_memzero(both, sizeof(both));
	return good;
}

bool
us_pbkdf2_both_hex(UsHashJob *job, size_t salt_len, UsSpan text)
{
	UsSpan		salt;

	if (text.len < salt_len * 2)
		return false;
	salt = us_span_take(&text, salt_len * 2);
	return us_pbkdf2_salt_hex(job, salt) && us_pbkdf2_key_hex(job, text);
}
