/*-------------------------------------------------------------------------
 *
 * flight.c
 *	  Tries in flight: begun, and neither right nor wrong yet.
 *
 * Only as many tries at an identifier are let through at once as could all
 * fail without exceeding what the throttle leaves.  The others wait, in the
 * order in which they came: the right ones among them need not be refused.
 *
 * src/flight.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "storage/latch.h"

#include "clock.h"
#include "compat.h"
#include "flight.h"
#include "shared.h"

/* The try of a process. */
typedef struct Flight
{
	UsSubject	identifier;		/* 0: none */
	UsSubject	user;
	bool		waiting;
	int			place;			/* in the list of tries */
	uint64		ticket;			/* who came first */
} Flight;

typedef struct Flights
{
	LWLock		lock;
	uint64		tickets;		/* given out */
	int			count;
	int			processes[FLEXIBLE_ARRAY_MEMBER];	/* that have a try; then
													 * come all flights */
} Flights;

static Size flights_size(void);
static void init_flights(void *address);

static UsSharedPart part = {flights_size, init_flights, NULL};
static uint32 wait_event = 0;

static Flights *
flights(void)
{
	return part.address;
}

static Flight *
flight_of(int process)
{
	Flight	   *all = (Flight *) MAXALIGN(&flights()->processes[MaxBackends]);

	return &all[process];
}

static Size
flights_size(void)
{
	return MAXALIGN(offsetof(Flights, processes) + MaxBackends * sizeof(int)) +
		MaxBackends * sizeof(Flight);
}

static void
init_flights(void *address)
{
	us_shared_init_lock(&((Flights *) address)->lock);
}

void
us_flight_start(void)
{
	us_shared_add(&part);
}

/* The n-th try, of those that fly and those that wait. */
static Flight *
flight_at(int n)
{
	return flight_of(flights()->processes[n]);
}

static void
enter(Flight *flight, UsSubject identifier, UsSubject user)
{
	flight->identifier = identifier;
	flight->user = user;
	flight->waiting = true;
	flight->ticket = ++flights()->tickets;
	flight->place = flights()->count++;
	flights()->processes[flight->place] = us_proc_number();
}

/* Takes a try out, and wakes those that wait for its like. */
static void
leave(Flight *flight)
{
	int			last = flights()->processes[--flights()->count];

	flights()->processes[flight->place] = last;
	flight_of(last)->place = flight->place;
	for (int i = 0; i < flights()->count; i++)
	{
		if (flight_at(i)->waiting &&
			flight_at(i)->identifier == flight->identifier)
			SetLatch(&GetPGProcByNumber(flights()->processes[i])->procLatch);
	}
	flight->identifier = 0;
}

/* Tries at the same identifier that fly, or came before this one. */
static int
count_before(const Flight *flight)
{
	int			count = 0;

	for (int i = 0; i < flights()->count; i++)
	{
		const Flight *other = flight_at(i);

		if (other->identifier == flight->identifier && other != flight &&
			(!other->waiting || other->ticket < flight->ticket))
			count++;
	}
	return count;
}

/* Tries at the same user that fly, by whatever he is found. */
static int
count_user(UsSubject user)
{
	int			count = 0;

	for (int i = 0; i < flights()->count; i++)
	{
		if (flight_at(i)->user == user && !flight_at(i)->waiting)
			count++;
	}
	return count;
}

/* May the try fly now?  US_FLIGHT_TIMED_OUT: not yet. */
static UsFlightResult
judge(const Flight *flight)
{
	int			left = us_throttle_left(flight->identifier);

	if (left == 0)
		return US_FLIGHT_DELAYED;
	if (count_before(flight) >= left)
		return US_FLIGHT_TIMED_OUT;
	if (flight->user != 0 &&
		us_throttle_user_spent(flight->user, count_user(flight->user)))
		return US_FLIGHT_BLIND;
	return US_FLIGHT_ADMITTED;
}

static void
wait_for_others(uint64 now, uint64 deadline)
{
	(void) WaitLatch(MyLatch,
					 WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
					 (long) ((deadline - now) / 1000 + 1), wait_event);
	ResetLatch(MyLatch);
	CHECK_FOR_INTERRUPTS();
}

UsFlightResult
us_flight_begin(UsSubject identifier, UsSubject user, uint64 deadline)
{
	Flight	   *flight = flight_of(us_proc_number());
	UsFlightResult result;

	if (wait_event == 0)
		wait_event = us_wait_event_new("UserstoreTryInFlight");
	LWLockAcquire(&flights()->lock, LW_EXCLUSIVE);
	enter(flight, identifier, user);
	while ((result = judge(flight)) == US_FLIGHT_TIMED_OUT)
	{
		uint64		now = us_clock_now();

		if (now >= deadline)
			break;
		LWLockRelease(&flights()->lock);
		wait_for_others(now, deadline);
		LWLockAcquire(&flights()->lock, LW_EXCLUSIVE);
	}
	if (result == US_FLIGHT_BLIND)
		flight->user = 0;		/* it tells nothing of him */
	if (result == US_FLIGHT_ADMITTED || result == US_FLIGHT_BLIND)
		flight->waiting = false;
	else
		leave(flight);
	LWLockRelease(&flights()->lock);
	return result;
}

void
us_flight_end(void)
{
	Flight	   *flight = flight_of(us_proc_number());

	if (flight->identifier == 0)
		return;
	LWLockAcquire(&flights()->lock, LW_EXCLUSIVE);
	leave(flight);
	LWLockRelease(&flights()->lock);
}

void
us_flight_measure(int *in_flight, int *waiting)
{
	*in_flight = *waiting = 0;
	LWLockAcquire(&flights()->lock, LW_SHARED);
	for (int i = 0; i < flights()->count; i++)
	{
		if (flight_at(i)->waiting)
			(*waiting)++;
		else
			(*in_flight)++;
	}
	LWLockRelease(&flights()->lock);
}

int
us_flight_count(UsSubject identifier)
{
	int			count = 0;

	LWLockAcquire(&flights()->lock, LW_SHARED);
	for (int i = 0; i < flights()->count; i++)
	{
		if (flight_at(i)->identifier == identifier)
			count++;
	}
	LWLockRelease(&flights()->lock);
	return count;
}
