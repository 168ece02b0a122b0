/*-------------------------------------------------------------------------
 *
 * tally.c
 *	  Failures by store and minute, for an hour, and how many had a line.
 *
 * A table of fixed size in shared memory, a row for each store of each
 * database.  One that had no failure for an hour makes room for another; the
 * last row is for all who find none.  Each row is a ring of minutes.
 *
 * src/tally.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "storage/lwlock.h"

#include "shared.h"
#include "tally.h"

#define ROWS			128
#define SHARED_ROW		(ROWS - 1)
#define MINUTES			60

/* Lines in the log, of the whole server, in a minute. */
#define LINES_MAX		600

/* Failures in one minute; of an older one if the ring has moved on. */
typedef struct Minute
{
	uint32		minute;
	uint32		counts[US_FAILURE_COUNT];
} Minute;

typedef struct Row
{
	Oid			database;
	uint32		used;			/* the minute of the last failure; 0: free */
	char		store[NAMEDATALEN];
	Minute		minutes[MINUTES];
} Row;

typedef struct Table
{
	LWLock		lock;			/* of all that follows */
	uint32		minute;			/* that of the lines */
	uint32		lines;			/* written in it */
	uint64		left_out;		/* likewise not */
	uint32		over;			/* a minute before, with lines left out */
	uint64		over_left_out;	/* how many; 0: that was told */
	Row			rows[ROWS];
} Table;

StaticAssertDecl(sizeof(Table) < 250000, "the table is too large");

static Size table_size(void);
static void init_table(void *address);

static UsSharedPart part = {table_size, init_table, NULL};

static Size
table_size(void)
{
	return sizeof(Table);
}

static void
init_table(void *address)
{
	us_shared_init_lock(&((Table *) address)->lock);
}

void
us_tally_start(void)
{
	us_shared_add(&part);
}

static uint32
this_minute(void)
{
	return (uint32) (us_shared_time() / USECS_PER_MINUTE);
}

TimestampTz
us_tally_time(uint32 minute)
{
	return (TimestampTz) minute * USECS_PER_MINUTE;
}

/* The row of a store of this database, made if there is room. */
static Row *
find_row(Table *table, const char *store, uint32 now)
{
	Row		   *free_row = NULL;

	for (int i = 0; i < SHARED_ROW; i++)
	{
		Row		   *row = &table->rows[i];

		if (row->database == MyDatabaseId && strcmp(row->store, store) == 0)
			return row;
		if (free_row == NULL && row->used + MINUTES < now)
			free_row = row;
	}
	if (free_row == NULL)
		return &table->rows[SHARED_ROW];
	memset(free_row, 0, sizeof(Row));
	free_row->database = MyDatabaseId;
	strlcpy(free_row->store, store, NAMEDATALEN);
	return free_row;
}

void
us_tally_count(const char *store, UsFailure why)
{
	Table	   *table = part.address;
	uint32		now = this_minute();
	Row		   *row;
	Minute	   *minute;

	LWLockAcquire(&table->lock, LW_EXCLUSIVE);
	row = find_row(table, store, now);
	row->used = now;
	minute = &row->minutes[now % MINUTES];
	if (minute->minute != now)
	{
		memset(minute, 0, sizeof(Minute));
		minute->minute = now;
	}
	if (minute->counts[why] < PG_UINT32_MAX)
		minute->counts[why]++;
	LWLockRelease(&table->lock);
}

bool
us_tally_next(int *i, uint32 minute, UsTally *tally)
{
	Table	   *table = part.address;
	uint32		now = this_minute();
	bool		found = false;

	LWLockAcquire(&table->lock, LW_SHARED);
	while (*i < ROWS * MINUTES && !found)
	{
		const Row  *row = &table->rows[*i / MINUTES];
		const Minute *one = &row->minutes[*i % MINUTES];

		(*i)++;
		if (one->minute == 0 || one->minute + MINUTES <= now ||
			(minute != 0 && one->minute != minute))
			continue;
		found = true;
		tally->database = row->database;
		strlcpy(tally->store, row->store, NAMEDATALEN);
		tally->minute = one->minute;
		memcpy(tally->counts, one->counts, sizeof(tally->counts));
	}
	LWLockRelease(&table->lock);
	return found;
}

/* Begins a new minute of lines, if one has begun. */
static void
move_on(Table *table)
{
	uint32		now = this_minute();

	if (table->minute == now)
		return;
	if (table->left_out > 0)
	{
		table->over = table->minute;
		table->over_left_out = table->left_out;
	}
	table->minute = now;
	table->lines = 0;
	table->left_out = 0;
}

bool
us_tally_take_line(void)
{
	Table	   *table = part.address;
	bool		taken;

	LWLockAcquire(&table->lock, LW_EXCLUSIVE);
	move_on(table);
	taken = table->lines < LINES_MAX;
	if (taken)
		table->lines++;
	else
		table->left_out++;
	LWLockRelease(&table->lock);
	return taken;
}

bool
us_tally_take_minute(uint32 *minute, uint64 *left_out)
{
	Table	   *table = part.address;

	LWLockAcquire(&table->lock, LW_EXCLUSIVE);
	move_on(table);
	*minute = table->over;
	*left_out = table->over_left_out;
	table->over_left_out = 0;
	LWLockRelease(&table->lock);
	return *left_out > 0;
}
