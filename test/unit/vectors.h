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

#include <stddef.h>

typedef struct Vector
{
	const char *id;
	const char *scheme;
	const char *password;		/* unescaped, may hold NUL */
	size_t		password_len;
	const char *hash;
	const char *expected;		/* match, nomatch or reject */
} Vector;

typedef struct Vectors
{
	Vector	   *rows;
	int			count;
	char	   *text;			/* what the rows point into */
} Vectors;

/*
 * Reads the rows of a scheme.  The first line that is no comment names the
 * columns; "format" is another name of "scheme", and a file without passwords
 * has empty ones.  Ends the program if the file can't be read as one of
 * vectors.  Free it with vectors_free.
 */
extern Vectors vectors_read(const char *path, const char *scheme);

extern void vectors_free(Vectors *vectors);

/* The project's own file of a scheme; the caller frees the path. */
extern char *vectors_own_path(const char *scheme);

/*
 * A file of the shared vectors: beside the one that US_SHARED_VECTORS names,
 * or in a folder shared/vectors found upward from the repository.  NULL if
 * there is none; the caller frees the path.  Ends the program if the
 * environment names one that is not there.
 */
extern char *vectors_shared_path(const char *name);

#endif							/* VECTORS_H */
