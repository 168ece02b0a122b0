/*-------------------------------------------------------------------------
 *
 * shared.c
 *	  The guard's shared memory, which needs no preloading.
 *
 * An anchor is found by its name in what PostgreSQL keeps for that, and holds
 * the handle of the segment: a dynamic one, pinned until the server stops.
 * Whoever comes first makes it, under AddinShmemInitLock.  A crash of a
 * backend takes both away, and the next call makes them anew.
 *
 * The anchor's name has the version of the layout, so that after an update of
 * the package under a running server sessions with the old library and with
 * the new one have a segment each.
 *
 * src/shared.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "storage/dsm.h"
#include "utils/memutils.h"

#include <sodium.h>

#include "attempt.h"
#include "clock.h"
#include "compat.h"
#include "domain.h"
#include "shared.h"

#define PARTS_MAX		8
#define PAGE_BYTES		4096
#define MAGIC			0x75736731	/* "usg1" */
#define ANCHOR_NAME		"userstore guard " CppAsString2(US_SHARED_LAYOUT)

typedef struct Anchor
{
	dsm_handle	handle;			/* DSM_HANDLE_INVALID until there is one */
} Anchor;

/* What the segment begins with. */
typedef struct Header
{
	uint32		magic;
	uint32		layout;
	Size		size;
	int			tranche;		/* of the locks in it */
	uint64		epoch;
	TimestampTz made_at;
	unsigned char key[US_SHARED_KEY_BYTES];
} Header;

static UsSharedPart *parts[PARTS_MAX];
static int	part_count = 0;
static Header *header = NULL;
static bool attached = false;	/* is header good? */
static bool told = false;		/* that there is no memory */

void
us_shared_add(UsSharedPart *part)
{
	Assert(part_count < PARTS_MAX);
	parts[part_count++] = part;
}

static Size
size_of_part(int i)
{
	return CACHELINEALIGN(parts[i]->size());
}

static Size
size_of_all(void)
{
	Size		size = CACHELINEALIGN(sizeof(Header));

	for (int i = 0; i < part_count; i++)
		size += size_of_part(i);
	return size;
}

/* Tells the parts where they are. */
static void
place_parts(void)
{
	char	   *address = (char *) header + CACHELINEALIGN(sizeof(Header));

	for (int i = 0; i < part_count; i++)
	{
		parts[i]->address = address;
		address += size_of_part(i);
	}
}

static void
init_anchor(void *address)
{
	((Anchor *) address)->handle = DSM_HANDLE_INVALID;
}

/* Fills a new segment. */
static void
init_segment(Size size)
{
	memset(header, 0, size);
	header->magic = MAGIC;
	header->layout = US_SHARED_LAYOUT;
	header->size = size;
	header->tranche = LWLockNewTrancheId();
	header->epoch = us_clock_now();
	header->made_at = GetCurrentTimestamp();
	randombytes_buf(header->key, sizeof(header->key));
	place_parts();
	for (int i = 0; i < part_count; i++)
		parts[i]->init(parts[i]->address);
}

static dsm_segment *
make_segment(Anchor *anchor, Size size)
{
	dsm_segment *segment = dsm_create(size, 0);

	header = dsm_segment_address(segment);
	init_segment(size);
	dsm_pin_segment(segment);
	anchor->handle = dsm_segment_handle(segment);
	return segment;
}

static dsm_segment *
find_segment(const Anchor *anchor, Size size)
{
	dsm_segment *segment = dsm_attach(anchor->handle);

	if (segment == NULL)
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("could not map the segment of the guard"));
	header = dsm_segment_address(segment);
	if (header->magic != MAGIC || header->layout != US_SHARED_LAYOUT ||
		header->size != size)
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("the segment of the guard has another layout"),
				errhint("Another build of the library made it: restart the server."));
	place_parts();
	return segment;
}

/*
 * Touches all of the segment, which takes half a millisecond: or each login
 * of a new session would do it for another page of it.
 */
static void
touch_segment(Size size)
{
	volatile const char *address = (const char *) header;

	for (Size i = 0; i < size; i += PAGE_BYTES)
		(void) address[i];
}

/* A work function of us_attempt: an error here aborts its subtransaction. */
static void
attach(void *arg pg_attribute_unused())
{
	Size		size = size_of_all();
	dsm_segment *segment;
	Anchor	   *anchor;

	LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
	anchor = us_named_memory(ANCHOR_NAME, sizeof(Anchor), init_anchor);
	segment = anchor->handle == DSM_HANDLE_INVALID ?
		make_segment(anchor, size) : find_segment(anchor, size);
	dsm_pin_mapping(segment);
	LWLockRelease(AddinShmemInitLock);
	LWLockRegisterTranche(header->tranche, "userstore");
	touch_segment(size);
}

/* Once a session, until there is memory. */
static void
tell(const ErrorData *error)
{
	if (told)
		return;
	told = true;
	ereport(LOG_SERVER_ONLY,
			errcode(error->sqlerrcode),
			errmsg("userstore has no shared memory, and hashes nothing"),
			errdetail("%s", error->message),
			errhint("It needs a segment of %zu kB.", size_of_all() / 1024),
			errhidestmt(true), errhidecontext(true));
}

bool
us_shared_attach(void)
{
	ErrorData  *error;

	if (attached)
		return true;
	error = us_attempt(attach, NULL);
	if (error != NULL)
	{
		tell(error);
		FreeErrorData(error);
		return false;
	}
	told = false;
	attached = true;
	return true;
}

bool
us_shared_is_attached(void)
{
	return attached;
}

void
us_shared_init_lock(LWLock *lock)
{
	LWLockInitialize(lock, header->tranche);
}

Size
us_shared_offset(const void *address)
{
	return (const char *) address - (const char *) header;
}

void *
us_shared_at(Size offset)
{
	return (char *) header + offset;
}

const unsigned char *
us_shared_key(void)
{
	return header->key;
}

uint64
us_shared_epoch(void)
{
	return header->epoch;
}

TimestampTz
us_shared_made_at(void)
{
	return header->made_at;
}

TimestampTz
us_shared_time(void)
{
	return header->made_at +
		(TimestampTz) (us_clock_simulated() - header->epoch);
}

Size
us_shared_size(void)
{
	return header->size;
}
