/*-------------------------------------------------------------------------
 *
 * encoding.h
 *	  Text encodings of verifiers, read strictly.
 *
 * Strictly: one value has one spelling, so that no two texts that differ are
 * taken for the same verifier.
 *
 * src/hash/encoding.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_ENCODING_H
#define US_ENCODING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The bytes that a base64 text of that length holds at most; for a canonical
 * text, with or without padding, exactly.  Reads no alphabet.
 */
extern size_t us_base64_size(const char *text, size_t len);

/*
 * Decodes standard base64, padded in full or not at all, into out, which has
 * size bytes; *out_len gets their number.  False if the text holds anything
 * else (white space and NUL too), if its spare bits are not zero, or if it
 * needs more than size bytes; out may be overwritten then.
 */
extern bool us_base64_decode(const char *text, size_t len,
							 unsigned char *out, size_t size, size_t *out_len);

/*
 * Encodes bytes as standard base64 without padding, NUL-terminated, into out,
 * which has size bytes.  False, and out untouched, if they are too few.
 */
extern bool us_base64_encode(const unsigned char *bytes, size_t len,
							 char *out, size_t size);

/* The same with padding. */
extern bool us_base64_encode_padded(const unsigned char *bytes, size_t len,
									char *out, size_t size);

/*
 * Reads a decimal number of 32 bits: digits only, no sign, no leading zero but
 * in "0" itself.  False, and *value untouched, for anything else.
 */
extern bool us_decimal_decode(const char *text, size_t len, uint32_t *value);

#endif							/* US_ENCODING_H */
