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

#include "nodes/pg_list.h"

#include "identifier.h"
#include "store.h"

/* A user as the profile shows him; palloc'd. */
typedef struct UsUser
{
	const UsMapping *mapping;
	UsRow		row;			/* in the order of the mapping's columns */
	const char *user_id;		/* without the store's prefix */
} UsUser;

/*
 * The user with that identifier: by e-mail address, then by phone number,
 * then by username.  NULL if there is none, or if a class has several.
 */
extern UsUser *us_user_find(UsStore *store, const char *identifier);

/*
 * For an identifier that us_user_find did not find: looks once more if it did
 * not look more than once, for reading somebody's credential takes as long.
 */
extern void us_user_miss(UsStore *store, const char *identifier);

/* The user with that identifier in one class. */
extern UsUser *us_user_find_in(UsStore *store, UsClass class,
							   const char *identifier);

/* The user with that user_id, as the relation has it. */
extern UsUser *us_user_find_id(UsStore *store, const char *user_id);

/*
 * The user with that user_id as a profile shows it.  NULL for what is not one:
 * without the store's prefix, in another spelling, of another type.
 */
extern UsUser *us_user_find_shown_id(UsStore *store, const char *user_id);

/* Is this address the one that the profile shows? */
extern bool us_user_has_first_email(const UsUser *user, const char *email);

/* The e-mail address as the store has it that folds like this one. */
extern char *us_user_stored_email(const UsUser *user, const char *email);

/*
 * Is every spelling of that identifier his, who was found by it?  Not of a
 * username that the store compares byte for byte: Bob may be another than bob.
 */
extern bool us_user_has_alone(const UsUser *user, const char *identifier);

/* Would us_user_find find this user by that identifier? */
extern bool us_user_has(const UsUser *user, const char *identifier);

/* All values of his identifiers, as stored; a list of palloc'd strings. */
extern List *us_user_identifiers(const UsUser *user);

/* Does a field tell of him: an identifier, or a name? */
extern bool us_user_is_personal(UsField field);

/* What is personal data of his: a list of palloc'd strings. */
extern List *us_user_personal(const UsUser *user);

/*
 * A text field, palloc'd; NULL if it is null or not mapped.  Of several values
 * the first.
 */
extern char *us_user_text(const UsUser *user, UsField field);

/* A boolean field; false if it is null or not mapped. */
extern bool us_user_boolean(const UsUser *user, UsField field);

#endif							/* US_USER_H */
