/*-------------------------------------------------------------------------
 *
 * hashing.c
 *	  The server as the host of the hash functions.
 *
 * src/hashing.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/saslprep.h"
#include "miscadmin.h"

#include <sodium.h>

#include "domain.h"
#include "fold.h"
#include "hash/hash.h"
#include "hashing.h"

/* NB: only what CHECK_FOR_INTERRUPTS() will raise. */
static bool
is_interrupted(void)
{
	return InterruptHoldoffCount == 0 && CritSectionCount == 0 &&
		(ProcDiePending || (QueryCancelPending && QueryCancelHoldoffCount == 0));
}

/* Copies a text out; false if it does not fit. */
static bool
give(const char *text, size_t len, char *out, size_t size, size_t *out_len)
{
	if (len > size)
		return false;
	memcpy(out, text, len);
	*out_len = len;
	return true;
}

/* A UsNormalizer; the same text where it is NFKC already, or no UTF-8. */
static bool
to_nfkc(UsSpan text, char *out, size_t size, size_t *out_len)
{
	UsSecret   *secret = us_nfkc(text.start, text.len);
	bool		given;

	if (secret == NULL)
		return give(text.start, text.len, out, size, out_len);
	given = give(secret->bytes, secret->len, out, size, out_len);
	us_secret_wipe(secret);
	return given;
}

/* A UsNormalizer. */
static bool
to_saslprep(UsSpan text, char *out, size_t size, size_t *out_len)
{
	UsSecret   *copy = us_secret_copy(text.start, text.len);
	char	   *prepared = NULL;
	bool		given = false;

	if (pg_saslprep(copy->bytes, &prepared) == SASLPREP_SUCCESS)
	{
		size_t		len = strlen(prepared);

		given = give(prepared, len, out, size, out_len);
		sodium_memzero(prepared, len);
		pfree(prepared);
	}
	us_secret_wipe(copy);
	return given;
}

void
us_hashing_start(void)
{
	static const UsHashHost host = {is_interrupted, to_nfkc, to_saslprep};

	if (us_hash_start(&host) != 0)
		ereport(ERROR,
				errcode(ERRCODE_SYSTEM_ERROR),
				errmsg("libsodium could not be initialized"));
}
