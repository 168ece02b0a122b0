/*-------------------------------------------------------------------------
 *
 * key_file.h
 *	  The file with the keys: is it fit to hold them, and which are in it?
 *
 * A line for each key: its id, blanks, the base64 of its 32 bytes.  Lines that
 * are empty or begin with # are nothing.
 *
 * The file is fit if it is a regular file of an absolute path that is no
 * symbolic link, outside the data directory, the tablespaces and a pg_wal
 * elsewhere, which base backups carry; and if it is as PostgreSQL wants it of
 * the key of ssl_key_file: of the server's user with no rights for anybody
 * else, or of root, whose group may read it.  The folder it is in belongs to
 * one of these two, and nobody else may write there or, as in /tmp, replace
 * what others have.
 *
 * src/key_file.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_KEY_FILE_H
#define US_KEY_FILE_H

#include "postgres.h"

#include <sys/stat.h>

#include "seal.h"

#define US_KEYS_MAX		128

/* A key of the file. */
typedef struct UsKey
{
	char		id[US_SEAL_ID_MAX + 1];
	unsigned char bytes[US_SEAL_KEY_BYTES]; /* derived: us_seal_derive */
	bool		confirmed;		/* for keys.c; false */
} UsKey;

/* In the order of the file. */
typedef struct UsKeyRing
{
	int			count;
	UsKey		keys[US_KEYS_MAX];
} UsKeyRing;

/*
 * Reads the keys of a file into a ring, in memory of the caller's that he
 * wipes.  NULL if all is well, and status is that of the file; else a sentence
 * why there are none, which tells nothing of the file but the number of a
 * line, and stays until the next call.
 */
extern const char *us_key_file_read(const char *path, struct stat *status,
									UsKeyRing *ring);

#endif							/* US_KEY_FILE_H */
