/*-------------------------------------------------------------------------
 *
 * slots.c
 *	  Hash slots: how many hash at once, and who is next.
 *
 * Each process has a seat.  Who gives slots back hands them to those who wait,
 * and wakes them: nobody takes slots that are free while somebody waits.  Next
 * is the role and store that was served least recently, within it who came
 * first; so a flood of one does not keep the others out.  A hash that takes
 * much memory takes several slots, and is waited for by those behind it.
 *
 * src/slots.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "storage/latch.h"

#include "clock.h"
#include "compat.h"
#include "processors.h"
#include "settings.h"
#include "shared.h"
#include "slots.h"

/* The memory of one slot, if that of new verifiers is less. */
#define SLOT_KIB			65536

/* While others wait, one that can wait is served in so long a time. */
#define BACKGROUND_WAIT		US_SECOND

/* A hash of lately counts for one part in so many of the mean. */
#define MEAN_OF				8

typedef enum SeatState
{
	SEAT_EMPTY,
	SEAT_WAITING,
	SEAT_HOLDING
} SeatState;

/* What a process does with slots. */
typedef struct Seat
{
	SeatState	state;
	bool		background;
	int			weight;			/* slots */
	int			place;			/* in the list of taken seats */
	int			ahead;			/* that came first for the same turn */
	uint64		ticket;
	uint64		since;			/* when it began to wait, or to hold */
	Size		turn;			/* where its role's and store's turn is */
} Seat;

typedef struct Slots
{
	LWLock		lock;
	int			processors;
	int			busy;			/* slots held */
	int			busy_background;	/* of these, by what can wait */
	uint64		background_at;	/* when such a one was served last */
	int			taken_count;
	uint64		tickets;		/* given out */
	uint64		turns;			/* served */
	uint64		mean;			/* microseconds that slots are held */
	int			taken[FLEXIBLE_ARRAY_MEMBER];	/* seats that are not empty;
												 * then come all seats */
} Slots;

static Size slots_size(void);
static void init_slots(void *address);

static UsSharedPart part = {slots_size, init_slots, NULL};
static uint32 wait_event = 0;

static Slots *
slots(void)
{
	return part.address;
}

static Seat *
seat_at(int number)
{
	Seat	   *seats = (Seat *) MAXALIGN(&slots()->taken[MaxBackends]);

	return &seats[number];
}

static Size
slots_size(void)
{
	return MAXALIGN(offsetof(Slots, taken) + MaxBackends * sizeof(int)) +
		MaxBackends * sizeof(Seat);
}

static void
init_slots(void *address)
{
	Slots	   *made = address;

	us_shared_init_lock(&made->lock);
	made->processors = us_processors();
}

void
us_slots_start(void)
{
	us_shared_add(&part);
}

static int
slot_count(void)
{
	int			n = us_settings_hash_slots();

	if (n > 0)
		return n;
	n = slots()->processors;
	return n < 8 ? Max(n - 1, 1) : n;
}

/* NB: the settings may have changed since a seat was weighed. */
static int
weight_of(const Seat *seat)
{
	return Min(seat->weight, slot_count());
}

/* When a turn was served last; of no turn, never. */
static uint64
turn_at(Size turn)
{
	return turn == 0 ? 0 : pg_atomic_read_u64(us_shared_at(turn));
}

/* The seat that is taken in that place of the list. */
static Seat *
taken_seat(int place)
{
	return seat_at(slots()->taken[place]);
}

static void
take_seat(Seat *seat)
{
	seat->place = slots()->taken_count++;
	slots()->taken[seat->place] = us_proc_number();
}

/* Those who wait behind that seat, which waits no more, move up. */
static void
move_up(const Seat *gone)
{
	for (int i = 0; i < slots()->taken_count; i++)
	{
		Seat	   *seat = taken_seat(i);

		if (seat->state == SEAT_WAITING && seat->turn == gone->turn &&
			seat->ticket > gone->ticket)
			seat->ahead--;
	}
}

static void
leave_seat(Seat *seat)
{
	int			last = slots()->taken[--slots()->taken_count];

	if (seat->state == SEAT_WAITING)
		move_up(seat);
	slots()->taken[seat->place] = last;
	seat_at(last)->place = seat->place;
	seat->state = SEAT_EMPTY;
}

/* Does somebody wait who can't be told to wait longer? */
static bool
somebody_waits(void)
{
	for (int i = 0; i < slots()->taken_count; i++)
	{
		if (taken_seat(i)->state == SEAT_WAITING && !taken_seat(i)->background)
			return true;
	}
	return false;
}

/* May a seat in the background be served at all? */
static bool
is_eligible(const Seat *seat, bool others, uint64 now)
{
	if (!seat->background)
		return true;
	if (slots()->busy_background > 0 &&
		slots()->busy_background + weight_of(seat) >= slot_count())
		return false;
	return !others ||
		now - Max(seat->since, slots()->background_at) >= BACKGROUND_WAIT;
}

/* Is it a's turn before b's? */
static bool
is_before(const Seat *a, const Seat *b)
{
	uint64		turn_a = turn_at(a->turn);
	uint64		turn_b = turn_at(b->turn);

	return turn_a != turn_b ? turn_a < turn_b : a->ticket < b->ticket;
}

/* The number of the seat to be served next; -1 if there is none. */
static int
next_seat(uint64 now)
{
	bool		others = somebody_waits();
	int			next = -1;

	for (int i = 0; i < slots()->taken_count; i++)
	{
		Seat	   *seat = taken_seat(i);

		if (seat->state == SEAT_WAITING && is_eligible(seat, others, now) &&
			(next < 0 || is_before(seat, seat_at(next))))
			next = slots()->taken[i];
	}
	return next;
}

/*
 * Hands free slots to those whose turn it is, and wakes them.  NB: who does
 * not fit yet is waited for, or a flood of light ones would keep it out.
 */
static void
hand_out(uint64 now)
{
	int			number;

	while ((number = next_seat(now)) >= 0)
	{
		Seat	   *seat = seat_at(number);
		int			weight = weight_of(seat);

		if (slots()->busy > 0 && slots()->busy + weight > slot_count())
			return;
		move_up(seat);
		seat->state = SEAT_HOLDING;
		seat->weight = weight;
		seat->since = now;
		slots()->busy += weight;
		if (seat->background)
		{
			slots()->busy_background += weight;
			slots()->background_at = now;
		}
		pg_atomic_write_u64(us_shared_at(seat->turn), ++slots()->turns);
		if (number != us_proc_number())
			SetLatch(&GetPGProcByNumber(number)->procLatch);
	}
}

/* Those who wait for a turn. */
static int
count_waiting(Size turn)
{
	int			count = 0;

	for (int i = 0; i < slots()->taken_count; i++)
	{
		if (taken_seat(i)->state == SEAT_WAITING &&
			taken_seat(i)->turn == turn)
			count++;
	}
	return count;
}

/*
 * How long one who comes now will wait, by how many are before him: all that
 * wait for the same turn, and of each other as many, and one more if that was
 * served less recently.
 */
static uint64
expected_wait(Size turn)
{
	int			same = count_waiting(turn);
	uint64		mine = turn_at(turn);
	int			before = 0;

	for (int i = 0; i < slots()->taken_count; i++)
	{
		const Seat *seat = taken_seat(i);

		if (seat->state == SEAT_WAITING &&
			(seat->ahead < same ||
			 (seat->ahead == same && turn_at(seat->turn) <= mine)))
			before += weight_of(seat);
	}
	if (before == 0 && slots()->busy < slot_count())
		return 0;
	return (slots()->mean * before + slots()->mean * slots()->busy / 2) /
		slot_count();
}

/* How many slots a hash of that memory takes. */
static int
weigh(uint64 memory_kib)
{
	uint64		slot_kib = Max(SLOT_KIB, us_settings_cost().memory_kib);
	uint64		weight = (memory_kib + slot_kib - 1) / slot_kib;

	return (int) Max(1, Min(weight, (uint64) slot_count()));
}

/* Takes a place in the queue; false if that is hopeless. */
static bool
queue_up(Seat *seat, UsUsage *usage, uint64 memory_kib, bool background,
		 uint64 deadline)
{
	uint64		now = us_clock_now();
	Size		turn = us_shared_offset(us_usage_turn(usage));
	uint64		wait = expected_wait(turn);

	/* NB: what is free may be had after the deadline too: an upgrade comes
	 * behind a hash that may have taken longer. */
	if (!background && wait > 0 && now + wait > deadline)
		return false;
	seat->background = background;
	seat->weight = weigh(memory_kib);
	seat->ticket = ++slots()->tickets;
	seat->since = now;
	seat->turn = turn;
	seat->ahead = count_waiting(turn);
	seat->state = SEAT_WAITING;
	take_seat(seat);
	hand_out(now);
	return true;
}

/*
 * Waits for the latch, until the deadline at most.  NB: what can wait looks
 * now and then whether it waited long enough.
 */
static void
wait_for_turn(bool background, uint64 now, uint64 deadline)
{
	uint64		left = deadline - now;

	if (background)
		left = Min(left, BACKGROUND_WAIT);
	(void) WaitLatch(MyLatch,
					 WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
					 (long) (left / 1000 + 1), wait_event);
	ResetLatch(MyLatch);
	CHECK_FOR_INTERRUPTS();
}

bool
us_slots_acquire(UsUsage *usage, uint64 memory_kib, bool background,
				 uint64 deadline)
{
	Seat	   *seat = seat_at(us_proc_number());
	SeatState	state;

	if (wait_event == 0)
		wait_event = us_wait_event_new("UserstoreHashSlot");
	LWLockAcquire(&slots()->lock, LW_EXCLUSIVE);
	if (!queue_up(seat, usage, memory_kib, background, deadline))
	{
		LWLockRelease(&slots()->lock);
		return false;
	}
	while ((state = seat->state) == SEAT_WAITING)
	{
		uint64		now = us_clock_now();

		if (now >= deadline)
			break;
		LWLockRelease(&slots()->lock);
		wait_for_turn(background, now, deadline);
		LWLockAcquire(&slots()->lock, LW_EXCLUSIVE);
		if (background)
			hand_out(us_clock_now());
	}
	if (state == SEAT_WAITING)
	{
		leave_seat(seat);
		hand_out(us_clock_now());
	}
	LWLockRelease(&slots()->lock);
	return state == SEAT_HOLDING;
}

/*
 * Learns how long slots are held.  NB: one hash that was cancelled after
 * minutes must not make every wait look hopeless.
 */
static void
learn(uint64 held)
{
	held = Min(held, (uint64) us_settings_hash_queue_timeout() * 1000);
	if (slots()->mean == 0)
		slots()->mean = held;
	else
		slots()->mean = (slots()->mean * (MEAN_OF - 1) + held) / MEAN_OF;
}

void
us_slots_release(void)
{
	Seat	   *seat = seat_at(us_proc_number());
	uint64		now;

	/* NB: in this order, or others may have set times later than this one. */
	LWLockAcquire(&slots()->lock, LW_EXCLUSIVE);
	now = us_clock_now();
	if (seat->state == SEAT_HOLDING)
	{
		learn(now - seat->since);
		slots()->busy -= seat->weight;
		if (seat->background)
			slots()->busy_background -= seat->weight;
	}
	if (seat->state != SEAT_EMPTY)
	{
		leave_seat(seat);
		hand_out(now);
	}
	LWLockRelease(&slots()->lock);
}

void
us_slots_measure(UsSlotGauges *gauges)
{
	uint64		now;

	memset(gauges, 0, sizeof(*gauges));
	LWLockAcquire(&slots()->lock, LW_SHARED);
	now = us_clock_now();
	for (int i = 0; i < slots()->taken_count; i++)
	{
		const Seat *seat = taken_seat(i);

		if (seat->state == SEAT_HOLDING)
			gauges->hashing++;
		else
		{
			gauges->waiting++;
			gauges->longest_wait = Max(gauges->longest_wait,
									   now - seat->since);
		}
	}
	gauges->slots = slot_count();
	gauges->busy = slots()->busy;
	gauges->hash_time = slots()->mean;
	gauges->expected_wait = expected_wait(0);
	LWLockRelease(&slots()->lock);
}
