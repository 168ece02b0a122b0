/*-------------------------------------------------------------------------
 *
 * guard.c
 *	  Hashes under guard: within the slots, and as tries within the throttle.
 *
 * A guess counts from the moment its hash begins, unless it turns out to be
 * right: a cancel, an error or a terminated backend ends it as a failure.  Who
 * waits for others, or for a slot, has not guessed yet.
 *
 * src/guard.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "storage/ipc.h"

#include "clock.h"
#include "flight.h"
#include "guard.h"
#include "outcome.h"
#include "settings.h"
#include "shared.h"
#include "slots.h"
#include "trail.h"

/* One hash under guard, while it goes on. */
typedef struct Section
{
	const UsGuard *guard;
	bool		guess;
	bool		blind;			/* a guess that must not be compared */
	bool		hashing;		/* slots are held: a guess counts */
	uint16		tag;			/* of the guessed password, 0: no login */
	uint64		started;		/* when it got its slots */
} Section;

UsGuard
us_guard_make(Oid role, const char *store)
{
	UsGuard		guard = {.store = store, .since = us_clock_now()};

	if (us_shared_attach())
		guard.usage = us_usage_of(role, store);
	return guard;
}

void
us_guard_require(const UsGuard *guard)
{
	if (guard->usage == NULL)
		us_refuse(US_TOO_MANY_REQUESTS,
				  "The guard's shared memory can't be had, and nothing is hashed without it.");
}

void
us_guard_count(const UsGuard *guard, UsCounter counter)
{
	if (guard->usage != NULL)
		us_usage_add(guard->usage, counter, 1);
}

/* Raises too_many_attempts; the next is possible in delay milliseconds. */
static void
refuse_attempt(const UsGuard *guard, uint64 delay)
{
	uint64		seconds = (delay + 999) / 1000;

	us_guard_count(guard, US_COUNT_THROTTLED);
	us_trail_refusal(guard->store, US_FAILED_THROTTLED);
	us_refuse(US_TOO_MANY_ATTEMPTS,
			  psprintf("The next attempt is possible in " UINT64_FORMAT " s.",
					   seconds));
}

/* Raises too_many_requests. */
static void
refuse_busy(const UsGuard *guard)
{
	us_guard_count(guard, US_COUNT_BUSY);
	us_trail_refusal(guard->store, US_FAILED_BUSY);
	us_refuse(US_TOO_MANY_REQUESTS,
			  "Too many passwords are waiting to be hashed.");
}

void
us_guard_check(const UsGuard *guard)
{
	if (us_throttle_left(guard->identifier) == 0)
		refuse_attempt(guard, us_throttle_delay(guard->identifier));
}

void
us_guard_check_several(const UsGuard *guard, int count)
{
	uint64		delay = us_throttle_wait(guard->identifier, count);
	uint64		of_user = us_throttle_wait_user(guard->user, count);

	if (delay > 0 || of_user > 0)
		refuse_attempt(guard, Max(delay, of_user));
}

/*
 * A guess was wrong, or is taken for it.  NB: one that was not compared told
 * nothing of the user, and must not keep him out longer.
 */
static void
charge(const Section *section)
{
	const UsGuard *guard = section->guard;

	if (section->tag != 0)
		us_guard_count(guard, US_COUNT_FAILURES);
	if (!us_throttle_charge(guard->identifier, section->tag))
		us_guard_count(guard, US_COUNT_REPEATED);
	else if (guard->user != 0 && !section->blind)
		us_throttle_charge_user(guard->user);
}

/* Gives everything back.  NB: failures are charged before. */
static void
leave(const Section *section)
{
	us_slots_release();
	if (section->hashing)
	{
		us_usage_add(section->guard->usage, US_COUNT_HASHES, 1);
		us_usage_add(section->guard->usage, US_COUNT_HASH_MICROSECONDS,
					 us_clock_now() - section->started);
	}
	if (section->guess)
		us_flight_end();
}

/* What is called if an error or the end of the process leaves a section. */
static void
abandon(int code pg_attribute_unused(), Datum arg)
{
	const Section *section = (const Section *) DatumGetPointer(arg);

	if (section->guess && section->hashing)
		charge(section);
	leave(section);
}

static uint64
deadline_of(const Section *section)
{
	uint64		patience = section->guard->background ? US_GUARD_PATIENCE :
		us_settings_hash_queue_timeout();

	return section->guard->since + patience * 1000;
}

/* Waits for slots; false if there are none in time. */
static bool
take_slots(Section *section, uint64 memory_kib)
{
	uint64		began = us_clock_now();

	if (!us_slots_acquire(section->guard->usage, memory_kib,
						  section->guard->background, deadline_of(section)))
		return false;
	section->hashing = true;
	section->started = us_clock_now();
	us_usage_add_wait(section->guard->usage, section->started - began);
	return true;
}

/*
 * Waits until the guess may begin.  Raises too_many_attempts or
 * too_many_requests.
 */
static void
take_off(Section *section)
{
	const UsGuard *guard = section->guard;

	switch (us_flight_begin(guard->identifier, guard->user,
							deadline_of(section)))
	{
		case US_FLIGHT_ADMITTED:
			break;
		case US_FLIGHT_BLIND:
			if (section->tag == 0)
				refuse_attempt(guard, us_throttle_wait_user(guard->user, 1));
			section->blind = true;
			break;
		case US_FLIGHT_DELAYED:
			refuse_attempt(guard, us_throttle_delay(guard->identifier));
			break;
		case US_FLIGHT_TIMED_OUT:
			refuse_busy(guard);
			break;
	}
}

bool
us_guard_hash_if_free(const UsGuard *guard, uint64 memory_kib,
					  void (*work) (void *arg), void *arg)
{
	Section		section = {.guard = guard};

	us_guard_require(guard);
	PG_ENSURE_ERROR_CLEANUP(abandon, PointerGetDatum(&section));
	{
		if (take_slots(&section, memory_kib))
			work(arg);
	}
	PG_END_ENSURE_ERROR_CLEANUP(abandon, PointerGetDatum(&section));
	if (section.hashing)
		leave(&section);
	return section.hashing;
}

void
us_guard_hash(const UsGuard *guard, uint64 memory_kib,
			  void (*work) (void *arg), void *arg)
{
	if (!us_guard_hash_if_free(guard, memory_kib, work, arg))
		refuse_busy(guard);
}

bool
us_guard_try(const UsGuard *guard, const UsSecret *password,
			 uint64 memory_kib, bool (*work) (void *arg, bool blind),
			 void *arg)
{
	Section		section = {.guard = guard, .guess = true};
	volatile bool right = false;

	us_guard_require(guard);
	if (password != NULL)
		section.tag = us_throttle_tag(guard->identifier, password);
	PG_ENSURE_ERROR_CLEANUP(abandon, PointerGetDatum(&section));
	{
		take_off(&section);
		if (!take_slots(&section, memory_kib))
			refuse_busy(guard);
		right = work(arg, section.blind);
	}
	PG_END_ENSURE_ERROR_CLEANUP(abandon, PointerGetDatum(&section));
	if (!right)
		charge(&section);
	leave(&section);
	return right;
}
