/*-------------------------------------------------------------------------
 *
 * profile.h
 *	  A user as the jsonb profile that an action hands out.
 *
 * src/profile.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_PROFILE_H
#define US_PROFILE_H

#include "postgres.h"

#include "user.h"

/* The profile as a jsonb datum, palloc'd. */
extern Datum us_profile(const UsUser *user);

#endif							/* US_PROFILE_H */
