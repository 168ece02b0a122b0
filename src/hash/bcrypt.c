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
 * cost of 31, and forgives a salt that ends in bits nobody writes.  A digest
 * that ends in such bits is read: it is the digest of no password.
 *
 * src/hash/bcrypt.c
 *
 *-------------------------------------------------------------------------
 */
#include "bcrypt.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "crypt3.h"
#include "encoding.h"
#include "span.h"

#define COST_MAX		31
#define LETTER_AT		2		/* $2b, */
#define COST_AT			4		/* $2b$NN$, */
#define SALT_AT			7		/* 22 characters of salt, */
#define DIGEST_AT		29		/* 31 of digest */

/* At 72 bytes it accepts longer ones too. */
#define WHOLE_UP_TO		(US_HASH_BCRYPT_MAX - 1)

/* What a password is hashed with.  The digest is the job's. */
typedef struct Bcrypt
{
	char		setting[DIGEST_AT + 1];
} Bcrypt;

US_JOB_STATE_FITS(Bcrypt);

static bool
is_decimal(char c)
{
	return c >= '0' && c <= '9';
}

/* Is it all there, and in bcrypt's alphabet? */
static bool
is_complete(UsSpan text)
{
	size_t		i;

	if (text.len != US_BCRYPT_LENGTH || !is_decimal(text.start[COST_AT]) ||
		!is_decimal(text.start[COST_AT + 1]) ||
		text.start[SALT_AT - 1] != '$')
		return false;
	for (i = SALT_AT; i < text.len; i++)
	{
		if (us_bcrypt64_value(text.start[i]) < 0)
			return false;
	}
	return true;
}

/* Are the bits zero that are beyond the 16 bytes of salt? */
static bool
has_canonical_salt(UsSpan text)
{
	return (us_bcrypt64_value(text.start[DIGEST_AT - 1]) & 0x0F) == 0;
}

static UsHashWork
work_of(uint32_t cost)
{
	UsHashWork	work;

	work.primitive = US_PRIMITIVE_BCRYPT;
	work.shape = 0;
	work.amount = (uint64_t) 1 << (cost < COST_MAX ? cost : COST_MAX);
	return work;
}

/*
 * Hashes what bcrypt looks at of a password, with the prefix, cost and salt of
 * a setting; as us_crypt3_compute.
 */
static UsHashResult
derive(const char *setting, UsSpan password, char hashed[US_CRYPT3_ROOM])
{
	UsHashResult result;

	if (password.len > US_HASH_BCRYPT_MAX)
		password.len = US_HASH_BCRYPT_MAX;
	result = us_crypt3_compute(setting, password, hashed);
	return result == US_HASH_MATCH && strlen(hashed) != US_BCRYPT_LENGTH ?
		US_HASH_UNSUPPORTED : result;
}

/* The compute function. */
static UsHashResult
compute(const UsHashJob *job, UsSpan password, unsigned char *out,
		UsHashInfo *info)
{
	const Bcrypt *bcrypt = US_JOB_STATE_CONST(job, Bcrypt);
	char		hashed[US_CRYPT3_ROOM];
	const UsHashResult result = derive(bcrypt->setting, password, hashed);

	if (result == US_HASH_MATCH)
		memcpy(out, hashed + DIGEST_AT, US_BCRYPT_DIGEST);
	else
		info->detail = us_crypt3_detail(result);
	sodium_memzero(hashed, sizeof(hashed));
	return result;
}

/* Bounds a complete string, and makes a job of it. */
static UsHashResult
fill_job(UsSpan text, const UsHashLimits *limits, UsHashJob *job,
		 UsHashInfo *info)
{
	Bcrypt	   *bcrypt = US_JOB_STATE(job, Bcrypt);
	const uint32_t cost = (uint32_t) (text.start[COST_AT] - '0') * 10 +
		(uint32_t) (text.start[COST_AT + 1] - '0');

	if (cost < US_BCRYPT_COST_MIN)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The bcrypt cost is below 4.");
	if (cost > COST_MAX)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The bcrypt cost exceeds 31.");
	us_hash_add_work(info, work_of(cost));
	if (cost > limits->bcrypt_cost)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The bcrypt cost exceeds the limit.");
	memcpy(bcrypt->setting, text.start, DIGEST_AT);
	bcrypt->setting[DIGEST_AT] = '\0';
	memcpy(job->expected, text.start + DIGEST_AT, US_BCRYPT_DIGEST);
	job->expected_len = US_BCRYPT_DIGEST;
	job->compute = compute;
	job->partial = true;
	/* NB: to $2x$ a byte over 0x7F hides up to three that stand before it */
	job->whole_up_to = us_span_begins(text, "$2x$") ? 0 : WHOLE_UP_TO;
	return US_HASH_MATCH;
}

bool
us_bcrypt_recognise(UsSpan text)
{
	return us_span_begins(text, "$2$") || us_span_begins(text, "$2a$") ||
		us_span_begins(text, "$2b$") || us_span_begins(text, "$2x$") ||
		us_span_begins(text, "$2y$");
}

UsHashResult
us_bcrypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
			   UsHashJob *job, UsHashInfo *info)
{
	const UsSpan text = verifier->text;

	if (!us_bcrypt_recognise(text))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The string does not begin with one of bcrypt's prefixes.");
	if (us_span_begins(text, "$2$"))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "This build can't compute the first bcrypt, $2$.");
	if (!is_complete(text))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The bcrypt string is not a cost of two digits and 53 characters of salt and digest.");
	if (!has_canonical_salt(text))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The bcrypt salt ends in a character that stands for more bits than it has.");
	return fill_job(text, limits, job, info);
}

UsHashResult
us_bcrypt_read_parts(char letter, uint32_t cost, UsSpan salt, UsSpan digest,
					 const UsHashLimits *limits, UsHashJob *job,
					 UsHashInfo *info)
{
	char		text[US_BCRYPT_LENGTH + 1];
	UsVerifier	verifier = {0};
	UsHashResult result;

	if (salt.len != US_BCRYPT_SALT || digest.len != US_BCRYPT_DIGEST)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The bcrypt salt is not 22 characters, or the digest not 31.");
	if (cost > COST_MAX)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The bcrypt cost exceeds 31.");
	snprintf(text, sizeof(text), "$2%c$%02u$%.*s%.*s", letter,
			 (unsigned) cost, US_BCRYPT_SALT, salt.start, US_BCRYPT_DIGEST,
			 digest.start);
	verifier.text.start = text;
	verifier.text.len = US_BCRYPT_LENGTH;
	result = us_bcrypt_read(&verifier, limits, job, info);
	sodium_memzero(text, sizeof(text));
	return result;
}

static UsHashResult
make(const char *prefix, const UsHashCost *cost, const unsigned char *salt,
	 UsSpan password, char *out)
{
	char		setting[DIGEST_AT + 1];
	char		encoded[US_BCRYPT_SALT + 1];
	char		hashed[US_CRYPT3_ROOM];
	UsHashResult result;

	if (password.len > US_HASH_BCRYPT_MAX ||
		(password.len > 0 &&
		 memchr(password.start, '\0', password.len) != NULL))
		return US_HASH_OUT_OF_BOUNDS;
	us_bcrypt64_encode(salt, US_HASH_SALT_BYTES, encoded, sizeof(encoded));
	snprintf(setting, sizeof(setting), "%s%02u$%s", prefix,
			 (unsigned) cost->rounds % 100, encoded);
	result = derive(setting, password, hashed);
	if (result == US_HASH_MATCH)
		memcpy(out, hashed, US_BCRYPT_LENGTH + 1);
	sodium_memzero(hashed, sizeof(hashed));
	return result;
}

UsHashResult
us_bcrypt_make(const UsHashCost *cost, const unsigned char *salt,
			   UsSpan password, char *out)
{
	return make("$2b$", cost, salt, password, out);
}

UsHashResult
us_bcrypt_make_2a(const UsHashCost *cost, const unsigned char *salt,
				  UsSpan password, char *out)
{
	return make("$2a$", cost, salt, password, out);
}

UsHashResult
us_bcrypt_make_2y(const UsHashCost *cost, const unsigned char *salt,
				  UsSpan password, char *out)
{
	return make("$2y$", cost, salt, password, out);
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
	return work_of(cost->rounds);
}

bool
us_bcrypt_is_weaker(const UsHashJob *job, const UsHashInfo *info,
					const UsHashCost *cost)
{
	return US_JOB_STATE_CONST(job, Bcrypt)->setting[LETTER_AT] == 'x' ||
		info->works[0].amount < work_of(cost->rounds).amount;
}
