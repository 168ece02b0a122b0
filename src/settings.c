/*-------------------------------------------------------------------------
 *
 * settings.c
 *	  The settings, their units and bounds.
 *
 * All of them are PGC_SIGHUP: server-wide, for the operator, never for a role
 * or a session (a client can wipe what is set on its role, see startup.c).
 *
 * src/settings.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/guc.h"

#include "settings.h"

/* OWASP's least cost for argon2id: 19 MiB, two passes. */
#define ARGON2_MEMORY_MIN_KIB	19456
#define ARGON2_ITERATIONS_MIN	2

/* The most for a new one, and what a stored one may ask for by default. */
#define ARGON2_MEMORY_MAX_KIB	(256 * 1024)
#define ARGON2_WORK_MAX_KIB		(1024 * 1024)
#define ARGON2_ITERATIONS_MAX	(ARGON2_WORK_MAX_KIB / ARGON2_MEMORY_MIN_KIB)

static int	max_failures = 20;
static int	hash_slots = 0;
static int	hash_queue_timeout = 5000;
static int	argon2_memory = 65536;
static int	argon2_iterations = 2;
static char *key_file = NULL;
static char *active_key = NULL;

/* A bound of stored verifiers. */
typedef struct Bound
{
	const char *name;
	const char *what;
	int			value;			/* the default, then the setting */
	int			min;
	int			max;
	int			unit;
} Bound;

typedef enum BoundName
{
	ARGON2_MEMORY,
	ARGON2_WORK,
	BCRYPT_COST,
	PBKDF2_ITERATIONS,
	SCRYPT_MEMORY,
	SCRYPT_WORK,
	CRYPT_ROUNDS,
	DIGEST_ROUNDS,
	BOUND_COUNT
} BoundName;

static Bound bounds[BOUND_COUNT] = {
	[ARGON2_MEMORY] = {"userstore.max_argon2_memory",
		"Memory that a stored argon2 verifier may ask for.",
	ARGON2_MEMORY_MAX_KIB, 8, 4 * 1024 * 1024, GUC_UNIT_KB},
	[ARGON2_WORK] = {"userstore.max_argon2_work",
		"Memory times passes that a stored argon2 verifier may ask for.",
	ARGON2_WORK_MAX_KIB, 8, 64 * 1024 * 1024, GUC_UNIT_KB},
	[BCRYPT_COST] = {"userstore.max_bcrypt_cost",
		"Cost that a stored bcrypt verifier may ask for.",
	14, 4, 20, 0},
	[PBKDF2_ITERATIONS] = {"userstore.max_pbkdf2_iterations",
		"Iterations that a stored verifier of PBKDF2, PBKDF1 or SCRAM may ask for.",
	2000000, 1, 100000000, 0},
	[SCRYPT_MEMORY] = {"userstore.max_scrypt_memory",
		"Memory that a stored verifier of scrypt or yescrypt may ask for.",
	64 * 1024, 1, 4 * 1024 * 1024, GUC_UNIT_KB},
	[SCRYPT_WORK] = {"userstore.max_scrypt_work",
		"Memory times lanes that a stored verifier of scrypt or yescrypt may ask for.",
	256 * 1024, 1, 64 * 1024 * 1024, GUC_UNIT_KB},
	[CRYPT_ROUNDS] = {"userstore.max_crypt_rounds",
		"Rounds that a stored verifier of crypt(3) may ask for.",
	1000000, 1, 999999999, 0},
	[DIGEST_ROUNDS] = {"userstore.max_digest_rounds",
		"Rounds that a stored verifier of phpass, Drupal and the like may ask for.",
	1 << 20, 1, 1 << 30, 0},
};

static void
define_bounds(void)
{
	for (int i = 0; i < BOUND_COUNT; i++)
		DefineCustomIntVariable(bounds[i].name, bounds[i].what,
								"One that asks for more matches no password.",
								&bounds[i].value, bounds[i].value,
								bounds[i].min, bounds[i].max, PGC_SIGHUP,
								bounds[i].unit, NULL, NULL, NULL);
}

static void
define_guard(void)
{
	DefineCustomIntVariable("userstore.max_failures",
							"Wrong passwords at one identifier before there are delays.",
							"One is forgiven every 15 minutes.",
							&max_failures,
							20, 3, 100, PGC_SIGHUP, 0,
							NULL, NULL, NULL);
	DefineCustomIntVariable("userstore.hash_slots",
							"Passwords that are hashed at the same time.",
							"0 means one less than there are processors, or all of eight and more.",
							&hash_slots,
							0, 0, 1024, PGC_SIGHUP, 0,
							NULL, NULL, NULL);
	DefineCustomIntVariable("userstore.hash_queue_timeout",
							"Time that a call may wait until its password is hashed.",
							"A call that could not be served in that time is refused at once.",
							&hash_queue_timeout,
							5000, 10, 60000, PGC_SIGHUP, GUC_UNIT_MS,
							NULL, NULL, NULL);
}

static void
define_keys(void)
{
	DefineCustomStringVariable("userstore.key_file",
							   "File with the keys that verifiers are sealed with.",
							   "A line for each key: its id and the base64 of its 32 bytes.",
							   &key_file,
							   "", PGC_SIGHUP, GUC_SUPERUSER_ONLY,
							   NULL, NULL, NULL);
	DefineCustomStringVariable("userstore.active_key",
							   "Id of the key that new verifiers are sealed with.",
							   "Empty means the first key of the file that is in userstore.keys.",
							   &active_key,
							   "", PGC_SIGHUP, 0,
							   NULL, NULL, NULL);
}

void
us_settings_define(void)
{
	DefineCustomIntVariable("userstore.argon2_memory",
							"Memory that hashing one password takes.",
							"A verifier that took less is replaced at the user's next login.",
							&argon2_memory,
							65536, ARGON2_MEMORY_MIN_KIB, ARGON2_MEMORY_MAX_KIB,
							PGC_SIGHUP, GUC_UNIT_KB,
							NULL, NULL, NULL);
	DefineCustomIntVariable("userstore.argon2_iterations",
							"Passes over that memory for one password.",
							"Held where memory times passes would exceed 1 GB.",
							&argon2_iterations,
							2, ARGON2_ITERATIONS_MIN, ARGON2_ITERATIONS_MAX,
							PGC_SIGHUP, 0,
							NULL, NULL, NULL);
	define_bounds();
	define_guard();
	define_keys();
	MarkGUCPrefixReserved(US_SETTINGS_PREFIX);
}

/*
 * us_settings_cost
 *
 * NB: memory times iterations is held within the bounds of verification, or
 * the settings could make verifiers that no login accepts.
 */
UsHashCost
us_settings_cost(void)
{
	UsHashCost	cost = {0};

	cost.memory_kib = argon2_memory;
	cost.iterations = Min(argon2_iterations,
						  ARGON2_WORK_MAX_KIB / argon2_memory);
	return cost;
}

/*
 * us_settings_limits
 *
 * NB: never below the cost of new argon2 verifiers, or they would match nobody.
 */
UsHashLimits
us_settings_limits(void)
{
	UsHashLimits limits;

	limits.argon2_memory_kib = Max(bounds[ARGON2_MEMORY].value, argon2_memory);
	limits.argon2_work_kib = Max((uint64) bounds[ARGON2_WORK].value,
								 (uint64) argon2_memory * us_settings_cost().iterations);
	limits.bcrypt_cost = bounds[BCRYPT_COST].value;
	limits.pbkdf2_iterations = bounds[PBKDF2_ITERATIONS].value;
	limits.scrypt_memory_kib = bounds[SCRYPT_MEMORY].value;
	limits.scrypt_work_kib = bounds[SCRYPT_WORK].value;
	limits.crypt_rounds = bounds[CRYPT_ROUNDS].value;
	limits.digest_rounds = bounds[DIGEST_ROUNDS].value;
	return limits;
}

int
us_settings_max_failures(void)
{
	return max_failures;
}

int
us_settings_hash_slots(void)
{
	return hash_slots;
}

int
us_settings_hash_queue_timeout(void)
{
	return hash_queue_timeout;
}

const char *
us_settings_key_file(void)
{
	return key_file;
}

const char *
us_settings_active_key(void)
{
	return active_key;
}
