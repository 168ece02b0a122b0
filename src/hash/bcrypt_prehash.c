/*-------------------------------------------------------------------------
 *
 * bcrypt_prehash.c
 *	  The scheme "bcrypt-prehash": bcrypt of the text of a digest.
 *
 *	 {"scheme": "bcrypt-prehash", "digest": "sha256", "encoding": "hex"}
 *
 * These are the defaults; the encoding may be "base64", padded, too.  There is
 * none for the digest as bytes: bcrypt ends them at their first NUL, and one
 * digest in 256 begins with it.
 *
 * src/hash/bcrypt_prehash.c
 *
 *-------------------------------------------------------------------------
 */
#include "bcrypt_prehash.h"

#include "bcrypt.h"
#include "declared.h"
#include "prehash.h"

#define NAME		"bcrypt-prehash"

/* What goes before bcrypt. */
typedef struct Prehash
{
	UsDigest	digest;
	UsPrehashText text;
} Prehash;

US_JOB_OUTER_FITS(Prehash);

static UsHashResult
prepare(const UsHashJob *job, UsSpan password, char *out, size_t *out_len,
		UsHashInfo *info)
{
	const Prehash *prehash = US_JOB_OUTER_CONST(job, Prehash);

	return us_prehash_digest(prehash->digest, prehash->text, password, out,
							 out_len, info);
}

UsHashResult
us_bcrypt_prehash_read(const UsVerifier *verifier, const UsHashLimits *limits,
					   UsHashJob *job, UsHashInfo *info)
{
	static const char *const keys[] = {"digest", "encoding", NULL};
	static const char *const encodings[] = {"hex", "base64", NULL};
	const UsSpan declared = us_declared_for(verifier, NAME);
	Prehash    *prehash = US_JOB_OUTER(job, Prehash);
	int			encoding = 0;
	UsHashResult result;

	prehash->digest = US_SHA256;
	if (!us_declared_is_of(declared, keys))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The declaration of bcrypt-prehash has another parameter than \"digest\" and \"encoding\".");
	if (!us_declared_digest(declared, "digest", &prehash->digest))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The declaration of bcrypt-prehash has a \"digest\" that this build does not know.");
	if (!us_declared_choice(declared, "encoding", encodings, &encoding))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The declaration of bcrypt-prehash has an \"encoding\" other than \"hex\" and \"base64\".");
	prehash->text = encoding == 0 ? US_PREHASH_HEX : US_PREHASH_BASE64;
	job->prepare = prepare;
	result = us_bcrypt_read(verifier, limits, job, info);
	job->partial = false;
	return result;
}
