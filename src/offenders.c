/*-------------------------------------------------------------------------
 *
 * offenders.c
 *	  The table of those about whom guesses failed.
 *
 * A subject belongs to one set of the table and has one of its entries.  No
 * entry is taken from one who has it.  A failure that finds its set full is
 * counted with those of others, in one of the set's shared counts, and the
 * budget of such a count is that of a single subject.  Who has no entry is
 * judged by his shared count, and who gets one begins with what stands there:
 * so filling the table makes tries fewer, and never more.  Nor can one store
 * fill it for all: a group of stores has so many of a set's entries, and a
 * few shared counts to itself.
 *
 * A user's failure fills a third as much of a shared count as an identifier's
 * does (budget.h), and either is judged by the whole.
 *
 * src/offenders.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "port/atomics.h"

#include "offenders.h"
#include "shared.h"

#define SET_BITS		14
#define SETS			(1 << SET_BITS)
#define ENTRIES			16		/* of a set */
#define GROUP_ENTRIES	12		/* of these, that one group may have */
#define GROUP_COUNTS	2		/* of a set, shared by one group */
#define SHARED_COUNTS	(GROUP_COUNTS * US_SUBJECT_GROUPS)
#define PARTITIONS		64		/* of the table, each with a lock */

/* The bits of a subject, from the lowest: set, key, group, shared count. */
#define KEY_SHIFT		SET_BITS
#define MORE_KEY_SHIFT	(KEY_SHIFT + 32)
#define COUNT_SHIFT		(US_SUBJECT_GROUP_SHIFT + 2)

typedef struct Set
{
	UsOffender	entries[ENTRIES];
	UsBudget	shared[SHARED_COUNTS];
} Set;

typedef struct Table
{
	LWLockPadded locks[PARTITIONS];
	pg_atomic_uint64 spilled;
	Set			sets[SETS];
} Table;

StaticAssertDecl(US_SUBJECT_GROUP_SHIFT == MORE_KEY_SHIFT + 8,
				 "the key has bits of the group");
StaticAssertDecl(sizeof(UsOffender) == 24, "an entry has padding");
StaticAssertDecl(sizeof(Set) == 448, "a set has padding");

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
	Table	   *table = address;

	for (int i = 0; i < PARTITIONS; i++)
		us_shared_init_lock(&table->locks[i].lock);
	pg_atomic_init_u64(&table->spilled, 0);
}

void
us_offenders_start(void)
{
	us_shared_add(&part);
}

static Table *
table(void)
{
	return part.address;
}

static Set *
set_of(UsSubject subject)
{
	return &table()->sets[subject % SETS];
}

static LWLock *
lock_of(UsSubject subject)
{
	return &table()->locks[subject % SETS % PARTITIONS].lock;
}

static uint32
key_of(UsSubject subject)
{
	return (uint32) (subject >> KEY_SHIFT);
}

static uint8
more_key_of(UsSubject subject)
{
	return (uint8) (subject >> MORE_KEY_SHIFT);
}

static int
group_of(UsSubject subject)
{
	return (int) (subject >> US_SUBJECT_GROUP_SHIFT) % US_SUBJECT_GROUPS;
}

static bool
is_live(const UsBudget *budget, uint32 now)
{
	return us_budget_failures(budget, now) > 0;
}

void
us_offenders_lock(UsSubject subject, LWLockMode mode)
{
	LWLockAcquire(lock_of(subject), mode);
}

void
us_offenders_unlock(UsSubject subject)
{
	LWLockRelease(lock_of(subject));
}

UsOffender *
us_offenders_find(UsSubject subject, uint32 now)
{
	Set		   *set = set_of(subject);

	for (int i = 0; i < ENTRIES; i++)
	{
		UsOffender *entry = &set->entries[i];

		if (entry->key == key_of(subject) &&
			entry->more_key == more_key_of(subject) &&
			entry->group == group_of(subject) &&
			is_live(&entry->budget, now))
			return entry;
	}
	return NULL;
}

UsBudget *
us_offenders_shared(UsSubject subject)
{
	int			count = (int) (subject >> COUNT_SHIFT) % GROUP_COUNTS;

	return &set_of(subject)->shared[group_of(subject) * GROUP_COUNTS + count];
}

/* Makes an entry a subject's, which begins as what judged him until now. */
static void
give_entry(UsOffender *entry, UsSubject subject, uint32 now)
{
	memset(entry, 0, sizeof(UsOffender));
	entry->key = key_of(subject);
	entry->more_key = more_key_of(subject);
	entry->group = group_of(subject);
	if (is_live(us_offenders_shared(subject), now))
		entry->budget = *us_offenders_shared(subject);
}

/* A free entry for a subject; NULL if there is none, or not for his group. */
static UsOffender *
free_entry(Set *set, UsSubject subject, uint32 now)
{
	UsOffender *free = NULL;
	int			same = 0;

	for (int i = 0; i < ENTRIES; i++)
	{
		UsOffender *entry = &set->entries[i];

		if (!is_live(&entry->budget, now))
			free = entry;
		else if (entry->group == group_of(subject))
			same++;
	}
	return same < GROUP_ENTRIES ? free : NULL;
}

UsOffender *
us_offenders_take(UsSubject subject, uint32 now)
{
	UsOffender *entry = us_offenders_find(subject, now);

	if (entry != NULL)
		return entry;
	entry = free_entry(set_of(subject), subject, now);
	if (entry != NULL)
		give_entry(entry, subject, now);
	else
		pg_atomic_fetch_add_u64(&table()->spilled, 1);
	return entry;
}

/* Adds what is in a set to the gauges. */
static void
measure_set(const Set *set, int free, uint32 now, UsOffenderGauges *gauges)
{
	for (int i = 0; i < ENTRIES; i++)
	{
		const UsOffender *entry = &set->entries[i];
		int			left;

		if (!is_live(&entry->budget, now))
			continue;
		left = entry->is_user ?
			us_budget_user_left(&entry->budget, free, now) :
			us_budget_left(&entry->budget, free, now);
		gauges->subjects++;
		gauges->throttled += left == 0;
	}
	for (int i = 0; i < SHARED_COUNTS; i++)
	{
		gauges->shared += is_live(&set->shared[i], now);
		gauges->throttled += us_budget_left(&set->shared[i], free, now) == 0;
	}
}

/*
 * us_offenders_measure
 *
 * One partition after the other: what is found is of no single moment.
 */
void
us_offenders_measure(UsOffenderGauges *gauges, int free, uint32 now)
{
	memset(gauges, 0, sizeof(UsOffenderGauges));
	gauges->capacity = SETS * ENTRIES;
	gauges->spilled = pg_atomic_read_u64(&table()->spilled);
	for (int i = 0; i < PARTITIONS; i++)
	{
		LWLockAcquire(&table()->locks[i].lock, LW_SHARED);
		for (int set = i; set < SETS; set += PARTITIONS)
			measure_set(&table()->sets[set], free, now, gauges);
		LWLockRelease(&table()->locks[i].lock);
	}
}
