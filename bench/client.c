/*
 * client.c
 *	  One client that measures every side of the benchmark in turn.
 *
 *	  client LOOKUP_ROUNDS LOGIN_ROUNDS
 *
 * Connects as libpq's environment says, to the stores that store.sql makes, on
 * a server with hash_clock.c preloaded.  Prints a line for each measurement: side, store, round, microseconds, with
 * tabs between.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include <libpq-fe.h>
#include <sodium.h>

#include "bare_hash.h"
#include "hash_clock.h"

#define PASSWORD		"correct horse battery staple"	/* as in fill.sql */
#define SAMPLE_MAX		"50000" /* users that are looked up */
#define BLOCK_CALLS		200		/* look-ups whose median is one measurement */
#define WARM_UP_CALLS	5000

/* The bare side builds the jsonb that get_user builds: fields not null only,
 * custom attributes beside them, none in the place of a field. */
#define BARE_SQL \
	"SELECT attributes || pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(" \
	"'user_id', user_id, 'email', email, 'email_verified', email_verified," \
	"'username', username, 'phone_number', phone_number," \
	"'phone_verified', phone_verified, 'name', name, 'nickname', nickname," \
	"'given_name', given_name, 'family_name', family_name, 'picture', picture," \
	"'blocked', blocked, 'user_metadata', user_metadata, 'metadata', app_metadata))" \
	" FROM public.%1$s_users" \
	" WHERE public.%1$s_users_fold(email) = public.%1$s_users_fold($1)"

/* The same row without making jsonb of it. */
#define COLUMNS_SQL \
	"SELECT user_id, email, email_verified, username, phone_number," \
	" phone_verified, name, nickname, given_name, family_name, picture," \
	" blocked, attributes, user_metadata, app_metadata" \
	" FROM public.%1$s_users" \
	" WHERE public.%1$s_users_fold(email) = public.%1$s_users_fold($1)"

/* A side of a comparison: a statement whose $1 is an e-mail address and
 * whose $2 is the password; %1$s stands for the store. */
typedef struct Side
{
	const char *name;
	const char *sql;
	int			nparams;
} Side;

/* "bare" and "control" are the same: what lies between them is noise. */
static const Side lookups[] = {
	{"bare", BARE_SQL, 1},
	{"get_user", "SELECT userstore.get_user($1, '%1$s')", 1},
	{"columns", COLUMNS_SQL, 1},
	{"control", BARE_SQL, 1},
	{"attached", "SELECT userstore.get_user($1, '%1$s_attached')", 1},
	{"django", "SELECT userstore.get_user($1, '%1$s_django')", 1},
};

/* Those that give the same bytes. */
static const char *const equal_sides[] = {"bare", "get_user", "attached"};

#define EQUAL_SIDES ((int) (sizeof(equal_sides) / sizeof(equal_sides[0])))

#define LOOKUPS ((int) (sizeof(lookups) / sizeof(lookups[0])))

static const Side login = {
	"login", "SELECT userstore.login($1, $2, '%1$s')", 2
};

/* A commit that writes one record, as small as can be. */
static const Side commit = {
	"commit", "SELECT pg_catalog.pg_logical_emit_message(true, $1, '')", 1
};

static const char *const stores[] = {"small", "large"};

#define STORES ((int) (sizeof(stores) / sizeof(stores[0])))

/* A connection for each value of synchronous_commit. */
static const char *const commit_modes[] = {"on", "off"};

#define MODES ((int) (sizeof(commit_modes) / sizeof(commit_modes[0])))

static PGconn *connections[MODES];
static PGresult *samples[STORES];	/* e-mail addresses of each store */
static const volatile HashClock *hash_clock;

static void
fail(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	exit(1);
}

static double
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static PGconn *
connect_with(const char *synchronous_commit)
{
	char		info[64];
	PGconn	   *conn;

	snprintf(info, sizeof(info), "options='-c synchronous_commit=%s'",
			 synchronous_commit);
	conn = PQconnectdb(info);
	if (PQstatus(conn) != CONNECTION_OK)
		fail("connection", PQerrorMessage(conn));
	return conn;
}

/* The rows of a query; ends the program if there are none. */
static PGresult *
query(PGconn *conn, const char *sql)
{
	PGresult   *result = PQexec(conn, sql);

	if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) == 0)
		fail(sql, PQerrorMessage(conn));
	return result;
}

static void
prepare(PGconn *conn, const Side *side, const char *store)
{
	char		name[64];
	char		sql[2048];
	PGresult   *result;

	snprintf(name, sizeof(name), "%s_%s", side->name, store);
	snprintf(sql, sizeof(sql), side->sql, store);
	result = PQprepare(conn, name, sql, 0, NULL);
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		fail(sql, PQerrorMessage(conn));
	PQclear(result);
}

/* Runs a prepared statement that gives one value or row; adds its time. */
static PGresult *
run(PGconn *conn, const Side *side, const char *store, const char *first,
	double *us)
{
	const char *const values[] = {first, PASSWORD};
	char		name[64];
	PGresult   *result;
	double		start;

	snprintf(name, sizeof(name), "%s_%s", side->name, store);
	start = now_us();
	result = PQexecPrepared(conn, name, side->nparams, values, NULL, NULL, 0);
	*us = now_us() - start;
	if (PQresultStatus(result) != PGRES_TUPLES_OK ||
		PQntuples(result) != 1 || PQgetisnull(result, 0, 0))
		fail(name, PQerrorMessage(conn));
	return result;
}

static const char *
random_user(int store)
{
	return PQgetvalue(samples[store],
					  (int) randombytes_uniform(PQntuples(samples[store])), 0);
}

static void
print(const char *side, const char *store, int round, double us)
{
	printf("%s\t%s\t%d\t%.3f\n", side, store, round, us);
}

static int
compare_doubles(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

/* The median time of a block of look-ups of random users. */
static double
time_lookups(const Side *side, int store)
{
	double		us[BLOCK_CALLS];

	for (int i = 0; i < BLOCK_CALLS; i++)
		PQclear(run(connections[0], side, stores[store], random_user(store),
					&us[i]));
	qsort(us, BLOCK_CALLS, sizeof(us[0]), compare_doubles);
	return us[BLOCK_CALLS / 2];
}

/* The numbers below n in random order, so that no side always finds what the
 * same other side leaves in the caches. */
static void
shuffle(int n, int *order)
{
	for (int i = 0; i < n; i++)
	{
		int			j = (int) randombytes_uniform(i + 1);

		order[i] = order[j];
		order[j] = i;
	}
}

static void
measure_lookups(int rounds)
{
	int			order[STORES * LOOKUPS];

	for (int round = 0; round < rounds; round++)
	{
		shuffle(STORES * LOOKUPS, order);
		for (int i = 0; i < STORES * LOOKUPS; i++)
		{
			const Side *side = &lookups[order[i] % LOOKUPS];
			int			store = order[i] / LOOKUPS;

			print(side->name, stores[store], round,
				  time_lookups(side, store));
		}
	}
}

static void
print_of_mode(const char *side, int mode, int store, int round, double us)
{
	char		name[64];

	snprintf(name, sizeof(name), "%s_%s", side, commit_modes[mode]);
	print(name, stores[store], round, us);
}

static void
measure_hash(int mode, int store, int round)
{
	double		start = now_us();

	bare_hash(PASSWORD);
	print_of_mode("hash", mode, store, round, now_us() - start);
}

static void
measure_commit(int mode, int store, int round)
{
	double		us;

	PQclear(run(connections[mode], &commit, stores[store], "", &us));
	print_of_mode("commit", mode, store, round, us);
}

/* A login, and of it the hash alone. */
static void
measure_login(int mode, int store, int round)
{
	double		hashed = hash_clock->us;
	long		hashes = hash_clock->count;
	double		us;

	PQclear(run(connections[mode], &login, stores[store], random_user(store),
				&us));
	if (hash_clock->count != hashes + 1)
		fail("login", "it did not compute one hash");
	print_of_mode("login", mode, store, round, us);
	print_of_mode("inside", mode, store, round, hash_clock->us - hashed);
}

/* Every login has a hash of its own beside it, before or after. */
static void
measure_logins(int rounds)
{
	int			order[STORES * MODES];

	for (int round = 0; round < rounds; round++)
	{
		shuffle(STORES * MODES, order);
		for (int i = 0; i < STORES * MODES; i++)
		{
			int			mode = order[i] % MODES;
			int			store = order[i] / MODES;

			if (round % 2 == 0)
				measure_hash(mode, store, round);
			measure_login(mode, store, round);
			if (round % 2 != 0)
				measure_hash(mode, store, round);
			measure_commit(mode, store, round);
		}
	}
}

static void
map_hash_clock(void)
{
	const char *path = getenv(HASH_CLOCK_VARIABLE);
	int			fd = path ? open(path, O_RDONLY) : -1;
	void	   *map;

	if (fd < 0)
		fail(HASH_CLOCK_VARIABLE, "no such file");
	map = mmap(NULL, sizeof(HashClock), PROT_READ, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		fail(path, "it can't be mapped");
	hash_clock = map;
}

static const Side *
lookup_named(const char *name)
{
	for (int i = 0; i < LOOKUPS; i++)
	{
		if (strcmp(lookups[i].name, name) == 0)
			return &lookups[i];
	}
	return NULL;
}

/* What is compared must give the same bytes. */
static void
check_equal(int store)
{
	double		us;

	for (int i = 0; i < 1000; i++)
	{
		const char *email = random_user(store);
		PGresult   *bare = run(connections[0], lookup_named(equal_sides[0]),
							   stores[store], email, &us);

		for (int side = 1; side < EQUAL_SIDES; side++)
		{
			PGresult   *ours = run(connections[0],
								   lookup_named(equal_sides[side]),
								   stores[store], email, &us);

			if (strcmp(PQgetvalue(bare, 0, 0), PQgetvalue(ours, 0, 0)) != 0)
				fail("get_user differs from the bare SELECT",
					 PQgetvalue(ours, 0, 0));
			PQclear(ours);
		}
		PQclear(bare);
	}
}

/* The hash compared with must be the one that login computes. */
static void
check_verifier(int store)
{
	char		sql[128];
	PGresult   *result;

	snprintf(sql, sizeof(sql),
			 "SELECT DISTINCT verifier FROM public.%s_users", stores[store]);
	result = query(connections[0], sql);
	if (PQntuples(result) != 1 ||
		!bare_hash_fits(PQgetvalue(result, 0, 0), PASSWORD))
		fail("the store's verifiers are not of the measured hash",
			 stores[store]);
	PQclear(result);
}

/* Samples, checks and warms up one store. */
static void
begin_store(int store)
{
	char		sql[128];

	snprintf(sql, sizeof(sql),
			 "SELECT email FROM public.%s_users ORDER BY pg_catalog.random() LIMIT %s",
			 stores[store], SAMPLE_MAX);
	samples[store] = query(connections[0], sql);
	check_verifier(store);
	for (int mode = 0; mode < MODES; mode++)
	{
		double		us;

		for (int i = 0; i < LOOKUPS; i++)
			prepare(connections[mode], &lookups[i], stores[store]);
		prepare(connections[mode], &login, stores[store]);
		prepare(connections[mode], &commit, stores[store]);
		PQclear(run(connections[mode], &login, stores[store],
					random_user(store), &us));
	}
	check_equal(store);
	for (int i = 0; i < LOOKUPS * WARM_UP_CALLS / BLOCK_CALLS; i++)
		(void) time_lookups(&lookups[i % LOOKUPS], store);
}

int
main(int argc, char **argv)
{
	if (argc != 3)
		fail("usage", "client LOOKUP_ROUNDS LOGIN_ROUNDS");

	map_hash_clock();
	for (int mode = 0; mode < MODES; mode++)
		connections[mode] = connect_with(commit_modes[mode]);
	for (int store = 0; store < STORES; store++)
		begin_store(store);
	measure_lookups(atoi(argv[1]));
	measure_logins(atoi(argv[2]));
	for (int mode = 0; mode < MODES; mode++)
		PQfinish(connections[mode]);
	return 0;
}
