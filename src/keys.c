/*-------------------------------------------------------------------------
 *
 * keys.c
 *	  The keys of userstore.key_file: read, checked, chosen.
 *
 * The file is read at the first need, and again when its name or what stat()
 * says of it has changed; a file that was changed in the last seconds is read
 * every time, since a second change might show in nothing.  It is looked at
 * once for each statement of a client, and in a longer one every millisecond:
 * what an operator does to the file counts from the next call on, everywhere.
 *
 * What is kept are the derived keys, in memory that is locked and wiped.
 *
 * src/keys.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <time.h>

#include <sodium.h>

#include "access/xact.h"
#include "storage/ipc.h"
#include "utils/memutils.h"

#include "catalog.h"
#include "clock.h"
#include "domain.h"
#include "hash/span.h"
#include "keys.h"
#include "settings.h"

/* Seconds after which two changes of a file have different times. */
#define SETTLED			2

/* How long a look at the file is good for within a statement. */
#define LOOK_AGAIN		(US_SECOND / 1000)

#define CANARY_TEXT		"a userstore key that opens this is the right one"
#define CANARY_SCHEME	"canary"

static const char not_read[] = "The key file could not be read.";

static UsKeyRing *ring = NULL;	/* its memory; NULL until the first need */
static bool ring_good = false;	/* does it hold the keys of the file? */
static char *ring_path = NULL;	/* the file that was read */
static struct stat ring_status;
static bool ring_settled = false;
static const char *problem = not_read;	/* of the file; static, here or there */

static TimestampTz looked_in = 0;	/* the statement in which we looked last */
static uint64 looked_at = 0;

static uint64 changes = 0;		/* of userstore.keys, as far as we know */
static bool rows_known = false; /* was the table looked at since? */
static char lacking[160];		/* what came of it; "": nothing is lacking */

static void
forget_keys(int code pg_attribute_unused(), Datum arg pg_attribute_unused())
{
	ring_good = false;
	sodium_free(ring);
	ring = NULL;
}

static void
rows_changed(void)
{
	changes++;
	rows_known = false;
}

void
us_keys_start(void)
{
	us_catalog_listen(rows_changed);
	on_proc_exit(forget_keys, (Datum) 0);
}

static bool
same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
		a->st_mode == b->st_mode &&
		a->st_uid == b->st_uid && a->st_size == b->st_size &&
		a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
		a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
		a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
		a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* Are the keys still those of the file? */
static bool
is_current(const char *path)
{
	struct stat status;

	return ring_good && ring_settled && strcmp(path, ring_path) == 0 &&
		lstat(path, &status) == 0 && same_file(&status, &ring_status);
}

static void
remember_path(const char *path)
{
	char	   *copy;

	if (ring_path != NULL && strcmp(path, ring_path) == 0)
		return;
	copy = MemoryContextStrdup(TopMemoryContext, path);
	if (ring_path != NULL)
		pfree(ring_path);
	ring_path = copy;
}

/* Reads the file anew.  NB: whatever fails, there is no key then. */
static void
read_file(const char *path)
{
	ring_good = false;
	rows_known = false;
	problem = not_read;			/* unless what follows returns */
	remember_path(path);
	if (ring == NULL)
		ring = sodium_malloc(sizeof(UsKeyRing));
	problem = ring == NULL ? "There is no memory to keep keys in." :
		us_key_file_read(path, &ring_status, ring);
	ring_good = problem == NULL;
	if (ring_good)
		ring_settled = time(NULL) > ring_status.st_ctim.tv_sec + SETTLED;
	else if (ring != NULL)
		sodium_memzero(ring, sizeof(UsKeyRing));
}

static UsSpan
span_of(const char *text)
{
	return (UsSpan) {text, strlen(text)};
}

/* The key with that id, confirmed or not. */
static UsKey *
find_key(UsSpan id)
{
	for (int i = 0; ring_good && i < ring->count; i++)
	{
		if (us_span_equals(id, ring->keys[i].id))
			return &ring->keys[i];
	}
	return NULL;
}

/* Does a key open a canary? */
static bool
opens(const UsKey *key, const char *canary)
{
	const UsSealPlace place = {.purpose = US_SEAL_CANARY};
	char		text[sizeof(CANARY_TEXT)] = "";
	UsSealed	sealed;

	return us_seal_parse(span_of(canary), &sealed) == US_SEAL_DONE &&
		us_span_equals(sealed.key, key->id) &&
		us_span_equals(sealed.scheme, CANARY_SCHEME) &&
		sealed.verifier_len == sizeof(CANARY_TEXT) - 1 &&
		us_seal_open(key->bytes, &sealed, &place, text) == US_SEAL_DONE &&
		memcmp(text, CANARY_TEXT, sizeof(CANARY_TEXT) - 1) == 0;
}

/* Notes what is lacking, unless something is already. */
static void
note_lacking(const char *format, const char *id)
{
	if (lacking[0] == '\0')
		snprintf(lacking, sizeof(lacking), format, id);
}

/* Confirms the keys of the ring by userstore.keys. */
static void
read_rows(void)
{
	uint64		changes_before = changes;
	List	   *rows;
	ListCell   *cell;

	lacking[0] = '\0';
	for (int i = 0; ring_good && i < ring->count; i++)
		ring->keys[i].confirmed = false;
	rows = us_catalog_keys();
	foreach(cell, rows)
	{
		const UsKeyRow *row = lfirst(cell);
		UsKey	   *key = find_key(span_of(row->id));

		if (key == NULL)
			note_lacking("Key \"%s\" of userstore.keys is not in the key file.", row->id);
		else if (opens(key, row->canary))
			key->confirmed = true;
		else
			note_lacking("Key \"%s\" of the key file is not the one that userstore.keys means.", row->id);
	}
	if (rows == NIL)
		note_lacking("No key is in userstore.keys%s.", "");

	/* NB: a change may have come while we read. */
	rows_known = changes == changes_before;
}

/* Has the file been looked at just now?  If not, it will have been. */
static bool
has_looked(void)
{
	TimestampTz statement = GetCurrentStatementStartTimestamp();
	uint64		now = us_clock_now();

	if (statement == looked_in && now - looked_at < LOOK_AGAIN)
		return true;
	looked_in = statement;
	looked_at = now;
	return false;
}

static void
refresh(void)
{
	const char *path = us_settings_key_file();

	if (!has_looked() && !is_current(path))
		read_file(path);
	if (!rows_known)
		read_rows();
}

const char *
us_keys_problem(void)
{
	refresh();
	return problem;
}

/* The active key as it is known now. */
static const UsKey *
find_active(void)
{
	const char *id = us_settings_active_key();
	const UsKey *key = NULL;

	if (id[0] != '\0')
		key = find_key(span_of(id));
	for (int i = 0; id[0] == '\0' && key == NULL && ring_good &&
		 i < ring->count; i++)
	{
		if (ring->keys[i].confirmed)
			key = &ring->keys[i];
	}
	return key != NULL && key->confirmed ? key : NULL;
}

const char *
us_keys_lacking(void)
{
	refresh();
	if (problem != NULL)
		return problem;
	if (lacking[0] != '\0')
		return lacking;
	return find_active() != NULL ? NULL :
		"The key that userstore.active_key names is not in userstore.keys.";
}

const UsKey *
us_keys_find(UsSpan id)
{
	const UsKey *key;

	refresh();
	key = find_key(id);
	return key != NULL && key->confirmed ? key : NULL;
}

const UsKey *
us_keys_active(void)
{
	refresh();
	return find_active();
}

const UsKey *
us_keys_at(int i)
{
	refresh();
	return ring_good && i < ring->count ? &ring->keys[i] : NULL;
}

char *
us_keys_canary(const UsKey *key)
{
	const UsSealPlace place = {.purpose = US_SEAL_CANARY};
	UsSpan		id = span_of(key->id);
	UsSpan		scheme = US_SPAN(CANARY_SCHEME);
	UsSpan		text = US_SPAN(CANARY_TEXT);
	size_t		size = us_seal_length(id.len, scheme.len, text.len) + 1;
	char	   *canary = palloc(size);

	if (us_seal_make(key->bytes, id, scheme, &place, text, canary,
					 size) != US_SEAL_DONE)
		ereport(ERROR,
				errcode(ERRCODE_INTERNAL_ERROR),
				errmsg("could not seal the canary of a key"));
	return canary;
}
