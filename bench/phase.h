/*
 * phase.h
 *	  What is measured at the moment, told to all processes that measure.
 *
 * A sample is a line of standard output: phase, round, who, what, value, with
 * tabs between.  Standard output has to be a file opened for appending, to
 * which each process adds whole lines when a phase is over.
 */
#ifndef PHASE_H
#define PHASE_H

/* Before the other processes start. */
extern void phase_start(void);

/* From now on samples are of that phase and round. */
extern void phase_begin(const char *name, int round);

/* No samples count from now on. */
extern void phase_end(void);

/* The number of the phase, 0 between two. */
extern int	phase_number(void);

/* A sample taken since that number was read; of another phase it is lost. */
extern void phase_sample(int number, const char *who, const char *what,
						 double value);

/* Writes this process's samples, if their phase is over. */
extern void phase_flush(void);

#endif							/* PHASE_H */
