/*-------------------------------------------------------------------------
 *
 * prehash.c
 *	  A digest of the password as text, for schemes that hash that instead.
 *
 * src/hash/prehash.c
 *
 *-------------------------------------------------------------------------
 */
#include "prehash.h"

#include <string.h>

#include <sodium.h>

#include "encoding.h"

#define TEXT_ROOM	(2 * US_DIGEST_MAX + 1)

/* Spells a digest that was computed, and wipes it. */
static UsHashResult
spell(UsHashResult result, unsigned char *bytes, size_t len,
	  UsPrehashText text, char *out, size_t *out_len, UsHashInfo *info)
{
	if (result != US_HASH_MATCH)
		info->detail = us_digest_detail(result);
	else
	{
		if (text == US_PREHASH_HEX)
			us_hex_encode(bytes, len, out, TEXT_ROOM);
		else
			us_base64_encode_padded(bytes, len, out, TEXT_ROOM);
		*out_len = strlen(out);
	}
	sodium_memzero(bytes, US_DIGEST_MAX);
	return result;
}

UsHashResult
us_prehash_digest(UsDigest digest, UsPrehashText text, UsSpan password,
				  char *out, size_t *out_len, UsHashInfo *info)
{
	unsigned char bytes[US_DIGEST_MAX];
	const UsHashResult result = us_digest_compute(digest, &password, 1,
												  bytes);

	return spell(result, bytes, us_digest_bytes(digest), text, out, out_len,
				 info);
}

UsHashResult
us_prehash_hmac(UsDigest digest, UsSpan key, UsPrehashText text,
				UsSpan password, char *out, size_t *out_len, UsHashInfo *info)
{
	unsigned char bytes[US_DIGEST_MAX];
	const UsHashResult result = us_hmac_compute(digest, key, &password, 1,
												bytes);

	return spell(result, bytes, us_digest_bytes(digest), text, out, out_len,
				 info);
}
