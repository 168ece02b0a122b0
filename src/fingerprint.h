/*-------------------------------------------------------------------------
 *
 * fingerprint.h
 *	  Fingerprints of identifiers that nobody has, for a day.
 *
 * src/fingerprint.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_FINGERPRINT_H
#define US_FINGERPRINT_H

#include "postgres.h"

/* Registers the part of shared memory.  Once, from _PG_init. */
extern void us_fingerprint_start(void);

/*
 * The fingerprint of an identifier: the same for all of its spellings in this
 * database, until the day in UTC or the server ends.  us_shared_attach() was
 * called.
 */
extern uint32 us_fingerprint(const char *identifier);

#endif							/* US_FINGERPRINT_H */
