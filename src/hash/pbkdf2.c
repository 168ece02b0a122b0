/*-------------------------------------------------------------------------
 *
 * pbkdf2.c
 *	  PBKDF2 with HMAC, as OpenSSL computes it, for the schemes built on it.
 *
 * src/hash/pbkdf2.c
 *
 *-------------------------------------------------------------------------
 */
#include "pbkdf2.h"

#include <limits.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <sodium.h>

static const struct
{
	const EVP_MD *(*digest) (void);
	size_t		bytes;
	UsHashPrimitive primitive;
}			prfs[] =
{
	[US_PBKDF2_SHA1] = {EVP_sha1, 20, US_PRIMITIVE_PBKDF2_SHA1},
	[US_PBKDF2_SHA256] = {EVP_sha256, 32, US_PRIMITIVE_PBKDF2_SHA256},
	[US_PBKDF2_SHA512] = {EVP_sha512, 64, US_PRIMITIVE_PBKDF2_SHA512},
};

size_t
us_pbkdf2_digest_bytes(UsPbkdf2Prf prf)
{
	return prfs[prf].bytes;
}

UsHashWork
us_pbkdf2_work(const UsPbkdf2 *pbkdf2)
{
	const size_t bytes = prfs[pbkdf2->prf].bytes;
	UsHashWork	work;

	work.primitive = prfs[pbkdf2->prf].primitive;
	work.amount = (uint64_t) pbkdf2->iterations *
		((pbkdf2->key_len + bytes - 1) / bytes);
	return work;
}

UsHashResult
us_pbkdf2_bound(const UsPbkdf2 *pbkdf2, const UsHashLimits *limits,
				UsHashInfo *info)
{
	info->work = us_pbkdf2_work(pbkdf2);
	if (pbkdf2->iterations > limits->pbkdf2_iterations)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The PBKDF2 iterations exceed the limit.");
	return US_HASH_MATCH;
}

/*
 * Why did OpenSSL fail?  Its arguments were in order.  The error it raised
 * first tells an algorithm that its configuration lacks; the rest is memory.
 */
static UsHashResult
explain_failure(void)
{
	return ERR_GET_REASON(ERR_peek_error()) == ERR_R_UNSUPPORTED ?
		US_HASH_UNSUPPORTED : US_HASH_NO_MEMORY;
}

UsHashResult
us_pbkdf2_compute(const UsPbkdf2 *pbkdf2,
				  const char *password, size_t password_len,
				  unsigned char *key)
{
	UsHashResult result = US_HASH_MATCH;

	if (password_len > INT_MAX || pbkdf2->salt_len > INT_MAX ||
		pbkdf2->iterations > INT_MAX)
		return US_HASH_OUT_OF_BOUNDS;
	ERR_clear_error();
	if (PKCS5_PBKDF2_HMAC(password_len == 0 ? "" : password,
						  (int) password_len, pbkdf2->salt,
						  (int) pbkdf2->salt_len, (int) pbkdf2->iterations,
						  prfs[pbkdf2->prf].digest(), (int) pbkdf2->key_len,
						  key) != 1)
	{
		result = explain_failure();
		/* the server's own use of OpenSSL finds no error of ours */
		ERR_clear_error();
	}
	return result;
}

UsHashResult
us_pbkdf2_verify(const UsPbkdf2 *pbkdf2, const unsigned char *key,
				 const char *password, size_t password_len, UsHashInfo *info)
{
	unsigned char derived[US_PBKDF2_KEY_MAX];
	UsHashResult result = us_pbkdf2_compute(pbkdf2, password, password_len,
											derived);

	if (result == US_HASH_NO_MEMORY)
		info->detail = "The memory that PBKDF2 works in could not be had.";
	else if (result == US_HASH_UNSUPPORTED)
		info->detail = "This system's OpenSSL can't compute PBKDF2 with that digest.";
	else if (result == US_HASH_OUT_OF_BOUNDS)
		info->detail = "The password, salt or iterations are beyond what OpenSSL takes.";
	else if (sodium_memcmp(derived, key, pbkdf2->key_len) != 0)
		result = US_HASH_MISMATCH;
	sodium_memzero(derived, sizeof(derived));
	return result;
}
