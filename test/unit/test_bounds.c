/* Proves that a cost beyond the limits is refused before anything is computed
 * or allocated, in every scheme that has a cost. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "examples.h"
#include "normal.h"
#include "tap.h"
#include "vectors.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define ROOM			(256 * 1024)	/* left while a verifier is refused */

/*
 * A vector of our own, what of it is raised, and to what: in the verifier, or
 * in what is declared.
 */
typedef struct Raised
{
	const char *id;
	const char *from;
	const char *to;
} Raised;

#define MAX32			"4294967295"

static const Raised raised[] = {
	{"argon2-cffi-lowest-cost", "m=8", "m=" MAX32},
	{"argon2-cffi-lowest-cost", "m=8", "m=262145"},
	{"argon2-cffi-lowest-cost", "t=1", "t=" MAX32},
	{"argon2-cffi-lowest-cost", "m=8,t=1", "m=262144,t=5"},
	{"argon2-cffi-argon2d", "m=64", "m=" MAX32},
	{"argon2-cffi-4-lanes", "m=64", "m=" MAX32},
	{"argon2-cffi-4-lanes", "p=4", "p=" MAX32},
	{"argon2-cffi-version-16", "t=3", "t=" MAX32},
	{"argon2-keyed-ascii", "m=64", "m=" MAX32},
	{"argon2-keyed-ascii", "t=2", "t=" MAX32},

	{"bcrypt-php-2y-ascii", "$04$", "$15$"},
	{"bcrypt-php-2y-ascii", "$04$", "$31$"},
	{"bcrypt-prehash-sha256-hex-ascii", "$04$", "$31$"},
	{"bcrypt-pepper-suffix-pepper-ascii", "$04$", "$31$"},
	{"symfony-bcrypt-sha512-ascii", "$04$", "$31$"},
	{"passlib-bcrypt-sha256-v2-2b-ascii", "r=4", "r=31"},
	{"passlib-bcrypt-sha256-v1-2a-ascii", ",4$", ",31$"},
	{"wp-bcrypt-ascii", "$04$", "$31$"},
	{"adonis-phc-bcrypt-ascii", "r=4", "r=31"},
	{"auth0-bcrypt-ascii", "$04$", "$31$"},
	{"django-bcrypt-ascii", "$04$", "$31$"},
	{"django-bcrypt_sha256-ascii", "$04$", "$31$"},

	{"django-pbkdf2_sha256-ascii", "$1000$", "$2000001$"},
	{"django-pbkdf2_sha256-ascii", "$1000$", "$" MAX32 "$"},
	{"django-pbkdf2_sha1-ascii", "$1000$", "$" MAX32 "$"},
	{"django-argon2-ascii", "m=64", "m=" MAX32},
	{"django-scrypt-ascii", "$16$", "$1073741824$"},
	{"django-scrypt-ascii", "$8$1$", "$" MAX32 "$1$"},
	{"django-scrypt-ascii", "$8$1$", "$8$" MAX32 "$"},

	{"passlib-scrypt-ascii", "ln=4", "ln=30"},
	{"passlib-scrypt-ascii", "ln=4", "ln=63"},
	{"passlib-scrypt-ascii", "r=8", "r=" MAX32},
	{"passlib-scrypt-ascii", "p=1", "p=" MAX32},
	{"adonis-phc-scrypt-ascii", "n=16", "n=2147483648"},
	{"adonis-phc-scrypt-ascii", "r=8", "r=" MAX32},
	{"adonis-phc-scrypt-ascii", "p=1", "p=" MAX32},
	{"crypt-scrypt7-ascii", "$7$2", "$7$S"},
	{"crypt-scrypt7-ascii", "$7$26....", "$7$2zzzz"},
	{"firebase-scrypt-supabase-ascii", "n=4", "n=30"},
	{"firebase-scrypt-supabase-ascii", "r=8", "r=" MAX32},
	{"firebase-scrypt-supabase-ascii", "p=1", "p=" MAX32},
	{"firebase-scrypt-kratos-ascii", "ln=4", "ln=30"},
	{"firebase-scrypt-kratos-ascii", "r=8", "r=" MAX32},
	{"kratos-scrypt-ascii", "ln=64", "ln=2147483648"},
	{"kratos-scrypt-ascii", "r=8", "r=" MAX32},
	{"werkzeug-scrypt-ascii", ":16:", ":2147483648:"},
	{"werkzeug-scrypt-ascii", ":8:", ":" MAX32 ":"},
	{"werkzeug-scrypt-ascii", ":1$", ":" MAX32 "$"},
	{"spring-scrypt-ascii", "$40801$", "$1e0801$"},
	{"spring-scrypt-ascii", "$40801$", "$10ff01$"},
	{"spring-scrypt-ascii", "$40801$", "$e08ff$"},
	{"node-scrypt-colon-cheap-ascii", "\"n\":16", "\"n\":1073741824"},
	{"node-scrypt-colon-cheap-ascii", "\"r\":8", "\"r\":" MAX32},
	{"node-scrypt-colon-cheap-ascii", "\"p\":1", "\"p\":" MAX32},
	{"better-auth-scrypt-cheap-ascii", "\"n\":16", "\"n\":1073741824"},
	{"auth0-scrypt-cheap-ascii", "\"cost\": 16", "\"cost\": 1073741824"},
	{"auth0-scrypt-cheap-ascii", "\"blockSize\": 3",
	"\"blockSize\": " MAX32},
	{"auth0-scrypt-cheap-ascii", "\"parallelization\": 2",
	"\"parallelization\": " MAX32},
	{"yescrypt-ascii", "$j75$", "$jJ5$"},
	{"gost-yescrypt-ascii", "$j75$", "$jJ5$"},

	{"sha512crypt-ascii", "=1000$", "=1000001$"},
	{"sha512crypt-ascii", "=1000$", "=999999999$"},
	{"sha256crypt-ascii", "=1000$", "=999999999$"},
	{"sha1crypt-ascii", "$100$", "$" MAX32 "$"},
	{"sunmd5-rounds-ascii", "=10$", "=" MAX32 "$"},
	{"bsdicrypt-ascii", "_J...", "_zzzz"},
	{"kratos-sha512-crypt-ascii", "=1000$", "=999999999$"},
	{"kratos-sha256-crypt-ascii", "=1000$", "=999999999$"},
	{"ldap-crypt-sha512-ascii", "=1000$", "=999999999$"},
	{"ldap-crypt-sha1-ascii", "$10$", "$" MAX32 "$"},
	{"ldap-crypt-bsdi-ascii", "_J...", "_zzzz"},

	{"passlib-pbkdf2-sha256-ascii", "$10$", "$2000001$"},
	{"passlib-pbkdf2-sha256-ascii", "$10$", "$" MAX32 "$"},
	{"passlib-pbkdf2-sha1-ascii", "$10$", "$" MAX32 "$"},
	{"passlib-pbkdf2-sha512-ascii", "$10$", "$" MAX32 "$"},
	{"pbkdf2-phc-ascii", "i=10", "i=" MAX32},
	{"dlitz-pbkdf2-ascii", "$1f$", "$ffffffff$"},
	{"cta-pbkdf2-ascii", "$1f$", "$ffffffff$"},
	{"grub-ascii", ".10.", "." MAX32 "."},
	{"mediawiki-pbkdf2-ascii", ":10:", ":" MAX32 ":"},
	{"fshp-variant-1-ascii", "|5}", "|" MAX32 "}"},
	{"pbkdf2-colon-sha256-ascii", ":10:", ":" MAX32 ":"},
	{"pbkdf2-colon-unnamed-ascii", "10:", MAX32 ":"},
	{"spring-pbkdf2-sha256-ascii", "\"iterations\":10",
	"\"iterations\":" MAX32},
	{"aspnet-identity-v1-sha512-ascii", "AQAAAAIAAAPo", "AQAAAAL/////"},
	{"aspnet-identity-v1-sha1-ascii", "AQAAAAAAAAPo", "AQAAAAD/////"},
	{"keycloak-pbkdf2-sha256-ascii", "\"hashIterations\": 10",
	"\"hashIterations\": " MAX32},
	{"symfony-pbkdf2-sha256-ascii", "\"iterations\":2",
	"\"iterations\":" MAX32},
	{"pg-scram-sha-256-ascii", "$10:", "$" MAX32 ":"},
	{"werkzeug-pbkdf2-sha256-10-ascii", ":10$", ":" MAX32 "$"},
	{"kratos-pbkdf2-sha224-ascii", "i=10", "i=" MAX32},
	{"ldap-pbkdf2-sha256-ascii", "}10$", "}" MAX32 "$"},
	{"auth0-pbkdf2-ascii", "i=10", "i=" MAX32},
	{"auth0-argon2-ascii", "m=64", "m=" MAX32},

	{"phpass-P-ascii", "$P$5", "$P$J"},
	{"phpass-P-ascii", "$P$5", "$P$S"},
	{"drupal7-S-ascii", "$S$5", "$S$S"},
	{"drupal7-UP-ascii", "$P$5", "$P$S"},
	{"symfony-digest-sha256-hex-ascii", "\"iterations\":7",
	"\"iterations\":" MAX32},
};

static const char *const files[] = {
	"argon2", "aspnet-identity", "bcrypt", "digests", "django", "ldap",
	"pbkdf2", "scrypt", "servers", "spring", "unix"
};

/* Every allocation of this program is counted. */
static size_t allocations;

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

void *
malloc(size_t size)
{
	allocations++;
	return __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
	allocations++;
	return __libc_calloc(count, size);
}

void *
realloc(void *old, size_t size)
{
	allocations++;
	return __libc_realloc(old, size);
}

int
posix_memalign(void **out, size_t alignment, size_t size)
{
	allocations++;
	*out = __libc_memalign(alignment, size);
	return *out != NULL ? 0 : 12;	/* ENOMEM */
}

void *
aligned_alloc(size_t alignment, size_t size)
{
	allocations++;
	return __libc_memalign(alignment, size);
}

/* Leaves so much address space beyond what there is; 0: gives it back. */
static void
starve(size_t room)
{
	struct rlimit limit;
	unsigned long pages;
	char		line[64];
	FILE	   *file;

	if (getrlimit(RLIMIT_AS, &limit) != 0)
		abort();
	limit.rlim_cur = limit.rlim_max;
	if (room > 0)
	{
		file = fopen("/proc/self/statm", "r");
		if (file == NULL || fgets(line, sizeof(line), file) == NULL)
			abort();
		fclose(file);
		pages = strtoul(line, NULL, 10);
		limit.rlim_cur = (rlim_t) pages * (rlim_t) sysconf(_SC_PAGESIZE) +
			room;
	}
	if (setrlimit(RLIMIT_AS, &limit) != 0)
		abort();
}

/* A text in which a piece is replaced, malloc'd; the same if it is not in. */
static char *
replace(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	size_t		size = strlen(text) + strlen(to) + 1;
	char	   *out = malloc(size);

	if (out == NULL)
		abort();
	if (at == NULL)
		snprintf(out, size, "%s", text);
	else
		snprintf(out, size, "%.*s%s%s", (int) (at - text), text, to,
				 at + strlen(from));
	return out;
}

static UsVerifier
make_verifier(const Vector *row, const char *text, const char *declared)
{
	UsVerifier	verifier = us_hash_verifier(text, strlen(text));

	verifier.declared.start = declared;
	verifier.declared.len = strlen(declared);
	if (row->salt.len > 0)
		verifier.salt = row->salt;
	if (row->user.len > 0)
		verifier.user = row->user;
	return verifier;
}

/* One test: is it refused for its bounds, by nothing but reading it? */
static void
test_refused(const UsVerifier *verifier, const char *name, bool usable)
{
	const UsSpan password = {"x", 1};
	UsHashInfo	info;
	UsHashInfo	inspected;
	UsHashResult result;
	UsHashResult other;
	size_t		before;
	size_t		after;

	starve(ROOM);
	before = allocations;
	result = us_hash_verify(verifier, password, &example_limits, &info);
	other = us_hash_inspect(verifier, &example_limits, &inspected);
	after = allocations;
	starve(0);
	if (!ok(usable && result == US_HASH_OUT_OF_BOUNDS && other == result &&
			info.detail != NULL && info.detail == inspected.detail &&
			after == before, "%s", name))
		note("%s (%s), %d allocations, %susable before: %.*s",
			 result_name(result),
			 info.detail != NULL ? info.detail : "no detail",
			 (int) (after - before), usable ? "" : "not ",
			 (int) verifier->text.len, verifier->text.start);
}

static void
test_raised(const Raised *change, const Vector *row)
{
	char	   *text = replace(row->hash, change->from, change->to);
	char	   *declared = replace(row->declared, change->from, change->to);
	char		name[256];
	UsHashInfo	info;
	UsVerifier	before = make_verifier(row, row->hash, row->declared);
	UsVerifier	after = make_verifier(row, text, declared);
	bool		differs = strcmp(text, row->hash) != 0 ||
		strcmp(declared, row->declared) != 0;

	snprintf(name, sizeof(name), "%s: %s for %s", change->id, change->to,
			 change->from);
	test_refused(&after, name, differs &&
				 us_hash_inspect(&before, &example_limits, &info) ==
				 US_HASH_MATCH);
	free(text);
	free(declared);
}

static const Vector *
find(const Vectors *vectors, int count, const char *id)
{
	int			i;
	int			j;

	for (i = 0; i < count; i++)
	{
		for (j = 0; j < vectors[i].count; j++)
		{
			if (strcmp(vectors[i].rows[j].id, id) == 0)
				return &vectors[i].rows[j];
		}
	}
	return NULL;
}

int
main(void)
{
	char	   *path = vectors_shared_path("limits.tsv");
	Vectors		shared = {NULL, 0, NULL};
	Vectors		own[COUNT(files)];
	int			i;

	for (i = 0; i < COUNT(files); i++)
	{
		char	   *own_path = vectors_own_path(files[i]);

		own[i] = vectors_read(own_path, NULL);
		free(own_path);
	}
	if (path != NULL)
		shared = vectors_read(path, NULL);
	plan(COUNT(raised) + (path != NULL ? shared.count : 1));
	if (us_hash_start(&normal_host) != 0)
		return 1;

	for (i = 0; i < COUNT(raised); i++)
	{
		const Vector *row = find(own, COUNT(files), raised[i].id);

		if (row != NULL)
			test_raised(&raised[i], row);
		else
			ok(false, "%s: no such vector", raised[i].id);
	}
	for (i = 0; i < shared.count; i++)
	{
		UsVerifier	verifier = make_verifier(&shared.rows[i],
											 shared.rows[i].hash, "");

		test_refused(&verifier, shared.rows[i].id, true);
	}
	if (path == NULL)
		skip("no shared limits.tsv; US_SHARED_VECTORS names its folder");
	for (i = 0; i < COUNT(files); i++)
		vectors_free(&own[i]);
	vectors_free(&shared);
	free(path);
	return done();
}
