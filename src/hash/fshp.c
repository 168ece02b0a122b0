/*-------------------------------------------------------------------------
 *
 * fshp.c
 *	  The scheme "fshp": the Fairly Secure Hashed Password.
 *
 *	 {FSHP<variant>|<bytes of salt>|<rounds>}base64(salt | digest)
 *
 * A variant of PBKDF1 (RFC 8018, 5.1) in which password and salt have changed
 * places: the digest of salt and password, and so many rounds less one of the
 * digest of that.
 *
 * src/hash/fshp.c
 *
 *-------------------------------------------------------------------------
 */
#include "fshp.h"

#include <string.h>

#include <sodium.h>

#include "digest.h"
#include "encoding.h"
#include "span.h"

#define PREFIX		"{FSHP"
#define SALT_MAX	256

/* The state of a job. */
typedef struct Fshp
{
	UsDigest	digest;
	uint32_t	rounds;
	unsigned char salt[SALT_MAX];
	size_t		salt_len;
} Fshp;

US_JOB_STATE_FITS(Fshp);

/* By variant. */
static const UsDigest digests[] = {
	US_SHA1, US_SHA256, US_SHA384, US_SHA512
};

#define VARIANTS	(sizeof(digests) / sizeof(digests[0]))

bool
us_fshp_recognise(UsSpan text)
{
	return us_span_begins(text, PREFIX);
}

static UsHashResult
compute(const UsHashJob *job, UsSpan password, unsigned char *out,
		UsHashInfo *info)
{
	const Fshp *fshp = US_JOB_STATE_CONST(job, Fshp);
	const UsSpan nothing = {"", 0};
	UsSpan		parts[2];
	UsHashResult result;

	parts[0].start = (const char *) fshp->salt;
	parts[0].len = fshp->salt_len;
	parts[1] = password;
	result = us_digest_compute(fshp->digest, parts, 2, out);
	if (result == US_HASH_MATCH)
		result = us_digest_iterate(fshp->digest, out, nothing,
								   fshp->rounds - 1);
	if (result != US_HASH_MATCH)
		info->detail = us_digest_detail(result);
	return result;
}

/* Reads what stands between the braces: US_HASH_MATCH, or why not. */
static UsHashResult
read_head(UsSpan head, Fshp *fshp, UsHashInfo *info)
{
	UsSpan		field;
	uint32_t	variant;
	uint32_t	salt_len;

	if (!us_span_cut(&head, '|', &field) ||
		!us_span_number(field, &variant) ||
		!us_span_cut(&head, '|', &field) ||
		!us_span_number(field, &salt_len) ||
		!us_span_number(head, &fshp->rounds) || fshp->rounds == 0)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The FSHP string does not begin with the numbers of variant, salt's bytes and rounds.");
	if (variant >= VARIANTS)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "FSHP has only the variants 0 to 3.");
	if (salt_len > SALT_MAX)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The FSHP salt is longer than 256 bytes.");
	fshp->digest = digests[variant];
	fshp->salt_len = salt_len;
	return US_HASH_MATCH;
}

/* Reads salt and digest: padded base64 of exactly both. */
static bool
read_both(UsSpan text, Fshp *fshp, UsHashJob *job)
{
	unsigned char both[SALT_MAX + US_DIGEST_MAX];
	size_t		len;
	bool		good;

	job->expected_len = us_digest_bytes(fshp->digest);
	good = text.len % 4 == 0 &&
		us_base64_decode(text.start, text.len, both, sizeof(both), &len) &&
		len == fshp->salt_len + job->expected_len;
	if (good)
	{
		memcpy(fshp->salt, both, fshp->salt_len);
		memcpy(job->expected, both + fshp->salt_len, job->expected_len);
		job->blank.kind = US_BLANK_BYTES;
		job->blank.where = text;
		job->blank.at = fshp->salt_len;
		job->blank.len = job->expected_len;
	}
	sodium_memzero(both, sizeof(both));
	return good;
}

UsHashResult
us_fshp_read(const UsVerifier *verifier, const UsHashLimits *limits,
			 UsHashJob *job, UsHashInfo *info)
{
	Fshp	   *fshp = US_JOB_STATE(job, Fshp);
	UsSpan		rest = verifier->text;
	UsSpan		head;
	UsHashWork	work;
	UsHashResult result;

	if (!us_span_skip(&rest, PREFIX) || !us_span_cut(&rest, '}', &head))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The FSHP string does not begin with \"{FSHP\" and numbers in braces.");
	result = read_head(head, fshp, info);
	if (result != US_HASH_MATCH)
		return result;
	work.primitive = US_PRIMITIVE_DIGEST;
	work.shape = fshp->digest;
	work.amount = fshp->rounds;
	us_hash_add_work(info, work);
	if (fshp->rounds > limits->pbkdf2_iterations)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The FSHP rounds exceed the limit.");
	if (!read_both(rest, fshp, job))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The FSHP string does not end in padded base64 of salt and digest.");
	job->compute = compute;
	return US_HASH_MATCH;
}
