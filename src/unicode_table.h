/*-------------------------------------------------------------------------
 *
 * unicode_table.h
 *	  Letters that fold, characters an identifier may not hold (generated).
 *
 * Written by tools/unicode_table from Unicode 14.0.0; don't edit.  Plain C,
 * no PostgreSQL.
 *
 * src/unicode_table.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_UNICODE_TABLE_H
#define US_UNICODE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#define US_UNICODE_VERSION	"14.0.0"

/* A letter outside ASCII and its simple lower case, outside ASCII too. */
typedef struct UsCasePair
{
	uint32_t	upper;
	uint32_t	lower;
} UsCasePair;

/* Sorted by upper; no lower is an upper. */
extern const UsCasePair us_case_pairs[];
extern const int us_case_pairs_count;

/*
 * The lower case of a code point: A to Z's, a pair's, else itself.  The result
 * is in ASCII only if the argument is.
 *
 * NB: text in NFC may leave it here, because a letter and a mark that follows
 * may compose only once lowered (U+03AA U+0301 to U+0390): normalize after
 * lowering too.  And NFC itself leads into ASCII: U+212A becomes K.
 */
extern uint32_t us_unicode_lower(uint32_t c);

/*
 * Is it of general category C: control, format, surrogate, private use, or
 * unassigned?  True beyond U+10FFFF too.
 */
extern bool us_unicode_is_other(uint32_t c);

/* Is it of general category Z, or U+0009 to U+000D? */
extern bool us_unicode_is_space(uint32_t c);

#endif							/* US_UNICODE_TABLE_H */
