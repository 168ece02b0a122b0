/*-------------------------------------------------------------------------
 *
 * passlib_bcrypt.c
 *	  The scheme "passlib-bcrypt-sha256": bcrypt of a digest, by passlib.
 *
 *	 $bcrypt-sha256$v=2,t=2b,r=12$salt$hash		HMAC-SHA256, key: the salt
 *	 $bcrypt-sha256$2b,12$salt$hash				version 1: SHA-256
 *
 * The digest goes into bcrypt as padded base64.  Version 2's key is the salt's
 * text, 22 characters.  Version 1 has $2a$ too.
 *
 * src/hash/passlib_bcrypt.c
 *
 *-------------------------------------------------------------------------
 */
#include "passlib_bcrypt.h"

#include <string.h>

#include "bcrypt.h"
#include "prehash.h"
#include "span.h"

#define PREFIX		"$bcrypt-sha256$"

/* The key of version 2. */
typedef struct Passlib
{
	bool		keyed;
	char		salt[US_BCRYPT_SALT];
} Passlib;

US_JOB_OUTER_FITS(Passlib);

static UsHashResult
prepare(const UsHashJob *job, UsSpan password, char *out, size_t *out_len,
		UsHashInfo *info)
{
	const Passlib *passlib = US_JOB_OUTER_CONST(job, Passlib);
	UsSpan		key;

	if (!passlib->keyed)
		return us_prehash_digest(US_SHA256, US_PREHASH_BASE64, password, out,
								 out_len, info);
	key.start = passlib->salt;
	key.len = US_BCRYPT_SALT;
	return us_prehash_hmac(US_SHA256, key, US_PREHASH_BASE64, password, out,
						   out_len, info);
}

/* Cuts the version, the prefix's letter and the cost off. */
static bool
read_parameters(UsSpan *text, bool *keyed, char *letter, uint32_t *cost)
{
	UsSpan		number;

	*keyed = us_span_skip(text, "v=2,t=2b,r=");
	*letter = 'b';
	if (!*keyed && !us_span_skip(text, "2b,"))
	{
		*letter = 'a';
		if (!us_span_skip(text, "2a,"))
			return false;
	}
	return us_span_cut(text, '$', &number) && us_span_number(number, cost);
}

bool
us_passlib_bcrypt_recognise(UsSpan text)
{
	return us_span_begins(text, PREFIX);
}

UsHashResult
us_passlib_bcrypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
					   UsHashJob *job, UsHashInfo *info)
{
	Passlib    *passlib = US_JOB_OUTER(job, Passlib);
	UsSpan		text = verifier->text;
	UsSpan		salt;
	char		letter;
	uint32_t	cost;
	UsHashResult result;

	if (!us_span_skip(&text, PREFIX) ||
		!read_parameters(&text, &passlib->keyed, &letter, &cost) ||
		!us_span_cut(&text, '$', &salt))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The string is not passlib's bcrypt-sha256 of version 1 or 2 with a cost, salt and digest.");
	job->prepare = prepare;
	result = us_bcrypt_read_parts(letter, cost, salt, text, limits, job,
								  info);
	if (result == US_HASH_MATCH)
		memcpy(passlib->salt, salt.start, US_BCRYPT_SALT);
	job->partial = false;
	return result;
}
