/*-------------------------------------------------------------------------
 *
 * werkzeug.h
 *	  The scheme "werkzeug": Flask's method$salt$hex.
 *
 * src/hash/werkzeug.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_WERKZEUG_H
#define US_WERKZEUG_H

#include "scheme.h"

/*
 * Not sha1$salt$hex and md5$salt$hex: they look like Django's, which computes
 * another thing.
 */
extern bool us_werkzeug_recognise(UsSpan text);

/* Declared, those two as well. */
extern UsHashResult us_werkzeug_read(const UsVerifier *verifier,
									 const UsHashLimits *limits,
									 UsHashJob *job, UsHashInfo *info);

#endif							/* US_WERKZEUG_H */
