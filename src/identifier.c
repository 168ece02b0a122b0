/*-------------------------------------------------------------------------
 *
 * identifier.c
 *	  What an e-mail address, a username and a phone number are.
 *
 * The rules hold for what create and change_email write.  Rows that exist are
 * taken as they are.
 *
 * src/identifier.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "fold.h"
#include "identifier.h"
#include "outcome.h"
#include "unicode_table.h"

#define EMAIL_MAX		254		/* bytes, RFC 3696 erratum 1690 */
#define USERNAME_MAX	128		/* bytes */
#define PHONE_DIGITS_MAX 15		/* ITU-T E.164 */
#define PHONE_DIGITS_MIN 2

/* Is this in E.164 form: "+", a digit from 1 to 9, up to 14 more digits? */
static bool
is_phone_number(const char *value)
{
	size_t		digits;

	if (value[0] != '+' || value[1] == '0')
		return false;
	digits = strspn(value + 1, "0123456789");
	return value[1 + digits] == '\0' &&
		digits >= PHONE_DIGITS_MIN && digits <= PHONE_DIGITS_MAX;
}

/*
 * Why a value can't be stored as a name that people tell apart by looking at
 * it: a constant sentence, or NULL if it can.
 */
static const char *
find_bad_character(const char *value, bool inner_space_is_bad)
{
	const char *p = value;
	pg_wchar	last = ' ';

	while (*p != '\0')
	{
		bool		first = (p == value);
		pg_wchar	c = us_next_character(&p);

		if (us_unicode_is_other(c))
			return "It contains a control, format, private or unassigned character.";
		if (us_unicode_is_space(c) && (first || inner_space_is_bad))
			return "It contains a space.";
		last = c;
	}
	if (us_unicode_is_space(last))
		return "It ends with a space.";
	if (GetDatabaseEncoding() == PG_UTF8 &&
		us_nfc(value, strlen(value)) != NULL)
		return "It is not in Unicode normalization form C.";
	return NULL;
}

static const char *
find_email_fault(const char *value)
{
	const char *at = strchr(value, '@');
	const char *domain;
	size_t		len = strlen(value);

	if (len > EMAIL_MAX)
		return "It is longer than 254 bytes.";
	if (at == NULL || at == value || at[1] == '\0' || strchr(at + 1, '@'))
		return "It is not of the form local@domain.";
	domain = at + 1;
	if (domain[0] == '.' || value[len - 1] == '.' || strstr(domain, ".."))
		return "Its domain has an empty label.";
	return find_bad_character(value, true);
}

static const char *
find_username_fault(const char *value)
{
	if (value[0] == '\0')
		return "It is empty.";
	if (strlen(value) > USERNAME_MAX)
		return "It is longer than 128 bytes.";
	if (strchr(value, '@') != NULL)
		return "It contains \"@\", like an e-mail address.";
	if (is_phone_number(value))
		return "It is in the form of a phone number.";
	return find_bad_character(value, false);
}

bool
us_identifier_may_be(UsClass class, const char *typed)
{
	switch (class)
	{
		case US_CLASS_EMAIL:
			return strchr(typed, '@') != NULL;
		case US_CLASS_PHONE_NUMBER:
			return is_phone_number(typed);
		case US_CLASS_USERNAME:
			return typed[0] != '\0';
	}
	return false;
}

void
us_identifier_check(UsClass class, const char *value)
{
	const char *fault;

	switch (class)
	{
		case US_CLASS_EMAIL:
			fault = find_email_fault(value);
			if (fault != NULL)
				us_refuse(US_INVALID_EMAIL, fault);
			break;
		case US_CLASS_PHONE_NUMBER:
			if (!is_phone_number(value))
				us_refuse(US_INVALID_PHONE_NUMBER,
						  "It is not in E.164 form: \"+\", country code and number, at most 15 digits.");
			break;
		case US_CLASS_USERNAME:
			fault = find_username_fault(value);
			if (fault != NULL)
				us_refuse(US_INVALID_USERNAME, fault);
			break;
	}
}

void
us_identifier_taken(UsClass class)
{
	switch (class)
	{
		case US_CLASS_EMAIL:
			us_refuse(US_USER_EXISTS, NULL);
			break;
		case US_CLASS_PHONE_NUMBER:
			us_refuse(US_PHONE_NUMBER_EXISTS, NULL);
			break;
		case US_CLASS_USERNAME:
			us_refuse(US_USERNAME_EXISTS, NULL);
			break;
	}
	pg_unreachable();
}
