/*-------------------------------------------------------------------------
 *
 * policy.c
 *	  What a new password must be, as the store wants it.
 *
 * Length and blocklist are judged before anybody is looked up, so that they
 * tell nothing of who exists.  What is compared is the fold of the password's
 * NFC; every copy of ours is wiped.
 *
 * src/policy.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include <sodium.h>

#include "argument.h"
#include "catalog.h"
#include "charset.h"
#include "fold.h"
#include "outcome.h"
#include "policy.h"

#define PERSONAL_MIN		4	/* characters that tell of somebody */
#define PHONE_DIGITS_MIN	7	/* digits that make a phone number */
#define PHONE_DIGITS_OWN	8	/* its last digits, without any prefix */

/*
 * The fold of a password, in the database's encoding; NULL if it can't be said
 * in that: then it is not in the blocklist, and nobody's data.
 */
static UsSecret *
fold_password(const UsPassword *password)
{
	char	   *text = us_utf8_to_server(us_password_normalized(password));
	char	   *folded;
	UsSecret   *secret;

	if (text == NULL)
		return NULL;
	folded = us_fold(text);
	secret = us_secret_copy(folded, strlen(folded));
	sodium_memzero(text, strlen(text));
	sodium_memzero(folded, strlen(folded));
	pfree(text);
	pfree(folded);
	return secret;
}

/* Is the password in the blocklist? */
static bool
is_blocked(const UsPassword *password)
{
	UsSecret   *folded = fold_password(password);
	UsSecret   *key;
	bool		blocked;

	StaticAssertStmt(offsetof(UsSecret, bytes) % sizeof(int32) == 0,
					 "a secret can't hold a datum");
	if (folded == NULL)
		return false;
	key = us_secret_make(VARHDRSZ + folded->len);
	key->len = VARHDRSZ + folded->len;
	SET_VARSIZE(key->bytes, key->len);
	memcpy(VARDATA(key->bytes), folded->bytes, folded->len);
	blocked = us_catalog_blocks(PointerGetDatum(key->bytes));
	us_secret_wipe(key);
	us_secret_wipe(folded);
	return blocked;
}

void
us_policy_check(const UsPolicy *policy, const UsPassword *password)
{
	const UsSecret *secret = us_password_normalized(password);
	int			length = us_code_points(secret->bytes, secret->len);

	if (length < policy->min_length)
		us_refuse(US_INVALID_PASSWORD,
				  psprintf("It is shorter than %d characters.",
						   policy->min_length));
	if (policy->max_length > 0 && length > policy->max_length)
		us_refuse(US_INVALID_PASSWORD,
				  psprintf("It is longer than %d characters.",
						   policy->max_length));
	if (secret->len > US_PASSWORD_MAX)
		us_refuse(US_INVALID_PASSWORD, "It is longer than 4096 bytes.");
	if (policy->blocklist && is_blocked(password))
		us_refuse(US_PASSWORD_DICTIONARY, NULL);
}

/* Is one of them in the other?  Both are folded. */
static bool
overlaps(const char *password, const char *datum)
{
	return pg_mbstrlen(datum) >= PERSONAL_MIN &&
		(strstr(password, datum) != NULL || strstr(datum, password) != NULL);
}

/* The digits of a phone number, palloc'd; NULL if it is none. */
static char *
phone_digits(const char *datum)
{
	char	   *digits = palloc(strlen(datum) + 1);
	int			count = 0;

	for (; *datum != '\0'; datum++)
	{
		if (*datum >= '0' && *datum <= '9')
			digits[count++] = *datum;
		else if (strchr("+-/.() ", *datum) == NULL)
			return NULL;
	}
	digits[count] = '\0';
	return count >= PHONE_DIGITS_MIN ? digits : NULL;
}

/* A phone number, with or without the prefix of its country. */
static bool
tells_phone(const char *password, const char *datum)
{
	char	   *digits = phone_digits(datum);
	int			prefix;

	if (digits == NULL)
		return false;
	prefix = Max((int) strlen(digits) - PHONE_DIGITS_OWN, 0);
	return overlaps(password, digits) ||
		strstr(password, digits + prefix) != NULL;
}

/* The part of an e-mail address before its "@". */
static bool
tells_local_part(const char *password, const char *datum)
{
	const char *at = strrchr(datum, '@');

	return at != NULL &&
		overlaps(password, pnstrdup(datum, at - datum));
}

/* One of the words that a name is made of. */
static bool
tells_word(const char *password, const char *datum)
{
	char	   *words = pstrdup(datum);
	char	   *rest = NULL;

	for (char *word = strtok_r(words, " ", &rest); word != NULL;
		 word = strtok_r(NULL, " ", &rest))
	{
		if (overlaps(password, word))
			return true;
	}
	return false;
}

void
us_policy_check_personal(const UsPolicy *policy, const UsPassword *password,
						 const List *personal)
{
	UsSecret   *folded;
	ListCell   *cell;

	if (!policy->no_personal_data)
		return;
	folded = fold_password(password);
	if (folded == NULL)
		return;
	foreach(cell, personal)
	{
		const char *datum = us_fold(lfirst(cell));

		if (overlaps(folded->bytes, datum) ||
			tells_phone(folded->bytes, datum) ||
			tells_local_part(folded->bytes, datum) ||
			tells_word(folded->bytes, datum))
			us_refuse(US_PASSWORD_NO_USER_INFO, NULL);
	}
	us_secret_wipe(folded);
}
