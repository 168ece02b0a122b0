/*-------------------------------------------------------------------------
 *
 * usage.c
 *	  What each role did on each store: counted, and limited by the hour.
 *
 * A table of fixed size in shared memory, found by open addressing.  Its first
 * row is for those who find no room: they are counted together, and the quota
 * of each is against what all of them took, so that nobody gets more than his.
 *
 * When the table is full, the row that was unused for longest makes room, if
 * that is longer than any quota looks back.  What is lost are the counts of a
 * role that came for more than an hour no more: userstore.stats goes back by
 * them.  No quota is lost.
 *
 * A session remembers the rows that it used last, and looks at them without a
 * lock.  Using a row, it writes the time and then reads the row's generation;
 * who takes a row away writes the generation and then reads the time.  So one
 * of the two notices the other.
 *
 * src/usage.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "port/atomics.h"
#include "storage/lwlock.h"
#include "storage/spin.h"

#include "clock.h"
#include "outcome.h"
#include "shared.h"
#include "usage.h"
#include "window.h"

#define ROWS			1024
#define SHARED_ROW		0
#define RECENT_MAX		4		/* rows that a session remembers */

/* As far as a quota looks back. */
#define IDLE			(US_WINDOW_BUCKETS * US_WINDOW_BUCKET * US_SECOND)

/* Whose a row is; padding is zero. */
typedef struct Key
{
	Oid			database;
	Oid			role;
	char		store[NAMEDATALEN];
} Key;

struct UsUsage
{
	Key			key;			/* changes under the table's lock */
	pg_atomic_uint32 generation;	/* goes up when the row is taken away */
	pg_atomic_uint64 used_at;
	pg_atomic_uint64 turn;
	pg_atomic_uint64 counters[US_COUNTER_COUNT];
	pg_atomic_uint64 waits[US_WAIT_BUCKETS];
	slock_t		lock;			/* of the windows */
	UsWindow	windows[US_QUOTA_COUNT];
};

typedef struct Table
{
	LWLock		lock;
	uint64		full_until;		/* no row has been unused for long before */
	uint32		hashes[ROWS];	/* 0: the row is free */
	UsUsage		rows[ROWS];
} Table;

StaticAssertDecl(sizeof(Table) < 512 * 1024, "the table is too large");

static Size table_size(void);
static void init_table(void *address);

static UsSharedPart part = {table_size, init_table, NULL};

/* Rows that this session used lately. */
static struct
{
	Key			key;
	UsUsage    *row;			/* NULL: none */
	uint32		generation;
}			recent[RECENT_MAX];
static int	recent_next = 0;

static const char *const quota_details[] = {
	"The quota of look-ups per hour is used up.",
	"The quota of changes per hour is used up.",
	"The quota of deletes per hour is used up."
};

StaticAssertDecl(lengthof(quota_details) == US_QUOTA_COUNT,
				 "a quota has no text");

/* Upper ends of the waits' buckets but the last, in microseconds. */
static const uint64 wait_ends[] = {1000, 10000, 100000, 1000000, 5000000};

StaticAssertDecl(lengthof(wait_ends) == US_WAIT_BUCKETS - 1,
				 "a bucket of waits has no end");

static Size
table_size(void)
{
	return sizeof(Table);
}

static void
init_table(void *address)
{
	Table	   *table = address;

	us_shared_init_lock(&table->lock);
	for (int i = 0; i < ROWS; i++)
	{
		UsUsage    *row = &table->rows[i];

		pg_atomic_init_u32(&row->generation, 0);
		pg_atomic_init_u64(&row->used_at, 0);
		pg_atomic_init_u64(&row->turn, 0);
		for (int c = 0; c < US_COUNTER_COUNT; c++)
			pg_atomic_init_u64(&row->counters[c], 0);
		for (int w = 0; w < US_WAIT_BUCKETS; w++)
			pg_atomic_init_u64(&row->waits[w], 0);
		SpinLockInit(&row->lock);
	}
}

void
us_usage_start(void)
{
	us_shared_add(&part);
}

/* Uses a row; false if it is another's since that generation. */
static bool
use_row(UsUsage *row, uint32 generation)
{
	pg_atomic_write_u64(&row->used_at, us_clock_simulated());
	pg_memory_barrier();
	return pg_atomic_read_u32(&row->generation) == generation;
}

/*
 * The place of a key in the table: its row, else a free one (*found is false),
 * else the shared one.
 */
static int
find_place(const Table *table, const Key *key, uint32 hash, bool *found)
{
	int			i = hash % ROWS;

	*found = false;
	for (int n = 0; n < ROWS; n++, i = (i + 1) % ROWS)
	{
		if (i == SHARED_ROW)
			continue;
		if (table->hashes[i] == 0)
			return i;
		if (table->hashes[i] == hash &&
			memcmp(&table->rows[i].key, key, sizeof(Key)) == 0)
		{
			*found = true;
			return i;
		}
	}
	return SHARED_ROW;
}

/*
 * Empties the row that was unused for longest, if that is long enough, and
 * returns its place; else that of the shared one.
 */
static int
make_room(Table *table)
{
	uint64		now = us_clock_simulated();
	uint64		oldest = PG_UINT64_MAX;
	int			place = SHARED_ROW;
	UsUsage    *row;

	if (now < table->full_until)
		return SHARED_ROW;
	for (int i = SHARED_ROW + 1; i < ROWS; i++)
	{
		uint64		used_at = pg_atomic_read_u64(&table->rows[i].used_at);

		if (used_at < oldest)
		{
			oldest = used_at;
			place = i;
		}
	}
	table->full_until = oldest + IDLE;
	if (now < table->full_until)
		return SHARED_ROW;

	/* NB: in this order; see the top. */
	row = &table->rows[place];
	pg_atomic_fetch_add_u32(&row->generation, 1);
	pg_memory_barrier();
	if (pg_atomic_read_u64(&row->used_at) != oldest)
		return SHARED_ROW;

	pg_atomic_write_u64(&row->turn, 0);
	for (int c = 0; c < US_COUNTER_COUNT; c++)
		pg_atomic_write_u64(&row->counters[c], 0);
	for (int w = 0; w < US_WAIT_BUCKETS; w++)
		pg_atomic_write_u64(&row->waits[w], 0);
	memset(row->windows, 0, sizeof(row->windows));
	return place;
}

/* The row of a key, made if there is none, and its generation. */
static UsUsage *
find_row(const Key *key, uint32 *generation)
{
	Table	   *table = part.address;
	uint32		hash = Max(hash_bytes((const unsigned char *) key,
									  sizeof(Key)), 1);
	bool		found;
	int			place;

	LWLockAcquire(&table->lock, LW_SHARED);
	place = find_place(table, key, hash, &found);
	if (!found)
	{
		LWLockRelease(&table->lock);
		LWLockAcquire(&table->lock, LW_EXCLUSIVE);
		place = find_place(table, key, hash, &found);
		if (place == SHARED_ROW)
			place = make_room(table);
		if (!found && place != SHARED_ROW)
		{
			table->rows[place].key = *key;
			table->hashes[place] = hash;
		}
	}
	*generation = pg_atomic_read_u32(&table->rows[place].generation);
	(void) use_row(&table->rows[place], *generation);
	LWLockRelease(&table->lock);
	return &table->rows[place];
}

static bool
is_key(const Key *key, Oid role, const char *store)
{
	return key->role == role && strcmp(key->store, store) == 0;
}

UsUsage *
us_usage_of(Oid role, const char *store)
{
	Key			key = {MyDatabaseId, role, ""};
	UsUsage    *row;
	uint32		generation;

	for (int i = 0; i < RECENT_MAX; i++)
	{
		if (recent[i].row != NULL && is_key(&recent[i].key, role, store))
		{
			if (use_row(recent[i].row, recent[i].generation))
				return recent[i].row;
			recent[i].row = NULL;
		}
	}

	strlcpy(key.store, store, NAMEDATALEN);
	row = find_row(&key, &generation);
	if (row != &((Table *) part.address)->rows[SHARED_ROW])
	{
		recent[recent_next].key = key;
		recent[recent_next].row = row;
		recent[recent_next].generation = generation;
		recent_next = (recent_next + 1) % RECENT_MAX;
	}
	return row;
}

void
us_usage_add(UsUsage *usage, UsCounter counter, uint64 n)
{
	pg_atomic_fetch_add_u64(&usage->counters[counter], n);
}

void
us_usage_add_wait(UsUsage *usage, uint64 microseconds)
{
	int			bucket = 0;

	while (bucket < US_WAIT_BUCKETS - 1 && microseconds > wait_ends[bucket])
		bucket++;
	pg_atomic_fetch_add_u64(&usage->waits[bucket], 1);
	us_usage_add(usage, US_COUNT_WAIT_MICROSECONDS, microseconds);
}

static uint32
seconds_now(void)
{
	return (uint32) (us_clock_simulated() / US_SECOND);
}

void
us_usage_take(UsUsage *usage, UsQuota quota, int limit)
{
	uint32		now = seconds_now();
	bool		taken;

	SpinLockAcquire(&usage->lock);
	taken = us_window_take(&usage->windows[quota], limit, now);
	SpinLockRelease(&usage->lock);
	if (taken)
		return;
	us_usage_add(usage, US_COUNT_OVER_QUOTA, 1);
	us_refuse(US_TOO_MANY_REQUESTS, quota_details[quota]);
}

pg_atomic_uint64 *
us_usage_turn(UsUsage *usage)
{
	return &usage->turn;
}

/* Copies what a row has. */
static void
read_row(UsUsage *usage, uint32 now, UsUsageRow *row)
{
	row->database = usage->key.database;
	row->role = usage->key.role;
	strlcpy(row->store, usage->key.store, NAMEDATALEN);
	for (int c = 0; c < US_COUNTER_COUNT; c++)
		row->counters[c] = pg_atomic_read_u64(&usage->counters[c]);
	for (int w = 0; w < US_WAIT_BUCKETS; w++)
		row->waits[w] = pg_atomic_read_u64(&usage->waits[w]);

	SpinLockAcquire(&usage->lock);
	for (int quota = 0; quota < US_QUOTA_COUNT; quota++)
		row->taken[quota] = us_window_taken(&usage->windows[quota], now);
	SpinLockRelease(&usage->lock);
}

bool
us_usage_next(int *i, UsUsageRow *row)
{
	Table	   *table = part.address;
	uint32		now = seconds_now();
	bool		found = false;

	LWLockAcquire(&table->lock, LW_SHARED);
	while (*i < ROWS && !found)
	{
		int			place = (*i)++;

		found = place == SHARED_ROW || table->hashes[place] != 0;
		if (found)
			read_row(&table->rows[place], now, row);
	}
	LWLockRelease(&table->lock);
	return found;
}
