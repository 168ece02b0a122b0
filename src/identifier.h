/*-------------------------------------------------------------------------
 *
 * identifier.h
 *	  What an e-mail address, a username and a phone number are.
 *
 * src/identifier.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_IDENTIFIER_H
#define US_IDENTIFIER_H

#include "postgres.h"

#include "compat.h"

/* The classes, in the order in which a typed identifier is looked up. */
typedef enum UsClass
{
	US_CLASS_EMAIL,
	US_CLASS_PHONE_NUMBER,
	US_CLASS_USERNAME
} UsClass;

#define US_CLASS_COUNT	(US_CLASS_USERNAME + 1)

/* Could what was typed be of that class?  Stored usernames may be anything. */
extern bool us_identifier_may_be(UsClass class, const char *typed);

/* Raises invalid_email, invalid_username or invalid_phone_number. */
extern void us_identifier_check(UsClass class, const char *value);

/* Raises user_exists, username_exists or phone_number_exists. */
us_noreturn extern void us_identifier_taken(UsClass class);

#endif							/* US_IDENTIFIER_H */
