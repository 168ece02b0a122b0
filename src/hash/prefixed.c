/*-------------------------------------------------------------------------
 *
 * prefixed.c
 *	  Verifiers of another scheme that stand behind a prefix.
 *
 * src/hash/prefixed.c
 *
 *-------------------------------------------------------------------------
 */
#include "prefixed.h"

#include <string.h>

#include <sodium.h>

#include "span.h"

#define TEXT_ROOM	512

UsHashResult
us_prefixed_read(UsRead read, const UsVerifier *verifier, size_t skip,
				 const UsHashLimits *limits, UsHashJob *job, UsHashInfo *info)
{
	UsVerifier	inner;

	memset(&inner, 0, sizeof(inner));
	inner.text = verifier->text;
	us_span_take(&inner.text, skip);
	if (inner.text.len == 0)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "Nothing stands behind the verifier's prefix.");
	return read(&inner, limits, job, info);
}

void
us_prefixed_move_blank(UsHashJob *job, UsSpan text, UsSpan where)
{
	if (job->blank.kind != US_BLANK_NEVER)
		job->blank.where.start = where.start + where.len -
			(text.start + text.len - job->blank.where.start);
}

UsHashResult
us_prefixed_read_as(UsRead read, const UsVerifier *verifier, size_t skip,
					const char *prefix, const UsHashLimits *limits,
					UsHashJob *job, UsHashInfo *info)
{
	const size_t prefix_len = strlen(prefix);
	UsSpan		rest = verifier->text;
	char		text[TEXT_ROOM];
	UsVerifier	inner;
	UsHashResult result;

	us_span_take(&rest, skip);
	if (rest.len > sizeof(text) - prefix_len)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The verifier is longer than 512 bytes.");
	memset(&inner, 0, sizeof(inner));
	inner.text.start = text;
	inner.text.len = prefix_len + rest.len;
	memcpy(text, prefix, prefix_len);
	if (rest.len > 0)
		memcpy(text + prefix_len, rest.start, rest.len);
	result = read(&inner, limits, job, info);
	us_prefixed_move_blank(job, inner.text, verifier->text);
	sodium_memzero(text, sizeof(text));
	return result;
}
