/*-------------------------------------------------------------------------
 *
 * adonis_bcrypt.h
 *	  bcrypt as AdonisJS writes it, a PHC string: part of "adonis-phc".
 *
 * Its contract stands in scheme.h.
 *
 * src/hash/adonis_bcrypt.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_ADONIS_BCRYPT_H
#define US_ADONIS_BCRYPT_H

#include "scheme.h"

extern UsHashResult us_adonis_bcrypt_read(const UsVerifier *verifier,
										  const UsHashLimits *limits,
										  UsHashJob *job, UsHashInfo *info);

#endif							/* US_ADONIS_BCRYPT_H */
