/*-------------------------------------------------------------------------
 *
 * settings.h
 *	  The settings, their units and bounds.
 *
 * src/settings.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SETTINGS_H
#define US_SETTINGS_H

#include "postgres.h"

#include "hash/hash.h"

#define US_SETTINGS_PREFIX "userstore"

/* Defines the settings and reserves their prefix.  Once, from _PG_init. */
extern void us_settings_define(void);

/* The cost of a new verifier, as the settings have it now. */
extern UsHashCost us_settings_cost(void);

/* The bounds of stored verifiers. */
extern UsHashLimits us_settings_limits(void);

/* The failures at one identifier before there are delays. */
extern int	us_settings_max_failures(void);

/* How many may hash at once; 0: as many as there are processors for it. */
extern int	us_settings_hash_slots(void);

/* How long a hash may wait for that, in milliseconds. */
extern int	us_settings_hash_queue_timeout(void);

/* The path of the key file; "" if there is none.  Until the next reload. */
extern const char *us_settings_key_file(void);

/* The id of the key to seal with; "" for the first.  Likewise. */
extern const char *us_settings_active_key(void);

#endif							/* US_SETTINGS_H */
