/*-------------------------------------------------------------------------
 *
 * fold.h
 *	  One fold of identifiers; normalization form C.
 *
 * src/fold.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_FOLD_H
#define US_FOLD_H

#include "postgres.h"

#include "mb/pg_wchar.h"

#include "secret.h"

/*
 * The fold of an identifier in the database's encoding, palloc'd: NFC, ASCII
 * letters lowered, other letters lowered if the result stays outside ASCII;
 * nothing outside ASCII becomes something inside.
 * Where the encoding is not UTF-8: ASCII letters lowered.
 */
extern char *us_fold(const char *identifier);

/* Are two identifiers the same under the fold? */
extern bool us_fold_equal(const char *a, const char *b);

/*
 * The NFC of UTF-8 bytes as a secret, or NULL if it is the same or the bytes
 * are not valid UTF-8.
 */
extern UsSecret *us_nfc(const char *utf8, Size len);

/* The same of NFKC. */
extern UsSecret *us_nfkc(const char *utf8, Size len);

/* The number of code points in UTF-8 bytes; of bytes if they are not valid. */
extern int	us_code_points(const char *utf8, Size len);

/*
 * Walks the code points of a string in the database's encoding: *p moves
 * behind the character.  Where the encoding is not UTF-8, a byte outside ASCII
 * counts as a letter.
 */
extern pg_wchar us_next_character(const char **p);

/* The letters that the fold lowers: two strings, the n-th to the n-th. */
extern void us_fold_letters(char **upper, char **lower);

#endif							/* US_FOLD_H */
