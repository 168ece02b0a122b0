/*
 * tools.h
 *	  What the programs of the storm share: clock, numbers, connections.
 */
#ifndef TOOLS_H
#define TOOLS_H

#include <stddef.h>

#include <libpq-fe.h>

/* Ends the program with a message; a child ends its parent too. */
extern void fail(const char *what, const char *why) __attribute__((noreturn));

/* Microseconds since some moment. */
extern double now_us(void);

extern void sleep_us(double us);

/* At random, from 0 up to that. */
extern double random_up_to(double limit);

/* The numbers below n in random order. */
extern void shuffle(int n, int *order);

/* A connection as libpq's environment says, of that role. */
extern PGconn *connect_as(const char *role);

/* Prepares a statement. */
extern void prepare(PGconn *conn, const char *name, const char *sql);

/* An open file's content of that size, shared with other processes; with -1
 * for the file it is zeros, shared with children. */
extern void *map_shared(int fd, size_t size);

#endif							/* TOOLS_H */
