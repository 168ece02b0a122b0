/*-------------------------------------------------------------------------
 *
 * processors.h
 *	  How many processors the server may use.
 *
 * Plain C, so that a test can lay out control groups of its own.
 *
 * src/processors.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_PROCESSORS_H
#define US_PROCESSORS_H

/*
 * The processors that this process may run on, by its affinity and by the
 * quota of its control group, whichever is less; at least 1.  A quota of one
 * and a half counts as 1.  Reads files: not for each call.
 */
extern int	us_processors(void);

/*
 * Whole processors that the control groups of this process allow, at least 1;
 * 0 if none of them sets a quota, or that can't be read.  root stands before
 * /proc and /sys: "" but in a test.
 */
extern int	us_processors_quota(const char *root);

#endif							/* US_PROCESSORS_H */
