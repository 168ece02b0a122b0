/*-------------------------------------------------------------------------
 *
 * atlassian.c
 *	  The scheme "atlassian": Jira's, Confluence's and Crowd's PKCS5S2.
 *
 *	 {PKCS5S2}base64(salt (16) | key (32))				SHA-1, 10000 times
 *
 * src/hash/atlassian.c
 *
 *-------------------------------------------------------------------------
 */
#include "atlassian.h"

#include "pbkdf2.h"
#include "pbkdf2_parts.h"
#include "span.h"

#define PREFIX		"{PKCS5S2}"
#define ITERATIONS	10000
#define SALT		16
#define KEY			32

bool
us_atlassian_recognise(UsSpan text)
{
	return us_span_begins(text, PREFIX);
}

UsHashResult
us_atlassian_read(const UsVerifier *verifier, const UsHashLimits *limits,
				  UsHashJob *job, UsHashInfo *info)
{
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);
	UsSpan		rest = verifier->text;

	if (!us_span_skip(&rest, PREFIX) ||
		!us_pbkdf2_both_base64(job, SALT, rest) || job->expected_len != KEY)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The Atlassian string is not \"{PKCS5S2}\" and base64 of 48 bytes.");
	pbkdf2->digest = US_SHA1;
	pbkdf2->iterations = ITERATIONS;
	return us_pbkdf2_finish(job, limits, info);
}
