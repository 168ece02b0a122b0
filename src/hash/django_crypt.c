/*-------------------------------------------------------------------------
 *
 * django_crypt.c
 *	  Django's crypt hasher, which is DES.
 *
 *	 crypt$$ab1Hv2Lg7ltQo
 *
 * crypt(3)'s string of 13 characters, which has its salt in front.  Old stores
 * repeat the salt, some with more characters, which nothing looked at.
 *
 * src/hash/django_crypt.c
 *
 *-------------------------------------------------------------------------
 */
#include "django_crypt.h"

#include "crypt_schemes.h"
#include "span.h"

#define SALT_LEN	2			/* of the 13 characters */

/* Is the salt that stands apart none, or that of the 13 characters? */
static bool
is_repeated(UsSpan salt, UsSpan text)
{
	return salt.len == 0 ||
		(salt.len >= SALT_LEN && text.len >= SALT_LEN &&
		 salt.start[0] == text.start[0] && salt.start[1] == text.start[1]);
}

UsHashResult
us_django_crypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
					 UsHashJob *job, UsHashInfo *info)
{
	UsVerifier	inner = *verifier;
	UsSpan		salt;

	if (!us_span_skip(&inner.text, "crypt$") ||
		!us_span_cut(&inner.text, '$', &salt) ||
		!is_repeated(salt, inner.text))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The Django string is not crypt's, whose salt is empty or begins as its 13 characters do.");
	return us_descrypt_read(&inner, limits, job, info);
}
