/*-------------------------------------------------------------------------
 *
 * events.h
 *	  Records what actions did: a row each in userstore.events.
 *
 * src/events.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_EVENTS_H
#define US_EVENTS_H

#include "postgres.h"

#include "call.h"

/* Does the store want to have the call's action recorded? */
extern bool us_events_wanted(const UsCall *call);

/*
 * Records that the call's action was done to a user, in the transaction of the
 * caller.  A login's row is written if that needs no wait, and never fails it;
 * a change is not done if its row can't be written.  Does nothing where the
 * transaction can't write.
 */
extern void us_events_record(const UsCall *call, const char *user_id);

#endif							/* US_EVENTS_H */
