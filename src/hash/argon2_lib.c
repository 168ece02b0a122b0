/*-------------------------------------------------------------------------
 *
 * argon2_lib.c
 *	  argon2 (RFC 9106) in all its kinds, as libargon2 computes it.
 *
 * The work area is a mapping of its own: it is there at once or not at all,
 * and the system has all of it back afterwards, where malloc might keep it.
 * libargon2 wipes it before it gives it back.
 *
 * src/hash/argon2_lib.c
 *
 *-------------------------------------------------------------------------
 */
#include "argon2_lib.h"

#include <sys/mman.h>

#include <argon2.h>

/* Not everywhere; without it each page costs a fault of its own. */
#ifndef MAP_POPULATE
#define MAP_POPULATE	0
#endif

/* libargon2 looks at the pointer, not at what is returned. */
static int
map_memory(uint8_t **memory, size_t bytes)
{
	void	   *mapped = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
							  MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE,
							  -1, 0);

	*memory = mapped == MAP_FAILED ? NULL : mapped;
	return mapped == MAP_FAILED ? ARGON2_MEMORY_ALLOCATION_ERROR : ARGON2_OK;
}

static void
unmap_memory(uint8_t *memory, size_t bytes)
{
	if (memory != NULL)
		munmap(memory, bytes);
}

UsHashResult
us_argon2_lib_derive(const UsArgon2 *argon2, UsSpan password,
					 unsigned char *digest, size_t digest_len)
{
	argon2_context context = {0};

	if (password.len > ARGON2_MAX_PWD_LENGTH)
		return US_HASH_TOO_LONG;
	context.out = digest;
	context.outlen = (uint32_t) digest_len;
	/* without its flags it changes nothing that it is given */
	context.pwd = (uint8_t *) password.start;
	context.pwdlen = (uint32_t) password.len;
	context.salt = (uint8_t *) argon2->salt;
	context.saltlen = (uint32_t) argon2->salt_len;
	context.secret = (uint8_t *) argon2->secret;
	context.secretlen = (uint32_t) argon2->secret_len;
	context.ad = (uint8_t *) argon2->data;
	context.adlen = (uint32_t) argon2->data_len;
	context.t_cost = argon2->passes;
	context.m_cost = argon2->memory_kib;
	context.lanes = argon2->lanes;
	context.threads = 1;
	context.version = argon2->version;
	context.allocate_cbk = map_memory;
	context.free_cbk = unmap_memory;
	context.flags = ARGON2_DEFAULT_FLAGS;

	switch (argon2_ctx(&context, (argon2_type) argon2->type))
	{
		case ARGON2_OK:
			return US_HASH_MATCH;
		case ARGON2_MEMORY_ALLOCATION_ERROR:
			return US_HASH_NO_MEMORY;
		default:
			return US_HASH_OUT_OF_BOUNDS;
	}
}
