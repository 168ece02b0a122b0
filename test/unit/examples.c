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

#include "tap.h"

const UsHashLimits example_limits = {262144, 1048576, 14, 2000000};

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

bool
refuses(const char *scheme, const char *verifier, UsHashResult expected,
		const char *detail)
{
	const size_t len = strlen(verifier);
	UsHashInfo	verified;
	UsHashInfo	inspected;
	UsHashResult result = us_hash_verify(scheme, verifier, len, "x", 1,
										 &example_limits, &verified);
	bool		same = us_hash_inspect(scheme, verifier, len, &example_limits,
									   &inspected) == result &&
		inspected.detail == verified.detail;

	if (ok(same && result == expected && verified.detail != NULL &&
		   strcmp(verified.detail, detail) == 0, "%s%s: %.*s",
		   result_name(expected), scheme != NULL ? ", declared" : "",
		   (int) strcspn(verifier, "\n"), verifier))
		return true;
	note("got %s: %s", result_name(result),
		 verified.detail != NULL ? verified.detail : "no detail");
	return false;
}

UsHashResult
try_text(const char *verifier, const char *password, UsHashInfo *info)
{
	return try_bytes(verifier, strlen(verifier), password, strlen(password),
					 &example_limits, info);
}
