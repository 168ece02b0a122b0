/*
 * children.h
 *	  Processes beside the main one: none outlives it, and none fails unseen.
 */
#ifndef CHILDREN_H
#define CHILDREN_H

/* Runs work(arg) in a process of its own, which ends with it. */
extern void child_start(void (*work) (void *arg), void *arg);

/* Ends the program if a child has failed. */
extern void children_check(void);

#endif							/* CHILDREN_H */
