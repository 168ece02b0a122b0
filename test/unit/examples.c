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

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

const UsHashLimits example_limits = {
	262144, 1048576, 14, 2000000, 65536, 262144, 1000000, 1048576
};

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
		case US_HASH_TOO_LONG:
			return "too long";
		case US_HASH_INTERRUPTED:
			return "interrupted";
	}
	return "no result";
}

UsVerifier
declared_verifier(const char *declared, const char *text)
{
	UsVerifier	verifier = us_hash_verifier(text, strlen(text));

	if (declared != NULL)
	{
		verifier.declared.start = declared;
		verifier.declared.len = strlen(declared);
		verifier.strict = true;
	}
	return verifier;
}

UsHashResult
try_bytes(const char *verifier, size_t verifier_len,
		  const char *password, size_t password_len,
		  const UsHashLimits *limits, UsHashInfo *info)
{
	const UsSpan given = {password, password_len};
	char	   *copy = malloc(verifier_len > 0 ? verifier_len : 1);
	UsVerifier	stored;
	UsHashResult result;

	if (copy == NULL)
		abort();
	memcpy(copy, verifier, verifier_len);
	stored = us_hash_verifier(copy, verifier_len);
	memset(info, 0xA5, sizeof(*info));
	result = us_hash_verify(&stored, given, limits, info);
	free(copy);
	return result;
}

UsHashResult
try_text(const char *verifier, const char *password, UsHashInfo *info)
{
	return try_bytes(verifier, strlen(verifier), password, strlen(password),
					 &example_limits, info);
}

UsHashResult
try_declared(const char *declared, const char *verifier, const char *password,
			 UsHashInfo *info)
{
	const UsVerifier stored = declared_verifier(declared, verifier);
	const UsSpan given = {password, strlen(password)};

	memset(info, 0xA5, sizeof(*info));
	return us_hash_verify(&stored, given, &example_limits, info);
}

bool
is_work(const UsHashInfo *info, UsHashPrimitive primitive, uint32_t shape,
		uint64_t amount)
{
	if (primitive == US_PRIMITIVE_NONE)
		return info->work_count == 0;
	return info->work_count == 1 && info->works[0].primitive == primitive &&
		info->works[0].shape == shape && info->works[0].amount == amount;
}

bool
refuses(const char *declared, const char *verifier, UsHashResult expected,
		const char *detail)
{
	const UsVerifier stored = declared_verifier(declared, verifier);
	UsHashInfo	verified;
	UsHashInfo	inspected;
	UsHashResult result = try_declared(declared, verifier, "x", &verified);
	bool		same = us_hash_inspect(&stored, &example_limits,
									   &inspected) == result &&
		inspected.detail == verified.detail;

	if (ok(same && result == expected && verified.detail != NULL &&
		   strcmp(verified.detail, detail) == 0, "%s%s: %.*s",
		   result_name(expected), declared != NULL ? ", declared" : "",
		   (int) strcspn(verifier, "\n"), verifier))
		return true;
	note("got %s: %s", result_name(result),
		 verified.detail != NULL ? verified.detail : "no detail");
	return false;
}

bool
matches(const char *declared, const char *verifier, const char *password,
		const char *what)
{
	char		other[512];
	UsHashInfo	right;
	UsHashInfo	wrong;
	UsHashResult result = try_declared(declared, verifier, password, &right);

	snprintf(other, sizeof(other), "x%s", password);
	if (ok(result == US_HASH_MATCH && right.detail == NULL &&
		   try_declared(declared, verifier, other,
						&wrong) == US_HASH_MISMATCH && wrong.detail == NULL,
		   "%s", what))
		return true;
	note("got %s: %s", result_name(result),
		 right.detail != NULL ? right.detail : "no detail");
	return false;
}
