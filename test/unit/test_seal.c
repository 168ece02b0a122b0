/* Proves that a sealed verifier opens where and as it was sealed, as others compute it, and nowhere else: no bit, length or place may differ. */
#include "seal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "seal_answers.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

static unsigned char master[US_SEAL_KEY_BYTES];
static unsigned char key[US_SEAL_KEY_BYTES];
static char store[US_SEAL_STORE_BYTES];

static UsSpan
span(const char *text)
{
	const UsSpan whole = {text, strlen(text)};

	return whole;
}

static UsSealPlace
place(UsSealPurpose purpose, const char *user)
{
	const UsSealPlace made = {purpose, {store, sizeof(store)}, span(user)};

	return made;
}

/* Seals, or NULL; the caller frees it. */
static char *
seal(const char *id, const char *scheme, const UsSealPlace *where, const char *verifier)
{
	const size_t size = us_seal_length(strlen(id), strlen(scheme), strlen(verifier)) + 1;
	char	   *text = malloc(size);

	if (us_seal_make(key, span(id), span(scheme), where, span(verifier), text, size) == US_SEAL_DONE)
		return text;
	free(text);
	return NULL;
}

/*
 * Opens a text of len bytes, which is copied so that a sanitizer sees who
 * reads beyond it; *verifier, if given, is the caller's to free.
 */
static UsSealResult
open_text(const char *text, size_t len, const unsigned char *by, const UsSealPlace *where,
		  char **verifier)
{
	static UsSealed sealed;
	char	   *copy = malloc(len + 1);
	UsSpan		whole = {copy, len};
	UsSealResult result;

	memcpy(copy, text, len);
	result = us_seal_parse(whole, &sealed);
	if (result == US_SEAL_DONE)
	{
		char	   *out = calloc(1, sealed.verifier_len + 1);

		result = us_seal_open(by, &sealed, where, out);
		if (verifier != NULL)
			*verifier = out;
		else
			free(out);
	}
	else if (verifier != NULL)
		*verifier = NULL;
	free(copy);
	return result;
}

static bool
opens(const char *text, const UsSealPlace *where)
{
	return open_text(text, strlen(text), key, where, NULL) == US_SEAL_DONE;
}

static void
test_answers(void)
{
	for (int i = 0; i < COUNT(seal_answers); i++)
	{
		UsSealPlace where = place((UsSealPurpose) seal_answers[i].purpose, seal_answers[i].user);
		const char *sealed = seal_answers[i].sealed;
		char	   *verifier;
		char	   *again;

		if (where.purpose == US_SEAL_CANARY)
			where.store.len = 0;
		ok(open_text(sealed, strlen(sealed), key, &where, &verifier) == US_SEAL_DONE &&
		   strcmp(verifier, seal_answers[i].verifier) == 0, "answer %d opens", i);
		again = seal(seal_answers[i].key, seal_answers[i].scheme, &where, seal_answers[i].verifier);
		ok(again != NULL && opens(again, &where) && strlen(again) == strlen(sealed) &&
		   strcmp(again, sealed) != 0, "... and is sealed anew with another nonce");
		free(verifier);
		free(again);
	}
}

/* Every bit, every length, something behind it. */
static void
test_changes(void)
{
	const UsSealPlace where = place(US_SEAL_CURRENT, "u1");
	char	   *text = seal("k1", "argon2", &where, "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$a2V5");
	const size_t len = strlen(text);
	char		longer[512];
	int			opened = 0;

	for (size_t i = 0; i < len * 8; i++)
	{
		text[i / 8] ^= (char) (1 << (i % 8));
		opened += open_text(text, len, key, &where, NULL) == US_SEAL_DONE;
		text[i / 8] ^= (char) (1 << (i % 8));
	}
	ok(opened == 0, "it opens with no bit changed");
	for (size_t i = 0; i < len; i++)
		opened += open_text(text, i, key, &where, NULL) == US_SEAL_DONE;
	ok(opened == 0, "... nor cut short");
	memcpy(longer, text, len);
	for (int c = 0; c < 256; c++)
	{
		longer[len] = (char) c;
		opened += open_text(longer, len + 1, key, &where, NULL) == US_SEAL_DONE;
		memset(longer + len, c, 4);
		for (size_t more = 2; more <= 4; more++)
			opened += open_text(longer, len + more, key, &where, NULL) == US_SEAL_DONE;
	}
	ok(opened == 0, "... nor with anything behind it");
	ok(opens(text, &where), "... and unchanged it does");
	for (size_t i = 0; i < sizeof(key) * 8; i++)
	{
		unsigned char other[US_SEAL_KEY_BYTES];

		memcpy(other, key, sizeof(key));
		other[i / 8] ^= (unsigned char) (1 << (i % 8));
		opened += open_text(text, len, other, &where, NULL) == US_SEAL_DONE;
	}
	ok(opened == 0, "no key that differs in a bit opens it");
	free(text);
}

/* The text of one with the head of another. */
static bool
opens_under(const char *head, const char *text, const UsSealPlace *where)
{
	char		moved[512];

	snprintf(moved, sizeof(moved), "%s%s", head, strrchr(text, '$') + 1);
	return opens(moved, where);
}

static void
test_places(void)
{
	UsSealPlace where = place(US_SEAL_CURRENT, "ab");
	UsSealPlace other;
	char	   *text = seal("c", "md5", &where, "verifier");

	ok(opens_under("$us-seal$v=1,k=c,s=md5$", text, &where), "it opens under its own head");
	other = place(US_SEAL_HISTORY, "ab");
	ok(!opens(text, &other), "another purpose does not open it");
	other = place(US_SEAL_CURRENT, "ac");
	ok(!opens(text, &other), "... nor another user");
	other = where;
	other.store.start = "\x40\x41\x42\x43\x44\x45\x46\x47\x48\x49\x4a\x4b\x4c\x4d\x4e\x4e";
	ok(!opens(text, &other), "... nor another store");
	other.store.len = 0;
	ok(!opens(text, &other), "... nor none");
	ok(!opens_under("$us-seal$v=1,k=d,s=md5$", text, &where), "... nor another key's id");
	ok(!opens_under("$us-seal$v=1,k=c,s=md4$", text, &where), "... nor another scheme's name");
	other = place(US_SEAL_CURRENT, "a");
	ok(!opens_under("$us-seal$v=1,k=bc,s=md5$", text, &other), "(\"ab\", \"c\") is not (\"a\", \"bc\")");
	ok(!opens_under("$us-seal$v=1,k=cm,s=d5$", text, &where), "... nor is a key's id a scheme's part");
	other = place(US_SEAL_CURRENT, "");
	ok(!opens_under("$us-seal$v=1,k=abc,s=md5$", text, &other), "... nor a user_id a key's");
	free(text);
}

/* No nonce twice: with the same one the texts would be the same. */
static void
test_nonces(void)
{
	const UsSealPlace where = place(US_SEAL_CURRENT, "u1");
	char	   *texts[100];
	int			same = 0;

	for (int i = 0; i < COUNT(texts); i++)
	{
		texts[i] = seal("k1", "md5", &where, "verifier");
		for (int j = 0; j < i; j++)
			same += strcmp(texts[i], texts[j]) == 0;
	}
	ok(same == 0, "nothing is sealed twice the same");
	for (int i = 0; i < COUNT(texts); i++)
		free(texts[i]);
}

static void
test_malformed(void)
{
	/* 41 bytes in base64 are 55 digits, of which the last has two spare bits */
#define BODY "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	static const char *const bad[] = {
		"", "$", "$us-seal$", "$us-seal$v=1", "$us-seal$v=1,k=a,s=b", "$us-seal$v=1,k=a,s=b$",
		"$us-seal$v=1,k=a,s=b$AAAA", "$us-seal$v=1,k=a,s=b$" BODY,	/* no verifier */
		"$us-seal$v=1,k=a,s=b$" BODY "B",	/* a spare bit */
		"$us-seal$v=1,k=a,s=b$" BODY "A=",	/* padding */
		"$us-seal$v=1,k=a,s=b$" BODY "A ", "$us-seal$v=1,k=a,s=b$ " BODY "A",
		"$us-seal$v=1,k=a,s=b$" BODY "-", "$us-seal$v=1,k=a,s=b$" BODY "A$",
		"$us-seal$v=1,k=a,s=b$" BODY "A\n",
		"$us-seal$v=2,k=a,s=b$" BODY "A", "$us-seal$v=01,k=a,s=b$" BODY "A",
		"$us-seal$k=a,s=b$" BODY "A", "$us-seal$v=1,s=b,k=a$" BODY "A",
		"$us-seal$v=1,k=,s=b$" BODY "A", "$us-seal$v=1,k=a,s=$" BODY "A",
		"$us-seal$v=1,k=A,s=b$" BODY "A", "$us-seal$v=1,k=a,s=B$" BODY "A",
		"$us-seal$v=1,k=a,s=b,t=c$" BODY "A", "$us-seal$v=1, k=a,s=b$" BODY "A",
		"$us-seal$v=1,k=a.,s=b$" BODY "A", "$US-SEAL$v=1,k=a,s=b$" BODY "A",
		" $us-seal$v=1,k=a,s=b$" BODY "A",
		"$us-seal$v=1,k=a23456789012345678901234567890123,s=b$" BODY "A",
		"$us-seal$v=1,k=a,s=a23456789012345678901234567890123$" BODY "A",
	};
	static const char good[] = "$us-seal$v=1,k=a2345678901234567890123456789012,s=b$" BODY "A";
	static UsSealed sealed;

	ok(us_seal_parse(span(good), &sealed) == US_SEAL_DONE && sealed.verifier_len == 1,
	   "the shortest is taken apart");
	for (int i = 0; i < COUNT(bad); i++)
		ok(us_seal_parse(span(bad[i]), &sealed) == US_SEAL_MALFORMED, "malformed: %s", bad[i]);
	ok(us_seal_recognise(span("$us-seal$")) && !us_seal_recognise(span("$us-sea")) &&
	   !us_seal_recognise(span("")), "what says that it is sealed is recognised");
}

static void
test_ids(void)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
	bool		right = true;

	for (int c = 0; c < 256; c++)
	{
		const char	text[1] = {(char) c};
		const UsSpan id = {text, 1};

		right = right && us_seal_is_id(id) == (c != 0 && strchr(allowed, c) != NULL);
	}
	ok(right, "an id has a-z, 0-9, _ and -");
	ok(!us_seal_is_id(span("")), "... at least one");
	ok(us_seal_is_id(span("a2345678901234567890123456789012")) &&
	   !us_seal_is_id(span("a23456789012345678901234567890123")), "... at most 32");
}

static void
test_lengths(void)
{
	static char verifier[US_SEAL_VERIFIER_MAX + 2];
	static char user[US_SEAL_USER_MAX + 2];
	static char out[US_SEAL_TEXT_MAX + 2];
	static const char id[] = "a2345678901234567890123456789012";
	UsSealPlace where;
	size_t		size;
	char	   *opened;

	memset(verifier, 'v', US_SEAL_VERIFIER_MAX);
	memset(user, 'u', US_SEAL_USER_MAX);
	where = place(US_SEAL_CURRENT, user);
	size = us_seal_length(strlen(id), strlen(id), strlen(verifier)) + 1;
	ok(us_seal_make(key, span(id), span(id), &where, span(verifier), out, size - 1) == US_SEAL_TOO_LONG,
	   "what is too long for its place is not written");
	ok(us_seal_make(key, span(id), span(id), &where, span(verifier), out, size) == US_SEAL_DONE &&
	   strlen(out) == size - 1 && strlen(out) == US_SEAL_TEXT_MAX, "the longest is");
	ok(open_text(out, strlen(out), key, &where, &opened) == US_SEAL_DONE &&
	   strcmp(opened, verifier) == 0, "... and opens");
	free(opened);
	out[US_SEAL_TEXT_MAX] = 'A';
	ok(open_text(out, US_SEAL_TEXT_MAX + 1, key, &where, NULL) == US_SEAL_TOO_LONG,
	   "a longer one is not taken apart");
	verifier[US_SEAL_VERIFIER_MAX] = 'v';
	ok(us_seal_make(key, span("a"), span("b"), &where, span(verifier), out, sizeof(out)) == US_SEAL_TOO_LONG,
	   "no longer verifier");
	user[US_SEAL_USER_MAX] = 'u';
	where = place(US_SEAL_CURRENT, user);
	ok(us_seal_make(key, span("a"), span("b"), &where, span("v"), out, sizeof(out)) == US_SEAL_TOO_LONG,
	   "... nor user_id");
	where = place(US_SEAL_CURRENT, "u");
	ok(us_seal_make(key, span("A"), span("b"), &where, span("v"), out, sizeof(out)) == US_SEAL_MALFORMED &&
	   us_seal_make(key, span("a"), span("b$"), &where, span("v"), out, sizeof(out)) == US_SEAL_MALFORMED &&
	   us_seal_make(key, span("a"), span("b"), &where, span(""), out, sizeof(out)) == US_SEAL_MALFORMED,
	   "no id, scheme or verifier that could not be read again");
}

int
main(void)
{
	plan(2 * COUNT(seal_answers) + 5 + 10 + 1 + 32 + 3 + 7);
	if (sodium_init() < 0)
		return 1;
	for (int i = 0; i < US_SEAL_KEY_BYTES; i++)
		master[i] = (unsigned char) i;
	for (int i = 0; i < US_SEAL_STORE_BYTES; i++)
		store[i] = (char) (0x40 + i);
	us_seal_derive(master, key);
	test_answers();
	test_changes();
	test_places();
	test_nonces();
	test_malformed();
	test_ids();
	test_lengths();
	return done();
}
