/*
 * memory.h
 *	  What memory some processes have, looked at by a process of its own.
 */
#ifndef MEMORY_H
#define MEMORY_H

/* Watches so many processes until its parent ends. */
extern void memory_start(const int *pids, int count);

#endif							/* MEMORY_H */
