/*-------------------------------------------------------------------------
 *
 * symfony_bcrypt.c
 *	  The scheme "symfony-bcrypt-sha512": bcrypt, of long ones of a digest.
 *
 * Symfony's NativePasswordHasher gives bcrypt what bcrypt would cut, a
 * password of more than 72 bytes or with a NUL, as the padded base64 of its
 * SHA-512; any other as it is.  The strings are bcrypt's.  It lets no password
 * of more than 4096 bytes in.
 *
 * src/hash/symfony_bcrypt.c
 *
 *-------------------------------------------------------------------------
 */
#include "symfony_bcrypt.h"

#include <string.h>

#include "bcrypt.h"
#include "prehash.h"

#define PASSWORD_MAX	4096

static UsHashResult
prepare(const UsHashJob *job, UsSpan password, char *out, size_t *out_len,
		UsHashInfo *info)
{
	(void) job;
	if (password.len > PASSWORD_MAX)
		return US_HASH_MISMATCH;
	if (password.len > US_HASH_BCRYPT_MAX ||
		(password.len > 0 &&
		 memchr(password.start, '\0', password.len) != NULL))
		return us_prehash_digest(US_SHA512, US_PREHASH_BASE64, password, out,
								 out_len, info);
	if (password.len > 0)
		memcpy(out, password.start, password.len);
	*out_len = password.len;
	return US_HASH_MATCH;
}

UsHashResult
us_symfony_bcrypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
					   UsHashJob *job, UsHashInfo *info)
{
	const UsHashResult result = us_bcrypt_read(verifier, limits, job, info);

	job->prepare = prepare;
	job->partial = false;
	return result;
}
