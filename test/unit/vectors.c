/*-------------------------------------------------------------------------
 *
 * vectors.c
 *	  Reads a file of test vectors.
 *
 * Tab-separated, one row a line.  In a password, a salt and a user "\\" is a
 * backslash and "\xNN" a byte.
 *
 * test/unit/vectors.c
 *
 *-------------------------------------------------------------------------
 */
#include "vectors.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COLUMNS_MAX		16

enum
{
	ID, SCHEME, DECLARED, SALT, USER, PASSWORD, HASH, EXPECTED, VERIFIED, FIELDS
};

static void
fail(const char *path, const char *why)
{
	printf("Bail out! %s: %s\n", path, why);
	exit(1);
}

/* The file as a NUL-terminated text, malloc'd. */
static char *
read_text(const char *path)
{
	FILE	   *file = fopen(path, "rb");
	char	   *text = NULL;
	size_t		size = 0;
	size_t		room = 0;
	size_t		got;

	if (file == NULL)
		fail(path, "can't be opened");
	do
	{
		if (room - size < 65536)
		{
			room = room * 2 + 131072;
			text = realloc(text, room);
			if (text == NULL)
				fail(path, "out of memory");
		}
		got = fread(text + size, 1, room - size - 1, file);
		size += got;
	} while (got > 0);
	if (ferror(file))
		fail(path, "can't be read");
	fclose(file);
	text[size] = '\0';
	if (strlen(text) != size)
		fail(path, "holds a NUL byte");
	return text;
}

/* Splits a line at its tabs, in place; missing columns are empty. */
static void
split(char *line, char *columns[COLUMNS_MAX])
{
	int			i;

	for (i = 0; i < COLUMNS_MAX; i++)
	{
		columns[i] = line;
		line += strcspn(line, "\t");
		if (*line != '\0')
			*line++ = '\0';
	}
}

/* Finds where each field stands; -1 if it doesn't. */
static void
read_header(char *line, int at[FIELDS], const char *path)
{
	static const char *const names[FIELDS] = {
		"id", "scheme", "declared", "salt", "user", "password", "hash",
		"expected", "verified"
	};
	char	   *columns[COLUMNS_MAX];
	int			field;
	int			i;

	split(line, columns);
	for (field = 0; field < FIELDS; field++)
	{
		at[field] = -1;
		for (i = 0; i < COLUMNS_MAX; i++)
		{
			if (strcmp(columns[i], names[field]) == 0 ||
				(field == SCHEME && strcmp(columns[i], "format") == 0))
				at[field] = i;
		}
		if (at[field] < 0 &&
			(field == ID || field == SCHEME || field == HASH ||
			 field == EXPECTED))
			fail(path, "lacks a column");
	}
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* Takes the escapes out, in place; returns the length. */
static size_t
unescape(char *text, const char *path)
{
	char	   *out = text;
	const char *in;

	for (in = text; *in != '\0'; in++)
	{
		if (*in != '\\')
			*out++ = *in;
		else if (in[1] == '\\')
			*out++ = *++in;
		else if (in[1] == 'x' && hex_digit(in[2]) >= 0 &&
				 hex_digit(in[3]) >= 0)
		{
			*out++ = (char) (hex_digit(in[2]) * 16 + hex_digit(in[3]));
			in += 3;
		}
		else
			fail(path, "holds an unknown escape");
	}
	return (size_t) (out - text);
}

/* A field as it stands; empty if there is no such column. */
static const char *
take_text(char *columns[COLUMNS_MAX], int at)
{
	return at < 0 ? "" : columns[at];
}

/* A field whose escapes are taken out. */
static UsSpan
take_bytes(char *columns[COLUMNS_MAX], int at, const char *path)
{
	UsSpan		bytes = {"", 0};

	if (at < 0)
		return bytes;
	bytes.start = columns[at];
	bytes.len = unescape(columns[at], path);
	return bytes;
}

static void
add_row(Vectors *vectors, char *columns[COLUMNS_MAX], const int at[FIELDS],
		const char *path)
{
	Vector	   *row;

	vectors->rows = realloc(vectors->rows,
							(size_t) (vectors->count + 1) * sizeof(Vector));
	if (vectors->rows == NULL)
		fail(path, "out of memory");
	row = &vectors->rows[vectors->count++];
	row->id = columns[at[ID]];
	row->scheme = columns[at[SCHEME]];
	row->declared = take_text(columns, at[DECLARED]);
	row->salt = take_bytes(columns, at[SALT], path);
	row->user = take_bytes(columns, at[USER], path);
	row->password = take_bytes(columns, at[PASSWORD], path);
	row->hash = columns[at[HASH]];
	row->expected = columns[at[EXPECTED]];
	row->verified = strcmp(take_text(columns, at[VERIFIED]), "no") != 0;
}

Vectors
vectors_read(const char *path, const char *scheme)
{
	Vectors		vectors = {NULL, 0, NULL};
	int			at[FIELDS];
	bool		header = true;
	char	   *line;
	char	   *next;

	vectors.text = read_text(path);
	for (line = vectors.text; *line != '\0'; line = next)
	{
		char	   *columns[COLUMNS_MAX];

		next = line + strcspn(line, "\n");
		if (*next != '\0')
			*next++ = '\0';
		if (*line == '#' || *line == '\0')
			continue;
		if (header)
			read_header(line, at, path);
		else
		{
			split(line, columns);
			if (scheme == NULL || strcmp(columns[at[SCHEME]], scheme) == 0)
				add_row(&vectors, columns, at, path);
		}
		header = false;
	}
	return vectors;
}

void
vectors_free(Vectors *vectors)
{
	free(vectors->rows);
	free(vectors->text);
}

static char *
join(const char *folder, size_t folder_len, const char *name)
{
	size_t		size = folder_len + strlen(name) + 1;
	char	   *path = malloc(size);

	if (path == NULL)
		fail(name, "out of memory");
	snprintf(path, size, "%.*s%s", (int) folder_len, folder, name);
	return path;
}

/* The repository, from the environment; the caller frees it. */
static char *
find_root(void)
{
	const char *given = getenv("US_ROOT");
	char	   *root = realpath(given != NULL ? given : "../..", NULL);

	if (root == NULL)
		fail("US_ROOT", "is not a folder");
	return root;
}

char *
vectors_own_path(const char *file)
{
	char	   *root = find_root();
	char	   *folder = join(root, strlen(root), "/test/vectors/");
	char	   *stem = join(folder, strlen(folder), file);
	char	   *path = join(stem, strlen(stem), ".tsv");

	free(root);
	free(folder);
	free(stem);
	return path;
}

/* shared/vectors/NAME in a folder above the repository, or NULL. */
static char *
find_upward(const char *name)
{
	char	   *root = find_root();
	char	   *tail = join("/shared/vectors/", 16, name);
	char	   *path = NULL;
	char	   *slash;

	while (path == NULL && (slash = strrchr(root, '/')) != NULL)
	{
		*slash = '\0';
		path = join(root, strlen(root), tail);
		if (access(path, R_OK) != 0)
		{
			free(path);
			path = NULL;
		}
	}
	free(root);
	free(tail);
	return path;
}

char *
vectors_shared_path(const char *name)
{
	const char *given = getenv("US_SHARED_VECTORS");
	const char *slash;
	char	   *path;

	if (given == NULL || *given == '\0')
		return find_upward(name);
	slash = strrchr(given, '/');
	path = join(given, slash == NULL ? 0 : (size_t) (slash + 1 - given), name);
	if (access(path, R_OK) != 0)
		fail(path, "US_SHARED_VECTORS leads to no such file");
	return path;
}
