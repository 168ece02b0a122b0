/*
 * hashers.h
 *	  Bare hashes, without a server, in several processes at once.
 */
#ifndef HASHERS_H
#define HASHERS_H

/* Starts so many processes that hash until the end of the next phase. */
extern void hashers_start(int count);

#endif							/* HASHERS_H */
