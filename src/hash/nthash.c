/*-------------------------------------------------------------------------
 *
 * nthash.c
 *	  The scheme "nthash": MD4 of the password in UTF-16, as Windows has it.
 *
 * $3$$ and 32 hexadecimal digits, or the digits alone, which must be declared:
 * other digests look like that.  libxcrypt has $3$, but takes the password for
 * Latin-1: what Windows or Samba made of "é" it does not verify.
 *
 * src/hash/nthash.c
 *
 *-------------------------------------------------------------------------
 */
#include "nthash.h"

#include "declared.h"
#include "digest.h"
#include "encoding.h"
#include "span.h"

#define PREFIX		"$3$$"
#define MD4_BYTES	16

static UsHashResult
prepare(const UsHashJob *job, UsSpan password, char *out, size_t *out_len,
		UsHashInfo *info)
{
	(void) job;
	if (us_utf16le_encode(password.start, password.len,
						  out, US_JOB_PREPARED_MAX, out_len))
		return US_HASH_MATCH;

	/* a byte of UTF-8 never becomes more than two of UTF-16 */
	if (password.len > US_JOB_PREPARED_MAX / 2)
		return us_hash_refuse(info, US_HASH_TOO_LONG,
							  "The password is longer than the 8192 bytes that are taken for nthash.");
	return US_HASH_MISMATCH;	/* no UTF-8: no password of Windows */
}

static UsHashResult
compute(const UsHashJob *job, UsSpan password, unsigned char *out,
		UsHashInfo *info)
{
	const UsHashResult result = us_digest_compute(US_MD4, &password, 1, out);

	(void) job;
	if (result != US_HASH_MATCH)
		info->detail = us_digest_detail(result);
	return result;
}

bool
us_nthash_recognise(UsSpan text)
{
	return us_span_begins(text, PREFIX);
}

UsHashResult
us_nthash_read(const UsVerifier *verifier, const UsHashLimits *limits,
			   UsHashJob *job, UsHashInfo *info)
{
	static const char *const no_keys[] = {NULL};
	UsSpan		digits = verifier->text;

	(void) limits;
	if (!us_declared_is_of(us_declared_for(verifier, "nthash"), no_keys))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The scheme nthash has no parameters.");
	us_span_skip(&digits, PREFIX);

	/* Samba writes upper case, crypt(3) lower */
	if (!us_hex_decode(digits.start, digits.len, job->expected, MD4_BYTES,
					   &job->expected_len) ||
		job->expected_len != MD4_BYTES)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The nthash string is not 32 hexadecimal digits, perhaps behind $3$$.");
	job->prepare = prepare;
	job->compute = compute;
	job->blank.kind = US_BLANK_TEXT;
	job->blank.where = digits;
	job->blank.fill = '0';
	return US_HASH_MATCH;
}
