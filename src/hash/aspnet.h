/*-------------------------------------------------------------------------
 *
 * aspnet.h
 *	  The scheme "aspnet-identity": ASP.NET Identity's versions 0 and 1.
 *
 * The first two functions are its row in the table of schemes, the others its
 * row in the table of formats; their contract stands in scheme.h.
 *
 * src/hash/aspnet.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_ASPNET_H
#define US_ASPNET_H

#include "scheme.h"

#define US_ASPNET_LENGTH	84	/* of what is written */

extern bool us_aspnet_recognise(UsSpan text);
extern UsHashResult us_aspnet_read(const UsVerifier *verifier,
								   const UsHashLimits *limits,
								   UsHashJob *job, UsHashInfo *info);

/* Version 1 with SHA-512, a salt of 16 bytes and a key of 32. */
extern UsHashResult us_aspnet_make(const UsHashCost *cost,
								   const unsigned char *salt,
								   UsSpan password, char *out);
extern size_t us_aspnet_length(const UsHashCost *cost);
extern UsHashWork us_aspnet_work(const UsHashCost *cost);
extern bool us_aspnet_is_weaker(const UsHashJob *job, const UsHashInfo *info,
								const UsHashCost *cost);

#endif							/* US_ASPNET_H */
