/*-------------------------------------------------------------------------
 *
 * throttle.c
 *	  Failed guesses, by whom they were about.
 *
 * How a guess is judged and counted; where it is kept, offenders.c tells.
 * Nothing here but us_throttle_subject() raises or allocates: a failure is
 * counted while an error or the end of the process cleans up.
 *
 * src/throttle.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include <sodium.h>

#include "budget.h"
#include "clock.h"
#include "settings.h"
#include "shared.h"
#include "throttle.h"

/* How often one of the last wrong passwords may come again uncounted. */
#define REPEATS_MAX		20

#define TENTH			(US_SECOND / 10)

StaticAssertDecl(US_SHARED_KEY_BYTES == crypto_shorthash_KEYBYTES &&
				 sizeof(UsSubject) == crypto_shorthash_BYTES,
				 "the server's secret is no key of SipHash");

void
us_throttle_start(void)
{
	us_offenders_start();
}

/* The time as a budget counts it. */
static uint32
now_of_budgets(void)
{
	uint64		age = us_clock_simulated() - us_shared_epoch();

	return (uint32) Min(age / TENTH + 1, US_BUDGET_TIME_MAX);
}

/* What a subject is judged by. */
static UsBudget
read_budget(UsSubject subject, uint32 now)
{
	const UsOffender *entry;
	UsBudget	budget;

	us_offenders_lock(subject, LW_SHARED);
	entry = us_offenders_find(subject, now);
	budget = entry != NULL ? entry->budget : *us_offenders_shared(subject);
	us_offenders_unlock(subject);
	return budget;
}

/* A subject with the bits of its store's group. */
static UsSubject
with_group(UsSubject subject, const pg_uuid_t *id)
{
	const UsSubject mask = (UsSubject) (US_SUBJECT_GROUPS - 1) <<
		US_SUBJECT_GROUP_SHIFT;
	UsSubject	group;

	crypto_shorthash((unsigned char *) &group, id->data, UUID_LEN,
					 us_shared_key());
	return (subject & ~mask) | (group & mask);
}

/*
 * us_throttle_subject
 *
 * NB: database, store and kind have a fixed length, so that no two subjects
 * have the same bytes.  Raises out of memory.
 */
UsSubject
us_throttle_subject(const pg_uuid_t *id, UsSubjectKind kind,
					const char *folded)
{
	Size		length = strlen(folded);
	Size		size = sizeof(MyDatabaseId) + UUID_LEN + 1 + length;
	unsigned char *bytes = palloc(size);
	unsigned char *end = bytes;
	UsSubject	subject;

	memcpy(end, &MyDatabaseId, sizeof(MyDatabaseId));
	end += sizeof(MyDatabaseId);
	memcpy(end, id->data, UUID_LEN);
	end += UUID_LEN;
	*end++ = (unsigned char) kind;
	memcpy(end, folded, length);

	crypto_shorthash((unsigned char *) &subject, bytes, size, us_shared_key());
	pfree(bytes);
	subject = with_group(subject, id);
	return subject != 0 ? subject : 1;
}

/*
 * us_throttle_tag
 *
 * The password is hashed where it is, with a key of the subject's own: no copy
 * is made, and two subjects with one password have different tags.
 */
uint16
us_throttle_tag(UsSubject subject, const UsSecret *password)
{
	uint64		key[2];
	uint64		hash;
	uint16		tag;

	StaticAssertStmt(sizeof(key) == crypto_shorthash_KEYBYTES,
					 "two hashes are no key of SipHash");
	for (int half = 0; half < (int) lengthof(key); half++)
	{
		uint64		input[2] = {subject, half};

		crypto_shorthash((unsigned char *) &key[half],
						 (const unsigned char *) input, sizeof(input),
						 us_shared_key());
	}
	crypto_shorthash((unsigned char *) &hash,
					 (const unsigned char *) password->bytes, password->len,
					 (const unsigned char *) key);
	tag = (uint16) hash;
	sodium_memzero(key, sizeof(key));
	sodium_memzero(&hash, sizeof(hash));
	return tag != 0 ? tag : 1;
}

int
us_throttle_left(UsSubject subject)
{
	uint32		now = now_of_budgets();
	UsBudget	budget = read_budget(subject, now);

	return us_budget_left(&budget, us_settings_max_failures(), now);
}

uint64
us_throttle_delay(UsSubject subject)
{
	uint32		now = now_of_budgets();
	UsBudget	budget = read_budget(subject, now);

	return (uint64) us_budget_delay(&budget, us_settings_max_failures(),
									now) * (TENTH / 1000);
}

uint64
us_throttle_wait(UsSubject subject, int count)
{
	uint32		now = now_of_budgets();
	UsBudget	budget = read_budget(subject, now);

	return (uint64) us_budget_wait(&budget, us_settings_max_failures(), count,
								   now) * (TENTH / 1000);
}

uint64
us_throttle_wait_user(UsSubject subject, int count)
{
	uint32		now = now_of_budgets();
	UsBudget	budget = read_budget(subject, now);

	if (us_budget_user_left(&budget, us_settings_max_failures(), now) >= count)
		return 0;
	return (uint64) count * US_BUDGET_USER_FORGIVEN * (TENTH / 1000);
}

int
us_throttle_failures(UsSubject subject)
{
	uint32		now = now_of_budgets();
	UsBudget	budget = read_budget(subject, now);

	return us_budget_failures(&budget, now);
}

/*
 * Was that wrong password among the last ones?  If not, it is now, in place of
 * the oldest.
 */
static bool
remember_tag(UsOffender *entry, uint16 tag)
{
	for (int i = 0; i < US_OFFENDER_TAGS; i++)
	{
		if (entry->tags[i] == tag)
			return true;
	}
	memmove(&entry->tags[1], &entry->tags[0],
			(US_OFFENDER_TAGS - 1) * sizeof(entry->tags[0]));
	entry->tags[0] = tag;
	return false;
}

/* Counts a failure in an entry, unless it is a repeat that is let pass. */
static bool
charge_entry(UsOffender *entry, uint16 tag, uint32 now)
{
	if (tag != 0 && remember_tag(entry, tag) && entry->repeats < REPEATS_MAX)
	{
		entry->repeats++;
		return false;
	}
	entry->repeats = 0;
	us_budget_charge(&entry->budget, now);
	return true;
}

bool
us_throttle_charge(UsSubject subject, uint16 tag)
{
	uint32		now = now_of_budgets();
	bool		counted = true;
	UsOffender *entry;

	us_offenders_lock(subject, LW_EXCLUSIVE);
	entry = us_offenders_take(subject, now);
	if (entry != NULL)
		counted = charge_entry(entry, tag, now);
	else
		us_budget_charge(us_offenders_shared(subject), now);
	us_offenders_unlock(subject);
	return counted;
}

void
us_throttle_charge_user(UsSubject subject)
{
	uint32		now = now_of_budgets();
	UsOffender *entry;

	us_offenders_lock(subject, LW_EXCLUSIVE);
	entry = us_offenders_take(subject, now);
	if (entry != NULL)
		entry->is_user = true;
	us_budget_user_charge(entry ? &entry->budget :
						  us_offenders_shared(subject), now);
	us_offenders_unlock(subject);
}

bool
us_throttle_user_spent(UsSubject subject, int in_flight)
{
	uint32		now = now_of_budgets();
	UsBudget	budget = read_budget(subject, now);

	return in_flight >= us_budget_user_left(&budget,
											us_settings_max_failures(), now);
}

bool
us_throttle_clear(UsSubject subject, bool shared)
{
	uint32		now = now_of_budgets();
	UsOffender *entry;
	bool		cleared;

	us_offenders_lock(subject, LW_EXCLUSIVE);
	entry = us_offenders_find(subject, now);
	cleared = entry != NULL;
	if (entry != NULL)
		memset(entry, 0, sizeof(UsOffender));
	if (shared)
	{
		UsBudget   *budget = us_offenders_shared(subject);

		cleared = cleared || us_budget_failures(budget, now) > 0;
		memset(budget, 0, sizeof(UsBudget));
	}
	us_offenders_unlock(subject);
	return cleared;
}

void
us_throttle_measure(UsThrottleGauges *gauges)
{
	us_offenders_measure(gauges, us_settings_max_failures(),
						 now_of_budgets());
}
