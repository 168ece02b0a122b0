/* Proves that too little memory is told apart from a wrong password, and that
 * nothing is allocated for a verifier that is refused. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "examples.h"
#include "tap.h"
#include "vectors.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define ROOM			(4 * 1024 * 1024)	/* left to a starved child */
#define NO_ANSWER		99

/* libargon2 computes these; the first is refused before its digest matters. */
#define LANES_65536		"$argon2id$v=19$m=65536,t=1,p=2" SALT DIGEST_ID_8_1
#define LANES_16 \
	"$argon2id$v=19$m=16,t=1,p=2" SALT \
	"$D7NDv/GtIvf1vc9pAgGJ4wuW+w0Spjr6kht7sXseVWM"
#define DJANGO_KEY_64 \
	"6RkQHNQ6zELzESTzJo0wnZlVAV456dXFIFwb9N3o9WWUqThcejouNRAJmPlQRBk2V3L1wQYXH" \
	"B4sM62SaUARUw=="

static const char *const huge[] = {
	"$argon2id$v=19$m=4294967295,t=1,p=1" SALT DIGEST_ID_8_1,
	"$argon2id$v=19$m=4194304,t=1,p=1" SALT DIGEST_ID_8_1,
	"$argon2id$v=19$m=262145,t=1,p=1" SALT DIGEST_ID_8_1,
	"$argon2id$v=19$m=262144,t=4294967295,p=1" SALT DIGEST_ID_8_1,
	"$argon2id$v=19$m=8,t=4294967295,p=1" SALT DIGEST_ID_8_1,
	"$argon2i$v=19$m=4294967295,t=4294967295,p=1" SALT DIGEST_ID_8_1,
	"$2b$31$" BCRYPT_SALT BCRYPT_DIGEST,
	"bcrypt$$2b$31$" BCRYPT_SALT BCRYPT_DIGEST,
	"bcrypt_sha256$$2b$31$" BCRYPT_SALT BCRYPT_DIGEST,
	"pbkdf2_sha256$4294967295$" DJANGO_SALT "$" DJANGO_KEY,
	"argon2$argon2id$v=19$m=4294967295,t=1,p=1" SALT DIGEST_ID_8_1,
	"$argon2d$v=19$m=4294967295,t=1,p=1" SALT DIGEST_ID_8_1,
	"$argon2id$v=19$m=4294967295,t=1,p=4294967295" SALT DIGEST_ID_8_1,
	"$wp$2y$31$" BCRYPT_SALT BCRYPT_DIGEST,
	"$bcrypt-sha256$v=2,t=2b,r=31$" BCRYPT_SALT "$" BCRYPT_DIGEST,
	"scrypt$1073741824$salt$8$1$" DJANGO_KEY_64,
	"scrypt$salt$4294967295$8$1$64$" DJANGO_KEY_64,
};

/* What a child does; returns a result. */
typedef UsHashResult (*Task) (const char *verifier, const char *password);

static UsHashResult
verify(const char *verifier, const char *password)
{
	const UsVerifier stored = declared_verifier(NULL, verifier);
	const UsSpan given = {password, strlen(password)};
	UsHashInfo	info;
	UsHashResult result = us_hash_verify(&stored, given, &example_limits,
										 &info);

	/* an answer without its sentence is a wrong one */
	if ((result == US_HASH_NO_MEMORY) && info.detail == NULL)
		_exit(NO_ANSWER);
	return result;
}

static UsHashResult
inspect(const char *verifier, const char *password)
{
	const UsVerifier stored = declared_verifier(NULL, verifier);
	UsHashInfo	info;

	(void) password;
	return us_hash_inspect(&stored, &example_limits, &info);
}

static UsHashResult
make(const char *verifier, const char *password)
{
	const UsHashCost cost = {65536, 2, 0};
	const UsSpan given = {password, strlen(password)};
	char		out[US_HASH_VERIFIER_MAX];

	(void) verifier;
	return us_hash_make(us_hash_format("argon2"), &cost,
						(const unsigned char *) EXAMPLE_SALT, given, out);
}

/* Takes what is left in small pieces, then verifies. */
static UsHashResult
verify_exhausted(const char *verifier, const char *password)
{
	/* volatile: a compiler may leave out what nobody uses */
	void	   *volatile piece;

	do
	{
		piece = malloc(1024);
	} while (piece != NULL);
	return verify(verifier, password);
}

/* Leaves this process so much address space beyond what it has. */
static void
starve(size_t room)
{
	FILE	   *file = fopen("/proc/self/statm", "r");
	unsigned long pages;
	struct rlimit limit;

	if (file == NULL || fscanf(file, "%lu", &pages) != 1)
		_exit(NO_ANSWER);
	fclose(file);
	limit.rlim_cur = (rlim_t) pages * (rlim_t) sysconf(_SC_PAGESIZE) + room;
	limit.rlim_max = limit.rlim_cur;
	if (setrlimit(RLIMIT_AS, &limit) != 0)
		_exit(NO_ANSWER);
}

/* Runs a task in a child with so little room; its result, or NO_ANSWER. */
static UsHashResult
run_starved(Task task, const char *verifier, const char *password)
{
	pid_t		child;
	int			status;

	fflush(stdout);
	child = fork();
	if (child == 0)
	{
		starve(ROOM);
		_exit((int) task(verifier, password));
	}
	if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return (UsHashResult) NO_ANSWER;
	return (UsHashResult) WEXITSTATUS(status);
}

static void
expect(UsHashResult result, UsHashResult expected, const char *what)
{
	if (!ok(result == expected, "%s: %s", what, result_name(expected)))
		note("got %s", result_name(result));
}

/* Is it refused for its bounds, and not for want of memory? */
static void
test_huge(const char *verifier, const char *name)
{
	UsHashResult verified = run_starved(verify, verifier, "x");
	UsHashResult inspected = run_starved(inspect, verifier, NULL);

	if (!ok(verified == US_HASH_OUT_OF_BOUNDS &&
			inspected == US_HASH_OUT_OF_BOUNDS,
			"starved, allocates nothing for %s", name))
		note("verifying: %s, inspecting: %s", result_name(verified),
			 result_name(inspected));
}

int
main(void)
{
	char	   *path = vectors_shared_path("limits.tsv");
	Vectors		limits = {NULL, 0, NULL};
	Vectors		bcrypt_limits = {NULL, 0, NULL};
	int			i;

	if (path != NULL)
	{
		limits = vectors_read(path, "argon2");
		bcrypt_limits = vectors_read(path, "bcrypt");
	}
	plan(14 + COUNT(huge) +
		 (path != NULL ? limits.count + bcrypt_limits.count : 1));
	if (us_hash_start(NULL) != 0)
		return 1;

	expect(verify(EXAMPLE_ID_65536_2, EXAMPLE_PASSWORD), US_HASH_MATCH,
		   "memory enough, the right password");
	expect(run_starved(verify, EXAMPLE_ID_65536_2, EXAMPLE_PASSWORD),
		   US_HASH_NO_MEMORY, "starved, the right password");
	expect(run_starved(verify, EXAMPLE_ID_65536_2, "x"), US_HASH_NO_MEMORY,
		   "starved, a wrong password");
	expect(run_starved(make, NULL, EXAMPLE_PASSWORD), US_HASH_NO_MEMORY,
		   "starved, a new verifier");
	expect(run_starved(verify, EXAMPLE_ID, EXAMPLE_PASSWORD), US_HASH_MATCH,
		   "starved, the right password, 8 KiB");
	expect(run_starved(verify, EXAMPLE_ID, "x"), US_HASH_MISMATCH,
		   "starved, a wrong password, 8 KiB");
	expect(run_starved(inspect, EXAMPLE_ID_65536_2, NULL), US_HASH_MATCH,
		   "starved, inspecting");
	expect(run_starved(verify, LANES_65536, EXAMPLE_PASSWORD),
		   US_HASH_NO_MEMORY, "starved, several lanes");
	expect(run_starved(verify, "$argon2d$v=19$m=65536,t=1,p=1" SALT
					   DIGEST_ID_8_1, "x"), US_HASH_NO_MEMORY,
		   "starved, argon2d");
	expect(run_starved(verify, LANES_16, EXAMPLE_PASSWORD), US_HASH_MATCH,
		   "starved, several lanes, 16 KiB");
	expect(run_starved(verify, "$argon2id$v=19$m=262144,t=1,p=1" SALT
					   DIGEST_ID_8_1, "x"), US_HASH_NO_MEMORY,
		   "starved, just within the limit");
	expect(run_starved(verify, EXAMPLE_2B, EXAMPLE_PASSWORD), US_HASH_MATCH,
		   "starved, bcrypt");
	expect(run_starved(verify_exhausted, EXAMPLE_2B, EXAMPLE_PASSWORD),
		   US_HASH_NO_MEMORY, "nothing left, bcrypt");
	expect(run_starved(verify_exhausted, EXAMPLE_DJANGO_BCRYPT_SHA256, "x"),
		   US_HASH_NO_MEMORY, "nothing left, Django's bcrypt_sha256");
	for (i = 0; i < COUNT(huge); i++)
		test_huge(huge[i], huge[i]);
	for (i = 0; i < limits.count; i++)
		test_huge(limits.rows[i].hash, limits.rows[i].id);
	for (i = 0; i < bcrypt_limits.count; i++)
		test_huge(bcrypt_limits.rows[i].hash, bcrypt_limits.rows[i].id);
	if (path == NULL)
		skip("no shared limits.tsv");
	vectors_free(&limits);
	vectors_free(&bcrypt_limits);
	free(path);
	return done();
}
