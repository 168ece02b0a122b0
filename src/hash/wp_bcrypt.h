/*-------------------------------------------------------------------------
 *
 * wp_bcrypt.h
 *	  The scheme "wp-bcrypt": bcrypt of a digest, as WordPress 6.8 has it.
 *
 * Its row in the table of schemes; the contract stands in scheme.h.
 *
 * src/hash/wp_bcrypt.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_WP_BCRYPT_H
#define US_WP_BCRYPT_H

#include "scheme.h"

extern bool us_wp_bcrypt_recognise(UsSpan text);
extern UsHashResult us_wp_bcrypt_read(const UsVerifier *verifier,
									  const UsHashLimits *limits,
									  UsHashJob *job, UsHashInfo *info);

#endif							/* US_WP_BCRYPT_H */
