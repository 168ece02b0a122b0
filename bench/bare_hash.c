/*
 * bare_hash.c
 *	  The hash of a login without the login.
 *
 * As in a server process, every hash takes its 64 MiB from the kernel and
 * gives them back, and most of its time goes by in a process that has just
 * slept.
 */
#include "bare_hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#define MEMORY_BYTES	((size_t) 65536 * 1024)
#define ITERATIONS		2
#define DIGEST_BYTES	32

int
bare_hash_fits(const char *verifier, const char *password)
{
	if (sodium_init() < 0)
	{
		fprintf(stderr, "libsodium could not be initialized\n");
		exit(1);
	}
	return crypto_pwhash_str_needs_rehash(verifier, ITERATIONS,
										  MEMORY_BYTES) == 0 &&
		crypto_pwhash_str_verify(verifier, password, strlen(password)) == 0;
}

void
bare_hash(const char *password)
{
	static const unsigned char salt[crypto_pwhash_SALTBYTES] = "bench's own salt";
	unsigned char digest[DIGEST_BYTES];

	if (crypto_pwhash(digest, sizeof(digest), password, strlen(password), salt,
					  ITERATIONS, MEMORY_BYTES,
					  crypto_pwhash_ALG_ARGON2ID13) != 0)
	{
		fprintf(stderr, "the hash could not be computed\n");
		exit(1);
	}
}
