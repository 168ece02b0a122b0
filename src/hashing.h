/*-------------------------------------------------------------------------
 *
 * hashing.h
 *	  The server as the host of the hash functions.
 *
 * src/hashing.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_HASHING_H
#define US_HASHING_H

/*
 * Prepares the libraries that hash, and tells them when to stop and how
 * Unicode is normalized.  Once, from _PG_init.  Raises 58000.
 */
extern void us_hashing_start(void);

#endif							/* US_HASHING_H */
