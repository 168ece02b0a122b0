/*-------------------------------------------------------------------------
 *
 * adonis_bcrypt.c
 *	  bcrypt as AdonisJS writes it, a PHC string: part of "adonis-phc".
 *
 *	 $bcrypt$v=98$r=10$salt$hash
 *
 * The version is the letter of bcrypt's prefix: 98 is $2b$, 97 is $2a$.  Salt
 * and digest, 16 and 23 bytes, are in standard base64, not in bcrypt's own.
 *
 * src/hash/adonis_bcrypt.c
 *
 *-------------------------------------------------------------------------
 */
#include "adonis_bcrypt.h"

#include <sodium.h>

#include "bcrypt.h"
#include "encoding.h"
#include "phc.h"
#include "span.h"

#define SALT_BYTES		16
#define DIGEST_BYTES	23

/* Spells standard base64 in bcrypt's alphabet; false if it is none. */
static bool
respell(UsSpan base64, size_t bytes_len, char *text, size_t size)
{
	unsigned char bytes[DIGEST_BYTES];
	size_t		len;
	const bool	good = us_base64_decode(base64.start, base64.len, bytes,
										sizeof(bytes), &len) &&
		len == bytes_len && us_bcrypt64_encode(bytes, len, text, size);

	sodium_memzero(bytes, sizeof(bytes));
	return good;
}

UsHashResult
us_adonis_bcrypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
					  UsHashJob *job, UsHashInfo *info)
{
	UsPhc		phc;
	uint32_t	cost;
	char		salt_text[US_BCRYPT_SALT + 1];
	char		digest_text[US_BCRYPT_DIGEST + 1];
	const UsSpan salt = {salt_text, US_BCRYPT_SALT};
	const UsSpan digest = {digest_text, US_BCRYPT_DIGEST};
	UsHashResult result;

	if (!us_phc_parse(verifier->text.start, verifier->text.len, &phc) ||
		!us_span_equals(phc.id, "bcrypt") || !phc.has_version ||
		!us_phc_number(&phc, "r", &cost))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The string is not a PHC string of bcrypt with a version v, a cost r, salt and digest.");
	if (phc.version != 'a' && phc.version != 'b')
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "This build can't compute a PHC string of bcrypt whose version is neither 97 nor 98.");
	if (!respell(phc.salt, SALT_BYTES, salt_text, sizeof(salt_text)) ||
		!respell(phc.digest, DIGEST_BYTES, digest_text, sizeof(digest_text)))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The bcrypt salt or digest is not base64 of 16 or 23 bytes.");
	result = us_bcrypt_read_parts((char) phc.version, cost, salt, digest,
								  limits, job, info);
	sodium_memzero(digest_text, sizeof(digest_text));
	return result;
}
