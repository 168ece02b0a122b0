/*-------------------------------------------------------------------------
 *
 * symfony_digest.h
 *	  The scheme "symfony-digest": Symfony's digest over and over.
 *
 * Its function is of its row in the table of schemes (scheme.h); it must be
 * declared.  Its parameters are "digest" ("sha512"), "encoding" ("base64"
 * or "hex") and "iterations" (5000).
 *
 * src/hash/symfony_digest.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SYMFONY_DIGEST_H
#define US_SYMFONY_DIGEST_H

#include "scheme.h"

extern UsHashResult us_symfony_digest_read(const UsVerifier *verifier,
										   const UsHashLimits *limits,
										   UsHashJob *job, UsHashInfo *info);

#endif							/* US_SYMFONY_DIGEST_H */
