/*-------------------------------------------------------------------------
 *
 * mediawiki_pbkdf2.h
 *	  The scheme "mediawiki-pbkdf2".
 *
 * src/hash/mediawiki_pbkdf2.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_MEDIAWIKI_PBKDF2_H
#define US_MEDIAWIKI_PBKDF2_H

#include "scheme.h"

extern bool us_mediawiki_pbkdf2_recognise(UsSpan text);
extern UsHashResult us_mediawiki_pbkdf2_read(const UsVerifier *verifier,
											 const UsHashLimits *limits,
											 UsHashJob *job, UsHashInfo *info);

#endif							/* US_MEDIAWIKI_PBKDF2_H */
