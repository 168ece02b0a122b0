/*-------------------------------------------------------------------------
 *
 * argon2.h
 *	  The scheme "argon2", as PHC strings: its verifiers read and written.
 *
 * The first two functions are its row in the table of schemes, the last four
 * its row in the table of formats; their contract stands in scheme.h.
 *
 * src/hash/argon2.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_ARGON2_H
#define US_ARGON2_H

#include "argon2_derive.h"
#include "scheme.h"

/* The state of its jobs. */
#define us_argon2_state(job)	US_JOB_STATE(job, UsArgon2)

extern bool us_argon2_recognise(UsSpan text);
extern UsHashResult us_argon2_read(const UsVerifier *verifier,
								   const UsHashLimits *limits,
								   UsHashJob *job, UsHashInfo *info);

/*
 * Reads a digest that a secret went into, of US_ARGON2_SECRET_MAX bytes at
 * most; none if it is empty.
 */
extern UsHashResult us_argon2_read_keyed(UsSpan text, UsSpan secret,
										 const UsHashLimits *limits,
										 UsHashJob *job, UsHashInfo *info);

/* argon2id with one lane, a salt of 16 bytes and a digest of 32. */
extern UsHashResult us_argon2_make(const UsHashCost *cost,
								   const unsigned char *salt,
								   UsSpan password, char *out);
extern size_t us_argon2_length(const UsHashCost *cost);
extern UsHashWork us_argon2_work(const UsHashCost *cost);

/* Of any job whose state is argon2's. */
extern bool us_argon2_is_weaker(const UsHashJob *job, const UsHashInfo *info,
								const UsHashCost *cost);

#endif							/* US_ARGON2_H */
