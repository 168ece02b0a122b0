/*-------------------------------------------------------------------------
 *
 * firebase.c
 *	  The scheme "firebase-scrypt", as Supabase and Kratos write it down.
 *
 * scrypt of the password with the salt and a separator behind it gives a key
 * of AES-256; the hash is the project's signer key, encrypted with that in
 * counter mode from zero on (Firebase's own modification of scrypt).
 *
 * src/hash/firebase.c
 *
 *-------------------------------------------------------------------------
 */
#include "firebase.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <sodium.h>

#include "digest.h"
#include "ossl.h"
#include "phc.h"
#include "scrypt_parts.h"
#include "span.h"

#define SUPABASE		"$fbscrypt$"
#define KRATOS			"$firescrypt$"

#define CIPHER_KEY		32		/* bytes */
#define CIPHER_BLOCK	16

/* The state.  NB: scrypt's own first, so us_scrypt_state finds it. */
typedef struct Firebase
{
	UsScrypt	scrypt;
	unsigned char signer[US_SCRYPT_KEY_MAX];	/* expected_len of them */
} Firebase;

US_JOB_STATE_FITS(Firebase);

/* A string's parts, as written. */
typedef struct Parts
{
	UsSpan		log2_n;
	UsSpan		r;
	UsSpan		p;
	UsSpan		salt;
	UsSpan		hash;
	UsSpan		separator;		/* empty: none */
	UsSpan		signer;
} Parts;

/* Five keys, and a separator that may be left out; so Supabase reads it. */
static bool
split_supabase(UsSpan text, Parts *parts)
{
	const UsSpan none = {NULL, 0};
	const UsSpan *separator;
	const UsSpan *found[5];
	static const char *const keys[] = {"v", "n", "r", "p", "sk"};
	UsPhc		phc;
	int			i;

	if (!us_phc_parse(text.start, text.len, &phc) || phc.has_version)
		return false;
	for (i = 0; i < 5; i++)
	{
		found[i] = us_phc_find(&phc, keys[i]);
		if (found[i] == NULL)
			return false;
	}
	separator = us_phc_find(&phc, "ss");
	if (phc.parameter_count != (separator == NULL ? 5 : 6) ||
		!us_span_equals(*found[0], "1"))
		return false;
	parts->log2_n = *found[1];
	parts->r = *found[2];
	parts->p = *found[3];
	parts->signer = *found[4];
	parts->separator = separator == NULL ? none : *separator;
	parts->salt = phc.salt;
	parts->hash = phc.digest;
	return true;
}

static bool
split_kratos(UsSpan text, Parts *parts)
{
	UsSpan		parameters;

	if (!us_span_skip(&text, KRATOS) ||
		!us_span_cut(&text, '$', &parameters) ||
		!us_span_cut(&text, '$', &parts->salt) ||
		!us_span_cut(&text, '$', &parts->hash) ||
		!us_span_cut(&text, '$', &parts->separator))
		return false;
	parts->signer = text;
	if (!us_span_skip(&parameters, "ln=") ||
		!us_span_cut(&parameters, ',', &parts->log2_n) ||
		!us_span_skip(&parameters, "r=") ||
		!us_span_cut(&parameters, ',', &parts->r) ||
		!us_span_skip(&parameters, "p="))
		return false;
	parts->p = parameters;
	return true;
}

/* The salt with the separator behind it; false if one is no base64. */
static bool
decode_salt(const Parts *parts, UsHashJob *job)
{
	UsScrypt   *scrypt = us_scrypt_state(job);
	size_t		len;

	if (!us_scrypt_salt_base64(job, parts->salt) ||
		!us_base64_decode(parts->separator.start, parts->separator.len,
						  scrypt->salt + scrypt->salt_len,
						  US_SCRYPT_SALT_MAX - scrypt->salt_len, &len))
		return false;
	scrypt->salt_len += len;
	return true;
}

static bool
decode_signer(const Parts *parts, UsHashJob *job)
{
	Firebase   *firebase = US_JOB_STATE(job, Firebase);
	size_t		len;

	return us_base64_decode(parts->signer.start, parts->signer.len,
							firebase->signer, sizeof(firebase->signer),
							&len) && len == job->expected_len;
}

/* Encrypts the signer key; false if OpenSSL fails. */
static bool
encrypt(EVP_CIPHER_CTX *context, const unsigned char *key,
		const unsigned char *signer, size_t len, unsigned char *out)
{
	const unsigned char zeros[CIPHER_BLOCK] = {0};
	int			written;

	/* counter mode has nothing left to write at its end */
	return EVP_EncryptInit_ex(context, EVP_aes_256_ctr(), NULL, key,
							  zeros) == 1 &&
		EVP_EncryptUpdate(context, out, &written, signer, (int) len) == 1 &&
		written == (int) len;
}

static UsHashResult
compute(const UsHashJob *job, UsSpan password, unsigned char *out,
		UsHashInfo *info)
{
	const Firebase *firebase = US_JOB_STATE_CONST(job, Firebase);
	unsigned char key[US_JOB_EXPECTED_MAX];
	UsHashJob	inner;
	EVP_CIPHER_CTX *context;
	UsHashResult result;

	memset(&inner, 0, sizeof(inner));
	inner.expected_len = CIPHER_KEY;
	*us_scrypt_state(&inner) = firebase->scrypt;
	result = us_scrypt_compute(&inner, password, key, info);
	if (result != US_HASH_MATCH)
		return result;
	ERR_clear_error();
	context = EVP_CIPHER_CTX_new();
	if (context == NULL ||
		!encrypt(context, key, firebase->signer, job->expected_len, out))
	{
		result = us_ossl_failure();
		info->detail = us_digest_detail(result);
	}
	EVP_CIPHER_CTX_free(context);
	sodium_memzero(key, sizeof(key));
	return result;
}

bool
us_firebase_recognise(UsSpan text)
{
	return us_span_begins(text, SUPABASE) || us_span_begins(text, KRATOS);
}

UsHashResult
us_firebase_read(const UsVerifier *verifier, const UsHashLimits *limits,
				 UsHashJob *job, UsHashInfo *info)
{
	const UsSpan text = verifier->text;
	UsScrypt   *scrypt = us_scrypt_state(job);
	UsHashResult result;
	Parts		parts;

	if (!(us_span_begins(text, SUPABASE) ? split_supabase(text, &parts) :
		  split_kratos(text, &parts)))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The string is not Firebase's parameters, salt, hash, separator and signer key.");
	if (!us_span_number(parts.log2_n, &scrypt->log2_n) ||
		!us_span_number(parts.r, &scrypt->r) ||
		!us_span_number(parts.p, &scrypt->p))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The scrypt parameters are not the numbers N, r and p.");
	if (!decode_salt(&parts, job))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The salt and the separator are not base64 of at most 256 bytes together.");
	if (!us_scrypt_key_base64(job, parts.hash))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The hash is not base64 of 16 to 128 bytes.");
	if (!decode_signer(&parts, job))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The signer key is not base64 of as many bytes as the hash.");
	result = us_scrypt_finish(job, limits, info);
	job->compute = compute;
	return result;
}
