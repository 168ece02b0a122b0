/*-------------------------------------------------------------------------
 *
 * bcrypt.c
 *	  The scheme "bcrypt", as libxcrypt computes it.
 *
 * $2a$, $2b$ and $2y$ are one algorithm; $2x$ keeps the sign-extension bug of
 * an old library.  libxcrypt's $2a$ differs from the others for passwords with
 * bytes of 0xFF, which UTF-8 does not have.
 *
 * The string is checked and bounded here: crypt_rn() would spend days on a
 * cost of 31, and forgives a salt that ends in bits nobody writes.
 *
 * src/hash/bcrypt.c
 *
 *-------------------------------------------------------------------------
 */
#include "bcrypt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <crypt.h>
#include <sodium.h>

#define COST_MAX		31
#define COST_AT			4		/* $2b$NN$, */
#define SALT_AT			7		/* 22 characters of salt, */
#define DIGEST_AT		29		/* 31 of digest */

static bool
begins_with(const char *verifier, size_t len, const char *prefix)
{
	return len >= strlen(prefix) &&
		memcmp(verifier, prefix, strlen(prefix)) == 0;
}

/* The value of a character in bcrypt's alphabet, or -1. */
static int
digit_value(char c)
{
	if (c == '.' || c == '/')
		return c - '.';
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 2;
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 28;
	if (c >= '0' && c <= '9')
		return c - '0' + 54;
	return -1;
}

static bool
is_decimal(char c)
{
	return c >= '0' && c <= '9';
}

/* Is it all there, and in bcrypt's alphabet? */
static bool
is_complete(const char *verifier, size_t len)
{
	size_t		i;

	if (len != US_BCRYPT_LENGTH || !is_decimal(verifier[COST_AT]) ||
		!is_decimal(verifier[COST_AT + 1]) || verifier[SALT_AT - 1] != '$')
		return false;
	for (i = SALT_AT; i < len; i++)
	{
		if (digit_value(verifier[i]) < 0)
			return false;
	}
	return true;
}

/* Are the bits zero that are beyond the 16 bytes of salt and 23 of digest? */
static bool
is_canonical(const char *verifier)
{
	return (digit_value(verifier[DIGEST_AT - 1]) & 0x0F) == 0 &&
		(digit_value(verifier[US_BCRYPT_LENGTH - 1]) & 0x03) == 0;
}

static uint32_t
read_cost(const char *verifier)
{
	return (uint32_t) (verifier[COST_AT] - '0') * 10 +
		(uint32_t) (verifier[COST_AT + 1] - '0');
}

bool
us_bcrypt_recognise(const char *verifier, size_t len)
{
	return begins_with(verifier, len, "$2$") ||
		(len >= COST_AT && begins_with(verifier, len, "$2") &&
		 strchr("abxy", verifier[2]) != NULL && verifier[3] == '$');
}

UsHashResult
us_bcrypt_inspect(const char *verifier, size_t len,
				  const UsHashLimits *limits, UsHashInfo *info)
{
	uint32_t	cost;

	if (!us_bcrypt_recognise(verifier, len))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The string does not begin with one of bcrypt's prefixes.");
	if (begins_with(verifier, len, "$2$"))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "This build can't compute the first bcrypt, $2$.");
	if (!is_complete(verifier, len))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The bcrypt string is not a cost of two digits and 53 characters of salt and digest.");
	if (!is_canonical(verifier))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The bcrypt salt or digest ends in a character that stands for more bits than it has.");
	cost = read_cost(verifier);
	if (cost < US_BCRYPT_COST_MIN)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The bcrypt cost is below 4.");
	if (cost > limits->bcrypt_cost || cost > COST_MAX)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The bcrypt cost exceeds the limit.");
	info->work.primitive = US_PRIMITIVE_BCRYPT;
	info->work.amount = (uint64_t) 1 << cost;
	return US_HASH_MATCH;
}

/*
 * Hashes what bcrypt looks at of a password, with the prefix, cost and salt of
 * a setting.  US_HASH_MATCH, and the caller wipes out; US_HASH_NO_MEMORY, or
 * US_HASH_UNSUPPORTED if libxcrypt was built without this prefix.
 */
static UsHashResult
compute(const char *setting, const char *password, size_t password_len,
		char out[US_BCRYPT_LENGTH + 1])
{
	struct crypt_data *data = calloc(1, sizeof(*data));
	char		phrase[US_BCRYPT_PASSWORD_MAX + 1] = {0};
	const char *hashed;
	UsHashResult result = US_HASH_UNSUPPORTED;

	if (data == NULL)
		return US_HASH_NO_MEMORY;
	if (password_len > US_BCRYPT_PASSWORD_MAX)
		password_len = US_BCRYPT_PASSWORD_MAX;
	if (password_len > 0)
		memcpy(phrase, password, password_len);

	errno = 0;
	hashed = crypt_rn(phrase, setting, data, sizeof(*data));
	if (hashed != NULL && strlen(hashed) == US_BCRYPT_LENGTH)
	{
		memcpy(out, hashed, US_BCRYPT_LENGTH + 1);
		result = US_HASH_MATCH;
	}
	else if (errno == ENOMEM)
		result = US_HASH_NO_MEMORY;
	sodium_memzero(phrase, sizeof(phrase));
	sodium_memzero(data, sizeof(*data));
	free(data);
	return result;
}

UsHashResult
us_bcrypt_verify(const char *verifier, size_t len,
				 const char *password, size_t password_len,
				 const UsHashLimits *limits, UsHashInfo *info)
{
	char		setting[DIGEST_AT + 1] = {0};
	char		hashed[US_BCRYPT_LENGTH + 1];
	UsHashResult result = us_bcrypt_inspect(verifier, len, limits, info);

	if (result != US_HASH_MATCH)
		return result;
	memcpy(setting, verifier, DIGEST_AT);
	result = compute(setting, password, password_len, hashed);
	if (result == US_HASH_NO_MEMORY)
		info->detail = "The memory that bcrypt works in could not be had.";
	else if (result == US_HASH_UNSUPPORTED)
		info->detail = "This system's libxcrypt can't compute bcrypt with that prefix.";
	else if (sodium_memcmp(hashed, verifier, US_BCRYPT_LENGTH) != 0)
		result = US_HASH_MISMATCH;
	sodium_memzero(hashed, sizeof(hashed));
	return result;
}

size_t
us_bcrypt_password_max(const char *verifier, size_t len)
{
	(void) verifier;
	(void) len;
	return US_BCRYPT_PASSWORD_MAX;
}

static UsHashResult
make(const char *prefix, const UsHashCost *cost, const unsigned char *salt,
	 const char *password, size_t password_len, char *out)
{
	char		setting[CRYPT_GENSALT_OUTPUT_SIZE];

	if (password_len > 0 && memchr(password, '\0', password_len) != NULL)
		return US_HASH_OUT_OF_BOUNDS;
	if (crypt_gensalt_rn(prefix, cost->rounds, (const char *) salt,
						 US_HASH_SALT_BYTES, setting,
						 sizeof(setting)) == NULL)
		return US_HASH_UNSUPPORTED;
	return compute(setting, password, password_len, out);
}

UsHashResult
us_bcrypt_make(const UsHashCost *cost, const unsigned char *salt,
			   const char *password, size_t password_len, char *out)
{
	return make("$2b$", cost, salt, password, password_len, out);
}

UsHashResult
us_bcrypt_make_2a(const UsHashCost *cost, const unsigned char *salt,
				  const char *password, size_t password_len, char *out)
{
	return make("$2a$", cost, salt, password, password_len, out);
}

UsHashResult
us_bcrypt_make_2y(const UsHashCost *cost, const unsigned char *salt,
				  const char *password, size_t password_len, char *out)
{
	return make("$2y$", cost, salt, password, password_len, out);
}

size_t
us_bcrypt_length(const UsHashCost *cost)
{
	(void) cost;
	return US_BCRYPT_LENGTH;
}

UsHashWork
us_bcrypt_work(const UsHashCost *cost)
{
	UsHashWork	work;

	work.primitive = US_PRIMITIVE_BCRYPT;
	work.amount = (uint64_t) 1 << cost->rounds;
	return work;
}

bool
us_bcrypt_is_weaker(const char *verifier, size_t len,
					const UsHashLimits *limits, const UsHashCost *cost)
{
	UsHashInfo	info;

	return us_bcrypt_inspect(verifier, len, limits, &info) == US_HASH_MATCH &&
		(begins_with(verifier, len, "$2x$") ||
		 read_cost(verifier) < cost->rounds);
}
