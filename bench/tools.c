/*
 * tools.c
 *	  What the programs of the storm share: clock, numbers, connections.
 */
#include "tools.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

void
fail(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	exit(1);
}

double
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

void
sleep_us(double us)
{
	struct timespec t;

	if (us <= 0)
		return;
	t.tv_sec = (time_t) (us / 1e6);
	t.tv_nsec = (long) ((us - t.tv_sec * 1e6) * 1e3);
	nanosleep(&t, NULL);
}

double
random_up_to(double limit)
{
	return limit * randombytes_random() / 4294967296.0;
}

void
shuffle(int n, int *order)
{
	for (int i = 0; i < n; i++)
	{
		int			j = (int) randombytes_uniform(i + 1);

		order[i] = order[j];
		order[j] = i;
	}
}

PGconn *
connect_as(const char *role)
{
	const char *const keywords[] = {"user", NULL};
	const char *const values[] = {role, NULL};
	PGconn	   *conn = PQconnectdbParams(keywords, values, 0);

	if (PQstatus(conn) != CONNECTION_OK)
		fail("connection", PQerrorMessage(conn));
	return conn;
}

void
prepare(PGconn *conn, const char *name, const char *sql)
{
	PGresult   *result = PQprepare(conn, name, sql, 0, NULL);

	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		fail(sql, PQerrorMessage(conn));
	PQclear(result);
}

void *
map_shared(int fd, size_t size)
{
	void	   *map = mmap(NULL, size, PROT_READ | PROT_WRITE,
						   fd < 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED,
						   fd, 0);

	if (map == MAP_FAILED)
		fail("memory", "it can't be mapped");
	return map;
}
