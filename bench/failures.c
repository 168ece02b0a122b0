/*
 * failures.c
 *	  Times failed logins of identifiers that exist and of some that don't.
 *
 *	  failures NAME FUNCTION STORE IDENTIFIERS TRIES
 *	  failures --version		libsodium's
 *
 * Connects as libpq's environment says.  For each domain of the store's
 * e-mail addresses it picks that many addresses at random, makes up as many of
 * the same form, and tries a wrong password with each of all these, TRIES
 * times, in random order.  FUNCTION is called as userstore.login() is.
 *
 * Prints a line for each login: NAME, domain, the identifier's number, whether
 * it exists, microseconds, with tabs between.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <libpq-fe.h>
#include <sodium.h>

#define WRONG_PASSWORD	"incorrect horse battery staple"
#define WARM_UP_CALLS	10

/* Whom a login is for: the local part of known ones is made like this too. */
#define LOCAL_DIGITS	16

typedef struct Identifier
{
	char	   *email;
	const char *domain;			/* within it */
	int			exists;
} Identifier;

static PGconn *connection;
static const char *store;

static void
fail(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	exit(1);
}

static void *
allocate(size_t count, size_t size)
{
	void	   *memory = calloc(count, size);

	if (memory == NULL)
		fail("memory", "there is none left");
	return memory;
}

static double
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

/* A copy of an e-mail address. */
static Identifier
make_identifier(const char *email, int exists)
{
	Identifier	made;

	made.email = allocate(strlen(email) + 1, 1);
	strcpy(made.email, email);
	made.domain = strchr(made.email, '@');
	made.domain = made.domain == NULL ? "" : made.domain + 1;
	made.exists = exists;
	return made;
}

/* One of the same form and domain that nobody has. */
static Identifier
make_up(const Identifier *known)
{
	Identifier	made = make_identifier(known->email, 0);

	for (int i = 0; i < LOCAL_DIGITS && made.email[i] != '@'; i++)
		made.email[i] = "0123456789abcdef"[randombytes_uniform(16)];
	return made;
}

/* Known ones of each domain, and as many that are made up. */
static Identifier *
pick_identifiers(const char *per_domain, int *count)
{
	const char *const values[] = {store, per_domain};
	PGresult   *result = PQexecParams(connection,
									  "SELECT email FROM ("
									  "SELECT email, row_number() OVER (PARTITION BY split_part(email, '@', 2)"
									  " ORDER BY random()) AS number"
									  " FROM bench_failures.known WHERE store = $1) AS ordered"
									  " WHERE number <= $2::int",
									  2, NULL, values, NULL, NULL, 0);
	Identifier *picked;
	int			known;

	if (PQresultStatus(result) != PGRES_TUPLES_OK)
		fail("known identifiers", PQerrorMessage(connection));
	known = PQntuples(result);
	if (known == 0)
		fail(store, "it has no users");
	*count = 2 * known;
	picked = allocate(*count, sizeof(Identifier));
	for (int i = 0; i < known; i++)
	{
		picked[2 * i] = make_identifier(PQgetvalue(result, i, 0), 1);
		picked[2 * i + 1] = make_up(&picked[2 * i]);
	}
	PQclear(result);
	return picked;
}

/* The numbers below n in random order. */
static int *
shuffle(int n)
{
	int		   *order = allocate(n, sizeof(int));

	for (int i = 0; i < n; i++)
	{
		int			j = (int) randombytes_uniform(i + 1);

		order[i] = order[j];
		order[j] = i;
	}
	return order;
}

static void
prepare(const char *function)
{
	char		sql[256];
	PGresult   *result;

	snprintf(sql, sizeof(sql), "SELECT %s($1, $2, $3)", function);
	result = PQprepare(connection, "login", sql, 0, NULL);
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		fail(sql, PQerrorMessage(connection));
	PQclear(result);
}

/* How long a failed login takes. */
static double
time_failure(const char *email)
{
	const char *const values[] = {email, WRONG_PASSWORD, store};
	const double start = now_us();
	PGresult   *result = PQexecPrepared(connection, "login", 3, values, NULL,
										NULL, 0);
	const double us = now_us() - start;

	if (PQresultStatus(result) != PGRES_TUPLES_OK)
		fail(email, PQerrorMessage(connection));
	if (!PQgetisnull(result, 0, 0))
		fail(email, "the wrong password is the right one");
	PQclear(result);
	return us;
}

int
main(int argc, char **argv)
{
	Identifier *identifiers;
	int		   *order;
	int			count;
	int			logins;

	if (argc == 2 && strcmp(argv[1], "--version") == 0)
	{
		puts(sodium_version_string());
		return 0;
	}
	if (argc != 6 || sodium_init() < 0)
		fail("usage", "failures NAME FUNCTION STORE IDENTIFIERS TRIES");
	connection = PQconnectdb("");
	if (PQstatus(connection) != CONNECTION_OK)
		fail("connection", PQerrorMessage(connection));
	store = argv[3];
	identifiers = pick_identifiers(argv[4], &count);
	prepare(argv[2]);
	for (int i = 0; i < WARM_UP_CALLS; i++)
		time_failure(make_up(&identifiers[0]).email);

	logins = count * atoi(argv[5]);
	order = shuffle(logins);
	for (int i = 0; i < logins; i++)
	{
		const int	number = order[i] % count;
		const Identifier *who = &identifiers[number];

		printf("%s\t%s\t%d\t%d\t%.3f\n", argv[1], who->domain, number,
			   who->exists, time_failure(who->email));
	}
	PQfinish(connection);
	return 0;
}
