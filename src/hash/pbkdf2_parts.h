/*-------------------------------------------------------------------------
 *
 * pbkdf2_parts.h
 *	  Decodes salt and key of a PBKDF2 verifier into its job.
 *
 * They also note in job->blank where the key stands.  All are false if the
 * text is not of the encoding, the salt is longer than US_PBKDF2_SALT_MAX or
 * the key is not of US_PBKDF2_KEY_MIN to US_PBKDF2_KEY_MAX bytes.
 *
 * src/hash/pbkdf2_parts.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_PBKDF2_PARTS_H
#define US_PBKDF2_PARTS_H

#include "encoding.h"
#include "pbkdf2.h"

/*
 * No application derives less; what is shorter was cut off by a column too
 * narrow for it, and too many passwords would match the rest.
 */
#define US_PBKDF2_KEY_MIN	16

/* A salt taken as it is. */
extern bool us_pbkdf2_salt_text(UsHashJob *job, UsSpan text);

extern bool us_pbkdf2_salt_base64(UsHashJob *job, UsBase64 alphabet,
								  UsSpan text);
extern bool us_pbkdf2_salt_hex(UsHashJob *job, UsSpan text);

extern bool us_pbkdf2_key_base64(UsHashJob *job, UsBase64 alphabet,
								 UsSpan text);
extern bool us_pbkdf2_key_hex(UsHashJob *job, UsSpan text);

/* A salt of so many bytes and the key behind it, encoded as one. */
extern bool us_pbkdf2_both_base64(UsHashJob *job, size_t salt_len,
								  UsSpan text);
extern bool us_pbkdf2_both_hex(UsHashJob *job, size_t salt_len, UsSpan text);

#endif							/* US_PBKDF2_PARTS_H */
