/*-------------------------------------------------------------------------
 *
 * vectors.h
 *	  Reads a file of test vectors.
 *
 * test/unit/vectors.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef VECTORS_H
#define VECTORS_H

#include "hash/types.h"

typedef struct Vector
{
	const char *id;
	const char *scheme;
	const char *declared;		/* empty: it describes itself */
	UsSpan		salt;			/* unescaped; empty: none */
	UsSpan		user;			/* unescaped; empty: none */
	UsSpan		password;		/* unescaped, may hold NUL */
	const char *hash;
	const char *expected;		/* match, nomatch, reject or too-long */
	bool		verified;		/* not said to be doubtful */
} Vector;

typedef struct Vectors
{
	Vector	   *rows;
	int			count;
	char	   *text;			/* what the rows point into */
} Vectors;

/*
 * Reads the rows of a scheme, or all of them if it is NULL.  The first line
 * that is no comment names the columns; "format" is another name of "scheme",
 * and a column that is not there has empty fields.  Ends the program if the
 * file can't be read as one of vectors.  Free it with vectors_free.
 */
extern Vectors vectors_read(const char *path, const char *scheme);

extern void vectors_free(Vectors *vectors);

/* One of our own files, named without ".tsv"; the caller frees the path. */
extern char *vectors_own_path(const char *file);

/*
 * A file of the shared vectors: beside the one that US_SHARED_VECTORS names,
 * or in a folder shared/vectors found upward from the repository.  NULL if
 * there is none; the caller frees the path.  Ends the program if the
 * environment names one that is not there.
 */
extern char *vectors_shared_path(const char *name);

#endif							/* VECTORS_H */
