/*-------------------------------------------------------------------------
 *
 * scrypt_parts.h
 *	  Decodes the parts of an scrypt verifier into its job.
 *
 * All are false if the text is not of the encoding, the salt is longer than
 * US_SCRYPT_SALT_MAX or the key is not of US_SCRYPT_KEY_MIN to
 * US_SCRYPT_KEY_MAX bytes.
 *
 * src/hash/scrypt_parts.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SCRYPT_PARTS_H
#define US_SCRYPT_PARTS_H

#include "encoding.h"
#include "scrypt.h"

/*
 * No application derives less; what is shorter was cut off by a column too
 * narrow for it, and too many passwords would match the rest.
 */
#define US_SCRYPT_KEY_MIN	16

/* A salt taken as it is. */
extern bool us_scrypt_salt_text(UsHashJob *job, UsSpan text);

/* A salt in standard base64, padded or not. */
extern bool us_scrypt_salt_base64(UsHashJob *job, UsSpan text);

/* The same for the key. */
extern bool us_scrypt_key_base64(UsHashJob *job, UsSpan text);
extern bool us_scrypt_key_hex(UsHashJob *job, UsSpan text);

#endif							/* US_SCRYPT_PARTS_H */
