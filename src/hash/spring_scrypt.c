/*-------------------------------------------------------------------------
 *
 * spring_scrypt.c
 *	  The scheme "spring-scrypt": {scrypt}$parameters$salt$key.
 *
 * The parameters are one hexadecimal number, log2 N << 16 | r << 8 | p, and
 * salt and key are padded base64 (Spring Security's SCryptPasswordEncoder).
 * Two names of it stand in a DelegatingPasswordEncoder.
 *
 * src/hash/spring_scrypt.c
 *
 *-------------------------------------------------------------------------
 */
#include "spring_scrypt.h"

#include "scrypt_parts.h"
#include "span.h"

#define PREFIX			"{scrypt}"
#define PREFIX_V58		"{scrypt@SpringSecurity_v5_8}"

#define DIGITS_MAX		8

static bool
skip_prefix(UsSpan *text)
{
	return us_span_skip(text, PREFIX) || us_span_skip(text, PREFIX_V58);
}

/* A number as Java writes it in hexadecimal: small letters, no zero first. */
static bool
read_parameters(UsSpan text, UsScrypt *scrypt)
{
	uint32_t	number = 0;
	size_t		i;

	if (text.len == 0 || text.len > DIGITS_MAX || text.start[0] == '0' ||
		!us_span_is_of(text, "0123456789abcdef"))
		return false;
	for (i = 0; i < text.len; i++)
	{
		const char	c = text.start[i];

		number = number << 4 | (uint32_t) (c <= '9' ? c - '0' : c - 'a' + 10);
	}
	scrypt->log2_n = number >> 16;
	scrypt->r = number >> 8 & 0xFF;
	scrypt->p = number & 0xFF;
	return true;
}

bool
us_spring_scrypt_recognise(UsSpan text)
{
	return skip_prefix(&text);
}

UsHashResult
us_spring_scrypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
					  UsHashJob *job, UsHashInfo *info)
{
	UsSpan		rest = verifier->text;
	UsSpan		parameters;
	UsSpan		salt;

	skip_prefix(&rest);
	if (!us_span_skip(&rest, "$") ||
		!us_span_cut(&rest, '$', &parameters) ||
		!us_span_cut(&rest, '$', &salt))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The string is not parameters, a salt and a key with \"$\" before each.");
	if (!read_parameters(parameters, us_scrypt_state(job)))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The scrypt parameters are not one hexadecimal number.");
	if (!us_scrypt_salt_base64(job, salt))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The scrypt salt is not base64 of at most 256 bytes.");
	if (!us_scrypt_key_base64(job, rest))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The scrypt key is not base64 of 16 to 128 bytes.");
	return us_scrypt_finish(job, limits, info);
}
