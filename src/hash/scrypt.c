/*-------------------------------------------------------------------------
 *
 * scrypt.c
 *	  scrypt (RFC 7914), as libsodium computes it.
 *
 * src/hash/scrypt.c
 *
 *-------------------------------------------------------------------------
 */
#include "scrypt.h"

#include <errno.h>

#include <sodium.h>

#define SHAPE_R_BITS	16

/* RFC 7914, 2: p * r < 2^30; libsodium takes no N beyond 32 bits. */
#define LANES_MAX		((uint64_t) 1 << 30)
#define LOG2_N_MAX		31

bool
us_scrypt_log2(uint32_t n, uint32_t *log2_n)
{
	uint32_t	log2 = 0;

	if (n < 2 || (n & (n - 1)) != 0)
		return false;
	while (n >> log2 > 1)
		log2++;
	*log2_n = log2;
	return true;
}

/* Blocks of 128 bytes in KiB, rounded up. */
static uint64_t
blocks_kib(uint64_t blocks)
{
	return (blocks + 7) / 8;
}

/*
 * The parameters against the limits.  NB: within the first, N is below 32 bits
 * and p * r below 30, so that no product wraps.
 */
static UsHashResult
check_bounds(const UsScrypt *scrypt, const UsHashLimits *limits,
			 UsHashInfo *info)
{
	const uint64_t lanes = (uint64_t) scrypt->r * scrypt->p;

	if (scrypt->log2_n > LOG2_N_MAX || lanes >= LANES_MAX ||
		scrypt->r >> SHAPE_R_BITS != 0)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The scrypt parameters are beyond what scrypt takes.");
	if (blocks_kib((uint64_t) scrypt->r << scrypt->log2_n) >
		limits->scrypt_memory_kib)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The scrypt memory, 128 * N * r bytes, exceeds the limit.");
	if (blocks_kib(lanes) > limits->scrypt_memory_kib)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The scrypt memory, 128 * p * r bytes, exceeds the limit.");
	if (blocks_kib(lanes << scrypt->log2_n) > limits->scrypt_work_kib)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The scrypt work, memory times p, exceeds the limit.");
	return US_HASH_MATCH;
}

UsHashResult
us_scrypt_finish(UsHashJob *job, const UsHashLimits *limits, UsHashInfo *info)
{
	const UsScrypt *scrypt = us_scrypt_state(job);
	UsHashWork	work;

	if (job->expected_len == 0)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The scrypt key is empty.");
	if (job->expected_len > US_SCRYPT_KEY_MAX)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The scrypt key is longer than 128 bytes.");
	if (scrypt->log2_n == 0)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The scrypt N is less than 2.");
	if (scrypt->r == 0 || scrypt->p == 0)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The scrypt r or p is 0.");
	if (scrypt->r >> SHAPE_R_BITS == 0 && scrypt->log2_n <= LOG2_N_MAX)
	{
		work.primitive = US_PRIMITIVE_SCRYPT;
		work.shape = scrypt->log2_n << SHAPE_R_BITS | scrypt->r;
		work.amount = scrypt->p;
		us_hash_add_work(info, work);
	}
	job->compute = us_scrypt_compute;
	return check_bounds(scrypt, limits, info);
}

UsHashResult
us_scrypt_derive(const UsScrypt *scrypt, UsSpan password,
				 unsigned char *key, size_t key_len)
{
	const char *start = password.len == 0 ? "" : password.start;

	errno = 0;
	if (scrypt->log2_n > LOG2_N_MAX ||
		crypto_pwhash_scryptsalsa208sha256_ll((const uint8_t *) start,
											  password.len, scrypt->salt,
											  scrypt->salt_len,
											  (uint64_t) 1 << scrypt->log2_n,
											  scrypt->r, scrypt->p,
											  key, key_len) != 0)
		return errno == ENOMEM || errno == EAGAIN ?
			US_HASH_NO_MEMORY : US_HASH_OUT_OF_BOUNDS;
	return US_HASH_MATCH;
}

UsHashResult
us_scrypt_compute(const UsHashJob *job, UsSpan password, unsigned char *out,
				  UsHashInfo *info)
{
	const UsHashResult result =
		us_scrypt_derive(US_JOB_STATE_CONST(job, UsScrypt), password,
						 out, job->expected_len);

	if (result == US_HASH_NO_MEMORY)
		info->detail = "The memory that scrypt works in could not be had.";
	else if (result != US_HASH_MATCH)
		info->detail = "The scrypt parameters are beyond what libsodium takes.";
	return result;
}

UsHashResult
us_scrypt_burn(uint32_t shape, uint64_t lanes, UsSpan password)
{
	UsScrypt	scrypt = {0};
	unsigned char key[64];
	UsHashResult result;

	if (lanes == 0)
		return US_HASH_MATCH;
	if (lanes >= LANES_MAX)
		return US_HASH_OUT_OF_BOUNDS;
	scrypt.log2_n = shape >> SHAPE_R_BITS;
	scrypt.r = shape & (((uint32_t) 1 << SHAPE_R_BITS) - 1);
	scrypt.p = (uint32_t) lanes;
	scrypt.salt_len = 16;
	result = us_scrypt_derive(&scrypt, password, key, sizeof(key));
	sodium_memzero(key, sizeof(key));
	return result;
}
