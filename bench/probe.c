/*
 * probe.c
 *	  An unrelated query every few milliseconds, in a process of its own.
 *
 * Its samples are of "probe": each "query" took so many microseconds.
 */
#include "probe.h"

#include <stdio.h>

#include <sodium.h>

#include "children.h"
#include "phase.h"
#include "tools.h"

#define THINGS		100000		/* as in storm.sql */
#define PAUSE_US	2000		/* between two queries at least */
#define PAUSE_MORE	6000		/* and at random so much more */

static double
time_query(PGconn *conn)
{
	char		id[16];
	const char *const values[] = {id};
	PGresult   *result;
	double		start;
	double		us;

	snprintf(id, sizeof(id), "%u", 1 + randombytes_uniform(THINGS));
	start = now_us();
	result = PQexecPrepared(conn, "query", 1, values, NULL, NULL, 0);
	us = now_us() - start;
	if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) != 1)
		fail("query", PQerrorMessage(conn));
	PQclear(result);
	return us;
}

static void
probe(void *arg)
{
	PGconn	   *conn = connect_as("bench_script");

	(void) arg;
	prepare(conn, "query",
			"SELECT content FROM bench_storm.things WHERE id = $1");
	for (;;)
	{
		const int	number = phase_number();

		phase_sample(number, "probe", "query", time_query(conn));
		phase_flush();
		sleep_us(PAUSE_US + random_up_to(PAUSE_MORE));
	}
}

void
probe_start(void)
{
	child_start(probe, NULL);
}
