/*-------------------------------------------------------------------------
 *
 * secret.c
 *	  Bytes that are wiped with their memory context.
 *
 * A secret lives in one palloc chunk.  A reset callback of its memory context
 * wipes it, so that an error or a cancel anywhere leaves no copy of ours
 * behind; PG_TRY is not needed.
 *
 * src/secret.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <sodium.h>

#include "secret.h"

static void
wipe_callback(void *arg)
{
	us_secret_wipe((UsSecret *) arg);
}

/*
 * us_secret_make
 *		An empty secret with room for size bytes.
 *
 * It belongs to the current memory context.  Raises out of memory.
 */
UsSecret *
us_secret_make(Size size)
{
	UsSecret   *secret = palloc0(offsetof(UsSecret, bytes) + size + 1);

	secret->size = size;
	secret->wiper.func = wipe_callback;
	secret->wiper.arg = secret;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, &secret->wiper);
	return secret;
}

/*
 * us_secret_copy
 *		A secret that holds a copy of the bytes, NUL-terminated.
 */
UsSecret *
us_secret_copy(const char *bytes, Size len)
{
	UsSecret   *secret = us_secret_make(len);

	memcpy(secret->bytes, bytes, len);
	secret->len = len;
	return secret;
}

void
us_secret_wipe(UsSecret *secret)
{
	sodium_memzero(secret->bytes, secret->size);
	secret->len = 0;
}
