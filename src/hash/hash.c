/*-------------------------------------------------------------------------
 *
 * hash.c
 *	  The schemes in which a password can be stored: one face.
 *
 * The table of schemes is table.c's; here is that of the formats in which new
 * verifiers are written.
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
#include "span.h"
#include "table.h"
#include "work.h"
#include "wrapped.h"

/*
 * Symfony hashes passwords that bcrypt would cut in another way, into the same
 * strings: they are tried so after they were tried as bcrypt.
 */
#define SYMFONY			"symfony-bcrypt-sha512"

/* The rounds, the widest verifier and the longest password of each family. */
#define ARGON2_BOUNDS(width)	0, 0, 0, (width), 0
#define BCRYPT_BOUNDS \
	12, US_BCRYPT_COST_MIN, 14, US_BCRYPT_LENGTH, US_HASH_BCRYPT_MAX
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

int
us_hash_start(const UsHashHost *host)
{
	if (host != NULL)
		us_host_set(host);
	return sodium_init() < 0 ? -1 : 0;
}

UsVerifier
us_hash_verifier(const char *text, size_t len)
{
	UsVerifier	verifier;

	memset(&verifier, 0, sizeof(verifier));
	verifier.text.start = text;
	verifier.text.len = len;
	return verifier;
}

/*
 * Is it wrapped, and not to be read as something else?  Where it is declared
 * as another scheme and strict, that scheme says what is wrong with it.
 */
static bool
is_wrapped(const UsVerifier *verifier)
{
	return verifier->text.start != NULL &&
		us_wrapped_recognise(verifier->text) &&
		(!verifier->strict || verifier->declared.len == 0 ||
		 us_span_equals(verifier->declared, US_WRAPPED_SCHEME));
}

UsHashResult
us_hash_inspect(const UsVerifier *verifier, const UsHashLimits *limits,
				UsHashInfo *info)
{
	UsHashJob	job;
	UsHashResult result;

	if (is_wrapped(verifier))
		return us_wrapped_inspect(verifier, limits, info);
	result = us_table_read(verifier, limits, &job, info);
	sodium_memzero(&job, sizeof(job));
	return result;
}

/* Compares a password with what a job expects. */
static UsHashResult
compare(const UsHashJob *job, UsSpan password, UsHashInfo *info)
{
	unsigned char computed[US_JOB_EXPECTED_MAX];
	UsHashResult result = us_table_compute(job, password, computed, info);

	if (result == US_HASH_MATCH &&
		sodium_memcmp(computed, job->expected, job->expected_len) != 0)
		result = US_HASH_MISMATCH;
	sodium_memzero(computed, sizeof(computed));
	return result;
}

/* Another try for a long password that a plain bcrypt string did not match. */
static bool
try_symfony(const UsVerifier *verifier, UsSpan password,
			const UsHashLimits *limits, UsHashInfo *info)
{
	UsVerifier	again = *verifier;
	UsHashInfo	other;
	UsHashJob	job;
	bool		match;

	if (verifier->strict || password.len <= US_HASH_BCRYPT_MAX ||
		strcmp(info->scheme, "bcrypt") != 0)
		return false;
	again.declared = US_SPAN(SYMFONY);
	match = us_table_read(&again, limits, &job, &other) == US_HASH_MATCH &&
		compare(&job, password, &other) == US_HASH_MATCH;
	info->tried_twice = other.work_count > 0;	/* else it was not computed */
	sodium_memzero(&job, sizeof(job));
	return match;
}

UsHashResult
us_hash_verify(const UsVerifier *verifier, UsSpan password,
			   const UsHashLimits *limits, UsHashInfo *info)
{
	UsHashJob	job;
	UsHashResult result;

	if (is_wrapped(verifier))
		return us_wrapped_verify(verifier, password, limits, info);
	result = us_table_read(verifier, limits, &job, info);
	if (result == US_HASH_MATCH)
		result = compare(&job, password, info);
	sodium_memzero(&job, sizeof(job));
	if (result == US_HASH_MISMATCH &&
		try_symfony(verifier, password, limits, info))
		result = US_HASH_MATCH;
	return result;
}

const char *
us_hash_scheme_at(int i)
{
	const UsHashScheme *row = us_table_at(i);

	if (row != NULL)
		return row->name;
	return i > 0 && us_table_at(i - 1) != NULL ? US_WRAPPED_SCHEME : NULL;
}

/* The declared row, or NULL with info->detail. */
static const UsHashScheme *
declared_row(UsSpan declared, UsHashInfo *info)
{
	const UsHashScheme *row = NULL;
	UsSpan		name;

	memset(info, 0, sizeof(*info));
	if (us_table_declared_name(declared, &name, info) == US_HASH_MATCH)
	{
		row = us_table_named(name);
		if (row == NULL)
			info->detail = "This build has no scheme of the declared name.";
	}
	return row;
}

/*
 * us_hash_check_declared
 *
 * A scheme looks at its parameters before the text; a text that nobody stores
 * is malformed to it if they are in order.
 */
const char *
us_hash_check_declared(UsSpan declared)
{
	static const UsHashLimits any = {
		UINT32_MAX, UINT64_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT64_MAX,
		UINT32_MAX, UINT32_MAX
	};
	UsVerifier	verifier = us_hash_verifier("-", 1);
	UsHashInfo	info;
	UsHashJob	job;
	UsHashResult result;

	if (declared_row(declared, &info) == NULL)
		return info.detail;
	verifier.declared = declared;
	verifier.strict = true;
	verifier.salt = US_SPAN("-");
	verifier.user = US_SPAN("-");
	result = us_table_read(&verifier, &any, &job, &info);
	sodium_memzero(&job, sizeof(job));
	return result == US_HASH_UNSUPPORTED ? info.detail : NULL;
}

bool
us_hash_is_ambiguous(UsSpan declared, const UsHashFormat *format)
{
	UsHashInfo	info;
	const UsHashScheme *row = declared_row(declared, &info);

	return row != NULL && row->looks_like != NULL &&
		strcmp(row->looks_like, format->scheme) == 0;
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
			 UsSpan password, char *out)
{
	const UsHashCost complete = complete_cost(format, cost);

	if (password.start == NULL)
		password = US_SPAN("");
	if (format->rounds_max > 0 && (complete.rounds < format->rounds_min ||
								   complete.rounds > format->rounds_max))
		return US_HASH_OUT_OF_BOUNDS;
	if (format->password_max > 0 && password.len > format->password_max)
		return US_HASH_OUT_OF_BOUNDS;
	return writer_of(format)->make(&complete, salt, password, out);
}

size_t
us_hash_length(const UsHashFormat *format, const UsHashCost *cost)
{
	const UsHashCost complete = complete_cost(format, cost);

	return writer_of(format)->length(&complete);
}

UsHashWork
us_hash_work(const UsHashFormat *format, const UsHashCost *cost)
{
	const UsHashCost complete = complete_cost(format, cost);

	return writer_of(format)->work(&complete);
}

bool
us_hash_is_weaker(const UsHashFormat *format, const UsHashCost *cost,
				  const UsVerifier *verifier, const UsHashLimits *limits)
{
	const UsHashCost complete = complete_cost(format, cost);
	UsHashInfo	info;
	UsHashJob	job;
	bool		weaker;

	if (is_wrapped(verifier))
		return us_wrapped_inspect(verifier, limits, &info) == US_HASH_MATCH;
	weaker = us_table_read(verifier, limits, &job, &info) == US_HASH_MATCH &&
		(strcmp(info.scheme, format->scheme) != 0 ||
		 writer_of(format)->is_weaker(&job, &info, &complete));
	sodium_memzero(&job, sizeof(job));
	return weaker;
}

bool
us_hash_consumes(const UsVerifier *verifier, size_t password_len,
				 const UsHashLimits *limits)
{
	UsHashInfo	info;
	UsHashJob	job;
	bool		consumes;

	if (is_wrapped(verifier))
		return us_wrapped_consumes(verifier, password_len, limits);
	consumes = us_table_read(verifier, limits, &job, &info) == US_HASH_MATCH &&
		us_job_is_whole(&job, password_len);
	sodium_memzero(&job, sizeof(job));
	return consumes;
}

bool
us_hash_is_weak(const UsHashInfo *info)
{
	int			i;

	if (info->scheme == NULL || strcmp(info->scheme, US_WRAPPED_SCHEME) == 0)
		return false;
	for (i = 0; i < info->work_count; i++)
	{
		if (!us_work_is_weak(&info->works[i]))
			return false;
	}
	return true;
}

/* May a verifier that was read into that job be wrapped? */
static bool
is_wrappable(const UsHashJob *job, const UsHashInfo *info)
{
	return job->blank.kind != US_BLANK_NEVER && us_hash_is_weak(info) &&
		(info->work_count == 0 || us_work_is_wrappable(&info->works[0]));
}

/* The verifier without what its text does not need. */
static UsVerifier
needed_of(const UsVerifier *verifier, const char *scheme)
{
	UsVerifier	needed = *verifier;
	UsHashInfo	info;
	const UsHashScheme *row = declared_row(verifier->declared, &info);

	/* declared for the store, but this one describes itself */
	if (row == NULL || strcmp(row->name, scheme) != 0)
	{
		needed = us_hash_verifier(verifier->text.start, verifier->text.len);
		return needed;
	}
	/* the name stands in front of the frame already */
	if (us_span_equals(verifier->declared, scheme))
		needed.declared.len = 0;
	return needed;
}

size_t
us_hash_wrapped_length(const UsVerifier *verifier, const UsHashLimits *limits,
					   const UsHashCost *cost)
{
	UsHashInfo	info;
	UsHashJob	job;
	UsVerifier	needed;
	size_t		len = 0;

	if (is_wrapped(verifier))
		return len;
	if (us_table_read(verifier, limits, &job, &info) == US_HASH_MATCH &&
		is_wrappable(&job, &info))
	{
		needed = needed_of(verifier, info.scheme);
		len = us_wrapped_length(&needed, &job, info.scheme, cost);
	}
	sodium_memzero(&job, sizeof(job));
	return len;
}

UsHashResult
us_hash_wrap(const UsVerifier *verifier, const UsHashLimits *limits,
			 const UsHashCost *cost,
			 const unsigned char salt[US_HASH_SALT_BYTES], char *out)
{
	UsHashInfo	info;
	UsHashJob	job;
	UsVerifier	needed;
	UsHashResult result = US_HASH_UNSUPPORTED;

	if (is_wrapped(verifier))
		return result;
	if (us_table_read(verifier, limits, &job, &info) == US_HASH_MATCH &&
		is_wrappable(&job, &info))
	{
		needed = needed_of(verifier, info.scheme);
		result = us_wrapped_make(&needed, &job, info.scheme, cost, salt, out);
	}
	sodium_memzero(&job, sizeof(job));
	return result;
}
