/*-------------------------------------------------------------------------
 *
 * user.h
 *	  Finds one user by what a person typed.
 *
 * src/user.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_USER_H
#define US_USER_H

#include "postgres.h"

#include "identifier.h"
#include "store.h"

/* A user as the profile shows him; palloc'd. */
typedef struct UsUser
{
	const UsMapping *mapping;
	UsRow		row;			/* in the order of the mapping's columns */
	const char *user_id;
} UsUser;

/*
 * The user with that identifier: by e-mail address, then by phone number,
 * then by username.  NULL if there is none, or if a class has several.
 */
extern UsUser *us_user_find(UsStore *store, const char *identifier);

/* The user with that identifier in one class. */
extern UsUser *us_user_find_in(UsStore *store, UsClass class,
							   const char *identifier);

/* The user with that user_id. */
extern UsUser *us_user_find_id(UsStore *store, const char *user_id);

/* Would us_user_find find this user by that identifier? */
extern bool us_user_has(const UsUser *user, const char *identifier);

/* A text field, palloc'd; NULL if it is null or not mapped. */
extern char *us_user_text(const UsUser *user, UsField field);

/* A boolean field; false if it is null or not mapped. */
extern bool us_user_boolean(const UsUser *user, UsField field);

#endif							/* US_USER_H */
