/*
 * guard_cost.c
 *	  What a login takes besides its hash, by several functions in turn.
 *
 *	  guard_cost BLOCKS LOGINS CONNECTION HASH_CLOCK [NAME FUNCTION STORE]...
 *
 * The functions are logins, each of one build of the library, of stores with
 * the same users; the server has what storm.sql and storm_quiet.sql make, and
 * hash_clock.c preloaded with that file.  A block is so many logins by each function, in turn, in sessions of
 * the block's own: two processes that do the same may differ by some
 * microseconds, and for as long as they live.  Two servers would differ by
 * more.  Prints a line for each block and function: "cost", block, NAME,
 * "login", the median in microseconds, with tabs between.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include <libpq-fe.h>
#include <sodium.h>

#include "hash_clock.h"
#include "tools.h"

#define PASSWORD		"correct horse battery staple"	/* as in fill.sql */
#define USERS			20000	/* as in storm.sql */
#define SIDES_MAX		4
#define LOGINS_MAX		1000
#define WARM_UP_LOGINS	3

typedef struct Side
{
	const char *name;
	const char *function;
	const char *store;
	PGconn	   *conn;
	double		us[LOGINS_MAX];
} Side;

static Side sides[SIDES_MAX];
static int	count;
static const char *connection;
static const volatile HashClock *hash_clock;

static void
add_side(char **arguments)
{
	if (count == SIDES_MAX)
		fail(arguments[0], "there are too many functions");
	sides[count].name = arguments[0];
	sides[count].function = arguments[1];
	sides[count].store = arguments[2];
	count++;
}

static void
open_hash_clock(const char *file)
{
	int			fd = open(file, O_RDWR);

	if (fd < 0)
		fail(file, "there is no such file");
	hash_clock = map_shared(fd, sizeof(HashClock));
}

/* One login, without its hash. */
static double
time_login(const Side *side)
{
	char		email[64];
	const char *const values[] = {email, PASSWORD};
	double		hashed = hash_clock->us;
	long		hashes = hash_clock->count;
	double		us;
	PGresult   *result;

	snprintf(email, sizeof(email), "user%u@example.com",
			 1 + randombytes_uniform(USERS));
	us = now_us();
	result = PQexecPrepared(side->conn, "login", 2, values, NULL, NULL, 0);
	us = now_us() - us;
	if (PQresultStatus(result) != PGRES_TUPLES_OK ||
		PQntuples(result) != 1 || PQgetisnull(result, 0, 0))
		fail("login", PQerrorMessage(side->conn));
	PQclear(result);
	if (hash_clock->count != hashes + 1)
		fail("login", "it did not compute one hash");
	return us - (hash_clock->us - hashed);
}

static void
connect_side(Side *side)
{
	char		sql[128];

	side->conn = PQconnectdb(connection);
	if (PQstatus(side->conn) != CONNECTION_OK)
		fail("connection", PQerrorMessage(side->conn));
	snprintf(sql, sizeof(sql), "SELECT %s($1, $2, '%s')", side->function,
			 side->store);
	prepare(side->conn, "login", sql);
	for (int i = 0; i < WARM_UP_LOGINS; i++)
		(void) time_login(side);
}

static int
compare_doubles(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

static void
measure_block(int block, int logins)
{
	int			order[SIDES_MAX];

	shuffle(count, order);
	for (int i = 0; i < count; i++)
		connect_side(&sides[order[i]]);
	for (int login = 0; login < logins; login++)
	{
		shuffle(count, order);
		for (int i = 0; i < count; i++)
			sides[order[i]].us[login] = time_login(&sides[order[i]]);
	}
	for (Side *side = sides; side < &sides[count]; side++)
	{
		qsort(side->us, logins, sizeof(double), compare_doubles);
		printf("cost\t%d\t%s\tlogin\t%.3f\n", block, side->name,
			   side->us[logins / 2]);
		PQfinish(side->conn);
	}
}

int
main(int argc, char **argv)
{
	int			blocks;
	int			logins;

	if (argc < 8 || argc % 3 != 2 || sodium_init() < 0)
		fail("usage", "guard_cost BLOCKS LOGINS CONNECTION HASH_CLOCK"
			 " [NAME FUNCTION STORE]...");
	blocks = atoi(argv[1]);
	logins = atoi(argv[2]);
	if (logins < 1 || logins > LOGINS_MAX)
		fail("LOGINS", "it is out of range");
	connection = argv[3];
	open_hash_clock(argv[4]);
	for (int i = 5; i < argc; i += 3)
		add_side(&argv[i]);
	for (int block = 0; block < blocks; block++)
		measure_block(block, logins);
	return 0;
}
