/*-------------------------------------------------------------------------
 *
 * large.h
 *	  Plans as if every table were large.
 *
 * src/large.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_LARGE_H
#define US_LARGE_H

#include "postgres.h"

/* Puts itself into the planner's hook.  Once, from _PG_init. */
extern void us_large_start(void);

/*
 * Calls plan(arg), in which the planner takes every table for a large one and
 * reads none as a whole if it has a choice.  The session's settings and the
 * plans of others are left alone.
 */
extern void us_large_plan(void (*plan) (void *arg), void *arg);

#endif							/* US_LARGE_H */
