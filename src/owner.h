/*-------------------------------------------------------------------------
 *
 * owner.h
 *	  Runs what follows as the relation's owner, settings pinned.
 *
 * src/owner.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_OWNER_H
#define US_OWNER_H

#include "postgres.h"

/* What us_owner_leave restores; an abort restores it by itself. */
typedef struct UsOwnerScope
{
	Oid			user;
	int			security;
	int			nest_level;
	bool		restricted;		/* SECURITY_RESTRICTED_OPERATION was added */
} UsOwnerScope;

/* What else is pinned, as bits. */
#define US_PIN_OUTPUT	1		/* how values look as text */
#define US_PIN_MONEY	2		/* and those of type money, which costs more */

/* Becomes owner, with search_path pinned to a list of quoted schemas. */
extern void us_owner_enter(UsOwnerScope *scope, Oid owner,
						   const char *search_path, int pins);

/* Inside the scope: whoever waits for a lock gets an error in a moment. */
extern void us_owner_want_no_wait(void);

/* Becomes the caller again.  Not needed when an error is raised. */
extern void us_owner_leave(const UsOwnerScope *scope);

#endif							/* US_OWNER_H */
