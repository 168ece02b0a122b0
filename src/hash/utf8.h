/*-------------------------------------------------------------------------
 *
 * utf8.h
 *	  Reads and writes UTF-8 (RFC 3629), one character at a time.
 *
 * src/hash/utf8.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_UTF8_H
#define US_UTF8_H

#include "types.h"

#define US_UTF8_MAX	4			/* bytes of one character */

/*
 * Cuts the first character off a text that is not empty.  False, and nothing
 * changed, if it does not begin with one: no spelling but the shortest, no
 * surrogates, nothing beyond U+10FFFF.
 */
extern bool us_utf8_cut(UsSpan *text, uint32_t *character);

/*
 * Writes a character into out, which has US_UTF8_MAX bytes; their number, or 0
 * for what is none.
 */
extern size_t us_utf8_put(uint32_t character, char *out);

#endif							/* US_UTF8_H */
