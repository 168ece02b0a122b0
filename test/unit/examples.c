/*-------------------------------------------------------------------------
 *
 * examples.c
 *	  Verifiers that several tests use, and short ways to try one.
 *
 * test/unit/examples.c
 *
 *-------------------------------------------------------------------------
 */
#include "examples.h"

#include <stdlib.h>
#include <string.h>

const UsHashLimits example_limits = {262144, 1048576};

const char *
result_name(UsHashResult result)
{
	switch (result)
	{
		case US_HASH_MATCH:
			return "match";
		case US_HASH_MISMATCH:
			return "mismatch";
		case US_HASH_MALFORMED:
			return "malformed";
		case US_HASH_UNSUPPORTED:
			return "unsupported";
		case US_HASH_OUT_OF_BOUNDS:
			return "out of bounds";
		case US_HASH_NO_MEMORY:
			return "no memory";
	}
	return "no result";
}

UsHashResult
try_bytes(const char *verifier, size_t verifier_len,
		  const char *password, size_t password_len,
		  const UsHashLimits *limits, UsHashInfo *info)
{
	char	   *copy = malloc(verifier_len > 0 ? verifier_len : 1);
	UsHashResult result;

	if (copy == NULL)
		abort();
	memcpy(copy, verifier, verifier_len);
	memset(info, 0xA5, sizeof(*info));
	result = us_hash_verify(NULL, copy, verifier_len, password, password_len,
							limits, info);
	free(copy);
	return result;
}

UsHashResult
try_text(const char *verifier, const char *password, UsHashInfo *info)
{
	return try_bytes(verifier, strlen(verifier), password, strlen(password),
					 &example_limits, info);
}
