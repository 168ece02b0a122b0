/*-------------------------------------------------------------------------
 *
 * key_file.c
 *	  The file with the keys: is it fit to hold them, and which are in it?
 *
 * src/key_file.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <fcntl.h>
#include <unistd.h>

#include <sodium.h>

#include "miscadmin.h"
#include "storage/fd.h"

#include "hash/encoding.h"
#include "hash/span.h"
#include "key_file.h"

#define SIZE_MAX_BYTES	(1024 * 1024)

/* Whoever else may have rights that matter: the server's user and root. */
static bool
is_trusted(uid_t owner)
{
	return owner == geteuid() || owner == 0;
}

/* What is wrong with the file itself; NULL if nothing is. */
static const char *
check_status(const struct stat *status)
{
	mode_t		forbidden = status->st_uid == 0 && geteuid() != 0 ?
		S_IWGRP | S_IXGRP | S_IRWXO : S_IRWXG | S_IRWXO;

	if (!S_ISREG(status->st_mode))
		return "The key file is not a regular file.";
	if (!is_trusted(status->st_uid))
		return "The key file belongs neither to the user whom the server runs as nor to root.";
	if ((status->st_mode & forbidden) != 0)
		return "The key file gives rights to others: it must be 0600 or less, or 0640 if it belongs to root.";
	if (status->st_size == 0)
		return "The key file is empty.";
	if (status->st_size > SIZE_MAX_BYTES)
		return "The key file is larger than 1 MB.";
	return NULL;
}

/* What is wrong with the folder it is in. */
static const char *
check_folder(const char *path)
{
	char		folder[MAXPGPATH];
	struct stat status;

	strlcpy(folder, path, sizeof(folder));
	get_parent_directory(folder);
	if (stat(folder, &status) != 0)
		return "The folder of the key file can't be looked at.";
	if (!is_trusted(status.st_uid))
		return "The folder of the key file belongs neither to the user whom the server runs as nor to root.";
	if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0 &&
		(status.st_mode & S_ISVTX) == 0)
		return "The folder of the key file can be written to by others.";
	return NULL;
}

/* Is a resolved path in a folder, wherever that really is? */
static bool
is_in(const char *resolved, const char *folder)
{
	char	   *real = realpath(folder, NULL);
	bool		in = real != NULL && path_is_prefix_of_path(real, resolved);

	free(real);
	return in;
}

/* Is a resolved path in one of the tablespaces? */
static bool
is_in_tablespace(const char *resolved)
{
	static const char spaces[] = "pg_tblspc";
	DIR		   *dir = AllocateDir(spaces);
	struct dirent *entry;
	bool		in = false;

	while (!in && (entry = ReadDir(dir, spaces)) != NULL)
	{
		char		link[MAXPGPATH];

		snprintf(link, sizeof(link), "%s/%s", spaces, entry->d_name);
		in = entry->d_name[0] != '.' && is_in(resolved, link);
	}
	FreeDir(dir);
	return in;
}

/* What is wrong with where it is. */
static const char *
check_place(const char *path)
{
	char	   *real = realpath(path, NULL);
	char		resolved[MAXPGPATH] = "";

	if (real != NULL && strlen(real) < sizeof(resolved))
		strlcpy(resolved, real, sizeof(resolved));
	free(real);
	if (resolved[0] == '\0')
		return "The path of the key file can't be resolved.";
	if (is_in(resolved, DataDir) || is_in(resolved, "pg_wal"))
		return "The key file is in the data directory: a base backup would carry it.";
	if (is_in_tablespace(resolved))
		return "The key file is in a tablespace: a base backup would carry it.";
	return check_folder(resolved);
}

/* A sentence about a line. */
static const char *
tell_line(int line, const char *what)
{
	static char sentence[64];

	snprintf(sentence, sizeof(sentence), "Line %d of the key file %s.", line,
			 what);
	return sentence;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Cuts the blanks at both ends off. */
static UsSpan
trim(UsSpan span)
{
	while (span.len > 0 && is_blank(span.start[0]))
		us_span_take(&span, 1);
	while (span.len > 0 && is_blank(span.start[span.len - 1]))
		span.len--;
	return span;
}

/* Reads a line that holds a key; false if it is malformed. */
static bool
read_key(UsSpan line, UsKey *key)
{
	unsigned char master[US_SEAL_KEY_BYTES];
	size_t		len = 0;
	UsSpan		id = line;
	bool		good;

	id.len = 0;
	while (id.len < line.len && !is_blank(line.start[id.len]))
		id.len++;
	us_span_take(&line, id.len);
	line = trim(line);
	good = us_seal_is_id(id) &&
		us_base64_decode(line.start, line.len, master, sizeof(master), &len) &&
		len == sizeof(master);
	if (good)
	{
		memset(key, 0, sizeof(*key));
		memcpy(key->id, id.start, id.len);
		us_seal_derive(master, key->bytes);
	}
	sodium_memzero(master, sizeof(master));
	return good;
}

static bool
has_id(const UsKeyRing *ring, const char *id)
{
	for (int i = 0; i < ring->count; i++)
	{
		if (strcmp(ring->keys[i].id, id) == 0)
			return true;
	}
	return false;
}

/* Reads the lines; NULL, or what is wrong with one. */
static const char *
read_lines(UsSpan text, UsKeyRing *ring)
{
	ring->count = 0;
	for (int number = 1; text.len > 0; number++)
	{
		UsKey	   *key = &ring->keys[ring->count];
		UsSpan		line;

		if (!us_span_cut(&text, '\n', &line))
			line = us_span_take(&text, text.len);
		line = trim(line);
		if (line.len == 0 || line.start[0] == '#')
			continue;
		if (ring->count == US_KEYS_MAX)
			return tell_line(number, "is one key too many");
		if (!read_key(line, key))
			return tell_line(number, "is malformed");
		if (has_id(ring, key->id))
			return tell_line(number, "has the id of another");
		ring->count++;
	}
	return ring->count == 0 ? "The key file has no key." : NULL;
}

/* Reads what an open file holds; NULL, or what went wrong. */
static const char *
read_text(int fd, size_t size, UsKeyRing *ring)
{
	char	   *buffer = sodium_malloc(size);
	size_t		len = 0;
	ssize_t		got = 1;
	const char *problem;

	if (buffer == NULL)
		return "There is no memory to read the key file.";
	while (len < size && (got = read(fd, buffer + len, size - len)) != 0)
	{
		if (got > 0)
			len += (size_t) got;
		else if (errno != EINTR)
			break;
	}
	problem = len < size ? "The key file can't be read, or is being changed." :
		read_lines((UsSpan) {buffer, len}, ring);
	sodium_free(buffer);
	return problem;
}

/* Why a file can't be opened. */
static const char *
tell_open(int error)
{
	switch (error)
	{
		case ENOENT:
			return "There is no key file of that name.";
		case ELOOP:
			return "The key file is a symbolic link.";
		case EACCES:
			return "The server may not read the key file.";
		default:
			return "The key file can't be opened.";
	}
}

/*
 * us_key_file_read
 *
 * NB: what is looked at is what was opened, not what has the name later; and
 * that is opened so that a named pipe does not make us wait.
 */
const char *
us_key_file_read(const char *path, struct stat *status, UsKeyRing *ring)
{
	const char *problem;
	int			fd;

	if (path[0] == '\0')
		return "The setting userstore.key_file is empty.";
	if (!is_absolute_path(path))
		return "The setting userstore.key_file is not an absolute path.";
	fd = OpenTransientFile(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return tell_open(errno);
	if (fstat(fd, status) != 0)
		problem = "The key file can't be looked at.";
	else
		problem = check_status(status);
	if (problem == NULL)
		problem = check_place(path);
	if (problem == NULL)
		problem = read_text(fd, (size_t) status->st_size, ring);
	(void) CloseTransientFile(fd);
	return problem;
}
