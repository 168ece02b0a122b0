/*-------------------------------------------------------------------------
 *
 * symfony_digest.c
 *	  The scheme "symfony-digest": Symfony's digest over and over.
 *
 * What MessageDigestPasswordHasher does: with the text password{salt}, or the
 * password alone if there is no salt, the digest of it, then so many times the
 * digest of the digest and it.  The salt is a column of its own; one before
 * the digest and a colon is read too.
 *
 * src/hash/symfony_digest.c
 *
 *-------------------------------------------------------------------------
 */
#include "symfony_digest.h"

#include <string.h>

#include "declared.h"
#include "salted.h"
#include "span.h"

#define ITERATIONS		5000
#define ROUNDS_CHEAP	50		/* too few to be told by time */
#define PASSWORD_MAX	4096	/* Symfony lets nobody in with a longer one */

typedef struct SymfonyDigest
{
	UsDigest	digest;
	uint32_t	iterations;
	bool		base64;
} SymfonyDigest;

static UsHashResult
read_parameters(const UsVerifier *verifier, SymfonyDigest *symfony,
				UsHashInfo *info)
{
	static const char *const keys[] = {
		"digest", "encoding", "iterations", NULL
	};
	static const char *const encodings[] = {"hex", "base64", NULL};
	const UsSpan declared = us_declared_for(verifier, info->scheme);
	int			encoding = 1;

	symfony->digest = US_SHA512;
	symfony->iterations = ITERATIONS;
	if (!us_declared_is_of(declared, keys))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The scheme's only parameters are \"digest\", \"encoding\" and \"iterations\".");
	if (!us_declared_digest(declared, "digest", &symfony->digest))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The parameter \"digest\" is not the name of a digest.");
	if (!us_declared_choice(declared, "encoding", encodings, &encoding))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The parameter \"encoding\" is neither \"base64\" nor \"hex\".");
	if (!us_declared_number(declared, "iterations", &symfony->iterations) ||
		symfony->iterations == 0)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The parameter \"iterations\" is not a number from 1 on.");
	symfony->base64 = encoding == 1;
	return US_HASH_MATCH;
}

/* Writes password{salt}. */
static UsHashResult
prepare(const UsHashJob *job, UsSpan password, char *out, size_t *out_len,
		UsHashInfo *info)
{
	const UsSaltedText *salt = &US_JOB_STATE_CONST(job, UsSalted)->after;

	(void) info;
	if (password.len > PASSWORD_MAX)
		return US_HASH_MISMATCH;
	if (password.len > 0)
		memcpy(out, password.start, password.len);
	memcpy(out + password.len, salt->bytes, salt->len);
	*out_len = password.len + salt->len;
	return US_HASH_MATCH;
}

static UsHashResult
compute(const UsHashJob *job, UsSpan password, unsigned char *out,
		UsHashInfo *info)
{
	const UsSalted *salted = US_JOB_STATE_CONST(job, UsSalted);
	UsHashResult result = us_digest_compute(salted->digest, &password, 1, out);

	if (result == US_HASH_MATCH)
		result = us_digest_iterate(salted->digest, out, password,
								   salted->again);
	if (result != US_HASH_MATCH)
		info->detail = us_digest_detail(result);
	return result;
}

static UsHashResult
set_salt(UsSpan salt, UsHashJob *job, UsHashInfo *info)
{
	UsSaltedText *after = &us_salted_state(job)->after;

	if (salt.len == 0)
		return US_HASH_MATCH;

	/* Symfony refuses to hash with these */
	if (memchr(salt.start, '{', salt.len) != NULL ||
		memchr(salt.start, '}', salt.len) != NULL)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The salt holds a brace.");
	return us_salted_append(after, US_SPAN("{")) &&
		us_salted_append(after, salt) &&
		us_salted_append(after, US_SPAN("}")) ?
		US_HASH_MATCH : us_salted_too_long(info);
}

/* Makes a job of what was read; the digest stands alone now. */
static UsHashResult
set_job(const SymfonyDigest *symfony, UsSpan digest, UsSpan salt,
		UsHashJob *job, UsHashInfo *info)
{
	UsHashResult result = us_salted_start(job, symfony->digest, info);

	if (result == US_HASH_MATCH)
		result = set_salt(salt, job, info);
	if (result != US_HASH_MATCH)
		return result;
	if (symfony->base64 ?
		!us_salted_expect_base64(job, US_BASE64_STANDARD, digest) :
		!us_salted_expect_hex(job, digest))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The verifier does not end with such a digest in the declared encoding.");
	us_salted_state(job)->again = symfony->iterations - 1;
	job->prepare = prepare;
	job->compute = compute;
	return US_HASH_MATCH;
}

UsHashResult
us_symfony_digest_read(const UsVerifier *verifier,
					   const UsHashLimits *limits, UsHashJob *job,
					   UsHashInfo *info)
{
	SymfonyDigest symfony;
	UsHashWork	work = {US_PRIMITIVE_DIGEST, 0, 0};
	UsSpan		salt = verifier->text;
	UsSpan		digest;
	UsHashResult result = read_parameters(verifier, &symfony, info);

	if (result != US_HASH_MATCH)
		return result;
	if (!us_span_cut_last(&salt, ':', &digest))
	{
		digest = verifier->text;
		salt = verifier->salt;
	}
	work.shape = symfony.digest;
	work.amount = symfony.iterations;
	if (symfony.iterations > ROUNDS_CHEAP)
		us_hash_add_work(info, work);
	if (symfony.iterations > limits->digest_rounds)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The rounds of the digest exceed the limit.");
	return set_job(&symfony, digest, salt, job, info);
}
