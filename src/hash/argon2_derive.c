/*-------------------------------------------------------------------------
 *
 * argon2_derive.c
 *	  Computes argon2 with the library that can: libsodium, else libargon2.
 *
 * crypto_pwhash() has one lane, version 19, salts of 16 bytes and neither
 * secret nor associated data.  The rest is libargon2's, which is slower where
 * both can.
 *
 * src/hash/argon2_derive.c
 *
 *-------------------------------------------------------------------------
 */
#include "argon2_derive.h"

#include <errno.h>

#include <sodium.h>

#define PASSES_I_MIN	3		/* libsodium's for argon2i */

/* Is it what crypto_pwhash() computes? */
static bool
is_of_libsodium(const UsArgon2 *argon2, size_t digest_len)
{
	return argon2->type != US_ARGON2D &&
		argon2->version == US_ARGON2_VERSION && argon2->lanes == 1 &&
		argon2->memory_kib >= crypto_pwhash_memlimit_min() / 1024 &&
		argon2->memory_kib <= crypto_pwhash_memlimit_max() / 1024 &&
		argon2->salt_len == crypto_pwhash_saltbytes() &&
		argon2->data_len == 0 && argon2->secret_len == 0 &&
		digest_len >= crypto_pwhash_bytes_min() &&
		(argon2->type == US_ARGON2ID || argon2->passes >= PASSES_I_MIN);
}

static UsHashResult
derive_with_libsodium(const UsArgon2 *argon2, UsSpan password,
					  unsigned char *digest, size_t digest_len)
{
	const int	algorithm = argon2->type == US_ARGON2ID ?
		crypto_pwhash_ALG_ARGON2ID13 : crypto_pwhash_ALG_ARGON2I13;

	if (password.len > crypto_pwhash_passwd_max())
		return US_HASH_TOO_LONG;
	errno = 0;
	if (crypto_pwhash(digest, digest_len,
					  password.len == 0 ? "" : password.start, password.len,
					  argon2->salt, argon2->passes,
					  (size_t) argon2->memory_kib * 1024, algorithm) == 0)
		return US_HASH_MATCH;

	/* These two say that it did not begin; the rest is memory. */
	return errno == EINVAL || errno == EFBIG ? US_HASH_OUT_OF_BOUNDS :
		US_HASH_NO_MEMORY;
}

UsHashResult
us_argon2_derive(const UsArgon2 *argon2, UsSpan password,
				 unsigned char *digest, size_t digest_len)
{
	return is_of_libsodium(argon2, digest_len) ?
		derive_with_libsodium(argon2, password, digest, digest_len) :
		us_argon2_lib_derive(argon2, password, digest, digest_len);
}

UsHashWork
us_argon2_work_of(const UsArgon2 *argon2, size_t digest_len)
{
	UsHashWork	work;

	work.primitive = US_PRIMITIVE_LIBARGON2;
	if (is_of_libsodium(argon2, digest_len))
		work.primitive = argon2->type == US_ARGON2ID ?
			US_PRIMITIVE_ARGON2ID : US_PRIMITIVE_ARGON2I;
	work.shape = argon2->memory_kib;
	work.amount = argon2->passes;
	return work;
}

UsHashResult
us_argon2_burn(const UsHashWork *work, UsSpan password)
{
	UsArgon2	argon2 = {0};
	unsigned char digest[US_HASH_DIGEST_BYTES];
	UsHashResult result;

	if (work->amount == 0)
		return US_HASH_MATCH;
	if (work->amount > UINT32_MAX)
		return US_HASH_OUT_OF_BOUNDS;
	argon2.type = work->primitive == US_PRIMITIVE_ARGON2I ?
		US_ARGON2I : US_ARGON2ID;
	argon2.version = US_ARGON2_VERSION;
	argon2.memory_kib = work->shape;
	argon2.passes = (uint32_t) work->amount;
	argon2.lanes = 1;
	argon2.salt_len = US_HASH_SALT_BYTES;
	result = work->primitive == US_PRIMITIVE_LIBARGON2 ?
		us_argon2_lib_derive(&argon2, password, digest, sizeof(digest)) :
		us_argon2_derive(&argon2, password, digest, sizeof(digest));
	sodium_memzero(digest, sizeof(digest));
	return result;
}
