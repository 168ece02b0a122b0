/*-------------------------------------------------------------------------
 *
 * mediawiki_b.c
 *	  The scheme "mediawiki-b": md5(salt-md5(password)).
 *
 *	 :B:<salt>:<hexadecimal>
 *
 * is MediaWiki's; other tools write the colons as "$".
 *
 * src/hash/mediawiki_b.c
 *
 *-------------------------------------------------------------------------
 */
#include "mediawiki_b.h"

#include "salted.h"
#include "span.h"

bool
us_mediawiki_b_recognise(UsSpan text)
{
	return us_span_begins(text, ":B:") || us_span_begins(text, "$B$");
}

UsHashResult
us_mediawiki_b_read(const UsVerifier *verifier, const UsHashLimits *limits,
					UsHashJob *job, UsHashInfo *info)
{
	UsSalted   *salted = us_salted_state(job);
	UsSpan		rest = verifier->text;
	UsSpan		salt;
	char		delimiter;
	UsHashResult result;

	(void) limits;
	if (!us_mediawiki_b_recognise(rest))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The verifier does not begin with \":B:\" or \"$B$\".");
	delimiter = us_span_take(&rest, 3).start[0];
	if (!us_span_cut(&rest, delimiter, &salt))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The verifier has no digest behind its salt.");
	result = us_salted_start(job, US_MD5, info);
	if (result != US_HASH_MATCH)
		return result;
	if (!us_salted_expect_hex(job, rest))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The verifier does not end with the hexadecimal of an MD5.");
	if (!us_salted_append(&salted->before, salt) ||
		!us_salted_append(&salted->before, US_SPAN("-")))
		return us_salted_too_long(info);
	job->prepare = us_salted_prepare_md5;
	return US_HASH_MATCH;
}
