/*
 * hash_clock.h
 *	  How long the hash inside the last login took, told by the server.
 */
#ifndef HASH_CLOCK_H
#define HASH_CLOCK_H

/* Names the file that server and client map. */
#define HASH_CLOCK_VARIABLE	"BENCH_HASH_CLOCK"

/* The file's content. */
typedef struct HashClock
{
	double		us;				/* what hashes have taken, summed up */
	long		count;			/* how many there were */
} HashClock;

#endif							/* HASH_CLOCK_H */
