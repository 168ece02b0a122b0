/*-------------------------------------------------------------------------
 *
 * mediawiki_b.h
 *	  The scheme "mediawiki-b": md5(salt-md5(password)).
 *
 * Its functions are its row in the table of schemes (scheme.h).
 *
 * src/hash/mediawiki_b.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_MEDIAWIKI_B_H
#define US_MEDIAWIKI_B_H

#include "scheme.h"

extern bool us_mediawiki_b_recognise(UsSpan text);
extern UsHashResult us_mediawiki_b_read(const UsVerifier *verifier,
										const UsHashLimits *limits,
										UsHashJob *job, UsHashInfo *info);

#endif							/* US_MEDIAWIKI_B_H */
