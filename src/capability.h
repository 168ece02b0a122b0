/*-------------------------------------------------------------------------
 *
 * capability.h
 *	  What a store can do, and what would cure the rest.
 *
 * src/capability.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_CAPABILITY_H
#define US_CAPABILITY_H

#include "postgres.h"

#include "store.h"
#include "verdict.h"

/*
 * The verdict on a capability, found at its first use in the session and
 * again when the relation or the mapping has changed.  It stays until the
 * end of the transaction.
 */
extern const UsVerdict *us_capability(UsStore *store, UsCapability which);

/*
 * Can it be done now?  Waits for no lock; false, too, if one keeps us from
 * finding out.
 */
extern bool us_capability_now(UsStore *store, UsCapability which);

/* The name of a capability. */
extern const char *us_capability_name(UsCapability which);

#endif							/* US_CAPABILITY_H */
