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

/* The most that a stored verifier may ask for: 256 MiB, and 1 GiB in all. */
#define ARGON2_MEMORY_MAX_KIB	(256 * 1024)
#define ARGON2_WORK_MAX_KIB		(1024 * 1024)
#define ARGON2_ITERATIONS_MAX	(ARGON2_WORK_MAX_KIB / ARGON2_MEMORY_MIN_KIB)

#define BCRYPT_COST_MAX			14
#define PBKDF2_ITERATIONS_MAX	2000000

static int	argon2_memory = 65536;
static int	argon2_iterations = 2;

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

UsHashLimits
us_settings_limits(void)
{
	UsHashLimits limits;

	limits.argon2_memory_kib = ARGON2_MEMORY_MAX_KIB;
	limits.argon2_work_kib = ARGON2_WORK_MAX_KIB;
	limits.bcrypt_cost = BCRYPT_COST_MAX;
	limits.pbkdf2_iterations = PBKDF2_ITERATIONS_MAX;
	return limits;
}
