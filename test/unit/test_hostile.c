/* Proves that no damaged or hostile verifier crashes, matches or mismatches
 * where it should be refused. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "examples.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define SOUPS			100000
#define LARGE			(1024 * 1024)

/* Small enough that thousands of damaged verifiers are computed quickly. */
static const UsHashLimits small_limits = {
	128, 1024, 4, 2, 128, 128, 1000, 128
};

static const char *const sound[] = {
	EXAMPLE_ID, EXAMPLE_I, EXAMPLE_ID_PADDED, EXAMPLE_ID_64_1, EXAMPLE_2B,
	CHEAP_DJANGO, EXAMPLE_DJANGO_ARGON2, EXAMPLE_DJANGO_BCRYPT_SHA256,
	CHEAP_ASPNET
};

/* How often each result came. */
typedef struct Tally
{
	int			results[US_HASH_INTERRUPTED + 1];
	int			inconsistent;
} Tally;

static void
count(Tally *tally, const char *verifier, size_t len)
{
	UsHashInfo	info;
	UsHashResult result = try_bytes(verifier, len, EXAMPLE_PASSWORD,
									strlen(EXAMPLE_PASSWORD), &small_limits,
									&info);
	bool		computed = result == US_HASH_MATCH ||
		result == US_HASH_MISMATCH;

	tally->results[result]++;
	if (computed != (info.detail == NULL) || (computed && info.scheme == NULL))
		tally->inconsistent++;
}

static bool
is_clean(const Tally *tally)
{
	return tally->results[US_HASH_MATCH] == 0 &&
		tally->results[US_HASH_NO_MEMORY] == 0 && tally->inconsistent == 0;
}

static void
report(const Tally *tally, const char *what, const char *verifier)
{
	const int  *n = tally->results;

	ok(is_clean(tally), "%s: no match: %.30s...", what, verifier);
	note("%d mismatch, %d malformed, %d unsupported, %d out of bounds",
		 n[US_HASH_MISMATCH], n[US_HASH_MALFORMED], n[US_HASH_UNSUPPORTED],
		 n[US_HASH_OUT_OF_BOUNDS]);
}

/* Is a byte the only one of a padding, which may be left out as a whole? */
static bool
is_whole_padding(const char *verifier, size_t i)
{
	return verifier[i] == '=' && verifier[i - 1] != '=' &&
		(verifier[i + 1] == '\0' || verifier[i + 1] == '$');
}

/* Is a byte the letter of bcrypt's prefix?  Some mean the same. */
static bool
is_bcrypt_letter(const char *verifier, size_t i)
{
	return i >= 2 && memcmp(verifier + i - 2, "$2", 2) == 0 &&
		verifier[i + 1] == '$';
}

/*
 * ASP.NET's keys have any length from 16 bytes on, and one that was cut off is
 * a key still.
 */
static bool
is_shorter_key(const char *verifier, size_t len)
{
	return strcmp(verifier, CHEAP_ASPNET) == 0 && len >= 60 && len % 4 == 0;
}

static void
test_truncations(const char *verifier)
{
	Tally		tally = {{0}, 0};
	size_t		len;

	for (len = 0; len < strlen(verifier); len++)
	{
		if (!is_whole_padding(verifier, len) && !is_shorter_key(verifier, len))
			count(&tally, verifier, len);
	}
	report(&tally, "every truncation", verifier);
}

/* The same from the front. */
static void
test_tails(const char *verifier)
{
	Tally		tally = {{0}, 0};
	size_t		start;

	for (start = 1; start < strlen(verifier); start++)
	{
		/* what stands behind Django's "argon2" is whole */
		if (strcmp(verifier + start, EXAMPLE_ID) != 0)
			count(&tally, verifier + start, strlen(verifier) - start);
	}
	report(&tally, "every tail", verifier);
}

static void
test_mutations(const char *verifier)
{
	Tally		tally = {{0}, 0};
	size_t		len = strlen(verifier);
	char	   *copy = strdup(verifier);
	size_t		i;
	int			byte;

	if (copy == NULL)
		abort();
	for (i = 0; i < len; i++)
	{
		for (byte = 0; byte < 256; byte++)
		{
			copy[i] = (char) byte;
			if (is_bcrypt_letter(verifier, i) && strchr("axy", byte) != NULL)
				continue;
			if (copy[i] != verifier[i])
				count(&tally, copy, len);
		}
		copy[i] = verifier[i];
	}
	free(copy);
	report(&tally, "every other byte at every place", verifier);
}

static void
test_deletions(const char *verifier)
{
	Tally		tally = {{0}, 0};
	size_t		len = strlen(verifier);
	char	   *copy = malloc(len);
	size_t		i;

	if (copy == NULL)
		abort();
	for (i = 0; i < len; i++)
	{
		if (is_whole_padding(verifier, i))
			continue;
		memcpy(copy, verifier, i);
		memcpy(copy + i, verifier + i + 1, len - i - 1);
		count(&tally, copy, len - 1);
	}
	free(copy);
	report(&tally, "every byte left out", verifier);
}

static void
test_insertions(const char *verifier)
{
	static const char inserted[] = "$,=0A/+- \t\n\x80\xff";
	Tally		tally = {{0}, 0};
	size_t		len = strlen(verifier);
	char	   *copy = malloc(len + 1);
	size_t		i;
	size_t		j;

	if (copy == NULL)
		abort();
	for (i = 0; i <= len; i++)
	{
		memcpy(copy, verifier, i);
		memcpy(copy + i + 1, verifier + i, len - i);
		for (j = 0; j < sizeof(inserted); j++)	/* the NUL too */
		{
			/* the end of an unpadded digest may be padded */
			if (i == len && inserted[j] == '=')
				continue;
			copy[i] = inserted[j];
			count(&tally, copy, len + 1);
		}
	}
	free(copy);
	report(&tally, "a byte too many at every place", verifier);
}

static void
test_passwords(const char *verifier)
{
	char		password[] = EXAMPLE_PASSWORD;
	size_t		len = strlen(password);
	UsHashInfo	info;
	bool		all = true;
	size_t		i;
	int			bit;

	for (i = 0; i < len * 8; i++)
	{
		bit = 1 << (i % 8);
		password[i / 8] = (char) (password[i / 8] ^ bit);
		all = all && try_bytes(verifier, strlen(verifier), password, len,
							   &small_limits, &info) == US_HASH_MISMATCH;
		password[i / 8] = (char) (password[i / 8] ^ bit);
	}
	for (i = 0; i < len; i++)
		all = all && try_bytes(verifier, strlen(verifier), password, i,
							   &small_limits, &info) == US_HASH_MISMATCH;
	ok(all, "every bit and truncation of the password: mismatch: %.30s...",
	   verifier);
}

/* A reproducible sequence: xorshift. */
static unsigned
next_random(unsigned below)
{
	static unsigned state = 2463534242u;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % below;
}

/* Verifiers strung together from the right pieces in the wrong order. */
static void
test_soup(void)
{
	static const char *const pieces[] = {
		"$argon2id", "$argon2i", "$argon2d", "$argon2", "$v=19", "$v=16", "$",
		"$m=8,t=1,p=1", "m=", "t=", "p=", "v=", "8", "1", "0", "4294967295",
		"4294967296", "99999999999999999999", ",", "=", "==", SALT,
		"$hfUK5kasNx", "AAAA", "A", "backend=openssl", "\x80", " ", "!", "-1",
		"pbkdf2_sha256$", "bcrypt$", "argon2", "$2b$04$", BCRYPT_SALT
	};
	Tally		tally = {{0}, 0};
	char		soup[512];
	int			i;

	for (i = 0; i < SOUPS; i++)
	{
		unsigned	left = 1 + next_random(14);

		strcpy(soup, next_random(4) > 0 ? "$argon2id$v=19" : "");
		while (left-- > 0)
			strcat(soup, pieces[next_random(COUNT(pieces))]);
		count(&tally, soup, strlen(soup));
	}
	report(&tally, "piece soup", "$argon2id$v=19...");
}

/* A megabyte where a few bytes belong. */
static void
test_large(const char *before, char filling, const char *behind,
		   UsHashResult expected)
{
	size_t		before_len = strlen(before);
	size_t		behind_len = strlen(behind);
	size_t		len = before_len + LARGE + behind_len;
	char	   *text = malloc(len);
	UsHashInfo	info;
	UsHashResult result;

	if (text == NULL)
		abort();
	memcpy(text, before, before_len);
	memset(text + before_len, filling, LARGE);
	memcpy(text + before_len + LARGE, behind, behind_len);
	result = try_bytes(text, len, EXAMPLE_PASSWORD, strlen(EXAMPLE_PASSWORD),
					   &small_limits, &info);
	free(text);
	ok(result == expected, "%s, 1 MiB of %c, %s: %s", before, filling, behind,
	   result_name(result));
}

int
main(void)
{
	int			i;

	plan(COUNT(sound) * 6 + 1 + 9);
	if (us_hash_start(NULL) != 0)
		return 1;
	for (i = 0; i < COUNT(sound); i++)
	{
		test_truncations(sound[i]);
		test_tails(sound[i]);
		test_mutations(sound[i]);
		test_deletions(sound[i]);
		test_insertions(sound[i]);
		test_passwords(sound[i]);
	}
	test_soup();

	test_large("", '$', "", US_HASH_UNSUPPORTED);
	test_large("", 'A', "", US_HASH_UNSUPPORTED);
	test_large("$argon2", '$', "", US_HASH_MALFORMED);
	test_large("$argon2", 'i', "$v=19$m=8,t=1,p=1" SALT DIGEST_ID_8_1,
			   US_HASH_MALFORMED);
	test_large("$argon2id$v=19$m=8", ',', "t=1,p=1" SALT DIGEST_ID_8_1,
			   US_HASH_MALFORMED);
	test_large("$argon2id$v=19$m=", '1', ",t=1,p=1" SALT DIGEST_ID_8_1,
			   US_HASH_MALFORMED);
	test_large("$argon2id$v=19$m=8,t=1,p=1,x=", 'y', SALT DIGEST_ID_8_1,
			   US_HASH_MATCH);
	test_large("$argon2id$v=19$m=8,t=1,p=1$", 'A', DIGEST_ID_8_1,
			   US_HASH_UNSUPPORTED);
	test_large(ID_8_1 "$", 'A', "", US_HASH_UNSUPPORTED);
	return done();
}
