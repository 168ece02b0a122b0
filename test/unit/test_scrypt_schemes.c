/* Proves the schemes built on scrypt, and Werkzeug's others: recognised,
 * computed, refused. */
#include <string.h>

#include "hash/hash.h"
#include "hash/span.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define PASSWORD		"p\xC3\xA4ssw\xC3\xB6rd"

/* The salt "0123456789abcdef". */
#define SALT			"MDEyMzQ1Njc4OWFiY2RlZg"
#define KEY				"9syUqSoUgA6P+QPOfbIqCr1z+9tiZFEM0OslMax6xj8"
#define KEY_KRATOS		"ZGKQFc8qGeGi1pECPbsptJnP5rA4otYjZXlZFSNQJfE"
#define KEY_ADONIS \
	"9syUqSoUgA6P+QPOfbIqCr1z+9tiZFEM0OslMax6xj9kIcvr6p2ac9oxXc4kaQxxi6f3" \
	"rbr5v8YG5l2VPHXAUg"
#define SALT_COLON		"30313233343536373839616263646566"
#define KEY_COLON \
	"a793f7fae298d122d8902d3c4af5af500d9d4564eecc9360e55acf137bcbc3cc" \
	"09dd7aa0db15be247c305cb2226188736bb1c19f2d191860af4cba85da25891c"
#define KEY_COLON_SMALL \
	"b6c5092492b26ae04119703b12e9efe742cc0787e16381527edc3aeb4131d621"
#define KEY_ABC \
	"75ad02c0dc4a9a5d4024ed2073b2945bd5c1099f40c5af1bd43da63c5a37ab8e" \
	"2197714e933482d047021f405349f8d78d3587491339a84a32b18b590d88633e"
#define SIGNER \
	"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEy" \
	"MzQ1Njc4OTo7PD0+Pw=="
#define HASH_FIREBASE \
	"Zxg4TyOdf8wC7pYmiEiMsab50riCNhpTKzNLdDfkgoynbsHAa1VbxsRA2M15nKQKLkeI" \
	"3exzy8tmn+QBqBh9VQ=="
#define HASH_UNSEPARATED \
	"ocb1mwOW5kpsasLi+993j1S1Sn0CU1Qhea5kOzGVGYfULAQhHiYsnvGEOWUmAP3Vmu+K" \
	"VFmkDciYxueB3aMGyQ=="
#define KEY_WERKZEUG \
	"62063c8f3be1f1fb5efb12781c876c30344825f4d0bb4d89773676115ef3be1c" \
	"ff915700a8353938c19c5a5bd0c134b75f234bbf3dd3f6353a8077da2d704c46"
#define KEY_PBKDF2 \
	"aa0206fcc58b02f5d22f45100ae933c2a56a5914ee7410ef0af1541b33b2e232"
#define KEYED_SHA256 \
	"119a102c16101821c7da757dda9b46037d3f2ca14b7ddd2d9ec296abb54c76c1"
#define KEYED_SHA1		"ef1b43592b0fe7ddaa9e9f4ef78f0c9d2f91da6c"
#define PLAIN_SHA256 \
	"46970bef70aced8123f0d5d094717e2a5cd412041e03b26376049fe65b2834a4"

#define SMALL_BETTER	"{\"scheme\":\"better-auth-scrypt\",\"n\":16}"
#define SMALL_NODE \
	"{\"scheme\":\"node-scrypt-colon\",\"n\":16,\"r\":2,\"p\":3}"

static const UsHashLimits limits = {262144, 1048576, 14, 2000000, 65536,
262144, 1000000, 1000000};

/* By Python's hashlib and hmac, and openssl's command line for AES. */
static const struct
{
	const char *declared;		/* NULL: the string describes itself */
	const char *scheme;
	const char *verifier;
}			matching[] =
{
	{NULL, "passlib-scrypt", "$scrypt$ln=4,r=8,p=1$" SALT "$" KEY},
	{NULL, "passlib-scrypt", "$scrypt$p=1,r=8,ln=4$" SALT "==$" KEY "="},
	{NULL, "kratos", "$scrypt$ln=128,r=8,p=1$" SALT "==$" KEY_KRATOS "="},
	{NULL, "adonis-phc", "$scrypt$n=16,r=8,p=1$" SALT "$" KEY_ADONIS},
	{NULL, "spring-scrypt", "{scrypt}$40801$" SALT "==$" KEY "="},
	{NULL, "spring-scrypt",
	"{scrypt@SpringSecurity_v5_8}$40801$" SALT "==$" KEY "="},
	{"spring-scrypt", "spring-scrypt", "$40801$" SALT "==$" KEY "="},
	{NULL, "firebase-scrypt",
		"$fbscrypt$v=1,n=4,r=8,p=1,ss=Bw==,sk=" SIGNER "$" SALT "==$"
	HASH_FIREBASE},
	{NULL, "firebase-scrypt",
		"$fbscrypt$v=1,n=4,r=8,p=1,sk=" SIGNER "$" SALT "==$"
	HASH_UNSEPARATED},
	{NULL, "firebase-scrypt",
		"$firescrypt$ln=4,r=8,p=1$" SALT "==$" HASH_FIREBASE "$Bw==$"
	SIGNER},
	{NULL, "werkzeug", "scrypt:16:8:1$Salt$" KEY_WERKZEUG},
	{NULL, "werkzeug", "pbkdf2:sha256:10$Salt$" KEY_PBKDF2},
	{NULL, "werkzeug", "sha256$Salt$" KEYED_SHA256},
	{NULL, "werkzeug", "sha256$$" PLAIN_SHA256},
	{"werkzeug", "werkzeug", "sha1$Salt$" KEYED_SHA1},
	{"node-scrypt-colon", "node-scrypt-colon", SALT_COLON ":" KEY_COLON},
	{SMALL_NODE, "node-scrypt-colon", SALT_COLON ":" KEY_COLON_SMALL},
};

static const struct
{
	const char *declared;
	const char *verifier;
	UsHashResult result;
}			refused[] =
{
	/* passlib-scrypt */
	{NULL, "$scrypt$", US_HASH_MALFORMED},
	{NULL, "$scrypt$" SALT "$" KEY, US_HASH_MALFORMED},
	{NULL, "$scrypt$ln=4,r=8$" SALT "$" KEY, US_HASH_MALFORMED},
	{NULL, "$scrypt$ln=4,r=8,p=1,x=1$" SALT "$" KEY, US_HASH_MALFORMED},
	{NULL, "$scrypt$ln=4,r=8,x=1$" SALT "$" KEY, US_HASH_MALFORMED},
	{NULL, "$scrypt$v=1$ln=4,r=8,p=1$" SALT "$" KEY, US_HASH_MALFORMED},
	{NULL, "$scrypt$ln=04,r=8,p=1$" SALT "$" KEY, US_HASH_MALFORMED},
	{NULL, "$scrypt$ln=0,r=8,p=1$" SALT "$" KEY, US_HASH_MALFORMED},
	{NULL, "$scrypt$ln=4,r=0,p=1$" SALT "$" KEY, US_HASH_MALFORMED},
	{NULL, "$scrypt$ln=4,r=8,p=1$" SALT "=$" KEY, US_HASH_MALFORMED},
	{NULL, "$scrypt$ln=4,r=8,p=1$" SALT "$AAAA", US_HASH_MALFORMED},
	{NULL, "$scrypt$ln=4,r=8,p=1$" SALT "$" KEY "==", US_HASH_MALFORMED},
	{NULL, "$scrypt$ln=63,r=8,p=1$" SALT "$" KEY, US_HASH_OUT_OF_BOUNDS},
	{NULL, "$scrypt$ln=17,r=8,p=1$" SALT "$" KEY, US_HASH_OUT_OF_BOUNDS},
	{NULL, "$scrypt$ln=16,r=8,p=5$" SALT "$" KEY, US_HASH_OUT_OF_BOUNDS},
	{NULL, "$scrypt$ln=4,r=4294967295,p=4294967295$" SALT "$" KEY,
	US_HASH_OUT_OF_BOUNDS},

	/* kratos and adonis-phc */
	{NULL, "$scrypt$ln=100,r=8,p=1$" SALT "$" KEY, US_HASH_MALFORMED},
	{NULL, "$scrypt$ln=131072,r=8,p=1$" SALT "$" KEY, US_HASH_OUT_OF_BOUNDS},
	{NULL, "$scrypt$n=15,r=8,p=1$" SALT "$" KEY, US_HASH_MALFORMED},
	{NULL, "$scrypt$n=131072,r=8,p=1$" SALT "$" KEY, US_HASH_OUT_OF_BOUNDS},

	/* spring-scrypt */
	{NULL, "{scrypt}", US_HASH_MALFORMED},
	{NULL, "{scrypt}$40801$" SALT, US_HASH_MALFORMED},
	{NULL, "{scrypt}40801$" SALT "$" KEY, US_HASH_MALFORMED},
	{NULL, "{scrypt}$040801$" SALT "$" KEY, US_HASH_MALFORMED},
	{NULL, "{scrypt}$E0801$" SALT "$" KEY, US_HASH_MALFORMED},
	{NULL, "{scrypt}$140801000$" SALT "$" KEY, US_HASH_MALFORMED},
	{NULL, "{scrypt}$801$" SALT "$" KEY, US_HASH_MALFORMED},
	{NULL, "{scrypt}$40001$" SALT "$" KEY, US_HASH_MALFORMED},
	{NULL, "{scrypt}$40801$" SALT "$" KEY "$", US_HASH_MALFORMED},
	{NULL, "{scrypt}$110801$" SALT "$" KEY, US_HASH_OUT_OF_BOUNDS},
	{NULL, "{scrypt}$ffffffff$" SALT "$" KEY, US_HASH_OUT_OF_BOUNDS},

	/* firebase-scrypt */
	{NULL, "$fbscrypt$", US_HASH_MALFORMED},
	{NULL, "$firescrypt$", US_HASH_MALFORMED},
	{NULL, "$fbscrypt$v=2,n=4,r=8,p=1,sk=" SIGNER "$" SALT "$" HASH_FIREBASE,
	US_HASH_MALFORMED},
	{NULL, "$fbscrypt$v=1,n=4,r=8,p=1$" SALT "$" HASH_FIREBASE,
	US_HASH_MALFORMED},
	{NULL, "$fbscrypt$v=1,n=4,r=8,p=1,sk=AAAA$" SALT "$" HASH_FIREBASE,
	US_HASH_MALFORMED},
	{NULL, "$fbscrypt$v=1,n=4,r=8,p=1,x=1,sk=" SIGNER "$" SALT "$"
	HASH_FIREBASE, US_HASH_MALFORMED},
	{NULL, "$fbscrypt$v=1,n=17,r=8,p=1,sk=" SIGNER "$" SALT "$"
	HASH_FIREBASE, US_HASH_OUT_OF_BOUNDS},
	{NULL, "$firescrypt$ln=4,p=1,r=8$" SALT "$" HASH_FIREBASE "$Bw==$"
	SIGNER, US_HASH_MALFORMED},
	{NULL, "$firescrypt$ln=4,r=8,p=1$" SALT "$" HASH_FIREBASE "$Bw==$"
	SIGNER "$", US_HASH_MALFORMED},
	{NULL, "$firescrypt$ln=17,r=8,p=1$" SALT "$" HASH_FIREBASE "$Bw==$"
	SIGNER, US_HASH_OUT_OF_BOUNDS},

	/* werkzeug */
	{NULL, "scrypt:16:8$Salt$" KEY_WERKZEUG, US_HASH_MALFORMED},
	{NULL, "scrypt:15:8:1$Salt$" KEY_WERKZEUG, US_HASH_MALFORMED},
	{NULL, "scrypt:16:8:1:1$Salt$" KEY_WERKZEUG, US_HASH_MALFORMED},
	{NULL, "scrypt:16:8:1$Salt$" KEY_WERKZEUG "0", US_HASH_MALFORMED},
	{NULL, "scrypt:131072:8:1$Salt$" KEY_WERKZEUG, US_HASH_OUT_OF_BOUNDS},
	{NULL, "pbkdf2:sha256$Salt$" KEY_PBKDF2, US_HASH_MALFORMED},
	{NULL, "pbkdf2:sha256:0$Salt$" KEY_PBKDF2, US_HASH_MALFORMED},
	{NULL, "pbkdf2:sha1:10$Salt$" KEY_PBKDF2, US_HASH_MALFORMED},
	{NULL, "pbkdf2:rot13:10$Salt$" KEY_PBKDF2, US_HASH_UNSUPPORTED},
	{NULL, "pbkdf2:sha256:2000001$Salt$" KEY_PBKDF2, US_HASH_OUT_OF_BOUNDS},
	{NULL, "sha256$Salt$" KEYED_SHA1, US_HASH_UNSUPPORTED},
	{"werkzeug", "sha256$Salt$" KEYED_SHA1, US_HASH_MALFORMED},
	{"werkzeug", "plain$Salt$password", US_HASH_MALFORMED},

	/* node-scrypt-colon and better-auth-scrypt */
	{NULL, SALT_COLON ":" KEY_COLON, US_HASH_UNSUPPORTED},
	{"node-scrypt-colon", SALT_COLON, US_HASH_MALFORMED},
	{"node-scrypt-colon", ":" KEY_COLON, US_HASH_MALFORMED},
	{"node-scrypt-colon", "salt:" KEY_COLON, US_HASH_MALFORMED},
	{"node-scrypt-colon", SALT_COLON ":" KEY_COLON "0", US_HASH_MALFORMED},
	{"node-scrypt-colon", SALT_COLON ":abcdef", US_HASH_MALFORMED},
	{"{\"scheme\":\"node-scrypt-colon\",\"n\":15}",
	SALT_COLON ":" KEY_COLON, US_HASH_UNSUPPORTED},
	{"{\"scheme\":\"node-scrypt-colon\",\"n\":\"16\"}",
	SALT_COLON ":" KEY_COLON, US_HASH_UNSUPPORTED},
	{"{\"scheme\":\"node-scrypt-colon\",\"p\":0}",
	SALT_COLON ":" KEY_COLON, US_HASH_UNSUPPORTED},
	{"{\"scheme\":\"node-scrypt-colon\",\"keylen\":64}",
	SALT_COLON ":" KEY_COLON, US_HASH_UNSUPPORTED},
	{"{\"scheme\":\"node-scrypt-colon\",\"n\":131072}",
	SALT_COLON ":" KEY_COLON, US_HASH_OUT_OF_BOUNDS},
	{SMALL_BETTER, SALT_COLON ":x" KEY_ABC, US_HASH_MALFORMED},
};

static UsSpan
span(const char *text)
{
	const UsSpan none = {NULL, 0};
	UsSpan		result = {text, 0};

	if (text == NULL)
		return none;
	result.len = strlen(text);
	return result;
}

static UsHashResult
try(const char *declared, const char *text, const char *password,
	UsHashInfo *info)
{
	UsVerifier	verifier = {{NULL, 0}, {NULL, 0}, false, {NULL, 0},
	{NULL, 0}};

	verifier.text = span(text);
	verifier.declared = span(declared);
	return us_hash_verify(&verifier, span(password), &limits, info);
}

static void
test_matching(void)
{
	int			i;

	for (i = 0; i < COUNT(matching); i++)
	{
		const char *verifier = matching[i].verifier;
		const char *declared = matching[i].declared;
		UsHashInfo	info;
		UsHashResult result = try(declared, verifier, PASSWORD, &info);

		if (!ok(result == US_HASH_MATCH &&
				strcmp(info.scheme, matching[i].scheme) == 0,
				"%s: %.60s", matching[i].scheme, verifier))
			note("got %d of %s: %s", (int) result, info.scheme,
				 info.detail != NULL ? info.detail : "no detail");
		ok(try(declared, verifier, "password", &info) == US_HASH_MISMATCH &&
		   try(declared, verifier, "", &info) == US_HASH_MISMATCH,
		   "%s: others don't match", matching[i].scheme);
	}
}

static void
test_refused(void)
{
	int			i;

	for (i = 0; i < COUNT(refused); i++)
	{
		UsHashInfo	info;
		UsHashResult result = try(refused[i].declared, refused[i].verifier,
								  PASSWORD, &info);

		if (!ok(result == refused[i].result && info.detail != NULL,
				"refused: %.70s", refused[i].verifier))
			note("got %d: %s", (int) result,
				 info.detail != NULL ? info.detail : "no detail");
	}
}

/* What two schemes would compute differently. */
static void
test_apart(void)
{
	UsHashInfo	info;

	ok(try(NULL, "sha1$Salt$" KEYED_SHA1, PASSWORD, &info) ==
	   US_HASH_MISMATCH && strcmp(info.scheme, "django") == 0,
	   "sha1$ is Django's unless Werkzeug is declared");
	ok(try("node-scrypt-colon", "sha256$Salt$" KEYED_SHA256, PASSWORD,
		   &info) == US_HASH_MATCH && strcmp(info.scheme, "werkzeug") == 0,
	   "a string of another scheme is still that scheme's");
}

/* Stands in for NFKC: the letters of full width U+FF21 to U+FF3A. */
static bool
narrow(UsSpan text, char *out, size_t size, size_t *out_len)
{
	size_t		i;

	*out_len = 0;
	for (i = 0; i + 2 < text.len; i += 3)
	{
		if (*out_len == size)
			return false;
		out[(*out_len)++] = (char) ('A' + (unsigned char) text.start[i + 2] -
									0xA1);
	}
	return true;
}

static void
test_normalised(void)
{
	const UsHashHost host = {NULL, narrow, NULL};
	const char *verifier = SALT_COLON ":" KEY_ABC;
	const char *wide = "\xEF\xBC\xA1\xEF\xBC\xA2\xEF\xBC\xA3";
	UsHashInfo	info;
	UsVerifier	stored = us_hash_verifier(verifier, strlen(verifier));

	ok(try(SMALL_BETTER, verifier, wide, &info) == US_HASH_UNSUPPORTED &&
	   info.detail != NULL, "better-auth-scrypt needs a host that normalises");
	us_host_set(&host);
	ok(try(SMALL_BETTER, verifier, wide, &info) == US_HASH_MATCH,
	   "with one it matches");
	ok(try(SMALL_BETTER, verifier, "\xEF\xBC\xA1", &info) == US_HASH_MISMATCH,
	   "another doesn't");
	ok(try(SMALL_BETTER, verifier, "\xFF", &info) == US_HASH_MISMATCH,
	   "what is no UTF-8 is nobody's");
	stored.declared = span(SMALL_BETTER);
	ok(!us_hash_consumes(&stored, 1, &limits),
	   "it does not tell all passwords apart");
}

/* Dear schemes are not wrapped, cheap ones are. */
static void
test_wrapped(void)
{
	static const struct
	{
		const char *verifier;
		bool		wrappable;
	}			stored[] =
	{
		{"$scrypt$ln=4,r=8,p=1$" SALT "$" KEY, false},
		{"scrypt:16:8:1$Salt$" KEY_WERKZEUG, false},
		{"pbkdf2:sha256:10$Salt$" KEY_PBKDF2, true},
		{"sha256$Salt$" KEYED_SHA256, true},
	};
	const UsHashCost cost = {8, 1, 0};
	int			i;

	for (i = 0; i < COUNT(stored); i++)
	{
		const UsSpan text = span(stored[i].verifier);
		const UsVerifier verifier = us_hash_verifier(text.start, text.len);
		char		out[US_HASH_WRAPPED_MAX];
		UsHashInfo	info;
		UsHashResult result = us_hash_wrap(&verifier, &limits, &cost,
										   (const unsigned char *)
										   "0123456789abcdef", out);

		ok(stored[i].wrappable ? result == US_HASH_MATCH &&
		   try(NULL, out, PASSWORD, &info) == US_HASH_MATCH &&
		   try(NULL, out, "x", &info) == US_HASH_MISMATCH :
		   result == US_HASH_UNSUPPORTED,
		   "%s: %.30s", stored[i].wrappable ? "wrapped" : "left alone",
		   stored[i].verifier);
	}
}

int
main(void)
{
	plan(2 * COUNT(matching) + COUNT(refused) + 2 + 5 + 4);
	if (us_hash_start(NULL) != 0)
		return 1;
	test_matching();
	test_refused();
	test_apart();
	test_normalised();
	test_wrapped();
	return done();
}
