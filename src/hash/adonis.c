/*-------------------------------------------------------------------------
 *
 * adonis.c
 *	  The scheme "adonis-phc": AdonisJS's scrypt and bcrypt as PHC strings.
 *
 * src/hash/adonis.c
 *
 *-------------------------------------------------------------------------
 */
#include "adonis.h"

#include "adonis_bcrypt.h"
#include "argon2.h"
#include "scrypt_phc.h"
#include "span.h"

#define BCRYPT_PREFIX	"$bcrypt$"

bool
us_adonis_recognise(UsSpan text)
{
	return us_adonis_scrypt_recognise(text) ||
		us_span_begins(text, BCRYPT_PREFIX);
}

UsHashResult
us_adonis_read(const UsVerifier *verifier, const UsHashLimits *limits,
			   UsHashJob *job, UsHashInfo *info)
{
	if (us_adonis_scrypt_recognise(verifier->text))
		return us_adonis_scrypt_read(verifier, limits, job, info);
	if (us_span_begins(verifier->text, BCRYPT_PREFIX))
		return us_adonis_bcrypt_read(verifier, limits, job, info);
	/* AdonisJS's own configuration mixes them, so a declaration does too */
	if (us_argon2_recognise(verifier->text))
		return us_argon2_read(verifier, limits, job, info);
	return us_hash_refuse(info, US_HASH_MALFORMED,
						  "The string begins with none of AdonisJS's prefixes.");
}
