/*-------------------------------------------------------------------------
 *
 * drupal.h
 *	  The scheme "drupal7": the verifiers of Drupal 7 and later.
 *
 * The functions are its row in the table of schemes (scheme.h).
 *
 * src/hash/drupal.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_DRUPAL_H
#define US_DRUPAL_H

#include "scheme.h"

extern bool us_drupal7_recognise(UsSpan text);
extern UsHashResult us_drupal7_read(const UsVerifier *verifier,
									const UsHashLimits *limits,
									UsHashJob *job, UsHashInfo *info);

#endif							/* US_DRUPAL_H */
