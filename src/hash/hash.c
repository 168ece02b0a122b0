/*-------------------------------------------------------------------------
 *
 * hash.c
 *	  The schemes in which a password can be stored: two tables, one face.
 *
 * A new scheme is one row here and one file that fills it.  The first row that
 * recognises a string has it, so a row that looks closer stands above one
 * that takes more.  A format that new verifiers are written in is a row of the
 * other table.
 *
 * src/hash/hash.c
 *
 *-------------------------------------------------------------------------
 */
#include "hash.h"

#include <string.h>

#include <sodium.h>

#include "argon2.h"
#include "aspnet.h"
#include "bcrypt.h"
#include "django.h"
#include "django_pbkdf2.h"
#include "pbkdf2.h"
#include "scheme.h"

static const UsHashScheme schemes[] = {
	{"argon2", us_argon2_recognise, us_argon2_inspect, us_argon2_verify, NULL},
	{"bcrypt", us_bcrypt_recognise, us_bcrypt_inspect, us_bcrypt_verify,
	us_bcrypt_password_max},
	{"django", us_django_recognise, us_django_inspect, us_django_verify,
	us_django_password_max},
	{"aspnet-identity", us_aspnet_recognise, us_aspnet_inspect,
	us_aspnet_verify, NULL},
};

/* The rounds, the widest verifier and the longest password of each family. */
#define ARGON2_BOUNDS(width)	0, 0, 0, (width), 0
#define BCRYPT_BOUNDS \
	12, US_BCRYPT_COST_MIN, 14, US_BCRYPT_LENGTH, US_BCRYPT_PASSWORD_MAX
#define PBKDF2_BOUNDS(rounds, width) \
	(rounds), US_PBKDF2_ITERATIONS_MIN, US_PBKDF2_ITERATIONS_MAX, (width), 0

static const UsHashWriter writers[] = {
	{{"argon2", "argon2", ARGON2_BOUNDS(111)},
		us_argon2_make, us_argon2_length, us_argon2_work,
	us_argon2_is_weaker},
	{{"bcrypt", "bcrypt", BCRYPT_BOUNDS},
		us_bcrypt_make, us_bcrypt_length, us_bcrypt_work,
	us_bcrypt_is_weaker},
	{{"bcrypt-2a", "bcrypt", BCRYPT_BOUNDS},
		us_bcrypt_make_2a, us_bcrypt_length, us_bcrypt_work,
	us_bcrypt_is_weaker},
	{{"bcrypt-2y", "bcrypt", BCRYPT_BOUNDS},
		us_bcrypt_make_2y, us_bcrypt_length, us_bcrypt_work,
	us_bcrypt_is_weaker},
	{{"django", "django", PBKDF2_BOUNDS(600000, 89)},
		us_django_pbkdf2_make, us_django_pbkdf2_length, us_django_pbkdf2_work,
	us_django_pbkdf2_is_weaker},
	{{"django-argon2", "django", ARGON2_BOUNDS(117)},
		us_django_argon2_make, us_django_argon2_length, us_argon2_work,
	us_django_argon2_is_weaker},
	{{"aspnet-identity", "aspnet-identity",
	PBKDF2_BOUNDS(210000, US_ASPNET_LENGTH)},
		us_aspnet_make, us_aspnet_length, us_aspnet_work,
	us_aspnet_is_weaker},
};

#define WRITER_COUNT	(sizeof(writers) / sizeof(writers[0]))
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

const UsHashFormat *
us_hash_format_at(int i)
{
	return i >= 0 && (size_t) i < WRITER_COUNT ? &writers[i].format : NULL;
}

const UsHashFormat *
us_hash_format(const char *name)
{
	const UsHashFormat *format;
	int			i;

	for (i = 0; (format = us_hash_format_at(i)) != NULL; i++)
	{
		if (strcmp(format->name, name) == 0)
			return format;
	}
	return NULL;
}

/* The row that a format is the first member of. */
static const UsHashWriter *
writer_of(const UsHashFormat *format)
{
	return (const UsHashWriter *) format;
}

/* The cost with its rounds set, to the format's default if need be. */
static UsHashCost
complete_cost(const UsHashFormat *format, const UsHashCost *cost)
{
	UsHashCost	complete = *cost;

	if (complete.rounds == 0)
		complete.rounds = format->rounds_default;
	return complete;
}

UsHashResult
us_hash_make(const UsHashFormat *format, const UsHashCost *cost,
			 const unsigned char salt[US_HASH_SALT_BYTES],
			 const char *password, size_t password_len, char *out)
{
	const UsHashCost complete = complete_cost(format, cost);

	if (format->rounds_max > 0 && (complete.rounds < format->rounds_min ||
								   complete.rounds > format->rounds_max))
		return US_HASH_OUT_OF_BOUNDS;
	if (format->password_max > 0 && password_len > format->password_max)
		return US_HASH_OUT_OF_BOUNDS;
	return writer_of(format)->make(&complete, salt, password, password_len,
								   out);
}

size_t
us_hash_length(const UsHashFormat *format, const UsHashCost *cost)
{
	const UsHashCost complete = complete_cost(format, cost);

	return writer_of(format)->length(&complete);
}

bool
us_hash_is_weaker(const UsHashFormat *format, const UsHashCost *cost,
				  const char *verifier, size_t verifier_len,
				  const UsHashLimits *limits)
{
	const UsHashCost complete = complete_cost(format, cost);
	UsHashInfo	info;

	if (us_hash_inspect(NULL, verifier, verifier_len, limits,
						&info) != US_HASH_MATCH)
		return false;
	return strcmp(info.scheme, format->scheme) != 0 ||
		writer_of(format)->is_weaker(verifier, verifier_len, limits,
									 &complete);
}

bool
us_hash_consumes(const char *verifier, size_t verifier_len,
				 size_t password_len)
{
	const UsHashScheme *row;
	UsHashInfo	info;
	size_t		max;

	if (open_verifier(NULL, verifier, verifier_len, &row,
					  &info) != US_HASH_MATCH)
		return false;
	max = row->password_max == NULL ? 0 :
		row->password_max(verifier, verifier_len);
	return max == 0 || password_len <= max;
}

bool
us_hash_costs_as_much(const UsHashFormat *format, const UsHashCost *cost,
					  const char *verifier, size_t verifier_len,
					  const UsHashLimits *limits)
{
	const UsHashCost complete = complete_cost(format, cost);
	const UsHashWork work = writer_of(format)->work(&complete);
	UsHashInfo	info;

	return us_hash_inspect(NULL, verifier, verifier_len, limits,
						   &info) == US_HASH_MATCH &&
		info.work.primitive == work.primitive &&
		info.work.amount >= work.amount;
}
