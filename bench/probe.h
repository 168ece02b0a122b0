/*
 * probe.h
 *	  An unrelated query every few milliseconds, in a process of its own.
 */
#ifndef PROBE_H
#define PROBE_H

/* Looks up rows of bench_storm.things until its parent ends. */
extern void probe_start(void);

#endif							/* PROBE_H */
