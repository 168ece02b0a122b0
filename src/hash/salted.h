/*-------------------------------------------------------------------------
 *
 * salted.h
 *	  One digest, or HMAC, of a password between two texts.
 *
 * The plain digests of many programs are this: they differ in what stands
 * before and behind the password, and in how they write it down.
 *
 * src/hash/salted.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SALTED_H
#define US_SALTED_H

#include "digest.h"
#include "encoding.h"
#include "scheme.h"

#define US_SALTED_ROOM	512		/* bytes of each text */

typedef struct UsSaltedText
{
	char		bytes[US_SALTED_ROOM];
	size_t		len;
} UsSaltedText;

/* The state of such a job. */
typedef struct UsSalted
{
	UsDigest	digest;
	bool		keyed;			/* HMAC with the key? */
	uint32_t	again;			/* times the digest is digested itself */
	UsSaltedText key;
	UsSaltedText before;
	UsSaltedText after;
} UsSalted;

US_JOB_STATE_FITS(UsSalted);

#define us_salted_state(job)	US_JOB_STATE(job, UsSalted)

/*
 * Makes a job that of a bare digest of the password, but for what is expected.
 * US_HASH_MATCH; US_HASH_UNSUPPORTED if this system does not have the digest;
 * US_HASH_NO_MEMORY.
 */
extern UsHashResult us_salted_start(UsHashJob *job, UsDigest digest,
									UsHashInfo *info);

/* Appends to one of its texts; false if there is no room. */
extern bool us_salted_append(UsSaltedText *text, UsSpan more);

/* The refusal for no room. */
extern UsHashResult us_salted_too_long(UsHashInfo *info);

/*
 * Takes a text for the digest that is expected, and for what is blanked.
 * False if it is not hexadecimal, or base64, of just that many bytes.
 */
extern bool us_salted_expect_hex(UsHashJob *job, UsSpan hex);
extern bool us_salted_expect_base64(UsHashJob *job, UsBase64 alphabet,
									UsSpan base64);

/* The compute function of its jobs. */
extern UsHashResult us_salted_compute(const UsHashJob *job, UsSpan password,
									  unsigned char *out, UsHashInfo *info);

/* Prepares a password as the lower-case hexadecimal of its MD5. */
extern UsHashResult us_salted_prepare_md5(const UsHashJob *job,
										  UsSpan password, char *out,
										  size_t *out_len, UsHashInfo *info);

/* Prepares a password as UTF-16LE; one that is no UTF-8 is none of anybody. */
extern UsHashResult us_salted_prepare_utf16le(const UsHashJob *job,
											  UsSpan password, char *out,
											  size_t *out_len,
											  UsHashInfo *info);

#endif							/* US_SALTED_H */
