/* Proves that a comparison which a password stops short tells no work that was not done: who fails would do too little in its place. */
#include <string.h>

#include "examples.h"
#include "hash/hash.h"
#include "hash/span.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define BCRYPT		"$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"
#define LATIN1		"{\"algorithm\":\"md5\",\"hash\":{\"encoding\":\"hex\"},\"password\":{\"encoding\":\"latin1\"}}"
#define MD5			"3cb4e732631f47e6eb961f34554b7cde"
#define CYRILLIC	"horse \xd0\xb6"

static char longer[5000];		/* than WordPress and Symfony take */

static const struct
{
	const char *declared;
	const char *verifier;
	const char *password;		/* NULL: the long one */
	int			works;
	bool		twice;
	const char *name;
}			cases[] =
{
	{"", "$2y" BCRYPT, "wrong horse", 1, false, "bcrypt"},
	{"", "$2y" BCRYPT, NULL, 1, false, "bcrypt, too long for Symfony"},
	{"", "$wp$2y" BCRYPT, "wrong horse", 1, false, "WordPress"},
	{"", "$wp$2y" BCRYPT, NULL, 0, false, "WordPress, too long"},
	{"symfony-bcrypt-sha512", "$2y" BCRYPT, NULL, 0, false,
	"Symfony, too long"},
	{LATIN1, MD5, CYRILLIC, 0, false, "Auth0, not Latin-1"},
};

static UsSpan
span_of(const char *text)
{
	UsSpan		span = {text, strlen(text)};

	return span;
}

static UsSpan
password_of(const char *password)
{
	UsSpan		span = {longer, sizeof(longer)};

	return password == NULL ? span : span_of(password);
}

static UsHashInfo
compare(UsVerifier verifier, UsSpan password, const char *name)
{
	UsHashInfo	info;

	ok(us_hash_verify(&verifier, password, &example_limits,
					  &info) == US_HASH_MISMATCH, "%s: no match", name);
	return info;
}

/* What is wrapped is argon2id too, which is not come to either. */
static void
check_wrapped(void)
{
	static const unsigned char salt[US_HASH_SALT_BYTES] = "0123456789abcde";
	const UsHashCost cost = {8192, 2, 0};
	UsVerifier	verifier = us_hash_verifier(MD5, strlen(MD5));
	char		wrapped[US_HASH_WRAPPED_MAX] = "";

	verifier.declared = span_of(LATIN1);
	ok(us_hash_wrap(&verifier, &example_limits, &cost, salt,
					wrapped) == US_HASH_MATCH, "Auth0, wrapped");
	verifier = us_hash_verifier(wrapped, strlen(wrapped));
	ok(compare(verifier, span_of("wrong horse"), "wrapped").work_count == 1,
	   "... argon2id is done");
	ok(compare(verifier, span_of(CYRILLIC), "wrapped, not Latin-1").work_count
	   == 0, "... none is done");
}

int
main(void)
{
	int			i;

	plan(3 * COUNT(cases) + 5);
	if (us_hash_start(NULL) != 0)
		return 1;
	memset(longer, 'x', sizeof(longer));
	for (i = 0; i < COUNT(cases); i++)
	{
		UsVerifier	verifier = us_hash_verifier(cases[i].verifier,
												strlen(cases[i].verifier));
		UsHashInfo	info;

		verifier.declared = span_of(cases[i].declared);
		verifier.strict = verifier.declared.len > 0;
		info = compare(verifier, password_of(cases[i].password),
					   cases[i].name);
		ok(info.work_count == cases[i].works, "... %d works", cases[i].works);
		ok(info.tried_twice == cases[i].twice, "... %s",
		   cases[i].twice ? "twice" : "once");
	}
	check_wrapped();
	return done();
}
