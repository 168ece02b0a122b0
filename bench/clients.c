/*
 * clients.c
 *	  Many clients that log in at once, in one process that waits for all.
 *
 * A sample tells what came of a try, and the microseconds from when it was
 * sent to when its answer had been read: "right" and "wrong" were compared,
 * "refused" was not since there were too many failures, "busy" was not since
 * too many wait.
 */
#define _GNU_SOURCE

#include "clients.h"

#include <math.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include <libpq-fe.h>

#include "phase.h"
#include "tools.h"

#define TOO_MANY_ATTEMPTS	"28U01"
#define TOO_MANY_REQUESTS	"53U01"
#define BUSY_PAUSE_US		100000	/* before a client that was sent away
									 * comes again, at most */

typedef struct Client
{
	PGconn	   *conn;
	const Workload *workload;	/* NULL: none */
	int			attempts;
	bool		waits;			/* for an answer */
	double		due;			/* when it tries again */
	double		sent;
} Client;

static Client clients[CLIENTS_MAX];
static int	count;
static int	compared;			/* since work was given out */
static double given_at;
static double answered_at;

int
clients_connect(const char *role)
{
	if (count == CLIENTS_MAX)
		fail("clients", "there are too many");
	clients[count].conn = connect_as(role);
	return count++;
}

void
clients_prepare(int client, const char *name, const char *sql)
{
	prepare(clients[client].conn, name, sql);
}

int
clients_backend(int client)
{
	return PQbackendPID(clients[client].conn);
}

/* Between two tries, if each takes no time. */
static double
pause_us(const Client *client)
{
	double		per_second = client->workload->per_second;

	return per_second > 0 ? 1e6 / per_second : 0;
}

void
clients_give(int first, int number, const Workload *workload)
{
	given_at = now_us();
	compared = 0;
	for (Client *client = &clients[first]; client < &clients[first + number];
		 client++)
	{
		client->workload = workload;
		client->due = given_at + random_up_to(pause_us(client));
	}
}

static void
attempt(Client *client)
{
	char		email[EMAIL_SIZE];
	char		password[PASSWORD_SIZE];
	const char *const values[] = {email, password};

	client->workload->choose((int) (client - clients), client->attempts++,
							 email, password);
	client->sent = now_us();
	client->due = fmax(client->due + pause_us(client), client->sent);
	if (!PQsendQueryPrepared(client->conn, client->workload->statement, 2,
							 values, NULL, NULL, 0))
		fail("send", PQerrorMessage(client->conn));
	client->waits = true;
}

/* What came of a try. */
static const char *
outcome(PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	if (PQresultStatus(result) == PGRES_TUPLES_OK)
		return PQntuples(result) == 1 && !PQgetisnull(result, 0, 0) ?
			"right" : "wrong";
	if (state != NULL && strcmp(state, TOO_MANY_ATTEMPTS) == 0)
		return "refused";
	if (state != NULL && strcmp(state, TOO_MANY_REQUESTS) == 0)
		return "busy";
	fail("login", PQresultErrorMessage(result));
}

/* Reads what has come; a whole answer is a sample. */
static void
receive(Client *client)
{
	const int	number = phase_number();
	PGresult   *result;
	const char *what;

	if (!PQconsumeInput(client->conn))
		fail("receive", PQerrorMessage(client->conn));
	if (PQisBusy(client->conn))
		return;
	answered_at = now_us();
	result = PQgetResult(client->conn);
	what = outcome(result);
	phase_sample(number, client->workload->who, what,
				 answered_at - client->sent);
	if (PQresultStatus(result) == PGRES_TUPLES_OK)
		compared++;
	if (strcmp(what, "busy") == 0)
		client->due = fmax(client->due,
						   answered_at + random_up_to(BUSY_PAUSE_US));
	while (result != NULL)
	{
		PQclear(result);
		result = PQgetResult(client->conn);
	}
	client->waits = false;
}

/* Waits until somebody has an answer, or until then; receives what came. */
static void
wait_until(double then)
{
	struct pollfd polled[CLIENTS_MAX];
	double		us = fmax(then - now_us(), 0);
	struct timespec timeout = {(time_t) (us / 1e6),
	(long) (fmod(us, 1e6) * 1e3)};

	for (int i = 0; i < count; i++)
	{
		polled[i].fd = clients[i].waits ? PQsocket(clients[i].conn) : -1;
		polled[i].events = POLLIN;
		polled[i].revents = 0;
	}
	if (ppoll(polled, count, &timeout, NULL) <= 0)
		return;
	for (int i = 0; i < count; i++)
	{
		if (polled[i].revents != 0)
			receive(&clients[i]);
	}
}

/* Sends what is due; when the next try is, at the latest then. */
static double
send_due(double then)
{
	double		now = now_us();

	for (Client *client = clients; client < &clients[count]; client++)
	{
		if (client->workload == NULL || client->waits)
			continue;
		if (client->due <= now)
			attempt(client);
		else
			then = fmin(then, client->due);
	}
	return then;
}

void
clients_run(double until)
{
	while (now_us() < until)
		wait_until(send_due(until));
}

static bool
any_waits(void)
{
	for (int i = 0; i < count; i++)
	{
		if (clients[i].waits)
			return true;
	}
	return false;
}

void
clients_finish(void)
{
	while (any_waits())
		wait_until(now_us() + 1e6);
	for (int i = 0; i < count; i++)
		clients[i].workload = NULL;
}

double
clients_rate(void)
{
	return compared * 1e6 / (answered_at - given_at);
}
