/*-------------------------------------------------------------------------
 *
 * hash.c
 *	  The schemes in which a password can be stored: one table, one face.
 *
 * A new scheme is one row here and one file that fills it.  The first row that
 * recognises a string has it, so a row that looks closer stands above one
 * that takes more.
 *
 * src/hash/hash.c
 *
 *-------------------------------------------------------------------------
 */
#include "hash.h"

#include <string.h>

#include <sodium.h>

#include "argon2.h"
#include "scheme.h"

static const UsHashScheme schemes[] = {
	{
		"argon2", us_argon2_recognise, us_argon2_inspect, us_argon2_verify,
		us_argon2_is_weaker
	},
};

#define SCHEME_COUNT	(sizeof(schemes) / sizeof(schemes[0]))

/*
 * Refuses what no scheme has to look at.  Accounts without a password are
 * marked by an empty string, or by "!" or "*" before or instead of a verifier.
 */
static UsHashResult
check_verifier(const char *verifier, size_t len, UsHashInfo *info)
{
	if (verifier == NULL || len == 0)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The verifier is empty.");
	if (memchr(verifier, '\0', len) != NULL)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The verifier holds a NUL byte.");
	if (verifier[0] == '!' || verifier[0] == '*')
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The verifier is marked as unusable.");
	return US_HASH_MATCH;
}

/* The row of a declared scheme, or of the one that recognises the verifier. */
static UsHashResult
find_scheme(const char *name, const char *verifier, size_t len,
			const UsHashScheme **scheme, UsHashInfo *info)
{
	size_t		i;

	for (i = 0; i < SCHEME_COUNT; i++)
	{
		const UsHashScheme *row = &schemes[i];

		if (name != NULL ? strcmp(name, row->name) == 0 :
			row->recognise != NULL && row->recognise(verifier, len))
		{
			*scheme = row;
			info->scheme = row->name;
			return US_HASH_MATCH;
		}
	}
	return us_hash_refuse(info, US_HASH_UNSUPPORTED, name != NULL ?
						  "This build has no scheme of the declared name." :
						  "No scheme of this build recognises the verifier.");
}

/* Empties *info and finds the row; US_HASH_MATCH if there is one. */
static UsHashResult
open_verifier(const char *name, const char *verifier, size_t len,
			  const UsHashScheme **scheme, UsHashInfo *info)
{
	UsHashResult result;

	memset(info, 0, sizeof(*info));
	result = check_verifier(verifier, len, info);
	if (result != US_HASH_MATCH)
		return result;
	return find_scheme(name, verifier, len, scheme, info);
}

int
us_hash_start(void)
{
	return sodium_init() < 0 ? -1 : 0;
}

UsHashResult
us_hash_inspect(const char *scheme, const char *verifier, size_t verifier_len,
				const UsHashLimits *limits, UsHashInfo *info)
{
	const UsHashScheme *row;
	UsHashResult result = open_verifier(scheme, verifier, verifier_len, &row,
										info);

	if (result != US_HASH_MATCH)
		return result;
	return row->inspect(verifier, verifier_len, limits, info);
}

UsHashResult
us_hash_verify(const char *scheme, const char *verifier, size_t verifier_len,
			   const char *password, size_t password_len,
			   const UsHashLimits *limits, UsHashInfo *info)
{
	const UsHashScheme *row;
	UsHashResult result = open_verifier(scheme, verifier, verifier_len, &row,
										info);

	if (result != US_HASH_MATCH)
		return result;
	return row->verify(verifier, verifier_len, password, password_len, limits,
					   info);
}

UsHashResult
us_hash_make(const UsHashCost *cost,
			 const unsigned char salt[US_HASH_SALT_BYTES],
			 const char *password, size_t password_len, char *out)
{
	return us_argon2_make(cost, salt, password, password_len, out);
}

bool
us_hash_is_weaker(const char *scheme, const char *verifier,
				  size_t verifier_len, const UsHashLimits *limits,
				  const UsHashCost *cost)
{
	const UsHashScheme *row;
	UsHashInfo	info;

	if (open_verifier(scheme, verifier, verifier_len, &row, &info) !=
		US_HASH_MATCH ||
		row->inspect(verifier, verifier_len, limits, &info) != US_HASH_MATCH)
		return false;
	return row->is_weaker == NULL ||
		row->is_weaker(verifier, verifier_len, limits, cost);
}
