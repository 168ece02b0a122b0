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

/* The alphabets of base64 that verifiers are written in. */
typedef enum UsBase64
{
	US_BASE64_STANDARD,			/* + and / (RFC 4648, 4) */
	US_BASE64_URL,				/* - and _ (RFC 4648, 5) */
	US_BASE64_DOT				/* . and /, passlib's adapted base64 */
} UsBase64;

/* As us_base64_decode, in one of the alphabets. */
extern bool us_base64_decode_as(UsBase64 alphabet, const char *text,
								size_t len, unsigned char *out, size_t size,
								size_t *out_len);

/* Decodes hexadecimal of either case; the rest as us_base64_decode. */
extern bool us_hex_decode(const char *text, size_t len,
						  unsigned char *out, size_t size, size_t *out_len);

/* Encodes as lower-case hexadecimal, NUL-terminated; as us_base64_encode. */
extern bool us_hex_encode(const unsigned char *bytes, size_t len,
						  char *out, size_t size);

/*
 * The digits of crypt(3), "./0-9A-Za-z", three bytes becoming four, the lowest
 * six bits first: phpass, Drupal, md5crypt.  As us_base64_encode.
 */
extern bool us_crypt64_encode(const unsigned char *bytes, size_t len,
							  char *out, size_t size);

/* The value of such a digit, or -1. */
extern int	us_crypt64_value(char c);

/* The same bits as unpadded base64, in bcrypt's alphabet "./A-Za-z0-9". */
extern bool us_bcrypt64_encode(const unsigned char *bytes, size_t len,
							   char *out, size_t size);

/* The value of a digit of bcrypt's, or -1. */
extern int	us_bcrypt64_value(char c);

/*
 * A UTF-8 text in another encoding, into out, which has size bytes; *out_len
 * gets their number.  False if the text is no UTF-8, has a character that the
 * encoding lacks, or does not fit.
 */
extern bool us_utf16le_encode(const char *text, size_t len,
							  char *out, size_t size, size_t *out_len);
extern bool us_latin1_encode(const char *text, size_t len,
							 char *out, size_t size, size_t *out_len);

/*
 * Reads a decimal number of 32 bits: digits only, no sign, no leading zero but
 * in "0" itself.  False, and *value untouched, for anything else.
 */
extern bool us_decimal_decode(const char *text, size_t len, uint32_t *value);

#endif							/* US_ENCODING_H */
