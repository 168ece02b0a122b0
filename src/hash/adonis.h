/*-------------------------------------------------------------------------
 *
 * adonis.h
 *	  The scheme "adonis-phc": AdonisJS's scrypt and bcrypt as PHC strings.
 *
 * Its argon2 is everybody's.
 *
 * src/hash/adonis.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_ADONIS_H
#define US_ADONIS_H

#include "scheme.h"

extern bool us_adonis_recognise(UsSpan text);
extern UsHashResult us_adonis_read(const UsVerifier *verifier,
								   const UsHashLimits *limits,
								   UsHashJob *job, UsHashInfo *info);

#endif							/* US_ADONIS_H */
