/*-------------------------------------------------------------------------
 *
 * argon2_keyed.c
 *	  The scheme "argon2-keyed": argon2 with a secret of the application's.
 *
 *	 {"scheme": "argon2-keyed", "secret": "..."}
 *
 * The secret is RFC 9106's K, which node-argon2 (so AdonisJS) and rodauth take
 * from the application's settings.  The strings are those of argon2.
 *
 * src/hash/argon2_keyed.c
 *
 *-------------------------------------------------------------------------
 */
#include "argon2_keyed.h"

#include <sodium.h>

#include "argon2.h"
#include "declared.h"

#define NAME			"argon2-keyed"

UsHashResult
us_argon2_keyed_read(const UsVerifier *verifier, const UsHashLimits *limits,
					 UsHashJob *job, UsHashInfo *info)
{
	static const char *const keys[] = {"secret", NULL};
	const UsSpan declared = us_declared_for(verifier, NAME);
	char		bytes[US_ARGON2_SECRET_MAX + 1];
	UsSpan		secret = {bytes, 0};
	UsHashResult result;

	if (!us_declared_is_of(declared, keys))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The declaration of argon2-keyed has another parameter than \"secret\".");
	if (!us_declared_text(declared, "secret", bytes, sizeof(bytes),
						  &secret.len, NULL) || secret.len == 0)
		result = us_hash_refuse(info, US_HASH_UNSUPPORTED,
								"The declaration of argon2-keyed has no \"secret\" that is a text of 1 to 512 bytes.");
	else
		result = us_argon2_read_keyed(verifier->text, secret, limits, job,
									  info);
	sodium_memzero(bytes, sizeof(bytes));
	return result;
}
