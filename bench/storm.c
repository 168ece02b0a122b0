/*
 * storm.c
 *	  What 48 clients that log in, or guess, do to a server and to each other.
 *
 *	  storm SLOTS ROUNDS SECONDS
 *
 * Connects as libpq's environment says, to what storm.sql makes, on a server
 * with hash_clock.c preloaded.  Prints samples (phase.h) of so many rounds of
 * each part; a storm lasts so many seconds, other phases less.  A round has
 * every phase of its part once, in random order.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include <sodium.h>

#include "bare_hash.h"
#include "children.h"
#include "clients.h"
#include "hash_clock.h"
#include "hashers.h"
#include "memory.h"
#include "phase.h"
#include "probe.h"
#include "tools.h"

#define PASSWORD		"correct horse battery staple"	/* as in fill.sql */
#define USERS			20000	/* as in storm.sql */
#define VICTIMS			100		/* the first of them: whom nobody but those
								 * who guess tries */
#define CROWD			48
#define FLOOD			40		/* of the crowd */
#define QUIET			2		/* of another role, numbered after the crowd */
#define GUESSES			10		/* a second, of each who guesses */
#define SETTLE_US		500000	/* before a phase counts */

/* Statements prepared in all sessions. */
#define OURS	"ours"
#define CRYPT	"crypt"

static const volatile HashClock *hash_clock;
static int	slots;
static double seconds;
static int	victim;

static void
choose_user(int number, const char *password, char *email, char *to)
{
	snprintf(email, EMAIL_SIZE, "user%d@example.com", number);
	snprintf(to, PASSWORD_SIZE, "%s", password);
}

static int
random_user(void)
{
	return VICTIMS + (int) randombytes_uniform(USERS - VICTIMS);
}

static void
choose_right(int client, int attempt, char *email, char *password)
{
	(void) client;
	(void) attempt;
	choose_user(random_user(), PASSWORD, email, password);
}

/* Every other client is wrong, about one user after the other, so that nobody
 * is refused for too many failures. */
static void
choose_half_right(int client, int attempt, char *email, char *password)
{
	static int	next;

	if (client % 2 == 0)
		choose_right(client, attempt, email, password);
	else
		choose_user(VICTIMS + next++ % (USERS - VICTIMS),
					"incorrect horse battery staple", email, password);
}

/* No two guesses are the same. */
static void
choose_guess(int client, int attempt, char *email, char *password)
{
	char		guess[PASSWORD_SIZE];

	snprintf(guess, sizeof(guess), "guess %d of client %d", attempt, client);
	choose_user(victim, guess, email, password);
}

static const Workload storm = {"clients", OURS, 0, choose_half_right};
static const Workload crypt_storm = {"clients", CRYPT, 0, choose_half_right};
static const Workload guess = {"clients", OURS, GUESSES, choose_guess};
static const Workload crypt_guess = {"clients", CRYPT, GUESSES, choose_guess};
static const Workload guess_loop = {"clients", OURS, 0, choose_guess};
static const Workload flood = {"flood", OURS, 0, choose_right};
static const Workload crypt_flood = {"flood", CRYPT, 0, choose_right};
static const Workload few = {"quiet", OURS, 0, choose_right};
static const Workload crypt_few = {"quiet", CRYPT, 0, choose_right};

/* A phase, and who does what in it. */
typedef struct Plan
{
	const char *name;
	double		share;			/* of the seconds of a storm */
	const Workload *crowd;
	int			crowd_size;
	const Workload *quiet;
	int			bare;			/* bare hashes are computed */
	int			guessing;		/* at a user of its own; all of it counts */
} Plan;

#define PLANS	4				/* of one part */

static const Plan storm_part[PLANS] = {
	{.name = "storm idle",.share = 0.4},
	{.name = "storm bare",.share = 0.4,.bare = 1},
	{.name = "storm",.share = 1,.crowd = &storm,.crowd_size = CROWD},
	{.name = "storm crypt",.share = 0.6,.crowd = &crypt_storm,
	.crowd_size = CROWD},
};

static const Plan guess_part[PLANS] = {
	{.name = "guess idle",.share = 0.6},
	{.name = "guess",.share = 1,.crowd = &guess,.crowd_size = CROWD,
	.guessing = 1},
	{.name = "guess crypt",.share = 0.6,.crowd = &crypt_guess,
	.crowd_size = CROWD,.guessing = 1},
	{.name = "guess loop",.share = 1,.crowd = &guess_loop,
	.crowd_size = CROWD,.guessing = 1},
};

static const Plan share_part[PLANS] = {
	{.name = "share alone",.share = 0.6,.quiet = &few},
	{.name = "share",.share = 1,.quiet = &few,.crowd = &flood,
	.crowd_size = FLOOD},
	{.name = "share crypt alone",.share = 0.4,.quiet = &crypt_few},
	{.name = "share crypt",.share = 0.6,.quiet = &crypt_few,
		.crowd = &crypt_flood,
	.crowd_size = FLOOD},
};

static void
set_to_work(const Plan *plan)
{
	if (plan->guessing)
		victim++;
	if (plan->crowd != NULL)
		clients_give(0, plan->crowd_size, plan->crowd);
	if (plan->quiet != NULL)
		clients_give(CROWD, QUIET, plan->quiet);
	if (plan->bare)
		hashers_start(slots);
	if (!plan->guessing)
		clients_run(now_us() + SETTLE_US);
}

/* What is known when the last client has its answer. */
static void
sum_up(const Plan *plan, int round, long hashes)
{
	phase_begin(plan->name, round);
	phase_sample(phase_number(), "server", "hashes", (double) hashes);
	if (plan->crowd != NULL)
		phase_sample(phase_number(), plan->crowd->who, "rate", clients_rate());
	phase_end();
}

static void
measure(const Plan *plan, int round)
{
	long		hashes = hash_clock->count;

	set_to_work(plan);
	phase_begin(plan->name, round);
	clients_run(now_us() + plan->share * seconds * 1e6);
	phase_end();
	clients_finish();
	children_check();
	sum_up(plan, round, hash_clock->count - hashes);
}

static void
measure_rounds(const Plan *part, int rounds)
{
	int			order[PLANS];

	for (int round = 0; round < rounds; round++)
	{
		shuffle(PLANS, order);
		for (int i = 0; i < PLANS; i++)
			measure(&part[order[i]], round);
	}
}

/* Connects one client. */
static int
connect_client(const char *role)
{
	int			client = clients_connect(role);

	clients_prepare(client, OURS, "SELECT userstore.login($1, $2, 'storm')");
	clients_prepare(client, CRYPT, "SELECT bench_storm.login($1, $2)");
	return client;
}

/* All of them try once: what a session keeps is not of the storm. */
static void
warm_up(const Workload *workload)
{
	clients_give(0, CROWD + QUIET, workload);
	clients_run(now_us() + 1);
	clients_finish();
}

static void
connect_all(void)
{
	int			pids[CROWD];

	for (int i = 0; i < CROWD; i++)
		pids[i] = clients_backend(connect_client("bench_script"));
	for (int i = 0; i < QUIET; i++)
		connect_client("bench_other");
	warm_up(&storm);
	warm_up(&crypt_storm);
	memory_start(pids, CROWD);
}

static void
map_hash_clock(void)
{
	const char *path = getenv(HASH_CLOCK_VARIABLE);
	int			fd = path ? open(path, O_RDWR) : -1;

	if (fd < 0)
		fail(HASH_CLOCK_VARIABLE, "no such file");
	hash_clock = map_shared(fd, sizeof(HashClock));
}

int
main(int argc, char **argv)
{
	int			rounds;

	if (argc != 4 || sodium_init() < 0)
		fail("usage", "storm SLOTS ROUNDS SECONDS");
	slots = atoi(argv[1]);
	rounds = atoi(argv[2]);
	seconds = atof(argv[3]);

	map_hash_clock();
	phase_start();
	connect_all();
	probe_start();
	clients_run(now_us() + SETTLE_US);
	measure_rounds(storm_part, rounds);
	measure_rounds(guess_part, (rounds + 1) / 2);
	measure_rounds(share_part, (rounds + 1) / 2);
	clients_run(now_us() + SETTLE_US);
	return 0;
}
