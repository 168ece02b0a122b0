/*-------------------------------------------------------------------------
 *
 * wp_bcrypt.c
 *	  The scheme "wp-bcrypt": bcrypt of a digest, as WordPress 6.8 has it.
 *
 *	 $wp$2y$10$...		"$wp", then bcrypt's own string
 *
 * The password is trimmed as PHP's trim() does it, before it is hashed and
 * before it is compared; what goes into bcrypt is the padded base64 of its
 * HMAC-SHA384.  WordPress lets no password of more than 4096 bytes in.
 *
 * src/hash/wp_bcrypt.c
 *
 *-------------------------------------------------------------------------
 */
#include "wp_bcrypt.h"

#include "bcrypt.h"
#include "prehash.h"
#include "span.h"

#define PREFIX			"$wp"
#define KEY				"wp-sha384"
#define PASSWORD_MAX	4096

/* Is it one of the characters that trim() cuts off?  NUL is. */
static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\v') || c == '\r' || c == '\0';
}

static UsSpan
trim(UsSpan text)
{
	while (text.len > 0 && is_space(text.start[text.len - 1]))
		text.len--;
	while (text.len > 0 && is_space(text.start[0]))
		us_span_take(&text, 1);
	return text;
}

static UsHashResult
prepare(const UsHashJob *job, UsSpan password, char *out, size_t *out_len,
		UsHashInfo *info)
{
	(void) job;
	if (password.len > PASSWORD_MAX)
		return US_HASH_MISMATCH;
	return us_prehash_hmac(US_SHA384, US_SPAN(KEY), US_PREHASH_BASE64,
						   trim(password), out, out_len, info);
}

bool
us_wp_bcrypt_recognise(UsSpan text)
{
	return us_span_begins(text, PREFIX "$2");
}

UsHashResult
us_wp_bcrypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
				  UsHashJob *job, UsHashInfo *info)
{
	UsVerifier	inner = *verifier;
	UsHashResult result;

	if (!us_span_skip(&inner.text, PREFIX))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The string does not begin with WordPress's prefix, $wp.");
	job->prepare = prepare;
	result = us_bcrypt_read(&inner, limits, job, info);

	/* trimming makes passwords of any length one */
	job->whole_up_to = 0;
	return result;
}
