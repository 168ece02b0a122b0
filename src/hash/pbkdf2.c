/*-------------------------------------------------------------------------
 *
 * pbkdf2.c
 *	  PBKDF2 with HMAC (RFC 8018, 5.2), as OpenSSL computes it.
 *
 * src/hash/pbkdf2.c
 *
 *-------------------------------------------------------------------------
 */
#include "pbkdf2.h"

#include <limits.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <sodium.h>

#include "ossl.h"

UsHashWork
us_pbkdf2_work(const UsPbkdf2 *pbkdf2, size_t key_len)
{
	const size_t bytes = us_digest_bytes(pbkdf2->digest);
	UsHashWork	work;

	work.primitive = US_PRIMITIVE_PBKDF2;
	work.shape = (uint32_t) pbkdf2->digest;
	work.amount = (uint64_t) pbkdf2->iterations *
		((key_len + bytes - 1) / bytes);
	return work;
}

UsHashResult
us_pbkdf2_finish(UsHashJob *job, const UsHashLimits *limits, UsHashInfo *info)
{
	const UsPbkdf2 *pbkdf2 = us_pbkdf2_state(job);

	if (job->expected_len == 0)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The PBKDF2 key is empty.");
	if (job->expected_len > US_PBKDF2_KEY_MAX)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The PBKDF2 key is longer than 128 bytes.");
	if (pbkdf2->iterations == 0)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The PBKDF2 iterations are 0.");
	us_hash_add_work(info, us_pbkdf2_work(pbkdf2, job->expected_len));
	if (pbkdf2->iterations > limits->pbkdf2_iterations)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The PBKDF2 iterations exceed the limit.");
	if (us_pbkdf2_work(pbkdf2, job->expected_len).amount >
		limits->pbkdf2_iterations)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The PBKDF2 iterations times the blocks of the key exceed the limit.");
	job->compute = us_pbkdf2_compute;
	return US_HASH_MATCH;
}

/* OpenSSL wants a pointer even to no bytes. */
static OSSL_PARAM
octets(const char *key, UsSpan bytes)
{
	const char *start = bytes.len == 0 ? "" : bytes.start;

	return OSSL_PARAM_construct_octet_string(key, (char *) start, bytes.len);
}

/* As us_pbkdf2_derive, with everything taken apart. */
static UsHashResult
derive(UsDigest digest, uint64_t iterations, UsSpan salt, UsSpan password,
	   unsigned char *key, size_t key_len)
{
	bool		legacy;
	const char *name = us_digest_openssl_name(digest, &legacy);
	int			unchecked = 1;	/* short salts and few iterations are fine */
	OSSL_PARAM	params[6];
	EVP_KDF    *kdf;
	EVP_KDF_CTX *context;
	UsHashResult result = us_digest_check(digest);

	if (result == US_HASH_MATCH)
		result = us_ossl_pbkdf2(legacy ? US_OSSL_LEGACY : US_OSSL_DEFAULT,
								&kdf);
	if (result != US_HASH_MATCH)
		return result;
	if (password.len > INT_MAX || salt.len > INT_MAX)
		return US_HASH_OUT_OF_BOUNDS;
	params[0] = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST,
												 (char *) name, 0);
	params[1] = octets(OSSL_KDF_PARAM_PASSWORD, password);
	params[2] = octets(OSSL_KDF_PARAM_SALT, salt);
	params[3] = OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_ITER, &iterations);
	params[4] = OSSL_PARAM_construct_int(OSSL_KDF_PARAM_PKCS5, &unchecked);
	params[5] = OSSL_PARAM_construct_end();
	ERR_clear_error();
	context = EVP_KDF_CTX_new(kdf);
	if (context == NULL ||
		EVP_KDF_derive(context, key, key_len, params) != 1)
		result = us_ossl_failure();
	EVP_KDF_CTX_free(context);
	return result;
}

UsHashResult
us_pbkdf2_derive(const UsPbkdf2 *pbkdf2, UsSpan password,
				 unsigned char *key, size_t key_len)
{
	const UsSpan salt = {(const char *) pbkdf2->salt, pbkdf2->salt_len};

	return derive(pbkdf2->digest, pbkdf2->iterations, salt, password,
				  key, key_len);
}

UsHashResult
us_pbkdf2_compute(const UsHashJob *job, UsSpan password, unsigned char *out,
				  UsHashInfo *info)
{
	const UsHashResult result =
		us_pbkdf2_derive(US_JOB_STATE_CONST(job, UsPbkdf2), password,
						 out, job->expected_len);

	if (result != US_HASH_MATCH)
		info->detail = us_digest_detail(result);
	return result;
}

UsHashResult
us_pbkdf2_burn(UsDigest digest, uint64_t iterations, UsSpan password)
{
	const UsSpan salt = {"sixteen bytes...", 16};
	unsigned char key[US_DIGEST_MAX];
	UsHashResult result;

	if (iterations == 0)
		return US_HASH_MATCH;
	result = derive(digest, iterations, salt, password, key,
					us_digest_bytes(digest));
	sodium_memzero(key, sizeof(key));
	return result;
}
