/*-------------------------------------------------------------------------
 *
 * load.h
 *	  The work that every failure in a store does, whoever it is about.
 *
 * A store may hold verifiers of several schemes, and a guess takes as long as
 * the scheme of whom it is about.  So that time tells nothing, every failure
 * does the dearest of each kind of work that the store has: what the
 * comparison itself did not do is done for nothing afterwards.  Work of one
 * kind adds up, so the sum is the same for everybody, and needs no clock.  A
 * kind is a primitive and its shape and, where work does not add up since it
 * begins with taking memory, the amount too.
 *
 * src/hash/load.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_LOAD_H
#define US_LOAD_H

#include "types.h"

#define US_LOAD_MAX		32		/* kinds of work in one store */

/* Begins as zeros; no two works are of one kind. */
typedef struct UsHashLoad
{
	UsHashWork	works[US_LOAD_MAX];
	int			count;
} UsHashLoad;

/*
 * Adds a work, or raises the one of its kind to it.  False if nothing changed:
 * there was as much, or there is no room for another kind.
 */
extern bool us_load_add(UsHashLoad *load, const UsHashWork *work);

/* Adds every work of a verification; true if one of them changed the load. */
extern bool us_load_add_all(UsHashLoad *load, const UsHashInfo *info);

/* The most memory that one of its works takes, in KiB. */
extern uint64_t us_load_memory_kib(const UsHashLoad *load);

/*
 * Does what the load has more than was done, which may be NULL: nothing.  Work
 * done beyond the load is not made up for, nor what a library refuses.
 * US_HASH_MATCH, US_HASH_NO_MEMORY or US_HASH_INTERRUPTED.
 */
extern UsHashResult us_load_settle(const UsHashLoad *load,
								   const UsHashInfo *done, UsSpan password);

#endif							/* US_LOAD_H */
