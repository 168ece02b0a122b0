/*-------------------------------------------------------------------------
 *
 * statements.h
 *	  The text of a store's statements, from its mapping.
 *
 * src/statements.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_STATEMENTS_H
#define US_STATEMENTS_H

#include "postgres.h"

#include "mapping.h"
#include "plan.h"

/* What a statement does; behind it its parameters, all text but where said. */
typedef enum UsStatement
{
	US_FIND_EMAIL,				/* the value typed; the three as UsClass */
	US_FIND_PHONE_NUMBER,		/* the value typed */
	US_FIND_USERNAME,			/* the value typed */
	US_FIND_ID,					/* user_id, without its prefix */
	US_CREDENTIAL,				/* user_id; gives the columns below */
	US_STAMP_LOGIN,				/* user_id; skips a locked row */
	US_UPGRADE,					/* user_id, new verifier, old verifier; likewise */
	US_SET_VERIFIED,			/* user_id, e-mail it was found by */
	US_SET_VERIFIER,			/* user_id, verifier */
	US_SET_EMAIL,				/* user_id, old e-mail, new, verified boolean */
	US_DELETE_USER,				/* user_id */
	US_LOCK_CREDENTIAL,			/* user_id; as US_CREDENTIAL, skips a locked row */
	US_HARDEN,					/* user_id, new verifier, old verifier */
	US_SCAN_VERIFIERS			/* none; gives the columns below */
} UsStatement;

#define US_STATEMENT_COUNT	(US_SCAN_VERIFIERS + 1)

/* The columns of their results. */
#define US_CREDENTIAL_VERIFIER		0
#define US_CREDENTIAL_SALT			1
#define US_CREDENTIAL_USERNAME		2
#define US_CREDENTIAL_BLOCKED		3	/* of US_CREDENTIAL alone */
#define US_CREDENTIAL_MUST_CHANGE	4
#define US_SCAN_USER_ID				3	/* of US_SCAN_VERIFIERS */

/*
 * Writes the statement into plan, in the current memory context; plan->sql is
 * NULL if the mapping lacks what it needs.
 */
extern void us_statement_build(const UsMapping *mapping, UsStatement which,
							   UsPlan *plan);

/*
 * As US_SCAN_VERIFIERS, of so many per cent of the relation's pages.  NULL for
 * a relation without pages of its own is the statement for its first rows.
 */
extern void us_statement_build_sample(const UsMapping *mapping,
									  double percent, int rows, UsPlan *plan);

/* The condition alone by which a user is found, as "SELECT FROM ... WHERE". */
extern void us_statement_build_lookup(const UsMapping *mapping, UsField by,
									  UsPlan *plan);

#endif							/* US_STATEMENTS_H */
