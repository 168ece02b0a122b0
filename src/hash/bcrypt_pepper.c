/*-------------------------------------------------------------------------
 *
 * bcrypt_pepper.c
 *	  The scheme "bcrypt-pepper-suffix": bcrypt of password and pepper.
 *
 *	 {"scheme": "bcrypt-pepper-suffix", "pepper": "..."}
 *
 * Devise and rodauth put a secret of the application's settings behind the
 * password.  bcrypt looks at 72 bytes of both, so that of a long password the
 * pepper is cut off first.
 *
 * src/hash/bcrypt_pepper.c
 *
 *-------------------------------------------------------------------------
 */
#include "bcrypt_pepper.h"

#include <string.h>

#include "bcrypt.h"
#include "declared.h"

#define NAME		"bcrypt-pepper-suffix"
#define PEPPER_MAX	512

typedef struct Pepper
{
	char		bytes[PEPPER_MAX + 1];
	size_t		len;
} Pepper;

US_JOB_OUTER_FITS(Pepper);

/* No more of both than bcrypt looks at. */
static UsHashResult
prepare(const UsHashJob *job, UsSpan password, char *out, size_t *out_len,
		UsHashInfo *info)
{
	const Pepper *pepper = US_JOB_OUTER_CONST(job, Pepper);
	const size_t password_len = password.len < US_HASH_BCRYPT_MAX ?
		password.len : US_HASH_BCRYPT_MAX;
	const size_t room = US_HASH_BCRYPT_MAX - password_len;
	const size_t pepper_len = pepper->len < room ? pepper->len : room;

	(void) info;
	if (password_len > 0)
		memcpy(out, password.start, password_len);
	memcpy(out + password_len, pepper->bytes, pepper_len);
	*out_len = password_len + pepper_len;
	return US_HASH_MATCH;
}

UsHashResult
us_bcrypt_pepper_read(const UsVerifier *verifier, const UsHashLimits *limits,
					  UsHashJob *job, UsHashInfo *info)
{
	static const char *const keys[] = {"pepper", NULL};
	const UsSpan declared = us_declared_for(verifier, NAME);
	Pepper	   *pepper = US_JOB_OUTER(job, Pepper);
	UsHashResult result;

	if (!us_declared_is_of(declared, keys))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The declaration of bcrypt-pepper-suffix has another parameter than \"pepper\".");
	if (!us_declared_text(declared, "pepper", pepper->bytes,
						  sizeof(pepper->bytes), &pepper->len, NULL) ||
		pepper->len == 0)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The declaration of bcrypt-pepper-suffix has no \"pepper\" that is a text of 1 to 512 bytes.");
	job->prepare = prepare;
	result = us_bcrypt_read(verifier, limits, job, info);

	/* once the pepper is cut, a longer password may be the same bytes */
	job->whole_up_to = job->whole_up_to > pepper->len ?
		job->whole_up_to - pepper->len : 0;
	return result;
}
