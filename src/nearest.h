/*-------------------------------------------------------------------------
 *
 * nearest.h
 *	  Of some names the one that was probably meant.
 *
 * src/nearest.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_NEAREST_H
#define US_NEAREST_H

#include "postgres.h"

typedef struct UsNearest
{
	const char *meant;			/* what was written */
	const char *best;			/* the nearest so far, or NULL */
	int			distance;
} UsNearest;

extern void us_nearest_start(UsNearest *nearest, const char *meant);

/* Looks at one name; keeps a pointer to it if it is nearer. */
extern void us_nearest_offer(UsNearest *nearest, const char *name);

/* The nearest name, if it is near enough to be meant, else NULL. */
extern const char *us_nearest_name(const UsNearest *nearest);

#endif							/* US_NEAREST_H */
