/*-------------------------------------------------------------------------
 *
 * scrypt_colon.c
 *	  The schemes "node-scrypt-colon" and "better-auth-scrypt": salt:key.
 *
 * Salt and key are hexadecimal.  The salt's bytes are its characters, not what
 * they stand for, so their case matters; the key's case does not.
 *
 * src/hash/scrypt_colon.c
 *
 *-------------------------------------------------------------------------
 */
#include "scrypt_colon.h"

#include "declared.h"
#include "host.h"
#include "scrypt_parts.h"
#include "span.h"
#include "utf8.h"

#define N_DEFAULT		16384
#define NODE_R			8
#define BETTER_AUTH_R	16

static const char *const keys[] = {"n", "r", "p", NULL};

/* Reads what is declared of a scheme whose r is, by default, this one. */
static UsHashResult
read_declared(const UsVerifier *verifier, const char *scheme, uint32_t r,
			  UsScrypt *scrypt, UsHashInfo *info)
{
	const UsSpan declared = us_declared_for(verifier, scheme);
	uint32_t	n = N_DEFAULT;

	scrypt->r = r;
	scrypt->p = 1;
	if (!us_declared_is_of(declared, keys))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The declared parameters are others than \"n\", \"r\" and \"p\".");
	if (!us_declared_number(declared, "n", &n) ||
		!us_declared_number(declared, "r", &scrypt->r) ||
		!us_declared_number(declared, "p", &scrypt->p))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The declared \"n\", \"r\" and \"p\" are not numbers.");
	if (!us_scrypt_log2(n, &scrypt->log2_n) ||
		scrypt->r == 0 || scrypt->p == 0)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The declared \"n\" is not a power of two from 2 on, or \"r\" or \"p\" is 0.");
	return US_HASH_MATCH;
}

/* The string, once the parameters are known. */
static UsHashResult
read_text(UsSpan text, const UsHashLimits *limits, UsHashJob *job,
		  UsHashInfo *info)
{
	UsSpan		salt;

	if (!us_span_cut(&text, ':', &salt))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The string is not a salt and a key with a colon between them.");
	if (salt.len == 0 ||
		!us_span_is_of(salt, "0123456789abcdefABCDEF") ||
		!us_scrypt_salt_text(job, salt))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The scrypt salt is not 1 to 256 hexadecimal digits.");
	if (!us_scrypt_key_hex(job, text))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The scrypt key is not hexadecimal of 16 to 128 bytes.");
	return us_scrypt_finish(job, limits, info);
}

static bool
is_utf8(UsSpan text)
{
	uint32_t	character;

	while (text.len > 0)
	{
		if (!us_utf8_cut(&text, &character))
			return false;
	}
	return true;
}

/* JavaScript's strings are Unicode: what is not is nobody's password. */
static UsHashResult
normalise(const UsHashJob *job, UsSpan password, char *out, size_t *out_len,
		  UsHashInfo *info)
{
	const UsNormalizer nfkc = us_host_nfkc();

	(void) job;
	if (nfkc == NULL)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "This program can't bring the password into normalization form KC.");
	if (!is_utf8(password))
		return US_HASH_MISMATCH;
	if (!nfkc(password, out, US_JOB_PREPARED_MAX, out_len))
		return us_hash_refuse(info, US_HASH_TOO_LONG,
							  "The password is too long in normalization form KC.");
	return US_HASH_MATCH;
}

UsHashResult
us_node_scrypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
					UsHashJob *job, UsHashInfo *info)
{
	const UsHashResult result = read_declared(verifier, "node-scrypt-colon",
											  NODE_R, us_scrypt_state(job),
											  info);

	return result != US_HASH_MATCH ? result :
		read_text(verifier->text, limits, job, info);
}

UsHashResult
us_better_auth_read(const UsVerifier *verifier, const UsHashLimits *limits,
					UsHashJob *job, UsHashInfo *info)
{
	const UsHashResult result = read_declared(verifier, "better-auth-scrypt",
											  BETTER_AUTH_R,
											  us_scrypt_state(job), info);

	/* one password has many forms */
	job->partial = true;
	job->whole_up_to = 0;
	job->prepare = normalise;
	return result != US_HASH_MATCH ? result :
		read_text(verifier->text, limits, job, info);
}
