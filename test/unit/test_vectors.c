/* Proves with known answers what matches and what does not. */
#include <stdlib.h>
#include <string.h>

#include "hash/hash.h"
#include "normal.h"
#include "shared_rows.h"
#include "tap.h"
#include "vectors.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define ENOUGH			5		/* rows of our own for each scheme, at least */

/* So wide that no row is refused for its cost, unless that is what it shows. */
static const UsHashLimits wide_limits = {
	1048576, 67108864, 31, 10000000, 1048576, 1048576, 10000000, 1 << 20
};

static const char *const own_files[] = {
	"argon2", "aspnet-identity", "bcrypt", "digests", "django", "ldap",
	"pbkdf2", "scrypt", "servers", "spring", "unix"
};

/*
 * The schemes of HASH-FORMATS.md, and how many shared rows there must be: no
 * row is skipped because its scheme is spelt differently.
 */
static const struct
{
	const char *name;
	int			shared_at_least;
}			schemes[] =
{
	{"adonis-phc", 9}, {"apr1", 6}, {"argon2", 78}, {"argon2-keyed", 1},
	{"aspnet-identity", 22}, {"atlassian", 2}, {"auth0", 61},
	{"bcrypt", 160}, {"bcrypt-pepper-suffix", 4}, {"bcrypt-prehash", 2},
	{"better-auth-scrypt", 4}, {"bsdicrypt", 28}, {"crypt-scrypt7", 43},
	{"cta-pbkdf2", 2}, {"descrypt", 30}, {"django", 40},
	{"dlitz-pbkdf2", 3}, {"drupal7", 9}, {"firebase-scrypt", 14},
	{"fshp", 5}, {"gost-yescrypt", 19}, {"grub", 1}, {"hex-md4", 2},
	{"hex-md5", 5}, {"hex-sha1", 5}, {"hex-sha256", 5}, {"hex-sha512", 5},
	{"ipb-md5", 4}, {"joomla-md5", 4}, {"keycloak", 11}, {"kratos", 60},
	{"ldap", 64}, {"magento", 4}, {"md5crypt", 44}, {"mediawiki-b", 1},
	{"mediawiki-pbkdf2", 3}, {"mssql2005", 2}, {"node-scrypt-colon", 4},
	{"nthash", 11}, {"oscommerce-md5", 4}, {"passlib-bcrypt-sha256", 6},
	{"passlib-pbkdf2", 10}, {"passlib-scrypt", 5}, {"pbkdf2-colon", 2},
	{"pbkdf2-phc", 3}, {"pg-md5-role", 2}, {"pg-scram-sha-256", 5},
	{"phpass", 17}, {"sha1crypt", 26}, {"sha256crypt", 38},
	{"sha512crypt", 41}, {"spring-digest", 7}, {"spring-pbkdf2", 3},
	{"spring-pbkdf2-v55", 3}, {"spring-pbkdf2-v58", 3},
	{"spring-scrypt", 8}, {"spring-sha256", 1}, {"sunmd5", 10},
	{"symfony-bcrypt-sha512", 4}, {"symfony-digest", 3},
	{"symfony-pbkdf2", 1}, {"vbulletin-md5", 5}, {"werkzeug", 23},
	{"wp-bcrypt", 7}, {"yescrypt", 21}
};

typedef struct Counts
{
	int			own;
	int			shared;
} Counts;

/*
 * A copy of exactly the bytes, so that a sanitizer sees a read beyond them.
 * There is one even of no bytes: NULL would mean that nothing is given.
 */
static UsSpan
copy(UsSpan span)
{
	char	   *bytes = malloc(span.len > 0 ? span.len : 1);
	UsSpan		copied = {bytes, span.len};

	if (bytes == NULL)
		abort();
	memcpy(bytes, span.start, span.len);
	return copied;
}

static UsSpan
copy_text(const char *text)
{
	UsSpan		span = {text, strlen(text)};

	return copy(span);
}

/* The row as a verifier; free_verifier frees it. */
static UsVerifier
verifier_of(const Vector *row)
{
	UsVerifier	verifier = {{NULL, 0}, {NULL, 0}, false, {NULL, 0}, {NULL, 0}};

	verifier.text = copy_text(row->hash);
	verifier.declared = copy_text(row->declared);
	if (row->salt.len > 0)
		verifier.salt = copy(row->salt);
	if (row->user.len > 0)
		verifier.user = copy(row->user);
	return verifier;
}

static void
free_verifier(UsVerifier *verifier)
{
	free((char *) verifier->text.start);
	free((char *) verifier->declared.start);
	free((char *) verifier->salt.start);
	free((char *) verifier->user.start);
}

static bool
is_refusal(UsHashResult result)
{
	return result == US_HASH_MALFORMED || result == US_HASH_UNSUPPORTED ||
		result == US_HASH_OUT_OF_BOUNDS;
}

/*
 * A source that only says "error" tells no mismatch from a refusal; such rows
 * are marked as not verified.
 */
static bool
is_expected(const Vector *row, UsHashResult result)
{
	const char *expected = row->expected;

	if (!row->verified && strcmp(expected, "match") != 0)
		return result == US_HASH_MISMATCH || is_refusal(result);
	if (strcmp(expected, "match") == 0)
		return result == US_HASH_MATCH;
	if (strcmp(expected, "nomatch") == 0)
		return result == US_HASH_MISMATCH;
	if (strcmp(expected, "too-long") == 0)
		return result == US_HASH_TOO_LONG;
	return strcmp(expected, "reject") == 0 && is_refusal(result);
}

static UsHashResult
verify(const UsVerifier *verifier, UsSpan password, UsHashInfo *info)
{
	UsSpan		copied = copy(password);
	UsHashResult result;

	memset(info, 0xA5, sizeof(*info));
	result = us_hash_verify(verifier, copied, &wide_limits, info);
	free((char *) copied.start);
	return result;
}

/*
 * Does the right password with a byte behind it not match, where the scheme
 * tells such passwords apart?
 */
static bool
longer_differs(const UsVerifier *verifier, UsSpan password)
{
	char	   *longer = malloc(password.len + 1);
	UsSpan		span = {longer, password.len + 1};
	UsHashInfo	info;
	UsHashResult result;

	if (longer == NULL)
		abort();
	memcpy(longer, password.start, password.len);
	longer[password.len] = 'x';
	result = verify(verifier, span, &info);
	free(longer);
	if (us_hash_consumes(verifier, password.len + 1, &wide_limits))
		return result == US_HASH_MISMATCH || result == US_HASH_TOO_LONG;
	return result == US_HASH_MATCH || result == US_HASH_MISMATCH ||
		result == US_HASH_TOO_LONG;
}

/*
 * What must be true of every answer: the sentence is there if and only if
 * nothing was compared, and inspecting says the same as verifying.
 */
static bool
is_consistent(const UsVerifier *verifier, UsHashResult result,
			  const UsHashInfo *info)
{
	const bool	compared = result == US_HASH_MATCH ||
		result == US_HASH_MISMATCH;
	UsHashInfo	inspected;
	UsHashResult answer = us_hash_inspect(verifier, &wide_limits, &inspected);

	if (compared != (info->detail == NULL) ||
		(compared && info->scheme == NULL) ||
		inspected.scheme != info->scheme)
		return false;
	if (answer != US_HASH_MATCH)
		return answer == result && inspected.detail == info->detail;
	/* some can be told only while it is computed */
	return !is_refusal(result) || result == US_HASH_UNSUPPORTED;
}

/* One test.  scheme: the one that is to be recognised, or NULL for any. */
static void
test_row(const Vector *row, const char *scheme)
{
	UsVerifier	verifier = verifier_of(row);
	UsHashInfo	info;
	UsHashResult result = verify(&verifier, row->password, &info);
	bool		expected = is_expected(row, result);
	bool		named = scheme == NULL || is_refusal(result) ||
		(info.scheme != NULL && strcmp(info.scheme, scheme) == 0);
	bool		consistent = is_consistent(&verifier, result, &info);
	bool		strict = result != US_HASH_MATCH ||
		longer_differs(&verifier, row->password);

	if (!ok(expected && named && consistent && strict, "%s: %s", row->id,
			row->expected))
		note("result %d, scheme %s, %s%s%s", (int) result,
			 info.scheme != NULL ? info.scheme : "none",
			 info.detail != NULL ? info.detail : "no detail",
			 consistent ? "" : ", inconsistent",
			 strict ? "" : ", matches with a byte more");
	free_verifier(&verifier);
}

/* The place of a scheme in the table, or -1. */
static int
find_scheme(const char *name)
{
	int			i;

	for (i = 0; i < COUNT(schemes); i++)
	{
		if (strcmp(schemes[i].name, name) == 0)
			return i;
	}
	return -1;
}

/* A test for each row. */
static void
test_own(const Vectors *vectors, Counts *counts)
{
	int			i;

	for (i = 0; i < vectors->count; i++)
	{
		const Vector *row = &vectors->rows[i];
		int			scheme = find_scheme(row->scheme);

		if (scheme < 0)
			ok(false, "%s: no such scheme: %s", row->id, row->scheme);
		else
		{
			test_row(row, row->scheme);
			counts[scheme].own++;
		}
	}
}

/* The same for the shared ones, with what their notes say. */
static void
test_shared(const Vectors *vectors, Counts *counts)
{
	int			i;

	for (i = 0; i < vectors->count; i++)
	{
		Vector		row = vectors->rows[i];
		int			scheme = find_scheme(row.scheme);
		const char *reason = shared_row_complete(&row);

		if (scheme < 0)
			ok(false, "%s: no such scheme: %s", row.id, row.scheme);
		else if (reason != NULL && !row.verified)
			skip("%s: argued: %s", row.id, reason);
		else
			test_row(&row, NULL);
		if (scheme >= 0)
			counts[scheme].shared++;
	}
}

/* Is every scheme of the build one of the table, and the other way about? */
static void
test_schemes(void)
{
	int			missing = 0;
	int			i;
	int			j;

	for (i = 0; us_hash_scheme_at(i) != NULL; i++)
	{
		if (find_scheme(us_hash_scheme_at(i)) < 0)
			note("no vectors of the scheme %s", us_hash_scheme_at(i));
	}
	for (j = 0; j < COUNT(schemes); j++)
	{
		for (i = 0; us_hash_scheme_at(i) != NULL; i++)
		{
			if (strcmp(us_hash_scheme_at(i), schemes[j].name) == 0)
				break;
		}
		if (us_hash_scheme_at(i) == NULL)
		{
			note("the build has no scheme %s", schemes[j].name);
			missing++;
		}
	}
	ok(missing == 0 && i > 0, "the build has every scheme");
}

int
main(void)
{
	char	   *shared_path = vectors_shared_path("vectors.tsv");
	Vectors		shared = {NULL, 0, NULL};
	Vectors		own[COUNT(own_files)];
	Counts		counts[COUNT(schemes)];
	int			tests = 1 + COUNT(schemes);
	int			i;

	memset(counts, 0, sizeof(counts));
	for (i = 0; i < COUNT(own_files); i++)
	{
		char	   *path = vectors_own_path(own_files[i]);

		own[i] = vectors_read(path, NULL);
		tests += own[i].count;
		free(path);
	}
	if (shared_path != NULL)
		shared = vectors_read(shared_path, NULL);
	plan(tests + (shared_path != NULL ? shared.count : 1));
	if (us_hash_start(&normal_host) != 0)
		return 1;

	test_schemes();
	for (i = 0; i < COUNT(own_files); i++)
	{
		test_own(&own[i], counts);
		vectors_free(&own[i]);
	}
	test_shared(&shared, counts);
	vectors_free(&shared);
	if (shared_path == NULL)
		skip("no shared vectors.tsv; US_SHARED_VECTORS names one");
	for (i = 0; i < COUNT(schemes); i++)
		ok(counts[i].own >= ENOUGH &&
		   (shared_path == NULL ||
			counts[i].shared >= schemes[i].shared_at_least),
		   "%s: %d rows of our own, %d shared", schemes[i].name,
		   counts[i].own, counts[i].shared);
	free(shared_path);
	return done();
}
