/*-------------------------------------------------------------------------
 *
 * drupal.c
 *	  The scheme "drupal7": the verifiers of Drupal 7 and later.
 *
 * $S$ is phpass with SHA-512, cut off at 55 characters (Drupal's
 * includes/password.inc).  U before a verifier marks one that an upgrade made
 * of Drupal 6's MD5 of the password, in hexadecimal; it may be one of phpass.
 *
 * src/hash/drupal.c
 *
 *-------------------------------------------------------------------------
 */
#include "drupal.h"

#include "digest.h"
#include "phpass.h"
#include "span.h"

#define DRUPAL_DIGITS	43		/* of 55 characters */

/* The MD5 of a password, in lower-case hexadecimal. */
static UsHashResult
prepare(const UsHashJob *job, UsSpan password, char *out, size_t *out_len,
		UsHashInfo *info)
{
	const UsHashResult result = us_digest_hex(US_MD5, &password, 1, out);

	(void) job;
	if (result != US_HASH_MATCH)
		info->detail = us_digest_detail(result);
	*out_len = 2 * us_digest_bytes(US_MD5);
	return result;
}

bool
us_drupal7_recognise(UsSpan text)
{
	return us_span_begins(text, "$S$") || us_span_begins(text, "U$S$") ||
		us_span_begins(text, "U$P$") || us_span_begins(text, "U$H$");
}

UsHashResult
us_drupal7_read(const UsVerifier *verifier, const UsHashLimits *limits,
				UsHashJob *job, UsHashInfo *info)
{
	UsVerifier	inner = *verifier;

	if (!us_drupal7_recognise(verifier->text))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The string begins with neither $S$ nor U and the prefix of another.");
	if (us_span_skip(&inner.text, "U"))
		job->prepare = prepare;
	if (!us_span_begins(inner.text, "$S$"))
		return us_phpass_read(&inner, limits, job, info);
	return us_phpass_read_as(US_SHA512, DRUPAL_DIGITS, inner.text, limits, job,
							 info);
}
