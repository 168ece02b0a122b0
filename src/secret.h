/*-------------------------------------------------------------------------
 *
 * secret.h
 *	  Bytes that are wiped with their memory context.
 *
 * src/secret.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SECRET_H
#define US_SECRET_H

#include "postgres.h"

typedef struct UsSecret
{
	MemoryContextCallback wiper;	/* runs when the context goes */
	Size		size;			/* bytes that may be used */
	Size		len;			/* bytes in use */
	char		bytes[FLEXIBLE_ARRAY_MEMBER];	/* and one for a NUL */
} UsSecret;

/* Makes room for a secret of size bytes in the current memory context. */
extern UsSecret *us_secret_make(Size size);

/* The same, filled with a copy of len bytes. */
extern UsSecret *us_secret_copy(const char *bytes, Size len);

/* Wipes a secret before its context does. */
extern void us_secret_wipe(UsSecret *secret);

#endif							/* US_SECRET_H */
