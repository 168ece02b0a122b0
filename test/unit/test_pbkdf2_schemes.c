/*
 * Proves the schemes built on PBKDF2, and FSHP: known answers, what is refused
 * and why, and that nothing is read beyond a text's end.
 */
#include <stdlib.h>
#include <string.h>

#include "hash/hash.h"
#include "hash/table.h"
#include "hash/pbkdf2_phc.h"
#include "pbkdf2_answers.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define NINE			"\xe2\x85\xa8"	/* U+2168, prepared "IX" */
#define PROHIBITED		"\xd8\xa7" "1"	/* RFC 4013, 3: left as it is */

static const UsHashLimits limits = {
	.argon2_memory_kib = 65536,
	.argon2_work_kib = 1048576,
	.bcrypt_cost = 14,
	.pbkdf2_iterations = 400000,
	.scrypt_memory_kib = 65536,
	.scrypt_work_kib = 65536,
	.crypt_rounds = 10000,
	.digest_rounds = 1
};

static const UsHashCost cheap = {8, 1, 0};

/* Prepares U+2168, and what is prepared already; the rest is prohibited. */
static bool
prepare_some(UsSpan text, char *out, size_t size, size_t *out_len)
{
	(void) size;
	if (text.len == 3 && memcmp(text.start, NINE, 3) == 0)
	{
		memcpy(out, "IX", 2);
		*out_len = 2;
		return true;
	}
	if (text.len < 3 || memcmp(text.start, PROHIBITED, 3) == 0)
		return false;
	memcpy(out, text.start, text.len);
	*out_len = text.len;
	return true;
}

static UsSpan
span_of(const char *text)
{
	const UsSpan span = {text, text == NULL ? 0 : strlen(text)};

	return span;
}

static UsVerifier
verifier_of(const char *declared, const char *text)
{
	UsVerifier	verifier = us_hash_verifier(text, strlen(text));

	verifier.declared = span_of(declared);
	return verifier;
}

static UsHashResult
try(const char *declared, const char *text, const char *password,
	UsHashInfo *info)
{
	const UsVerifier verifier = verifier_of(declared, text);

	return us_hash_verify(&verifier, span_of(password), &limits, info);
}

static void
test_answer(int i)
{
	const char *declared = answers[i].declared;
	const char *text = answers[i].verifier;
	UsHashInfo	info;
	UsHashInfo	other;

	ok(try(declared, text, PASSWORD, &info) == US_HASH_MATCH &&
	   try(declared, text, PASSWORD "x", &other) == US_HASH_MISMATCH &&
	   info.detail == NULL && strcmp(info.scheme, answers[i].scheme) == 0 &&
	   info.work_count == 1 && info.works[0].shape == answers[i].digest &&
	   info.works[0].amount == answers[i].amount &&
	   info.works[0].primitive == (strcmp(info.scheme, "fshp") == 0 ?
								   US_PRIMITIVE_DIGEST : US_PRIMITIVE_PBKDF2),
	   "%s: %s", answers[i].scheme, text);
}

/* The digest is noted where it stands: without it the text reads the same. */
static void
test_wrapping(int i)
{
	const UsVerifier verifier = verifier_of(answers[i].declared,
											answers[i].verifier);
	char		wrapped[US_HASH_WRAPPED_MAX];
	UsHashInfo	info;
	UsHashResult result;

	result = us_hash_wrap(&verifier, &limits, &cheap,
						  (const unsigned char *) "0123456789abcdef", wrapped);
	if (answers[i].never_wrapped)
		ok(result == US_HASH_UNSUPPORTED, "%s: not wrapped",
		   answers[i].scheme);
	else
		ok(result == US_HASH_MATCH &&
		   try(NULL, wrapped, PASSWORD, &info) == US_HASH_MATCH &&
		   try(NULL, wrapped, PASSWORD "x", &info) == US_HASH_MISMATCH,
		   "%s: wrapped", answers[i].scheme);
}

/* A digest that the system's OpenSSL may lack, or that Kratos means. */
static void
test_phc(bool kratos, const char *text)
{
	const UsVerifier verifier = us_hash_verifier(text, strlen(text));
	UsHashInfo	info;
	unsigned char out[US_JOB_EXPECTED_MAX];
	UsHashJob  *job = calloc(1, sizeof(UsHashJob));
	UsHashResult result;

	if (job == NULL)
		abort();
	memset(&info, 0, sizeof(info));
	result = (kratos ? us_pbkdf2_phc_read_kratos : us_pbkdf2_phc_read)
		(&verifier, &limits, job, &info);
	if (result == US_HASH_MATCH)
		result = us_table_compute(job, span_of(PASSWORD), out, &info);
	if (result == US_HASH_UNSUPPORTED && info.detail != NULL)
		skip("this system lacks the digest of %.15s", text);
	else
		ok(result == US_HASH_MATCH &&
		   memcmp(out, job->expected, job->expected_len) == 0,
		   "%s%s", text, kratos ? ", as Kratos means it" : "");
	free(job);
}

/* SASLprep, and what PostgreSQL does with passwords that it prohibits. */
static void
test_scram(void)
{
	static const char nine[] =
		"SCRAM-SHA-256$4096:/xSon6gBNXbJy7fXzt7OLA==$pMwxC8QjVMND+2LugCc+6ex/"
		"yxJsDglAdiQJdQZl8t4=:bbQbpqFppL2sAI1IzL3gdSutq9WwDlJ7ob8V0EZ5SmE=";
	static const char prohibited[] =
		"SCRAM-SHA-256$4096:vO53+gmPyMN4r3O/ycQRyw==$ffUIiqpKD/sAhSS29RZFaj8R"
		"4nqFEXhb4vG1Role/64=:p6Djss6RV9GghgqMjhQjOlFjPwlj1udjZMOr3RKYg/A=";
	static const char ascii[] =
		"SCRAM-SHA-256$4096:nb2Ymvw11BkJN1lcbS/nWw==$GYrgbJAy2MidCP2w2j8Ov+g8"
		"XGoYarSwO9vwUEQ+clU=:dxcqSBySXC3iiQBfHQHGwOriT6YLDCsCKvYazJZTl0g=";
	const UsHashHost nobody = {NULL, NULL, NULL};
	const UsHashHost some = {NULL, NULL, prepare_some};
	const UsVerifier verifier = us_hash_verifier(ascii, strlen(ascii));
	UsHashInfo	info;

	ok(try(NULL, nine, NINE, &info) == US_HASH_MATCH &&
	   try(NULL, nine, "IX", &info) == US_HASH_MATCH,
	   "SCRAM: a password and its prepared form");
	ok(try(NULL, prohibited, PROHIBITED, &info) == US_HASH_MATCH,
	   "SCRAM: a prohibited password is taken as it is");
	ok(!us_hash_consumes(&verifier, 1, &limits), "SCRAM: does not tell all");
	ok(try(NULL, SCRAM_SALT SCRAM_STORED ":" SCRAM_STORED, PASSWORD,
		   &info) == US_HASH_MISMATCH, "SCRAM: both keys must be right");
	us_host_set(&nobody);
	ok(try(NULL, ascii, "pencil", &info) == US_HASH_MATCH &&
	   try(NULL, ascii, "\xc3\xa4", &info) == US_HASH_UNSUPPORTED &&
	   info.detail != NULL, "SCRAM: ASCII needs no SASLprep, the rest does");
	us_host_set(&some);
}

/* A password that Symfony refuses, and its salt in a column. */
static void
test_symfony(void)
{
	static const char declared[] = DECLARE("symfony-pbkdf2",
										   "\"digest\":\"sha256\","
										   "\"iterations\":2,"
										   "\"encoding\":\"hex\"");
	UsVerifier	verifier = verifier_of(declared,
									   "3d04f958095d135e38a2172c7a25859270ed2e"
									   "08538efa9c706663e508765f608e1fef1e6f4e"
									   "4000");
	char		password[4097];
	UsSpan		span = {password, 4096};
	UsHashInfo	info;
	bool		longest;

	memset(password, 'x', sizeof(password));
	verifier.salt = span_of("sel");
	longest = us_hash_verify(&verifier, span, &limits, &info) == US_HASH_MATCH;
	span.len = 4097;
	ok(longest &&
	   us_hash_verify(&verifier, span, &limits, &info) == US_HASH_MISMATCH &&
	   info.detail == NULL, "Symfony: no password over 4096 bytes matches");
}

/* Inspects a copy of the bytes without a NUL behind. */
static UsHashResult
inspect_bytes(const char *declared, const char *text, size_t len,
			  UsHashInfo *info)
{
	char	   *copy = malloc(len > 0 ? len : 1);
	UsVerifier	verifier;
	UsHashResult result;

	if (copy == NULL)
		abort();
	memcpy(copy, text, len);
	verifier = us_hash_verifier(copy, len);
	verifier.declared = span_of(declared);
	result = us_hash_inspect(&verifier, &limits, info);
	free(copy);
	return result;
}

/* Is a result one that is explained, or none to explain? */
static bool
is_explained(UsHashResult result, const UsHashInfo *info)
{
	return result == US_HASH_MATCH ? info->detail == NULL :
		(result == US_HASH_MALFORMED || result == US_HASH_UNSUPPORTED ||
		 result == US_HASH_OUT_OF_BOUNDS) && info->detail != NULL;
}

/* Every beginning of a verifier, and every byte another. */
static void
test_hostile(int i)
{
	static const char others[] = "$=A:0\"}\x80\xff\x01";
	const char *text = answers[i].verifier;
	const char *declared = answers[i].declared != NULL ?
		answers[i].declared : answers[i].scheme;
	const size_t len = strlen(text);
	char	   *copy = malloc(len + 1);
	int			unexplained = 0;
	UsHashInfo	info;
	size_t		at;
	size_t		k;

	if (copy == NULL)
		abort();
	for (at = 0; at < len; at++)
	{
		if (!is_explained(inspect_bytes(declared, text, at, &info), &info) ||
			!is_explained(inspect_bytes(NULL, text, at, &info), &info))
			unexplained++;
		for (k = 0; k < sizeof(others) - 1; k++)
		{
			memcpy(copy, text, len + 1);
			copy[at] = others[k];
			if (!is_explained(inspect_bytes(declared, copy, len, &info),
							  &info))
				unexplained++;
		}
	}
	free(copy);
	ok(unexplained == 0, "%s: bytes cut off and others", answers[i].scheme);
}

int
main(void)
{
	const UsHashHost host = {NULL, NULL, prepare_some};
	UsHashInfo	info;
	int			i;

	plan(3 * COUNT(answers) + 5 + 5 + 1 + 1);
	if (us_hash_start(&host) != 0)
		return 1;
	for (i = 0; i < COUNT(answers); i++)
	{
		test_answer(i);
		test_wrapping(i);
		test_hostile(i);
	}
	test_phc(false, "$pbkdf2-md4$i=3,l=64$" SALT "$MK8JS/mDgZKKN5ThJHoVsXEUZyl"
			 "V1uDtR6GFYn36QiUGY9peWmFs4/0FQjf5hvU9TgTojWZwrvY15DZa8JHj5w");
	test_phc(false, "$pbkdf2-sha224$i=3,l=28$" SALT "$CiKp9nEvjRVdqo2fdmqUONPf"
			 "3V/vIr7rP8RvVg");
	test_phc(true, "$pbkdf2-sha224$i=3,l=28$" SALT "$CLqPVcMiN0W03S0sHq+zffla5"
			 "KNFa2PWy428gA");
	test_phc(true, "$pbkdf2-sha384$i=3,l=48$" SALT "$cDcjr01RFm8VdHbS+Ni29+4w9"
			 "zVXtrvktUT0naexekb9+7cWkdsemMFQy/sfdlzT");
	test_phc(true, "$pbkdf2-sha256$i=3$" SALT "$" KEY_SHA256);
	test_scram();
	test_symfony();
	ok(try(NULL, KEYCLOAK_ARGON2, PASSWORD, &info) == US_HASH_MATCH &&
	   info.works[0].primitive == US_PRIMITIVE_ARGON2ID &&
	   strcmp(info.scheme, "keycloak") == 0 &&
	   try(NULL, KEYCLOAK_ARGON2, PASSWORD "x", &info) == US_HASH_MISMATCH,
	   "Keycloak's argon2");
	return done();
}
