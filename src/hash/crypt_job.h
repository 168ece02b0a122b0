/*-------------------------------------------------------------------------
 *
 * crypt_job.h
 *	  A job of crypt(3): a setting, and the characters to come behind it.
 *
 * The schemes differ in what a setting says; what is done with it does not.
 *
 * src/hash/crypt_job.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_CRYPT_JOB_H
#define US_CRYPT_JOB_H

#include "scheme.h"

#define US_CRYPT_SETTING_MAX	255 /* bytes, without NUL */

/* What of a string of crypt(3) is what; the spans are of that string. */
typedef struct UsCryptParts
{
	UsSpan		setting;		/* prefix, parameters and salt */
	bool		dollar;			/* does one stand behind it? */
	UsSpan		checksum;
} UsCryptParts;

/* Is it made of the digits "./0-9A-Za-z" alone?  True of nothing, too. */
extern bool us_crypt_is_digits(UsSpan text);

/*
 * Is it a salt that crypt(3) takes as it is: printable, and without what
 * delimits in the files of passwords?
 */
extern bool us_crypt_is_salt(UsSpan salt);

/*
 * Splits a text at its last "$".  False if it has none, or if what stands
 * behind is not a checksum of so many digits.
 */
extern bool us_crypt_split(UsSpan text, size_t checksum_len,
						   UsCryptParts *parts);

/* Has the checksum's last digit none of these bits? */
extern bool us_crypt_is_canonical(UsSpan checksum, int spare_bits);

/* Lets a job's digest be a span of digits of its verifier's text. */
extern void us_crypt_set_digest(UsHashJob *job, UsSpan digits);

/* Marks it as what is taken out of the verifier to wrap it. */
extern void us_crypt_set_blank(UsHashJob *job, UsSpan digits);

/*
 * Makes a job one of libxcrypt, all but blank.  False if the setting is longer
 * than US_CRYPT_SETTING_MAX.
 */
extern bool us_crypt_set_job(UsHashJob *job, const UsCryptParts *parts);

/* The compute function of its jobs. */
extern UsHashResult us_crypt_compute(const UsHashJob *job, UsSpan password,
									 unsigned char *out, UsHashInfo *info);

#endif							/* US_CRYPT_JOB_H */
