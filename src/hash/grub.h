/*-------------------------------------------------------------------------
 *
 * grub.h
 *	  The scheme "grub".
 *
 * src/hash/grub.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_GRUB_H
#define US_GRUB_H

#include "scheme.h"

extern bool us_grub_recognise(UsSpan text);
extern UsHashResult us_grub_read(const UsVerifier *verifier,
								 const UsHashLimits *limits,
								 UsHashJob *job, UsHashInfo *info);

#endif							/* US_GRUB_H */
