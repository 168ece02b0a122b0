/*-------------------------------------------------------------------------
 *
 * p5k2.c
 *	  The schemes "dlitz-pbkdf2" and "cta-pbkdf2".
 *
 *	 $p5k2$<hex iterations>$salt$key
 *
 * Both use SHA-1.  Dwayne Litzenberger's key is of 24 bytes in unpadded base64
 * whose last digits are "." and "/"; his salt is literal, and what is salted
 * with is all that stands before the key.  He writes 400 iterations as none.
 * Cryptacular's salt and its key of 20 bytes are padded base64 with "-" and
 * "_".  So only its texts end in "=", and all of them do.
 *
 * src/hash/p5k2.c
 *
 *-------------------------------------------------------------------------
 */
#include "p5k2.h"

#include <string.h>

#include "pbkdf2.h"
#include "pbkdf2_parts.h"
#include "span.h"

#define PREFIX				"$p5k2$"
#define DLITZ_ITERATIONS	400
#define DLITZ_KEY			24
#define CTA_KEY				20

static const char hex_digits[] = "0123456789abcdef";

static const char salt_digits[] =
"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/* A text taken apart. */
typedef struct Parts
{
	UsSpan		iterations;
	UsSpan		salt;
	UsSpan		config;			/* all before the key's "$" */
	UsSpan		key;
} Parts;

static bool
split(UsSpan text, Parts *parts)
{
	UsSpan		rest = text;

	if (!us_span_skip(&rest, PREFIX) ||
		!us_span_cut(&rest, '$', &parts->iterations) ||
		!us_span_cut(&rest, '$', &parts->salt))
		return false;
	parts->key = rest;
	parts->config.start = text.start;
	parts->config.len = text.len - rest.len - 1;
	return true;
}

static bool
ends_padded(UsSpan text)
{
	return text.len > 0 && text.start[text.len - 1] == '=';
}

bool
us_dlitz_pbkdf2_recognise(UsSpan text)
{
	return us_span_begins(text, PREFIX) && !ends_padded(text);
}

bool
us_cta_pbkdf2_recognise(UsSpan text)
{
	return us_span_begins(text, PREFIX) && ends_padded(text);
}

/* Reads lower-case hexadecimal of up to 32 bits without leading zeros. */
static bool
read_hex(UsSpan text, uint32_t *number)
{
	size_t		i;

	if (text.len == 0 || text.len > 8 || text.start[0] == '0' ||
		!us_span_is_of(text, hex_digits))
		return false;
	*number = 0;
	for (i = 0; i < text.len; i++)
		*number = *number << 4 |
			(uint32_t) (strchr(hex_digits, text.start[i]) - hex_digits);
	return true;
}

UsHashResult
us_dlitz_pbkdf2_read(const UsVerifier *verifier, const UsHashLimits *limits,
					 UsHashJob *job, UsHashInfo *info)
{
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);
	Parts		parts;

	if (!split(verifier->text, &parts))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The $p5k2$ string is not iterations, salt and key.");
	pbkdf2->digest = US_SHA1;
	if (parts.iterations.len == 0)
		pbkdf2->iterations = DLITZ_ITERATIONS;
	else if (!read_hex(parts.iterations, &pbkdf2->iterations) ||
			 pbkdf2->iterations == DLITZ_ITERATIONS)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The iterations of the $p5k2$ string are not plain lower-case hexadecimal of 32 bits, or 400, for which nothing is written.");
	if (!us_span_is_of(parts.salt, salt_digits) ||
		!us_pbkdf2_salt_text(job, parts.config))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The salt of the $p5k2$ string is too long or has a character other than letters, digits, \".\" and \"/\".");
	if (ends_padded(parts.key) ||
		!us_pbkdf2_key_base64(job, US_BASE64_DOT, parts.key) ||
		job->expected_len != DLITZ_KEY)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The key of the $p5k2$ string is not base64 of 24 bytes with \".\" and \"/\".");
	return us_pbkdf2_finish(job, limits, info);
}

UsHashResult
us_cta_pbkdf2_read(const UsVerifier *verifier, const UsHashLimits *limits,
				   UsHashJob *job, UsHashInfo *info)
{
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);
	Parts		parts;

	if (!split(verifier->text, &parts))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The $p5k2$ string is not iterations, salt and key.");
	pbkdf2->digest = US_SHA1;
	if (!read_hex(parts.iterations, &pbkdf2->iterations))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The iterations of the $p5k2$ string are not plain lower-case hexadecimal of 32 bits.");
	if (parts.salt.len % 4 != 0 ||
		!us_pbkdf2_salt_base64(job, US_BASE64_URL, parts.salt))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The salt of the $p5k2$ string is not padded base64 of up to 256 bytes with \"-\" and \"_\".");
	if (!ends_padded(parts.key) ||
		!us_pbkdf2_key_base64(job, US_BASE64_URL, parts.key) ||
		job->expected_len != CTA_KEY)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The key of the $p5k2$ string is not padded base64 of 20 bytes with \"-\" and \"_\".");
	return us_pbkdf2_finish(job, limits, info);
}
