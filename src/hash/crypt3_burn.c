/*-------------------------------------------------------------------------
 *
 * crypt3_burn.c
 *	  Does the work of a method of crypt(3) for nothing.
 *
 * Each method gets a setting with a salt of zeros that asks for the same
 * parameters.  They are written by hand: crypt_gensalt() offers few of them.
 *
 * src/hash/crypt3_burn.c
 *
 *-------------------------------------------------------------------------
 */
#include "crypt3_burn.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "crypt3.h"
#include "host.h"

#define BCRYPT_COST_MIN		4
#define BCRYPT_COST_MAX		31

/* crypt(3)'s SHA-2 methods turn fewer or more rounds into these. */
#define SHA2_ROUNDS_MIN		1000
#define SHA2_ROUNDS_MAX		999999999

#define BSDI_ROUNDS_MAX		0xFFFFFF
#define DES_PASSWORD_MAX	8

static const char digits[] =
"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/* The least of a method, and how it is asked for rounds. */
static const struct
{
	UsHashPrimitive primitive;
	uint32_t	least;
	uint32_t	most;
	uint32_t	own;			/* done beside the rounds of the setting */
	const char *setting;		/* a format of the rounds */
}			methods[] =
{
	{US_PRIMITIVE_SHA512CRYPT, SHA2_ROUNDS_MIN, SHA2_ROUNDS_MAX, 0,
	"$6$rounds=%u$................"},
	{US_PRIMITIVE_SHA256CRYPT, SHA2_ROUNDS_MIN, SHA2_ROUNDS_MAX, 0,
	"$5$rounds=%u$................"},
	{US_PRIMITIVE_SHA1CRYPT, 4, UINT32_MAX, 0, "$sha1$%u$........"},
	{US_PRIMITIVE_SUNMD5, US_SUNMD5_ROUNDS + 1, UINT32_MAX, US_SUNMD5_ROUNDS,
	"$md5,rounds=%u$........$"},
};

#define METHODS ((int) (sizeof(methods) / sizeof(methods[0])))

/* Hashes with a setting and forgets what comes out. */
static UsHashResult
burn(const char *setting, UsSpan password)
{
	char		out[US_CRYPT3_ROOM];
	UsHashResult result;

	if (us_host_interrupted())
		return US_HASH_INTERRUPTED;
	result = us_crypt3_compute(setting, password, out);
	sodium_memzero(out, sizeof(out));
	return result;
}

/* Does as many calls of a fixed amount as come nearest to another. */
static UsHashResult
burn_fixed(const char *setting, uint32_t fixed, uint64_t amount,
		   UsSpan password)
{
	const uint64_t times = (amount + fixed / 2) / fixed;
	UsHashResult result = US_HASH_MATCH;
	uint64_t	i;

	for (i = 0; i < times && result == US_HASH_MATCH; i++)
		result = burn(setting, password);
	return result;
}

static UsHashResult
burn_rounds(int method, uint64_t amount, UsSpan password)
{
	char		setting[US_CRYPT3_SETTING_ROOM];
	uint64_t	rounds = amount;

	if (rounds < methods[method].least / 2)
		return US_HASH_MATCH;
	if (rounds < methods[method].least)
		rounds = methods[method].least;
	if (rounds > methods[method].most)
		return US_HASH_OUT_OF_BOUNDS;
	snprintf(setting, sizeof(setting), methods[method].setting,
			 (unsigned) (rounds - methods[method].own));
	return burn(setting, password);
}

/* A sum of powers of two; what is less than bcrypt's least is dropped. */
static UsHashResult
burn_bcrypt(uint64_t amount, UsSpan password)
{
	UsHashResult result = US_HASH_MATCH;
	unsigned	cost;

	if (amount >> BCRYPT_COST_MAX > 1)
		return US_HASH_OUT_OF_BOUNDS;
	if (password.len > US_HASH_BCRYPT_MAX)
		password.len = US_HASH_BCRYPT_MAX;
	for (cost = BCRYPT_COST_MIN;
		 cost <= BCRYPT_COST_MAX && result == US_HASH_MATCH; cost++)
	{
		char		setting[US_CRYPT3_SETTING_ROOM];

		if ((amount >> cost & 1) == 0)
			continue;
		snprintf(setting, sizeof(setting), "$2b$%02u$......................",
				 cost);
		result = burn(setting, password);
	}
	return result;
}

/* Writes the low bits of a number in crypt's digits, the lowest first. */
static char *
write_fixed(char *out, uint32_t number, int count)
{
	while (count-- > 0)
	{
		*out++ = digits[number & 63];
		number >>= 6;
	}
	return out;
}

/* descrypt, or for any other amount bsdicrypt, which has a count. */
static UsHashResult
burn_des(uint64_t amount, UsSpan password)
{
	char		setting[US_CRYPT3_SETTING_ROOM] = "_";

	if (password.len > DES_PASSWORD_MAX)
		password.len = DES_PASSWORD_MAX;
	if (amount == US_DESCRYPT_ROUNDS)
		return burn("..", password);
	if (amount > BSDI_ROUNDS_MAX)
		return US_HASH_OUT_OF_BOUNDS;
	if (amount == 0)
		return US_HASH_MATCH;
	strcpy(write_fixed(setting + 1, (uint32_t) amount, 4), "....");
	return burn(setting, password);
}

/* $7$: N as a digit, r and p as five digits each. */
static UsHashResult
burn_scrypt7(const UsHashWork *work, UsSpan password)
{
	char		setting[US_CRYPT3_SETTING_ROOM] = "$7$";
	char	   *end = setting + 3;

	if (work->shape >> 16 > 63 || work->amount >> 30 != 0)
		return US_HASH_OUT_OF_BOUNDS;
	if (work->amount == 0)
		return US_HASH_MATCH;
	end = write_fixed(end, work->shape >> 16, 1);
	end = write_fixed(end, work->shape & 0xFFFF, 5);
	end = write_fixed(end, (uint32_t) work->amount, 5);
	strcpy(end, "......................");
	return burn(setting, password);
}

/*
 * Writes a number as yescrypt does (its encode64_uint32): the first 48 values
 * take one digit, and of the first digits that are left each further length
 * takes one half, rounded up; the digits behind the first hold the low bits,
 * the highest first.
 */
static char *
write_variable(char *out, uint32_t number)
{
	uint32_t	first = 0;		/* the first digits of this length, */
	uint32_t	last = 47;		/* from and to */
	unsigned	bits = 0;		/* in the digits behind it */

	while (number >= (last + 1 - first) << bits)
	{
		number -= (last + 1 - first) << bits;
		first = last + 1;
		last = first + (62 - last) / 2;
		bits += 6;
	}
	*out++ = digits[first + (number >> bits)];
	while (bits > 0)
	{
		bits -= 6;
		*out++ = digits[number >> bits & 63];
	}
	return out;
}

/* Flavour "j", yescrypt's defaults; then log2 N and r, from 1 on. */
static UsHashResult
burn_yescrypt(const char *prefix, const UsHashWork *work, UsSpan password)
{
	char		setting[US_CRYPT3_SETTING_ROOM];
	const uint32_t log2_n = work->shape >> 16;
	const uint32_t r = work->shape & 0xFFFF;
	char	   *end;
	uint64_t	i;
	UsHashResult result = US_HASH_MATCH;

	if (log2_n == 0 || r == 0 || log2_n > 63)
		return US_HASH_OUT_OF_BOUNDS;
	end = setting + snprintf(setting, sizeof(setting), "%sj", prefix);
	end = write_variable(write_variable(end, log2_n - 1), r - 1);
	strcpy(end, "$......................");
	for (i = 0; i < work->amount && result == US_HASH_MATCH; i++)
		result = burn(setting, password);
	return result;
}

UsHashResult
us_crypt3_burn(const UsHashWork *work, UsSpan password)
{
	int			i;

	switch (work->primitive)
	{
		case US_PRIMITIVE_BCRYPT:
			return burn_bcrypt(work->amount, password);
		case US_PRIMITIVE_SCRYPT7:
			return burn_scrypt7(work, password);
		case US_PRIMITIVE_YESCRYPT:
			return burn_yescrypt("$y$", work, password);
		case US_PRIMITIVE_GOST_YESCRYPT:
			return burn_yescrypt("$gy$", work, password);
		case US_PRIMITIVE_MD5CRYPT:
			return burn_fixed("$1$........", US_MD5CRYPT_ROUNDS,
							  work->amount, password);
		case US_PRIMITIVE_DES:
			return burn_des(work->amount, password);
		default:
			break;
	}
	for (i = 0; i < METHODS; i++)
	{
		if (methods[i].primitive == work->primitive)
			return burn_rounds(i, work->amount, password);
	}
	return US_HASH_UNSUPPORTED;
}
