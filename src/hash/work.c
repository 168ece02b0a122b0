/*-------------------------------------------------------------------------
 *
 * work.c
 *	  The work that a verification does: how it is named, judged and done for
 *	  nothing.
 *
 * src/hash/work.c
 *
 *-------------------------------------------------------------------------
 */
#include "work.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "apr1.h"
#include "argon2_derive.h"
#include "crypt3_burn.h"
#include "digest.h"
#include "host.h"
#include "pbkdf2.h"
#include "scrypt.h"

#define LOG2_N(work)	((work)->shape >> 16)
#define BLOCK(work)		((work)->shape & 0xFFFF)

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

static const char *const names[] =
{
	[US_PRIMITIVE_NONE] = "none",
	[US_PRIMITIVE_ARGON2ID] = "argon2id",
	[US_PRIMITIVE_ARGON2I] = "argon2i",
	[US_PRIMITIVE_LIBARGON2] = "libargon2",
	[US_PRIMITIVE_BCRYPT] = "bcrypt",
	[US_PRIMITIVE_PBKDF2] = "pbkdf2",
	[US_PRIMITIVE_SCRYPT] = "scrypt",
	[US_PRIMITIVE_SCRYPT7] = "scrypt7",
	[US_PRIMITIVE_YESCRYPT] = "yescrypt",
	[US_PRIMITIVE_GOST_YESCRYPT] = "gost-yescrypt",
	[US_PRIMITIVE_SHA512CRYPT] = "sha512crypt",
	[US_PRIMITIVE_SHA256CRYPT] = "sha256crypt",
	[US_PRIMITIVE_SHA1CRYPT] = "sha1crypt",
	[US_PRIMITIVE_MD5CRYPT] = "md5crypt",
	[US_PRIMITIVE_SUNMD5] = "sunmd5",
	[US_PRIMITIVE_DES] = "des",
	[US_PRIMITIVE_APR1] = "apr1",
	[US_PRIMITIVE_DIGEST] = "digest",
};

/*
 * OWASP, Password Storage Cheat Sheet: what is as good as each other.  Memory
 * in KiB; scrypt's is 128 * N * r bytes with r = 8.
 */
typedef struct Recommendation
{
	uint32_t	memory_kib;
	uint32_t	times;			/* argon2's passes, scrypt's p */
} Recommendation;

static const Recommendation argon2_rows[] =
{
	{47104, 1}, {19456, 2}, {12288, 3}, {9216, 4}, {7168, 5}
};

static const Recommendation scrypt_rows[] =
{
	{131072, 1}, {65536, 2}, {32768, 3}, {16384, 5}, {8192, 10}
};

#define SCRYPT_R			8
#define BCRYPT_AMOUNT		(UINT64_C(1) << 10)
#define PBKDF2_SHA1			1300000
#define PBKDF2_SHA256		600000
#define PBKDF2_SHA512		210000

const char *
us_work_name(UsHashPrimitive primitive)
{
	return names[primitive];
}

bool
us_work_named(const char *name, UsHashPrimitive *primitive)
{
	int			i;

	for (i = 0; i < US_PRIMITIVE_COUNT; i++)
	{
		if (strcmp(names[i], name) == 0)
		{
			*primitive = (UsHashPrimitive) i;
			return true;
		}
	}
	return false;
}

bool
us_work_is_known(const UsHashWork *work)
{
	switch (work->primitive)
	{
		case US_PRIMITIVE_NONE:
		case US_PRIMITIVE_COUNT:
			return false;
		case US_PRIMITIVE_PBKDF2:
		case US_PRIMITIVE_DIGEST:
			return work->shape < US_DIGEST_COUNT && work->amount > 0;
		default:
			return work->amount > 0;
	}
}

/* 128 * N * r bytes in KiB; what is beyond 64 bits is as much as there is. */
static uint64_t
scrypt_memory_kib(const UsHashWork *work)
{
	return LOG2_N(work) > 40 ? UINT64_MAX :
		((uint64_t) BLOCK(work) << LOG2_N(work)) / 8;
}

uint64_t
us_work_memory_kib(const UsHashWork *work)
{
	switch (work->primitive)
	{
		case US_PRIMITIVE_ARGON2ID:
		case US_PRIMITIVE_ARGON2I:
		case US_PRIMITIVE_LIBARGON2:
			return work->shape;
		case US_PRIMITIVE_SCRYPT:
		case US_PRIMITIVE_SCRYPT7:
		case US_PRIMITIVE_YESCRYPT:
		case US_PRIMITIVE_GOST_YESCRYPT:
			return scrypt_memory_kib(work);
		default:
			return 0;
	}
}

/* Is it a power of two?  Which? */
static bool
is_power(uint64_t amount, unsigned *log2)
{
	if (amount == 0 || (amount & (amount - 1)) != 0)
		return false;
	for (*log2 = 0; amount >> *log2 > 1;)
		(*log2)++;
	return true;
}

void
us_work_describe(const UsHashWork *work, char *out)
{
	unsigned	log2;

	switch (work->primitive)
	{
		case US_PRIMITIVE_NONE:
			out[0] = '\0';
			break;
		case US_PRIMITIVE_ARGON2ID:
		case US_PRIMITIVE_ARGON2I:
		case US_PRIMITIVE_LIBARGON2:
			snprintf(out, US_WORK_TEXT_MAX, "m=%" PRIu32 ",t=%" PRIu64,
					 work->shape, work->amount);
			break;
		case US_PRIMITIVE_BCRYPT:
			if (is_power(work->amount, &log2))
				snprintf(out, US_WORK_TEXT_MAX, "cost=%u", log2);
			else
				snprintf(out, US_WORK_TEXT_MAX, "rounds=%" PRIu64,
						 work->amount);
			break;
		case US_PRIMITIVE_PBKDF2:
		case US_PRIMITIVE_DIGEST:
			snprintf(out, US_WORK_TEXT_MAX, "%s,%s=%" PRIu64,
					 us_digest_name((UsDigest) work->shape),
					 work->primitive == US_PRIMITIVE_PBKDF2 ? "i" : "rounds",
					 work->amount);
			break;
		case US_PRIMITIVE_SCRYPT:
		case US_PRIMITIVE_SCRYPT7:
			snprintf(out, US_WORK_TEXT_MAX,
					 "ln=%" PRIu32 ",r=%" PRIu32 ",p=%" PRIu64,
					 LOG2_N(work), BLOCK(work), work->amount);
			break;
		case US_PRIMITIVE_YESCRYPT:
		case US_PRIMITIVE_GOST_YESCRYPT:
			snprintf(out, US_WORK_TEXT_MAX, "ln=%" PRIu32 ",r=%" PRIu32,
					 LOG2_N(work), BLOCK(work));
			break;
		default:
			snprintf(out, US_WORK_TEXT_MAX, "rounds=%" PRIu64, work->amount);
	}
}

/* Does one of the rows ask for no more? */
static bool
reaches(const Recommendation *rows, int count, uint64_t memory_kib,
		uint64_t times)
{
	int			i;

	for (i = 0; i < count; i++)
	{
		if (memory_kib >= rows[i].memory_kib && times >= rows[i].times)
			return true;
	}
	return false;
}

static bool
is_weak_pbkdf2(const UsHashWork *work)
{
	switch ((UsDigest) work->shape)
	{
		case US_SHA1:
			return work->amount < PBKDF2_SHA1;
		case US_SHA256:
			return work->amount < PBKDF2_SHA256;
		case US_SHA512:
			return work->amount < PBKDF2_SHA512;
		default:
			return true;
	}
}

static bool
is_weak_scrypt(const UsHashWork *work)
{
	if (BLOCK(work) < SCRYPT_R)
		return true;
	return !reaches(scrypt_rows, COUNT(scrypt_rows), scrypt_memory_kib(work),
					work->amount);
}

bool
us_work_is_weak(const UsHashWork *work)
{
	switch (work->primitive)
	{
		case US_PRIMITIVE_ARGON2ID:
		case US_PRIMITIVE_ARGON2I:
		case US_PRIMITIVE_LIBARGON2:
			return !reaches(argon2_rows, COUNT(argon2_rows), work->shape,
							work->amount);
		case US_PRIMITIVE_BCRYPT:
			return work->amount < BCRYPT_AMOUNT;
		case US_PRIMITIVE_PBKDF2:
			return is_weak_pbkdf2(work);
		case US_PRIMITIVE_SCRYPT:
		case US_PRIMITIVE_SCRYPT7:
			return is_weak_scrypt(work);
		case US_PRIMITIVE_YESCRYPT:
		case US_PRIMITIVE_GOST_YESCRYPT:
			return false;
		default:
			return true;
	}
}

bool
us_work_is_wrappable(const UsHashWork *work)
{
	switch (work->primitive)
	{
		case US_PRIMITIVE_ARGON2ID:
		case US_PRIMITIVE_ARGON2I:
		case US_PRIMITIVE_LIBARGON2:
		case US_PRIMITIVE_BCRYPT:
		case US_PRIMITIVE_SCRYPT:
		case US_PRIMITIVE_SCRYPT7:
		case US_PRIMITIVE_YESCRYPT:
		case US_PRIMITIVE_GOST_YESCRYPT:
			return false;
		default:
			return true;
	}
}

/* As phpass does: the digest of the last digest and the password. */
static UsHashResult
burn_digest(const UsHashWork *work, UsSpan password)
{
	unsigned char value[US_DIGEST_MAX] = {0};
	const UsHashResult result = us_digest_iterate((UsDigest) work->shape,
												  value, password,
												  work->amount);

	sodium_memzero(value, sizeof(value));
	return result;
}

static UsHashResult
burn_apr1(const UsHashWork *work, UsSpan password)
{
	const uint64_t times = (work->amount + US_MD5CRYPT_ROUNDS / 2) /
		US_MD5CRYPT_ROUNDS;
	UsHashResult result = US_HASH_MATCH;
	uint64_t	i;

	for (i = 0; i < times && result == US_HASH_MATCH; i++)
		result = us_host_interrupted() ? US_HASH_INTERRUPTED :
			us_apr1_burn(password);
	return result;
}

UsHashResult
us_work_burn(const UsHashWork *work, UsSpan password)
{
	switch (work->primitive)
	{
		case US_PRIMITIVE_NONE:
			return US_HASH_MATCH;
		case US_PRIMITIVE_ARGON2ID:
		case US_PRIMITIVE_ARGON2I:
		case US_PRIMITIVE_LIBARGON2:
			return us_argon2_burn(work, password);
		case US_PRIMITIVE_PBKDF2:
			return us_pbkdf2_burn((UsDigest) work->shape, work->amount,
								  password);
		case US_PRIMITIVE_SCRYPT:
			return us_scrypt_burn(work->shape, work->amount, password);
		case US_PRIMITIVE_APR1:
			return burn_apr1(work, password);
		case US_PRIMITIVE_DIGEST:
			return burn_digest(work, password);
		default:
			return us_crypt3_burn(work, password);
	}
}
