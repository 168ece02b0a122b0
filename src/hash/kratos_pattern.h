/*-------------------------------------------------------------------------
 *
 * kratos_pattern.h
 *	  The pattern in which Kratos puts salt and password together.
 *
 * src/hash/kratos_pattern.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_KRATOS_PATTERN_H
#define US_KRATOS_PATTERN_H

#include "salted.h"

/*
 * Appends what the pattern has before and behind its {PASSWORD}, with the salt
 * for each {SALT}.  US_HASH_MATCH; US_HASH_MALFORMED if there is not just one
 * {PASSWORD}; US_HASH_OUT_OF_BOUNDS if there is no room.
 */
extern UsHashResult us_kratos_pattern_apply(UsSpan pattern, UsSpan salt,
											UsSaltedText *before,
											UsSaltedText *after);

#endif							/* US_KRATOS_PATTERN_H */
