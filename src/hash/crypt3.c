/*-------------------------------------------------------------------------
 *
 * crypt3.c
 *	  crypt(3), as libxcrypt computes it, in memory that is wiped.
 *
 * src/hash/crypt3.c
 *
 *-------------------------------------------------------------------------
 */
#include "crypt3.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <crypt.h>
#include <sodium.h>

/* Why did libxcrypt fail? */
static UsHashResult
explain_failure(int error)
{
	if (error == ENOMEM)
		return US_HASH_NO_MEMORY;
	if (error == ERANGE)
		return US_HASH_TOO_LONG;
	return US_HASH_UNSUPPORTED;
}

UsHashResult
us_crypt3_compute(const char *setting, UsSpan password, char *out)
{
	struct crypt_data *data;
	char		phrase[US_CRYPT3_PASSWORD_MAX + 1] = {0};
	const char *hashed;
	const size_t len = password.len == 0 ? 0 :
		strnlen(password.start, password.len);
	UsHashResult result = US_HASH_MATCH;

	if (len > US_CRYPT3_PASSWORD_MAX)
		return US_HASH_TOO_LONG;
	data = calloc(1, sizeof(*data));
	if (data == NULL)
		return US_HASH_NO_MEMORY;
	if (len > 0)
		memcpy(phrase, password.start, len);

	errno = 0;
	hashed = crypt_rn(phrase, setting, data, sizeof(*data));
	/* a string that begins with '*' is how its other functions fail */
	if (hashed == NULL || hashed[0] == '*' ||
		strlen(hashed) >= US_CRYPT3_ROOM)
		result = explain_failure(errno);
	else
		memcpy(out, hashed, strlen(hashed) + 1);
	sodium_memzero(phrase, sizeof(phrase));
	sodium_memzero(data, sizeof(*data));
	free(data);
	return result;
}

const char *
us_crypt3_detail(UsHashResult result)
{
	switch (result)
	{
		case US_HASH_NO_MEMORY:
			return "The memory that crypt(3) works in could not be had.";
		case US_HASH_TOO_LONG:
			return "The password is longer than the 511 bytes that libxcrypt takes.";
		case US_HASH_UNSUPPORTED:
			return "This system's libxcrypt can't compute crypt(3) with that method or setting.";
		default:
			return NULL;
	}
}
