/*-------------------------------------------------------------------------
 *
 * phpass.c
 *	  The scheme "phpass": $P$ of WordPress, $H$ of phpBB.
 *
 * The "portable hashes" of openwall.com/phpass: a digest of salt and password,
 * then so many times a digest of that and the password.  Drupal took layout
 * and loop over with another digest.
 *
 * src/hash/phpass.c
 *
 *-------------------------------------------------------------------------
 */
#include "phpass.h"

#include <string.h>

#include <sodium.h>

#include "crypt_job.h"
#include "encoding.h"
#include "span.h"

#define PREFIX_LEN		3
#define SALT_LEN		8
#define LOG2_MIN		7
#define LOG2_MAX		30
#define MD5_DIGITS		22
#define DIGITS_ROOM		((US_DIGEST_MAX + 2) / 3 * 4 + 1)

typedef struct PhpassState
{
	UsDigest	digest;
	uint64_t	rounds;			/* behind the first digest */
	char		salt[SALT_LEN];
} PhpassState;

US_JOB_STATE_FITS(PhpassState);

static UsHashResult
compute(const UsHashJob *job, UsSpan password, unsigned char *out,
		UsHashInfo *info)
{
	const PhpassState *state = US_JOB_STATE_CONST(job, PhpassState);
	const UsSpan parts[] = {{state->salt, SALT_LEN}, password};
	unsigned char value[US_DIGEST_MAX];
	char		digits[DIGITS_ROOM];
	UsHashResult result = us_digest_compute(state->digest, parts, 2, value);

	if (result == US_HASH_MATCH)
		result = us_digest_iterate(state->digest, value, password,
								   state->rounds);
	if (result == US_HASH_MATCH)
	{
		us_crypt64_encode(value, us_digest_bytes(state->digest),
						  digits, sizeof(digits));
		memcpy(out, digits, job->expected_len);
	}
	else
		info->detail = us_digest_detail(result);
	sodium_memzero(value, sizeof(value));
	sodium_memzero(digits, sizeof(digits));
	return result;
}

UsHashResult
us_phpass_read_as(UsDigest digest, size_t digits, UsSpan text,
				  const UsHashLimits *limits, UsHashJob *job,
				  UsHashInfo *info)
{
	PhpassState *state = US_JOB_STATE(job, PhpassState);
	UsHashWork	work;
	UsSpan		rest = text;
	UsSpan		salt;
	int			log2;

	if (text.len != PREFIX_LEN + 1 + SALT_LEN + digits)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The string is not a prefix, a character of cost, 8 of salt and the digits of a digest.");
	us_span_take(&rest, PREFIX_LEN);
	if (!us_crypt_is_digits(rest))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "Behind the prefix stand other characters than ./0-9A-Za-z.");
	log2 = us_crypt64_value(us_span_take(&rest, 1).start[0]);
	salt = us_span_take(&rest, SALT_LEN);
	state->digest = digest;
	state->rounds = (uint64_t) 1 << log2;
	memcpy(state->salt, salt.start, SALT_LEN);

	work.primitive = US_PRIMITIVE_DIGEST;
	work.shape = digest;
	work.amount = state->rounds;
	us_hash_add_work(info, work);
	if (log2 < LOG2_MIN || log2 > LOG2_MAX)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The cost is not of 7 to 30 doublings.");
	if (state->rounds > limits->digest_rounds)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The rounds exceed the limit.");
	us_crypt_set_digest(job, rest);
	us_crypt_set_blank(job, rest);
	job->compute = compute;
	return US_HASH_MATCH;
}

bool
us_phpass_recognise(UsSpan text)
{
	return us_span_begins(text, "$P$") || us_span_begins(text, "$H$");
}

UsHashResult
us_phpass_read(const UsVerifier *verifier, const UsHashLimits *limits,
			   UsHashJob *job, UsHashInfo *info)
{
	const UsSpan text = verifier->text;

	if (!us_phpass_recognise(text))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The string begins with neither $P$ nor $H$.");
	/* 16 bytes leave the last digit two bits */
	if (us_crypt64_value(text.start[text.len - 1]) > 3)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The digest ends in a character that stands for more bits than it has.");
	return us_phpass_read_as(US_MD5, MD5_DIGITS, text, limits, job, info);
}
