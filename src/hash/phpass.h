/*-------------------------------------------------------------------------
 *
 * phpass.h
 *	  The scheme "phpass": $P$ of WordPress, $H$ of phpBB.
 *
 * src/hash/phpass.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_PHPASS_H
#define US_PHPASS_H

#include "digest.h"
#include "scheme.h"

/* Its row in the table of schemes (scheme.h). */
extern bool us_phpass_recognise(UsSpan text);
extern UsHashResult us_phpass_read(const UsVerifier *verifier,
								   const UsHashLimits *limits,
								   UsHashJob *job, UsHashInfo *info);

/*
 * Reads a text of that layout: a prefix of three characters, the base-2
 * logarithm of the rounds and a salt, then so many digits of the digest that
 * is iterated, all that it has or fewer.  As a scheme's read.
 */
extern UsHashResult us_phpass_read_as(UsDigest digest, size_t digits,
									  UsSpan text, const UsHashLimits *limits,
									  UsHashJob *job, UsHashInfo *info);

#endif							/* US_PHPASS_H */
