/* Proves the known answers: the project's own vectors, and the shared ones. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "examples.h"
#include "tap.h"
#include "vectors.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define PASSWORD_ROOM		4200

/* Wide, so that what is refused is refused for its own reason. */
static const UsHashLimits wide_limits = {1048576, 67108864, 31, 10000000};

/* Why this build can't compute a row, in the order in which it looks. */
static const char *const reasons[] = {
	"This build can't compute argon2d.",
	"This build can't compute an argon2 version other than 19.",
	"This build can't compute argon2 with several lanes.",
	"This build can't compute argon2 with a salt that is not 16 bytes long.",
	"This build can't compute argon2i with fewer than 3 passes.",
	"No scheme of this build recognises the verifier.",
};

typedef struct Counts
{
	int			match;
	int			mismatch;
	int			reject;
	int			reasons[COUNT(reasons)];
} Counts;

/* The number behind ",key=" or "$key=", or -1. */
static long
read_key(const char *hash, const char *key)
{
	const char *p;

	for (p = hash; *p != '\0'; p++)
	{
		if ((*p == ',' || *p == '$') &&
			strncmp(p + 1, key, strlen(key)) == 0)
			return strtol(p + 1 + strlen(key), NULL, 10);
	}
	return -1;
}

/* The characters of the last part but one, without padding. */
static size_t
salt_length(const char *hash)
{
	const char *digest = strrchr(hash, '$');
	const char *end = digest;
	const char *start;

	while (end > hash && end[-1] == '=')
		end--;
	for (start = end; start > hash && start[-1] != '$'; start--)
		;
	return (size_t) (end - start);
}

/*
 * Tell from the text alone, apart from the code under test, which reason a
 * well-formed row gives; -1 if it can be computed.
 */
static int
reason_argon2(const char *hash)
{
	if (strncmp(hash, "$argon2d$", 9) == 0)
		return 0;
	if (read_key(hash, "v=") != 19)
		return 1;
	if (read_key(hash, "p=") != 1)
		return 2;
	if (salt_length(hash) != 22)	/* 16 bytes */
		return 3;
	if (strncmp(hash, "$argon2i$", 9) == 0 && read_key(hash, "t=") < 3)
		return 4;
	return -1;
}

static int
reason_none(const char *hash)
{
	(void) hash;
	return -1;
}

/* Some of Django's hashers belong to no scheme yet. */
static int
reason_django(const char *hash)
{
	static const char *const computed[] = {
		"pbkdf2_sha256$", "pbkdf2_sha1$", "bcrypt$", "bcrypt_sha256$"
	};
	int			i;

	if (strncmp(hash, "argon2$", 7) == 0)
		return reason_argon2(hash + 6);
	for (i = 0; i < COUNT(computed); i++)
	{
		if (strncmp(hash, computed[i], strlen(computed[i])) == 0)
			return -1;
	}
	return COUNT(reasons) - 1;
}

/*
 * Does a bcrypt digest end in a character that nobody writes?  Other programs
 * compute such a verifier, which never matches; here it is refused.
 */
static bool
is_miswritten(const char *hash)
{
	return strncmp(hash, "$2", 2) == 0 &&
		strchr(".CGKOSWaeimquy26", hash[strlen(hash) - 1]) == NULL;
}

/* What is read, and the rows that must match at least: no file is skipped. */
typedef struct Scheme
{
	const char *name;
	int			own_at_least;
	int			shared_at_least;
	int			(*reason) (const char *hash);
} Scheme;

static const Scheme schemes[] = {
	{"argon2", 50, 10, reason_argon2},
	{"bcrypt", 45, 100, reason_none},
	{"django", 45, 12, reason_django},
	{"aspnet-identity", 50, 10, reason_none},
};

static bool
is_refusal(UsHashResult result)
{
	return result == US_HASH_MALFORMED || result == US_HASH_UNSUPPORTED ||
		result == US_HASH_OUT_OF_BOUNDS;
}

/* A row that must be refused, for whatever reason. */
static void
test_reject(const Vector *row, UsHashResult result, Counts *counts)
{
	counts->reject++;
	if (!ok(is_refusal(result), "%s: reject", row->id))
		note("got %s", result_name(result));
}

/* A row that can't be computed must say why, and not that it differs. */
static void
test_unsupported(const Vector *row, int reason, UsHashResult result,
				 const char *detail, Counts *counts)
{
	if (result == US_HASH_UNSUPPORTED && detail != NULL &&
		strcmp(detail, reasons[reason]) == 0)
	{
		counts->reasons[reason]++;
		skip("unsupported in this build: %s: %s", row->id, reasons[reason]);
		return;
	}
	ok(false, "%s: unsupported: %s", row->id, reasons[reason]);
	note("got %s: %s", result_name(result),
		 detail != NULL ? detail : "no detail");
}

/*
 * A row that can be computed; one that matches must not with a byte more,
 * unless the scheme does not look that far.
 */
static void
test_computed(const Vector *row, UsHashResult result, Counts *counts)
{
	const size_t len = strlen(row->hash);
	const bool	consumes = us_hash_consumes(row->hash, len,
											row->password_len + 1);
	char		longer[PASSWORD_ROOM];
	UsHashInfo	info;

	if (strcmp(row->expected, "match") != 0)
	{
		counts->mismatch++;
		ok(result == US_HASH_MISMATCH && strcmp(row->expected, "nomatch") == 0,
		   "%s: nomatch (%s)", row->id, result_name(result));
		return;
	}
	counts->match++;
	if (row->password_len < sizeof(longer))
	{
		memcpy(longer, row->password, row->password_len);
		longer[row->password_len] = 'x';
	}
	ok(result == US_HASH_MATCH && row->password_len < sizeof(longer) &&
	   try_bytes(row->hash, len, longer, row->password_len + 1, &wide_limits,
				 &info) == (consumes ? US_HASH_MISMATCH : US_HASH_MATCH),
	   "%s: match (%s)", row->id, result_name(result));
}

static void
test_row(const Scheme *scheme, const Vector *row, Counts *counts)
{
	UsHashInfo	info;
	UsHashResult result = try_bytes(row->hash, strlen(row->hash),
									row->password, row->password_len,
									&wide_limits, &info);
	int			reason = scheme->reason(row->hash);

	if (strcmp(row->expected, "reject") == 0 ||
		(strcmp(row->expected, "nomatch") == 0 && is_miswritten(row->hash)))
		test_reject(row, result, counts);
	else if (reason >= 0)
		test_unsupported(row, reason, result, info.detail, counts);
	else
		test_computed(row, result, counts);
}

/* Two tests more than there are rows. */
static void
test_file(const Scheme *scheme, const char *path, const Vectors *vectors,
		  int at_least)
{
	Counts		counts = {0, 0, 0, {0}};
	int			unsupported = 0;
	int			i;

	note("%s", path);
	for (i = 0; i < vectors->count; i++)
		test_row(scheme, &vectors->rows[i], &counts);
	for (i = 0; i < COUNT(reasons); i++)
	{
		if (counts.reasons[i] > 0)
			note("%d rows: %s", counts.reasons[i], reasons[i]);
		unsupported += counts.reasons[i];
	}
	ok(counts.match >= at_least,
	   "%d match, %d nomatch, %d reject, %d unsupported", counts.match,
	   counts.mismatch, counts.reject, unsupported);
	ok(counts.match + counts.mismatch + counts.reject + unsupported ==
	   vectors->count, "all %d rows of %s were looked at",
	   vectors->count, scheme->name);
}

int
main(void)
{
	char	   *shared_path = vectors_shared_path("vectors.tsv");
	char	   *own_paths[COUNT(schemes)];
	Vectors		own[COUNT(schemes)];
	Vectors		shared[COUNT(schemes)] = {{NULL, 0, NULL}};
	int			tests = shared_path != NULL ? 0 : 1;
	int			i;

	for (i = 0; i < COUNT(schemes); i++)
	{
		own_paths[i] = vectors_own_path(schemes[i].name);
		own[i] = vectors_read(own_paths[i], schemes[i].name);
		tests += own[i].count + 2;
		if (shared_path == NULL)
			continue;
		shared[i] = vectors_read(shared_path, schemes[i].name);
		tests += shared[i].count + 2;
	}
	plan(tests);
	if (us_hash_start() != 0)
		return 1;

	for (i = 0; i < COUNT(schemes); i++)
	{
		test_file(&schemes[i], own_paths[i], &own[i],
				  schemes[i].own_at_least);
		if (shared_path != NULL)
			test_file(&schemes[i], shared_path, &shared[i],
					  schemes[i].shared_at_least);
		vectors_free(&own[i]);
		vectors_free(&shared[i]);
		free(own_paths[i]);
	}
	if (shared_path == NULL)
		skip("no shared vectors.tsv; US_SHARED_VECTORS names one");
	free(shared_path);
	return done();
}
