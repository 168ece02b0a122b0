/*-------------------------------------------------------------------------
 *
 * prehash.h
 *	  A digest of the password as text, for schemes that hash that instead.
 *
 * src/hash/prehash.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_PREHASH_H
#define US_PREHASH_H

#include "digest.h"

typedef enum UsPrehashText
{
	US_PREHASH_HEX,				/* lower case */
	US_PREHASH_BASE64			/* standard, padded */
} UsPrehashText;

/*
 * Writes the text into out, which has US_JOB_PREPARED_MAX bytes as that of
 * every prepare function; *out_len gets its bytes.  US_HASH_MATCH, and the
 * caller wipes out; else as us_digest_compute, with info->detail.
 */
extern UsHashResult us_prehash_digest(UsDigest digest, UsPrehashText text,
									  UsSpan password, char *out,
									  size_t *out_len, UsHashInfo *info);

/* The same of the HMAC with a key. */
extern UsHashResult us_prehash_hmac(UsDigest digest, UsSpan key,
									UsPrehashText text, UsSpan password,
									char *out, size_t *out_len,
									UsHashInfo *info);

#endif							/* US_PREHASH_H */
