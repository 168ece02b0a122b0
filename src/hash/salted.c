/*-------------------------------------------------------------------------
 *
 * salted.c
 *	  One digest, or HMAC, of a password between two texts.
 *
 * src/hash/salted.c
 *
 *-------------------------------------------------------------------------
 */
#include "salted.h"

#include <string.h>

#include <sodium.h>

#include "span.h"

UsHashResult
us_salted_start(UsHashJob *job, UsDigest digest, UsHashInfo *info)
{
	UsSalted   *salted = us_salted_state(job);
	UsHashResult result = us_digest_check(digest);

	if (result != US_HASH_MATCH)
		return us_hash_refuse(info, result, us_digest_detail(result));
	memset(salted, 0, sizeof(*salted));
	salted->digest = digest;
	job->expected_len = us_digest_bytes(digest);
	job->compute = us_salted_compute;
	return US_HASH_MATCH;
}

bool
us_salted_append(UsSaltedText *text, UsSpan more)
{
	if (more.len > sizeof(text->bytes) - text->len)
		return false;
	if (more.len > 0)
		memcpy(text->bytes + text->len, more.start, more.len);
	text->len += more.len;
	return true;
}

UsHashResult
us_salted_too_long(UsHashInfo *info)
{
	return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
						  "The salt or key is longer than 512 bytes.");
}

/* Marks a span as all of the digest, whose digit 0 is this. */
static void
set_blank(UsHashJob *job, UsSpan where, char fill)
{
	job->blank.kind = US_BLANK_TEXT;
	job->blank.where = where;
	job->blank.fill = fill;
}

bool
us_salted_expect_hex(UsHashJob *job, UsSpan hex)
{
	size_t		len;

	if (hex.len != 2 * job->expected_len ||
		!us_hex_decode(hex.start, hex.len, job->expected,
					   sizeof(job->expected), &len))
		return false;
	set_blank(job, hex, '0');
	return true;
}

bool
us_salted_expect_base64(UsHashJob *job, UsBase64 alphabet, UsSpan base64)
{
	size_t		len;

	if (!us_base64_decode_as(alphabet, base64.start, base64.len,
							 job->expected, sizeof(job->expected), &len) ||
		len != job->expected_len)
		return false;
	while (base64.start[base64.len - 1] == '=')
		base64.len--;
	set_blank(job, base64, 'A');
	return true;
}

static UsSpan
span_of(const UsSaltedText *text)
{
	const UsSpan span = {text->bytes, text->len};

	return span;
}

UsHashResult
us_salted_compute(const UsHashJob *job, UsSpan password, unsigned char *out,
				  UsHashInfo *info)
{
	const UsSalted *salted = US_JOB_STATE_CONST(job, UsSalted);
	const UsSpan parts[] = {
		span_of(&salted->before), password, span_of(&salted->after)
	};
	UsHashResult result;

	result = salted->keyed ?
		us_hmac_compute(salted->digest, span_of(&salted->key), parts, 3,
						out) :
		us_digest_compute(salted->digest, parts, 3, out);
	if (result == US_HASH_MATCH && salted->again > 0)
		result = us_digest_iterate(salted->digest, out, US_SPAN(""),
								   salted->again);
	if (result != US_HASH_MATCH)
		info->detail = us_digest_detail(result);
	return result;
}

UsHashResult
us_salted_prepare_md5(const UsHashJob *job, UsSpan password, char *out,
					  size_t *out_len, UsHashInfo *info)
{
	UsHashResult result = us_digest_hex(US_MD5, &password, 1, out);

	(void) job;
	if (result != US_HASH_MATCH)
		return us_hash_refuse(info, result, us_digest_detail(result));
	*out_len = 2 * us_digest_bytes(US_MD5);
	return US_HASH_MATCH;
}

UsHashResult
us_salted_prepare_utf16le(const UsHashJob *job, UsSpan password, char *out,
						  size_t *out_len, UsHashInfo *info)
{
	(void) job;

	/* a character of UTF-8 is no more than twice as long then */
	if (password.len > US_JOB_PREPARED_MAX / 2)
		return us_hash_refuse(info, US_HASH_TOO_LONG,
							  "The password is longer than 8192 bytes.");
	return us_utf16le_encode(password.start, password.len, out,
							 US_JOB_PREPARED_MAX, out_len) ?
		US_HASH_MATCH : US_HASH_MISMATCH;
}
