/*-------------------------------------------------------------------------
 *
 * tap.h
 *	  Prints the Test Anything Protocol.
 *
 * test/unit/tap.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef TAP_H
#define TAP_H

#include <stdbool.h>

#define TAP_FORMAT(n)	__attribute__((format(printf, n, (n) + 1)))

/* Announces the number of tests; first, and once. */
extern void plan(int tests);

/* One test: its outcome and its name.  Returns the outcome. */
extern bool ok(bool passed, const char *name, ...) TAP_FORMAT(2);

/* One test that is not run, and why. */
extern void skip(const char *reason, ...) TAP_FORMAT(1);

/* A line for the reader. */
extern void note(const char *text, ...) TAP_FORMAT(1);

/* The program's exit status: 0 if all went as planned. */
extern int	done(void);

#endif							/* TAP_H */
