/*-------------------------------------------------------------------------
 *
 * prefixed.h
 *	  Verifiers of another scheme that stand behind a prefix.
 *
 * src/hash/prefixed.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_PREFIXED_H
#define US_PREFIXED_H

#include "scheme.h"

/* A scheme's read, see scheme.h. */
typedef UsHashResult (*UsRead) (const UsVerifier *verifier,
								const UsHashLimits *limits, UsHashJob *job,
								UsHashInfo *info);

/*
 * Reads a verifier without the first skip bytes of its text, as one of the
 * scheme whose read this is.
 */
extern UsHashResult us_prefixed_read(UsRead read, const UsVerifier *verifier,
									 size_t skip, const UsHashLimits *limits,
									 UsHashJob *job, UsHashInfo *info);

/*
 * The same with another prefix in their place; US_HASH_OUT_OF_BOUNDS for a
 * text of more than 512 bytes then.
 */
extern UsHashResult us_prefixed_read_as(UsRead read,
										const UsVerifier *verifier,
										size_t skip, const char *prefix,
										const UsHashLimits *limits,
										UsHashJob *job, UsHashInfo *info);

/*
 * Moves what a job blanks from a text that was read to where that text, as it
 * is, ends: the end of where.
 */
extern void us_prefixed_move_blank(UsHashJob *job, UsSpan text, UsSpan where);

#endif							/* US_PREFIXED_H */
