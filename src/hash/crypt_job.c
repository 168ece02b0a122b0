/*-------------------------------------------------------------------------
 *
 * crypt_job.c
 *	  A job of crypt(3): a setting, and the characters to come behind it.
 *
 * libxcrypt gets the setting without the checksum.  What it gives back must
 * begin with that same setting: a library that took it for another one would
 * have computed something else.
 *
 * src/hash/crypt_job.c
 *
 *-------------------------------------------------------------------------
 */
#include "crypt_job.h"

#include <string.h>

#include <sodium.h>

#include "crypt3.h"
#include "encoding.h"
#include "span.h"

typedef struct CryptState
{
	char		setting[US_CRYPT_SETTING_MAX + 1];
	size_t		setting_len;
	bool		dollar;
} CryptState;

US_JOB_STATE_FITS(CryptState);

bool
us_crypt_is_digits(UsSpan text)
{
	size_t		i;

	for (i = 0; i < text.len; i++)
	{
		if (us_crypt64_value(text.start[i]) < 0)
			return false;
	}
	return true;
}

bool
us_crypt_is_salt(UsSpan salt)
{
	size_t		i;

	for (i = 0; i < salt.len; i++)
	{
		if (salt.start[i] <= ' ' || salt.start[i] > '~' ||
			strchr("!$*:;\\", salt.start[i]) != NULL)
			return false;
	}
	return true;
}

bool
us_crypt_split(UsSpan text, size_t checksum_len, UsCryptParts *parts)
{
	parts->setting = text;
	parts->dollar = true;
	return us_span_cut_last(&parts->setting, '$', &parts->checksum) &&
		parts->checksum.len == checksum_len &&
		us_crypt_is_digits(parts->checksum);
}

bool
us_crypt_is_canonical(UsSpan checksum, int spare_bits)
{
	int			last = us_crypt64_value(checksum.start[checksum.len - 1]);

	return (last & spare_bits) == 0;
}

void
us_crypt_set_digest(UsHashJob *job, UsSpan digits)
{
	memcpy(job->expected, digits.start, digits.len);
	job->expected_len = digits.len;
}

void
us_crypt_set_blank(UsHashJob *job, UsSpan digits)
{
	job->blank.kind = US_BLANK_TEXT;
	job->blank.where = digits;
	job->blank.fill = '.';
}

bool
us_crypt_set_job(UsHashJob *job, const UsCryptParts *parts)
{
	CryptState *state = US_JOB_STATE(job, CryptState);

	if (parts->setting.len > US_CRYPT_SETTING_MAX)
		return false;
	memcpy(state->setting, parts->setting.start, parts->setting.len);
	state->setting[parts->setting.len] = '\0';
	state->setting_len = parts->setting.len;
	state->dollar = parts->dollar;
	us_crypt_set_digest(job, parts->checksum);
	job->compute = us_crypt_compute;
	return true;
}

/* Where in libxcrypt's answer does the checksum begin?  NULL: nowhere. */
static const char *
find_checksum(const CryptState *state, const char *hashed, size_t len)
{
	const char *rest = hashed + state->setting_len;

	if (strncmp(hashed, state->setting, state->setting_len) != 0)
		return NULL;
	if (state->dollar && *rest++ != '$')
		return NULL;
	return strlen(rest) == len ? rest : NULL;
}

UsHashResult
us_crypt_compute(const UsHashJob *job, UsSpan password, unsigned char *out,
				 UsHashInfo *info)
{
	const CryptState *state = US_JOB_STATE_CONST(job, CryptState);
	char		hashed[US_CRYPT3_ROOM];
	const char *checksum;
	UsHashResult result = us_crypt3_compute(state->setting, password, hashed);

	if (result != US_HASH_MATCH)
		return us_hash_refuse(info, result, us_crypt3_detail(result));
	checksum = find_checksum(state, hashed, job->expected_len);
	if (checksum != NULL)
		memcpy(out, checksum, job->expected_len);
	else
		result = us_hash_refuse(info, US_HASH_UNSUPPORTED,
								"This system's libxcrypt takes the setting for another one.");
	sodium_memzero(hashed, sizeof(hashed));
	return result;
}
