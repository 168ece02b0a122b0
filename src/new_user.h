/*-------------------------------------------------------------------------
 *
 * new_user.h
 *	  Reads create's JSON: known fields, custom fields, what may not be set.
 *
 * src/new_user.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_NEW_USER_H
#define US_NEW_USER_H

#include "postgres.h"

#include "nodes/pg_list.h"

#include "field.h"
#include "identifier.h"
#include "mapping.h"
#include "password.h"

typedef struct UsNewUser
{
	uint64		slots;			/* bit n: slot n (mapping.h) is given */
	Datum		values[US_SLOT_COUNT];
	char	   *identifiers[US_CLASS_COUNT];	/* NULL if not given */
	UsPassword	password;
	bool		has_password;
	List	   *personal;		/* char *: what is personal data, as given */
} UsNewUser;

/*
 * Reads and checks the JSON text of a new user for a store with that mapping,
 * all in the current memory context.  Raises the refusals of create, 22023
 * for what is malformed, 22004 for what is missing.  What can't be stored is
 * named in one NOTICE.
 */
extern void us_new_user_read(const char *json, Size len,
							 const UsMapping *mapping, UsNewUser *user);

#endif							/* US_NEW_USER_H */
